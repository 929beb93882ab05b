"""Load the documented history once, in one transaction, recorded on the days it became known.

The files of `data/history` are read into drafts by the same rules as a form, and every fault is
named at its place. Their columns are the fields of the drafts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_origin

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Connection

from ifla_metrics.access import LOADER, Actor, Right
from ifla_metrics.csv_files import Faults, Row, read_table, split_bars
from ifla_metrics.errors import FaultyData, UnknownCode, n_
from ifla_metrics.models.columns import Provenance
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.models.log_tables import LISTS
from ifla_metrics.store.as_of import noon
from ifla_metrics.store.audit import writes
from ifla_metrics.store.catalogue import Catalogue, catalogue, check_codes
from ifla_metrics.store.entries import audit_versions, insert_first
from ifla_metrics.store.kinds import ACTIVITY_KIND, ALL_KINDS, AnyKind, NewVersion
from ifla_metrics.store.migrate import is_loaded, set_loaded
from ifla_metrics.store.summary_cells import freeze, meetings_to_freeze

PART = "history"
FILES = {name: kind.frame for name, kind in ALL_KINDS.items()} | {"observation": "observations"}
"""The file of each kind, without `.csv`; lines of activities have files of their own."""
LINES = {
    name: ("activity", *line.model_fields)
    for name, (_, line) in LISTS.items()
    if not isinstance(line, str)
}
"""Lists of activities that have a file of their own, with its columns."""


class HistoryEntry(NamedTuple):
    """A draft with the name it is stored under and the day from which it was known."""

    uid: str
    draft: ActivityDraft | RecordDraft
    known_from: date
    assumed: bool


Model = TypeVar("Model", bound=BaseModel)
History = dict[str, list[HistoryEntry]]
"""The whole history by kind, each list in the order of its file."""


@writes(Right.LOAD_HISTORY, PART, "folder.name")
def load_history(
    connection: Connection, folder: Path, *, actor: Actor = LOADER, documented_only: bool = False
) -> int:
    """Load `data/history`, freeze the meetings held so far, and return the number of entries.

    A database that has been given a history keeps it: nothing is loaded twice or overwritten.
    What is documented is approved from the day it became known; a locked period does not keep it
    out, since the database is filled before anything is locked.

    Raises:
        FaultyData: Some row breaks a rule; nothing is loaded.
    """
    if is_loaded(connection, PART):
        return 0
    known = catalogue(connection)
    history = read_history(folder, known, documented_only=documented_only)
    versions = {ALL_KINDS[name]: _versions(found, actor) for name, found in history.items()}
    for kind, first in versions.items():
        insert_first(connection, kind, known.rules, first)
    every = [(kind, version) for kind, first in versions.items() for version in first]
    audit_versions(connection, sorted(every, key=lambda one: one[1].recorded_at))
    for code in meetings_to_freeze(connection, again=True):
        freeze(connection, code)
    set_loaded(connection, PART, folder.name)
    return sum(map(len, history.values()))


def _versions(entries: list[HistoryEntry], actor: Actor) -> list[NewVersion]:
    """Return first versions in the order in which they became known, approved from then on."""
    return [
        NewVersion(
            entry.uid,
            1,
            entry.draft,
            noon(entry.known_from),
            actor.name,
            known_from_assumed=entry.assumed,
            approved_at=noon(entry.known_from),
        )
        for entry in sorted(entries, key=attrgetter("known_from"))
    ]


# Files


class _Known(BaseModel):
    """What every file of entries has beside the fields of its drafts."""

    uid: str = Field(min_length=1)
    known_from: date
    known_from_assumed: bool = False


def read_history(folder: Path, known: Catalogue, *, documented_only: bool = False) -> History:
    """Return the entries of `data/history`, activities first.

    Raises:
        FaultyData: with every fault, at its file, row and column, and the nearest right value.
    """
    faults = Faults()

    def rows(name: str, *columns: str) -> list[Row]:
        return read_table(folder / f"{name}.csv", columns, faults, name=f"{folder.name}/{name}.csv")

    files = {
        name: rows(FILES[name], *_Known.model_fields, *_columns(kind))
        for name, kind in ALL_KINDS.items()
    }
    lines = {name: rows(name, *columns) for name, columns in LINES.items()}
    if faults.found:
        raise FaultyData(faults.found)
    lists = _read_lines(files[ACTIVITY_KIND.name], lines, faults)
    history: History = {}
    for name, found in files.items():
        seen: set[str] = set()
        history[name] = []
        for row in found:
            entry = _entry(ALL_KINDS[name], row, lists.get(row.cells["uid"], {}), known, faults)
            if row.cells["uid"] in seen:
                faults.add(row, "uid", n_("stands twice"))
            seen.add(row.cells["uid"])
            if entry and not (documented_only and entry.draft.provenance == Provenance.SYNTHETIC):
                history[name].append(entry)
    if faults.found:
        raise FaultyData(faults.found)
    return history


def _columns(kind: AnyKind) -> list[str]:
    """Return the columns with fields; of activities also the group that it was reported by."""
    own = [field for field in kind.fields if field not in LINES]
    return [*own, "group"] if kind.name == ACTIVITY_KIND.name else own


def _read_lines(
    activities: Iterable[Row], files: dict[str, list[Row]], faults: Faults
) -> dict[str, dict[str, list[Any]]]:
    """Return the lines of each activity, by its uid, as fields of its draft."""
    uids = {row.cells["uid"] for row in activities}
    found: dict[str, dict[str, list[Any]]] = {}
    for name, rows in files.items():
        model: Any = LISTS[name][1]
        for row in rows:
            uid = row.cells["activity"]
            if uid not in uids:
                faults.add(row, "activity", n_("is no activity"), uids)
            line = _parse(model, row, faults)
            if line is not None:
                found.setdefault(uid, {}).setdefault(name, []).append(line)
    return found


def _entry(
    kind: AnyKind, row: Row, lists: dict[str, list[Any]], known: Catalogue, faults: Faults
) -> HistoryEntry | None:
    facts, draft = _parse(_Known, row, faults), _parse(kind.draft, row, faults, **lists)
    if facts is None or draft is None:
        return None
    try:
        check_codes(draft, known)
    except UnknownCode as error:
        column = next((c for c, v in row.cells.items() if error.code in split_bars(v)), None)
        faults.add(row, column, str(error))
    if isinstance(draft, ActivityDraft) and row.cells["group"] not in draft.groups:
        faults.add(row, "group", n_("is not one of the groups"), draft.groups)
    return HistoryEntry(facts.uid, draft, facts.known_from, facts.known_from_assumed)


def _parse(model: type[Model], row: Row, faults: Faults, **lists: Any) -> Model | None:
    """Return what a row says, by the rules of a model; None when it breaks one, a fault each.

    An empty cell is the field's default only where that is empty too: nothing is filled in.
    """
    values: dict[str, Any] = dict(lists)
    for name, field in model.model_fields.items():
        text = row.cells.get(name)
        if text is None:
            continue
        if get_origin(field.annotation) is tuple:
            values[name] = split_bars(text)
        elif name == "dimensions":
            values[name] = dict(part.partition("=")[::2] for part in split_bars(text))
        elif text or field.default:
            values[name] = text
    try:
        return model.model_validate(values)
    except ValidationError as error:
        for problem in error.errors():
            column = str(problem["loc"][0]) if problem["loc"] else None
            faults.add(row, column, problem["msg"])
        return None
