"""Imports: read what a preview compares, and write its rows in one transaction."""

import hashlib
import json
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
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import BATCH, batches, next_ids
from ifla_metrics.store.kinds import ALL_KINDS, AnyKind
from ifla_metrics.store.locks import read_locks
from ifla_metrics.store.versions import AnyVersion, current_versions, read_versions
from ifla_metrics.store.write.entries import EntryChange, check_entry, write_entries
from ifla_metrics.text import clean_line

KIND = "import"
IMPORT = table_of(AppliedImportRow)
LONGEST_NAME = 200
"""Maximum characters of a stored file name."""


# Read


def current_entries(
    connection: Connection, groups: Collection[str] | None
) -> dict[str, dict[str, AnyVersion]]:
    """Return the current entries of groups (None: all) by kind and uid, without withdrawn ones."""
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
    """Return the drafts of versions by (uid, version), without those that do not exist."""
    c = kind.table.c
    return {
        (version.uid, version.version): version.draft
        for uids in batches(sorted({uid for uid, _ in versions}), BATCH)
        for version in read_versions(connection, kind, c.uid.in_(uids))
        if (version.uid, version.version) in versions
    }


def imported_rows(connection: Connection, file_hash: str) -> dict[str, tuple[str, str]]:
    """Return the entries (kind, uid) already imported from a file, by the key of their row."""
    earlier = sa.select(IMPORT.c.id).where(IMPORT.c.file_hash == file_hash)
    if connection.execute(earlier).first() is None:
        return {}
    entries: dict[str, tuple[str, str]] = {}
    for name, kind in ALL_KINDS.items():
        c = kind.table.c
        statement = sa.select(c.idempotency_key, c.uid).where(
            c.idempotency_key.startswith(f"{file_hash}/", autoescape=True)
        )
        entries |= {key: (name, uid) for key, uid in connection.execute(statement)}
    return entries


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
) -> AppliedImportRow:
    """Write all rows of a file, or none.

    Args:
        rows: The changes, based on the versions in the preview.
        actor: An editor must belong to `group` and to a group of each stored and each new entry.
        key: Idempotency key from the preview: the same key again returns the first result.
        file_name: The name of the file.
        file_hash: SHA-256 of its content, in hexadecimal.
        group: The group whose file it is; empty for a file of all groups (secretariat only).

    Raises:
        Conflict: Entries changed after the preview, or the rows were imported already.
        Refused: A row cannot be written.
    """
    same = sa.select(IMPORT).where(IMPORT.c.key == key)
    if earlier := connection.execute(same).mappings().first():
        return AppliedImportRow(**earlier)
    imported = imported_rows(connection, file_hash)
    if any(row.key in imported for row in rows):
        raise Conflict(
            n_("This file was imported meanwhile. Nothing was saved: look at the preview again.")
        )
    catalogue, locks = read_catalogue(connection), read_locks(connection)
    for name, kind in ALL_KINDS.items():
        changes = [row for row in rows if row.kind == name]
        stored = current_versions(connection, kind, uids={row.uid for row in changes if row.uid})
        for row in changes:
            try:
                check_entry(connection, row, stored, actor=actor, catalogue=catalogue, locks=locks)
            except (Conflict, UnknownCode, Refused) as error:
                error_type = Conflict if isinstance(error, Conflict) else Refused
                place = row.place or row.uid
                raise error_type(n_("{label}: {value}"), label=place, value=error) from error
        if changes:
            write_entries(connection, kind, changes, stored, actor=actor)
    added = sum(row.base_version is None for row in rows)
    withdrawn = sum(row.draft is None for row in rows)
    [id_] = next_ids(connection, IMPORT, 1)
    applied = AppliedImportRow(
        id=id_,
        key=key,
        file_hash=file_hash,
        file_name=clean_line(file_name)[:LONGEST_NAME],
        added=added,
        changed=len(rows) - added - withdrawn,
        withdrawn=withdrawn,
    )
    connection.execute(sa.insert(IMPORT), applied.model_dump())
    audit(connection, actor, Right.IMPORT, KIND, str(id_), reason=applied.file_name)
    return applied


# Column mappings that a group has confirmed, saved for tables with the same headers

MAPPING_KIND = "import_mapping"
_MAPPING = table_of(ImportMappingRow)


@dataclass(frozen=True)
class SavedMapping:
    """A confirmed mapping of table columns to fields."""

    headers: Mapping[str, str]
    """The column header of each field."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answers that hold for all such tables, such as the meaning of a word."""


@writes(Right.IMPORT, MAPPING_KIND, "group", groups="group", bump_revision=False)
def save_mapping(
    connection: Connection, mapping: SavedMapping, *, group: str, actor: Actor
) -> None:
    """Save a mapping for a group, replacing one with the same headers."""
    content = json.dumps([mapping.headers, mapping.answers], default=dict, ensure_ascii=False)
    headers = json.dumps(sorted(set(mapping.headers.values())))
    key = hashlib.sha256(headers.encode()).hexdigest()
    c = _MAPPING.c
    same = sa.and_(c.group_code == group, c.headers == key)
    if connection.execute(sa.select(c.content).where(same)).scalar() == content:
        return
    connection.execute(sa.delete(_MAPPING).where(same))
    row = {"group_code": group, "headers": key, "content": content, "saved_at": now()}
    connection.execute(sa.insert(_MAPPING), row)
    audit(connection, actor, Right.IMPORT, MAPPING_KIND, group or key[:12])


def saved_mappings(connection: Connection, group: str) -> list[SavedMapping]:
    """Return the saved mappings of a group, newest first."""
    c = _MAPPING.c
    statement = (
        sa.select(c.content).where(c.group_code == group).order_by(c.saved_at.desc(), c.headers)
    )
    return [SavedMapping(*json.loads(text)) for text in connection.execute(statement).scalars()]
