"""Transactions, connection settings, and SQLite files that are moved or replaced."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import NotReady
from ifla_metrics.store import database
from ifla_metrics.store.database import engine_of, read_transaction, revision_of, write_transaction
from ifla_metrics.store.operations.migrate import require_ready
from ifla_metrics.store.write.entries import record
from tests.conftest import BOTH_BY_DAY, sqlite_url
from tests.store.concurrency import TIMEOUT, start_thread
from tests.store.conftest import close, draft
from tests.store.queries import query


def test_every_pooled_sqlite_connection_has_the_settings(tmp_path):
    (path := tmp_path / "settings.sqlite3").touch()
    engine = engine_of(f"sqlite:///{path}")
    connections = [engine.connect() for _ in range(5 + 10)]
    settings = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    for connection in connections:
        for name, value in settings.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
        connection.close()
    engine.dispose()


@BOTH_BY_DAY
def test_a_read_transaction_cannot_write(engine):
    error = pytest.raises(sa.exc.DBAPIError, match=r"(?i)read.?only")
    with read_transaction(engine) as connection, error:
        connection.exec_driver_sql("UPDATE revision SET number = 0")


@BOTH_BY_DAY
def test_a_database_without_tables_is_reported_as_not_prepared(blank_url):
    with pytest.raises(NotReady, match="is not prepared"):
        revision_of(blank_url)


@BOTH_BY_DAY
def test_waiting_writers_leave_connections_for_readers(engine):
    def write():
        with write_transaction(engine):
            pass

    pool = database.POOL
    before, size = query(engine, database.revision), pool["pool_size"] + pool["max_overflow"]
    with write_transaction(engine):
        waiting = [start_thread(write) for _ in range(size)]
        time.sleep(1)  # Until each waits for the lock.
        with ThreadPoolExecutor(1) as reader:
            assert reader.submit(query, engine, database.revision).result(10) == before
    for thread in waiting:
        thread.join(TIMEOUT)
    assert query(engine, database.revision) == before + size + 1


# A SQLite file that is moved, deleted or replaced under a running server


FAULTS = [
    *((fault, wal) for fault in ("moved", "deleted", "replaced") for wal in (False, True)),
    ("emptied", False),
]
"""What happens to the file, and whether it also happens to its write-ahead log."""


def break_file(path, copy, fault, with_wal):
    """Apply a fault to the file; return a function that repairs it."""
    endings = ("", "-wal", "-shm") if with_wal else ("",)
    files = [path.with_name(path.name + ending) for ending in endings]
    if fault in ("moved", "emptied"):
        moved = {file: file.rename(f"{file}.away") for file in files}
        if fault == "emptied":
            path.touch()
        return lambda: [away.replace(file) for file, away in moved.items()]
    for file in files:
        file.unlink()
    if fault == "deleted":
        return lambda: copy.rename(path)
    copy.rename(path)
    return lambda: None


@pytest.mark.parametrize(("fault", "with_wal"), FAULTS)
def test_no_save_is_acknowledged_that_the_file_does_not_contain(path, tmp_path, fault, with_wal):
    url, copy, acknowledged = sqlite_url(path), tmp_path / "copy.db", []
    engine = engine_of(url)

    def save():
        try:
            acknowledged.append(record(engine, draft(), actor=LOCAL).uid)
        except NotReady:
            return False
        return True

    with engine.connect(), engine.connect():  # Leave two connections open in the pool.
        pass
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    for _ in range(3):
        assert save()
    with closing(sqlite3.connect(path)) as log:  # SQLite does this when the log has grown.
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = revision_of(url)

    repair = break_file(path, copy, fault, with_wal)
    with pytest.raises(NotReady):
        require_ready(engine)
    refused = sum(not save() for _ in range(10))
    repair()
    if fault in ("deleted", "replaced"):
        del acknowledged[:3]  # They were saved in the file that is gone.
    tries = next(number for number in range(1, 4) if save())

    assert revision_of(url) > before  # Invalidates what was cached from the other file.
    close(url)
    with closing(sqlite3.connect(path)) as log:
        stored = {uid for (uid,) in log.execute("SELECT uid FROM activity_version")}
        assert log.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert set(acknowledged) <= stored
    print(f"{fault}: {refused} of 10 saves refused, 0 lost, again after {tries} tries")


def test_a_save_is_not_acknowledged_when_the_file_moves_during_it(path):
    def save():
        with write_transaction(engine_of(sqlite_url(path))) as connection:
            record(connection, draft(), actor=LOCAL)
            break_file(path, None, "moved", False)

    with pytest.raises(NotReady, match="moved, deleted or replaced"):
        save()
