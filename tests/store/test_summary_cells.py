"""Summary cells: counts, frozen meetings, verification and rebuild."""

from datetime import UTC, datetime

import sqlalchemy as sa

from ifla_metrics.access import Actor, Role
from ifla_metrics.models.system_tables import CELL_SUMS
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store.as_of import LIVE
from ifla_metrics.store.database import read_transaction, write_transaction
from ifla_metrics.store.entries import record
from ifla_metrics.store.frameworks import set_framework
from ifla_metrics.store.review import Decision, decide
from ifla_metrics.store.summary_cells import (
    MEETING,
    freeze_meeting,
    frozen_meetings,
    rebuild,
    stored_cells,
    verify,
)
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import FRAMEWORK, clock_at, draft

OFFICE = Actor("office", Role.SECRETARIAT)
CLOCK = datetime(2020, 1, 1, 9, tzinfo=UTC)


def hold(engine, code, day):
    with write_transaction(engine) as connection:
        row = dict(connection.execute(MEETING.select()).mappings().first())
        new = {**row, "code": code, "held_on": day, "known_until": None}
        connection.execute(sa.insert(MEETING), new)


def frozen(engine, code):
    with write_transaction(engine) as connection:
        freeze_meeting(connection, code)


def activities(engine, known=LIVE):
    with read_transaction(engine) as connection:
        cells = stored_cells(connection, FRAMEWORK, known)
    at = CELL_SUMS.index("activities")
    return sum(v[at] for k, v in cells.items() if k[:2] == ("total", "all"))


def kept(engine):
    with read_transaction(engine) as connection:
        known = (LIVE, *frozen_meetings(connection))
        return {k: stored_cells(connection, FRAMEWORK, k) for k in known}


def decided(engine, uid, decision="approved", *, version=1, comment=""):
    decide(engine, [Decision("activity", uid, version, decision, comment)], actor=OFFICE)


@BOTH_BY_DAY
def test_verify_finds_a_planted_wrong_cell_and_rebuild_mends_it(history):
    before = kept(history)
    with history.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE summary_cell SET women = women + 1 WHERE known = '' AND dimension = 'country'"
        )
        connection.exec_driver_sql(
            "DELETE FROM summary_cell WHERE known = '2012-12' AND dimension = 'total'"
        )
        # A meeting that left the file may come back, with its cells.
        connection.exec_driver_sql(
            "UPDATE meeting SET retired_on = '2020-01-01' WHERE code = '2012-12'"
        )

    women, found = CELL_SUMS.index("women"), verify(history)
    assert {(d.known, d.key[0]) for d in found} == {(LIVE, "country"), ("2012-12", "total")}
    assert {d.stored and d.stored[women] - d.computed[women] for d in found} == {1, None}

    rebuild(history, actor=OFFICE)
    assert kept(history) == before


def test_a_frozen_meeting_keeps_what_was_approved_by_its_day(engine):
    set_framework(engine, FRAMEWORK, FrameworkSettings("approved"), actor=OFFICE)
    hold(engine, "2020-01", CLOCK.date())
    with clock_at(CLOCK):
        uids = [record(engine, draft(), actor=OFFICE).uid for _ in range(2)]
        decided(engine, uids[0])
    frozen(engine, "2020-01")
    decided(engine, uids[1])
    assert (activities(engine, "2020-01"), activities(engine), verify(engine)) == (1, 2, [])

    set_framework(engine, FRAMEWORK, FrameworkSettings("sent"), actor=OFFICE)
    assert (activities(engine, "2020-01"), verify(engine)) == (2, [])
