"""Record, amend and withdraw activities and records: one way for all kinds, one entry or thousands.

Rights, version, lists, cells, audit and revision are written in one transaction. A key makes a
doubled write a single one; the version that a form was opened with is compared in the write itself.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from secrets import token_hex
from typing import Any, NamedTuple

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require, require_owner_change
from ifla_metrics.errors import Conflict, Refused, UnknownCode, n_
from ifla_metrics.models.drafts import AnyDraft
from ifla_metrics.models.log_tables import ACTIVITY_LISTS, ACTIVITY_VERSION, column_name
from ifla_metrics.models.reference_tables import MEETING
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import AuditEntry, audit_all, required_reason, writes
from ifla_metrics.store.catalogue import Catalogue, Rules, catalogue, check_codes
from ifla_metrics.store.database import insert, next_ids
from ifla_metrics.store.kinds import AnyKind, any_kind, kind_of_draft
from ifla_metrics.store.periods import Lock, require_open_for
from ifla_metrics.store.rights import name_of
from ifla_metrics.store.search import index
from ifla_metrics.store.summary_cells import add_cells, keep_cells_in_step
from ifla_metrics.store.versions import Stored, current_versions, read_versions
from ifla_metrics.text import clean_line


class Recorded(NamedTuple):
    """The result of a write: the entry and its version now."""

    uid: str
    version: int


class NewVersion(NamedTuple):
    """A version to be written."""

    uid: str
    version: int
    draft: AnyDraft
    recorded_at: datetime
    recorded_by: str
    reason: str = ""
    withdrawn: bool = False
    idempotency_key: str | None = None
    approved_at: datetime | None = None
    """Set for what is approved as it is written: what was documented before this tool."""
    logged_on: date | None = None
    """The day on which an activity was first logged; None when that is assumed."""


class EntryChange(NamedTuple):
    """What is to be recorded: a new entry, a further version, or (without a draft) a withdrawal."""

    draft: AnyDraft | None
    uid: str = ""
    """What it amends or withdraws; "" for a new one."""
    base_version: int | None = None
    """The version that it follows; None for a new one."""
    reason: str = ""
    key: str | None = None
    """Made when the form was opened, or of a file's hash and a row's place: one write for each."""
    kind: str = ""
    place: str = ""
    """Of a row of a file: its kind, and where it stands, in words for a refusal."""


# One entry


def _kind_name(call: Any) -> str:
    return str(call.kind) if "kind" in vars(call) else kind_of_draft(call.draft).name


@writes(Right.RECORD, _kind_name, "draft.owners", groups="draft.owners")
def record(
    connection: Connection,
    draft: AnyDraft,
    *,
    actor: Actor,
    key: str | None = None,
) -> Recorded:
    """Record something new.

    The same key (made when the form was opened) again gives the same answer, one row.

    Raises:
        UnknownCode, Refused, PeriodLocked: Nothing was written.
    """
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
) -> Recorded:
    """Record a further version, also of a withdrawn entry, which it restores.

    `base_version` is the one that the form was opened with. An editor must belong to a group of
    the stored version, and may remove no group but the own one.

    Raises:
        Conflict: Somebody else recorded a version since.
        UnknownCode, Refused, PeriodLocked: As in `record`.
    """
    entry = EntryChange(draft, uid, base_version, reason, key)
    return _write(connection, kind_of_draft(draft), entry, actor)


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
) -> Recorded:
    """Record that an entry is withdrawn: its history stays, no figure counts it.

    Raises:
        Conflict, Refused, PeriodLocked: As in `amend`.
    """
    entry = EntryChange(None, uid, base_version, reason, key)
    return _write(connection, any_kind(kind), entry, actor)


def _write(connection: Connection, kind: AnyKind, entry: EntryChange, actor: Actor) -> Recorded:
    stored = current_versions(connection, kind, uids={entry.uid}) if entry.uid else {}
    _check_right(kind, entry, stored, actor)
    if done := _recorded_with(connection, kind, entry):
        return done
    check_entry(connection, kind, entry, stored, actor=actor, known=catalogue(connection))
    [recorded] = write_entries(connection, kind, [entry], stored, actor=actor)
    return recorded


# Many entries


def recording_time(connection: Connection, after: datetime | None = None) -> datetime:
    """Return the moment at which a write is recorded: now.

    Never before the version it follows nor before a frozen meeting, should the clock have been set
    back: ids order the history, and a frozen summary stays true.
    """
    closed = connection.execute(sa.select(sa.func.max(MEETING.c.known_until))).scalar()
    return max(moment for moment in (now(), closed, after) if moment is not None)


def insert_first(
    connection: Connection, kind: AnyKind, rules: Sequence[Rules], first: Sequence[NewVersion]
) -> None:
    """Write first versions, of activities with their cells; checks and audit are the caller's."""
    insert_versions(connection, kind, first)
    if kind.table is ACTIVITY_VERSION:
        add_cells(connection, rules, [version.uid for version in first])


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

    `stored` holds what it follows, `held` the result of `locks` for a caller with many entries.

    Raises:
        NotAllowed, PeriodLocked, UnknownCode, Refused, Conflict: It may not.
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
            n_(
                "Version {base} has been changed meanwhile: version {now} is by {who}. Nothing "
                "was saved."
            ),
            base=entry.base_version,
            now=before.version,
            who=name_of(connection, before.recorded_by),
        )
    if entry.draft is None and before.withdrawn:
        raise Refused(n_("This has already been withdrawn."))


