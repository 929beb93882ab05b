"""The people of an activity, as three numbers or as lines of a table, and its partners."""

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
from ifla_metrics.ui.forms.open_form import Values
from ifla_metrics.ui.forms.widgets import View, show_understood

TABLES: Mapping[str, type[Draft]] = {"lines": ParticipationDraft, "partners": PartnerDraft}
"""The draft of a line, for each field shown as a table."""
COLUMNS = {
    "lines": FORMAT_OF_KIND[PARTICIPATION].columns,
    "partners": (
        Column("name", n_("Organisation"), "text"),
        Column("kind", n_("Kind of partner"), "code", codes="partner_kind"),
    ),
}
"""Columns of the tables; a table shows those that its draft has a field for."""
THOUSANDS = {"decimal": "none"}
"""Parse points and commas as thousands separators: a number of people has no decimals."""
NUMBERS = ("participants", "women", "men")
Row = dict[str, Any]
"""A line of a table, by the field names of its draft."""


# Numbers


def parse_lines(values: Values, t: Translate) -> tuple[Sequence[Any], dict[str, list[str]]]:
    """Return the participation lines, as rows or drafts, and faults by field.

    If the form has no lines, they come from its numbers of people, women and men.
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


def form_values(lines: Sequence[ParticipationDraft]) -> dict[str, Any]:
    """Return the form values of stored lines: three numbers if these hold all of them."""
    if not lines:
        return {}
    numbers = counts_from_lines(lines)
    if numbers is None or not numbers.keys() <= {*NUMBERS}:
        return {"lines": rows_of(lines)}
    return {name: str(number) for name, number in numbers.items()}


def show_unknown_gender(view: View) -> None:
    """Show how many people have no gender yet if only the women or only the men are given.

    The share of women counts people of known gender: 14 women of 24 people alone would be 100 %.
    """
    lines, _faults = parse_lines(view.form.values, view.t)
    counts = {line.gender: line.count for line in lines if line.count}
    if len(counts) == 2 and "not_stated" in counts:
        n = view.t.number(counts["not_stated"])
        show_understood(view.t("Gender not stated: {n}. Please fill in women and men.", n=n))


# Lines in a table


def rows_of(lines: Iterable[Draft]) -> tuple[Row, ...]:
    """Return lines as rows of a table."""
    rows = (line.model_dump(mode="json", warnings=False) for line in lines)
    return tuple({k: str(v) for k, v in row.items() if v not in (None, "")} for row in rows)


def filled_rows(name: str, rows: Iterable[Mapping[Any, Any]]) -> tuple[Row, ...]:
    """Return the rows of a table without empty ones. Rows come from the browser, unchecked."""
    [default] = rows_of([TABLES[name].model_construct()])
    filled = []
    for cells in rows:
        row = {key: value for key, value in cells.items() if value}
        if row.items() <= default.items():
            continue
        if name == "lines" and not {"count", "qualifier"} & row.keys():
            row["qualifier"] = "unknown"
        filled.append(row)
    return tuple(filled)


def _column(view: View, column: Column) -> Any:
    if not column.codes:
        return st.column_config.TextColumn(view.t(column.title))
    options = view.code_book.options(column.codes, view.parsed.framework)
    return st.column_config.SelectboxColumn(
        view.t(column.title),
        options=list(options),
        format_func=lambda code: options.get(str(code), str(code)),
    )


def show_table(view: View, field: Field) -> None:
    """Show a toggle and, if it is on, a table of lines; if it is off, the form has no lines."""
    form, name, t = view.form, field.name, view.t
    rows = initial = form.values[name]
    is_shown = st.toggle(t(field.label), bool(rows), key=form.widget(f"with_{name}"))
    # The editor stores its changes relative to its initial rows, so these must stay the same.
    initial_key, table_key = form.widget(f"{name}_from"), form.widget(f"{name}_table")
    with st.container():
        if is_shown:
            if table_key not in st.session_state:  # Or the reader left the page meanwhile.
                if name == "lines" and not initial:
                    initial = rows_of(parse_lines(form.values, t)[0])
                st.session_state[initial_key] = initial
            # All cells are text: for a number that it cannot read, Streamlit logs a traceback.
            columns = list(TABLES[name].model_fields)
            frame = pd.DataFrame(st.session_state[initial_key], columns=columns, dtype=object)
            shown = [column for column in COLUMNS[name] if column.key in columns]
            edited = lists.editor(
                frame.fillna(""),
                t,
                key=table_key,
                num_rows="dynamic",
                placeholder="",
                column_order=[column.key for column in shown],
                column_config={column.key: _column(view, column) for column in shown},
            )
            rows = filled_rows(name, edited.fillna("").to_dict("records"))
            if field.placeholder:
                st.caption(t(field.placeholder))
            view.show_faults(name)
        else:
            rows = ()
    if rows != form.values[name]:
        values = {**form.values, name: rows}
        open_form.change(form, values=values, error="", duplicates=())
        st.rerun()
