"""What stands of activities and records now: of groups, or by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.bulk import batches
from ifla_metrics.store.kinds import (
    ALL_KINDS,
    GROUP,
    KINDS,
    VERSION,
    drafts_of,
    read_versions,
)

ACTIVITIES = "activity"


@dataclass(frozen=True)
class Standing:
    """The version of an activity or a record that stands now, withdrawn ones among them."""

    kind: str
    uid: str
    version: int
    draft: ActivityDraft | RecordDraft
    withdrawn: bool
    recorded_at: datetime
    recorded_by: str
    assumed: bool
    """The moment it was recorded is assumed."""
    row: int
    """The id of the version."""
    approved: bool = False
    returned: bool = False
    activity: int | None = None
    logged_on: date | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that own it."""
        return groups_of(self.draft)


def groups_of(draft: ActivityDraft | RecordDraft) -> tuple[str, ...]:
    """Return the groups that own what a draft says."""
    return draft.groups if isinstance(draft, ActivityDraft) else (draft.group,)


def standing(
    connection: Connection,
    kind: str,
    *,
    groups: Collection[str] | None = None,
    uids: Collection[str] | None = None,
) -> dict[str, Standing]:
    """Return what stands of a kind, by uid, in the order in which it began.

    Args:
        connection: A connection that reads.
        kind: `activity` or a kind of record.
        groups: Of these groups alone.
        uids: These alone.
    """
    found = ALL_KINDS[kind]
    c = found.table.c
    rules = [c.superseded_at.is_(None)]
    if groups is not None and found.table is VERSION:
        theirs = sa.select(GROUP.c.version_id).where(GROUP.c.group_code.in_(sorted(groups)))
        rules.append(c.id.in_(theirs))
    elif groups is not None:
        rules.append(c.group_code.in_(sorted(groups)))
    order = [c.started_on] if found.table is VERSION else []
    parts = [[]] if uids is None else [[found.uid.in_(u)] for u in batches(sorted(uids), 2_000)]
    rows = [
        row
        for part in parts
        for row in read_versions(connection, found, *rules, *part, order=order)
    ]
    drafts = drafts_of(connection, found, rows)
    return {
        row["uid"]: Standing(
            kind,
            row["uid"],
            row["version"],
            drafts[row["id"]],
            bool(row["withdrawn"]),
            row["recorded_at"],
            row["recorded_by"],
            bool(row["known_from_assumed"]),
            row["id"],
            row["approved_at"] is not None,
            row["returned_at"] is not None,
            row.get("activity_id"),
            row.get("logged_on"),
        )
        for row in rows
    }


def owned(connection: Connection, groups: Collection[str] | None) -> dict[str, dict[str, Standing]]:
    """Return all that stands of groups (None: of everybody) by kind and uid, without withdrawn."""
    return {
        kind: {
            uid: found
            for uid, found in standing(connection, kind, groups=groups).items()
            if not found.withdrawn
        }
        for kind in (ACTIVITIES, *KINDS)
    }
