"""The countries of an activity: chosen from the list, or typed in any of seven languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.ui.forms import session
from ifla_metrics.ui.forms.fields import seed
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.session import OpenForm
from ifla_metrics.ui.forms.values import Doubt, Places, read_places
from ifla_metrics.ui.markup import as_markdown

LEAVE_OUT = "none"
"""The answer to a doubtful name that takes none of its countries."""


def ask(form: OpenForm, places: Places, lists: Lists, t: Translate) -> tuple[str, ...]:
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


def _which_country(form: OpenForm, number: int, doubt: Doubt, lists: Lists, t: Translate) -> None:
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
def _shared_words(titles: tuple[str, ...], _lists: Lists) -> list[str]:
    """Return the words in names of countries that mean more than one of them: "Congo"."""
    number = Counter(word for title in titles for word in set(re.findall(r"\w{4,}", title)))
    several = sorted(word for word, times in number.items() if times > 1 and word not in titles)
    doubts = read_places(several, _lists).doubts
    return [doubt.typed for doubt in doubts if len(doubt.candidates) > 1]


def _without_accents(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in letters if not unicodedata.combining(c))


def _take_countries(place: str, key: str, lists: Lists) -> None:
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
