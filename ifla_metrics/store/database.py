"""The engine and its two kinds of transaction: one writes and moves the revision, one reads.

SQLite runs in WAL with `synchronous=FULL`, foreign keys on; a writer begins with BEGIN IMMEDIATE,
because a transaction that reads first and writes later fails under load whatever the timeout.
Writers of this process take a lock before they take a connection, so that those who wait leave the
connections to readers. On PostgreSQL every writer then takes one advisory lock.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.access import Actor
from ifla_metrics.errors import NO_DATABASE, NotReady, kind_of_fault
from ifla_metrics.store import database_file
from ifla_metrics.store.readiness import compare
from ifla_metrics.store.revision_row import move_revision
from ifla_metrics.store.rights import authorize

BUSY_TIMEOUT = 30_000
"""Milliseconds that a writer waits for another one, of this process or of another."""
FORGETTING = 1_000
"""Milliseconds that an erasure waits for readers of what it erased."""
PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "recursive_triggers": "ON",  # Or INSERT OR REPLACE would delete what nobody may delete.
    "busy_timeout": str(BUSY_TIMEOUT),
    "cache_size": "-65536",
    "temp_store": "MEMORY",
    "secure_delete": "ON",  # What was erased is not left in the file.
}
FILE = "file"
"""Key of the file that a pooled connection has opened."""
STATEMENTS = 1024
"""Prepared statements that a connection to SQLite keeps; the driver's own number is 128."""
WRITERS = 0x1F1A
"""Number of the advisory lock that each writer takes."""

FAULTS: tuple[type[Exception], ...] = (sa.exc.SQLAlchemyError, ImportError)
"""What a database raises that is unreachable, locked, damaged, read-only or of an unknown kind."""

DOES_NOT_ANSWER = (
    sa.exc.OperationalError,
    sa.exc.InterfaceError,
    sa.exc.InternalError,
    sa.exc.TimeoutError,
)
"""What is raised in the middle of work by a database that is locked, full, read-only or away."""

_RAISED_BY_DRIVERS = {"OperationalError", "InterfaceError", "InternalError"}
"""The same as drivers name it: rows are written past SQLAlchemy."""

Target = Engine | Connection
"""Where a write goes: a new transaction of an engine, or the one a connection is already in."""


