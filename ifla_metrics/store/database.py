"""Engines, and the two kinds of transaction: `write_transaction` and `read_transaction`.

On both databases only one transaction writes at a time, so nothing that it has read can change
before it ends. SQLite writers use BEGIN IMMEDIATE, because a transaction that reads first and
writes later fails under load. PostgreSQL writers take an advisory lock. Writers of one process
also queue for a lock in memory, because SQLite's retries can starve a waiting writer.

Opening a connection or a transaction raises NotReady if the database is away, locked, full,
read-only, damaged or not prepared, or if its file was replaced.
"""

import logging
import sqlite3
import threading
import time
from collections import defaultdict
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
from ifla_metrics.errors import DATABASE_UNAVAILABLE, Message, NotReady, Refused, n_
from ifla_metrics.settings import database_url
from ifla_metrics.store import database_file
from ifla_metrics.store.rights import authorize

LOCK_TIMEOUT = 30_000
"""Milliseconds to wait for another writer."""
PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "recursive_triggers": "ON",  # INSERT OR REPLACE must fire the triggers that forbid deleting.
    "cache_size": "-8192",  # KiB per connection.
    "temp_store": "MEMORY",
    "secure_delete": "ON",  # Overwrite deleted content.
}
FILE_KEY = "file"
"""Key in a pooled connection's `info` for the file that it opened."""
STATEMENT_CACHE_SIZE = 1024
"""Prepared statements cached by each SQLite connection; the driver's default is 128."""
_DAMAGED_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
UNDEFINED_TABLE, INSUFFICIENT_PRIVILEGE = "42P01", "42501"
"""SQLSTATE codes of PostgreSQL."""
WRITER_LOCK_ID = 0x1F1A
"""Id of the PostgreSQL advisory lock for writers."""
_WRITER_LOCKS: dict[Engine, threading.Lock] = defaultdict(threading.Lock)
"""For each engine, the lock of this process's writers."""
POOL = {"pool_size": 5, "max_overflow": 40, "hide_parameters": True}
"""Two servers stay below PostgreSQL's default of 100 connections."""

NOT_PREPARED = n_(
    "The database is not prepared ({problem}): run 'python -m ifla_metrics init', "
    "or restore a backup."
)
DAMAGED = n_(
    "The database is damaged ({fault}). Please tell the secretariat: a backup must be restored "
    "(docs/backup.md)."
)

BATCH = 5_000
"""Rows read or inserted at once."""
Item = TypeVar("Item")
Target = Engine | Connection
"""An engine (opens a transaction) or a connection (joins its transaction)."""

log = logging.getLogger("ifla_metrics")


