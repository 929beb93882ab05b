"""Reading `data/history/` into drafts, by the same rules as a form, or naming every fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ifla_metrics.csv_files import (
    Faults,
    Row,
    day,
    day_or_none,
    many,
    number_or_none,
    read_table,
    whole,
    yes,
)
from ifla_metrics.errors import FaultyData, UnknownCode, n_
from ifla_metrics.models.drafts import ActivityDraft, Draft, RecordDraft
from ifla_metrics.store.catalogue import Catalogue
from ifla_metrics.store.codes import check_activity, check_record
from ifla_metrics.store.kinds import KINDS, RecordKind

RECORD_COLUMNS = ("uid", "group", "provenance", "source", "known_from", "known_from_assumed")
FILE_OF = {
    "observation": "observations",
    "milestone": "milestones",
    "cohort_count": "cohorts",
    "resource_stage": "resources",
    "association_outcome": "association_outcomes",
    "story": "stories",
    "remark": "remarks",
}
ACTIVITY_COLUMNS = (
    "uid",
    "title",
    "kind",
    "lifecycle",
    "started_on",
    "ended_on",
    "date_precision",
    "date_as_stated",
    "planned_started_on",
    "planned_ended_on",
    "level",
    "arena",
    "mode",
    "language",
    "groups",
    "countries",
    "associations",
    "description",
    "evidence",
    "group",
    "provenance",
    "source",
    "known_from",
    "known_from_assumed",
    "note",
)
CHILD_COLUMNS = {
    "contributions": ("activity", "framework", "outcome"),
    "alignments": ("activity", "framework", "direction", "weight", "is_primary"),
    "participation": (
        "activity",
        "line",
        "country",
        "association",
        "gender",
        "role",
        "mode",
        "reach",
        "count",
        "qualifier",
        "dimensions",
        "note",
    ),
}
LISTS = ("groups", "countries", "associations", "evidence")
DAYS = ("started_on", "ended_on", "as_of")
MAYBE_DAYS = ("planned_started_on", "planned_ended_on", "planned_on", "actual_on")
NUMBERS = ("value", "numerator", "denominator", "before", "after", "change_percent")
_NO_DAY = date(1, 1, 1)


@dataclass(frozen=True)
class Told:
    """A draft with the name it is stored under and the day from which it was known."""

    uid: str
    draft: Any
    known_from: date
    assumed: bool


@dataclass(frozen=True)
class History:
    """The whole history, each list in the order of its file."""

    activities: list[Told]
    records: dict[str, list[Told]]
    """By kind of record."""


def read_history(folder: Path, known: Catalogue, *, documented_only: bool = False) -> History:
    """Return the drafts of `data/history`.

    Raises:
        FaultyData: with every fault, at its file, row and column, and the nearest right value.
    """
    faults = Faults()

    def rows(name: str, columns: tuple[str, ...]) -> list[Row]:
        return read_table(folder / f"{name}.csv", columns, faults, name=f"{folder.name}/{name}.csv")

    activities = rows("activities", ACTIVITY_COLUMNS)
    children = {name: rows(name, columns) for name, columns in CHILD_COLUMNS.items()}
    records = {kind.name: rows(FILE_OF[kind.name], _columns(kind)) for kind in KINDS.values()}
    if faults.found:
        raise FaultyData(faults.found)
    belonging = _belonging(activities, children, faults)
    history = History(
        [
            told
            for row in activities
            if (told := _activity(row, belonging.get(row.cells["uid"], {}), known, faults))
        ],
        {
            name: [told for row in found if (told := _record(KINDS[name], row, known, faults))]
            for name, found in records.items()
        },
    )
    for found in (activities, *records.values()):
        _once(found, faults)
    if faults.found:
        raise FaultyData(faults.found)
    return _documented(history) if documented_only else history


def _columns(kind: RecordKind) -> tuple[str, ...]:
    own = tuple(f for f in kind.fields if f not in ("group", "provenance", "source", "note"))
    return (*RECORD_COLUMNS, *own, "note")


def _belonging(
    activities: Iterable[Row], children: dict[str, list[Row]], faults: Faults
) -> dict[str, dict[str, list[Any]]]:
    """Return the children of each activity as fields of its draft."""
    uids = {row.cells["uid"] for row in activities}
    found: dict[str, dict[str, list[Any]]] = {}
    for name, rows in children.items():
        for row in rows:
            uid = row.cells["activity"]
            if uid not in uids:
                faults.add(row, "activity", n_("is no activity"), uids)
            found.setdefault(uid, {}).setdefault(name, []).append(_child(row, faults))
    return found


def _child(row: Row, faults: Faults) -> dict[str, Any]:
    values: dict[str, Any] = {k: v for k, v in row.cells.items() if k not in ("activity", "line")}
    if "weight" in values:
        values["weight"] = faults.cell(row, "weight", whole, 1)
        values["is_primary"] = faults.cell(row, "is_primary", yes, False)
    if "count" in values:
        values["count"] = faults.cell(row, "count", whole, 0) if values["count"] else None
        nothing: dict[str, str] = {}
        values["dimensions"] = faults.cell(row, "dimensions", _dimensions, nothing)
    return values


def _dimensions(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in many(text)]
    if not all(name and equals and value for name, equals, value in pairs):
        raise ValueError(n_("is not written as name=value"))
    return {name: value for name, _, value in pairs}


def _activity(
    row: Row, children: dict[str, list[Any]], known: Catalogue, faults: Faults
) -> Told | None:
    values = _values(row, faults, lists=LISTS, apart=("group",))
    draft = _built(ActivityDraft, {**values, **children}, row, faults)
    if not isinstance(draft, ActivityDraft):
        return None
    _checked(row, faults, lambda: check_activity(draft, known))
    if row.cells["group"] not in draft.groups:
        faults.add(row, "group", n_("is not one of the groups"), draft.groups)
    return _told(row, draft, faults)


def _record(kind: RecordKind, row: Row, known: Catalogue, faults: Faults) -> Told | None:
    values = _values(row, faults)
    draft = _built(kind.draft, values, row, faults)
    if not isinstance(draft, RecordDraft):
        return None
    _checked(row, faults, lambda: check_record(draft, known))
    return _told(row, draft, faults)


def _values(
    row: Row, faults: Faults, *, lists: tuple[str, ...] = (), apart: tuple[str, ...] = ()
) -> dict[str, Any]:
    skipped = {"uid", "known_from", "known_from_assumed", *apart}
    values: dict[str, Any] = {}
    for name, text in row.cells.items():
        if name in skipped:
            continue
        if name in lists:
            values[name] = many(text)
        elif name in DAYS:
            values[name] = faults.cell(row, name, day, _NO_DAY)
        elif name in MAYBE_DAYS:
            values[name] = faults.cell(row, name, day_or_none, None)
        elif name in NUMBERS:
            values[name] = faults.cell(row, name, number_or_none, None)
        elif name == "count":
            values[name] = faults.cell(row, name, whole, 0) if text else None
        else:
            values[name] = text
    return values


def _built(draft: type[Draft], values: dict[str, Any], row: Row, faults: Faults) -> Draft | None:
    try:
        return draft(**values)
    except ValidationError as error:
        for problem in error.errors():
            column = str(problem["loc"][0]) if problem["loc"] else None
            faults.add(row, column, problem["msg"])
        return None


def _checked(row: Row, faults: Faults, check: Any) -> None:
    try:
        check()
    except UnknownCode as error:
        column = next((c for c, v in row.cells.items() if error.code in many(v)), None)
        faults.add(row, column, str(error))


def _told(row: Row, draft: Draft, faults: Faults) -> Told:
    known_from = faults.cell(row, "known_from", day, _NO_DAY)
    assumed = faults.cell(row, "known_from_assumed", yes, False)
    if not row.cells["uid"]:
        faults.add(row, "uid", n_("is empty"))
    return Told(row.cells["uid"], draft, known_from, assumed)


def _once(rows: Iterable[Row], faults: Faults) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.cells["uid"] in seen:
            faults.add(row, "uid", n_("stands twice"))
        seen.add(row.cells["uid"])


def _documented(history: History) -> History:
    def kept(told: list[Told]) -> list[Told]:
        return [t for t in told if t.draft.provenance.value == "documented"]

    return History(kept(history.activities), {name: kept(t) for name, t in history.records.items()})
