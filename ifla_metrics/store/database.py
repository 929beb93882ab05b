"""The engine and its two kinds of transaction: one writes and bumps the revision, one reads.

SQLite runs in WAL mode with `synchronous=FULL` and foreign keys on. A writer begins with BEGIN
IMMEDIATE, because a transaction that reads first and writes later fails under load whatever the
timeout. On PostgreSQL every writer takes one advisory lock. So there is one writer at a time on
both, and what it has read nobody changes before it ends. Writers of one process take turns before
they take a connection: SQLite asks again ever more rarely, and some would wait for ever.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.access import Actor
from ifla_metrics.errors import DATABASE_UNAVAILABLE, NotReady, n_
from ifla_metrics.settings import database_url
from ifla_metrics.store import database_file
from ifla_metrics.store.rights import authorize

LOCK_TIMEOUT = 30_000
"""Milliseconds that a writer waits for another one."""
ERASE_TIMEOUT = 1_000
"""Milliseconds that an erasure waits for readers; other writers wait with it."""
PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "recursive_triggers": "ON",  # Or INSERT OR REPLACE would delete what nobody may delete.
    "cache_size": "-8192",  # KiB of each connection; the system caches the file too.
    "temp_store": "MEMORY",
    "secure_delete": "ON",  # What was erased is not left in the file.
}
FILE = "file"
"""Key of the file that a pooled connection has opened."""
STATEMENTS = 1024
"""Prepared statements that a connection to SQLite keeps; the driver's own number is 128."""
NO_TABLE, NO_RIGHT = "42P01", "42501"
"""What PostgreSQL calls them; SQLite says the first in words."""
WRITERS = 0x1F1A
"""Number of the advisory lock that each writer takes."""
POOL = {"pool_size": 5, "max_overflow": 40, "hide_parameters": True}
"""Two servers stay below PostgreSQL's 100 connections."""

NOT_PREPARED = n_(
    "The database is not prepared ({stands}): run 'python -m ifla_metrics init', "
    "or restore a backup."
)

BATCH = 5_000
"""Rows of one call of the driver; they are held meanwhile."""
Item = TypeVar("Item")
Target = Engine | Connection
"""Where a write goes: a new transaction of an engine, or the one a connection is already in."""

log = logging.getLogger("ifla_metrics")


# Errors


@contextmanager
def plain_errors() -> Iterator[None]:
    """Raise NotReady in place of the error of a database that is unavailable or not prepared."""
    try:
        yield
    except Exception as fault:
        cause = getattr(fault, "orig", fault)
        state, is_sqlite3 = getattr(cause, "sqlstate", ""), isinstance(cause, sqlite3.Error)
        if state == NO_TABLE or (is_sqlite3 and "no such table" in str(cause)):
            raise NotReady(NOT_PREPARED, stands=str(cause).partition("\n")[0]) from fault
        if state != NO_RIGHT and not _is_unavailable(fault):
            raise
        log.error("The database does not answer: %s", str(fault).partition("\n")[0])
        raise NotReady(DATABASE_UNAVAILABLE) from fault


def _is_unavailable(error: Exception) -> bool:
    """Say whether a database is away, locked, full, read-only or damaged.

    Wrong SQL and broken constraints are none of these: they are faults of this program.
    """
    if isinstance(error, sa.exc.TimeoutError):
        return True
    import psycopg

    for dbapi in (sa.exc, sqlite3, psycopg):
        unavailable = (dbapi.OperationalError, dbapi.InterfaceError, dbapi.InternalError)
        # Constraints and wrong SQL are subclasses of DatabaseError; a damaged file is just that.
        if isinstance(error, unavailable) or type(error) is dbapi.DatabaseError:
            return True
    return False


# Engines and connections


def engine() -> Engine:
    """Return the engine of the database that the environment names; it may not be prepared."""
    return engine_of(database_url())


