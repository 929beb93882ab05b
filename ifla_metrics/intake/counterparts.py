"""What the log has of the entries that the rows of a file speak of: what stands, and what stood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ifla_metrics.exchange.merge import Name, Said, groups_of
from ifla_metrics.exchange.rows import ReadRow
from ifla_metrics.store.imports import AnyVersion, earlier_drafts, owned, rows_taken
from ifla_metrics.store.kinds import ALL_KINDS
from ifla_metrics.store.versions import current_versions


def taken_before(connection: Any, file_hash: str) -> dict[tuple[str, int], tuple[str, str, int]]:
    """Return the rows that this very file brought before, by sheet and row."""
    found: dict[tuple[str, int], tuple[str, str, int]] = {}
    for key, written in rows_taken(connection, file_hash).items():
        sheet, _, row = key.removeprefix(f"{file_hash}/").rpartition("/")
        found[sheet, int(row)] = written
    return found


def row_key(file_hash: str, place: tuple[str, int]) -> str:
    """Return what a row of a file is known again by."""
    return f"{file_hash}/{place[0]}/{place[1]}"


def standing_of(
    connection: Any,
    rows: Iterable[ReadRow],
    group: str,
    taken: Iterable[tuple[str, str, int]],
) -> dict[Name, AnyVersion]:
    """Return what stands of every entry in the file, and of the groups that new rows speak for."""
    uids: dict[str, set[str]] = {}
    groups = {group} - {""}
    for row in rows:
        if row.uid:
            uids.setdefault(row.kind, set()).add(row.uid)
        elif not group and row.draft is not None:
            groups |= set(groups_of(row.draft))
    for kind, uid, _version in taken:
        uids.setdefault(kind, set()).add(uid)
    found: dict[Name, AnyVersion] = {}
    if groups:
        for kind, entries in owned(connection, groups).items():
            found |= {(kind, uid): one for uid, one in entries.items()}
    for kind, names in uids.items():
        missing = {uid for uid in names if (kind, uid) not in found}
        for uid, one in current_versions(connection, ALL_KINDS[kind], uids=missing).items():
            found[kind, uid] = one
    return found


def earlier_of(
    connection: Any,
    rows: Iterable[ReadRow],
    stored: Mapping[Name, AnyVersion],
) -> dict[tuple[str, str, int], Said]:
    """Return what earlier versions said, of entries that moved on since the file was made."""
    asked: dict[str, set[tuple[str, int]]] = {}
    for row in rows:
        kind, uid, version = row.kind, row.uid, row.base_version or 0
        there = stored.get((kind, uid))
        if there is not None and version and version != there.version:
            asked.setdefault(kind, set()).add((uid, version))
    return {
        (kind, uid, version): said
        for kind, versions in asked.items()
        for (uid, version), said in earlier_drafts(connection, ALL_KINDS[kind], versions).items()
    }
