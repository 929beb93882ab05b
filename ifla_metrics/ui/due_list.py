"""What the groups owe: report, or say that there is nothing to report."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import due
from ifla_metrics.metrics.due import OPEN, DueList, Report
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.periods import report_nothing, take_back
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.errors import notice
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.markup import as_markdown
from ifla_metrics.ui.review_due import STATES, calendar_link

FEW = 6
"""Returns that are shown before the rest is folded away."""
LINE = 300
"""Pixels of a return: its answer stands beside it, below it on a phone."""
TROUBLE = "our_work_trouble"
"""Session key of what the store said against an answer; shown once."""

Key = tuple[str, str]
"""(group, period) of a return."""


def show(found: DueList, choices: Choices, known: Lists, t: Translate) -> None:
    """Show what is asked, each with its two answers, then what has been answered."""
    st.header(t("Reports due"), anchor=False)
    st.caption(as_markdown(words.about_reports(found.reading, t) + "."))
    trouble = st.session_state.pop(TROUBLE, "")
    if trouble:
        notice(trouble)
    told = due.returns(found.reports)
    asked = [key for state in OPEN for key, owed in told.items() if due.state_of(owed) == state]
    answered = [key for key in told if key not in asked]
    if not asked:
        st.markdown(t("Nothing is due. Thank you."))
    for key in asked[:FEW]:
        _return(key, told[key], found, known, t)
    if len(asked) > FEW:
        rest = sum(len(told[key]) for key in asked[FEW:])
        with st.expander(t.plural("{n} more report", "{n} more reports", rest)):
            for key in asked[FEW:]:
                _return(key, told[key], found, known, t)
    if answered:
        number = sum(len(told[key]) for key in answered)
        with st.expander(t.plural("{n} report answered", "{n} reports answered", number)):
            for key in answered:
                _return(key, told[key], found, known, t)
    st.markdown(calendar_link(choices, t))


def _return(key: Key, owed: list[Report], found: DueList, known: Lists, t: Translate) -> None:
    """Show the return of a group for a period, with the answer that it can be given."""
    name = "_".join((found.reading.framework.id, *reversed(key))).replace(".", "-")
    state = due.state_of(owed)
    with st.container(key=f"due_{name}", horizontal=True, vertical_alignment="center"):
        _line(owed, found, known, t)
        if not key[1] or not set(owed) - found.locked:
            return
        if state in ("due", "overdue"):
            with st.popover(t("Nothing to report")):
                periods = {p.code: t.period(p.title) for p in found.reading.framework.periods}
                question = t(
                    "{group} has nothing to report for {period}? You can undo it later.",
                    group=known.groups.get(key[0], key[0]),
                    period=periods.get(key[1], key[1]),
                )
                st.markdown(as_markdown(question))
                st.button(
                    t("Yes, nothing to report"),
                    key=f"nil_{name}",
                    on_click=_nothing,
                    args=(found.reading.framework.id, key, t),
                )
        elif any(report.nil_return for report in owed):
            st.button(
                t("Undo"),
                key=f"back_{name}",
                type="tertiary",
                on_click=_back,
                args=(found.reading.framework.id, key, t),
            )


def _line(owed: list[Report], found: DueList, known: Lists, t: Translate) -> None:
    state = due.state_of(owed)
    sign, word, colour = STATES[state]
    framework, first = found.reading.framework, owed[0]
    titles = {p.code: t.period(p.title) for p in framework.periods}
    details = [
        known.groups.get(first.group, first.group),
        words.counted_reports(owed, t),
        t("locked") if found.locked.intersection(owed) else "",
    ]
    with st.container(width=LINE, gap=None):
        st.markdown(
            f":{colour}[{sign} {as_markdown(t(word))}] "
            f"**{as_markdown(titles.get(first.period, ''))}**"
        )
        lines = [" · ".join(part for part in details if part)]
        lines += [_report(report, state, found, t) for report in owed]
        st.caption("  \n".join(as_markdown(line) for line in lines))


def _report(report: Report, state: due.State, found: DueList, t: Translate) -> str:
    """Return a report with its due day; with its state where the return has another one."""
    name = words.report_name(report, found.reading.framework, t)
    if report.state in OPEN:
        day = t.date(report.due_on, "medium")
        name = t("{report}: due on {day}", report=name, day=day)
    return name if report.state == state else f"{name} ({t(STATES[report.state][1])})"


def _nothing(framework: str, key: Key, t: Translate) -> None:
    group, period = key
    _answer(
        lambda: report_nothing(
            engine_of(database_url()), framework, period, group=group, actor=actor()
        ),
        t,
    )


def _back(framework: str, key: Key, t: Translate) -> None:
    group, period = key
    _answer(
        lambda: take_back(engine_of(database_url()), framework, period, group=group, actor=actor()),
        t,
    )


def _answer(act: Callable[[], None], t: Translate) -> None:
    try:
        act()
    except IflaMetricsError as refused:
        st.session_state[TROUBLE] = refused.say(t)
