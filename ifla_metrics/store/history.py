"""Load the documented history once, in one transaction, recorded on the days it became known.

The files of `data/history` are read into drafts by the same rules as a form, and every fault is
named at its place. Their columns are the fields of the drafts.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar, get_origin

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Connection

from ifla_metrics.access import LOADER, Actor, Right
from ifla_metrics.csv_files import Faults, Row, read_csv, split_bars
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.models.log_tables import ACTIVITY_LISTS
from ifla_metrics.store.audit import writes
from ifla_metrics.store.catalogue import Catalogue, catalogue, check_codes
from ifla_metrics.store.entries import NewVersion, audit_versions, insert_first
from ifla_metrics.store.kinds import ACTIVITY_KIND, ALL_KINDS, AnyKind
from ifla_metrics.store.migrate import loaded, set_loaded

PART = "history"
FILES = {name: kind.frame for name, kind in ALL_KINDS.items()} | {"observation": "observations"}
"""The file of each kind, without `.csv`; lines of activities have files of their own."""
LINES = {
    name: ("activity", *line.model_fields)
    for name, (_, line) in ACTIVITY_LISTS.items()
    if not isinstance(line, str)
}
"""Lists of activities that have a file of their own, with its columns."""


Model = TypeVar("Model", bound=BaseModel)
History = dict[str, list[NewVersion]]
"""The whole history by kind, each list in the order in which it became known."""


@writes(Right.LOAD_HISTORY, PART, "folder.name")
def load_history(
    connection: Connection, folder: Path, *, actor: Actor = LOADER, documented_only: bool = False
) -> None:
    """Load the documented history.

    A database that has been given a history keeps it: nothing is loaded twice or overwritten.
    What is documented is approved from the day it became known; a locked period does not keep it
    out, since the database is filled before anything is locked.

    Raises:
        FaultyData: Some row breaks a rule; nothing is loaded.
    """
    if PART in loaded(connection):
        return
    known = catalogue(connection)
    history = read_history(folder, known, by=actor.name, documented_only=documented_only)
    for name, first in history.items():
        insert_first(connection, ALL_KINDS[name], known.rules, first)
    every = [(ALL_KINDS[name], one) for name, first in history.items() for one in first]
    audit_versions(connection, sorted(every, key=lambda one: one[1].recorded_at))
    set_loaded(connection, PART, folder.name)


# Files


class _Known(BaseModel):
    """What every file of entries has beside the fields of its drafts."""

    uid: str = Field(min_length=1)
    known_from: date
    known_from_assumed: bool = False


def read_history(
    folder: Path, known: Catalogue, *, by: str, documented_only: bool = False
) -> History:
    """Return the entries of `data/history`, activities first, approved from when they were known.

    Raises:
        FaultyData: with every fault, at its file, row and column, and the nearest right value.
    """
    faults = Faults()

    def rows(name: str, *columns: str) -> list[Row]:
        return read_csv(folder / f"{name}.csv", columns, faults, name=f"{folder.name}/{name}.csv")

    files = {
        name: rows(
            FILES[name],
            *_Known.model_fields,
            *(f for f in kind.draft.model_fields if f not in LINES),
        )
        for name, kind in ALL_KINDS.items()
    }
    lines = {name: rows(name, *columns) for name, columns in LINES.items()}
    faults.raise_if_any()
    lists = _read_lines(files[ACTIVITY_KIND.name], lines, faults)
    history: History = {}
    for name, found in files.items():
        seen: set[str] = set()
        versions = []
        for row in found:
            lines_of = lists.get(row.cells["uid"], {})
            version = _version(ALL_KINDS[name], row, lines_of, known, faults, by=by)
            if row.cells["uid"] in seen:
                faults.add(row, "uid", n_("appears twice"))
            seen.add(row.cells["uid"])
            if version and not (documented_only and version.draft.provenance == "synthetic"):
                versions.append(version)
        history[name] = sorted(versions, key=attrgetter("recorded_at"))
    faults.raise_if_any()
    return history


def _read_lines(
    activities: Iterable[Row], files: dict[str, list[Row]], faults: Faults
) -> dict[str, dict[str, list[Any]]]:
    """Return the lines of each activity, by its uid, as fields of its draft."""
    uids = {row.cells["uid"] for row in activities}
    found: dict[str, dict[str, list[Any]]] = {}
    for name, rows in files.items():
        model: Any = ACTIVITY_LISTS[name][1]
        for row in rows:
            uid = row.cells["activity"]
            if uid not in uids:
                faults.add(row, "activity", n_("is not an activity"), uids)
            line = _parse(model, row, faults)
            if line is not None:
                found.setdefault(uid, {}).setdefault(name, []).append(line)
    return found


def _version(
    kind: AnyKind,
    row: Row,
    lists: dict[str, list[Any]],
    known: Catalogue,
    faults: Faults,
    *,
    by: str,
) -> NewVersion | None:
    facts, draft = _parse(_Known, row, faults), _parse(kind.draft, row, faults, **lists)
    if facts is None or draft is None:
        return None
    try:
        check_codes(draft, known)
    except UnknownCode as error:
        column = next((c for c, v in row.cells.items() if error.code in split_bars(v)), None)
        faults.add(row, column, str(error))
    at = datetime.combine(facts.known_from, time(12), tzinfo=UTC)  # Only a day is known.
    logged_on = None if facts.known_from_assumed else at.date()
    return NewVersion(facts.uid, 1, draft, at, by, approved_at=at, logged_on=logged_on)


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
        elif text or field.default:
            values[name] = text
    try:
        return model.model_validate(values)
    except ValidationError as error:
        for problem in error.errors():
            column = str(problem["loc"][0]) if problem["loc"] else None
            faults.add(row, column, problem["msg"])
        return None
