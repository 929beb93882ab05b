"""Detect that a SQLite file was moved or replaced while connections to it were open.

A connection keeps the file that it opened: what is written through it after a move or a deletion
is lost. Uses sqlite3 only, because events of the connection pool call it.

| At the path | `require_usable` (new connection) | `require_same` (pooled connection) |
| --- | --- | --- |
| the file opened last | open it | use it |
| nothing, or another empty file | refuse | save the write-ahead log, refuse |
| the file opened last, cut to nothing | refuse | refuse |
| another file, without an old log | open it, revision raised | save the log, refuse |
| another file beside an old, empty log | remove the log, open it | save the log, refuse |
| another file beside an old log with content | refuse | save the log, refuse |
"""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import suppress
from dataclasses import dataclass

from ifla_metrics.errors import NotReady, n_

MOVED = n_(
    "The database file was moved, deleted or replaced while it was in use. Nothing can be read or "
    "saved until a complete database is back in its place. Please tell the secretariat."
)
_BEGIN_ANEW = "UPDATE revision SET number = number + 1000000"
"""Raises the revision of another file, so that no cached result of the first one is used."""

Identity = tuple[int, int]
"""Device and inode."""


@dataclass(frozen=True)
class _Files:
    """A database, and what SQLite keeps beside it; None for a file that is not there, or empty."""

    database: Identity | None
    log: Identity | None = None
    index: Identity | None = None


_opened: dict[str, _Files] = {}
"""What this process opened last, by path."""
_lock = threading.Lock()


def opened(path: str, driver: sqlite3.Connection) -> Identity | None:
    """Return the file of a new connection; it reads, because only then its files are there."""
    driver.execute("SELECT 1 FROM sqlite_schema").fetchone()
    found = _Files(identity(path), _identity(_log(path)), _identity(_index(path)))
    with _lock:
        before = _opened.get(path)
        _opened[path] = found
    if before is not None and before.database != found.database:
        with suppress(sqlite3.Error):  # One without the table is not prepared.
            driver.execute(_BEGIN_ANEW)
    return found.database


def require_usable(path: str) -> None:
    """Raise NotReady when opening the path would lose what was saved.

    SQLite makes a database where there is none, and throws the log beside an empty one away. It
    would also write the log of one database into another, so an old log that is empty is removed,
    and with one that is not, nothing is opened.
    """
    with _lock:
        before, database = _opened.get(path), identity(path)
        if before is None or before.database == database:
            return
        log = _identity(_log(path))
        if database is None or (log and log == before.log and os.stat(_log(path)).st_size):
            raise NotReady(MOVED)
        _remove_old_logs(path, before)
        _opened[path] = _Files(before.database)


def _remove_old_logs(path: str, before: _Files) -> None:
    """Delete the write-ahead log and its index that belong to the file of before."""
    for beside, old in ((_log(path), before.log), (_index(path), before.index)):
        if old and old == _identity(beside):
            os.unlink(beside)


def require_same(path: str, held: Identity | None, driver: sqlite3.Connection) -> None:
    """Raise NotReady when another file, or none, is at the path than a connection holds.

    The connection's log is written into its own database first, wherever that is now, so that a
    file that was moved without its log is complete.
    """
    if identity(path) == held:
        return
    if _identity(path) != held:  # Of one that was cut to nothing, a log makes no database.
        with suppress(sqlite3.Error):
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    raise NotReady(MOVED)


def identity(path: str) -> Identity | None:
    """Return which file is at the path; None for none, or an empty one."""
    found = _stat(path)
    return (found.st_dev, found.st_ino) if found and found.st_size else None


def _identity(path: str) -> Identity | None:
    found = _stat(path)
    return (found.st_dev, found.st_ino) if found else None


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except OSError:
        return None


def _log(path: str) -> str:
    return f"{path}-wal"


def _index(path: str) -> str:
    return f"{path}-shm"
