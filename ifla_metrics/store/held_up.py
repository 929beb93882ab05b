"""Who holds up a write that needs the database for itself, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from ifla_metrics.errors import NotReady, n_
from ifla_metrics.store.database import BUSY_TIMEOUT, DOES_NOT_ANSWER, Target

PATIENCE = 30.0
"""Seconds that a restore or a migration waits for those who read and write (PostgreSQL)."""
WAITED = frozenset({"55P03", "40P01"})
"""What PostgreSQL says of a lock that did not come in time, or never could have."""
BUSY = 5
"""What SQLite says of a database that another one writes to (its finer reasons are multiples)."""
_HOLDERS = sa.text(
    "SELECT DISTINCT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
    " WHERE d.datname = current_database() AND l.granted AND l.pid <> pg_backend_pid()"
    " AND (l.locktype = 'advisory' OR l.relation IN (SELECT oid FROM pg_class"
    " WHERE relnamespace = current_schema()::regnamespace)) ORDER BY l.pid"
)


@contextmanager
def plainly(target: Target, patience: float) -> Iterator[None]:
    """Turn a lock that did not come into words.

    Raises:
        NotReady: Somebody who reads or writes did not end within `patience` seconds.
    """
    try:
        yield
    except NotReady as fault:
        said = _of(target, fault.__cause__, patience)
        if said is None:
            raise
        raise said from fault


def _of(target: Target, cause: Any, patience: float) -> NotReady | None:
    if not isinstance(cause, (*DOES_NOT_ANSWER, TimeoutError)):
        return None
    raised: Any = getattr(cause, "orig", None)
    busy = getattr(raised, "sqlite_errorcode", 0) & 0xFF == BUSY
    if busy or isinstance(cause, TimeoutError):
        return NotReady(
            n_(
                "Somebody writes to the database and did not end within {seconds} seconds; nothing "
                "was changed. Stop the server or what writes, and try again."
            ),
            seconds=f"{BUSY_TIMEOUT / 1000:g}",
        )
    if getattr(raised, "sqlstate", None) not in WAITED:
        return None
    return NotReady(
        n_(
            "Somebody reads or writes (PostgreSQL session {sessions}) and did not end within "
            "{seconds} seconds; nothing was changed. Stop the server, or end that session with "
            "SELECT pg_terminate_backend(…), and try again."
        ),
        seconds=f"{patience:g}",
        sessions=_sessions(target),
    )


def _sessions(target: Target) -> str:
    """Return who holds locks now; "?" where nobody does any more, or cannot be asked."""
    if not isinstance(target, Engine):
        return "?"
    with target.connect() as connection:
        return ", ".join(map(str, connection.execute(_HOLDERS).scalars())) or "?"
