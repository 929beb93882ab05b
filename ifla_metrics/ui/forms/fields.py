"""The fields of each form, declared once.

Fields come from the columns of the workbook (`imports.columns`): title, code list and cell type
choose the widget. `ACTIVITY_FIELDS` lists the fields of an activity that need other words or a
widget of their own; its remaining fields are shown under "More".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from ifla_metrics.errors import n_
from ifla_metrics.imports.columns import ACTIVITY, FORMAT_OF_KIND, MAIN_DIRECTION, Column
from ifla_metrics.imports.merge import DATE_FIELDS, LINKED_FIELDS

Widget = Literal[
    "", "line", "text", "choice", "choices", "day", "count", "number", "evidence", "table"
]
NOT_STATED = "not_stated"
"""The code for "not stated"; an optional field shows it as empty."""


@dataclass(frozen=True)
class Field:
    """A form field; `label` and `placeholder` are msgids."""

    name: str
    label: str
    placeholder: str = ""
    widget: Widget = ""
    """The widget; "" for the one that its column needs (`WIDGETS`)."""
    row: str = ""
    """Consecutive fields with the same row name are shown side by side."""
    more: bool = False
    """Whether the field is shown under "More"."""
    codes: str = ""
    """The code list that a choice offers."""
    required: bool = False
    open: bool = False
    """Whether a choice accepts values that are not in its list."""


PEOPLE = "people"
NUMBERS = ("participants", "women", "men")
"""The fields with numbers of people, which `lines` replaces."""
ACTIVITY_FIELDS = (
    Field("title", n_("What was it?"), n_("Title of the activity")),
    Field("kind", n_("What kind?"), row="kinds"),
    Field("lifecycle", n_("Is it done?"), row="kinds"),
    Field(
        "when",
        n_("When?"),
        n_("3-5 March 2012, or March 2012, or Q3 2012"),
        widget="line",
        required=True,
    ),
    Field("countries", n_("Where?"), n_("Type the name of a country")),
    Field("groups", n_("Which working groups?"), n_("Choose several if you did it together")),
    Field("participants", n_("How many people?"), widget="line", row=PEOPLE),
    Field("women", n_("Of these, women"), widget="line", row=PEOPLE),
    Field("men", n_("Of these, men"), widget="line", row=PEOPLE),
    Field("outcomes", n_("What did it advance?"), n_("Choose")),
    Field("directions", n_("Directions"), n_("Those of the outcomes")),
    Field("level", n_("Level"), row="levels", more=True),
    Field("arena", n_("Arena"), row="levels", more=True),
    Field("mode", n_("On site or remote"), row="levels", more=True),
    Field(
        "associations", n_("Which library associations took part?"), n_("Type a name"), more=True
    ),
    Field(
        "partners",
        n_("In partnership with outside organisations"),
        n_("Organisations only: please name no person."),
        more=True,
    ),
    Field(
        "description",
        n_("What happened, and what changed?"),
        n_("A few sentences. Please name no private person."),
        more=True,
    ),
    Field("evidence", n_("Where can it be read or seen?"), more=True),
    Field("lines", n_("People by country, role or association"), widget="table", more=True),
    Field(
        "shares",
        n_("Shares of the directions in %, if not equal"),
        n_("For example SD1 60; SD2 40"),
        widget="line",
        more=True,
    ),
    Field(MAIN_DIRECTION, n_("Main direction"), n_("None"), widget="choice", more=True),
    Field("framework", n_("Strategy"), n_("The strategy in force on its dates"), more=True),
)
LINKED = (*LINKED_FIELDS, ("lines", *NUMBERS), ("directions", "shares", MAIN_DIRECTION))
"""Fields that only make sense together: a conflict takes all of them from one side."""
HIDDEN_COLUMNS = frozenset({"id", "version", "withdraw", "provenance", "framework"})
"""Columns without a field: their values are fixed when a form is opened."""
HIDDEN_ACTIVITY_COLUMNS = frozenset(
    {
        *DATE_FIELDS,
        *("planned_started_on", "planned_ended_on", "language", "source", "note", "other"),
    }
)
"""Columns of an activity that another field covers, or that an amendment keeps unchanged."""
RARELY_USED = ("source", "note", "qualifier", "date_precision", "date_as_stated", "period", "state")
"""Fields of records that are shown under "More"."""
WIDGETS: Mapping[str, Widget] = {
    "day": "day",
    "count": "count",
    "number": "number",
    "prose": "text",
    "codes": "choices",
    "countries": "choices",
    "weights": "choices",
    "partners": "table",
}
"""The widget for each kind of column; other kinds get a choice or a line."""


@cache
def fields_of(kind: str) -> tuple[Field, ...]:
    """Return the fields of the form for a kind of entry, in display order."""
    columns = FORMAT_OF_KIND[kind].by_key
    declared: tuple[Field, ...] = ()
    skipped = HIDDEN_COLUMNS
    if kind == ACTIVITY:
        declared = ACTIVITY_FIELDS
        skipped |= HIDDEN_ACTIVITY_COLUMNS.union(field.name for field in declared)
    others = (
        Field(key, column.title, more=kind == ACTIVITY or key in RARELY_USED)
        for key, column in columns.items()
        if key not in skipped
    )
    return tuple(
        _with_column(field, columns[field.name]) if field.name in columns else field
        for field in (*declared, *others)
    )


def _with_column(field: Field, column: Column) -> Field:
    widget, placeholder = WIDGETS.get(column.kind, "choice" if column.codes else "line"), ""
    if field.name == "evidence":
        widget, placeholder = "evidence", n_("One web address per line")
    return replace(
        field,
        placeholder=field.placeholder or placeholder,
        widget=field.widget or widget,
        codes=column.codes,
        required=column.required,
        open=column.allows_other,
    )
