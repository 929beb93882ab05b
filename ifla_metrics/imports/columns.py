"""The columns of activities and records, derived from the fields of their drafts.

The workbook, imports, forms, review and the audit log use them. A new field of a draft also needs
a title in `models/field_titles.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.models import drafts
from ifla_metrics.models.field_titles import TITLES
from ifla_metrics.store.kinds import ACTIVITY_KIND, ALL_KINDS

ACTIVITY = ACTIVITY_KIND.name
PARTICIPATION = "participation"
YES_NO = "yes_no"
MAIN_DIRECTION = "primary_direction"
"""The column of the main direction, which is not a field of the draft."""

HINTS = {
    "day": n_(
        "A date such as 2012-03-05, or “March 2012”, “Q3 2012” or “2012” if the day is not known."
    ),
    "count": n_("A whole number, “about 30”, “more than 30” or “unknown”."),
    "number": n_("A number, with a point or a comma before the decimals."),
    "code": n_("One value from the list."),
    "codes": n_("Values from the list, separated by semicolons."),
    "country": n_("A name in any IFLA language, or a code."),
    "countries": n_("Names in any IFLA language, or codes, separated by semicolons."),
    "weights": n_("Codes with weights in percent that sum to 100, such as SD1 50; SD2 50."),
    "partners": n_(
        "One organisation per line, with its kind in brackets: EIFL (NGO or foundation)."
    ),
    "links": n_("One address or note per line."),
    "prose": n_("Text of several lines."),
    "text": n_("One line of text."),
}
"""What to write in an editable cell, by the kind of its column."""

LONG_TEXT = 1000
"""Fields that allow so many characters are `prose`, which may have several lines."""

_LISTS = {
    "framework": "frameworks",
    "outcomes": "outcomes",
    "directions": "directions",
    MAIN_DIRECTION: "directions",
    "partners": "partner_kind",
    "withdraw": YES_NO,
}
"""Code lists of columns whose draft field names none.

Without an entry here, a field with fixed values has a list of its own name.
"""
_READ_ONLY = ("id", "version", "provenance")
FIELDS_WITHOUT_DEFAULT = ("kind", "lifecycle")
"""Fields of an activity that a file must state, although forms have defaults for them."""

COLUMNS_OF_FIELD = {
    "contributions": ("framework", "outcomes"),
    "alignments": ("directions", "primary_direction"),
    "participation": ("participants", "women", "men", "other"),
}
"""The columns of fields that have no column of their own name."""

_KINDS: dict[str, str] = {
    **{key: key for key in ("id", "version", "country", "countries", "partners")},
    **dict.fromkeys(COLUMNS_OF_FIELD["participation"], "count"),
    "outcomes": "codes",
    "directions": "weights",
    "primary_direction": "codes",
}
"""The kind of a column, where neither its list nor its type determine it."""
_KINDS_OF_TYPES = {"array": "links", "date": "day", "number": "number", "integer": "count"}
"""The kind of a column by the type, or the format, of its field in the JSON schema."""

_FIRST_OF_ACTIVITY = (
    *("title", "kind", "started_on", "ended_on", "countries", "groups"),
    *("contributions", "alignments", "participation", "associations", "partners"),
)
"""The first fields on the sheet of activities; the others follow in the order of the draft."""


@dataclass(frozen=True)
class Column:
    """A column: its key, its title (msgid) and the kind of its cells.

    `kind` is `id`, `version` or one of `HINTS`. `codes` names the code list (`CodeBook.codes`);
    `choices` are its codes if the draft fixes them. With `allows_other`, other values are accepted.
    """

    key: str
    title: str
    kind: str
    required: bool = False
    editable: bool = True
    codes: str = ""
    choices: tuple[str, ...] = ()
    allows_other: bool = False

    @property
    def hint(self) -> str:
        """What to write in a cell (msgid)."""
        return HINTS[self.kind]


MACHINE_PREFIX = "ifla:"
"""The prefix of cells in the hidden machine row, which identifies a returned workbook."""


@dataclass(frozen=True)
class SheetFormat:
    """A sheet: its name in files and code, its title (msgid), its columns and what one row is.

    `kind` is `activity`, `participation` (one line of an activity) or a kind of record.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    kind: str = ACTIVITY

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The columns by key."""
        return {column.key: column for column in self.columns}

    def machine_row(self, keys: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return the cells of the machine row: `ifla:activities.title`."""
        return tuple(f"{MACHINE_PREFIX}{self.name}.{key}" for key in keys or self.by_key)


def draft_class(kind: str) -> type[drafts.Draft]:
    """Return the draft that a row of a sheet becomes, by the sheet's kind."""
    if kind == PARTICIPATION:
        return drafts.ParticipationDraft
    return ALL_KINDS[kind].draft


