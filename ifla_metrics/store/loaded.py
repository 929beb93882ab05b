"""Which parts of the data folder were loaded, with the hash of their files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import LoadedRow
from ifla_metrics.store.as_of import now

LOADED = table_of(LoadedRow)
EDITED = "edited: "
"""Before the id of a strategy: it was edited here, and shipped files no longer change it."""
REAL_ONLY = "real data only"
"""The mark of a database that gets no demonstration data, now or at a later start."""


def fingerprint_of(files: Iterable[Path]) -> str:
    """Return a hash of the names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.parent.name}/{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def loaded(connection: Connection) -> dict[str, str]:
    """Return the hash of each part that has been loaded."""
    statement = sa.select(LOADED.c.part, LOADED.c.fingerprint)
    return {row[0]: row[1] for row in connection.execute(statement)}


def is_loaded(connection: Connection, part: str) -> bool:
    """Say whether a part has been loaded at all."""
    return part in loaded(connection)


def set_loaded(connection: Connection, part: str, fingerprint: str) -> None:
    """Record that a part has been loaded from files of this hash."""
    connection.execute(sa.delete(LOADED).where(LOADED.c.part == part))
    connection.execute(
        sa.insert(LOADED), {"part": part, "fingerprint": fingerprint, "loaded_at": now()}
    )
