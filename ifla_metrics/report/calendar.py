"""Due dates as a calendar file (iCalendar, RFC 5545) that any calendar program takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from ifla_metrics.i18n import Translate
from ifla_metrics.models.due import OPEN, Due

MEDIA_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "report-due-dates.ics"
REMIND_BEFORE = timedelta(days=7)
DOMAIN = "ifla-metrics.invalid"
"""Ends the ids of events: no address, and nobody can own it (RFC 2606)."""


def due_calendar(
    dues: Iterable[Due], t: Translate, *, names: Mapping[str, str], made_at: datetime
) -> bytes:
    """Return a calendar of what is still expected: a whole-day entry on each due day.

    An entry keeps its id from one download to the next, so that a calendar that is loaded again
    changes its entries and does not double them; what was reported is left out.

    Args:
        dues: What groups owe (`store.due.due`), of one group or of all.
        t: The reader's words.
        names: Names of groups, by code.
        made_at: The moment of the download, in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//IFLA metrics//due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", t("Reports due"))
    for due in dues:
        if due.state in OPEN:
            calendar.add_component(_entry(due, t, names, made_at))
    content: bytes = calendar.to_ical()
    return content


def _entry(due: Due, t: Translate, names: Mapping[str, str], made_at: datetime) -> Event:
    group, period = names.get(due.group, due.group), t.period(due.period_title)
    event = Event()
    event.add("uid", f"{due.framework}.{due.period}.{due.group}@{DOMAIN}".lower())
    event.add("dtstamp", made_at)
    event.add("dtstart", due.due_on)
    event.add("dtend", due.due_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", t("Report due: {period}, {group}", period=period, group=group))
    event.add(
        "description",
        t(
            "Log what {group} did in {period}, or say that there is nothing to report.",
            group=group,
            period=period,
        ),
    )
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", t("Report due: {period}, {group}", period=period, group=group))
    alarm.add("trigger", -REMIND_BEFORE)
    event.add_component(alarm)
    return event
