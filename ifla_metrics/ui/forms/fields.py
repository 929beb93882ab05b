"""The fields of a form, declared once for each kind of entry, and what an empty form holds.

A column (`imports.columns`) is a field too: its title, its list and what its cells hold make the
widget. What an activity asks in other words or with a widget of its own stands in
`ACTIVITY_FIELDS`; its other fields are asked under "More".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from ifla_metrics.errors import n_
from ifla_metrics.imports.columns import (
    ACTIVITY,
    FIELDS_WITHOUT_DEFAULT,
    FORMAT_OF_KIND,
    Column,
    draft_class,
)
from ifla_metrics.imports.differences import DATE_FIELDS

Widget = Literal["line", "text", "choice", "choices", "day", "count", "number", "evidence"]
NOT_STATED = "not_stated"
"""The code of what an optional field leaves open: it is shown empty."""
SEPARATOR = " | "
"""Between the addresses of evidence in a record."""


@dataclass(frozen=True)
class Field:
    """A field: its name, its question and an example (msgids), and the widget that asks it."""

    name: str
    label: str
    placeholder: str = ""
    widget: Widget = "line"
    row: str = ""
    """Fields of one row stand side by side."""
    more: bool = False
    """Whether it is optional and stands behind a heading."""
    codes: str = ""
    """The list that a choice offers."""
    required: bool = False
    open: bool = False
    """Whether a choice takes what its list lacks."""

    def shown(self, stored: Any) -> Any:
        """Return what the widget holds for a value of a draft; what is empty is ""."""
        if self.widget == "choices":
            return tuple(stored or ())
        if self.widget == "evidence":
            return "\n".join(stored.split(SEPARATOR) if isinstance(stored, str) else stored)
        if stored is None or (stored == NOT_STATED and not self.required):
            return ""
        return stored


ANSWERS: Mapping[str, Any] = {
    "when": "",
    "participants": "",
    "women": "",
    "men": "",
    "lines": (),
    "framework": "",
    "outcomes": (),
    "directions": None,
    "shares": (),
    "primary": "",
    "partners": (),
}
"""Answers about an activity that are not one field of its draft, as an empty form holds them.

`days`, `people` and `directions` ask and read them. Outcomes and directions are each
"FRAMEWORK CODE". No directions are those proposed by the outcomes, no shares are equal ones.
"""
PEOPLE = "people"
"""The row of numbers of people."""
ACTIVITY_FIELDS = (
    Field("title", n_("What was it?"), n_("Title of the activity")),
    Field("kind", n_("What kind?"), row="kinds"),
    Field("lifecycle", n_("Is it done?"), row="kinds"),
    Field("when", n_("When?"), n_("3-5 March 2012, or March 2012, or Q3 2012"), required=True),
    Field("countries", n_("Where?"), n_("Type the name of a country")),
    Field("groups", n_("Which working groups?"), n_("Choose several if you did it together")),
    Field("participants", n_("How many people?"), row=PEOPLE),
    Field("women", n_("Of these, women"), row=PEOPLE),
    Field("men", n_("Of these, men"), row=PEOPLE),
    Field("outcomes", n_("What did it advance?"), n_("Choose"), widget="choices"),
    Field("directions", n_("Directions and weights")),
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
    Field(
        "evidence", n_("Where can it be read or seen?"), n_("One web address per line"), more=True
    ),
    Field("lines", n_("People by country, role or association"), more=True),
)
NOT_ASKED = frozenset({"id", "version", "withdraw", "provenance", "framework"})
"""Columns that no form asks for: fixed when it is opened."""
NOT_ASKED_OF_ACTIVITY = frozenset(
    {
        *DATE_FIELDS,
        *("planned_started_on", "planned_ended_on", "language", "source", "note"),
        *("primary_direction", "other"),
    }
)
"""Columns of an activity that another field answers, or that an amendment keeps as they are."""
SELDOM = ("source", "note", "qualifier", "date_precision", "date_as_stated", "period", "state")
"""Fields of records that most leave as they are: shown behind a heading."""
WIDGETS: Mapping[str, Widget] = {
    "day": "day",
    "count": "count",
    "number": "number",
    "prose": "text",
    "codes": "choices",
    "countries": "choices",
}
"""The widget of a column by what its cells hold."""


@cache
def fields_of(kind: str) -> tuple[Field, ...]:
    """Return the fields of a form of this kind, in the order in which they are asked."""
    own = ACTIVITY_FIELDS if kind == ACTIVITY else ()
    asked = NOT_ASKED.union(one.name for one in own)
    if kind == ACTIVITY:
        asked |= NOT_ASKED_OF_ACTIVITY
    columns = FORMAT_OF_KIND[kind].by_key
    others = (
        Field(c.key, c.title, more=kind == ACTIVITY or c.key in SELDOM)
        for c in columns.values()
        if c.key not in asked
    )
    return tuple(
        one
        if one.name in ANSWERS or one.name not in columns
        else _of_column(one, columns[one.name])
        for one in (*own, *others)
    )


def _of_column(one: Field, column: Column) -> Field:
    widget = WIDGETS.get(column.kind, "choice" if column.codes else "line")
    return replace(
        one,
        widget="evidence" if one.name == "evidence" else widget,
        codes=column.codes,
        required=column.required,
        open=column.allows_other,
    )


def plain_fields(kind: str) -> list[Field]:
    """Return the fields whose widget holds the value of a field of the draft."""
    return [one for one in fields_of(kind) if one.name not in ANSWERS]


def empty_values(kind: str) -> dict[str, Any]:
    """Return the values of an empty form: the defaults of the draft, except what must be asked."""
    values: dict[str, Any] = {"reason": ""}
    for one in plain_fields(kind):
        info = draft_class(kind).model_fields[one.name]
        is_asked = info.is_required() or one.name in FIELDS_WITHOUT_DEFAULT
        default = "" if is_asked else info.get_default(call_default_factory=True)
        values[one.name] = one.shown(default)
    return {**values, **(ANSWERS if kind == ACTIVITY else {})}