@cache
def engine_of(url: str) -> Engine:
    """Return the engine of a database URL, one for each URL in a process.

    Raises:
        NotReady: It is no URL, or there is no driver for such a database.
    """
    try:
        parsed = sa.make_url(url)
        is_file = parsed.get_backend_name() == "sqlite"
        options = {"connect_args": {"cached_statements": STATEMENTS}} if is_file else {}
        engine = sa.create_engine(parsed, pool_pre_ping=not is_file, **options, **POOL)
    except (ImportError, TypeError, sa.exc.ArgumentError) as fault:  # One in memory: TypeError.
        raise NotReady(
            n_(
                "The database cannot be used: {reason}. Write its address like "
                "sqlite:///log.db or postgresql://name@host/log."
            ),
            reason=fault,
        ) from fault
    if not is_file:
        sa.event.listen(engine, "connect", _set_up_postgresql)
        return engine
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin)
    _watch_file(engine, parsed.database or "")
    return engine


def create_file(engine: Engine) -> None:
    """Create the file of a SQLite database, and its folder, where there is none.

    Only what makes a database calls this; connecting to a file that is missing is refused.
    """
    path = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and not path.exists():
        database_file.require_usable(str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def is_sqlite(connection: Connection) -> bool:
    """Say whether this is SQLite, where some statements are written differently."""
    return connection.dialect.name == "sqlite"


def _watch_file(engine: Engine, path: str) -> None:
    """Let no connection be used that holds another file than the one at `path`, or makes one."""

    def before(_dialect: Any, _record: Any, args: list[Any], options: dict[str, Any]) -> None:
        database_file.require_usable(path)
        if not Path(path).exists():
            raise NotReady(NOT_PREPARED, stands="no file")
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


def _set_up_sqlite(driver: Any, _record: Any) -> None:
    driver.isolation_level = None  # Transactions are begun below, not guessed by the driver.
    # First, so that the change to WAL waits for another process that makes it too.
    driver.execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT}")
    for name, value in PRAGMAS.items():
        driver.execute(f"PRAGMA {name}={value}")


def _set_up_postgresql(driver: Any, _record: Any) -> None:
    driver.execute("SET jit = off")  # It takes longer to compile a statement than to run it.
    driver.execute("SET datestyle = 'ISO'")  # Days are compared as texts.
    driver.execute(f"SET lock_timeout = {LOCK_TIMEOUT}")
    driver.commit()


# Transactions


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("ifla_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(
    target: Target, *, actor: Actor | None = None, bump_revision: bool = True
) -> Iterator[Connection]:
    """One transaction that writes, bumps the revision and commits; on an error it rolls back.

    Given a connection, its transaction goes on and its owner commits. `actor` is confirmed by what
    is stored of the person now. Data that no figure uses is written with
    `bump_revision=False`, so that cached pages stay valid.

    Raises:
        NotAllowed: The rights that `actor` carries were withdrawn; nothing was written.
        NotReady: The database is locked, full, read-only or away, or its file is another one.
    """
    if isinstance(target, Connection):
        if actor is not None:
            authorize(target, actor)
        yield target
        if bump_revision:
            _bump(target)
        return
    with (
        plain_errors(),
        one_writer(target),
        target.connect().execution_options(ifla_writes=True) as connection,
    ):
        with connection.begin():
            if not is_sqlite(connection):
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
            if actor is not None:
                authorize(connection, actor)
            yield connection
            if bump_revision:
                _bump(connection)
        _require_same_file(connection)  # It may have gone in the meantime.


@contextmanager
def one_writer(engine: Engine) -> Iterator[None]:
    """Wait for the other writers of this process; raises NotReady when they do not end in time."""
    turn = _turn(engine)
    if not turn.acquire(timeout=LOCK_TIMEOUT / 1000):
        raise NotReady(DATABASE_UNAVAILABLE)
    try:
        yield
    finally:
        turn.release()


@cache
def _turn(_engine: Engine) -> threading.Lock:
    return threading.Lock()


class _RollBack(Exception):
    """Ends a dry run."""


