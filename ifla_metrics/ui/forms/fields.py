"""The fields of a form, declared once for each kind of entry, and the plain widgets.

A field of a draft has a column (`imports.columns`) with its title, its list and its kind, and that
column is its field too. What an activity asks in words or with a widget of its own stands in
`ACTIVITY_FIELDS`; any other field of an activity is asked under "More".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args

import streamlit as st

from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, NEVER_FILLED_IN, OF_RECORD, Column, draft_of
from ifla_metrics.models.log_tables import LARGEST_EVIDENCE
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.evidence_files import ENDINGS, save_evidence
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2099, 12, 31)
Plain = Literal["line", "text", "choice", "choices", "day", "count", "number", "groups", "evidence"]
Own = Literal["when", "places", "people", "outcomes", "directions", "partners", "lines"]
PLAIN = get_args(Plain)
"""Widgets that hold the value of one field of a draft."""
LISTS = ("choices", "groups")
"""Those that hold several codes."""
NOT_STATED = "not_stated"
SEPARATOR = " | "
"""Between the addresses of evidence in a record."""


@dataclass(frozen=True)
class Field:
    """A field: its name, its question (msgid), the widget that asks it."""

    name: str
    label: str
    widget: Plain | Own = "line"
    placeholder: str = ""
    """A msgid."""
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
        if isinstance(stored, Enum):
            stored = stored.value
        if self.widget in LISTS:
            return tuple(stored or ())
        if self.widget == "evidence":
            return "\n".join(stored.split(SEPARATOR) if isinstance(stored, str) else stored)
        if stored is None or (stored == NOT_STATED and not self.required):
            return ""
        return stored


ACTIVITY_FIELDS = (
    Field("title", n_("What was it?"), placeholder=n_("Title of the activity")),
    Field("kind", n_("What kind?"), row="kinds"),
    Field("lifecycle", n_("Is it done?"), row="kinds"),
    Field(
        "when", n_("When?"), "when", n_("3-5 March 2012, or March 2012, or Q3 2012"), required=True
    ),
    Field("countries", n_("Where?"), "places", n_("Type a country in any language")),
    Field(
        "groups",
        n_("Which working groups?"),
        "groups",
        n_("Yours first; others if you did it together"),
    ),
    Field("people", n_("How many people?"), "people"),
    Field("outcomes", n_("What did it advance?"), "outcomes"),
    Field("directions", n_("Directions and weights"), "directions"),
    Field("level", n_("Level"), row="levels", more=True),
    Field("arena", n_("Arena"), row="levels", more=True),
    Field("mode", n_("On site or remote"), row="levels", more=True),
    Field(
        "associations",
        n_("Which library associations took part?"),
        placeholder=n_("Type a name"),
        more=True,
    ),
    Field(
        "partners",
        n_("In partnership with outside organisations"),
        "partners",
        n_("Organisations only: please name no person."),
        more=True,
    ),
    Field(
        "description",
        n_("What happened, and what changed?"),
        placeholder=n_("A few sentences. Please name no private person."),
        more=True,
    ),
    Field(
        "evidence",
        n_("Where can it be read or seen?"),
        "evidence",
        n_("One web address a line"),
        more=True,
    ),
    Field("lines", n_("People by country, role or association"), "lines", more=True),
)
NOT_ASKED = frozenset({"id", "version", "withdraw", "provenance", "framework"})
"""Columns that no form asks for: fixed when it is opened."""
NOT_ASKED_OF_ACTIVITY = frozenset(
    {
        *("started_on", "ended_on", "date_precision", "date_as_stated"),
        *("planned_started_on", "planned_ended_on", "language", "source", "note"),
        *("primary_direction", "participants", "women", "men", "other"),
    }
)
"""Columns of an activity that another field answers, or that an amendment keeps as they are."""
SELDOM = ("source", "note", "qualifier", "date_precision", "date_as_stated", "period", "state")
"""Fields of records that most leave as they are: shown behind a heading."""
ANSWERS_OF_ACTIVITY: Mapping[str, Any] = {
    "when": "",
    "countries": (),
    "people": "",
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
"""What the widgets of an activity's own hold in an empty form.