def _check_right(kind: AnyKind, entry: EntryChange, stored: Stored, actor: Actor) -> None:
    """Ask for the right over what is stored and over what it becomes."""
    owners = entry.draft.owners if entry.draft is not None else ()
    if entry.base_version is None:
        require(actor, Right.RECORD, owners)
    elif before := stored.get(entry.uid):
        right = Right.WITHDRAW if entry.draft is None else Right.AMEND
        require_owner_change(actor, right, before.title, before.draft.owners, owners)
    else:
        raise UnknownCode(n_("entry"), entry.uid)


def write_entries(
    connection: Connection,
    kind: AnyKind,
    entries: Sequence[EntryChange],
    stored: Stored,
    *,
    actor: Actor,
) -> list[Recorded]:
    """Write checked entries of one kind, one or thousands: versions, cells and audit.

    All are recorded at one moment. Nobody writes meanwhile; the database closes no version twice.
    """
    followed = [stored[entry.uid] for entry in entries if entry.base_version is not None]
    latest = max((version.recorded_at for version in followed), default=None)
    at = recording_time(connection, latest)
    first: list[NewVersion] = []
    following: list[NewVersion] = []
    for entry in entries:
        before = stored.get(entry.uid)
        version = NewVersion(
            entry.uid or token_hex(16),
            before.version + 1 if before else 1,
            entry.draft or stored[entry.uid].draft,
            at,
            actor.name,
            clean_line(entry.reason),
            entry.draft is None,
            entry.key,
            logged_on=before.logged_on if before else at.date(),
        )
        (following if before else first).append(version)
    rules = catalogue(connection).rules
    if following:
        activities = [version.uid for version in followed] if kind.table is ACTIVITY_VERSION else []
        with keep_cells_in_step(connection, rules, activities):
            c = kind.table.c
            close = sa.update(kind.table).where(c.id == sa.bindparam("row"))
            rows = [{"row": version.id} for version in followed]
            connection.execute(close.values(superseded_at=at), rows)
            insert_versions(connection, kind, following)
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
            AuditEntry(
                v.recorded_at,
                v.recorded_by,
                _right_of(v).value,
                kind.name,
                v.uid,
                v.version,
                v.reason,
            )
            for kind, v in versions
        ],
    )


def _right_of(version: NewVersion) -> Right:
    if version.withdrawn:
        return Right.WITHDRAW
    return Right.RECORD if version.version == 1 else Right.AMEND


def _recorded_with(connection: Connection, kind: AnyKind, entry: EntryChange) -> Recorded | None:
    """Return the result of an earlier write with this key; None when there was none.

    Raises:
        Conflict: The earlier write was of another draft, as when a form is sent from two tabs.
    """
    if entry.key is None:
        return None
    for before in read_versions(connection, kind, kind.table.c.idempotency_key == entry.key):
        if entry.draft is not None and before.draft != entry.draft:
            raise Conflict(
                n_(
                    "This form was already saved with different content. Open the entry to "
                    "change it."
                )
            )
        return Recorded(before.uid, before.version)
    return None


# Versions as rows of tables: a field of a draft is a column, or a list of its own


def insert_versions(connection: Connection, kind: AnyKind, versions: Sequence[NewVersion]) -> None:
    """Write versions and their lists in the order given."""
    ids = next_ids(connection, kind.table, len(versions))

    def row(id_: int, version: NewVersion) -> dict[str, Any]:
        own = {name: value for name, value in version._asdict().items() if name in kind.table.c}
        return {"id": id_, **own, **_values(version.draft, kind.table)}

    insert(connection, kind.table, map(row, ids, versions))
    if kind.table is ACTIVITY_VERSION:
        for field, (table, _) in ACTIVITY_LISTS.items():
            insert(connection, table, _lines(field, ids, versions))
        index(connection, ids)


def _lines(
    field: str, ids: Sequence[int], versions: Sequence[NewVersion]
) -> Iterator[dict[str, Any]]:
    table, kind = ACTIVITY_LISTS[field]
    for id_, version in zip(ids, versions, strict=True):
        for number, line in enumerate(getattr(version.draft, field)):
            values = {kind: line} if isinstance(kind, str) else _values(line, table)
            yield {"version_id": id_, "position": number, **values}


def _values(draft: BaseModel, table: sa.Table) -> dict[str, Any]:
    """Return the fields that are columns; an empty code is no foreign key."""
    values = {column_name(field): getattr(draft, field) for field in type(draft).model_fields}
    return {
        column.name: None if values[column.name] == "" and column.nullable else values[column.name]
        for column in table.c
        if column.name in values
    }
