"""Overview: is the programme on course? One screen."""

from collections.abc import Hashable, Sequence
from typing import Any

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.choices import Choices
from ifla_metrics.figures import overview, words
from ifla_metrics.i18n import translate
from ifla_metrics.ui import details, figure_card, navigation, shell, sources
from ifla_metrics.ui.markup import as_markdown, html

STATUS, ELEMENTS, NEEDS = "direction-status", "element-progress", "needs-the-board"
MOST = 5
CAUSES = {
    "off_track": ("progress", "indicator"),
    "overdue": ("progress", "group"),
    "silent_group": ("progress", "group"),
    "priority_gap": ("coverage", ""),
    "no_owner": ("progress", "element"),
    "too_few": ("progress", "element"),
    "region_gap": ("coverage", "region"),
}
"""By rule: the page of a finding's cause, and what of its address the subject is ("": nothing, the
list of gaps is open)."""
Row = dict[Hashable, Any]


@sources.cached
def parts(choices: Choices) -> tuple[str, Sequence[Row], Sequence[Row]]:
    """Return which elements are not on course, a card for each direction, and the findings.

    A finding has `finding`, `rule_code` and `subject`; the most serious comes first.
    """
    t = translate(choices.language)
    found = sources.figure(NEEDS, choices)[0].table.frame
    rows = found[["finding", "rule_code", "subject"]].astype(str).to_dict("records")
    lede = overview.not_on_course(sources.figure(ELEMENTS, choices)[0], t)
    return lede, overview.cards(*sources.figure(STATUS, choices), t), rows


def show_directions(cards: Sequence[Row]) -> None:
    """Show a card for each direction: a link to its Progress, and its indicators by status."""
    made, since = figure_card.card(STATUS, choices), cards[0]["since"] if cards else ""
    notes = (
        made.method,
        t("Changes since {meeting}", meeting=since) if since else "",
        words.status_of_all(choices, t),
    )
    figure_card.foot(made, words=words.sentences(*notes))
    places = st.container(key="directions").columns(max(1, len(cards)))
    for column, card in zip(places, cards, strict=False):
        code = card["code"]
        with column, st.container(key=f"direction_{code}", gap=None, height="stretch"):
            navigation.link(card["name"], "progress", direction=code)
            ink = figure_card.status_ink(card["status"])
            st.html(html("direction_card", card=card, ink=ink))
            made = figure_card.card(STATUS, choices, direction=code)
            if made.spec is not None:
                figure_card.chart(made, key=code, direction=code)


def show_findings(findings: Sequence[Row]) -> None:
    """Show at most five findings; each opens its cause."""
    made = figure_card.card(NEEDS, choices)
    if made.empty:
        st.caption(as_markdown(made.empty))
        return
    with st.container(key=f"figure_{NEEDS}", gap=None):
        st.header(as_markdown(made.title), anchor=NEEDS)
        for row in findings[:MOST]:
            page, name = CAUSES[row["rule_code"]]
            more = {name: row["subject"]} if name else {"tab": "gaps"}
            navigation.link(row["finding"], page, **more)
        rest = len(findings) - MOST
        more_words = t("{n} more in the table", n=t.number(rest)) if rest > 0 else ""
        told = " · ".join(filter(None, (made.source, more_words)))
        figure_card.foot(made, words=told)


shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

elements = figure_card.card(ELEMENTS, choices)
lede, cards, findings = parts(choices)
figure_card.head(elements, lede=lede)

show_directions(cards)
left, middle, right = st.columns([49, 27, 24], gap="large")
with left:
    if not elements.empty:  # The title of the page says it.
        heading = t("Progress by element")
        figure_card.show(ELEMENTS, heading=heading, method=elements.marks)
with middle:
    show_findings(findings)
with right:
    figure_card.show("participation-over-time", method="", height=116)
    reached = figure_card.card("coverage-by-region", choices)
    if not reached.empty:
        with st.container(key="reach"):
            navigation.link(reached.title, "coverage")
details.row("participation-over-time", "quarter")
