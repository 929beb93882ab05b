"""Since last meeting: what changed between two dates, and why."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.ui import details, figure_card, filters, navigation, shell

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

status_card = figure_card.build("since-status", choices)
figure_card.page_header(status_card, intro="" if status_card.empty else status_card.method)
comparable = filters.choose_comparison()
if comparable:
    figure_card.show("since-causes")
titles = {"since-status": t("Statuses")}
if comparable:
    titles |= {
        "since-reports": t("Reports"),
        "since-corrections": t("Corrections"),
        "since-activities": t("Activities"),
        "since-milestones": t("Milestones"),
        "since-targets": t("Targets"),
        "since-countries": t("Countries"),
    }
cards = {name: figure_card.build(name, choices) for name in titles}
changed = {name: title for name, title in titles.items() if not cards[name].empty}
if changed:
    with navigation.open_tab(changed) as name:
        heading = "" if name == "since-status" else None  # The page's title says it.
        figure_card.show(name, heading=heading, method=heading)
unchanged = " ".join(card.empty for card in cards.values() if card.empty)
if unchanged and comparable:
    st.caption(unchanged)
details.indicator_dialog()
