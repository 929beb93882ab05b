"""Parts of the form of an activity that are more than a field: countries, people, partners."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace
from dataclasses import fields as fields_of
from typing import Any

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.ui.codes import CodeNames
from ifla_metrics.ui.forms import session
from ifla_metrics.ui.forms.fields import seed
from ifla_metrics.ui.forms.participation import Attendance
from ifla_metrics.ui.forms.session import OpenForm
from ifla_metrics.ui.forms.values import Doubt, Places, read_places
from ifla_metrics.ui.markup import as_markdown

LEAVE_OUT = "none"
"""The answer to a doubtful name that takes none of its countries."""
MOST_LINES = 200
"""Lines that are read; more belong in a workbook."""


def ask_countries(
    form: OpenForm, places: Places, lists: CodeNames, t: Translate
) -> tuple[str, ...]:
    """Show the field with a question for each doubtful name; return the countries (alpha-3)."""
    options = {code: lists.country(code, t) for code in lists.countries}
    # A name that several countries share is an option too: it is the best match for itself, so
    # that a key pressed in haste takes the question and not the first of the countries.
    shared = _shared_words(tuple(options.values()), lists)
    options |= {word: word for word in shared}
    key = seed(form.widget("countries"), list(places.countries))
    picked = st.multiselect(
        t("Where?"),
        sorted(options, key=lambda code: _without_accents(options[code])),
        format_func=lambda code: options.get(code, code),
        key=key,
        accept_new_options=True,
        placeholder=t("Type a country in any language"),
        select_all=False,
        on_change=_take_countries,
        args=(form.place, key, lists),
    )
    with st.container():
        for number, doubt in enumerate(places.doubts):
            _which_country(form, number, doubt, lists, t)
    return tuple(code for code in picked if code in lists.countries)


def _which_country(
    form: OpenForm, number: int, doubt: Doubt, lists: CodeNames, t: Translate
) -> None:
    st.markdown(f"**{as_markdown(doubt.question(t))}**")
    options = {code: lists.country(code, t) for code in doubt.candidates}
    options[LEAVE_OUT] = t("Leave it out")
    key = form.widget(f"asked_{number}_{abs(hash(doubt.typed))}")
    st.pills(
        t("Country that is meant"),
        list(options),
        format_func=options.__getitem__,
        key=key,
        label_visibility="collapsed",
        on_change=_answer,
        args=(form.place, key, form.widget("countries"), doubt.typed),
    )


@st.cache_data(max_entries=8, show_spinner=False)
def _shared_words(titles: tuple[str, ...], _lists: CodeNames) -> list[str]:
    """Return the words in names of countries that mean more than one of them: "Congo"."""
    number = Counter(word for title in titles for word in set(re.findall(r"\w{4,}", title)))
    several = sorted(word for word, times in number.items() if times > 1 and word not in titles)
    doubts = read_places(several, _lists).doubts
    return [doubt.typed for doubt in doubts if len(doubt.candidates) > 1]


def _without_accents(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in letters if not unicodedata.combining(c))


def _take_countries(place: str, key: str, lists: CodeNames) -> None:
    """Take the country that was typed, or keep a doubtful name to be asked."""
    form = session.current(place)
    if form is None or key not in st.session_state:
        return
    places = read_places([*map(str, st.session_state[key])], lists)
    st.session_state[key] = list(places.countries)
    asked = dict.fromkeys((*form.values.asked, *(doubt.typed for doubt in places.doubts)))
    values = replace(form.values, countries=places.countries, asked=tuple(asked))
    session.change(form, values=values)


def _answer(place: str, key: str, field: str, typed: str) -> None:
    """Put the country that was meant in the place of the name."""
    form = session.current(place)
    picked = st.session_state.get(key)
    if form is None or picked is None:
        return
    countries = list(st.session_state.get(field, form.values.countries))
    if picked != LEAVE_OUT and picked not in countries:
        countries.append(picked)
    st.session_state[field] = countries
    asked = tuple(name for name in form.values.asked if name != typed)
    values = replace(form.values, countries=tuple(countries), asked=asked)
    session.change(form, values=values)


def edit_people(form: OpenForm, lists: CodeNames, t: Translate) -> tuple[Attendance, ...]:
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


def _people_columns(lists: CodeNames, t: Translate) -> dict[str, Any]:
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


def edit_partners(form: OpenForm, lists: CodeNames, t: Translate) -> tuple[tuple[str, str], ...]:
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
