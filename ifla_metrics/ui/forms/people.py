"""The people of the form: three numbers, or a table for those who know more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from dataclasses import fields as fields_of
from typing import Any

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.ui.forms import fields
from ifla_metrics.ui.forms.checking import Form
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.forms.typed import Attendance, Typed

MOST = 200
"""Lines of the table that are shown; a longer one is a workbook's work."""


def draw(form: Opened, typed: Typed, read: Form, t: Translate) -> Typed:
    """Show the three numbers, unless there is a table of them."""
    if typed.lines:
        fields.read_back(
            t.plural(
                "People: {n} line in the table under “More”.",
                "People: {n} lines in the table under “More”.",
                len(typed.lines),
            )
        )
        return typed
    with st.container(key="people"):
        columns = st.columns(3)
        labels = {
            "people": t("How many people?"),
            "women": t("Women among them"),
            "men": t("Men among them"),
        }
        said = {}
        for column, (name, label) in zip(columns, labels.items(), strict=True):
            with column:
                said[name] = fields.text(form, name, label)
    fields.faults(form, read, "people", "women", "men")
    return replace(typed, people=said["people"], women=said["women"], men=said["men"])


def detailed(form: Opened, typed: Typed, read: Form, lists: Lists, t: Translate) -> Typed:
    """Show the table of people by country, role and so on, for those who want it."""
    key = fields.seed(form, "with_table", bool(typed.lines))
    if not st.toggle(t("People by country, role or association"), key=key):
        return replace(typed, lines=())
    lines = _table(form, form.typed.lines, lists, t)
    fields.faults(form, read, "lines")
    return replace(typed, lines=lines)


def _table(
    form: Opened, lines: Sequence[Attendance], lists: Lists, t: Translate
) -> tuple[Attendance, ...]:
    """Show the table. What comes back is as untrusted as any text: the draft decides."""
    import pandas as pd

    names = [field.name for field in fields_of(Attendance)]
    held = form.widget("table_from")
    if held not in st.session_state:
        # The editor adds its changes to the rows it began with, so those must stay the same.
        st.session_state[held] = tuple(lines) or (_start(form.typed),)
    frame = pd.DataFrame([asdict(line) for line in st.session_state[held]], columns=names)
    edited = st.data_editor(
        frame,
        key=form.widget("table"),
        num_rows="dynamic",
        hide_index=True,
        column_config=_columns(lists, t),
        column_order=[*(n for n in names if n != "details" or frame["details"].any())],
    )
    rows = edited.to_dict("records")[:MOST]
    found = (_line(row) for row in rows)
    return tuple(line for line in found if line != Attendance())


def _start(typed: Typed) -> Attendance:
    return Attendance(number=typed.people)


def _columns(lists: Lists, t: Translate) -> dict[str, Any]:
    column = st.column_config

    def chosen(title: str, codes: dict[str, str], usual: str = "") -> Any:
        return column.SelectboxColumn(
            title,
            options=list(codes),
            format_func=lambda code: codes.get(str(code), str(code)),
            default=usual or None,
        )

    def terms(name: str) -> dict[str, str]:
        return {code: t(words) for code, words in lists.terms[name].items()}

    modes = {code: words for code, words in terms("mode").items() if code != "mixed"}
    return {
        "number": column.TextColumn(t("People")),
        "country": chosen(t("Country"), {c: lists.country(c, t) for c in lists.countries}),
        "gender": chosen(t("Gender"), terms("gender"), "not_stated"),
        "role": chosen(t("Role"), terms("role"), "participant"),
        "association": chosen(t("Library association"), dict(lists.associations)),
        "mode": chosen(t("On site or remote"), modes, "not_stated"),
        "reach": chosen(t("Reach"), terms("reach"), "direct"),
        "note": column.TextColumn(t("Note")),
        "details": column.TextColumn(t("Further details"), disabled=True),
    }


def _line(row: dict[Any, Any]) -> Attendance:
    usual = Attendance()
    said = {}
    for field in fields_of(Attendance):
        value = row.get(field.name)
        empty = value is None or value != value or value == ""
        said[field.name] = getattr(usual, field.name) if empty else str(value)
    return Attendance(**said)
