"""The fields of activities and records, declared once and derived from the drafts.

Workbook, mapping, import, form, review and audit read them here. A new field of a draft needs its
title in `models/field_titles.py`.
"""

import types
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ifla_metrics.errors import n_
from ifla_metrics.models import drafts
from ifla_metrics.models.field_titles import TITLES
from ifla_metrics.store.kinds import ACTIVITY_KIND, ALL_KINDS

ACTIVITY = ACTIVITY_KIND.name
PARTICIPATION = "participation"
YES_NO = "yes_no"
MAIN = "primary_direction"
"""A column that is no field: which of the directions is the main one."""

HINTS = {
    "day": n_(
        "A day such as 2012-03-05. “March 2012”, “Q3 2012” or “2012” are kept as they are known."
    ),
    "count": n_("A whole number. “about 30”, “more than 30” and “unknown” are kept as they stand."),
    "number": n_("A number, with a point or a comma before the decimals."),
    "code": n_("One value from the list."),
    "codes": n_("Values from the list, separated by semicolons."),
    "country": n_("A name in any IFLA language, or a code."),
    "countries": n_("Names in any IFLA language, or codes, separated by semicolons."),
    "weights": n_("Codes with weights in percent that sum to 100, such as SD1 50; SD2 50."),
    "partners": n_(
        "One organisation per line, with its kind in brackets: EIFL (NGO or foundation)."
    ),
    "id": n_("Leave as it is; empty for a new row."),
    "version": n_("Leave as it is; empty for a new row."),
    "links": n_("One address or note per line."),
    "prose": n_("Text of several lines."),
    "text": n_("One line of text."),
}
"""What may stand in a cell, by the kind of its column."""

LONG_TEXT = 1000
"""A text that may have so many letters stands on several lines."""

_LISTS = {
    "framework": "frameworks",
    "outcomes": "outcomes",
    "directions": "directions",
    MAIN: "directions",
    "partners": "partner_kind",
    "withdraw": YES_NO,
}
"""The list of a column that is no field of a draft. Of a field, the draft says it; fixed words of a
type are else a list of its own name."""
_READ_ONLY = ("id", "version", "provenance")
NEVER_FILLED_IN = ("kind", "lifecycle")
"""Fields of an activity whose defaults belong to the form: a row of a file says them itself."""

OF_FIELD = {
    "contributions": ("framework", "outcomes"),
    "alignments": ("directions", "primary_direction"),
    "participation": ("participants", "women", "men", "other"),
}
"""The columns of a field that has not one of its own name."""

_KINDS: dict[str, str] = {
    "id": "id",
    "version": "version",
    "outcomes": "codes",
    "directions": "weights",
    "primary_direction": "codes",
    "participants": "count",
    "women": "count",
    "men": "count",
    "other": "count",
    "country": "country",
    "countries": "countries",
    "partners": "partners",
}
"""What a column holds where neither its list nor its type say so."""
_KINDS_OF_TYPES: dict[type, str] = {date: "day", float: "number", int: "count"}

_FIRST = (
    *("title", "kind", "started_on", "ended_on", "countries", "groups"),
    *("contributions", "alignments", "participation", "associations", "partners"),
)
"""Fields of an activity that its sheet begins with; the others follow in the draft's order."""
_LAST = ("group", "source", "note", "provenance")


@dataclass(frozen=True)
class Column:
    """A field as a column: its key, its title (msgid) and what may stand in a cell.

    `kind` is one of `HINTS`; `codes` names the list of a coded cell (`CodeBook.codes`) and
    `choices` its codes where the draft fixes them; when `open` is set, a value that the list lacks
    is taken too.
    """

    key: str
    title: str
    kind: str
    required: bool = False
    editable: bool = True
    codes: str = ""
    choices: tuple[str, ...] = ()
    open: bool = False

    @property
    def hint(self) -> str:
        """What may stand in a cell (msgid), for the sheet of instructions."""
        return HINTS[self.kind]


MACHINE = "ifla:"
"""Begins the cells of the hidden machine row, by which a returned workbook is recognised."""


