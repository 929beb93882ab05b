"""Since last meeting: what changed between two dates, and why."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.ui import details, figure_card, filters, navigation, shell

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

moves = figure_card.card("since-status", choices)
figure_card.head(moves, lede="" if moves.empty else moves.method)
comparable = filters.compare()
if comparable:
    figure_card.show("since-causes")
lists = {"since-status": t("Statuses")}
if comparable:
    lists |= {
        "since-reports": t("Reports"),
        "since-corrections": t("Corrections"),
        "since-activities": t("Activities"),
        "since-milestones": t("Milestones"),
        "since-targets": t("Targets"),
        "since-countries": t("Countries"),
    }
cards = {name: figure_card.card(name, choices) for name in lists}
changed = [name for name, card in cards.items() if not card.empty]
if changed:
    for name, tab in navigation.tabs({name: lists[name] for name in changed}).items():
        if tab.open:
            with tab:
                plain = "" if name == "since-status" else None  # The title of the page says it.
                figure_card.show(name, heading=plain, method=plain)
unchanged = " ".join(card.empty for card in cards.values() if card.empty)
if unchanged and comparable:
    st.caption(unchanged)
details.indicator()
