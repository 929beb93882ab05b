"""What stands of activities and records now: of groups, or by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.activity_rows import ACTIVITY, GROUP, VERSION
from ifla_metrics.store.import_stored.drafts import chunks, drafts_of, versions_of
from ifla_metrics.store.record_kinds import KINDS, kind_of, record_draft_of

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
    if kind == ACTIVITIES:
        return _activities(connection, groups, uids)
    return _records(connection, kind, groups, uids)


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


def _activities(
    connection: Connection, groups: Collection[str] | None, uids: Collection[str] | None
) -> dict[str, Standing]:
    rules = [VERSION.c.superseded_at.is_(None)]
    if groups is not None:
        theirs = sa.select(GROUP.c.version_id).where(GROUP.c.group_code.in_(sorted(groups)))
        rules.append(VERSION.c.id.in_(theirs))
    if uids is None:
        rows = versions_of(connection, *rules)
    else:
        rows = [
            row
            for some in chunks(sorted(uids))
            for row in versions_of(connection, *rules, ACTIVITY.c.uid.in_(some))
        ]
    drafts = drafts_of(connection, rows)
    return {
        row["uid"]: Standing(
            ACTIVITIES,
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
            row["activity_id"],
            row["logged_on"],
        )
        for row in rows
    }


def _records(
    connection: Connection,
    name: str,
    groups: Collection[str] | None,
    uids: Collection[str] | None,
) -> dict[str, Standing]:
    kind = kind_of(name)
    c = kind.table.c
    rules = [c.superseded_at.is_(None)]
    if groups is not None:
        rules.append(c.group_code.in_(sorted(groups)))
    parts = [[]] if uids is None else [[c.uid.in_(some)] for some in chunks(sorted(uids))]
    found: dict[str, Standing] = {}
    for part in parts:
        statement = sa.select(kind.table).where(*rules, *part).order_by(c.id)
        for row in connection.execute(statement).mappings():
            found[row["uid"]] = Standing(
                name,
                row["uid"],
                row["version"],
                record_draft_of(kind, dict(row)),
                bool(row["withdrawn"]),
                row["recorded_at"],
                row["recorded_by"],
                bool(row["known_from_assumed"]),
                row["id"],
                row["approved_at"] is not None,
                row["returned_at"] is not None,
            )
    return found
