"""Summary cells: counts, frozen meetings, verification and rebuild."""

from datetime import UTC, datetime

import sqlalchemy as sa

from ifla_metrics.models.system_tables import CELL_SUMS
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store.as_of import LIVE
from ifla_metrics.store.database import write_transaction
from ifla_metrics.store.summary_cells import (
    MEETING,
    freeze_meeting,
    frozen_meetings,
    rebuild,
    stored_cells,
    verify,
)
from ifla_metrics.store.write.entries import record
from ifla_metrics.store.write.frameworks import change_settings
from ifla_metrics.store.write.review import Decision, decide
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, OFFICE, clock_at, draft
from tests.store.queries import query

CLOCK = datetime(2020, 1, 1, 9, tzinfo=UTC)


def count_activities(engine, known=LIVE):
    cells = query(engine, stored_cells, FRAMEWORK, known)
    column = CELL_SUMS.index("activities")
    return sum(sums[column] for key, sums in cells.items() if key[:2] == ("total", "all"))


def all_cells(engine):
    known = (LIVE, *query(engine, frozen_meetings))
    return {code: query(engine, stored_cells, FRAMEWORK, code) for code in known}


def approve(engine, uid):
    decide(engine, [Decision("activity", uid, 1, "approved", "")], actor=OFFICE)


@BOTH_BY_DAY
def test_verify_lists_wrong_cells_and_rebuild_repairs_them(history):
    before = all_cells(history)
    with history.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE summary_cell SET women = women + 1 WHERE known = '' AND dimension = 'country'"
        )
        connection.exec_driver_sql(
            "DELETE FROM summary_cell WHERE known = '2012-12' AND dimension = 'total'"
        )
        # A retired meeting keeps its cells, because it may return.
        connection.exec_driver_sql(
            "UPDATE meeting SET retired_on = '2020-01-01' WHERE code = '2012-12'"
        )

    differing = {(known, dimension) for _, known, dimension, *_ in verify(history)}
    assert differing == {(LIVE, "country"), ("2012-12", "total")}

    rebuild(history, actor=OFFICE)
    assert all_cells(history) == before


def test_a_frozen_meeting_keeps_the_approvals_of_its_day(engine):
    change_settings(engine, FRAMEWORK, FrameworkSettings("approved"), actor=OFFICE)
    with write_transaction(engine) as connection:
        meeting = dict(connection.execute(MEETING.select()).mappings().first())
        new = {"code": "2020-01", "held_on": CLOCK.date(), "known_until": None}
        connection.execute(sa.insert(MEETING), {**meeting, **new})
    with clock_at(CLOCK):
        uids = [record(engine, draft(), actor=OFFICE).uid for _ in range(2)]
        approve(engine, uids[0])
    with write_transaction(engine) as connection:
        freeze_meeting(connection, "2020-01")
    approve(engine, uids[1])
    assert (count_activities(engine, "2020-01"), count_activities(engine)) == (1, 2)
    assert verify(engine) == []

    change_settings(engine, FRAMEWORK, FrameworkSettings("sent"), actor=OFFICE)
    assert count_activities(engine, "2020-01") == 2
    assert verify(engine) == []
