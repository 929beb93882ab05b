"""Records of a group as they stand now, the newest entered first: what a form opens with."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.drafts import RecordDraft
from ifla_metrics.store.record_kinds import kind_of, record_draft_of
from ifla_metrics.store.stored import Version

LIMIT = 200


def own_records(
    connection: Connection,
    kind: str,
    *,
    framework: str = "",
    groups: Collection[str] | None = None,
    limit: int = LIMIT,
) -> list[Version[RecordDraft]]:
    """Return the versions of records that stand, withdrawn ones too; `groups` None: of all.

    Raises:
        UnknownCode: There is no such kind of record.
    """
    found = kind_of(kind)
    c = found.table.c
    statement = (
        sa.select(found.table).where(c.superseded_at.is_(None)).order_by(c.id.desc()).limit(limit)
    )
    if framework:
        statement = statement.where(c.framework == framework)
    if groups is not None:
        statement = statement.where(c.group_code.in_(list(groups)))
    return [
        Version(
            row["uid"],
            row["version"],
            record_draft_of(found, dict(row)),
            row["withdrawn"],
            row["recorded_at"],
            row["recorded_by"],
            row["reason"],
        )
        for row in connection.execute(statement).mappings()
    ]
