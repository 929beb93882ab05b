"""Coverage: where the programme reached, against which denominator, and where not."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.ui import details, figure_card, navigation, shell

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

reached = figure_card.card("coverage-map", choices)
figure_card.head(reached, lede=reached.method)

left, right = st.columns([66, 34], gap="large")
with right:
    countries = figure_card.codes("coverage-map", "country", choices)
    if country := navigation.select_in_address("country", countries, t("Open a country")):
        details.country(country)
    else:
        figure_card.show("coverage-by-region")
with left:
    note = t("Boundaries and names imply no opinion on the legal status of a territory.")
    figure_card.show("coverage-map", heading="", method=note)

tabs = navigation.tabs({"matrix": t("Elements and directions"), "gaps": t("Priorities and gaps")})
matrix, gaps = tabs.values()
if matrix.open:
    with matrix:
        figure_card.show("direction-element-matrix")
if gaps.open:
    with gaps:
        figure_card.show("priority-countries")
        figure_card.show("not-reached")
