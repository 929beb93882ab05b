"""Record, amend and withdraw entries: activities and records, one or thousands.

One transaction checks rights and writes the version, its lists, summary cells, audit and revision.
An idempotency key makes a repeated request harmless. A write based on an outdated version raises
Conflict.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any, NamedTuple

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require, require_owner_change
from ifla_metrics.errors import Conflict, Refused, UnknownCode, n_
from ifla_metrics.models.drafts import AnyDraft, validated
from ifla_metrics.models.log_tables import ACTIVITY_LISTS, ACTIVITY_VERSION, column_name
from ifla_metrics.models.reference_tables import MEETING
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import AuditEntry, audit_all, required_reason, writes
from ifla_metrics.store.catalogue import Catalogue, check_codes, read_catalogue
from ifla_metrics.store.database import insert, next_ids
from ifla_metrics.store.kinds import AnyKind, kind_named, kind_of_draft
from ifla_metrics.store.locks import Lock, read_locks, require_open_periods
from ifla_metrics.store.read.search import index_activities
from ifla_metrics.store.rights import person_name
from ifla_metrics.store.summary_cells import add_cells
from ifla_metrics.store.versions import (
    AnyVersion,
    Version,
    VersionsByUid,
    current_versions,
    read_versions,
)
from ifla_metrics.text import clean_line


class RecordedVersion(NamedTuple):
    """The entry and version that were written."""

    uid: str
    version: int


class EntryChange(NamedTuple):
    """A new entry, an amendment, or (without a draft) a withdrawal."""

    draft: AnyDraft | None
    uid: str = ""
    """The entry to amend or withdraw; empty for a new one."""
    base_version: int | None = None
    """The version to follow; None for a new entry."""
    reason: str = ""
    key: str | None = None
    """Idempotency key: made when the form was opened, or from a file's hash and a row's place."""
    kind: str = ""
    """Kind of entry of an imported row."""
    place: str = ""
    """Place of an imported row in its file, for messages."""


# One entry


def _kind_name(arguments: Any) -> str:
    return str(arguments.kind) if "kind" in vars(arguments) else kind_of_draft(arguments.draft).name


@writes(Right.RECORD, _kind_name, "draft.owners", groups="draft.owners")
def record(
    connection: Connection, draft: AnyDraft, *, actor: Actor, key: str | None = None
) -> RecordedVersion:
    """Record a new entry. The same key again returns the first result and writes nothing."""
    return _write(connection, kind_of_draft(draft), EntryChange(draft, key=key), actor)


@writes(Right.AMEND, _kind_name, "uid", groups=None)
def amend(
    connection: Connection,
    uid: str,
    draft: AnyDraft,
    *,
    base_version: int,
    reason: str,
    actor: Actor,
    key: str | None = None,
) -> RecordedVersion:
    """Record a new version of an entry; a withdrawn entry is restored.

    `base_version` is the version that the form was opened with. An editor must belong to a group of
    the stored version and can remove only their own groups. Raises Conflict if somebody else has
    recorded a version since.
    """
    change = EntryChange(validated(draft), uid, base_version, reason, key)
    return _write(connection, kind_of_draft(draft), change, actor)


@writes(Right.WITHDRAW, _kind_name, "uid", groups=None)
def withdraw(
    connection: Connection,
    kind: str,
    uid: str,
    *,
    base_version: int,
    reason: str,
    actor: Actor,
    key: str | None = None,
) -> RecordedVersion:
    """Withdraw an entry: its history stays, but no figure counts it."""
    change = EntryChange(None, uid, base_version, reason, key)
    return _write(connection, kind_named(kind), change, actor)


def _write(
    connection: Connection, kind: AnyKind, change: EntryChange, actor: Actor
) -> RecordedVersion:
    stored = current_versions(connection, kind, uids={change.uid}) if change.uid else {}
    _check_right(change, stored, actor)
    if earlier := _recorded_with_key(connection, kind, change):
        return earlier
    catalogue, locks = read_catalogue(connection), read_locks(connection)
    check_entry(connection, change, stored, actor=actor, catalogue=catalogue, locks=locks)
    [recorded] = write_entries(connection, kind, [change], stored, actor=actor)
    return recorded


# Many entries


def recording_time(connection: Connection, after: datetime | None = None) -> datetime:
    """Return the current time, for `recorded_at`.

    If the clock was set back, return the time of the previous version (`after`) or of the last
    frozen meeting instead, so that the history stays in order and frozen cells stay correct.
    """
    frozen = connection.execute(sa.select(sa.func.max(MEETING.c.known_until))).scalar()
    return max(moment for moment in (now(), frozen, after) if moment is not None)


def check_entry(
    connection: Connection,
    change: EntryChange,
    stored: VersionsByUid,
    *,
    actor: Actor,
    catalogue: Catalogue,
    locks: Sequence[Lock],
) -> None:
    """Check rights, locked periods, codes, base version and reason of a change.

    `stored` holds the current version of the entry.
    """
    _check_right(change, stored, actor)
    if change.base_version is None and change.draft is not None:
        require_open_periods(locks, actor, change.draft)
        check_codes(change.draft, catalogue)
        return
    before = stored[change.uid]
    after = change.draft or before.draft
    require_open_periods(locks, actor, before.draft, after)
    if change.draft is not None:
        check_codes(change.draft, catalogue, previous=before.draft)
    required_reason(change.reason)
    if before.version != change.base_version:
        raise Conflict(
            n_(
                "Version {base} has been changed meanwhile: version {now} is by {who}. Nothing "
                "was saved."
            ),
            base=change.base_version,
            now=before.version,
            who=person_name(connection, before.recorded_by),
        )
    if change.draft is None and before.withdrawn:
        raise Refused(n_("This has already been withdrawn."))


def _check_right(change: EntryChange, stored: VersionsByUid, actor: Actor) -> None:
    """Require the right for the groups of the stored version and of the draft."""
    owners = change.draft.owners if change.draft is not None else ()
    if change.base_version is None:
        require(actor, Right.RECORD, owners)
    elif before := stored.get(change.uid):
        right = Right.WITHDRAW if change.draft is None else Right.AMEND
        require_owner_change(actor, right, before.title, before.draft.owners, owners)
    else:
        raise UnknownCode(n_("entry"), change.uid)


def write_entries(
    connection: Connection,
    kind: AnyKind,
    changes: Sequence[EntryChange],
    stored: VersionsByUid,
    *,
    actor: Actor,
) -> list[RecordedVersion]:
    """Write checked changes to entries of one kind: versions, cells and audit.

    All have the same `recorded_at`.
    """
    superseded = [stored[change.uid] for change in changes if change.base_version is not None]
    latest = max((version.recorded_at for version in superseded), default=None)
    at = recording_time(connection, latest)
    versions: list[AnyVersion] = []
    for change in changes:
        before = stored.get(change.uid)
        version = Version(
            change.draft or stored[change.uid].draft,
            change.uid or token_hex(16),
            before.version + 1 if before else 1,
            at,
            actor.name,
            clean_line(change.reason),
            withdrawn=change.draft is None,
            idempotency_key=change.key,
            logged_on=before.logged_on if before else at.date(),
        )
        versions.append(version)
    rules, is_activity = read_catalogue(connection).rules, kind.table is ACTIVITY_VERSION
    if superseded:
        if is_activity:
            add_cells(connection, rules, [version.uid for version in superseded], sign=-1)
        supersede = sa.update(kind.table).where(kind.table.c.id == sa.bindparam("row"))
        rows = [{"row": version.id} for version in superseded]
        connection.execute(supersede.values(superseded_at=at), rows)
    insert_versions(connection, kind, versions)
    if is_activity:
        add_cells(connection, rules, [version.uid for version in versions])
    audit_versions(connection, versions)
    return [RecordedVersion(v.uid, v.version) for v in versions]


def audit_versions(connection: Connection, versions: Sequence[AnyVersion]) -> None:
    """Write one audit entry per version, in the given order."""
    entries = []
    for v in versions:
        action = Right.RECORD if v.version == 1 else Right.AMEND
        action = Right.WITHDRAW if v.withdrawn else action
        values = (v.recorded_at, v.recorded_by, action.value, v.kind, v.uid, v.version, v.reason)
        entries.append(AuditEntry(*values))
    audit_all(connection, entries)


def _recorded_with_key(
    connection: Connection, kind: AnyKind, change: EntryChange
) -> RecordedVersion | None:
    """Return the version that was written earlier with this key, if any.

    Raises Conflict if it has another draft, as when a form is sent from two tabs.
    """
    if change.key is None:
        return None
    for earlier in read_versions(connection, kind, kind.table.c.idempotency_key == change.key):
        if change.draft is not None and earlier.draft != change.draft:
            raise Conflict(
                n_(
                    "This form was already saved with different content. Open the entry to "
                    "change it."
                )
            )
        return RecordedVersion(earlier.uid, earlier.version)
    return None


# Rows: each field of a draft is a column of the version or a table of lines


def insert_versions(connection: Connection, kind: AnyKind, versions: Sequence[AnyVersion]) -> None:
    """Insert versions and their lines in the given order; index them for search."""
    ids = next_ids(connection, kind.table, len(versions))
    versions = [version._replace(id=id_) for id_, version in zip(ids, versions, strict=True)]
    columns = [name for name in Version._fields if name in kind.table.c]

    def row(version: AnyVersion) -> dict[str, Any]:
        fields = _values(version.draft, kind.table)
        return {**fields, **{name: getattr(version, name) for name in columns}}

    insert(connection, kind.table, map(row, versions))
    if kind.table is ACTIVITY_VERSION:
        for field, (table, _) in ACTIVITY_LISTS.items():
            insert(connection, table, _lines(field, versions))
        index_activities(connection, versions)


def _lines(field: str, versions: Sequence[AnyVersion]) -> Iterator[dict[str, Any]]:
    table, line_type = ACTIVITY_LISTS[field]
    for version in versions:
        for number, line in enumerate(getattr(version.draft, field)):
            values = {line_type: line} if isinstance(line_type, str) else _values(line, table)
            yield {"version_id": version.id, "position": number, **values}


def _values(draft: BaseModel, table: sa.Table) -> dict[str, Any]:
    """Return the fields that are columns; an empty code becomes NULL."""
    values = {column_name(field): getattr(draft, field) for field in type(draft).model_fields}
    return {
        column.name: None if values[column.name] == "" and column.nullable else values[column.name]
        for column in table.c
        if column.name in values
    }
