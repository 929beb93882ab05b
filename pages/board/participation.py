"""Participation: who took part, over time and where, how many of them women, in which roles."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.ui import details, figure_card, navigation, shell

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

over_time = figure_card.card("participation-over-time", choices)
figure_card.head(over_time, lede=over_time.method)
figure_card.show("participation-over-time", heading="", method="")
details.menu("participation-over-time", "quarter", t("Open a quarter"))

tabs = {
    "regions": (t("Regions"), ("participation-by-region", "women-share")),
    "associations": (t("Associations"), ("associations-taking-part",)),
    "roles": (t("Roles and modes"), ("participation-profile", "participation-by-level")),
    "partners": (t("Partners"), ("partners-by-kind",)),
    "elements": (t("Elements and arenas"), ("women-share-by-element", "participation-by-arena")),
}
for code, tab in navigation.tabs({code: title for code, (title, _) in tabs.items()}).items():
    names = tabs[code][1]
    if tab.open:
        with tab:
            for column, name in zip(st.columns(len(names), gap="large"), names, strict=True):
                with column:
                    figure_card.show(name)
            if "associations-taking-part" in names:
                details.menu(names[0], "association", t("Open an association"))
details.row("participation-over-time", "quarter")
details.row("associations-taking-part", "association")
