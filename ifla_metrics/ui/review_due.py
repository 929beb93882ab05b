"""What is due: read for the pages that show it, and the second part of the page Review."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.metrics import due
from ifla_metrics.metrics.due import OPEN, DueList, Report, State
from ifla_metrics.report.reminder import reminder
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.people import language_of_group
from ifla_metrics.store.periods import closed_to
from ifla_metrics.store.review import returned
from ifla_metrics.ui import address, sources
from ifla_metrics.ui.forms.lists import lists
from ifla_metrics.ui.markup import Html, join, tag

CALENDAR = "/review/due.ics"
LANGUAGE_NAMES = {"en": "English", "fr": "Français"}

STATES: dict[State, tuple[str, str, str]] = {
    "coming": ("◌", n_("not yet over"), "none"),
    "due": ("◔", n_("due"), "warn"),
    "overdue": ("⏱", n_("overdue"), "bad"),
    "reported": ("●", n_("reported"), "good"),
    "nothing_to_report": ("–", n_("nothing to report"), "none"),
}
"""Sign, word and colour of a state."""


def read(choices: Choices, groups: Collection[str] | None = None) -> DueList:
    """Return what groups (None: all) owe for the chosen strategy, period and day."""
    with reading(engine_of(database_url())) as connection:
        closed = closed_to(connection, choices.framework)
    return due.due_list(sources.everything(choices, due.NEEDS), closed, groups)


def calendar_link(choices: Choices, t: Translate) -> Html:
    """Return the link to the calendar file of the same strategy and period."""
    words_ = t("Due dates as a calendar file")
    link = tag("a", words_, href=f"{CALENDAR}?{address.of(choices)}", download=True)
    return tag("p", link, class_="im-small")


def draw(found: DueList, choices: Choices, t: Translate) -> None:
    """Show the reports by group and period, the calendar file, and a reminder for each group."""
    about = tag("p", words.about_reports(found.reading, t) + ".", class_="im-sub")
    st.html(tag("h2", t("Reports due")) + about)
    if not found.reports:
        told = t("No group owes a report for this strategy and period.")
        st.html(tag("p", told, class_="im-empty"))
        return
    names = lists(t).groups
    st.html(_table(found, names, t) + calendar_link(choices, t))
    _reminders(found, names, t)


def _table(found: DueList, names: Mapping[str, str], t: Translate) -> Html:
    """Return the returns of the chosen period, and those before it that lack a report."""
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
    caption = t("Reports by group and period")
    head = tag(
        "tr",
        tag("th", t("Group"), scope="col"),
        *(tag("th", t.period(period.title), scope="col") for period in periods),
    )
    body = (
        tag(
            "tr",
            tag("th", names.get(group, group or t("no owner named")), scope="row"),
            *(_cell(told.get((group, period.code), []), found, t) for period in periods),
        )
        for group in groups
    )
    table = tag(
        "table",
        tag("caption", caption, class_="im-unseen"),
        tag("thead", head),
        tag("tbody", *body),
        class_="im-table im-due",
    )
    legend = t("Codes: indicators still to be reported")
    whole = tag("div", table, class_="im-scroll", tabindex=0, role="group", aria_label=caption)
    return join((whole, tag("p", legend, class_="im-sub im-due-note")))


def _cell(owed: list[Report], found: DueList, t: Translate) -> Html:
    if not owed:
        return tag("td", "")
    sign, word, colour = STATES[due.state_of(owed)]
    told = [report.indicator for report in owed if report.state in OPEN and report.indicator]
    locked = t("locked") if found.locked.intersection(owed) else ""
    return tag(
        "td",
        tag("span", f"{sign} {t(word)}", class_=f"im-{colour}"),
        *(tag("small", said) for said in (", ".join(told), locked) if said),
    )


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
        named = lists(translate(language)).groups
        text = reminder(
            [report for report in found.asked if report.group == group],
            found.reading,
            translate(language),
            group=named.get(group, group),
            returned=sum(group in item.groups for item in back),
        )
        st.code(text, language=None, wrap_lines=True)