@contextmanager
def dry_run(target: Engine, *, actor: Actor) -> Iterator[Connection]:
    """One transaction that writes and is always rolled back: to see what a write would change.

    It makes other writers wait, as every write does.
    """
    with suppress(_RollBack), writing(target, actor=actor) as connection:
        yield connection
        raise _RollBack


@contextmanager
def connected(engine: Engine) -> Iterator[Connection]:
    """Give a connection to a database that may not be prepared; raises NotReady."""
    with plain_errors(), engine.connect() as connection:
        yield connection


@contextmanager
def reading(target: Target) -> Iterator[Connection]:
    """One transaction that sees one state of the database and cannot write.

    Raises:
        NotReady: The database is away, damaged or not prepared, or its file is another one.
    """
    if isinstance(target, Connection):
        yield target
        return
    with connected(target) as connection:
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


_READER_LOCK = "LOCK TABLE revision IN ACCESS {} MODE"
"""PostgreSQL: readers share this lock; a restore or a migration takes it alone before it changes
tables."""
_READ = f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; {_READER_LOCK.format('SHARE')}"
"""One round trip. The lock comes before the first query, because that one fixes the snapshot: a
query that waited would see the new tables with none of their rows."""


@contextmanager
def exclusive(target: Target) -> Iterator[Connection]:
    """Give a transaction that changes tables while nobody else reads or writes.

    SQLite readers go on: they keep the pages of before.

    Raises:
        NotReady: Somebody who reads or writes did not end in time, or the database does not
            answer; nothing was changed.
    """
    with writing(target, bump_revision=False) as connection:
        if not is_sqlite(connection) and sa.inspect(connection).has_table("revision"):
            connection.exec_driver_sql(_READER_LOCK.format("EXCLUSIVE"))
        yield connection


def remove_erased(target: Target) -> None:
    """Remove what a committed write erased from SQLite's second file, unless somebody reads it.

    Otherwise the next checkpoint removes it.
    """
    if isinstance(target, Connection) or target.dialect.name != "sqlite":
        return
    with closing(target.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        driver.execute(f"PRAGMA busy_timeout={ERASE_TIMEOUT}")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        driver.execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT}")


# Many rows


def next_ids(connection: Connection, table: sa.Table, count: int) -> range:
    """Return the ids of the next `count` rows; there is one writer at a time."""
    last = connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
    return range(last + 1, last + 1 + count)


def insert(connection: Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    for batch in batches(rows, BATCH):
        connection.execute(sa.insert(table), batch)


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items, so many at a time."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def fetch(connection: Connection, statement: sa.Executable) -> list[tuple[Any, ...]]:
    """Return rows of texts and numbers as the driver gives them.

    SQLAlchemy's own rows make the data of the Overview take twice as long at 100,000 activities.
    """
    with connection.execute(statement) as result:
        return list(result.cursor.fetchall()) if result.cursor else []


# The revision: one row that counts writes and identifies the state of the reference data


def _bump(connection: Connection) -> None:
    """Raise the revision: what is cached of the log is out of date."""
    connection.exec_driver_sql("UPDATE revision SET number = number + 1 WHERE id = 1")


def revision(connection: Connection) -> int:
    """Return the number that every write of figures' data raises."""
    return int(connection.exec_driver_sql("SELECT number FROM revision WHERE id = 1").scalar_one())


def reference_stamp(connection: Connection) -> str:
    """Return the text that changes when frameworks or reference data change, on any database."""
    return str(
        connection.exec_driver_sql("SELECT reference FROM revision WHERE id = 1").scalar_one()
    )


def touch_reference(connection: Connection) -> None:
    """Say that frameworks or reference data have changed in this transaction."""
    connection.execute(
        sa.text("UPDATE revision SET reference = :stamp WHERE id = 1"), {"stamp": uuid4().hex}
    )


def revision_of(url: str) -> int:
    """Return the current revision of the log; raises NotReady."""
    with connected(engine_of(url)) as connection:
        return revision(connection)
