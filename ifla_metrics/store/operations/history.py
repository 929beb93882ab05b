"""Load the documented history from `data/history`, once and in one transaction.

The columns of its files are the fields of the drafts, with the same rules as a form. Each entry is
recorded on the day it became known. All faults are reported together.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, get_origin

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Connection

from ifla_metrics.access import LOADER, Actor, Right
from ifla_metrics.csv_files import Faults, Row, read_csv, split_bars
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.models.drafts import AnyDraft, draft_faults
from ifla_metrics.models.log_tables import ACTIVITY_LISTS
from ifla_metrics.store.audit import writes
from ifla_metrics.store.catalogue import Catalogue, check_codes, read_catalogue
from ifla_metrics.store.kinds import ACTIVITY_KIND, ALL_KINDS
from ifla_metrics.store.loaded_parts import mark_loaded
from ifla_metrics.store.summary_cells import add_cells
from ifla_metrics.store.versions import AnyVersion, Model, Version
from ifla_metrics.store.write.entries import audit_versions, insert_versions

PART = "history"
FILES = {name: kind.frame for name, kind in ALL_KINDS.items()} | {"observation": "observations"}
"""The file of each kind of entry, without `.csv`."""
LINES = {
    name: ("activity", *line.model_fields)
    for name, (_, line) in ACTIVITY_LISTS.items()
    if not isinstance(line, str)
}
"""The columns of the files with lines of activities."""

History = dict[str, list[AnyVersion]]
"""Versions by kind of entry, in the order in which they became known."""


@writes(Right.LOAD_HISTORY, PART, "folder.name")
def load_history(
    connection: Connection, folder: Path, *, actor: Actor = LOADER, documented_only: bool = False
) -> None:
    """Load the documented history.

    Entries are approved from the day they became known. Period locks are not checked.
    """
    catalogue = read_catalogue(connection)
    history = read_history(folder, catalogue, by=actor.name, documented_only=documented_only)
    for name, versions in history.items():
        insert_versions(connection, ALL_KINDS[name], versions)
    activities = [version.uid for version in history[ACTIVITY_KIND.name]]
    add_cells(connection, catalogue.rules, activities)
    audit_versions(connection, sorted(chain(*history.values()), key=attrgetter("recorded_at")))
    mark_loaded(connection, PART, folder.name)


# Files


class _CommonColumns(BaseModel):
    """The columns of every file of entries, beside the fields of its draft."""

    uid: str = Field(min_length=1)
    known_from: date
    known_from_assumed: bool = False


def read_history(
    folder: Path, catalogue: Catalogue, *, by: str, documented_only: bool = False
) -> History:
    """Return the entries of `data/history`, activities first; raises FaultyData with all faults."""
    faults = Faults()

    def rows(name: str, *columns: str) -> list[Row]:
        return read_csv(folder / f"{name}.csv", columns, faults, name=f"{folder.name}/{name}.csv")

    files = {
        name: rows(
            FILES[name],
            *_CommonColumns.model_fields,
            *(f for f in kind.draft.model_fields if f not in LINES),
        )
        for name, kind in ALL_KINDS.items()
    }
    lines = {name: rows(name, *columns) for name, columns in LINES.items()}
    faults.raise_if_any()
    lists = _read_lines(files[ACTIVITY_KIND.name], lines, faults)
    history: History = {}
    for name, entry_rows in files.items():
        seen: set[str] = set()
        versions = []
        for row in entry_rows:
            uid = row.cells["uid"]
            if uid in seen:
                faults.add(row, "uid", n_("appears twice"))
            seen.add(uid)
            common = _parse(_CommonColumns, row, faults)
            draft = _parse(ALL_KINDS[name].draft, row, faults, **lists.get(uid, {}))
            if common is None or draft is None:
                continue
            _check_codes(draft, row, catalogue, faults)
            if not (documented_only and draft.provenance == "synthetic"):
                versions.append(_version(draft, common, by))
        history[name] = sorted(versions, key=attrgetter("recorded_at"))
    faults.raise_if_any()
    return history


def _read_lines(
    activities: Iterable[Row], files: dict[str, list[Row]], faults: Faults
) -> dict[str, dict[str, list[Any]]]:
    """Return the lines of each activity by uid and field."""
    uids = {row.cells["uid"] for row in activities}
    lines: dict[str, dict[str, list[Any]]] = {}
    for name, rows in files.items():
        model: Any = ACTIVITY_LISTS[name][1]
        for row in rows:
            uid = row.cells["activity"]
            if uid not in uids:
                faults.add(row, "activity", n_("is not an activity"), uids)
            line = _parse(model, row, faults)
            if line is not None:
                lines.setdefault(uid, {}).setdefault(name, []).append(line)
    return lines


def _check_codes(draft: AnyDraft, row: Row, catalogue: Catalogue, faults: Faults) -> None:
    try:
        check_codes(draft, catalogue)
    except UnknownCode as error:
        column = next((c for c, v in row.cells.items() if error.code in split_bars(v)), None)
        faults.add(row, column, str(error))


def _version(draft: AnyDraft, common: _CommonColumns, by: str) -> AnyVersion:
    at = datetime.combine(common.known_from, time(12), tzinfo=UTC)  # Only the day is known.
    logged_on = None if common.known_from_assumed else at.date()
    return Version(draft, common.uid, 1, at, by, approved_at=at, logged_on=logged_on)


def _parse(model: type[Model], row: Row, faults: Faults, **lists: Any) -> Model | None:
    """Return a row as a model; None if it breaks rules, with a fault for each.

    An empty cell takes the field's default only if that is empty too.
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
        for fault in draft_faults(error):
            faults.add(row, fault.field or None, str(fault.message).rstrip("."))
        return None
