"""Who reads while a database is migrated sees the whole of before or the whole of after."""

import threading
import time

import pytest

from ifla_metrics.errors import NotReady
from ifla_metrics.store import migrate
from ifla_metrics.store.database import PRAGMAS, engine_of, reading, writing
from ifla_metrics.store.readiness import HEAD
from ifla_metrics.store.revision_row import revision
from tests.store.conftest import close
from tests.store.waiting import SOON, begun, waits

BEFORE = "0013"
"""Of the migrations since, one makes the table of denominators anew, with its rows."""
TABLES = ("denominator", "country", "country_list", "region")


def state(engine):
    """The rows of some tables, as one reader sees them who asks for the revision first."""
    with reading(engine) as connection:
        revision(connection)
        return tuple(
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in TABLES
        )


@pytest.fixture
def older(url):
    migrate.downgrade(url, BEFORE)
    return engine_of(url)


@pytest.fixture
def halted(monkeypatch):
    """A migration that stops when it has made everything, before it is committed."""
    at, on = threading.Event(), threading.Event()
    bring = migrate.bring

    def wait(connection, to, **said):
        bring(connection, to, **said)
        at.set()
        assert on.wait(SOON)

    monkeypatch.setattr(migrate, "bring", wait)
    yield at, on
    on.set()


def test_who_begins_to_read_in_the_middle_of_a_migration_sees_every_row(older, url, halted):
    before, found = state(older), []
    assert all(before)
    at, on = halted
    migrant = begun(lambda: migrate.upgrade(url))
    assert at.wait(SOON)
    reader = begun(lambda: found.append(state(older)))
    until = time.monotonic() + SOON
    while reader.is_alive() and (older.dialect.name == "sqlite" or not waits(older)):
        assert time.monotonic() < until
        time.sleep(0.02)
    on.set()
    for thread in (migrant, reader):
        thread.join(SOON)
        assert not thread.is_alive()

    assert found == [before]
    assert state(older) == before
    assert migrate.current(url) == HEAD


def test_a_migration_that_somebody_holds_up_says_by_whom_and_changes_nothing(
    older, url, monkeypatch
):
    monkeypatch.setattr(migrate, "PATIENCE", 1)
    monkeypatch.setitem(PRAGMAS, "busy_timeout", "200")
    older.dispose()  # Connections from now on wait that long.
    holds = writing if older.dialect.name == "sqlite" else reading
    with (
        holds(older, **({"moves": False} if holds is writing else {})),
        pytest.raises(NotReady, match=r"(?i)nothing was changed.*try again"),
    ):
        migrate.upgrade(url)

    assert migrate.current(url) == BEFORE
    migrate.upgrade(url)
    assert migrate.differences(url) == []
    close(url)


def test_who_is_at_this_programs_schema_waits_for_nobody(url, monkeypatch):
    monkeypatch.setattr(migrate, "PATIENCE", 1)
    monkeypatch.setitem(PRAGMAS, "busy_timeout", "200")
    engine_of(url).dispose()
    with writing(engine_of(url), moves=False):
        migrate.upgrade(url)
    close(url)
