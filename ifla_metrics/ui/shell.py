"""What every page stands in: its reader's right, the choices, the words, and how to show things."""

from __future__ import annotations

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ifla_metrics import access
from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotAllowed, n_
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui import address, figures_view, filters, frame, sources, trouble
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown, tag
from ifla_metrics.ui.specs import Finished

INDICATOR = "indicator"
ONE_INDICATOR = n_("One indicator over time")


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


def title(figure: Finished) -> None:
    """Open the page with its day and its answer: the title of its first figure, and a sentence."""
    st.caption(as_markdown(figure.position))
    answer = tag("h1", figure.title.removesuffix("."), id=figure.name)
    st.html(answer + tag("p", figure.lede, class_="im-lede"))


def show(figure: Finished) -> None:
    """Show one finished figure with its actions and source.

    A figure is the same for every reader; where it is empty, who may log finds the form here.
    """
    figures_view.draw(figure, _log_one() if figure.without_activities else "")


def _log_one() -> str:
    reader = actor()
    if not access.allowed(reader, access.Right.LOG_ACTIVITY, reader.groups):
        return ""
    link = tag("a", t()("Log an activity"), href=f"log?{address.of(choices())}", target="_self")
    return tag("p", link, class_="im-empty")


def columns(*widths: int) -> list[DeltaGenerator]:
    """Return places side by side; one below the other where there is no room."""
    return st.columns(widths, gap="large")


def beside(wide: Finished, narrow: Finished) -> None:
    """Show two figures without charts side by side; one below the other where there is no room."""
    figures_view.draw_beside(wide, narrow)


def mode() -> Literal["light", "dark"]:
    """Return `dark` or `light`, as the reader's screen is set."""
    return "dark" if st.context.theme.type == "dark" else "light"


def indicator() -> str:
    """Let the reader choose one indicator (of the chosen direction); "" when there is none.

    The address carries it beside the choices.
    """
    chosen = choices()
    framework = sources.framework(chosen)
    under = (
        framework.indicators_under(chosen.direction) if chosen.direction else framework.indicators
    )
    titles = {i.code: f"{i.code} {i.short_title}" for i in under}
    if not titles:
        return ""
    key = key_of(INDICATOR)
    asked = st.query_params.get(INDICATOR, "")
    if st.session_state.get(key) not in titles:
        st.session_state[key] = asked if asked in titles else next(iter(titles))
    picked: str = st.selectbox(
        t()(ONE_INDICATOR), list(titles), format_func=titles.__getitem__, key=key
    )
    if picked != (asked or next(iter(titles))):
        st.query_params[INDICATOR] = picked  # The first one needs no step on the way back.
    return picked


def key_of(name: str) -> str:
    """Return the session key of a widget that offers a choice."""
    return f"choice_{name}"
