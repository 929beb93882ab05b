"""Imports: what the log has of the rows of a file, and all of them written in one transaction."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.errors import Conflict, Refused, UnknownCode, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.drafts import AnyDraft
from ifla_metrics.models.system_tables import AppliedImportRow, ImportMappingRow
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import BATCH, batches, next_ids
from ifla_metrics.store.entries import EntryChange, check_entry, write_entries
from ifla_metrics.store.kinds import ALL_KINDS, AnyKind
from ifla_metrics.store.periods import locks
from ifla_metrics.store.versions import AnyVersion, Stored, current_versions, read_versions
from ifla_metrics.text import clean_line

KIND = "import"
IMPORT = table_of(AppliedImportRow)
LONGEST = 200
"""Letters of a file's name that are kept."""


@dataclass(frozen=True)
class Applied:
    """What an import wrote; `again` when it had been applied before and nothing was written now."""

    id: int
    added: int
    changed: int
    withdrawn: int
    again: bool = False


# Read


def owned(
    connection: Connection, groups: Collection[str] | None
) -> dict[str, dict[str, AnyVersion]]:
    """Return the entries of groups (None: of all) by kind and uid, without withdrawn ones."""
    return {
        name: {
            uid: version
            for uid, version in current_versions(connection, kind, groups=groups).items()
            if not version.withdrawn
        }
        for name, kind in ALL_KINDS.items()
    }


def earlier_drafts(
    connection: Connection, kind: AnyKind, versions: Collection[tuple[str, int]]
) -> dict[tuple[str, int], AnyDraft]:
    """Return the drafts of versions by (uid, version); one that never was is left out."""
    wanted, c = set(versions), kind.table.c
    return {
        (version.uid, version.version): version.draft
        for some in batches(sorted({uid for uid, _ in wanted}), BATCH)
        for version in read_versions(connection, kind, c.uid.in_(some))
        if (version.uid, version.version) in wanted
    }


def rows_taken(connection: Connection, file_hash: str) -> dict[str, tuple[str, str]]:
    """Return the entries (kind, uid) that rows of a file have brought before, by the row's key."""
    before = sa.select(IMPORT.c.id).where(IMPORT.c.file_hash == file_hash)
    if connection.execute(before).first() is None:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for name, kind in ALL_KINDS.items():
        c = kind.table.c
        statement = sa.select(c.idempotency_key, c.uid).where(
            c.idempotency_key.startswith(f"{file_hash}/", autoescape=True)
        )
        found |= {key: (name, uid) for key, uid in connection.execute(statement)}
    return found


# Write


@writes(Right.IMPORT, KIND, "group", "file_name", groups="group")
def apply_import(
    connection: Connection,
    rows: Sequence[EntryChange],
    *,
    actor: Actor,
    key: str,
    file_name: str,
    file_hash: str,
    group: str = "",
) -> Applied:
    """Write all rows of a file, or nothing.

    Args:
        rows: What becomes of each row, with the versions that the preview was made from.
        actor: An editor must belong to the file's group, to a group of each stored entry and to
            one of each new one.
        key: Made when the preview was shown: the same key again gives the same answer.
        file_name: The file.
        file_hash: SHA-256 of its bytes, in hexadecimal.
        group: Whose file it is; "" when it is everybody's, which only the secretariat brings.

    Raises:
        Conflict: Something changed after the preview was shown, or the rows are there already.
    """
    c = IMPORT.c
    same = sa.select(c.id, c.added, c.changed, c.withdrawn).where(c.key == key)
    if done := connection.execute(same).first():
        return Applied(*done, again=True)
    taken = rows_taken(connection, file_hash)
    if any(row.key in taken for row in rows):
        raise Conflict(
            n_("This file was imported meanwhile. Nothing was saved: look at the preview again.")
        )
    of_kind = {kind: [row for row in rows if row.kind == name] for name, kind in ALL_KINDS.items()}
    stored = {kind: _check(connection, kind, own, actor) for kind, own in of_kind.items() if own}
    for kind, followed in stored.items():
        write_entries(connection, kind, of_kind[kind], followed, actor=actor)
    added = sum(row.base_version is None for row in rows)
    withdrawn = sum(row.draft is None for row in rows)
    changed = len(rows) - added - withdrawn
    name = clean_line(file_name)[:LONGEST]
    [id_] = next_ids(connection, IMPORT, 1)
    statement = sa.insert(IMPORT).values(
        id=id_,
        key=key,
        file_hash=file_hash,
        file_name=name,
        added=added,
        changed=changed,
        withdrawn=withdrawn,
    )
    connection.execute(statement)
    audit(connection, actor, Right.IMPORT, KIND, str(id_), reason=name)
    return Applied(id_, added, changed, withdrawn)


def _check(
    connection: Connection, kind: AnyKind, rows: Sequence[EntryChange], actor: Actor
) -> Stored:
    """Check the rows of one kind and return the versions that they follow."""
    uids = Counter(row.uid for row in rows if row.uid)
    for uid, count in uids.items():
        if count > 1:
            raise Refused(n_("The entry '{uid}' stands in two rows."), uid=uid)
    stored = current_versions(connection, kind, uids=uids)
    known, held = catalogue(connection), locks(connection)
    for row in rows:
        try:
            check_entry(connection, kind, row, stored, actor=actor, known=known, held=held)
        except (Conflict, UnknownCode, Refused) as fault:
            kind_of_fault = Conflict if isinstance(fault, Conflict) else Refused
            place = row.place or row.uid
            raise kind_of_fault(n_("{place}: {reason}"), place=place, reason=fault) from fault
    return stored


# How a group's tables are read, kept under their headers so that nobody is asked twice

MAPPING_KIND = "import_mapping"
_MAPPING = table_of(ImportMappingRow)


@dataclass(frozen=True)
class KeptMapping:
    """Where fields come from in tables of one form: `headers` by field.

    `answers` are those that belong to the form (what a word means), not to one file.
    """

    headers: Mapping[str, str]
    answers: Mapping[str, str] = field(default_factory=dict)


@writes(Right.IMPORT, MAPPING_KIND, "group", groups="group", bump_revision=False)
def save_mapping(connection: Connection, mapping: KeptMapping, *, group: str, actor: Actor) -> None:
    """Keep a confirmed mapping for a group; one with the same headers is replaced.

    Raises:
        NotAllowed: The reader imports nothing for this group.
    """
    content = json.dumps([mapping.headers, mapping.answers], default=dict, ensure_ascii=False)
    headers = json.dumps(sorted(set(mapping.headers.values())))
    key = hashlib.sha256(headers.encode()).hexdigest()
    c = _MAPPING.c
    is_kept = sa.and_(c.group_code == group, c.headers == key)
    if connection.execute(sa.select(c.content).where(is_kept)).scalar() == content:
        return
    connection.execute(sa.delete(_MAPPING).where(is_kept))
    kept = {"group_code": group, "headers": key, "content": content, "saved_at": now()}
    connection.execute(sa.insert(_MAPPING), kept)
    audit(connection, actor, Right.IMPORT, MAPPING_KIND, group or key[:12])


def kept_mappings(connection: Connection, group: str) -> list[KeptMapping]:
    """Return the mappings that are kept for a group, the latest first."""
    c = _MAPPING.c
    statement = (
        sa.select(c.content).where(c.group_code == group).order_by(c.saved_at.desc(), c.headers)
    )
    return [KeptMapping(*json.loads(text)) for text in connection.execute(statement).scalars()]
