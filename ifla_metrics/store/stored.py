"""Activities and records as they are recorded, with all their versions: what a form opens with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.errors import UnknownCode
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.activity_rows import ACTIVITY, VERSION, draft_of
from ifla_metrics.store.record_kinds import Kind, kind_of, record_draft_of

Draft = TypeVar("Draft")
LIMIT = 200


class Version(NamedTuple, Generic[Draft]):
    """A version: what was said, by whom, when and why. `version` is what a form must keep."""

    uid: str
    version: int
    draft: Draft
    withdrawn: bool
    recorded_at: datetime
    recorded_by: str
    reason: str


def activity(connection: Connection, uid: str) -> Version[ActivityDraft]:
    """Return the current version of an activity; raises UnknownCode when there is none."""
    return _versions(connection, uid, VERSION.c.superseded_at.is_(None))[-1]


def activity_versions(connection: Connection, uid: str) -> list[Version[ActivityDraft]]:
    """Return all versions of an activity, oldest first; raises UnknownCode when there is none."""
    return _versions(connection, uid)


def _versions(
    connection: Connection, uid: str, *rules: sa.ColumnElement[bool]
) -> list[Version[ActivityDraft]]:
    rows = (
        connection.execute(
            sa.select(VERSION)
            .join_from(ACTIVITY, VERSION, VERSION.c.activity_id == ACTIVITY.c.id)
            .where(ACTIVITY.c.uid == uid, *rules)
            .order_by(VERSION.c.version)
        )
        .mappings()
        .all()
    )
    if not rows:
        raise UnknownCode("activity", uid)
    return [
        Version(
            uid,
            row["version"],
            draft_of(connection, row["id"], dict(row)),
            row["withdrawn"],
            row["recorded_at"],
            row["recorded_by"],
            row["reason"],
        )
        for row in rows
    ]


def record_versions(connection: Connection, kind: str, uid: str) -> list[Version[RecordDraft]]:
    """Return all versions of a record, oldest first; raises UnknownCode when there is none."""
    found = kind_of(kind)
    rows = (
        connection.execute(
            sa.select(found.table).where(found.table.c.uid == uid).order_by(found.table.c.version)
        )
        .mappings()
        .all()
    )
    if not rows:
        raise UnknownCode(kind, uid)
    return [_record_version(found, row) for row in rows]


def own_records(
    connection: Connection,
    kind: str,
    *,
    framework: str = "",
    groups: Collection[str] | None = None,
    limit: int = LIMIT,
) -> list[Version[RecordDraft]]:
    """Return the current versions of records, withdrawn ones too, the newest first.

    Args:
        connection: An open transaction.
        kind: The kind of record.
        framework: Only those of a strategy.
        groups: Only those of these working groups; None: of all.
        limit: At most so many.

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
    return [_record_version(found, row) for row in connection.execute(statement).mappings()]


def _record_version(kind: Kind, row: Mapping[Any, Any]) -> Version[RecordDraft]:
    return Version(
        row["uid"],
        row["version"],
        record_draft_of(kind, dict(row)),
        row["withdrawn"],
        row["recorded_at"],
        row["recorded_by"],
        row["reason"],
    )
