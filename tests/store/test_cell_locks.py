"""A write of few cells and one of many take their locks in one order: none waits in a circle."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ifla_metrics.store import bulk, summaries
from ifla_metrics.store.contributions import COLUMNS
from ifla_metrics.store.database import reading, writing
from tests.store.conftest import FRAMEWORK
from tests.store.waiting import SOON, waits

PERIOD = "2011-Q2"
FEW = 3
TABLES = ("activity_cells", "association_cells")


def cells(number):
    """So many cells of each table; those of fewer are among those of more."""
    return {
        name: {
            (PERIOD, "reported", "", "", f"code {i}"): (1,) * len(COLUMNS[name][1])
            for i in range(number)
        }
        for name in TABLES
    }


@pytest.mark.parametrize("database_kind", ["postgresql"])  # SQLite has one writer.
def test_a_write_of_few_cells_in_the_middle_of_one_of_many_ends_as_that_does(engine, monkeypatch):
    monkeypatch.setattr(bulk, "FEW", FEW)
    others = []
    upsert = bulk._upsert_postgresql

    def add(number):
        with writing(engine) as connection:
            summaries.apply(connection, FRAMEWORK, summaries.LIVE, cells(number))

    def halted(cursor, changes):
        upsert(cursor, changes)
        if not others:  # The first statement of many: it holds the locks of its table alone.
            others.append(pool.submit(add, 1))
            end = time.monotonic() + SOON
            while not waits(engine) and time.monotonic() < end:
                time.sleep(0.01)
            assert waits(engine)

    monkeypatch.setattr(bulk, "_upsert_postgresql", halted)
    with ThreadPoolExecutor(1) as pool:
        add(FEW)
        others[0].result(SOON)  # Which of the two a deadlock ends is chance: each would raise here.

    with reading(engine) as connection:
        stored = summaries.stored(connection, FRAMEWORK, summaries.LIVE)
    for name in TABLES:
        assert sorted(stored[name].values()) == [
            (n,) * len(COLUMNS[name][1]) for n in (*[1] * (FEW - 1), 2)
        ]
