"""The people of an activity, by three numbers or by lines in a table, and its outside partners."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import FORMAT_OF_KIND, PARTICIPATION, Column
from ifla_metrics.imports.counts import counts_from_lines, lines_from_counts, parse_count
from ifla_metrics.imports.rows import CellError
from ifla_metrics.models.drafts import Draft, ParticipationDraft, PartnerDraft
from ifla_metrics.ui import lists
from ifla_metrics.ui.forms import open_form
from ifla_metrics.ui.forms.fields import Field
from ifla_metrics.ui.forms.open_form import Values, update_values
from ifla_metrics.ui.forms.widgets import View

TABLES: Mapping[str, type[Draft]] = {"lines": ParticipationDraft, "partners": PartnerDraft}
"""What a line is, by the field that asks for lines in a table."""
COLUMNS = {
    "lines": FORMAT_OF_KIND[PARTICIPATION].columns,
    "partners": (
        Column("name", n_("Organisation"), "text"),
        Column("kind", n_("Kind of partner"), "code", codes="partner_kind"),
    ),
}
"""Columns that a table may have; those that its lines have no field for are left out."""
THOUSANDS = {"decimal": "none"}
"""How a number is read: a point or a comma stands between thousands, as people have no parts."""
NUMBERS = ("participants", "women", "men")
Row = dict[str, Any]
"""A line by the names of the fields of its draft."""


# Numbers


def read(values: Values, t: Translate) -> tuple[Sequence[Any], dict[str, list[str]]]:
    """Return lines of people, as rows or drafts, and what is wrong by field.

    The lines of a form say it, else its numbers of people, women and men.
    """
    if values["lines"]:
        return values["lines"], {}
    counts, faults = {}, {}
    for name in NUMBERS:
        if typed := values[name].strip():
            try:
                counts[name] = parse_count(typed, THOUSANDS)
            except CellError as error:
                faults[name] = [error.translate(t)]
    if faults:
        return (), faults
    try:
        return lines_from_counts(counts), {}
    except CellError as error:
        return (), {NUMBERS[0]: [error.translate(t)]}


def answers(lines: Sequence[ParticipationDraft]) -> dict[str, Any]:
    """Return stored lines as the form shows them: three numbers where they say it all."""
    if not lines:
        return {}
    numbers = counts_from_lines(lines)
    if numbers is None or not numbers.keys() <= {*NUMBERS}:
        return {"lines": rows_of(lines)}
    return {name: str(n) for name, n in numbers.items()}


# Lines in a table


def rows_of(lines: Iterable[Draft]) -> tuple[Row, ...]:
    """Return lines as rows of a table."""
    return tuple(line.model_dump(mode="json") for line in lines)


def usual_row(name: str) -> Row:
    """Return what a new row of a table says."""
    return TABLES[name].model_construct().model_dump(mode="json", warnings=False)


def filled_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Return rows of a table, as untrusted as any text, without those that say nothing."""
    usual, fields = usual_row(name), TABLES[name].model_fields
    found = ({k: v for k, v in row.items() if k in fields and v not in (None, "")} for row in rows)
    filled = [row for row in found if any(usual.get(key) != value for key, value in row.items())]
    for row in filled:
        if name == "lines" and not {"count", "qualifier"} & row.keys():
            row["qualifier"] = "unknown"
    return tuple(filled)


def _column(view: View, column: Column, usual: Any) -> Any:
    if not column.codes:
        return st.column_config.TextColumn(view.t(column.title))
    options = view.code_book.options(column.codes, view.read.framework)
    return st.column_config.SelectboxColumn(
        view.t(column.title),
        options=list(options),
        format_func=lambda code: options.get(str(code), str(code)),
        # How exact a number is, its own words may say.
        default=None if column.key == "qualifier" else usual or None,
    )


def ask(view: View, field: Field) -> None:
    """Ask for lines in a table behind a toggle; without it the form holds none."""
    usual, rows = usual_row(field.name), view.form.values[field.name]
    columns = {
        column.key: _column(view, column, usual.get(column.key))
        for column in COLUMNS[field.name]
        if column.key in TABLES[field.name].model_fields
    }
    if field.name == "lines" and not rows:
        rows = rows_of(read(view.form.values, view.t)[0])
    form, taken = view.form, (view.form.session_key, field.name)
    toggle, has_rows = form.widget(f"with_{field.name}"), bool(form.values[field.name])
    # The editor adds its changes to the rows it began with, so those must stay the same.
    start, table = form.widget(f"{field.name}_from"), form.widget(f"{field.name}_table")
    is_shown = st.toggle(
        view.t(field.label), has_rows, key=toggle, on_change=_take_rows, args=taken
    )
    with st.container():
        if not is_shown:
            st.session_state.pop(start, None)
            return
        if table not in st.session_state:  # Streamlit forgets its changes when the page is left.
            st.session_state[start] = rows
        # All cells are text: Streamlit logs a trace for a number that is none.
        shown = [
            {key: "" if row[key] is None else str(row[key]) for key in columns}
            for row in st.session_state[start]
        ]
        lists.editor(
            pd.DataFrame(shown, columns=list(columns), dtype=object),
            view.t,
            key=table,
            num_rows="dynamic",
            placeholder="",
            column_config=columns,
            on_change=_take_rows,
            args=taken,
        )
        if field.placeholder:
            st.caption(view.t(field.placeholder))
        view.show_faults(field.name)


def _take_rows(session_key: str, name: str) -> None:
    form = open_form.current(session_key)
    if form is None:
        return
    rows: Mapping[int, Row] = {}
    if st.session_state.get(form.widget(f"with_{name}")):
        start = st.session_state.get(form.widget(f"{name}_from"), ())
        rows = lists.apply_edits(start, st.session_state.get(form.widget(f"{name}_table"), {}))
    update_values(session_key, **{name: filled_rows(name, rows.values())})
