"""Which rows of a file were imported before."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.schema import table_of
from ifla_metrics.models.system_tables import AppliedImportRow
from ifla_metrics.store.activity_rows import ACTIVITY, VERSION
from ifla_metrics.store.import_stored.standing import ACTIVITIES
from ifla_metrics.store.record_kinds import KINDS, kind_of

IMPORT = table_of(AppliedImportRow)


def rows_taken(connection: Connection, file_hash: str) -> dict[str, tuple[str, str, int]]:
    """Return the rows of a file that were imported before: (kind, uid, version) by their key."""
    before = sa.select(IMPORT.c.id).where(IMPORT.c.file_hash == file_hash)
    if connection.execute(before).first() is None:
        return {}
    found: dict[str, tuple[str, str, int]] = {}
    for kind in (ACTIVITIES, *KINDS):
        table = VERSION if kind == ACTIVITIES else kind_of(kind).table
        uid = ACTIVITY.c.uid if kind == ACTIVITIES else table.c.uid
        key = table.c.idempotency_key
        statement = sa.select(key, uid, table.c.version).where(
            key.startswith(f"{file_hash}/", autoescape=True)
        )
        if kind == ACTIVITIES:
            statement = statement.join_from(VERSION, ACTIVITY, ACTIVITY.c.id == table.c.activity_id)
        found |= {row[0]: (kind, row[1], row[2]) for row in connection.execute(statement)}
    return found
