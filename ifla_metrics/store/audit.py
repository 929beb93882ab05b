"""One entry for each committed write, in its transaction: who, what, when and why.

Entries are a chain: each carries the hash of its content and of the hash before it. The row of the
revision holds the last hash and the number of entries. There is one writer at a time, so no two
continue the same hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.models.schema import table_of
from ifla_metrics.models.system_tables import AuditEntryRow, RevisionRow
from ifla_metrics.store.activity_rows import next_ids
from ifla_metrics.store.as_of import now
from ifla_metrics.store.bulk import insert_rows

AUDIT = table_of(AuditEntryRow)
_REVISION = table_of(RevisionRow)


class Entry(NamedTuple):
    """One entry of the audit; `id` orders them."""

    id: int
    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    version: int | None
    reason: str
    hash: str


class Written(NamedTuple):
    """An entry that is to be written."""

    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    version: int | None
    reason: str


class Head(NamedTuple):
    """Where the chain ends."""

    hash: str = ""
    entries: int = 0


def audit(
    connection: Connection,
    actor: Actor,
    action: Right,
    kind: str,
    subject: str,
    *,
    version: int | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Write the entry of the write that this transaction makes."""
    entry = Written(at or now(), actor.name, action.value, kind, subject, version, reason)
    audit_all(connection, [entry])


def audit_all(connection: Connection, entries: Sequence[Written]) -> None:
    """Write entries in their order, after everything else that the transaction writes."""
    if not entries:
        return
    previous, count = head(connection)
    rows: list[tuple[Any, ...]] = []
    for id_, entry in zip(next_ids(connection, AUDIT, len(entries)), entries, strict=True):
        previous = entry_hash(previous, id_, entry)
        rows.append((id_, *entry, previous))
    insert_rows(connection, AUDIT, Entry._fields, rows)
    set_head(connection, Head(previous, count + len(rows)))


def entry_hash(previous: str, id_: int, entry: Written) -> str:
    """Return the SHA-256 of an entry and of the hash before it, in hexadecimal.

    Nothing in it changes when a person is erased: entries hold a code, never a name.
    """
    at, *rest = entry
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(json.dumps([previous, id_, moment, *rest]).encode()).hexdigest()


def head(connection: Connection) -> Head:
    """Return where the chain ends."""
    statement = sa.select(_REVISION.c.audit_hash, _REVISION.c.audit_count)
    return Head(*connection.execute(statement).one())


def set_head(connection: Connection, new: Head) -> None:
    """Say where the chain ends."""
    connection.execute(sa.update(_REVISION).values(audit_hash=new.hash, audit_count=new.entries))


class Chain(NamedTuple):
    """The chain as it was found."""

    entries: int
    hash: str
    """The last one: who keeps it elsewhere can tell later that nothing before it was changed."""
    broken: Entry | None = None
    """The first entry that is not as it was written, or does not follow the one before it."""
    missing: int = 0
    """Entries that were written last and are gone."""


def check_chain(connection: Connection) -> Chain:
    """Compute every hash anew, from the first entry on."""
    last, previous, count = head(connection), "", 0
    statement = sa.select(AUDIT).order_by(AUDIT.c.id).execution_options(yield_per=5_000)
    with connection.execute(statement) as rows:
        for row in rows:
            entry, count = Entry(*row), count + 1
            following = entry_hash(previous, entry.id, Written(*entry[1:-1]))
            too_many = count > last.entries or (count == last.entries and following != last.hash)
            if entry.hash != following or too_many:
                return Chain(count, previous, broken=entry)
            previous = following
    return Chain(count, previous, missing=last.entries - count)


def entries(connection: Connection, *, subject: str = "", limit: int = 200) -> list[Entry]:
    """Return the newest entries, of one subject when it is given."""
    statement = sa.select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
    if subject:
        statement = statement.where(AUDIT.c.subject == subject)
    return [Entry(*row) for row in connection.execute(statement)]
