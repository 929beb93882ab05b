"""Reports that groups owe: as a calendar file, and as the text of a reminder."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.due import OPEN, Report
from ifla_metrics.reading import Reading

MEDIA_TYPE = "text/calendar; charset=utf-8"
FILE_NAME = "report-due-dates.ics"
DOMAIN = "ifla-metrics.invalid"
"""Ends the ids of events: no address, and nobody can own it (RFC 2606)."""
HEADS = {"overdue": n_("Overdue: {reports}."), "due": n_("Due soon: {reports}.")}
"""The parts of a reminder by the state of reports, the most urgent first."""


def due_calendar(
    reports: Iterable[Report],
    framework: Framework,
    t: Translate,
    *,
    names: Mapping[str, str],
    made_at: datetime,
) -> bytes:
    """Return a calendar (RFC 5545) of open reports: a whole-day entry per group and due day.

    An entry keeps its id from one download to the next, so that a calendar that is loaded again
    changes its entries and does not double them. `names` are those of groups, by code; `made_at`
    is in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//IFLA metrics//due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", t("Reports due"))
    due: dict[tuple[date, str], list[Report]] = {}
    for report in reports:
        if report.state in OPEN:
            due.setdefault((report.due_on, report.group), []).append(report)
    framework = framework.in_language(t.language)
    for (day, group), some in due.items():
        event = _event(some, day, names.get(group, group), framework, t)
        event.add("uid", f"{framework.id}.{day.isoformat()}.{group}@{DOMAIN}".lower())
        event.add("dtstamp", made_at)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _event(
    reports: Sequence[Report], day: date, group: str, framework: Framework, t: Translate
) -> Event:
    """Return the entry of the reports that a group owes on one day."""
    summary = t("Due: {reports}, {group}", reports=words.counted_reports(reports, t), group=group)
    lines = [words.report_name(report, framework, t) for report in reports]
    lines.append(t("Report, or say that there is nothing to report."))
    event = Event()
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", "\n".join(lines))
    return event


def reminder(reports: Sequence[Report], reading: Reading, t: Translate, *, group: str) -> str:
    """Return the text of a reminder to a group, which names what is due or overdue; "" if none."""
    parts = []
    for state, head in HEADS.items():
        some = [report for report in reports if report.state == state]
        if some:
            counted = t(head, reports=words.counted_reports(some, t))
            parts.append("\n".join([counted, *_lines(some, reading, t)]))
    if not parts:
        return ""
    ask = t(
        "Please log what you did. If there is nothing to report, please say so under “Our work”: "
        "that is an answer too."
    )
    greeting = t("Dear colleagues of {group},", group=group)
    thanks = words.sentences(t("Thank you"), words.about_reports(reading, t))
    return "\n\n".join([greeting, *parts, ask, thanks]) + "\n"


def _lines(reports: Sequence[Report], reading: Reading, t: Translate) -> list[str]:
    framework = reading.framework.in_language(t.language)
    return [
        "- "
        + t(
            "{report}: due on {day}",
            report=words.report_name(report, framework, t),
            day=t.date(report.due_on),
        )
        for report in reports
    ]
