"""Progress: all indicators in groups, then milestones, leaders, resources and late starts."""

from typing import Any

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.metrics.status import CODES, WORDS
from ifla_metrics.ui import details, figure_card, navigation, shell

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

elements = figure_card.names_by_code("element-progress", "element", choices)
statuses = {code: t(WORDS[code]) for code in CODES}
groupings = {"element": t("Element"), "direction": t("Direction")}
element = navigation.parameter("element", elements)
name = f"indicators-{element}" if element else "indicator-bullets"
view: dict[str, Any] = {
    "by": navigation.parameter("by", groupings, "element"),
    "status": navigation.parameter("status", statuses),
    "problems": navigation.parameter("problems", ["1"]),
}
indicators = figure_card.build(name, choices, **view)
pdf_title = t("A4 PDF (all statuses)") if view["status"] else ""
figure_card.page_header(indicators, pdf_title=pdf_title, element=element)

titles = {
    "indicators": t("Indicators"),
    "milestones": t("Milestones"),
    "leaders-pipeline": t("Leaders"),
    "resource-languages": t("Resources"),
    "association-outcomes": t("Associations"),
    "plan-versus-actual": t("Late starts"),
    **({"across": t("Across strategies")} if elements else {}),
}
with navigation.open_tab(titles) as tab:
    if tab == "indicators":
        with st.container(horizontal=True, key="controls", vertical_alignment="center"):
            st.segmented_control(
                t("Group by"),
                list(groupings),
                format_func=groupings.__getitem__,
                required=True,
                label_visibility="collapsed",
                **navigation.bind_to_url(
                    "by", lambda by: by if by in groupings else "element", "element"
                ),
            )
            st.toggle(t("Problems first"), **navigation.bind_to_url("problems", "1".__eq__))
            navigation.selectbox_in_url("element", elements, t("All elements"))
            navigation.selectbox_in_url("status", statuses, t("All statuses"))
            names = figure_card.names_by_code("indicator-bullets", "indicator", choices)
            navigation.selectbox_in_url("indicator", names, t("Open an indicator"))
        figure_card.show(name, heading="", method=indicators.legend, **view)
    elif tab != "across":
        figure_card.show(tab)
    else:
        element = element or next(iter(elements))
        navigation.selectbox_in_url("element", elements, elements[element])
        figure_card.show(f"across-{element}")
details.indicator_dialog()
