"""Read versions of activities and records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.errors import UnknownCode
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.models.log_tables import VERSION
from ifla_metrics.store.bulk import batches
from ifla_metrics.store.kinds import (
    ACTIVITY_KIND,
    LINES_AT_ONCE,
    AnyKind,
    Kind,
    any_kind,
    drafts_of,
    kind_of,
    of_groups,
    read_versions,
)

MOST = 200
"""Records that a list shows."""

Draft = TypeVar("Draft")
Said = TypeVar("Said", bound=ActivityDraft | RecordDraft)


class Version(NamedTuple, Generic[Draft]):
    """A version: its draft, and who recorded it, when and why. A form keeps `version`."""

    draft: Draft
    title: str
    logged_on: date | None
    """The day on which an activity was first logged."""
    # Columns of its row:
    id: int
    uid: str
    version: int
    withdrawn: bool
    recorded_at: datetime
    recorded_by: str
    reason: str
    approved_at: datetime | None
    returned_at: datetime | None
    decided_by: str | None
    comment: str | None


Stored = Mapping[str, Version[ActivityDraft | RecordDraft]]
"""Current versions by uid."""


def activity(connection: Connection, uid: str) -> Version[ActivityDraft]:
    """Return the current version of an activity; raises UnknownCode when there is none."""
    return current_version(connection, ACTIVITY_KIND, uid)


def current_version(connection: Connection, kind: Kind[Said], uid: str) -> Version[Said]:
    """Return the current version of an entry; raises UnknownCode when there is none."""
    rules = (kind.table.c.uid == uid, kind.table.c.superseded_at.is_(None))
    return _found(connection, kind, uid, *rules)[0]


def versions_of(
    connection: Connection, kind: str, uid: str
) -> list[Version[ActivityDraft | RecordDraft]]:
    """Return all versions of an entry, oldest first; raises UnknownCode when there is none."""
    found = any_kind(kind)
    return _found(connection, found, uid, found.table.c.uid == uid)


def own_records(
    connection: Connection,
    kind: str,
    *,
    framework: str,
    groups: Collection[str] | None = None,
    limit: int = MOST,
) -> list[Version[RecordDraft]]:
    """Return the current versions of a strategy's records, the newest first, withdrawn ones too.

    At most `limit`, and only those of `groups` (None: of all). Raises UnknownCode when there is no
    such kind of record.
    """
    found = kind_of(kind)
    c = found.table.c
    rules = (c.superseded_at.is_(None), c.framework == framework, *of_groups(found, groups))
    rows = read_versions(connection, found, *rules, order=[c.id.desc()], limit=limit)
    return from_rows(connection, found, rows)


def current_versions(
    connection: Connection,
    kind: AnyKind,
    *,
    groups: Collection[str] | None = None,
    uids: Collection[str] | None = None,
) -> dict[str, Version[ActivityDraft | RecordDraft]]:
    """Return the current versions of a kind by uid, withdrawn ones too, by their first day.

    Only those of `groups`, and only `uids`, where these are given.
    """
    rules = (kind.table.c.superseded_at.is_(None), *of_groups(kind, groups))
    order = [VERSION.c.started_on] if kind.table is VERSION else []
    some: list[sa.ColumnElement[bool]] = [sa.true()]
    if uids is not None:
        some = [kind.table.c.uid.in_(batch) for batch in batches(sorted(uids), LINES_AT_ONCE)]
    rows = [
        row for one in some for row in read_versions(connection, kind, *rules, one, order=order)
    ]
    return {version.uid: version for version in from_rows(connection, kind, rows)}


def _found(
    connection: Connection, kind: Kind[Said], uid: str, *rules: sa.ColumnElement[bool]
) -> list[Version[Said]]:
    rows = read_versions(connection, kind, *rules)
    if not rows:
        raise UnknownCode(kind.name, uid)
    return from_rows(connection, kind, rows)


def from_rows(
    connection: Connection, kind: Kind[Said], rows: list[dict[str, Any]]
) -> list[Version[Said]]:
    """Return rows of a kind's table as versions, activities with all that belongs to them."""
    drafts = drafts_of(connection, kind, rows)
    columns = Version._fields[Version._fields.index("id") :]
    return [
        Version(
            drafts[row["id"]],
            row[kind.title.name],
            row.get("logged_on"),
            *(row[name] for name in columns),
        )
        for row in rows
    ]


def version_with_key(connection: Connection, kind: Kind[Said], key: str) -> Version[Said] | None:
    """Return the version that was written with a form's key, if any was."""
    rows = read_versions(connection, kind, kind.table.c.idempotency_key == key)
    return next(iter(from_rows(connection, kind, rows)), None)