@cache
def _schema(draft: type[drafts.Draft]) -> dict[str, Any]:
    return draft.model_json_schema()


def _kind(key: str, types: list[dict[str, Any]], codes: str) -> str:
    """Return the kind of a column from its key, or the types that its field allows."""
    if key in _KINDS:
        return _KINDS[key]
    names = {each.get("format", each.get("type")) for each in types}
    if codes:
        return "codes" if "array" in names else "code"
    if kinds := [kind for name, kind in _KINDS_OF_TYPES.items() if name in names]:
        return kinds[0]
    return "prose" if any(each.get("maxLength", 0) >= LONG_TEXT for each in types) else "text"


def _column(kind: str, key: str) -> Column:
    # A line of participation has the provenance of its activity.
    draft = draft_class(ACTIVITY if key == "provenance" else kind)
    schema, code_list = _schema(draft), drafts.code_fields(draft).get(key)
    field = schema["properties"].get(key, {})
    types = field.get("anyOf", [field])
    choices = tuple(word for each in types for word in each.get("enum", ()) if word)
    if key == "withdraw":
        choices = ("yes", "no")
    codes = code_list.codes if code_list else _LISTS.get(key, key if choices else "")
    must_be_stated = key == "activity" or (kind == ACTIVITY and key in FIELDS_WITHOUT_DEFAULT)
    return Column(
        key,
        TITLES[key],
        _kind(key, types, codes),
        required=must_be_stated or (key in schema.get("required", ()) and key != "ended_on"),
        editable=key not in _READ_ONLY,
        codes=codes,
        choices=choices,
        allows_other=code_list is not None and not code_list.noun and not choices,
    )


def _sheet(
    kind: str,
    name: str,
    title: str,
    first: Sequence[str] = ("framework",),
    last: Sequence[str] = ("group", "source", "note", "provenance"),
) -> SheetFormat:
    """Return a sheet with the fields of its draft, some of them first or last."""
    ordered = dict.fromkeys([*first, *draft_class(kind).model_fields])
    fields = [f for f in ordered if f not in last] + [f for f in last if f in ordered]
    keys = [key for field in fields for key in COLUMNS_OF_FIELD.get(field, (field,))]
    if kind == PARTICIPATION:
        keys = ["activity", *keys, "provenance"]
    else:
        keys = ["id", "version", *keys, "withdraw"]
    return SheetFormat(name, title, tuple(_column(kind, key) for key in keys), kind)


_SHEETS = (
    _sheet(ACTIVITY, "activities", n_("Activities"), _FIRST_OF_ACTIVITY),
    _sheet(PARTICIPATION, "participation", n_("Participation"), ("count", "qualifier"), ()),
    _sheet("observation", "observations", n_("Observations")),
    _sheet("milestone", "milestones", n_("Milestones")),
    _sheet("cohort_count", "cohort_counts", n_("Cohorts")),
    _sheet("resource_stage", "resource_stages", n_("Resources")),
    _sheet("association_outcome", "association_outcomes", n_("Changes for associations")),
    _sheet("story", "stories", n_("Stories")),
    _sheet("remark", "remarks", n_("Remarks")),
)

SHEET_FORMATS: dict[str, SheetFormat] = {sheet.name: sheet for sheet in _SHEETS}
"""All sheets by name: `activities`, `participation` and one for each kind of record."""

FORMAT_OF_KIND = {sheet.kind: sheet for sheet in _SHEETS}
"""All sheets by kind."""


ENTRY_TITLES = {
    ACTIVITY: n_("Activity"),
    "observation": n_("Observation"),
    "milestone": n_("Milestone"),
    "cohort_count": n_("Cohort"),
    "resource_stage": n_("Resource"),
    "association_outcome": n_("Change for an association"),
    "story": n_("Story"),
    "remark": n_("Remark"),
}
"""The name of one entry, by kind (msgids)."""


_NOT_IN_FOREIGN = (
    *("id", "version", "withdraw", "provenance"),
    *("framework", "source", "date_precision", "date_as_stated"),
)
TABLE_COLUMNS = {
    **{c.key: c for c in FORMAT_OF_KIND[ACTIVITY].columns if c.key not in _NOT_IN_FOREIGN},
    **{key: Column(key, TITLES[key], "count") for key in ("on_site", "remote")},
}
"""The fields of an activity that a foreign table may provide, by key."""

FIXED_CODES = {c.codes: c.choices for sheet in _SHEETS for c in sheet.columns if c.choices}
"""The codes of each list that the drafts fix."""
