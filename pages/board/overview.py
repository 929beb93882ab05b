"""Overview: is the programme on course? One screen."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.ui import board_pdf, figure_card, overview, shell

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

elements = figure_card.card("element-progress", choices)
parts = overview.parts(choices)
shell.title(elements.title, as_of=elements.as_of_line, lede=parts.lede)
board_pdf.show_link("overview", choices)

overview.direction_cards(parts.cards, choices)
left, middle, right = st.columns([49, 27, 24], gap="large")
with left:
    marks = t("Tick: expected now. Dot: last meeting. 7/8: indicators rated.")
    figure_card.show("element-progress", choices, method=marks)
with middle:
    overview.needs_the_board(parts.findings, choices)
with right:
    figure_card.show("participation-over-time", choices, method="", height=116)
    overview.countries_reached(choices)
