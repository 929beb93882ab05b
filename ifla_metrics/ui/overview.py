"""The parts of the Overview that other pages lack: direction cards, and what needs the Board."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import streamlit as st

from ifla_metrics.i18n import translate
from ifla_metrics.ui import figure_card, navigation, sources
from ifla_metrics.ui.markup import as_markdown

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.overview import DirectionCard

STATUS_FIGURE = "direction-status"
TEMPLATE = Path(__file__).parent / "templates" / "direction_card.html"
NEEDS = "needs-the-board"
MOST = 5
CAUSES = {
    "off_track": ("progress", "indicator"),
    "overdue": ("progress", "group"),
    "silent_group": ("progress", "group"),
    "priority_gap": ("coverage", ""),
    "no_owner": ("progress", "element"),
    "too_few": ("progress", "element"),
    "region_gap": ("coverage", "region"),
}
"""By rule: the page of a finding's cause, and what of its address the subject is."""


@cache
def _template() -> jinja2.Template:
    return jinja2.Environment(autoescape=True).from_string(TEMPLATE.read_text("utf-8"))


@st.cache_data(max_entries=128, show_spinner=False)
def _cards(choices: Choices, state: figure_card.State) -> tuple[DirectionCard, ...]:
    from ifla_metrics.figures import overview

    return overview.cards(*sources.figure(STATUS_FIGURE, choices), translate(choices.language))


def direction_cards(choices: Choices) -> None:
    """Show a card for each direction: a link to its Progress, and its indicators by status."""
    from ifla_metrics.charts.theme import in_mode, status_ink

    t = translate(choices.language)
    cards = _cards(choices, figure_card.state())
    for column, card in zip(st.columns(max(1, len(cards))), cards, strict=False):
        with column, st.container(key=f"direction_{card.code}", gap=None, height="stretch"):
            navigation.link(card.name, "progress", choices, direction=card.code)
            ink = in_mode(status_ink(card.status), "screen")
            way = t("of the way to target")
            st.html(_template().render(card=card, ink=ink, of_the_way=way))
            made = figure_card.card(STATUS_FIGURE, choices, direction=card.code)
            if made.spec is not None:
                figure_card.chart(made, choices, key=card.code, direction=card.code)
    since = cards[0].since if cards else ""
    compared = t("↑ ↓ + −: since {meeting}", meeting=since) if since else ""
    figure_card.foot(figure_card.card(STATUS_FIGURE, choices), choices, t, words=compared)


def lede(choices: Choices) -> str:
    """Return which elements are not on course."""
    return _lede(choices, figure_card.state())


@st.cache_data(max_entries=128, show_spinner=False)
def _lede(choices: Choices, state: figure_card.State) -> str:
    from ifla_metrics.figures import overview

    return overview.lede(*sources.figure("element-progress", choices), translate(choices.language))


def needs_the_board(choices: Choices) -> None:
    """Show at most five findings, the most serious first; each opens its cause."""
    t = translate(choices.language)
    made = figure_card.card(NEEDS, choices)
    if made.empty:
        figure_card.empty(made, choices, t)
        return
    with st.container(key=f"figure_{NEEDS}", gap=None):
        st.header(as_markdown(made.title), anchor=NEEDS)
        found = _rows(choices, figure_card.state())
        for place, row in enumerate(found[:MOST]):
            page, name = CAUSES[row["rule_code"]]
            more = {name: row["subject"]} if name else {}
            with st.container(key=f"need_{place}", gap=None):
                navigation.link(row["finding"], page, choices, **more)
        rest = len(found) - MOST
        left = t("{n} more in the table", n=t.number(rest)) if rest > 0 else ""
        figure_card.foot(made, choices, t, words=left)


@st.cache_data(max_entries=128, show_spinner=False)
def _rows(choices: Choices, state: figure_card.State) -> list[dict[Hashable, Any]]:
    figure, reading = sources.figure(NEEDS, choices)
    frame = figure.table.frame[["finding", "rule_code", "subject"]].astype(str)
    rows = frame.to_dict("records")
    for row in rows:
        if row["rule_code"] == "off_track":
            indicator = reading.framework.indicator(row["subject"])
            row["finding"] = row["finding"].replace(indicator.title, indicator.short_title)
    return rows


def countries_reached(choices: Choices) -> None:
    """Show the countries reached over all that could be, as a link and a bar."""
    made = figure_card.card("coverage-by-region", choices)
    if made.empty:
        return
    with st.container(key="reach", gap=None):
        navigation.link(made.title, "coverage", choices)
        whole = figure_card.card("coverage-by-region", choices, only="all")
        if whole.spec is not None:
            figure_card.chart(whole, choices, key="whole")
