"""The one definition of the sheets that groups exchange: used for reading and for writing.

Everything that a draft says has a column, so that what was exported can be imported elsewhere.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, Literal, Union, get_args, get_origin

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.exchange.column_words import HINTS, SYNONYMS, TITLES
from ifla_metrics.exchange.header_languages import FURTHER
from ifla_metrics.exchange.header_towns import BOTH
from ifla_metrics.models import drafts

ColumnKind = Literal[
    "text",
    "prose",
    "day",
    "count",
    "code",
    "codes",
    "country",
    "countries",
    "number",
    "weights",
    "partners",
    "id",
    "version",
]

ACTIVITY = "activity"
PARTICIPATION = "participation"
YES_NO = "yes_no"


@dataclass(frozen=True)
class Column:
    """A column: its key, what may stand in a cell, its title (msgid) and its other names.

    `codes` names the list of a coded cell (`known.Known.codes`); when `open` is set, a value that
    the list lacks is taken too.
    """

    key: str
    title: str
    kind: ColumnKind
    synonyms: tuple[str, ...] = ()
    required: bool = False
    editable: bool = True
    codes: str = ""
    open: bool = False

    @property
    def hint(self) -> str:
        """What may stand in a cell (msgid), for the sheet of instructions."""
        return HINTS[self.kind]


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

    def column(self, key: str) -> Column:
        """Return a column; raises UnknownCode with the nearest key."""
        if key not in self.by_key:
            raise UnknownCode("column", key, self.by_key)
        return self.by_key[key]


def _column(key: str, kind: ColumnKind, *, codes: str = "", **further: Any) -> Column:
    names = SYNONYMS.get(key, ()) + FURTHER.get(key, ())
    names += tuple(sorted(BOTH)) if key == "countries" else ()
    return Column(key, TITLES[key], kind, names, codes=codes, **further)


ID = _column("id", "id", editable=False)
VERSION = _column("version", "version", editable=False)
WITHDRAW = _column("withdraw", "code", codes=YES_NO)

_ACTIVITY_COLUMNS = (
    ID,
    VERSION,
    _column("title", "text", required=True),
    _column("kind", "code", codes="activity_kind"),
    _column("started_on", "day", required=True),
    _column("ended_on", "day"),
    _column("countries", "countries", codes="countries"),
    _column("groups", "codes", codes="working_groups", required=True),
    _column("framework", "code", codes="frameworks"),
    _column("outcomes", "codes", codes="outcomes"),
    _column("directions", "weights", codes="directions"),
    _column("primary_direction", "codes", codes="directions"),
    _column("participants", "count"),
    _column("women", "count"),
    _column("men", "count"),
    _column("other", "count"),
    _column("associations", "codes", codes="associations"),
    _column("partners", "partners", codes="partner_kind"),
    _column("level", "code", codes="level"),
    _column("arena", "code", codes="arena"),
    _column("mode", "code", codes="mode"),
    _column("lifecycle", "code", codes="lifecycle"),
    _column("language", "code", codes="resource_language", open=True),
    _column("description", "prose"),
    _column("evidence", "prose"),
    _column("date_as_stated", "text"),
    _column("date_precision", "code", codes="date_precision"),
    _column("planned_started_on", "day"),
    _column("planned_ended_on", "day"),
    _column("source", "text"),
    _column("note", "prose"),
    _column("provenance", "code", codes="provenance", editable=False),
    WITHDRAW,
)

_PARTICIPATION_COLUMNS = (
    _column("activity", "text", required=True),
    _column("count", "count"),
    _column("qualifier", "code", codes="qualifier"),
    _column("country", "country", codes="countries"),
    _column("association", "code", codes="associations"),
    _column("gender", "code", codes="gender"),
    _column("role", "code", codes="role"),
    _column("mode", "code", codes="participation_mode"),
    _column("reach", "code", codes="reach"),
    _column("dimensions", "text"),
    _column("note", "prose"),
)

_CODE_LISTS = {
    "framework": "frameworks",
    "group": "working_groups",
    "provenance": "provenance",
    "indicator": "indicators",
    "node": "nodes",
    "subject": "subjects",
    "period": "periods",
    "country": "countries",
    "association": "associations",
    "state": "observation_state",
    "qualifier": "qualifier",
    "gender": "gender",
    "date_precision": "date_precision",
    "language": "resource_language",
}
_OF_KIND = {
    ("cohort_count", "stage"): "cohort_stage",
    ("resource_stage", "stage"): "resource_stage",
    ("resource_stage", "kind"): "resource_kind",
    ("association_outcome", "kind"): "outcome_kind",
}
_OPEN = {("resource_stage", "kind"), ("resource_stage", "language")}

_KINDS_OF_TYPES: dict[type, ColumnKind] = {date: "day", float: "number", int: "count"}

RECORD_DRAFTS: dict[str, type[drafts.RecordDraft]] = {
    "observation": drafts.ObservationDraft,
    "milestone": drafts.MilestoneDraft,
    "cohort_count": drafts.CohortCountDraft,
    "resource_stage": drafts.ResourceStageDraft,
    "association_outcome": drafts.AssociationOutcomeDraft,
    "story": drafts.StoryDraft,
    "remark": drafts.RemarkDraft,
}
"""The draft of each kind of record, by the name that the store gives the kind."""

_SHEETS = {
    "observation": ("observations", n_("Observations")),
    "milestone": ("milestones", n_("Milestones")),
    "cohort_count": ("cohort_counts", n_("Cohorts")),
    "resource_stage": ("resource_stages", n_("Resources")),
    "association_outcome": ("association_outcomes", n_("Changes for associations")),
    "story": ("stories", n_("Stories")),
    "remark": ("remarks", n_("Remarks")),
}


def _types(annotation: Any) -> set[Any]:
    """Return the plain types of a field: what stands in unions and literals."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return {kind for part in get_args(annotation) for kind in _types(part)}
    if origin is Literal:
        return {Literal}
    if hasattr(annotation, "__metadata__"):
        return _types(annotation.__origin__)
    return {annotation}


