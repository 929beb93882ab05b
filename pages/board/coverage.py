"""Coverage: where the programme reached, against which denominator, and where not."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.ui import details, figure_card, navigation, shell

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

reached = figure_card.card("coverage-map", choices)
figure_card.head(reached, choices, lede=reached.method)

left, right = st.columns([66, 34], gap="large")
with right:
    countries = figure_card.codes("coverage-map", "country", choices)
    if country := navigation.select_in_address("country", countries, t("Open a country")):
        details.country(country, choices)
    else:
        figure_card.show("coverage-by-region", choices)
with left:
    note = t("Boundaries and names imply no opinion on the legal status of a territory.")
    figure_card.show("coverage-map", choices, heading="", method=note)

tabs = navigation.tabs({"matrix": t("Elements and directions"), "gaps": t("Priorities and gaps")})
matrix, gaps = tabs.values()
if matrix.open:
    with matrix:
        figure_card.show("direction-element-matrix", choices)
if gaps.open:
    with gaps:
        figure_card.show("priority-countries", choices)
        figure_card.show("not-reached", choices)
