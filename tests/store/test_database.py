"""A transaction writes and bumps the revision, or reads one state and cannot write."""

import sqlite3
import threading
import time

import psycopg
import pytest
import sqlalchemy as sa

from ifla_metrics.store.database import engine_of, is_unavailable, reading, revision, writing
from tests.conftest import BOTH_BY_DAY
from tests.store.waiting import SOON, begun


def test_every_pooled_connection_of_sqlite_carries_the_settings(tmp_path):
    (path := tmp_path / "settings.sqlite3").touch()
    engine = engine_of(f"sqlite:///{path}")
    connections = [engine.connect() for _ in range(5 + 10)]
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }
    for connection in connections:
        for name, value in wanted.items():
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
    for connection in connections:
        connection.close()
    engine.dispose()


@BOTH_BY_DAY
def test_a_reading_transaction_cannot_write(engine):
    with reading(engine) as connection, pytest.raises(sa.exc.DBAPIError, match=r"(?i)read.?only"):
        connection.exec_driver_sql("UPDATE revision SET number = 0")


@BOTH_BY_DAY
def test_writers_that_wait_leave_the_connections_to_readers(engine):
    def write():
        with writing(engine):
            pass

    waiting = [threading.Thread(target=write) for _ in range(30)]
    with reading(engine) as connection:
        before = revision(connection)
    with writing(engine):
        for thread in waiting:
            thread.start()
        time.sleep(1)  # Each has come as far as it can.
        answered = []

        def read():
            with reading(engine) as connection:
                answered.append(revision(connection))

        reader = begun(read)
        reader.join(10)
        assert answered == [before]
    for thread in waiting:
        thread.join(SOON)
    with reading(engine) as connection:
        assert revision(connection) == before + 31


def wrapped(kind, driver_error):
    return kind("SELECT 1", None, driver_error)


@pytest.mark.parametrize(
    ("error", "unavailable"),
    [
        (sqlite3.OperationalError("database is locked"), True),
        (psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"), True),
        (sa.exc.TimeoutError("QueuePool limit reached"), True),
        (wrapped(sa.exc.InterfaceError, psycopg.InterfaceError("connection is closed")), True),
        (wrapped(sa.exc.DatabaseError, sqlite3.DatabaseError("file is not a database")), True),
        (sqlite3.IntegrityError("UNIQUE constraint failed"), False),
        (wrapped(sa.exc.ProgrammingError, psycopg.ProgrammingError("syntax")), False),
        (ValueError("x"), False),
    ],
)
def test_a_database_that_does_not_answer_is_told_from_a_fault_of_the_program(error, unavailable):
    assert is_unavailable(error) is unavailable
