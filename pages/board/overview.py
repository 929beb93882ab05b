"""Overview: whether the programme is on course, on one screen."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.choices import Choices
from ifla_metrics.figures import overview, words
from ifla_metrics.i18n import translate
from ifla_metrics.text import unbroken
from ifla_metrics.ui import figure_card, navigation, page_data, shell
from ifla_metrics.ui.markup import as_markdown, html

STATUS, ELEMENTS, FINDINGS = "direction-status", "element-progress", "needs-the-board"
MAX_FINDINGS = 5
CAUSES = {
    "off_track": ("progress", "indicator"),
    "overdue": ("progress", "group"),
    "silent_group": ("progress", "group"),
    "priority_gap": ("coverage", ""),
    "no_owner": ("progress", "element"),
    "too_few": ("progress", "element"),
    "region_gap": ("coverage", "region"),
}
"""The page that shows the cause of a finding, and the URL parameter that takes its subject, by
rule. "" opens the list of gaps instead."""
Row = Mapping[Any, Any]


@page_data.cached
def page_content(choices: Choices) -> tuple[Sequence[Row], Sequence[Row]]:
    """Return the direction cards, and the findings.

    A finding has `finding`, `rule_code` and `subject`; the most serious comes first.
    """
    t = translate(choices.language)
    frame = page_data.figure(FINDINGS, choices)[0].table.frame
    findings = frame[["finding", "rule_code", "subject"]].astype(str).to_dict("records")
    return overview.cards(*page_data.figure(STATUS, choices), t), findings


def show_directions(directions: Sequence[Row]) -> None:
    """Show a card for each direction: a link to its Progress page, and its indicators by status."""
    card, since = figure_card.build(STATUS, choices), directions[0]["since"] if directions else ""
    notes = (
        card.method,
        t("Changes since {meeting}", meeting=since) if since else "",
        words.status_scope(choices, t),
    )
    figure_card.footer(card, text=words.sentences(*notes))
    columns = st.container(key="directions").columns(max(1, len(directions)))
    for column, direction in zip(columns, directions, strict=False):
        code = direction["code"]
        with column, st.container(key=f"direction_{code}", gap=None, height="stretch"):
            navigation.link(direction["name"], "progress", direction=code)
            colour = figure_card.status_colour(direction["status"])
            st.html(html("direction_card", direction=direction, colour=colour))
            card = figure_card.build(STATUS, choices, direction=code)
            if card.spec is not None:
                figure_card.show_chart(card, key=code, direction=code)


def show_findings(findings: Sequence[Row]) -> None:
    """Show the most serious findings, each with a link to its cause."""
    card = figure_card.build(FINDINGS, choices)
    with st.container(key=f"figure_{FINDINGS}", gap=None):
        if card.empty:
            st.caption(as_markdown(card.empty))
            return
        number, more = len(findings), len(findings) > MAX_FINDINGS
        shown = t("{n} of {k} things that need the Board", n=MAX_FINDINGS, k=number)
        st.header(as_markdown(unbroken(shown) if more else card.title), anchor=FINDINGS)
        for row in findings[:MAX_FINDINGS]:
            page, name = CAUSES[row["rule_code"]]
            parameters = {name: row["subject"]} if name else {"tab": "gaps"}
            navigation.link(unbroken(row["finding"]), page, **parameters)
        if more and st.button(t("Show all {n}", n=number), type="tertiary", key="all_findings"):
            figure_card.open_dialog("table", card)
        figure_card.footer(card)


shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

elements = figure_card.build(ELEMENTS, choices)
directions, findings = page_content(choices)
figure_card.page_header(elements)

show_directions(directions)
left, middle, right = st.columns([52, 25, 23], gap="large")
with left:
    if not elements.empty:  # Otherwise the page's title says it already.
        figure_card.show(ELEMENTS, heading=t("Progress by element"), method=elements.legend)
with middle:
    show_findings(findings)
with right:
    figure_card.show("participation-over-time", method="", height=116)
    coverage = figure_card.build("coverage-by-region", choices)
    if not coverage.empty:
        with st.container(key="reach"):
            navigation.link(coverage.title, "coverage")
