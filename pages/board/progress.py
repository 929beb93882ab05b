"""Progress: every indicator in groups, then milestones, people, resources and what came late."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.ui import details, figure_card, navigation, shell

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

elements = figure_card.codes("element-progress", "element", choices)
statuses = details.statuses(t)
shown = {
    "element": navigation.chosen("element", elements),
    "status": navigation.chosen("status", statuses),
}
indicators = figure_card.card("indicator-bullets", choices, **shown)
figure_card.head(indicators)

names = {
    "indicators": t("Indicators"),
    "milestones": t("Milestones"),
    "leaders-pipeline": t("Leaders"),
    "resource-languages": t("Resources"),
    "association-outcomes": t("Associations"),
    "plan-versus-actual": t("Late starts"),
    "across": t("Across strategies"),
}
tabs = navigation.tabs(names)
if tabs["indicators"].open:
    with tabs["indicators"]:
        ways = {"element": t("Element"), "direction": t("Direction")}
        with st.container(horizontal=True, key="controls", vertical_alignment="center"):
            st.segmented_control(
                t("Group by"),
                list(ways),
                format_func=ways.__getitem__,
                required=True,
                label_visibility="collapsed",
                **navigation.bound("by", lambda way: way if way in ways else "element", "element"),
            )
            st.toggle(t("Problems first"), **navigation.bound("problems", "1".__eq__))
            navigation.select_in_address("element", elements, t("All elements"))
            navigation.select_in_address("status", statuses, t("All statuses"))
            details.menu("indicator-bullets", "indicator", t("Open an indicator"))
        figure_card.show(
            "indicator-bullets",
            heading="",
            method=indicators.marks,
            by=navigation.chosen("by", ways, "element"),
            problems=navigation.chosen("problems", ["1"]),
            **shown,
        )
if tabs["across"].open and elements:
    with tabs["across"]:
        element = shown["element"] or next(iter(elements))
        navigation.select_in_address("element", elements, elements[element])
        figure_card.show(f"across-{element}")
for name, tab in tabs.items():
    if name not in ("indicators", "across") and tab.open:
        with tab:
            figure_card.show(name)
details.indicator()