# Errors


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise NotReady if the database is unavailable or not prepared, Refused for a null byte."""
    try:
        yield
    except Exception as error:
        cause = getattr(error, "orig", error)
        if "cannot contain NUL" in str(cause):  # PostgreSQL; drafts and forms remove them.
            raise Refused(n_("The address is not complete.")) from error
        state, is_sqlite3 = getattr(cause, "sqlstate", ""), isinstance(cause, sqlite3.Error)
        if state == UNDEFINED_TABLE or (is_sqlite3 and "no such table" in str(cause)):
            raise NotReady(NOT_PREPARED, problem=str(cause).partition("\n")[0]) from error
        if state != INSUFFICIENT_PRIVILEGE and not _is_unavailable(error):
            raise
        log.error("The database does not answer: %s", str(error).partition("\n")[0])
        if getattr(cause, "sqlite_errorcode", 0) & 0xFF in _DAMAGED_CODES:
            raise NotReady(DAMAGED, fault=cause) from error
        raise NotReady(DATABASE_UNAVAILABLE) from error


def _is_unavailable(error: Exception) -> bool:
    """Return whether the database is away, locked, full, read-only or damaged.

    Wrong SQL and violated constraints are bugs of this program and do not count.
    """
    if isinstance(error, sa.exc.TimeoutError):
        return True
    import psycopg

    for dbapi in (sa.exc, sqlite3, psycopg):
        unavailable = (dbapi.OperationalError, dbapi.InterfaceError, dbapi.InternalError)
        # A damaged file raises DatabaseError itself, wrong SQL and constraints a subclass.
        if isinstance(error, unavailable) or type(error) is dbapi.DatabaseError:
            return True
    return False


# Engines and connections


def engine() -> Engine:
    """Return the engine of the database that the environment names; it may not be prepared yet."""
    return engine_of(database_url())


@cache
def engine_of(url: str) -> Engine:
    """Return the engine of a database URL, one per process and URL; raises NotReady if invalid."""
    try:
        parsed = sa.make_url(url)
        is_file = parsed.get_backend_name() == "sqlite"
        if is_file and Path(parsed.database or ".").is_dir():
            raise sa.exc.ArgumentError(f"{url} does not name a file")
        options = {"connect_args": {"cached_statements": STATEMENT_CACHE_SIZE}} if is_file else {}
        engine = sa.create_engine(parsed, pool_pre_ping=not is_file, **options, **POOL)
    except (ImportError, TypeError, sa.exc.ArgumentError) as error:  # TypeError: SQLite in memory.
        raise NotReady(
            n_(
                "The database cannot be used: {reason}. Write its address like "
                "sqlite:///log.db or postgresql://name@host/log."
            ),
            reason=error,
        ) from error
    if is_file:
        _set_up_sqlite(engine, parsed.database or "")
    else:
        sa.event.listen(engine, "connect", _set_up_postgresql)
    return engine


def create_file(engine: Engine) -> None:
    """Create the file and folder of a SQLite database if they are missing.

    Only the owner can read the file, which names people. Call this before preparing a new
    database: connecting never creates a file.
    """
    path = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)


def is_sqlite(connection: Connection) -> bool:
    """Return whether a connection is to SQLite."""
    return connection.dialect.name == "sqlite"


def _set_up_sqlite(engine: Engine, path: str) -> None:
    """Set up connections, refuse those whose file is no longer at `path`, and create no file."""

    def do_connect(_dialect: Any, _record: Any, args: list[Any], options: dict[str, Any]) -> None:
        database_file.require_usable(path)
        if not Path(path).exists():
            raise NotReady(NOT_PREPARED, problem=Message(n_("no file")))
        args[0], options["uri"] = f"{Path(path).absolute().as_uri()}?mode=rw", True

    def connect(driver: Any, record: Any) -> None:
        driver.isolation_level = None  # `begin` starts transactions, not the driver.
        driver.execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT}")  # First: switching to WAL may wait.
        for name, value in PRAGMAS.items():
            driver.execute(f"PRAGMA {name}={value}")
        record.info[FILE_KEY] = database_file.register_file(path, driver)

    def checkout(driver: Any, record: Any, _proxy: Any) -> None:
        try:
            database_file.require_same_file(path, record.info[FILE_KEY], driver)
        except NotReady:
            engine.dispose()
            raise

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("ifla_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    for listener in (do_connect, connect, checkout, begin):
        sa.event.listen(engine, listener.__name__, listener)


def _require_same_file(connection: Connection) -> None:
    info, path = connection.connection.info, connection.engine.url.database
    if FILE_KEY in info and path:
        driver: Any = connection.connection.driver_connection
        database_file.require_same_file(path, info[FILE_KEY], driver)


def _set_up_postgresql(driver: Any, _record: Any) -> None:
    driver.execute("SET jit = off")  # Compiling takes longer than running our statements.
    driver.execute("SET datestyle = 'ISO'")  # The cells' SELECT compares dates as text.
    driver.execute(f"SET lock_timeout = {LOCK_TIMEOUT}")
    driver.commit()


# Transactions


@contextmanager
def write_transaction(
    target: Target, *, actor: Actor | None = None, bump_revision: bool = True
) -> Iterator[Connection]:
    """Open a transaction that writes: it commits and bumps the revision, or rolls back on an error.

    With a connection, join its transaction; whoever opened it commits. The stored rights of
    `actor` are checked first. Pass `bump_revision=False` for data that no figure uses, so that
    cached pages stay valid.
    """
    if isinstance(target, Connection):
        if actor is not None:
            authorize(target, actor)
        yield target
        if bump_revision:
            _bump(target)
        return
    with (
        translate_errors(),
        writer_lock(target),
        target.connect().execution_options(ifla_writes=True) as connection,
    ):
        with connection.begin():
            if not is_sqlite(connection):
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK_ID})")
            if actor is not None:
                authorize(connection, actor)
            yield connection
            if bump_revision:
                _bump(connection)
        _require_same_file(connection)  # It may have been moved meanwhile.


@contextmanager
def writer_lock(engine: Engine) -> Iterator[None]:
    """Queue for this process's writer lock; raises NotReady after `LOCK_TIMEOUT`."""
    lock = _WRITER_LOCKS[engine]
    if not lock.acquire(timeout=LOCK_TIMEOUT / 1000):
        raise NotReady(DATABASE_UNAVAILABLE)
    try:
        yield
    finally:
        lock.release()


