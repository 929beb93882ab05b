"""Which parts of the data folder a database was loaded from."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import LoadedRow

LOADED = table_of(LoadedRow)
EDITED_PREFIX = "edited: "
"""Prefix for the id of a strategy that was edited in the tool; shipped files do not change it."""
REAL_ONLY = "real data only"
"""Marks a database that must stay without demonstration data."""


def fingerprint_of(files: Iterable[Path]) -> str:
    """Return a hash of the names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.parent.name}/{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def loaded_parts(connection: Connection) -> dict[str, str]:
    """Return the fingerprint of each loaded part."""
    statement = sa.select(LOADED.c.part, LOADED.c.fingerprint)
    return {row[0]: row[1] for row in connection.execute(statement)}


def mark_loaded(connection: Connection, part: str, fingerprint: str) -> None:
    """Record that a part was loaded from files with this fingerprint."""
    connection.execute(sa.delete(LOADED).where(LOADED.c.part == part))
    connection.execute(sa.insert(LOADED), {"part": part, "fingerprint": fingerprint})
