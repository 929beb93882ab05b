"""Who reads while a backup is restored sees the whole of before or the whole of after."""

import threading
import time

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import NotReady
from ifla_metrics.store import restoring
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.backups import write_backup
from ifla_metrics.store.database import PRAGMAS, reading, writing
from ifla_metrics.store.restoring import restore
from ifla_metrics.store.summary_cells import verify
from tests.store.conftest import close, draft
from tests.store.waiting import SOON, begun, waits


@pytest.fixture
def backup(engine, tmp_path):
    """A backup of one activity; three more were logged since."""
    path = tmp_path / "backup.zip"
    log_activity(engine, draft(title="Stands in the backup"), actor=LOCAL)
    write_backup(engine, path)
    for n in range(3):
        log_activity(engine, draft(title=f"Logged since {n}"), actor=LOCAL)
    return path


def seen(connection):
    """What a reader sees of the log, of the lists and of the cells."""
    return tuple(
        connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        for table in ("activity", "country", "activity_version", "summary_cell", "audit_entry")
    )


def state(engine):
    with reading(engine) as connection:
        return seen(connection)


@pytest.fixture
def halted(monkeypatch):
    """A restore that stops when the tables stand anew and are empty, until it may go on."""
    at, on = threading.Event(), threading.Event()
    fill = restoring._fill

    def wait(connection, backup):
        at.set()
        assert on.wait(SOON)
        fill(connection, backup)

    monkeypatch.setattr(restoring, "_fill", wait)
    yield at, on
    on.set()


def test_who_begins_to_read_in_the_middle_sees_all_of_before_or_all_of_after(
    engine, backup, halted
):
    before, found = state(engine), []
    at, on = halted
    restorer = begun(lambda: restore(engine, backup, actor=LOCAL, over=True))
    assert at.wait(SOON)
    readers = [begun(lambda: found.append(state(engine))) for _ in range(3)]
    for reader in readers:
        until = time.monotonic() + SOON
        while reader.is_alive() and (engine.dialect.name == "sqlite" or not waits(engine)):
            assert time.monotonic() < until
            time.sleep(0.02)
    on.set()
    for thread in (restorer, *readers):
        thread.join(SOON)
        assert not thread.is_alive()

    after = state(engine)
    assert before != after
    assert len(found) == 3
    assert set(found) == {before if engine.dialect.name == "sqlite" else after}
    assert verify(engine) == []


def test_a_reader_that_stays_sees_what_was_and_the_restore_ends_or_says_why_not(
    engine, backup, monkeypatch
):
    monkeypatch.setattr(restoring, "PATIENCE", 1)
    before = state(engine)
    refused = []

    def work():
        try:
            restore(engine, backup, actor=LOCAL, over=True)
        except NotReady as reason:
            refused.append(str(reason))

    with reading(engine) as connection:
        first = connection.exec_driver_sql("SELECT count(*) FROM activity").scalar_one()
        restorer = begun(work)
        restorer.join(SOON)
        assert not restorer.is_alive()
        assert seen(connection) == before
        assert first == before[0]
        pid = None
        if engine.dialect.name != "sqlite":
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()

    if engine.dialect.name == "sqlite":
        assert not refused
        assert state(engine) != before
        return
    [said] = refused
    assert f"session {pid}" in said
    assert "nothing was changed" in said.lower()
    assert "pg_terminate_backend" in said
    assert state(engine) == before
    assert verify(engine) == []
    restore(engine, backup, actor=LOCAL, over=True)
    assert state(engine) != before


def test_a_writer_that_stays_is_told_of_and_nothing_is_changed(engine, url, backup, monkeypatch):
    monkeypatch.setattr(restoring, "PATIENCE", 1)
    monkeypatch.setitem(PRAGMAS, "busy_timeout", "200")
    engine.dispose()  # Connections from now on wait that long.
    before = state(engine)
    with writing(engine), pytest.raises(NotReady, match=r"(?i)nothing was changed.*try again"):
        restore(engine, backup, actor=LOCAL, over=True)

    assert state(engine) == before
    restore(engine, backup, actor=LOCAL, over=True)
    assert state(engine) != before
    close(url)
