"""Cells are counted, frozen, verified and mended; test_machine.py plays any sequence of writes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import InvalidRecord, NotReady, UnknownCode
from ifla_metrics.models.system_tables import MEASURES
from ifla_metrics.store.as_of import LIVE, today
from ifla_metrics.store.database import reading, writing
from ifla_metrics.store.entries import record
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.migrate import LOADED, require_ready
from ifla_metrics.store.summary_cells import (
    CELL,
    MEETING,
    freeze_meeting,
    frozen_meetings,
    rebuild,
    stored_cells,
    verify,
)
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import DATA, FRAMEWORK, draft


def hold(engine, code, day):
    with writing(engine) as connection:
        row = dict(connection.execute(MEETING.select()).mappings().first())
        new = {**row, "code": code, "held_on": day, "known_until": None}
        connection.execute(sa.insert(MEETING), new)


def test_a_meeting_of_today_freezes_what_is_known_now(engine):
    hold(engine, "today", today())
    hold(engine, "tomorrow", today() + timedelta(days=1))
    record(engine, draft(), actor=LOCAL)
    freeze_meeting(engine, "today", actor=LOCAL)
    record(engine, draft(), actor=LOCAL)

    with reading(engine) as connection:
        kept = stored_cells(connection, FRAMEWORK, "today")
    assert {amounts[0] for key, amounts in kept.items() if key[:2] == ("total", "all")} == {1}
    assert verify(engine) == []
    with pytest.raises(InvalidRecord, match="not been held"):
        freeze_meeting(engine, "tomorrow", actor=LOCAL)
    with pytest.raises(UnknownCode, match="Did you mean 'today'"):
        freeze_meeting(engine, "todey", actor=LOCAL)


def kept(engine):
    with reading(engine) as connection:
        return {
            k: stored_cells(connection, FRAMEWORK, k) for k in (LIVE, *frozen_meetings(connection))
        }


@BOTH_BY_DAY
def test_verify_finds_a_planted_wrong_cell_and_rebuild_mends_it(history):
    before = kept(history)
    for statement in (
        "UPDATE summary_cell SET women = women + 1 WHERE known = '' AND dimension = 'country'",
        "DELETE FROM summary_cell WHERE known = '2012-12' AND dimension = 'total'",
    ):
        with history.begin() as connection:
            connection.exec_driver_sql(statement)

    women, found = MEASURES.index("women"), verify(history)
    assert {(d.known, d.key[0]) for d in found} == {(LIVE, "country"), ("2012-12", "total")}
    for d in found:
        if d.known == LIVE:
            assert d.stored[women] == d.computed[women] + 1
        else:
            assert d.stored is None

    rebuild(history, actor=LOCAL)
    assert kept(history) == before


def test_cells_of_an_earlier_layout_are_counted_anew_at_the_next_start(history, history_url):
    before = kept(history)
    with history.begin() as connection:
        connection.execute(sa.delete(CELL).where(CELL.c.known == "2012-12"))
        connection.execute(
            sa.update(LOADED).where(LOADED.c.part == "cells").values(fingerprint="1")
        )
    with pytest.raises(NotReady, match="init"):
        require_ready(history_url)

    initialise(history_url, data=DATA)

    assert kept(history) == before
    require_ready(history_url)
