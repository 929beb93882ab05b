"""Reports that are due: by group for the secretariat, and for a group with buttons to respond."""

from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.errors import n_
from ifla_metrics.exports.due_dates import reminder
from ifla_metrics.figures import words
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import due
from ifla_metrics.metrics.due import OPEN_STATES, Report, ReportState
from ifla_metrics.reading import Reading
from ifla_metrics.store.database import engine
from ifla_metrics.store.write.periods import report_nothing
from ifla_metrics.ui import errors, lists, navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms.open_form import OWNER
from ifla_metrics.ui.markup import as_markdown

CALENDAR = "/review/due.ics"
STATES: dict[ReportState, tuple[str, str, str]] = {
    "overdue": ("⏱", n_("overdue"), "red"),
    "due": ("◔", n_("due"), "orange"),
    "coming": ("◌", n_("not yet over"), "gray"),
    "reported": ("●", n_("reported"), "green"),
    "nothing_to_report": ("–", n_("nothing to report"), "gray"),
}
"""Sign, label and colour of each state, the most urgent first."""


def _link_calendar(t: Translate) -> None:
    """Show a link to the calendar file for the chosen strategy and period."""
    query = urlencode(shell.choices().query())
    st.markdown(f"[{t('Due dates as a calendar file')}]({CALENDAR}?{query})")


# For the secretariat


def show_by_group(
    reports: list[Report], reading: Reading, code_book: FormCodeBook, t: Translate
) -> None:
    """Show the return of each group and period, the most urgent first, and their reminders."""
    st.header(t("Reports due"), anchor=False)
    st.caption(as_markdown(words.reports_scope(reading, t) + "."))
    if not reports:
        st.markdown(t("No group owes a report for this strategy and period."))
        return
    returns, period_titles = due.reports_by_return(reports), reading.framework.lists["periods"]
    rows = [
        {
            t("Group"): code_book.group(group) if group else t("no owner named"),
            t("Period"): period_titles.get(period, ""),
            t("Status"): _describe_state(owed, t),
            t("Due on"): owed[0].due_on,
            t("Indicators still to report"): ", ".join(
                report.indicator for report in owed if report.state in OPEN_STATES
            ),
        }
        for state in STATES
        for (group, period), owed in returns.items()
        if due.return_state(owed) == state
    ]
    lists.table(rows, title=t("Reports by group and period"))
    _link_calendar(t)
    requested = [report for report in reports if report.requested]
    late = [report.group for report in requested if report.state in ("due", "overdue")]
    if groups := list(dict.fromkeys(late)):
        with st.expander(t("Reminders ready to be sent")):
            chosen = st.selectbox(t("Working group"), groups, format_func=code_book.group)
            owed = [report for report in requested if report.group == chosen]
            name = code_book.group(chosen)
            text = reminder(owed, reading, t, group=name)
            st.code(text, language=None, wrap_lines=True)


def _describe_state(reports: list[Report], t: Translate) -> str:
    """Return the sign and name of the state of a return, and whether it is locked."""
    sign, label, _colour = STATES[due.return_state(reports)]
    locked = [t("locked")] if any(report.locked for report in reports) else []
    return " · ".join([f"{sign} {t(label)}", *locked])


# For a group


def show_own(
    reports: list[Report], reading: Reading, code_book: FormCodeBook, t: Translate
) -> None:
    """Show a group's open returns with buttons to respond, then its answered ones, latest first."""
    st.header(t("Reports due"), anchor=False)
    errors.show_success()
    st.caption(as_markdown(words.reports_scope(reading, t) + "."))
    returns = [*due.reports_by_return(reports).values()]
    open_returns = [r for state in OPEN_STATES for r in returns if due.return_state(r) == state]
    answered = [r for r in reversed(returns) if due.return_state(r) not in OPEN_STATES]
    if not open_returns:
        st.markdown(t("Nothing is due. Thank you."))
    for owed in open_returns:
        _show_return(owed, reading, code_book, t)
    if answered:
        number = sum(map(len, answered))
        with st.expander(t.plural("{n} report answered", "{n} reports answered", number)):
            for given in answered:
                _show_return(given, reading, code_book, t)
    _link_calendar(t)


def _show_return(
    reports: list[Report], reading: Reading, code_book: FormCodeBook, t: Translate
) -> None:
    """Show the return of a group for a period, with buttons to respond or to undo a nil return."""
    group, period, framework = reports[0].group, reports[0].period, reading.framework
    state, title = due.return_state(reports), framework.lists["periods"].get(period, "")
    facts = as_markdown(f"{code_book.group(group)} · {words.report_counts(reports, t)}")
    state_text = as_markdown(_describe_state(reports, t))
    lines = (_report_line(report, state, framework, t) for report in reports)
    name = "_".join((framework.id, period, group)).replace(".", "-")
    with st.container(key=f"due_{name}"):
        st.markdown(f":{STATES[state][2]}[{state_text}] **{as_markdown(title)}**")
        st.caption(facts)
        st.caption("\n".join(f"- {as_markdown(line)}" for line in lines))
        if not period or all(report.locked for report in reports):
            return
        args, kwargs = (engine(), framework.id, period), {"group": group, "actor": actor()}
        if state in ("due", "overdue"):
            with st.container(horizontal=True, vertical_alignment="center"):
                report = next(report for report in reports if report.state == state)
                page, form = "log", {OWNER: group}
                if report.indicator:
                    page = "records"
                    form |= {"kind": "observation", "indicator": report.indicator}
                    form["as_of"] = report.ends_on.isoformat()
                navigation.link(t("Report it"), page, **form)
                with st.popover(t("Nothing to report")):
                    question = t(
                        "{group} has nothing to report for {period}? You can undo it later.",
                        group=code_book.group(group),
                        period=title,
                    )
                    st.markdown(as_markdown(question))
                    if st.button(t("Yes, nothing to report"), key=f"nil_{name}"):
                        done = t("Saved: nothing to report for {period}.", period=title)
                        errors.attempt(t, done, report_nothing, *args, **kwargs)
        elif any(report.nil_return for report in reports) and st.button(
            t("Undo"), key=f"back_{name}", type="tertiary"
        ):
            errors.attempt(t, t("Undone."), report_nothing, *args, **kwargs, taken_back=True)


def _report_line(report: Report, state: ReportState, framework: Framework, t: Translate) -> str:
    """Return a report's name, its due day if open, and its state if not that of its return."""
    line = words.report_name(report, framework, t)
    if report.state in OPEN_STATES:
        day = t.date(report.due_on, "medium")
        line = t("{report}: due on {day}", report=line, day=day)
    return line if report.state == state else f"{line} ({t(STATES[report.state][1])})"
