"""Texts that the log has already: they are not judged again when its own export comes back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from ifla_metrics.exchange.cell_texts import GARBLED, LOST, NO_TITLE, Doubt, Standing
from ifla_metrics.exchange.faults import Refused
from ifla_metrics.exchange.merge import Name, Said
from ifla_metrics.exchange.row_reading import Columns
from ifla_metrics.imports.columns import ACTIVITY, PARTICIPATION

Version = tuple[str, int]
"""(uid, version)."""
SaidThen = Callable[[str, Collection[Version]], Mapping[Version, Said]]
"""Gives what versions of a kind of entry say; one that never was is left out."""


def nothing_stands(_kind: str, _versions: Collection[Version]) -> Mapping[Version, Said]:
    """Know of no version: every text is judged."""
    return {}


def take_standing(
    columns: Sequence[Columns], said_then: SaidThen, travelled: Collection[Name]
) -> None:
    """Take texts that look damaged, or like no title, where their row's version says the same.

    Args:
        columns: Of every table of a file; what is taken leaves its rows in trouble.
        said_then: Asked only where a text looks so.
        travelled: Entries that come from another log whole: their texts were taken there.
    """
    doubtful = [(read, i, key) for read in columns for i, key in _doubtful(read)]
    if not doubtful:
        return
    versions = _versions_of_activities(columns)
    asked: dict[str, set[Version]] = {}
    for read, i, _ in doubtful:
        kind, uid, version = _named(read, i, versions)
        if uid and version:
            asked.setdefault(kind, set()).add((uid, version))
    said = {kind: said_then(kind, wanted) for kind, wanted in asked.items()}
    for read, i, key in doubtful:
        kind, uid, version = _named(read, i, versions)
        value = read.again(key, i, Standing(read.table.cells[key][i]))
        draft = said.get(kind, {}).get((uid, version))
        stands = draft is not None and value in _said(draft, key, read)
        if stands or (draft is None and (kind, uid) in travelled and _is_sound(value)):
            read.values[key][i] = value
            read.troubled[i].remove(key)
            if not read.troubled[i]:
                del read.troubled[i]


def _doubtful(read: Columns) -> list[tuple[int, str]]:
    """Return the rows (from 0) and columns whose text looks damaged, or like no title."""
    return [
        (i, key)
        for i, keys in read.troubled.items()
        for key in keys
        if _reason(read.values[key][i]) in (GARBLED, LOST, NO_TITLE)
    ]


def _reason(value: Refused | Doubt) -> object:
    return value.reason if isinstance(value, Refused) else value.why


def _is_sound(value: object) -> bool:
    return not isinstance(value, (Refused, Doubt))


def _versions_of_activities(columns: Iterable[Columns]) -> dict[str, int]:
    """Return the version of each activity of the file: a line of participation names none."""
    found: dict[str, int] = {}
    for read in columns:
        if read.table.header.format.record == ACTIVITY and {"id", "version"} <= read.values.keys():
            pairs = zip(read.values["id"], read.values["version"], strict=True)
            found |= {u: v for u, v in pairs if isinstance(u, str) and isinstance(v, int)}
    return found


def _named(read: Columns, i: int, versions: Mapping[str, int]) -> tuple[str, str, int]:
    """Return the kind, the id and the version that a row speaks of; "" and 0 for none."""
    record = read.table.header.format.record
    is_line = record == PARTICIPATION
    uid = read.values.get("activity" if is_line else "id", {i: ""})[i]
    if not isinstance(uid, str):
        return record, "", 0
    if is_line:
        return ACTIVITY, uid, versions.get(uid, 0)
    version = read.values.get("version", {i: 0})[i]
    return record, uid, version if isinstance(version, int) else 0


def _said(draft: Said, key: str, read: Columns) -> list[Any]:
    """Return what a version says in a field; of participation, what each line does."""
    if read.table.header.format.record == PARTICIPATION:
        return [getattr(line, key, None) for line in getattr(draft, "participation", ())]
    return [getattr(draft, key, None)]