`countries` are codes and names that are no country yet, `outcomes` each "FRAMEWORK CODE". No
directions are those proposed by the outcomes, no shares are equal ones.
"""
WIDGETS: Mapping[str, Plain] = {
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
    asked = {one.name for one in own} | NOT_ASKED
    if kind == ACTIVITY:
        asked |= NOT_ASKED_OF_ACTIVITY
    columns = OF_RECORD[kind].by_key
    others = (
        Field(c.key, c.title, more=kind == ACTIVITY or c.key in SELDOM)
        for c in columns.values()
        if c.key not in asked
    )
    return tuple(_of_column(one, columns.get(one.name)) for one in (*own, *others))


def _of_column(one: Field, column: Column | None) -> Field:
    if column is None or one.widget not in PLAIN:
        return one
    widget = one.widget
    if column.key == "evidence":
        widget = "evidence"
    elif widget == "line":
        widget = WIDGETS.get(column.kind, "choice" if column.codes else "line")
    return replace(
        one, widget=widget, codes=column.codes, required=column.required, open=column.open
    )


def plain_fields(kind: str) -> list[Field]:
    """Return the fields whose widget holds the value of a field of the draft."""
    return [one for one in fields_of(kind) if one.widget in PLAIN]


def empty_values(kind: str) -> dict[str, Any]:
    """Return the values of an empty form: the defaults of the draft, except what must be asked."""
    draft = draft_of(kind)
    values = {
        one.name: one.shown("" if is_asked else info.get_default(call_default_factory=True))
        for one in plain_fields(kind)
        for info in [draft.model_fields[one.name]]
        for is_asked in [info.is_required() or one.name in NEVER_FILLED_IN]
    }
    return {**values, **(ANSWERS_OF_ACTIVITY if kind == ACTIVITY else {}), "reason": ""}


# Plain widgets


def seed(key: str, value: object) -> str:
    """Return the key of a widget that shows `value` when it appears for the first time.

    Streamlit forgets widgets that a page did not show; what was typed is held by the form.
    """
    if key not in st.session_state:
        st.session_state[key] = value
    return key


def show_faults(faults: Iterable[str], key: str) -> None:
    """Say what is wrong, under its field.

    The place is there without any fault too. A place that comes and goes moves all fields below
    it, and the browser then draws them anew: what is being typed there would be lost.
    """
    with st.container(key=f"fault_{key}"):
        for words in faults:
            st.markdown(as_markdown(f"■ {words}"))


def show_widget(one: Field, value: Any, key: str, options: Mapping[str, str]) -> None:
    """Show the widget of a plain field; its value is read by its key (`open_form.collect`).

    Args:
        one: With its label and placeholder in the reader's words.
        value: What it shows at first.
        key: Of the widget.
        options: Names by code, of a choice.
    """
    label, hint = one.label, one.placeholder
    empty = None if value == "" else value
    match one.widget:
        case "choice":
            _choice(one, value, key, options)
        case "choices" | "groups":
            st.multiselect(
                label,
                list(options),
                format_func=lambda code: options.get(code, code),
                key=seed(key, [code for code in value if code in options]),
                placeholder=hint,
                select_all=False,
            )
        case "text" | "evidence":
            lines = 2 if one.widget == "evidence" else 3
            st.text_area(
                label,
                key=seed(key, value),
                placeholder=hint,
                height=24 * lines + 34,
                max_chars=5000,
            )
        case "day":
            st.date_input(
                label,
                None,
                key=seed(key, empty),
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
                format="YYYY-MM-DD",
            )
        case "count":
            st.number_input(label, value=None, key=seed(key, empty), min_value=0, step=1)
        case "number":
            st.number_input(label, value=None, key=seed(key, empty), step=None)
        case _:
            st.text_input(label, key=seed(key, value), placeholder=hint, autocomplete="off")


def _choice(one: Field, value: str, key: str, options: Mapping[str, str]) -> None:
    codes = list(options)
    if value and value not in options:
        codes.append(value)  # A code that is no longer offered stays until another is chosen.
    start = value if value in codes else None
    st.selectbox(
        one.label,
        codes,
        index=None if start is None else 0,
        format_func=lambda code: options.get(code, code),
        placeholder=one.placeholder,
        key=seed(key, start),
        accept_new_options=one.open,
    )


def evidence_file(key: Callable[[str], str], group: str, t: Translate) -> None:
    """Show the field for a file: it is kept at once, and its address is added to the evidence.

    Args:
        key: Gives the key of a field's widget.
        group: Whose file it is; without one, it is asked for first.
        t: The reader's words.
    """
    if not group:
        st.caption(t("Choose the working group first to add a file."))
        return
    place = key("file")
    label = t("A file as evidence, up to {most} MB", most=LARGEST_EVIDENCE // 1_000_000)
    st.file_uploader(
        label,
        type=[ending[1:] for ending in ENDINGS],
        key=place,
        on_change=_keep_file,
        args=(key("evidence"), place, group, t),
    )
    show_faults(filter(None, [st.session_state.pop(f"{place}_refused", "")]), place)


def _keep_file(field: str, place: str, group: str, t: Translate) -> None:
    upload = st.session_state.get(place)
    if upload is None or not hasattr(upload, "getvalue"):
        # Taken away again: a kept file stays, its address can be deleted from the text. Or the
        # server was restarted and no longer has it: the list shows that nothing is there.
        return
    engine = engine_of(database_url())
    try:
        kept = save_evidence(
            engine, upload.getvalue(), name=upload.name, group=group, actor=actor()
        )
    except IflaMetricsError as refused:
        st.session_state[f"{place}_refused"] = refused.say(t)
        return
    addresses = str(st.session_state.get(field) or "").splitlines()
    if kept.address not in addresses:
        st.session_state[field] = "\n".join([*addresses, kept.address])