def _record_column(kind: str, name: str) -> Column:
    field = RECORD_DRAFTS[kind].model_fields[name]
    found = _types(field.annotation)
    known = {t for t in found if t is not type(None)}
    codes = _OF_KIND.get((kind, name)) or _CODE_LISTS.get(name, "")
    limits = [m for m in field.metadata if type(m).__name__ == "MaxLen"]
    longest = limits[0].max_length if limits else 0
    shape: ColumnKind
    if name == "country":
        shape = "country"
    elif codes or any(isinstance(t, type) and issubclass(t, Enum) for t in known):
        shape = "code"
    else:
        plain = next((_KINDS_OF_TYPES[t] for t in known if t in _KINDS_OF_TYPES), None)
        shape = plain or ("prose" if longest > 1000 else "text")
    return _column(
        name,
        shape,
        codes=codes,
        required=field.is_required(),
        editable=name != "provenance",
        open=(kind, name) in _OPEN,
    )


def _record_format(kind: str) -> SheetFormat:
    own = [n for n in RECORD_DRAFTS[kind].model_fields if n not in drafts.RecordDraft.model_fields]
    common = [n for n in drafts.RecordDraft.model_fields if n not in ("framework", "group")]
    order = ("framework", *own, "group", "source", "note", "provenance")
    if set(order) != {"framework", "group", *own, *common}:
        raise UnknownCode("field", str(set(common) - set(order)), order)
    columns = tuple(_record_column(kind, name) for name in order)
    name, title = _SHEETS[kind]
    return SheetFormat(name, title, (ID, VERSION, *columns, WITHDRAW), kind)


FORMATS: dict[str, SheetFormat] = {
    "activities": SheetFormat("activities", n_("Activities"), _ACTIVITY_COLUMNS),
    "participation": SheetFormat(
        "participation", n_("Participation"), _PARTICIPATION_COLUMNS, PARTICIPATION
    ),
    **{_SHEETS[kind][0]: _record_format(kind) for kind in RECORD_DRAFTS},
}
"""Every sheet by its name: `activities`, `participation` and one for each kind of record."""

OF_RECORD = {sheet.record: sheet for sheet in FORMATS.values()}
"""The same by what one row is."""