@cache
def engine_of(url: str) -> Engine:
    """Return the engine of a database URL, one for each URL in a process."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = sa.create_engine(
            parsed, pool_pre_ping=True, pool_size=5, max_overflow=20, hide_parameters=True
        )
        sa.event.listen(engine, "connect", _set_up_postgresql)
        return engine
    engine = sa.create_engine(
        parsed, hide_parameters=True, connect_args={"cached_statements": STATEMENTS}
    )
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    if path := _file_of(engine):
        _watch_file(engine, path)
    return engine


def create_file(engine: Engine) -> None:
    """Create the file of a SQLite database, and its folder, where there is none.

    Only what makes a database calls this; connecting to a file that is missing is refused.
    """
    path = Path(_file_of(engine))
    if _file_of(engine) and not path.exists():
        database_file.require_usable(str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def _file_of(engine: Engine) -> str:
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    return "" if path in (None, ":memory:") else str(path)


def _watch_file(engine: Engine, path: str) -> None:
    """Let no connection be used that holds another file than the one at `path`, or makes one."""

    def before(_dialect: Any, _record: Any, args: list[Any], options: dict[str, Any]) -> None:
        database_file.require_usable(path)
        if not Path(path).exists():
            compare(None, None)
        args[0], options["uri"] = f"{Path(path).absolute().as_uri()}?mode=rw", True

    def opened(driver: Any, record: Any) -> None:
        record.info[FILE] = database_file.opened(path, driver)

    def taken(driver: Any, record: Any, _fairy: Any) -> None:
        try:
            database_file.require_same(path, record.info[FILE], driver)
        except NotReady:
            engine.dispose()
            raise

    sa.event.listen(engine, "do_connect", before)
    sa.event.listen(engine, "connect", opened)
    sa.event.listen(engine, "checkout", taken)


def _require_same_file(connection: Connection) -> None:
    info, path = connection.connection.info, connection.engine.url.database
    if FILE in info and path:
        driver: Any = connection.connection.driver_connection
        database_file.require_same(path, info[FILE], driver)


def _set_up(driver: Any, _record: Any) -> None:
    driver.isolation_level = None  # Transactions are begun below, not guessed by the driver.
    cursor = driver.cursor()
    # First, so that the change to WAL waits for another process that makes it too.
    cursor.execute(f"PRAGMA busy_timeout={PRAGMAS['busy_timeout']}")
    for name, value in PRAGMAS.items():
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.close()


def _set_up_postgresql(driver: Any, _record: Any) -> None:
    driver.execute("SET jit = off")  # It takes longer to compile a statement than to run it.
    driver.execute("SET datestyle = 'ISO'")  # Days are compared as texts.
    driver.commit()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("ifla_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def is_sqlite(connection: Connection) -> bool:
    """Say whether this is SQLite, where bulk statements are written differently."""
    return connection.dialect.name == "sqlite"


@contextmanager
def writing(
    target: Target,
    *,
    actor: Actor | None = None,
    moves: bool = True,
    patience: float | None = None,
) -> Iterator[Connection]:
    """One transaction that writes; moves the revision last and commits, or leaves nothing.

    There is one writer at a time, on both databases: what a transaction has read, nobody changes
    before it ends, and no row needs a lock of its own.

    Given a connection, its transaction goes on and its owner commits. `actor` is confirmed by what
    is stored of the person now. What no figure is made of does not move the revision
    (`moves=False`): nobody's page is worked out anew for it. `patience` is how many seconds it
    waits for any lock (for one of another process on SQLite as long as BUSY_TIMEOUT says).

    Raises:
        NotAllowed: The rights that `actor` carries were withdrawn; nothing was written.
        NotReady: The database is locked, full, read-only or away, or its file is another one.
    """
    if isinstance(target, Connection):
        if actor is not None:
            authorize(target, actor)
        yield target
        if moves:
            move_revision(target)
        return
    with (
        _plainly(),
        one_writer(target, patience),
        target.connect().execution_options(ifla_writes=True) as connection,
    ):
        with connection.begin():
            if not is_sqlite(connection):
                if patience is not None:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(patience * 1000)}")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
            if actor is not None:
                authorize(connection, actor)
            yield connection
            if moves:
                move_revision(connection)
        _require_same_file(connection)  # It may have gone in the meantime.


@contextmanager
def one_writer(engine: Engine, patience: float | None = None) -> Iterator[None]:
    """Hold the write lock of this process for a database; taken before a connection is.

    Writers that waited with a connection would leave readers none. On SQLite a writer would also
    starve among many, because it asks again in ever longer intervals.

    Raises:
        NotReady: The lock did not come in time.
    """
    lock = _write_lock(str(engine.url))
    seconds = int(PRAGMAS["busy_timeout"]) / 1000 if patience is None else patience
    if not lock.acquire(timeout=seconds):
        raise NotReady(NO_DATABASE) from TimeoutError()
    try:
        yield
    finally:
        lock.release()


@cache
def _write_lock(url: str) -> threading.Lock:
    return threading.Lock()


@contextmanager
def _plainly() -> Iterator[None]:
    """Say in words that the database failed, and not what was written."""
    try:
        yield
    except DOES_NOT_ANSWER as fault:
        raise NotReady(NO_DATABASE) from fault
    except Exception as fault:
        if kind_of_fault(fault) in _RAISED_BY_DRIVERS:
            raise NotReady(NO_DATABASE) from fault
        raise


GATE = "LOCK TABLE revision IN ACCESS {} MODE"
"""The door of PostgreSQL: a reader holds it open from the beginning; a restore and a migration shut
it first."""
_READ = f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; {GATE.format('SHARE')}"
"""One journey. The lock comes before the first question, because that one fixes what is seen: who
waited with a question would see the tables of after with the rows of before, which is none."""


def shut(connection: Connection) -> None:
    """Wait until nobody reads, and let nobody begin to; for what makes tables anew.

    SQLite needs no door: a reader keeps the pages of before.
    """
    if not is_sqlite(connection):
        connection.exec_driver_sql(GATE.format("EXCLUSIVE"))


@contextmanager
def reading(target: Target) -> Iterator[Connection]:
    """One transaction that sees one state of the database and cannot write."""
    if isinstance(target, Connection):
        yield target
        return
    with target.connect() as connection:
        if not is_sqlite(connection):
            with connection.begin():
                connection.exec_driver_sql(_READ)
                yield connection
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA query_only=ON")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute("PRAGMA query_only=OFF")


def forget(target: Target) -> None:
    """Take what a committed write erased out of the file of SQLite, at once where nobody reads it.

    Until then the old page stands beside the new one; the next checkpoint takes it away as well.
    """
    if isinstance(target, Connection) or target.dialect.name != "sqlite":
        return
    with closing(target.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={FORGETTING}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
        cursor.close()
