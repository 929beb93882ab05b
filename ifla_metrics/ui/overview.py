"""The parts of the Overview that other pages lack: direction cards, and what needs the Board."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Parts:
    """What the Overview says beside its figures."""

    lede: str
    """Which elements are not on course."""
    cards: tuple[DirectionCard, ...]
    findings: list[dict[Hashable, Any]]
    """What needs the Board, the most serious first: `finding`, `rule_code`, `subject`."""


def parts(choices: Choices) -> Parts:
    """Return what the Overview says beside its figures."""
    return _parts(choices, figure_card.state())


@figure_card.cached
def _parts(choices: Choices, state: figure_card.State) -> Parts:
    from ifla_metrics.figures import overview

    t = translate(choices.language)
    figure, reading = sources.figure(NEEDS, choices)
    rows = figure.table.frame[["finding", "rule_code", "subject"]].astype(str).to_dict("records")
    for row in rows:
        if row["rule_code"] == "off_track":
            indicator = reading.framework.indicator(row["subject"])
            row["finding"] = row["finding"].replace(indicator.title, indicator.short_title)
    return Parts(
        lede=overview.lede(*sources.figure("element-progress", choices), t),
        cards=overview.cards(*sources.figure(STATUS_FIGURE, choices), t),
        findings=rows,
    )


def direction_cards(cards: Sequence[DirectionCard], choices: Choices) -> None:
    """Show a card for each direction: a link to its Progress, and its indicators by status."""
    from ifla_metrics.charts.theme import in_mode, status_ink

    t = translate(choices.language)
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


def needs_the_board(findings: Sequence[dict[Hashable, Any]], choices: Choices) -> None:
    """Show at most five findings; each opens its cause."""
    t = translate(choices.language)
    made = figure_card.card(NEEDS, choices)
    if made.empty:
        figure_card.empty(made, choices, t)
        return
    with st.container(key=f"figure_{NEEDS}", gap=None):
        st.header(as_markdown(made.title), anchor=NEEDS)
        for place, row in enumerate(findings[:MOST]):
            page, name = CAUSES[row["rule_code"]]
            more = {name: row["subject"]} if name else {}
            with st.container(key=f"need_{place}", gap=None):
                navigation.link(row["finding"], page, choices, **more)
        rest = len(findings) - MOST
        left = t("{n} more in the table", n=t.number(rest)) if rest > 0 else ""
        figure_card.foot(made, choices, t, words=left)


def countries_reached(choices: Choices) -> None:
    """Show the countries reached over all that could be, as a link and a bar."""
    made = figure_card.card("coverage-by-region", choices, only="all")
    if made.empty:
        return
    with st.container(key="reach", gap=None):
        navigation.link(made.title, "coverage", choices)
        if made.spec is not None:
            figure_card.chart(made, choices, key="whole")
