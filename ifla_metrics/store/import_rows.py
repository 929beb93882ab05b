"""The rows of an import in their tables: versions closed and written, cells moved, all in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor
from ifla_metrics.errors import Conflict, n_
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.activity_rows import (
    ACTIVITY,
    VERSION,
    NewActivity,
    NewVersion,
    insert_activities,
    insert_versions,
    next_ids,
)
from ifla_metrics.store.audit import AUDIT
from ifla_metrics.store.bulk import insert_rows
from ifla_metrics.store.catalogue import Catalogue
from ifla_metrics.store.contributions import add, contributions
from ifla_metrics.store.counted import NOTHING, Standing, counted
from ifla_metrics.store.import_checks import Stored, right_of
from ifla_metrics.store.import_operations import Action, Operation, Written
from ifla_metrics.store.import_stored import ACTIVITIES, last_approved
from ifla_metrics.store.import_stored import Standing as Stands
from ifla_metrics.store.known import noon
from ifla_metrics.store.moments import new_uid
from ifla_metrics.store.record_kinds import NewRecord, columns_of, kind_of, row_of
from ifla_metrics.store.summaries import LIVE, Sums, apply


@dataclass(frozen=True)
class Writing:
    """What all rows of one import share."""

    at: datetime
    """The moment at which it is recorded."""
    actor: Actor
    reason: str
    known: Catalogue
    restores: bool
    """The log was empty: what is added is recorded since the day that the file says."""
    trusts: bool
    """The days of the file are believed: a secretariat brings it."""

    def began(self, operation: Operation) -> datetime:
        """Return the moment since which an added row is recorded."""
        if self.restores and operation.known_from is not None:
            return min(noon(operation.known_from), self.at)
        return self.at

    def approved(self, operation: Operation, at: datetime) -> datetime | None:
        """Return when an added row was approved; what changes here waits to be approved."""
        return at if self.restores and operation.approved else None

    def logged_on(self, operation: Operation) -> date | None:
        """Return the day on which an added row was first logged; None when it is assumed."""
        if self.trusts and operation.known_from is not None:
            return operation.logged_on
        return self.at.date()


def write_activities(
    connection: Connection, operations: Sequence[Operation], stored: Stored, writing: Writing
) -> list[Written]:
    """Write activities and move their cells; the written versions in the order of the history."""
    if not operations:
        return []
    ordered = _in_sequence(operations, writing)
    version_ids = next_ids(connection, VERSION, len(ordered))
    new_ids = iter(
        next_ids(connection, ACTIVITY, sum(o.action is Action.ADD for o in ordered))
    )
    activities: list[NewActivity] = []
    versions: list[NewVersion] = []
    written: list[Written] = []
    moved: list[tuple[Standing, Standing]] = []
    last = _last_approved(connection, ordered, stored, writing.known)
    for version_id, operation in zip(version_ids, ordered, strict=True):
        if operation.action is Action.ADD:
            uid, logged_on = operation.uid or new_uid(), writing.logged_on(operation)
            activity, at = next(new_ids), writing.began(operation)
            activities.append(NewActivity(activity, uid, at, logged_on))
            draft, number, reason = operation.draft, 1, ""
            assumed, before = writing.trusts and operation.assumed, NOTHING
        else:
            found = stored[ACTIVITIES, operation.uid]
            uid, logged_on, activity = found.uid, found.logged_on, _id(found)
            at, number, reason = writing.at, found.version + 1, writing.reason
            draft, assumed = operation.draft or found.draft, found.assumed
            before = _counts_as(found, last.get(uid))
        said = _activity(draft)
        gone = operation.action is Action.WITHDRAW
        versions.append(
            NewVersion(
                version_id, activity, number, said, at, writing.actor.name, reason, gone,
                assumed, key=operation.key, approved_at=writing.approved(operation, at),
            )
        )  # fmt: skip
        written.append(Written(ACTIVITIES, uid, number))
        moved.append((before, _now_counts(versions[-1], logged_on, last.get(uid))))
    _close(connection, VERSION, [stored[ACTIVITIES, o.uid] for o in ordered if o.base_version],
           writing.at)  # fmt: skip
    insert_activities(connection, activities)
    insert_versions(connection, versions)
    _move_cells(connection, writing.known, moved)
    _audit(connection, ordered, written, [v.recorded_at for v in versions], writing)
    return written


def write_records(
    connection: Connection,
    name: str,
    operations: Sequence[Operation],
    stored: Stored,
    writing: Writing,
) -> list[Written]:
    """Write records of one kind; the written versions in the order of the history."""
    if not operations:
        return []
    kind, ordered = kind_of(name), _in_sequence(operations, writing)
    records: list[NewRecord] = []
    for id_, operation in zip(
        next_ids(connection, kind.table, len(ordered)), ordered, strict=True
    ):
        if operation.action is Action.ADD:
            uid, number, at, reason = operation.uid or new_uid(), 1, writing.began(operation), ""
            draft, assumed = operation.draft, writing.trusts and operation.assumed
        else:
            found = stored[name, operation.uid]
            uid, number, at, reason = found.uid, found.version + 1, writing.at, writing.reason
            draft, assumed = operation.draft or found.draft, found.assumed
        records.append(
            NewRecord(
                id_, uid, number, _record(draft), at, writing.actor.name, reason,
                operation.action is Action.WITHDRAW, assumed, operation.key,
                writing.approved(operation, at),
            )
        )  # fmt: skip
    _close(
        connection, kind.table, [stored[name, o.uid] for o in ordered if o.base_version], writing.at
    )
    insert_rows(connection, kind.table, columns_of(kind), [row_of(kind, r) for r in records])
    written = [Written(name, r.uid, r.version) for r in records]
    _audit(connection, ordered, written, [r.recorded_at for r in records], writing)
    return written


def _in_sequence(operations: Sequence[Operation], writing: Writing) -> Sequence[Operation]:
    """Return rows in the order in which they became known; else as the file has them."""
    return sorted(operations, key=writing.began) if writing.restores else operations


def _close(
    connection: Connection, table: sa.Table, found: Sequence[Stands], at: datetime
) -> None:
    """Mark versions as superseded; raises Conflict when another writer did so meanwhile."""
    if not found:
        return
    c = table.c
    closed = connection.execute(
        sa.update(table)
        .where(c.id == sa.bindparam("row"), c.superseded_at.is_(None))
        .values(superseded_at=at),
        [{"row": row} for row in sorted(f.row for f in found)],
    ).rowcount
    if closed != len(found):
        raise Conflict(
            n_(
                "Something was changed by somebody else at the same moment. "
                "Nothing was saved: look at the preview again."
            )
        )


def _last_approved(
    connection: Connection, operations: Sequence[Operation], stored: Stored, known: Catalogue
) -> dict[str, ActivityDraft]:
    """Return what was approved last of each stored activity, where some strategy counts that."""
    if all(rules.counts == "sent" for rules in known.rules):
        return {}
    found = [stored[ACTIVITIES, o.uid] for o in operations if o.action is not Action.ADD]
    return last_approved(connection, found)


def _counts_as(found: Stands, approved: ActivityDraft | None) -> Standing:
    """Return what a stored activity counts as; withdrawn, it counts as nothing."""
    if found.withdrawn:
        return NOTHING
    return Standing(
        None if found.returned else counted(_activity(found.draft), found.logged_on),
        counted(approved, found.logged_on) if approved else None,
    )


def _now_counts(
    version: NewVersion, logged_on: date | None, approved: ActivityDraft | None
) -> Standing:
    """Return what an activity counts as by its new version."""
    if version.withdrawn:
        return NOTHING
    sent = counted(version.draft, logged_on)
    if version.approved_at is not None:
        return Standing(sent, sent)
    return Standing(sent, counted(approved, logged_on) if approved else None)


def _move_cells(
    connection: Connection, known: Catalogue, moved: Sequence[tuple[Standing, Standing]]
) -> None:
    """Change each cell once, by the sum of what all rows change in it."""
    for rules in known.rules:
        sums: Sums = {}
        for old, new in moved:
            before, after = old.of(rules.counts), new.of(rules.counts)
            if after is not None:
                add(sums, contributions(after, rules))
            if before is not None:
                add(sums, contributions(before, rules), -1)
        apply(connection, rules.framework, LIVE, sums)


def _audit(
    connection: Connection,
    operations: Sequence[Operation],
    written: Sequence[Written],
    moments: Sequence[datetime],
    writing: Writing,
) -> None:
    columns = ("id", "at", "actor", "action", "kind", "subject", "version", "reason")
    ids = next_ids(connection, AUDIT, len(written))
    rows = [
        (
            id_, at, writing.actor.name, right_of(o).value, w.kind, w.uid, w.version,
            "" if o.action is Action.ADD else writing.reason,
        )
        for id_, at, o, w in zip(ids, moments, operations, written, strict=True)
    ]  # fmt: skip
    insert_rows(connection, AUDIT, columns, rows)


def _activity(draft: ActivityDraft | RecordDraft | None) -> ActivityDraft:
    if not isinstance(draft, ActivityDraft):
        raise TypeError(f"Not an activity: {draft!r}")
    return draft


def _record(draft: ActivityDraft | RecordDraft | None) -> RecordDraft:
    if not isinstance(draft, RecordDraft):
        raise TypeError(f"Not a record: {draft!r}")
    return draft


def _id(found: Stands) -> int:
    if found.activity is None:
        raise TypeError(f"Not an activity: {found!r}")
    return found.activity
