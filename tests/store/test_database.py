"""A transaction writes and bumps the revision, or reads one state and cannot write."""

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
from ifla_metrics.store.entries import record
from ifla_metrics.store.migrate import require_ready
from tests.conftest import BOTH_BY_DAY
from tests.store.concurrency import TIMEOUT, start_thread
from tests.store.conftest import close, draft, prepare_empty


def test_every_pooled_connection_of_sqlite_carries_the_settings(tmp_path):
    (path := tmp_path / "settings.sqlite3").touch()
    engine = engine_of(f"sqlite:///{path}")
    connections = [engine.connect() for _ in range(5 + 10)]
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    for connection in connections:
        for name, value in wanted.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
        connection.close()
    engine.dispose()


@BOTH_BY_DAY
def test_a_reading_transaction_cannot_write(engine):
    refused = pytest.raises(sa.exc.DBAPIError, match=r"(?i)read.?only")
    with read_transaction(engine) as connection, refused:
        connection.exec_driver_sql("UPDATE revision SET number = 0")


@BOTH_BY_DAY
def test_a_database_without_tables_is_not_prepared_rather_than_away(database_url):
    with pytest.raises(NotReady, match="is not prepared"):
        revision_of(database_url)
    close(database_url)


@BOTH_BY_DAY
def test_writers_that_wait_leave_the_connections_to_readers(engine):
    def number():
        with read_transaction(engine) as connection:
            return database.revision(connection)

    def write():
        with write_transaction(engine):
            pass

    pool = database.POOL
    before, many = number(), pool["pool_size"] + pool["max_overflow"]
    with write_transaction(engine):
        waiting = [start_thread(write) for _ in range(many)]
        time.sleep(1)  # Each has come as far as it can.
        with ThreadPoolExecutor(1) as reader:
            assert reader.submit(number).result(10) == before
    for thread in waiting:
        thread.join(TIMEOUT)
    assert number() == before + many + 1


# A SQLite file that is moved, deleted or replaced under a running server


def beside(path, ending):
    return path.with_name(path.name + ending)


FAULTS = [
    *((fault, log) for fault in ("moved", "deleted", "replaced") for log in (False, True)),
    ("emptied", False),
]
"""What becomes of the file, and whether its log goes with it."""


def spoil(path, copy, fault, with_log):
    gone = [beside(path, ending) for ending in (("", "-wal", "-shm") if with_log else ("",))]
    if fault in ("moved", "emptied"):
        away = {file: file.rename(beside(file, ".away")) for file in gone}
        if fault == "emptied":
            path.touch()
        return lambda: [moved.replace(file) for file, moved in away.items()]
    for file in gone:
        file.unlink()
    if fault == "deleted":
        return lambda: copy.rename(path)
    copy.rename(path)
    return lambda: None


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "log.db"
    url = f"sqlite:///{found}"
    prepare_empty(url)
    yield found
    close(url)


@pytest.mark.parametrize(("fault", "with_log"), FAULTS)
def test_no_save_is_told_that_the_file_at_its_place_does_not_keep(path, tmp_path, fault, with_log):
    url, copy, told = f"sqlite:///{path}", tmp_path / "copy.db", []
    engine = engine_of(url)

    def saved():
        try:
            told.append(record(engine, draft(), actor=LOCAL).uid)
        except NotReady:
            return False
        return True

    with engine.connect(), engine.connect():  # So many stay open in the pool.
        pass
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as sink:
        source.backup(sink)
    for _ in range(3):
        assert saved()
    with closing(sqlite3.connect(path)) as log:  # As a log of some size is from time to time.
        log.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = revision_of(url)

    set_right = spoil(path, copy, fault, with_log)
    with pytest.raises(NotReady):
        require_ready(engine)
    refused = sum(not saved() for _ in range(10))
    set_right()
    if fault in ("deleted", "replaced"):
        del told[:3]  # They went with their file, and were kept when they were told.
    tries = next(number for number in range(1, 4) if saved())

    assert revision_of(url) > before  # What is held in memory of another file is not shown.
    close(url)
    with closing(sqlite3.connect(path)) as found:
        kept = {uid for (uid,) in found.execute("SELECT uid FROM activity_version")}
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert set(told) <= kept
    print(f"{fault}: {refused} of 10 saves refused, 0 lost, again after {tries} tries")


def test_a_save_is_not_told_when_the_file_went_in_the_middle_of_it(path):
    def save():
        with write_transaction(engine_of(f"sqlite:///{path}")) as connection:
            record(connection, draft(), actor=LOCAL)
            spoil(path, None, "moved", False)

    with pytest.raises(NotReady, match="moved, deleted or replaced"):
        save()
