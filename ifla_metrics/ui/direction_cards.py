"""The direction cards of the Overview: each opens the Progress of its direction."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
import streamlit as st

from ifla_metrics.i18n import translate
from ifla_metrics.ui import figure_card, navigation, sources

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.overview import DirectionCard

NAME = "direction-status"
TEMPLATE = Path(__file__).parent / "templates" / "direction_card.html"


@cache
def _template() -> jinja2.Template:
    return jinja2.Environment(autoescape=True).from_string(TEMPLATE.read_text("utf-8"))


@st.cache_data(max_entries=128, show_spinner=False)
def _cards(choices: Choices, state: figure_card.State) -> tuple[DirectionCard, ...]:
    from ifla_metrics.figures import overview

    return overview.cards(*sources.figure(NAME, choices), translate(choices.language))


def show(choices: Choices) -> None:
    """Show a card for each direction: a link to its Progress, and its indicators by status."""
    from ifla_metrics.charts.theme import in_mode, status_ink

    t = translate(choices.language)
    cards = _cards(choices, figure_card.state())
    for column, card in zip(st.columns(max(1, len(cards))), cards, strict=False):
        with column, st.container(key=f"direction_{card.code}", gap=None):
            navigation.link(card.name, "progress", choices, direction=card.code)
            ink = in_mode(status_ink(card.status), "screen")
            way = t("of the way to target")
            st.html(_template().render(card=card, ink=ink, of_the_way=way))
            made = figure_card.card(NAME, choices, direction=card.code)
            if made.spec is not None:
                figure_card.chart(made, choices, key=card.code, direction=card.code)
    since = cards[0].since if cards else ""
    compared = t("↑ ↓ + −: since {meeting}", meeting=since) if since else ""
    figure_card.foot(figure_card.card(NAME, choices), choices, t, words=compared)
