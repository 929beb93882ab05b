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

import os
import sqlite3
import threading
from contextlib import suppress

from ifla_metrics.errors import NotReady, n_

MOVED = n_(
    "The database file was moved, deleted or replaced while it was in use. Nothing can be read or "
    "saved until a complete database is back in its place. Please tell the secretariat."
)
_BEGIN_ANEW = "UPDATE revision SET number = number + 1000000"
"""Raises the revision of another file, so that no cached result of the first one is used."""
LOGS = ("-wal", "-shm")
"""Endings of the write-ahead log and its index, which SQLite keeps beside a database."""

Identity = tuple[int, int]
"""Device and inode."""

_opened: dict[str, dict[str, Identity | None]] = {}
"""What this process opened last, by path: the file ("") and its logs by their endings."""
_lock = threading.Lock()


def opened(path: str, driver: sqlite3.Connection) -> Identity | None:
    """Return the file of a new connection; it reads, because only then its files are there."""
    driver.execute("SELECT 1 FROM sqlite_schema").fetchone()
    found = {
        "": _identity(path, filled=True),
        **{ending: _identity(path + ending) for ending in LOGS},
    }
    with _lock:
        before = _opened.get(path)
        _opened[path] = found
    if before is not None and before[""] != found[""]:
        with suppress(sqlite3.Error):  # One without the table is not prepared.
            driver.execute(_BEGIN_ANEW)
    return found[""]


def require_usable(path: str) -> None:
    """Raise NotReady when opening the path would lose what was saved.

    SQLite makes a database where there is none, and throws the log beside an empty one away. It
    would also write the log of one database into another, so an old log that is empty is removed,
    and with one that is not, nothing is opened.
    """
    with _lock:
        before, database = _opened.get(path), _identity(path, filled=True)
        if before is None or before[""] == database:
            return
        old = [path + e for e in LOGS if before[e] and before[e] == _identity(path + e)]
        if database is None or any(file.endswith("-wal") and os.stat(file).st_size for file in old):
            raise NotReady(MOVED)
        for file in old:
            os.unlink(file)
        _opened[path] = {"": before[""], **dict.fromkeys(LOGS)}


def require_same(path: str, held: Identity | None, driver: sqlite3.Connection) -> None:
    """Raise NotReady when another file, or none, is at the path than a connection holds.

    The connection's log is written into its own database first, wherever that is now, so that a
    file that was moved without its log is complete.
    """
    if _identity(path, filled=True) == held:
        return
    if _identity(path) != held:  # Of one that was cut to nothing, a log makes no database.
        with suppress(sqlite3.Error):
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    raise NotReady(MOVED)


def _identity(path: str, *, filled: bool = False) -> Identity | None:
    """Return which file is at a path; None for none, or (when `filled`) for an empty one."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return None if filled and not found.st_size else (found.st_dev, found.st_ino)
