"""The countries of the form: chosen from the list, or typed in any of seven languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.ui.forms import fields, opened
from ifla_metrics.ui.forms.checking import Form, question
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.forms.places import Doubt, read_places
from ifla_metrics.ui.markup import tag

NONE = "none"
"""Stands among the answers for: leave it out."""
_HELD: dict[tuple[str, ...], tuple[str, ...]] = {}


def draw(
    form: Opened, read: Form, lists: Lists, t: Translate
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Show the field and its questions; return the countries, and what is still to be asked."""
    names = {code: lists.country(code, t) for code in lists.countries}
    # A name of several countries stands in the list too: it is the nearest to itself, so that a
    # key pressed in haste takes the question and not the first of the countries.
    names |= {word: word for word in _of_several(tuple(names.values()), lists)}
    ordered = sorted(names, key=lambda code: _plain(names[code]))
    key = fields.seed(form, "countries", list(read.places.countries))
    picked = st.multiselect(
        t("Where?"),
        ordered,
        format_func=lambda code: names.get(code, code),
        key=key,
        accept_new_options=True,
        placeholder=t("Type a country in any language"),
        select_all=False,
        on_change=_settle,
        args=(form.subject, key, lists),
    )
    for place, doubt in enumerate(read.places.doubts):
        _ask(form, place, doubt, lists, t)
    codes = tuple(code for code in picked if code in lists.countries)
    return codes, form.typed.asked


def _of_several(names: tuple[str, ...], lists: Lists) -> tuple[str, ...]:
    """Return the words in names of countries that stand for more than one of them."""
    held = _HELD.get(names)
    if held is None:
        number = Counter(word for name in names for word in set(re.findall(r"\w{4,}", name)))
        shared = sorted(word for word, times in number.items() if times > 1)
        held = tuple(w for w in shared if len(_meant(w, lists)) > 1 and w not in names)
        if len(_HELD) > 8:
            _HELD.clear()
        _HELD[names] = held
    return held


def _meant(word: str, lists: Lists) -> tuple[str, ...]:
    doubts = read_places([word], lists).doubts
    return doubts[0].candidates if doubts else ()


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in letters if not unicodedata.combining(c))


def _settle(subject: str, key: str, lists: Lists) -> None:
    """Take what was typed for the country it means, or keep it to be asked."""
    form = opened.current(subject)
    if form is None or key not in st.session_state:
        return
    places = read_places([*map(str, st.session_state[key])], lists)
    st.session_state[key] = list(places.countries)
    asked = dict.fromkeys((*form.typed.asked, *(doubt.typed for doubt in places.doubts)))
    opened.change(
        subject, typed=replace(form.typed, countries=places.countries, asked=tuple(asked))
    )


def _ask(form: Opened, place: int, doubt: Doubt, lists: Lists, t: Translate) -> None:
    """Ask which country a name means. The name was typed: it is shown as text and nothing else."""
    st.html(tag("p", question(doubt, t), class_="im-ask"))
    options = {code: lists.country(code, t) for code in doubt.candidates}
    options[NONE] = t("Leave it out")
    key = form.widget(f"asked_{place}_{abs(hash(doubt.typed))}")
    st.pills(
        t("Country that is meant"),
        list(options),
        format_func=options.__getitem__,
        key=key,
        label_visibility="collapsed",
        on_change=_answer,
        args=(form.subject, key, form.widget("countries"), doubt.typed),
    )


def _answer(subject: str, key: str, field: str, typed: str) -> None:
    """Put the country that was meant where the name stood."""
    form = opened.current(subject)
    picked = st.session_state.get(key)
    if form is None or picked is None:
        return
    countries = list(st.session_state.get(field, form.typed.countries))
    if picked != NONE and picked not in countries:
        countries.append(picked)
    st.session_state[field] = countries
    asked = tuple(name for name in form.typed.asked if name != typed)
    opened.change(subject, typed=replace(form.typed, countries=tuple(countries), asked=asked))
