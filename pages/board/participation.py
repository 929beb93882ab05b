"""Participation: how many people took part over time, from where, how many women, in what roles."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.ui import details, figure_card, navigation, shell

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

card = figure_card.build("participation-over-time", choices)
figure_card.page_header(card, intro=card.method)
figure_card.show("participation-over-time", heading="", method="")

figures = {
    "regions": (t("Regions"), ("participation-by-region", "women-share", "participation-by-level")),
    "associations": (t("Associations"), ("associations-taking-part",)),
    "roles": (t("Roles and modes"), ("participation-profile",)),
    "partners": (t("Partners"), ("partners-by-kind",)),
    "elements": (t("Elements and arenas"), ("women-share-by-element", "participation-by-arena")),
}
with navigation.open_tab({code: title for code, (title, _) in figures.items()}) as tab:
    names = figures[tab][1]
    columns = st.columns(2 if tab == "associations" else min(2, len(names)), gap="large")
    for place, name in enumerate(names):
        with columns[place % 2]:
            figure_card.show(name)
    if tab == "associations":
        with columns[1]:
            titles = figure_card.names_by_code(names[0], "association", choices)
            if code := navigation.selectbox_in_url("association", titles, t("Open an association")):
                details.panel("association", names[0], code)
