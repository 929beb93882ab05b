"""Due dates as a calendar file (iCalendar, RFC 5545) that any calendar program takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from ifla_metrics.figures import words
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.due import OPEN, Report

MEDIA_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "report-due-dates.ics"
REMIND_BEFORE = timedelta(days=7)
DOMAIN = "ifla-metrics.invalid"
"""Ends the ids of events: no address, and nobody can own it (RFC 2606)."""


def due_calendar(
    reports: Iterable[Report],
    framework: Framework,
    t: Translate,
    *,
    names: Mapping[str, str],
    made_at: datetime,
) -> bytes:
    """Return a calendar of what is still expected: a whole-day entry for each group and due day.

    An entry keeps its id from one download to the next, so that a calendar that is loaded again
    changes its entries and does not double them; what was reported is left out.

    Args:
        reports: What is asked of groups (`metrics.due.reports`), of one group or of all.
        framework: The strategy that they belong to.
        t: The reader's words.
        names: Names of groups, by code.
        made_at: The moment of the download, in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//IFLA metrics//due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", t("Reports due"))
    days: dict[tuple[date, str], list[Report]] = {}
    for report in reports:
        if report.state in OPEN:
            days.setdefault((report.due_on, report.group), []).append(report)
    told = framework.in_language(t.language)
    for due in days.values():
        calendar.add_component(_entry(due, told, t, names, made_at))
    content: bytes = calendar.to_ical()
    return content


def _entry(
    due: Sequence[Report],
    framework: Framework,
    t: Translate,
    names: Mapping[str, str],
    made_at: datetime,
) -> Event:
    """Return the entry of reports of one group that are due on one day."""
    day, group = due[0].due_on, due[0].group
    summary = t(
        "Due: {reports}, {group}",
        reports=words.counted_reports(due, t),
        group=names.get(group, group),
    )
    event = Event()
    event.add("uid", f"{framework.id}.{day.isoformat()}.{group}@{DOMAIN}".lower())
    event.add("dtstamp", made_at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", summary)
    event.add(
        "description",
        "\n".join(
            (
                *(words.report_name(report, framework, t) for report in due),
                t("Report, or say that there is nothing to report."),
            )
        ),
    )
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -REMIND_BEFORE)
    event.add_component(alarm)
    return event
