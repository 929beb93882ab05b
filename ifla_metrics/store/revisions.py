"""Has anything changed? One row counts the writes and names the state of the reference data.

`Watch` asks it through the driver alone, in microseconds, and imports neither SQLAlchemy nor
pandas: a cached page asks only this.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import uuid4

from ifla_metrics.errors import NotReady
from ifla_metrics.store import database_file
from ifla_metrics.store.database_file import Identity

if TYPE_CHECKING:
    from sqlalchemy import Connection

STATEMENT = "SELECT number FROM revision WHERE id = 1"
TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table'"
TABLES_OF_POSTGRESQL = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
SQLITE = "sqlite:///"
Answer = TypeVar("Answer")


class Asks(Protocol):
    """A driver's connection, as far as it is needed here."""

    def execute(self, statement: str, /) -> Any: ...

    def close(self) -> None: ...


class Watch:
    """Asks one database for its revision, on a connection of its own, from any thread."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._lock = threading.Lock()
        self._connection: Asks | None = None
        self._file: Identity | None = None

    def number(self) -> int:
        """Return the revision that every write moves; connects again when the server went away."""
        return self._answer(_number)

    def schema_and_layout(self, part: str) -> tuple[str | None, str | None]:
        """Return the schema, and the fingerprint with which a part was loaded; None: there is none.

        A SQLite file that is not there is not made.
        """
        path = _file_of(self.url)
        if path and not Path(path).exists():
            database_file.require_usable(path)
            return None, None
        return self._answer(partial(_schema_and_layout, part=part, on_sqlite=bool(path)))

    def _answer(self, ask: Callable[[Asks], Answer]) -> Answer:
        """Return the answer; raises NotReady when the file of SQLite is no longer the same."""
        with self._lock:
            self._require_same_file()
            if self._connection is not None:
                with suppress(Exception):
                    return ask(self._connection)
                with suppress(Exception):
                    self._connection.close()
            connection, self._file = _connect(self.url)
            self._connection = connection
            return ask(connection)

    def _require_same_file(self) -> None:
        if self._file is None or not isinstance(self._connection, sqlite3.Connection):
            return
        try:
            database_file.require_same(_file_of(self.url), self._file, self._connection)
        except NotReady:
            self._connection.close()
            self._connection = None
            raise

    def close(self) -> None:
        """Close the connection; the next question opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def _number(connection: Asks) -> int:
    return int(connection.execute(STATEMENT).fetchone()[0])


def _schema_and_layout(
    connection: Asks, *, part: str, on_sqlite: bool
) -> tuple[str | None, str | None]:
    asked = connection.execute(TABLES if on_sqlite else TABLES_OF_POSTGRESQL)
    tables = {row[0] for row in asked.fetchall()}
    schema = layout = None
    if "alembic_version" in tables:
        schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if "loaded" in tables:
        layouts = connection.execute("SELECT part, fingerprint FROM loaded").fetchall()
        layout = dict(layouts).get(part)
    return (schema and schema[0]), layout


@cache
def watch(url: str) -> Watch:
    """Return the watch of a database, one for each URL in a process."""
    return Watch(url)


def _file_of(url: str) -> str:
    """Return the file of a SQLite database; empty for another one."""
    return url.removeprefix(SQLITE).partition("?")[0] if url.startswith(SQLITE) else ""


def _connect(url: str) -> tuple[Asks, Identity | None]:
    """Connect, without creating a file; return the file too that a connection to SQLite holds."""
    if path := _file_of(url):
        database_file.require_usable(path)
        there = f"{Path(path).absolute().as_uri()}?mode=rw"
        connection = sqlite3.connect(there, uri=True, check_same_thread=False, isolation_level=None)
        file = database_file.opened(path, connection)
        connection.execute("PRAGMA query_only=ON")
        return connection, file
    import psycopg

    scheme, _, rest = url.partition("://")
    return psycopg.connect(f"{scheme.partition('+')[0]}://{rest}", autocommit=True), None


# Inside a transaction


_MOVE = "UPDATE revision SET number = number + 1 WHERE id = 1"


def move_revision(connection: Connection) -> None:
    """Count a write."""
    connection.exec_driver_sql(_MOVE)


def revision(connection: Connection) -> int:
    """Return the number that every write moves."""
    return int(connection.exec_driver_sql("SELECT number FROM revision WHERE id = 1").scalar_one())


def reference_stamp(connection: Connection) -> str:
    """Return the text that changes when frameworks or reference data change, on any database."""
    return str(
        connection.exec_driver_sql("SELECT reference FROM revision WHERE id = 1").scalar_one()
    )


def touch_reference(connection: Connection) -> None:
    """Say that frameworks or reference data have changed in this transaction."""
    import sqlalchemy as sa

    connection.execute(
        sa.text("UPDATE revision SET reference = :stamp WHERE id = 1"), {"stamp": uuid4().hex}
    )
