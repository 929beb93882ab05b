"""The page of a group, top to bottom: what is due, what came back, what it has logged."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.due import DueList
from ifla_metrics.ui import review_due, shell
from ifla_metrics.ui.forms import lists as lists_of
from ifla_metrics.ui.markup import join, tag
from ifla_metrics.ui.our_work import due_list, groups, own_log, returned_list


def draw(t: Translate) -> None:
    """Show the page."""
    known = lists_of.lists(t)
    place = st.container()
    mine = groups.chosen(known)
    choices = shell.choices()
    due = review_due.read(choices, mine)
    items, forms = returned_list.read(mine)
    with place:
        _head(due, len(items), t)
    with st.container(key="our_work"):
        asked, logged = shell.columns(4, 5)
        with asked:
            returned_list.draw(items, forms, t)
            due_list.draw(due, choices, known, t)
        with logged:
            own_log.draw(mine, known, t)


def _head(due: DueList, returned: int, t: Translate) -> None:
    """Say in one sentence what there is to do, and offer the two usual ways to report."""
    owed = [report for report in due.reports if report.state == "due"]
    said = [
        words.overdue_reports(due.overdue, t) if due.overdue else "",
        t.plural(
            "{reports} is due",
            "{reports} are due",
            len(owed),
            reports=words.counted_reports(owed, t),
        )
        if owed
        else "",
        t.plural("{n} entry came back", "{n} entries came back", returned) if returned else "",
    ]
    told = [part for part in said if part]
    title = ", ".join(told) if told else t("Everything is reported")
    links = join(
        (
            tag("a", t("Log an activity"), href="log", target="_self", class_="im-act"),
            tag("a", t("Use the workbook"), href="workbook", target="_self"),
            tag("a", t("Results and milestones"), href="records", target="_self"),
        ),
        " · ",
    )
    st.html(tag("h1", title) + tag("p", links, class_="im-lede"))