class _RollBack(Exception):
    """Ends a dry run."""


@contextmanager
def dry_run(target: Engine, *, actor: Actor) -> Iterator[Connection]:
    """Open a write transaction that is always rolled back, to see what a write would change."""
    with suppress(_RollBack), write_transaction(target, actor=actor) as connection:
        yield connection
        raise _RollBack


@contextmanager
def open_connection(engine: Engine) -> Iterator[Connection]:
    """Open a connection."""
    with translate_errors(), engine.connect() as connection:
        yield connection


@contextmanager
def read_transaction(target: Target) -> Iterator[Connection]:
    """Open a transaction that sees one state of the database and cannot write.

    With a connection, join its transaction.
    """
    if isinstance(target, Connection):
        yield target
        return
    with open_connection(target) as connection:
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
"""PostgreSQL: shared by readers; restores and migrations take it exclusively."""
_READ = f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; {_READER_LOCK.format('SHARE')}"
"""PostgreSQL: the lock comes before the first query, which fixes the snapshot. Otherwise a reader
that waited for a restore would see the new tables without rows."""


@contextmanager
def exclusive_transaction(target: Target) -> Iterator[Connection]:
    """Open a transaction that changes tables while nobody else reads or writes.

    On SQLite readers need not wait: they keep seeing the old state.
    """
    with write_transaction(target, bump_revision=False) as connection:
        if not is_sqlite(connection) and sa.inspect(connection).has_table("revision"):
            connection.exec_driver_sql(_READER_LOCK.format("EXCLUSIVE"))
        yield connection


def remove_erased(target: Target) -> None:
    """Remove erased data from SQLite's write-ahead log, once current reads have ended.

    SQLite would make all writers wait for these reads too, so it is asked again and again instead.
    """
    if isinstance(target, Connection) or target.dialect.name != "sqlite":
        return
    with closing(target.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        connection.detach()  # The pool never gets this timeout.
        driver.execute("PRAGMA busy_timeout=0")
        end = time.monotonic() + LOCK_TIMEOUT / 1000
        while time.monotonic() < end:
            is_busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not is_busy:
                return
            time.sleep(0.1)


# Many rows


def next_ids(connection: Connection, table: sa.Table, count: int) -> range:
    """Return the ids for the next `count` rows of a table."""
    last = connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
    return range(last + 1, last + 1 + count)


def insert(connection: Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns."""
    for batch in batches(rows, BATCH):
        connection.execute(sa.insert(table), batch)


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of at most `size` items."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def fetch(connection: Connection, statement: sa.Executable) -> list[tuple[Any, ...]]:
    """Return the driver's own rows, for text and numbers that need no conversion.

    Twice as fast as SQLAlchemy's rows for the Overview with 100,000 activities.
    """
    with connection.execute(statement) as result:
        return list(result.cursor.fetchall()) if result.cursor else []


# The revision


def _bump(connection: Connection) -> None:
    """Raise the revision, which invalidates cached figures."""
    connection.exec_driver_sql("UPDATE revision SET number = number + 1 WHERE id = 1")


def revision(connection: Connection) -> int:
    """Return the revision: it is raised by every write that figures depend on."""
    return int(connection.exec_driver_sql("SELECT number FROM revision WHERE id = 1").scalar_one())


def reference_stamp(connection: Connection) -> str:
    """Return the random text that changes with frameworks and reference data."""
    return str(
        connection.exec_driver_sql("SELECT reference FROM revision WHERE id = 1").scalar_one()
    )


def touch_reference(connection: Connection) -> None:
    """Set a new stamp: frameworks or reference data have changed in this transaction."""
    connection.execute(
        sa.text("UPDATE revision SET reference = :stamp WHERE id = 1"), {"stamp": uuid4().hex}
    )


def revision_of(url: str) -> int:
    """Return the current revision of a database."""
    with open_connection(engine_of(url)) as connection:
        return revision(connection)
