"""Versions of activities and records: read them, and write first or further ones, one or many.

A key makes a doubled write a single one; the version that a form was opened with is compared in
the write itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, require, require_owners
from ifla_metrics.errors import Conflict, InvalidRecord, UnknownCode, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.models.reference_tables import MeetingRow
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import NewAuditEntry, audit_all, required_reason
from ifla_metrics.store.bulk import batches
from ifla_metrics.store.catalogue import Catalogue, Rules, catalogue
from ifla_metrics.store.codes import check_codes
from ifla_metrics.store.kinds import (
    ACTIVITY_KIND,
    LINES_AT_ONCE,
    VERSION,
    AnyKind,
    Kind,
    NewVersion,
    drafts_of,
    insert_activities,
    insert_versions,
    kind_of,
    of_groups,
    read_versions,
)
from ifla_metrics.store.periods import Lock, require_open_for
from ifla_metrics.store.rights import name_of
from ifla_metrics.store.summary_cells import add_new, keep_cells_in_step
from ifla_metrics.text import clean_line

MOST = 200
"""Records that a list shows."""

Draft = TypeVar("Draft")
Said = TypeVar("Said", bound=ActivityDraft | RecordDraft)
_MEETING = table_of(MeetingRow)


class Recorded(NamedTuple):
    """The result of a write: the entry and its version now."""

    uid: str
    version: int


class Version(NamedTuple, Generic[Draft]):
    """A version: its draft, and who recorded it, when and why. A form keeps `version`."""

    uid: str
    version: int
    draft: Draft
    withdrawn: bool
    recorded_at: datetime
    recorded_by: str
    reason: str
    known_from_assumed: bool
    id: int
    """Of its row."""
    activity_id: int | None
    title: str


Stored = Mapping[str, Version[ActivityDraft | RecordDraft]]
"""Current versions by uid."""


class EntryChange(NamedTuple):
    """What is to be recorded: a new entry, a further version, or (without a draft) a withdrawal."""

    draft: ActivityDraft | RecordDraft | None
    uid: str = ""
    """What it amends or withdraws; "" for a new one."""
    base_version: int | None = None
    """The version that it follows; None for a new one."""
    reason: str = ""
    key: str | None = None


# Read


def activity(connection: Connection, uid: str) -> Version[ActivityDraft]:
    """Return the current version of an activity; raises UnknownCode when there is none."""
    return _versions(connection, ACTIVITY_KIND, uid, VERSION.c.superseded_at.is_(None))[-1]


def activity_versions(connection: Connection, uid: str) -> list[Version[ActivityDraft]]:
    """Return all versions of an activity, oldest first; raises UnknownCode when there is none."""
    return _versions(connection, ACTIVITY_KIND, uid)


def record_versions(connection: Connection, kind: str, uid: str) -> list[Version[RecordDraft]]:
    """Return all versions of a record, oldest first; raises UnknownCode when there is none."""
    return _versions(connection, kind_of(kind), uid)


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
    statement = found.versions().where(*rules).order_by(c.id.desc()).limit(limit)
    return _read(connection, found, [{**row} for row in connection.execute(statement).mappings()])


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
    c = kind.table.c
    rules = (c.superseded_at.is_(None), *of_groups(kind, groups))
    order = [c.started_on] if kind.table is VERSION else []
    parts: list[sa.ColumnElement[bool]] = [sa.true()]
    if uids is not None:
        parts = [kind.uid.in_(some) for some in batches(sorted(uids), LINES_AT_ONCE)]
    rows = [
        row for part in parts for row in read_versions(connection, kind, *rules, part, order=order)
    ]
    return {version.uid: version for version in _read(connection, kind, rows)}


def _versions(
    connection: Connection, kind: Kind[Said], uid: str, *rules: sa.ColumnElement[bool]
) -> list[Version[Said]]:
    rows = read_versions(connection, kind, kind.uid == uid, *rules)
    if not rows:
        raise UnknownCode(kind.name, uid)
    return _read(connection, kind, rows)


def _read(
    connection: Connection, kind: Kind[Said], rows: list[dict[str, Any]]
) -> list[Version[Said]]:
    drafts = drafts_of(connection, kind, rows)
    return [
        Version(
            row["uid"],
            row["version"],
            drafts[row["id"]],
            row["withdrawn"],
            row["recorded_at"],
            row["recorded_by"],
            row["reason"],
            row["known_from_assumed"],
            row["id"],
            row.get("activity_id"),
            row[kind.title.name],
        )
        for row in rows
    ]


# Write


def new_uids(count: int) -> list[str]:
    """Return unused names for new entries, ascending, as an index takes them fastest."""
    letters = token_hex(16 * count)
    return sorted(letters[at : at + 32] for at in range(0, len(letters), 32))


def recording_time(connection: Connection, after: datetime | None = None) -> datetime:
    """Return the moment at which a write is recorded: now.

    Never before the version it follows nor before a frozen meeting, should the clock have been set
    back: ids order the history, and a frozen summary stays true.
    """
    closed = connection.execute(sa.select(sa.func.max(_MEETING.c.known_until))).scalar()
    return max(moment for moment in (now(), closed, after) if moment is not None)


def record_one(
    connection: Connection, kind: AnyKind, entry: EntryChange, *, actor: Actor
) -> Recorded:
    """Check one entry and write it; errors as in `activities.log_activity` and `amend_activity`."""
    stored = current_versions(connection, kind, uids={entry.uid}) if entry.uid else {}
    _check_right(kind, entry, stored, actor)
    if done := _recorded_with(connection, kind, entry):
        return done
    check_entry(connection, kind, entry, stored, actor=actor, known=catalogue(connection))
    [recorded] = write_entries(connection, kind, [entry], stored, actor=actor)
    return recorded


def insert_first(
    connection: Connection, kind: AnyKind, rules: Sequence[Rules], first: Sequence[NewVersion]
) -> None:
    """Write first versions, of activities with their cells; checks and audit are the caller's.

    An activity whose time of recording is assumed has no day on which it was logged.
    """
    if kind.table is not VERSION:
        insert_versions(connection, kind, first)
        return
    ids = insert_activities(
        connection,
        [
            (v.uid, v.recorded_at, None if v.known_from_assumed else v.recorded_at.date())
            for v in first
        ],
    )
    insert_versions(connection, kind, first, ids)
    add_new(connection, rules, list(ids.values()))


def check_entry(
    connection: Connection,
    kind: AnyKind,
    entry: EntryChange,
    stored: Stored,
    *,
    actor: Actor,
    known: Catalogue,
    held: Sequence[Lock] | None = None,
) -> None:
    """Check whether an entry may be recorded: rights, periods, codes, version, reason.

    Args:
        connection: The write's transaction.
        kind: The kind of entry.
        entry: What is to be recorded.
        stored: What it follows.
        actor: Who records it.
        known: The codes there are.
        held: The result of `locks`, for a caller with many entries.

    Raises:
        NotAllowed, PeriodLocked, UnknownCode, InvalidRecord, Conflict: It may not.
    """
    _check_right(kind, entry, stored, actor)
    if entry.base_version is None:
        if entry.draft is not None:
            require_open_for(connection, actor, entry.draft, held=held)
            check_codes(entry.draft, known)
        return
    before = stored[entry.uid]
    after = entry.draft or before.draft
    require_open_for(connection, actor, before.draft, after, held=held)
    if entry.draft is not None:
        check_codes(entry.draft, known, kept=before.draft)
    required_reason(entry.reason)
    if before.version != entry.base_version:
        raise Conflict(
            n_("Version {base} was changed since: version {now} is by {who}. Nothing was saved."),
            base=entry.base_version,
            now=before.version,
            who=name_of(connection, before.recorded_by),
        )
    if entry.draft is None and before.withdrawn:
        raise InvalidRecord(
            n_("The activity has been withdrawn already.")
            if kind.table is VERSION
            else n_("The record has been withdrawn already.")
        )


def _check_right(kind: AnyKind, entry: EntryChange, stored: Stored, actor: Actor) -> None:
    """Ask for the right over what is stored and over what it becomes."""
    add, amend, withdraw = kind.rights
    owners = entry.draft.owners if entry.draft is not None else ()
    if entry.base_version is None:
        require(actor, add, owners)
    elif before := stored.get(entry.uid):
        right = withdraw if entry.draft is None else amend
        require_owners(actor, right, before.title, before.draft.owners, owners)
    else:
        raise UnknownCode(kind.name, entry.uid)


def write_entries(
    connection: Connection,
    kind: AnyKind,
    entries: Sequence[EntryChange],
    stored: Stored,
    *,
    actor: Actor,
) -> list[Recorded]:
    """Write checked entries of one kind, one or thousands: versions, cells and audit.

    All are recorded at one moment. Raises Conflict when another writer changed one meanwhile.
    """
    followed = [stored[entry.uid] for entry in entries if entry.base_version is not None]
    latest = max((version.recorded_at for version in followed), default=None)
    at = recording_time(connection, latest)
    first: list[NewVersion] = []
    following: list[NewVersion] = []
    for entry, new in zip(entries, new_uids(len(entries)), strict=True):
        before = None if entry.base_version is None else stored[entry.uid]
        version = NewVersion(
            entry.uid or new,
            before.version + 1 if before else 1,
            entry.draft or stored[entry.uid].draft,
            at,
            actor.name,
            clean_line(entry.reason),
            entry.draft is None,
            before is not None and before.known_from_assumed,
            entry.key,
        )
        (following if before else first).append(version)
    rules = catalogue(connection).rules
    if following:
        ids = {v.uid: v.activity_id for v in followed if v.activity_id is not None}
        with keep_cells_in_step(connection, rules, list(ids.values())):
            _close(connection, kind, [version.id for version in followed], at)
            insert_versions(connection, kind, following, ids or None)
    if first:
        insert_first(connection, kind, rules, first)
    written = [*first, *following]
    audit_versions(connection, [(kind, version) for version in written])
    return [Recorded(v.uid, v.version) for v in written]


def audit_versions(connection: Connection, versions: Sequence[tuple[AnyKind, NewVersion]]) -> None:
    """Write the entries of versions in the audit, in the order given."""
    audit_all(
        connection,
        [
            NewAuditEntry(
                v.recorded_at,
                v.recorded_by,
                kind.rights[2 if v.withdrawn else min(v.version - 1, 1)].value,
                kind.name,
                v.uid,
                v.version,
                v.reason,
            )
            for kind, v in versions
        ],
    )


def _recorded_with(connection: Connection, kind: AnyKind, entry: EntryChange) -> Recorded | None:
    """Return the result of an earlier write with this key; None when there was none.

    Raises:
        Conflict: The earlier write was of another draft, as when a form is sent from two tabs.
    """
    if entry.key is None:
        return None
    rows = read_versions(connection, kind, kind.table.c.idempotency_key == entry.key)
    if not rows:
        return None
    [before] = _read(connection, kind, rows)
    if entry.draft is not None and before.draft != entry.draft:
        raise Conflict(
            n_("This form was saved already with other words. Open the entry to change it.")
        )
    return Recorded(before.uid, before.version)


def _close(connection: Connection, kind: AnyKind, ids: Sequence[int], at: datetime) -> None:
    """End versions; raises Conflict when another writer did so meanwhile."""
    c = kind.table.c
    closed = connection.execute(
        sa.update(kind.table)
        .where(c.id == sa.bindparam("row"), c.superseded_at.is_(None))
        .values(superseded_at=at),
        [{"row": row} for row in sorted(ids)],
    ).rowcount
    if closed != len(ids):
        raise Conflict(
            n_("Something was changed by somebody else at the same moment. Nothing was saved.")
        )
