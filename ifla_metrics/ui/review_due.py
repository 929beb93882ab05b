"""What is due: read for the pages that show it, and the second part of the page Review."""

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
from ifla_metrics.store.people import language_of_group
from ifla_metrics.store.periods import closed_to
from ifla_metrics.store.review import returned
from ifla_metrics.ui import address, lists, sources
from ifla_metrics.ui.forms.lists import lists as named_lists
from ifla_metrics.ui.markup import as_markdown

CALENDAR = "/review/due.ics"
LANGUAGE_NAMES = {"en": "English", "fr": "Français"}

STATES: dict[State, tuple[str, str, str]] = {
    "coming": ("◌", n_("not yet over"), "gray"),
    "due": ("◔", n_("due"), "orange"),
    "overdue": ("⏱", n_("overdue"), "red"),
    "reported": ("●", n_("reported"), "green"),
    "nothing_to_report": ("–", n_("nothing to report"), "gray"),
}
"""Sign, word and colour of a state."""


def read(choices: Choices, groups: Collection[str] | None = None) -> DueList:
    """Return what groups (None: all) owe for the chosen strategy, period and day."""
    with reading(engine_of(database_url())) as connection:
        closed = closed_to(connection, choices.framework)
    return due.due_list(sources.everything(choices, due.NEEDS), closed, groups)


def calendar_link(choices: Choices, t: Translate) -> str:
    """Return the link to the calendar file of the same strategy and period, as Markdown."""
    return f"[{t('Due dates as a calendar file')}]({CALENDAR}?{address.of(choices)})"


def show(found: DueList, choices: Choices, t: Translate) -> None:
    """Show the reports by group and period, the calendar file, and a reminder for each group."""
    st.header(t("Reports due"), anchor=False)
    st.caption(as_markdown(words.about_reports(found.reading, t) + "."))
    if not found.reports:
        st.markdown(t("No group owes a report for this strategy and period."))
        return
    names = named_lists(t).groups
    _table(found, names, t)
    st.markdown(calendar_link(choices, t))
    _reminders(found, names, t)


def _table(found: DueList, names: Mapping[str, str], t: Translate) -> None:
    """Show the returns of the chosen period, and those before it that lack a report."""
    told = due.returns(found.reports)
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
            **{p.code: _cell(told.get((group, p.code), []), found, t) for p in periods},
        }
        for group in groups
    ]
    columns = {"group": t("Group"), **{p.code: t.period(p.title) for p in periods}}
    lists.table(rows, columns, t, title=t("Reports by group and period"), key="reports_due")
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
        with reading(engine_of(database_url())) as connection:
            theirs = language_of_group(connection, group)
        language = right.selectbox(
            t("Language of the letter"),
            list(LANGUAGES),
            key=f"review_reminder_language_{group}",
            index=LANGUAGES.index(theirs if theirs in LANGUAGES else t.language),
            format_func=lambda c: LANGUAGE_NAMES.get(c, c),
        )
        named = named_lists(translate(language)).groups
        text = reminder(
            [report for report in found.asked if report.group == group],
            found.reading,
            translate(language),
            group=named.get(group, group),
            returned=sum(group in item.groups for item in back),
        )
        st.code(text, language=None, wrap_lines=True)
