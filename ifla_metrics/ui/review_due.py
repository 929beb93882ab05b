"""Review, second part: which reports are due, from whom, and the reminders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.errors import n_
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.models.due import OPEN, Due, DueState
from ifla_metrics.report.reminder import reminder
from ifla_metrics.settings import database_url
from ifla_metrics.store import queries
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.due import due
from ifla_metrics.store.person_language import language_of_group
from ifla_metrics.store.queries.moments import state_of
from ifla_metrics.store.review_lists import returned
from ifla_metrics.ui.forms.lists import lists
from ifla_metrics.ui.markup import Html, join, tag

CALENDAR = "/review/due.ics"
AHEAD = 100
"""Days: the quarter that runs is shown too."""
LANGUAGE_NAMES = {"en": "English", "fr": "Français"}

STATES: dict[DueState, tuple[str, str, str]] = {
    "coming": ("◌", n_("not yet over"), "none"),
    "due": ("◔", n_("due"), "warn"),
    "overdue": ("⏱", n_("overdue"), "bad"),
    "reported": ("●", n_("reported"), "good"),
    "nothing_to_report": ("–", n_("nothing to report"), "none"),
}
"""Sign, word and colour of a state."""


def read(choices: Choices) -> tuple[list[Due], date]:
    """Return what all groups owe for the chosen strategy on the chosen day, and that day."""
    with reading(engine_of(database_url())) as connection:
        on = state_of(choices.known_on, queries.meetings(connection)).moment.known_on
        found = due(connection, groups=None, on=on, ahead=AHEAD, framework=choices.framework)
    return found, on


def overdue(dues: Sequence[Due]) -> int:
    """Return how many reports are overdue."""
    return sum(d.state == "overdue" for d in dues)


def draw(dues: Sequence[Due], on: date, choices: Choices, t: Translate) -> None:
    """Show the reports by group and period, the calendar file, and a reminder for each group."""
    st.html(tag("h2", t("Reports due")))
    if not dues:
        st.html(
            tag(
                "p",
                t(
                    "No group owes a report for this strategy: none owns a part of it, or its "
                    "periods are locked."
                ),
                class_="im-empty",
            )
        )
        return
    names = lists(t).groups
    st.html(_table(dues, on, names, t))
    query = urlencode({"framework": choices.framework, "language": choices.language})
    st.html(
        tag(
            "p",
            tag("a", t("Due dates as a calendar file"), href=f"{CALENDAR}?{query}", download=True),
            class_="im-small",
        )
    )
    _reminders(dues, on, names, t)


def _table(dues: Sequence[Due], on: date, names: Mapping[str, str], t: Translate) -> Html:
    periods = {d.period: d for d in sorted(dues, key=lambda d: d.ends_on)}
    groups = list(dict.fromkeys(d.group for d in dues))
    cells = {(d.group, d.period): d for d in dues}
    caption = t("Reports by group and period, on {day}", day=t.date(on))
    head = tag(
        "tr",
        tag("th", t("Group"), scope="col"),
        *(
            tag(
                "th",
                tag("span", t.period(d.period_title)),
                tag("small", t("due on {day}", day=t.date(d.due_on, "medium"))),
                scope="col",
            )
            for d in periods.values()
        ),
    )
    body = (
        tag(
            "tr",
            tag("th", names.get(group, group), scope="row"),
            *(_cell(cells.get((group, period)), t) for period in periods),
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
    whole = tag("div", table, class_="im-scroll", tabindex=0, role="group", aria_label=caption)
    return join((whole, tag("p", caption + ". " + _legend(t), class_="im-sub im-due-note")))


def _cell(owed: Due | None, t: Translate) -> Html:
    if owed is None:
        return tag("td", "")
    sign, word, colour = STATES[owed.state]
    parts = [tag("span", f"{sign} {t(word)}", class_=f"im-{colour}")]
    counts = [
        t.plural("{n} activity", "{n} activities", owed.activities) if owed.activities else "",
        t.plural("{n} other record", "{n} other records", owed.records) if owed.records else "",
    ]
    told = ", ".join(filter(None, counts)) or owed.line
    if told:
        parts.append(tag("small", told))
    return tag("td", *parts)


def _legend(t: Translate) -> str:
    return t("A report counts as made when the group has logged something in the period.")


def _reminders(dues: Sequence[Due], on: date, names: Mapping[str, str], t: Translate) -> None:
    owing = list(dict.fromkeys(d.group for d in dues if d.state in OPEN and d.state != "coming"))
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
            [d for d in dues if d.group == group],
            translate(language),
            group=named.get(group, group),
            on=on,
            returned=sum(group in item.groups for item in back),
        )
        st.code(text, language=None, wrap_lines=True)
