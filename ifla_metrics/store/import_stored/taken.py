"""Which rows of a file were imported before."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import AppliedImportRow
from ifla_metrics.store.kinds import ALL_KINDS

IMPORT = table_of(AppliedImportRow)


def rows_taken(connection: Connection, file_hash: str) -> dict[str, tuple[str, str, int]]:
    """Return the rows of a file that were imported before: (kind, uid, version) by their key."""
    before = sa.select(IMPORT.c.id).where(IMPORT.c.file_hash == file_hash)
    if connection.execute(before).first() is None:
        return {}
    found: dict[str, tuple[str, str, int]] = {}
    for name, kind in ALL_KINDS.items():
        c = kind.table.c
        statement = (
            kind.versions()
            .with_only_columns(c.idempotency_key, kind.uid, c.version)
            .where(c.idempotency_key.startswith(f"{file_hash}/", autoescape=True))
        )
        found |= {row[0]: (name, row[1], row[2]) for row in connection.execute(statement)}
    return found
