"""Versions of activities and records: read them, and write the first or the next one.

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

from ifla_metrics.access import Actor, Right, require_owners
from ifla_metrics.errors import Conflict, InvalidRecord, UnknownCode, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.models.reference_tables import MeetingRow
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, required_reason
from ifla_metrics.store.catalogue import Rules, catalogue
from ifla_metrics.store.codes import check_codes
from ifla_metrics.store.kinds import (
    ACTIVITY_KIND,
    VERSION,
    AnyKind,
    Kind,
    NewVersion,
    current,
    draft_of,
    drafts_of,
    insert_activities,
    insert_versions,
    kind_of,
    kind_of_draft,
    read_versions,
)
from ifla_metrics.store.periods import require_open_for
from ifla_metrics.store.rights import name_of
from ifla_metrics.store.summary_cells import add_new, changing

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
    framework: str = "",
    groups: Collection[str] | None = None,
    limit: int = MOST,
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
    statement = found.versions().where(c.superseded_at.is_(None)).order_by(c.id.desc())
    if framework:
        statement = statement.where(c.framework == framework)
    if groups is not None:
        statement = statement.where(c.group_code.in_(list(groups)))
    rows = connection.execute(statement.limit(limit)).mappings()
    return _read(connection, found, [{**row} for row in rows])


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
        )
        for row in rows
    ]


# Write


def new_uids(count: int) -> list[str]:
    """Return unused names for new entries, ascending, as an index takes them fastest."""
    letters = token_hex(16 * count)
    return sorted(letters[at : at + 32] for at in range(0, len(letters), 32))


def recording_time(
    connection: Connection, asked: datetime | None = None, *, after: datetime | None = None
) -> datetime:
    """Return the moment at which a write is recorded: `asked`, or now.

    Never before the version it follows nor before a frozen meeting, should the clock have been set
    back: ids order the history, and a frozen summary stays true.

    Raises:
        InvalidRecord: `asked` is in the future, or before a frozen meeting.
    """
    closed = connection.execute(sa.select(sa.func.max(_MEETING.c.known_until))).scalar()
    present = now()
    if asked is not None:
        if closed is not None and asked < closed:
            raise InvalidRecord(
                n_("Recorded on {day}, before the last meeting whose record is closed."),
                day=asked.date(),
            )
        if asked > present:
            raise InvalidRecord(n_("Recorded on {day}, which is to come."), day=asked.date())
    return max(moment for moment in (asked or present, closed, after) if moment is not None)


def record_first(
    connection: Connection,
    right: Right,
    draft: ActivityDraft | RecordDraft,
    *,
    actor: Actor,
    key: str | None,
    recorded_at: datetime | None,
    known_from_assumed: bool,
    uid: str | None,
) -> Recorded:
    """Record a new entry; arguments and errors as in `activities.log_activity`."""
    kind = kind_of_draft(draft)
    known = catalogue(connection)
    check_codes(draft, known)
    if done := _recorded_with(connection, kind, key, draft):
        return done
    require_open_for(connection, actor, draft)
    version = NewVersion(
        _free_uid(connection, kind, uid),
        1,
        draft,
        recording_time(connection, recorded_at),
        actor.name,
        known_from_assumed=known_from_assumed,
        idempotency_key=key,
    )
    insert_first(connection, kind, known.rules, [version])
    return _audit(connection, kind, version, actor, right)


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


def record_next(
    connection: Connection,
    right: Right,
    kind: AnyKind,
    uid: str,
    draft: ActivityDraft | RecordDraft | None,
    *,
    base_version: int,
    reason: str,
    actor: Actor,
    key: str | None,
) -> Recorded:
    """Record the next version; without a draft it is the stored one, withdrawn.

    Arguments and errors as in `activities.amend_activity`.
    """
    stored, before = current(connection, kind, uid)
    after = draft or before
    later = draft.owners if draft else ()
    require_owners(actor, right, stored[kind.title.name], before.owners, later)
    if done := _recorded_with(connection, kind, key, draft):
        return done
    require_open_for(connection, actor, before, after)
    known = catalogue(connection)
    if draft is not None:
        check_codes(draft, known, kept=before)
    version = NewVersion(
        uid,
        base_version + 1,
        after,
        recording_time(connection, after=stored["recorded_at"]),
        actor.name,
        required_reason(reason),
        draft is None,
        stored["known_from_assumed"],
        key,
    )
    activities = {uid: stored["activity_id"]} if kind.table is VERSION else None
    with changing(connection, known.rules, list((activities or {}).values())):
        _close(connection, kind, stored, version)
        insert_versions(connection, kind, [version], activities)
    return _audit(connection, kind, version, actor, right)


def _recorded_with(
    connection: Connection,
    kind: AnyKind,
    key: str | None,
    draft: ActivityDraft | RecordDraft | None,
) -> Recorded | None:
    """Return the result of an earlier write with this key; None when there was none.

    Raises:
        Conflict: The earlier write was of another draft, as when a form is sent from two tabs.
    """
    if key is None:
        return None
    same = kind.versions().where(kind.table.c.idempotency_key == key)
    row = connection.execute(same).mappings().first()
    if row is None:
        return None
    if draft is not None and draft_of(connection, kind, {**row}) != draft:
        raise Conflict(
            n_("This form was saved already with other words. Open the entry to change it.")
        )
    return Recorded(row["uid"], row["version"])


def _free_uid(connection: Connection, kind: AnyKind, uid: str | None) -> str:
    """Return the uid that was asked for, else a new one; raises InvalidRecord when it is taken."""
    if uid is None:
        return token_hex(16)
    if connection.execute(kind.versions().where(kind.uid == uid).limit(1)).first():
        taken = (
            n_("There is an activity '{uid}' already.")
            if kind.table is VERSION
            else n_("There is a record '{uid}' already.")
        )
        raise InvalidRecord(taken, uid=uid)
    return uid


def _close(
    connection: Connection, kind: AnyKind, stored: Mapping[str, Any], version: NewVersion
) -> None:
    """End the stored version.

    Raises:
        Conflict: Another version was recorded since the one that the new one follows.
        InvalidRecord: It withdraws what is withdrawn.
    """
    c, base = kind.table.c, version.version - 1
    closed = connection.execute(
        sa.update(kind.table)
        .where(c.id == stored["id"], c.version == base, c.superseded_at.is_(None))
        .values(superseded_at=version.recorded_at)
    ).rowcount
    if not closed:
        raise Conflict(
            n_("Version {base} was changed since: version {now} is by {who}. Nothing was saved."),
            base=base,
            now=stored["version"],
            who=name_of(connection, stored["recorded_by"]),
        )
    if version.withdrawn and stored["withdrawn"]:
        raise InvalidRecord(
            n_("The activity has been withdrawn already.")
            if kind.table is VERSION
            else n_("The record has been withdrawn already.")
        )


def _audit(
    connection: Connection, kind: AnyKind, version: NewVersion, actor: Actor, right: Right
) -> Recorded:
    number, why, at = version.version, version.reason, version.recorded_at
    audit(connection, actor, right, kind.name, version.uid, version=number, reason=why, at=at)
    return Recorded(version.uid, number)
