"""A log from before there was review: what was documented stands approved, the rest waits."""

import sqlalchemy as sa

from ifla_metrics.access import Actor, Role
from ifla_metrics.store.activity_log import log_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.migrate import HEAD, current, downgrade
from ifla_metrics.store.review_lists import waiting
from ifla_metrics.store.reviews import Decision, decide
from ifla_metrics.store.summary_cells import verify
from tests.store.conftest import DATA, draft

OFFICE = Actor("office", Role.SECRETARIAT)


def test_the_documented_history_is_approved_by_the_step_and_what_a_group_sent_waits(history_url):
    engine = engine_of(history_url)
    uid, _ = log_activity(engine, draft(), actor=OFFICE)
    engine.dispose()
    downgrade(history_url, "0006")
    with engine.connect() as connection:
        columns = {c["name"] for c in sa.inspect(connection).get_columns("activity_version")}
        assert "approved_at" not in columns
    engine.dispose()
    initialise(history_url, data=DATA)

    assert current(history_url) == HEAD
    with reading(engine) as connection:
        assert [item.uid for item in waiting(connection)] == [uid]
        late = connection.exec_driver_sql(
            "SELECT count(*) FROM activity_version"
            " WHERE recorded_by = 'loader' AND (approved_at IS NULL OR approved_at <> recorded_at)"
        ).scalar_one()
    assert late == 0
    decide(engine, [Decision("activity", uid, 1, "returned", "why")], actor=OFFICE)
    assert verify(engine) == []
