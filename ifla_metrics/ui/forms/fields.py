"""Pieces of a form: a field with its fault under it, read-backs. What was typed is escaped."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.ui.forms.checking import Form
from ifla_metrics.ui.forms.opened import Opened
from ifla_metrics.ui.markup import join, tag

LIVE = {
    "when": "when",
    "people": "people",
    "women": "women",
    "men": "men",
    "lines": "lines",
    "directions": "shares",
}
"""Fields that are read while they are typed, and what must stand there: a fault is said at once."""


def seed(form: Opened, field: str, value: object) -> str:
    """Return the key of a field's widget, which shows `value` when it is drawn for the first time.

    Streamlit forgets widgets that a page did not draw; what was typed is the truth.
    """
    key = form.widget(field)
    if key not in st.session_state:
        st.session_state[key] = value
    return key


def text(form: Opened, field: str, label: str, *, placeholder: str = "") -> str:
    """Show a line of text, and return what stands in it."""
    key = seed(form, field, getattr(form.typed, field))
    found = st.text_input(label, key=key, placeholder=placeholder, autocomplete="off")
    return found or ""


def area(form: Opened, field: str, label: str, *, placeholder: str = "", lines: int = 3) -> str:
    """Show a text of several lines, and return what stands in it."""
    key = seed(form, field, getattr(form.typed, field))
    height = 24 * lines + 34
    return st.text_area(label, key=key, placeholder=placeholder, height=height) or ""


def one(form: Opened, field: str, label: str, options: dict[str, str]) -> str:
    """Show a choice of one among codes with their words, and return the code."""
    value = getattr(form.typed, field)
    key = seed(form, field, value if value in options else next(iter(options)))
    picked: str = st.selectbox(label, list(options), format_func=options.__getitem__, key=key)
    return picked


def several(
    form: Opened, field: str, label: str, options: dict[str, str], *, placeholder: str = ""
) -> tuple[str, ...]:
    """Show a choice of several among codes with their words, and return the codes."""
    key = seed(form, field, [c for c in getattr(form.typed, field) if c in options])
    picked = st.multiselect(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        placeholder=placeholder,
        select_all=False,
    )
    return tuple(picked)


def read_back(words: str) -> None:
    """Say how a field was understood."""
    st.html(tag("p", words, class_="im-read"))


def faults(opened: Opened, form: Form, *fields: str) -> None:
    """Say what is wrong at these fields: at once where they are read, else after a first try."""
    said = [
        words
        for field in fields
        if opened.tried or (field in LIVE and getattr(opened.typed, LIVE[field]))
        for words in form.faults.get(field, ())
    ]
    if said:
        st.html(join(tag("p", words, class_="im-fault") for words in said))


def names(words: Iterable[str], t: Translate, *, most: int = 6) -> str:
    """Return words in a row; what does not fit is counted."""
    every = list(words)
    told = every[:most]
    if len(every) > most:
        more = len(every) - most
        told.append(t.plural("and {n} more", "and {n} more", more))
    return ", ".join(told)
