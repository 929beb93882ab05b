"""Tables inside the form of an activity: people by country, role and so on; outside partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import fields as fields_of
from typing import Any

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.ui.forms.fields import seed
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.participation import Attendance
from ifla_metrics.ui.forms.session import OpenForm

MOST_LINES = 200
"""Lines that are read; more belong in a workbook."""


def edit_people(form: OpenForm, lists: Lists, t: Translate) -> tuple[Attendance, ...]:
    """Show the table of people; return its lines, as untrusted as any text."""
    import pandas as pd

    start = form.widget("table_from")
    # The editor adds its changes to the rows it began with, so those must stay the same.
    seed(start, form.values.lines or (Attendance(number=form.values.people),))
    order = [field.name for field in fields_of(Attendance)]
    frame = pd.DataFrame([asdict(line) for line in st.session_state[start]], columns=order)
    edited = st.data_editor(
        frame,
        key=form.widget("table"),
        num_rows="dynamic",
        hide_index=True,
        column_config=_people_columns(lists, t),
        column_order=[name for name in order if name != "details" or frame["details"].any()],
    )
    rows = [_attendance(row) for row in edited.to_dict("records")[:MOST_LINES]]
    return tuple(line for line in rows if line != Attendance())


def _people_columns(lists: Lists, t: Translate) -> dict[str, Any]:
    column = st.column_config

    def select(title: str, codes: Mapping[str, str], usual: str | None = None) -> Any:
        return column.SelectboxColumn(
            title,
            options=list(codes),
            format_func=lambda code: codes.get(str(code), str(code)),
            default=usual,
        )

    terms = {
        name: {code: t(title) for code, title in lists.terms[name].items()}
        for name in ("gender", "role", "mode", "reach")
    }
    terms["mode"].pop("mixed", None)
    return {
        "number": column.TextColumn(t("People")),
        "country": select(t("Country"), {c: lists.country(c, t) for c in lists.countries}),
        "gender": select(t("Gender"), terms["gender"], "not_stated"),
        "role": select(t("Role"), terms["role"], "participant"),
        "association": select(t("Library association"), lists.associations),
        "mode": select(t("On site or remote"), terms["mode"], "not_stated"),
        "reach": select(t("Reach"), terms["reach"], "direct"),
        "note": column.TextColumn(t("Note")),
        "details": column.TextColumn(t("Further details"), disabled=True),
    }


def _attendance(row: dict[Any, Any]) -> Attendance:
    """Return a row of the table as a line; an empty cell is what is usual."""
    known = {field.name for field in fields_of(Attendance)}
    filled = {k: v for k, v in row.items() if k in known and v is not None and v == v and v != ""}
    return Attendance(**{name: str(value) for name, value in filled.items()})


def edit_partners(form: OpenForm, lists: Lists, t: Translate) -> tuple[tuple[str, str], ...]:
    """Show the table of outside partners; return name and kind of each."""
    import pandas as pd

    column = st.column_config
    kinds = {code: t(title) for code, title in lists.terms["partner_kind"].items()}
    start = seed(form.widget("partners_from"), form.values.partners)
    edited = st.data_editor(
        pd.DataFrame(st.session_state[start], columns=["name", "kind"], dtype=object),
        key=form.widget("partners"),
        num_rows="dynamic",
        hide_index=True,
        column_config={
            "name": column.TextColumn(t("Organisation")),
            "kind": column.SelectboxColumn(
                t("Kind of partner"),
                options=list(kinds),
                format_func=lambda code: kinds.get(str(code), str(code)),
                default="other",
            ),
        },
    )
    st.caption(t("Organisations only: please name no person."))
    rows = edited.fillna("").to_dict("records")
    return tuple((row["name"], row["kind"] or "other") for row in rows if row["name"])
