"""Coverage: which countries the programme reached, of which total, and which it did not."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.ui import details, figure_card, navigation, shell

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

card = figure_card.build("coverage-map", choices)
figure_card.page_header(card, intro=card.method)

left, right = st.columns([66, 34], gap="large")
with right:
    countries = figure_card.names_by_code("coverage-map", "country", choices)
    if country := navigation.selectbox_in_url("country", countries, t("Open a country")):
        details.panel("country", "coverage-map", country)
    else:
        figure_card.show("coverage-by-region", method="")  # The page's intro says it.
with left:
    note = t("Boundaries and names imply no opinion on the legal status of a territory.")
    figure_card.show("coverage-map", heading="", method=note)

titles = {"matrix": t("Elements and directions"), "gaps": t("Priorities and gaps")}
with navigation.open_tab(titles) as tab:
    if tab == "matrix":
        figure_card.show("direction-element-matrix")
    else:
        figure_card.show("priority-countries")
        figure_card.show("not-reached")
