"""Reports that groups owe: by group for the secretariat, and with two answers for each group."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.errors import n_
from ifla_metrics.exports.due_dates import reminder
from ifla_metrics.figures import words
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.metrics import due
from ifla_metrics.metrics.due import OPEN, DueList, Report, State
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.periods import report_nothing, take_back
from ifla_metrics.store.review import returned
from ifla_metrics.ui import address, errors, lists, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import FormCodeBook, form_code_book
from ifla_metrics.ui.markup import as_markdown

CALENDAR = "/review/due.ics"
STATES: dict[State, tuple[str, str, str]] = {
    "coming": ("◌", n_("not yet over"), "gray"),
    "due": ("◔", n_("due"), "orange"),
    "overdue": ("⏱", n_("overdue"), "red"),
    "reported": ("●", n_("reported"), "green"),
    "nothing_to_report": ("–", n_("nothing to report"), "gray"),
}
"""Sign, word and colour of a state."""
FEW = 6
"""Returns that are shown before the rest is folded away."""
LINE = 300
"""Pixels of a return: its answer stands beside it, below it on a phone."""

Key = tuple[str, str]
"""(group, period) of a return."""


def read(choices: Choices, groups: Collection[str] | None = None) -> DueList:
    """Return what groups (None: all) owe for the chosen strategy, period and day."""
    return due.due_list(sources.read_frames(choices, due.LIST_NEEDS), groups)


def calendar_link(choices: Choices, t: Translate) -> str:
    """Return the link to the calendar file of the same strategy and period, as Markdown."""
    return f"[{t('Due dates as a calendar file')}]({CALENDAR}?{address.of(choices)})"


# For the secretariat


def show_by_group(found: DueList, choices: Choices, t: Translate) -> None:
    """Show the reports by group and period, the calendar file, and a reminder for each group."""
    st.header(t("Reports due"), anchor=False)
    st.caption(as_markdown(words.about_reports(found.reading, t) + "."))
    if not found.reports:
        st.markdown(t("No group owes a report for this strategy and period."))
        return
    names = form_code_book(t).groups
    _table(found, names, t)
    st.markdown(calendar_link(choices, t))
    _reminders(found, names, t)


def _table(found: DueList, names: Mapping[str, str], t: Translate) -> None:
    """Show the returns of the chosen period, and those before it that lack a report."""
    owed_by = due.returns(found.reports)
    start, on = found.reading.period.starts_on, found.reading.moment.known_on
    shown = {
        report.period
        for report in found.reports
        if (report.ends_on >= start and report.starts_on <= on) or report.state == "overdue"
    }
    framework = found.reading.framework
    periods = [p for p in sorted(framework.periods, key=lambda p: p.starts_on) if p.code in shown]
    groups = sorted({report.group: None for report in found.reports}, key=lambda code: not code)
    rows = [
        {
            "group": names.get(group, group or t("no owner named")),
            **{p.code: _cell(owed_by.get((group, p.code), []), found, t) for p in periods},
        }
        for group in groups
    ]
    columns = {"group": t("Group"), **{p.code: t.period(p.title) for p in periods}}
    lists.table(rows, t, columns=columns, title=t("Reports by group and period"), key="reports_due")
    st.caption(t("Codes: indicators still to be reported"))


def _cell(owed: list[Report], found: DueList, t: Translate) -> str:
    """Return the state of a return, the indicators it lacks, and whether it is locked."""
    if not owed:
        return ""
    sign, word, _colour = STATES[due.state_of(owed)]
    lacking = [report.indicator for report in owed if report.state in OPEN and report.indicator]
    locked = t("locked") if found.locked.intersection(owed) else ""
    return " · ".join(filter(None, (f"{sign} {t(word)}", ", ".join(lacking), locked)))


def _reminders(found: DueList, names: Mapping[str, str], t: Translate) -> None:
    owing = dict.fromkeys(r.group for r in found.asked if r.state in ("due", "overdue"))
    with reading(engine_of(database_url())) as connection:
        back = returned(connection)
    groups = list(dict.fromkeys([*owing, *(g for item in back for g in item.groups[:1])]))
    if not groups:
        return
    with st.expander(t("Reminders ready to be sent")):
        left, right = st.columns(2)
        group = left.selectbox(
            t("Working group"),
            groups,
            format_func=lambda code: names.get(code, code),
            key="review_reminder_group",
        )
        language = right.selectbox(
            t("Language of the letter"),
            list(LANGUAGES),
            key="review_reminder_language",
            index=LANGUAGES.index(t.language),
            format_func=t.language_name,
        )
        named = form_code_book(translate(language)).groups
        text = reminder(
            [report for report in found.asked if report.group == group],
            found.reading,
            translate(language),
            group=named.get(group, group),
            returned=sum(group in item.groups for item in back),
        )
        st.code(text, language=None, wrap_lines=True)


# For a group


def show_own(found: DueList, choices: Choices, code_book: FormCodeBook, t: Translate) -> None:
    """Show what is asked, each with its two answers, then what has been answered."""
    st.header(t("Reports due"), anchor=False)
    st.caption(as_markdown(words.about_reports(found.reading, t) + "."))
    owed_by = due.returns(found.reports)
    asked = [key for state in OPEN for key, owed in owed_by.items() if due.state_of(owed) == state]
    answered = [key for key in owed_by if key not in asked]
    if not asked:
        st.markdown(t("Nothing is due. Thank you."))
    for key in asked[:FEW]:
        _return(key, owed_by[key], found, code_book, t)
    if len(asked) > FEW:
        rest = sum(len(owed_by[key]) for key in asked[FEW:])
        with st.expander(t.plural("{n} more report", "{n} more reports", rest)):
            for key in asked[FEW:]:
                _return(key, owed_by[key], found, code_book, t)
    if answered:
        number = sum(len(owed_by[key]) for key in answered)
        with st.expander(t.plural("{n} report answered", "{n} reports answered", number)):
            for key in answered:
                _return(key, owed_by[key], found, code_book, t)
    st.markdown(calendar_link(choices, t))


def _return(
    key: Key, owed: list[Report], found: DueList, code_book: FormCodeBook, t: Translate
) -> None:
    """Show the return of a group for a period, with the answer that it can be given."""
    name = "_".join((found.reading.framework.id, *reversed(key))).replace(".", "-")
    state = due.state_of(owed)
    with st.container(key=f"due_{name}", horizontal=True, vertical_alignment="center"):
        _line(owed, found, code_book, t)
        if not key[1] or not set(owed) - found.locked:
            return
        asked = (engine_of(database_url()), found.reading.framework.id, key[1])
        if state in ("due", "overdue"):
            with st.popover(t("Nothing to report")):
                periods = {p.code: t.period(p.title) for p in found.reading.framework.periods}
                question = t(
                    "{group} has nothing to report for {period}? You can undo it later.",
                    group=code_book.group(key[0]),
                    period=periods.get(key[1], key[1]),
                )
                st.markdown(as_markdown(question))
                if st.button(t("Yes, nothing to report"), key=f"nil_{name}"):
                    errors.attempt(t, "", report_nothing, *asked, group=key[0], actor=actor())
        elif any(report.nil_return for report in owed) and st.button(
            t("Undo"), key=f"back_{name}", type="tertiary"
        ):
            errors.attempt(t, "", take_back, *asked, group=key[0], actor=actor())


def _line(owed: list[Report], found: DueList, code_book: FormCodeBook, t: Translate) -> None:
    state = due.state_of(owed)
    sign, word, colour = STATES[state]
    framework, first = found.reading.framework, owed[0]
    titles = {p.code: t.period(p.title) for p in framework.periods}
    details = [
        code_book.group(first.group),
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
