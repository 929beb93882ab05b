"""What every page stands in: its reader's right, the choices, the words and its title."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ifla_metrics import access
from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotAllowed
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui import filters, frame, trouble
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown


def require(right: access.Right) -> None:
    """End the page unless the reader has the right (an editor: for an own group).

    The first line of every page.
    """
    reader = actor()
    try:
        access.require(reader, right, reader.groups)
    except NotAllowed as refused:
        trouble.say(refused, t())
        st.stop()


def right_of(wanted: access.Right) -> access.Right:
    """Return a right where the reader has it (an editor: for an own group), else that to read."""
    reader = actor()
    return wanted if access.allowed(reader, wanted, reader.groups) else access.Right.READ


def choices() -> Choices:
    """Return what the reader of this run has chosen."""
    return filters.choices()


def language() -> str:
    """Return the reader's language: as chosen; before that, as the browser says."""
    return choices().language if filters.is_chosen() else frame.language()


def t() -> Translate:
    """Return the words of the reader's language."""
    return translate(language())


def title(words: str, *, position: str = "", lede: str = "") -> None:
    """Open the page with its day, its answer and a sentence."""
    if position:
        st.caption(as_markdown(position))
    st.title(as_markdown(words.removesuffix(".")), anchor=False)
    if lede:
        st.markdown(as_markdown(lede))


def columns(*widths: int) -> list[DeltaGenerator]:
    """Return places side by side; one below the other where there is no room."""
    return st.columns(widths, gap="large")


def key_of(name: str) -> str:
    """Return the session key of a widget that offers a choice."""
    return f"choice_{name}"
