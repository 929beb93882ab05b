"""Draws one finished figure on the page: head, chart, actions and source."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.ui.markup import Html, tag
from ifla_metrics.ui.specs import Finished


def draw(figure: Finished, way_on: str = "") -> None:
    """Show a finished figure as one element: its head, chart or what stands there, actions, source.

    Args:
        figure: The same for every reader.
        way_on: HTML of this reader's own, after what stands in place of a chart.
    """
    st.html(Html(figure.head + figure.body + way_on + figure.foot))


def draw_beside(wide: Finished, narrow: Finished) -> None:
    """Show two figures that are only words and HTML next to each other."""
    st.html(
        tag(
            "div",
            *(tag("section", Html(part.head + part.body + part.foot)) for part in (wide, narrow)),
            class_="im-two",
        )
    )
