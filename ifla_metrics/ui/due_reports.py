"""Reports that groups owe: by group for the secretariat, and with two answers for each group."""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.errors import n_
from ifla_metrics.exports.due_dates import reminder
from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import due
from ifla_metrics.metrics.due import OPEN_STATES, DueList, Report, ReportState
from ifla_metrics.store.database import engine
from ifla_metrics.store.periods import report_nothing
from ifla_metrics.store.read import cached_reading
from ifla_metrics.ui import errors, lists, navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import FormCodeBook, form_code_book
from ifla_metrics.ui.markup import as_markdown

CALENDAR = "/review/due.ics"
STATES: dict[ReportState, tuple[str, str, str]] = {
    "coming": ("◌", n_("not yet over"), "gray"),
    "due": ("◔", n_("due"), "orange"),
    "overdue": ("⏱", n_("overdue"), "red"),
    "reported": ("●", n_("reported"), "green"),
    "nothing_to_report": ("–", n_("nothing to report"), "gray"),
}
"""Sign, word and colour of a state."""


def read(choices: Choices, groups: Collection[str] | None = None) -> DueList:
    """Return what groups (None: all) owe for the chosen strategy, period and day."""
    return due.due_list(cached_reading(choices, due.LIST_NEEDS), groups)


def _link_calendar(t: Translate) -> None:
    """Show the link to the calendar file of the same strategy and period."""
    query = urlencode(shell.choices().query())
    st.markdown(f"[{t('Due dates as a calendar file')}]({CALENDAR}?{query})")


def _periods(found: DueList) -> dict[str, str]:
    """Return the titles of the reporting periods by code, the latest first."""
    every = found.reading.framework.periods
    ordered = sorted(every, key=lambda period: period.starts_on, reverse=True)
    return {period.code: period.title for period in ordered}


# For the secretariat


def show_by_group(found: DueList, t: Translate) -> None:
    """Show the reports by group and period, the calendar file, and a reminder for each group."""
    st.header(t("Reports due"), anchor=False)
    st.caption(as_markdown(words.reports_scope(found.reading, t) + "."))
    if not found.reports:
        st.markdown(t("No group owes a report for this strategy and period."))
        return
    names = form_code_book(t).groups
    _table(found, names, t)
    _link_calendar(t)
    _reminders(found, names, t)


def _table(found: DueList, names: Mapping[str, str], t: Translate) -> None:
    """Show the returns of the chosen period, and those before it that lack a report."""
    owed_by = due.reports_by_return(found.reports)
    start, on = found.reading.period.starts_on, found.reading.moment.known_on
    shown = {
        report.period
        for report in found.reports
        if (report.ends_on >= start and report.starts_on <= on) or report.state == "overdue"
    }
    periods = {code: title for code, title in _periods(found).items() if code in shown}
    groups = sorted({report.group: None for report in found.reports}, key=lambda code: not code)
    rows = [
        {
            "group": names.get(group, group or t("no owner named")),
            **{code: _cell(owed_by.get((group, code), []), found, t) for code in periods},
        }
        for group in groups
    ]
    columns = {"group": t("Group"), **periods}
    lists.table(rows, t, columns=columns, title=t("Reports by group and period"))
    st.caption(t("Codes: indicators still to be reported"))


def _cell(owed: list[Report], found: DueList, t: Translate) -> str:
    """Return the state of a return, the indicators it lacks, and whether it is locked."""
    if not owed:
        return ""
    sign, word, _colour = STATES[due.return_state(owed)]
    lacking = [
        report.indicator for report in owed if report.state in OPEN_STATES and report.indicator
    ]
    locked = t("locked") if found.locked.intersection(owed) else ""
    return " · ".join(filter(None, (f"{sign} {t(word)}", ", ".join(lacking), locked)))


def _reminders(found: DueList, names: Mapping[str, str], t: Translate) -> None:
    owing = [report.group for report in found.requested if report.state in ("due", "overdue")]
    groups = list(dict.fromkeys(owing))
    if not groups:
        return
    with st.expander(t("Reminders ready to be sent")):
        group = st.selectbox(
            t("Working group"), groups, format_func=lambda code: names.get(code, code)
        )
        text = reminder(
            [report for report in found.requested if report.group == group],
            found.reading,
            t,
            group=names.get(group, group),
        )
        st.code(text, language=None, wrap_lines=True)


# For a group


def show_own(found: DueList, code_book: FormCodeBook, t: Translate) -> None:
    """Show what is asked, each with its two answers, then what was answered, the latest first."""
    st.header(t("Reports due"), anchor=False)
    errors.show_success()
    st.caption(as_markdown(words.reports_scope(found.reading, t) + "."))
    every = [*due.reports_by_return(found.reports).values()]
    asked = [owed for state in OPEN_STATES for owed in every if due.return_state(owed) == state]
    answered = [owed for owed in reversed(every) if due.return_state(owed) not in OPEN_STATES]
    if not asked:
        st.markdown(t("Nothing is due. Thank you."))
    for owed in asked:
        _show_return(owed, found, code_book, t)
    if answered:
        done = sum(map(len, answered))
        with st.expander(t.plural("{n} report answered", "{n} reports answered", done)):
            for owed in answered:
                _show_return(owed, found, code_book, t)
    _link_calendar(t)


def _show_return(owed: list[Report], found: DueList, code_book: FormCodeBook, t: Translate) -> None:
    """Show the return of a group for a period, with the answer that it can be given."""
    group, period, framework = owed[0].group, owed[0].period, found.reading.framework
    state, title = due.return_state(owed), _periods(found).get(period, "")
    sign, word, colour = STATES[state]
    locked = t("locked") if found.locked.intersection(owed) else ""
    facts = (code_book.group(group), words.report_counts(owed, t), locked)
    lines = (_report(one, state, found, t) for one in owed)
    name = "_".join((framework.id, period, group)).replace(".", "-")
    with st.container(key=f"due_{name}"):
        st.markdown(f":{colour}[{sign} {as_markdown(t(word))}] **{as_markdown(title)}**")
        st.caption(as_markdown(" · ".join(filter(None, facts))))
        st.caption("\n".join(f"- {as_markdown(line)}" for line in lines))
        if not period or found.locked.issuperset(owed):
            return
        answer = (engine(), framework.id, period)
        if state in ("due", "overdue"):
            with st.container(horizontal=True, vertical_alignment="center"):
                page = "records" if any(report.indicator for report in owed) else "log"
                navigation.link(t("Report it"), page, kind="observation")
                with st.popover(t("Nothing to report")):
                    question = t(
                        "{group} has nothing to report for {period}? You can undo it later.",
                        group=code_book.group(group),
                        period=title,
                    )
                    st.markdown(as_markdown(question))
                    if st.button(t("Yes, nothing to report"), key=f"nil_{name}"):
                        done = t("Saved: nothing to report for {period}.", period=title)
                        errors.attempt(t, done, report_nothing, *answer, group=group, actor=actor())
        elif any(report.nil_return for report in owed) and st.button(
            t("Undo"), key=f"back_{name}", type="tertiary"
        ):
            back = {"group": group, "actor": actor(), "taken_back": True}
            errors.attempt(t, "", report_nothing, *answer, **back)


def _report(report: Report, state: ReportState, found: DueList, t: Translate) -> str:
    """Return a report with its due day; with its state where the return has another one."""
    name = words.report_name(report, found.reading.framework, t)
    if report.state in OPEN_STATES:
        day = t.date(report.due_on, "medium")
        name = t("{report}: due on {day}", report=name, day=day)
    return name if report.state == state else f"{name} ({t(STATES[report.state][1])})"