@dataclass(frozen=True)
class SheetFormat:
    """A sheet: its name in files and code, its title (msgid), its columns, what one row is.

    `record` is `activity`, `participation` (a line of an activity) or the name of a record kind.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    record: str = ACTIVITY

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The columns by their keys."""
        return {column.key: column for column in self.columns}

    def machine_row(self, keys: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return the cells of the machine row: `ifla:activities.title`."""
        return tuple(f"{MACHINE}{self.name}.{key}" for key in keys or self.by_key)


def draft_of(record: str) -> type[drafts.Draft]:
    """Return the draft that a row of a kind of sheet becomes."""
    if record == PARTICIPATION:
        return drafts.ParticipationDraft
    return ALL_KINDS[record].draft


def _types(annotation: Any) -> set[Any]:
    """Return the plain types of a field: what stands in unions, and no marks around them."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return {kind for part in get_args(annotation) for kind in _types(part)}
    if hasattr(annotation, "__metadata__"):
        return _types(annotation.__origin__)
    return {annotation}


def _choices(found: Iterable[Any]) -> tuple[str, ...]:
    """Return the fixed words that a field of these types takes, without the empty one."""
    words = (word for kind in found if get_origin(kind) is Literal for word in get_args(kind))
    return tuple(word for word in words if word)


def _kind(key: str, field: FieldInfo | None, found: set[Any], codes: str) -> str:
    if key in _KINDS:
        return _KINDS[key]
    if any(get_origin(kind) is tuple for kind in found):
        return "codes" if codes else "links"
    if codes:
        return "code"
    for plain, kind in _KINDS_OF_TYPES.items():
        if plain in found:
            return kind
    limits = [m.max_length for m in field.metadata if hasattr(m, "max_length")] if field else []
    return "prose" if limits and limits[0] >= LONG_TEXT else "text"


def _column(record: str, key: str) -> Column:
    # A line of participation has the origin of its activity.
    draft = draft_of(ACTIVITY if key == "provenance" else record)
    field, of = draft.model_fields.get(key), drafts.code_fields(draft).get(key)
    found = _types(field.annotation) if field is not None else set()
    choices = ("yes", "no") if key == "withdraw" else _choices(found)
    codes = of.codes if of else _LISTS.get(key, key if choices else "")
    required = key == "activity" or (field is not None and field.is_required())
    required |= record == ACTIVITY and key in NEVER_FILLED_IN
    return Column(
        key,
        TITLES[key],
        _kind(key, field, found, codes),
        required=required and key != "ended_on",
        editable=key not in _READ_ONLY,
        codes=codes,
        choices=choices,
        open=of is not None and not of.noun and not choices,
    )


def _sheet(
    record: str, name: str, title: str, first: Iterable[str], last: Iterable[str]
) -> SheetFormat:
    """Return a sheet with the fields of its draft, some of them first and last."""
    last = tuple(last)
    ordered = dict.fromkeys([*first, *draft_of(record).model_fields])
    fields = [field for field in ordered if field not in last] + [f for f in last if f in ordered]
    keys = [key for field in fields for key in OF_FIELD.get(field, (field,))]
    is_line = record == PARTICIPATION
    keys = ["activity", *keys, "provenance"] if is_line else ["id", "version", *keys, "withdraw"]
    return SheetFormat(name, title, tuple(_column(record, key) for key in keys), record)


_RECORD_SHEETS = {
    "observation": ("observations", n_("Observations")),
    "milestone": ("milestones", n_("Milestones")),
    "cohort_count": ("cohort_counts", n_("Cohorts")),
    "resource_stage": ("resource_stages", n_("Resources")),
    "association_outcome": ("association_outcomes", n_("Changes for associations")),
    "story": ("stories", n_("Stories")),
    "remark": ("remarks", n_("Remarks")),
}
_SHEETS = (
    _sheet(ACTIVITY, "activities", n_("Activities"), _FIRST, _LAST),
    _sheet(PARTICIPATION, "participation", n_("Participation"), ("count", "qualifier"), ()),
    *(_sheet(kind, *named, ("framework",), _LAST) for kind, named in _RECORD_SHEETS.items()),
)

FORMATS: dict[str, SheetFormat] = {sheet.name: sheet for sheet in _SHEETS}
"""Every sheet by its name: `activities`, `participation` and one for each kind of record."""

OF_RECORD = {sheet.record: sheet for sheet in _SHEETS}
"""The same by what one row is."""


def title_of(kind: str) -> str:
    """Return what lists of entries call a kind of entry (msgid)."""
    return n_("Activity") if kind == ACTIVITY else OF_RECORD[kind].title


_NOT_IN_TABLES = (
    *("id", "version", "withdraw", "provenance"),
    *("framework", "source", "date_precision", "date_as_stated"),
)
TABLE_COLUMNS = {
    **{key: c for key, c in FORMATS["activities"].by_key.items() if key not in _NOT_IN_TABLES},
    **{key: Column(key, TITLES[key], "count") for key in ("on_site", "remote")},
}
"""The fields of an activity that a table made elsewhere may feed, by their keys."""

FIXED = {column.codes: column.choices for f in _SHEETS for column in f.columns if column.choices}
"""The codes of the lists that the drafts fix."""
