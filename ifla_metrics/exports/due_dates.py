"""Write the due dates of reports as a calendar file and as reminders."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from icalendar import Calendar, Event

from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.due import OPEN_STATES, Report
from ifla_metrics.reading import Reading

FILE_NAME = "report-due-dates.ics"
DOMAIN = "ifla-metrics.invalid"
"""Domain in ids; nobody can own it (RFC 2606)."""
REMINDER_HEADINGS = {"overdue": n_("Overdue: {reports}."), "due": n_("Due soon: {reports}.")}
"""Headings of a reminder by the state of reports, most urgent first."""


def due_calendar(
    reports: Iterable[Report],
    framework: Framework,
    t: Translate,
    *,
    groups: Collection[str],
    names: Mapping[str, str],
    made_at: datetime,
) -> bytes:
    """Return a calendar (RFC 5545) with one all-day event per group and due day.

    Ids are stable, so importing the calendar again updates events and duplicates none. `groups` are
    those of the calendar, none for all; `names` are their names by code; `made_at` is in UTC.
    """
    prodid = "-//IFLA metrics//due dates//EN"
    uid = f"{'.'.join([framework.id, *sorted(groups)])}@{DOMAIN}".lower()
    calendar = Calendar.new(uid=uid, prodid=prodid, method="PUBLISH", name=t("Reports due"))
    owed: dict[tuple[date, str], list[Report]] = {}
    for report in reports:
        if report.requested and report.state in OPEN_STATES:
            owed.setdefault((report.due_on, report.group), []).append(report)
    framework = framework.in_language(t.language)
    for (day, code), due in owed.items():
        counts, group = words.report_counts(due, t), names.get(code, code)
        lines = [words.report_name(report, framework, t) for report in due]
        lines.append(t("Report, or say that there is nothing to report."))
        event = Event.new(
            uid=f"{framework.id}.{day.isoformat()}.{code}@{DOMAIN}".lower(),
            stamp=made_at,
            start=day,
            summary=t("Due: {reports}, {group}", reports=counts, group=group),
            description="\n".join(lines),
        )
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def reminder(reports: Sequence[Report], reading: Reading, t: Translate, *, group: str) -> str:
    """Return a reminder that lists a group's due and overdue reports, or "" if there are none."""
    parts, framework = [], reading.framework.in_language(t.language)
    for state, heading in REMINDER_HEADINGS.items():
        in_state = [r for r in reports if r.requested and r.state == state]
        if in_state:
            lines = [t(heading, reports=words.report_counts(in_state, t))]
            for report in in_state:
                name = words.report_name(report, framework, t)
                due = t("{report}: due on {day}", report=name, day=t.date(report.due_on))
                lines.append(f"- {due}")
            parts.append("\n".join(lines))
    if not parts:
        return ""
    request = t(
        "Please log what you did. If there is nothing to report, please say so under “Our work”: "
        "that is an answer too."
    )
    greeting = t("Dear colleagues ({group}),", group=group)
    thanks = words.sentences(t("Thank you"), words.reports_scope(reading, t))
    return "\n\n".join([greeting, *parts, request, thanks]) + "\n"
