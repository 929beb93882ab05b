"""Detect that a SQLite file was moved or replaced while connections to it were open.

A connection keeps the file that it opened, so anything written through it after a move or deletion
is lost. This module uses sqlite3 only, because events of the connection pool call it.

| At the path | `require_usable` (new connection) | `require_same_file` (pooled connection) |
| --- | --- | --- |
| the file opened last | open it | use it |
| nothing, or another empty file | refuse | save the write-ahead log, refuse |
| the file opened last, truncated to nothing | refuse | refuse |
| another file, without an old log | open it, raise its revision | save the log, refuse |
| another file beside an old, empty log | remove the log, open it | save the log, refuse |
| another file beside an old log with content | refuse | save the log, refuse |
"""

import os
import sqlite3
import threading
from contextlib import suppress

from ifla_metrics.errors import NotReady, n_

MOVED = n_(
    "The database file was moved, deleted or replaced while it was in use. Nothing can be read or "
    "saved until a complete database is back in its place. Please tell the secretariat."
)
_RAISE_REVISION = "UPDATE revision SET number = number + 1000000 + abs(random() % 1000000)"
"""Invalidates results that were cached from the previous file, whatever its revision was."""
LOG_SUFFIXES = ("-wal", "-shm")
"""Suffixes of the write-ahead log and its index, which SQLite keeps beside a database."""

Identity = tuple[int, int]
"""Device and inode."""

_opened: dict[str, dict[str, Identity | None]] = {}
"""The files that this process opened last, by path: the database ("") and its logs by suffix."""
_lock = threading.Lock()


def register_file(path: str, driver: sqlite3.Connection) -> Identity | None:
    """Remember and return the file of a new connection."""
    driver.execute("SELECT 1 FROM sqlite_schema").fetchone()  # SQLite opens its files on a read.
    files = {s: _identity(path + s, filled=not s) for s in ("", *LOG_SUFFIXES)}
    with _lock:
        before = _opened.get(path)
        _opened[path] = files
    if before is not None and before[""] != files[""]:
        with suppress(sqlite3.Error):  # A database that is not prepared has no such table.
            driver.execute(_RAISE_REVISION)
    return files[""]


def require_usable(path: str) -> None:
    """Raise NotReady if opening the path would lose saved data.

    SQLite creates a missing database, deletes the log beside an empty one, and would write the log
    of one database into another. An old log is therefore removed if it is empty, and otherwise
    nothing is opened.
    """
    with _lock:
        before, database = _opened.get(path), _identity(path, filled=True)
        if before is None or before[""] == database:
            return
        old_logs = [
            path + s for s in LOG_SUFFIXES if before[s] and before[s] == _identity(path + s)
        ]
        has_content = any(log.endswith("-wal") and os.stat(log).st_size for log in old_logs)
        if database is None or has_content:
            raise NotReady(MOVED)
        for log in old_logs:
            os.unlink(log)
        _opened[path] = {"": before[""], **dict.fromkeys(LOG_SUFFIXES)}


def require_same_file(path: str, opened: Identity | None, driver: sqlite3.Connection) -> None:
    """Raise NotReady if the file that a connection opened is no longer at the path.

    First write the connection's log into its own database, wherever that is now, so that a file
    moved without its log is complete.
    """
    if _identity(path, filled=True) == opened:
        return
    if _identity(path) != opened:  # The log alone cannot restore a truncated file.
        with suppress(sqlite3.Error):
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    raise NotReady(MOVED)


def _identity(path: str, *, filled: bool = False) -> Identity | None:
    """Return the identity of the file at a path; None if it is missing or, if `filled`, empty."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return None if filled and not status.st_size else (status.st_dev, status.st_ino)
