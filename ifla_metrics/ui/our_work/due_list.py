"""What the groups owe: report, or say that there is nothing to report."""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.models.due import OPEN, Due
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.due import due
from ifla_metrics.store.known import today
from ifla_metrics.store.nil_returns import report_nothing, take_back
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.markup import Html, tag
from ifla_metrics.ui.reader import actor
from ifla_metrics.ui.review_due import AHEAD, CALENDAR, STATES

FEW = 6
"""Reports that are shown before the rest is folded away."""
LINE = 260
"""Pixels of a report's line: its answer stands beside it, below it on a phone."""
TROUBLE = "our_work_trouble"
"""Session key of what the store said against an answer; shown once."""


def read(groups: Collection[str]) -> list[Due]:
    """Return what the groups owe today, the overdue first, and what they have answered."""
    with reading(engine_of(database_url())) as connection:
        found = due(connection, groups=groups, on=today(), ahead=AHEAD)
    order = {state: place for place, state in enumerate(("overdue", "due", "coming"))}
    return sorted(found, key=lambda d: (order.get(d.state, len(order)), d.due_on))


def draw(dues: Collection[Due], known: Lists, t: Translate) -> None:
    """Show what is asked, each with its two answers, then what has been answered."""
    st.html(tag("h2", t("Reports due")))
    trouble = st.session_state.pop(TROUBLE, "")
    if trouble:
        st.html(tag("p", trouble, class_="im-fault", role="alert"))
    asked = [d for d in dues if d.state in OPEN]
    if not asked:
        st.html(tag("p", t("Nothing is due. Thank you."), class_="im-sub"))
    for owed in asked[:FEW]:
        _asked(owed, known, t)
    if len(asked) > FEW:
        with st.expander(t.plural("{n} more report", "{n} more reports", len(asked) - FEW)):
            for owed in asked[FEW:]:
                _asked(owed, known, t)
    answered = [d for d in dues if d.state not in OPEN]
    if answered:
        with st.expander(t.plural("{n} report answered", "{n} reports answered", len(answered))):
            for owed in answered:
                _answered(owed, known, t)
    query = urlencode({"language": t.language})
    link = tag("a", t("Due dates as a calendar file"), href=f"{CALENDAR}?{query}", download=True)
    st.html(tag("p", link, class_="im-small"))


def _asked(owed: Due, known: Lists, t: Translate) -> None:
    with st.container(key=f"due_{_key(owed)}", horizontal=True, vertical_alignment="center"):
        st.html(_line(owed, known, t), width=LINE)
        if owed.state != "coming":
            st.button(
                t("Nothing to report"),
                key=f"nil_{_key(owed)}",
                on_click=_nothing,
                args=(owed, t),
            )


def _answered(owed: Due, known: Lists, t: Translate) -> None:
    with st.container(key=f"done_{_key(owed)}", horizontal=True, vertical_alignment="center"):
        st.html(_line(owed, known, t), width=LINE)
        if owed.state == "nothing_to_report":
            st.button(
                t("Take back"),
                key=f"back_{_key(owed)}",
                type="tertiary",
                on_click=_back,
                args=(owed, t),
            )


def _line(owed: Due, known: Lists, t: Translate) -> Html:
    sign, word, colour = STATES[owed.state]
    strategy = known.frameworks[owed.framework].title if owed.framework in known.frameworks else ""
    counts = [
        t.plural("{n} activity", "{n} activities", owed.activities) if owed.activities else "",
        t.plural("{n} further entry", "{n} further entries", owed.records) if owed.records else "",
    ]
    details = [
        known.groups.get(owed.group, owed.group),
        strategy,
        t("due on {day}", day=t.date(owed.due_on, "medium")),
        *counts,
        owed.line,
    ]
    return tag(
        "div",
        tag("span", f"{sign} {t(word)}", class_=f"im-{colour} im-state"),
        tag("span", t.period(owed.period_title), class_="im-strong"),
        tag("span", " · ".join(part for part in details if part), class_="im-small"),
        class_="im-due",
    )


def _key(owed: Due) -> str:
    return f"{owed.framework}_{owed.period}_{owed.group}".replace(".", "-")


def _nothing(owed: Due, t: Translate) -> None:
    _answer(
        lambda: report_nothing(
            engine_of(database_url()), owed.framework, owed.period, group=owed.group, actor=actor()
        ),
        t,
    )


def _back(owed: Due, t: Translate) -> None:
    _answer(
        lambda: take_back(
            engine_of(database_url()), owed.framework, owed.period, group=owed.group, actor=actor()
        ),
        t,
    )


def _answer(act: Callable[[], None], t: Translate) -> None:
    try:
        act()
    except IflaMetricsError as refused:
        st.session_state[TROUBLE] = refused.say(t)
