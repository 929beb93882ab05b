"""Has anything changed? One indexed row, asked through the driver alone, in microseconds.

Imports neither SQLAlchemy nor pandas: a page that is already drawn asks only this.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from functools import cache
from typing import Any, Protocol

STATEMENT = "SELECT number FROM revision WHERE id = 1"
SQLITE = "sqlite:///"


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

    def number(self) -> int:
        """Return the revision that every write moves; connects again when the server went away."""
        with self._lock:
            if self._connection is not None:
                with suppress(Exception):
                    return self._ask(self._connection)
                with suppress(Exception):
                    self._connection.close()
            self._connection = _connect(self.url)
            return self._ask(self._connection)

    def close(self) -> None:
        """Close the connection; the next question opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @staticmethod
    def _ask(connection: Asks) -> int:
        return int(connection.execute(STATEMENT).fetchone()[0])


@cache
def watch(url: str) -> Watch:
    """Return the watch of a database, one for each URL in a process."""
    return Watch(url)


def _connect(url: str) -> Asks:
    if url.startswith(SQLITE):
        path = url.removeprefix(SQLITE).partition("?")[0]
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA query_only=ON")
        return connection
    import psycopg

    scheme, _, rest = url.partition("://")
    return psycopg.connect(f"{scheme.partition('+')[0]}://{rest}", autocommit=True)
