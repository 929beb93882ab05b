"""Commands that decide on entries, lock periods, and list and remind of due reports."""

from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any, Literal

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import COUNTED_ENTRIES, NOW, Choices
from ifla_metrics.cli.choices import framework_as_known
from ifla_metrics.cli.connection import open_database, ready_engine
from ifla_metrics.cli.options import (
    Commands,
    FrameworkId,
    GroupCode,
    Language,
    Out,
    PeriodCode,
    Reason,
    argument,
    choice,
    day_option,
    option,
)
from ifla_metrics.errors import Refused, n_
from ifla_metrics.exports.due_dates import due_calendar, reminder
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.due import LIST_NEEDS, DueList, due_list
from ifla_metrics.store import periods, review
from ifla_metrics.store.as_of import now
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.frameworks import set_framework, setting_of
from ifla_metrics.store.read import read

app = Commands("review", "Decide on entries, lock periods, and ask for reports.")

Entries = Annotated[list[str], argument("ENTRY", "KIND:ID:VERSION, as 'review list' prints it")]
Period = Annotated[str, argument("PERIOD", "the code of the period, such as 2012")]


@app.command("list", example="review list", columns="entry sent groups title")
def list_waiting(group: GroupCode = "") -> list[dict[str, Any]]:
    """List entries waiting for review, oldest first."""
    with open_database() as connection:
        if group:
            read_catalogue(connection).require_group(group)
        items = review.list_pending(connection, [group] if group else None)
    return [
        {
            "entry": f"{item.kind}:{item.uid}:{item.version}",
            "sent": item.recorded_at,
            "by": item.recorded_by,
            "groups": list(item.groups),
            "title": item.title,
        }
        for item in items
    ]


@app.command(example="review approve activity:3f2a:1")
def approve(
    t: Translate,
    items: Entries,
    comment: Annotated[str, option("TEXT", "a comment for the group")] = "",
) -> str:
    """Approve entries, all or none."""
    count = _decide(items, "approved", comment)
    return t.plural("{n} entry approved.", "{n} entries approved.", count)


@app.command("return", example='review return activity:3f2a:1 --comment "Please add countries."')
def return_(
    t: Translate,
    items: Entries,
    comment: Annotated[str, option("TEXT", "what the group should change")],
) -> str:
    """Return entries with a comment, all or none."""
    count = _decide(items, "returned", comment)
    return t.plural("{n} entry returned.", "{n} entries returned.", count)


def _decide(items: list[str], decision: Literal["approved", "returned"], comment: str) -> int:
    decisions = []
    for entry in items:
        kind, _, rest = entry.partition(":")
        uid, _, version = rest.rpartition(":")
        if not uid or not version.isdigit():
            raise Refused(
                n_("'{entry}' is not an entry: write KIND:ID:VERSION, as 'review list' shows it."),
                entry=entry,
            )
        decisions.append(review.Decision(kind, uid, int(version), decision, comment))
    return review.decide(ready_engine(), decisions, actor=LOCAL)


@app.command(example='review lock 2011 --framework 2010-2015 --reason "The report is printed"')
def lock(t: Translate, period: Period, framework: FrameworkId, reason: Reason) -> str:
    """Lock a reporting period. Nobody can change entries about its days."""
    periods.lock_period(ready_engine(), framework, period, reason=reason, actor=LOCAL)
    return t("{period} is locked.", period=period)


@app.command(example='review unlock 2011 --framework 2010-2015 --reason "A mistake was found"')
def unlock(t: Translate, period: Period, framework: FrameworkId, reason: Reason) -> str:
    """Unlock a reporting period for everybody."""
    periods.unlock_period(ready_engine(), framework, period, reason=reason, actor=LOCAL)
    return t("{period} is no longer locked.", period=period)


@app.command(
    "open",
    example="review open 2011 --framework 2010-2015 --group ALP --until 2030-12-31 "
    '--reason "A late list"',
)
def open_(
    t: Translate,
    *,
    period: Period,
    framework: FrameworkId,
    group: GroupCode,
    until: Annotated[date, day_option("the last day it is open")],
    reason: Reason,
) -> str:
    """Open a locked period for one group; a day in the past closes it again."""
    periods.open_period(
        ready_engine(), framework, period, group=group, until=until, reason=reason, actor=LOCAL
    )
    return t("{period} is open for {group}.", period=period, group=group)


@app.command(example="review locks", columns="")
def locks() -> list[dict[str, Any]]:
    """List the locked periods and the groups they are open to."""
    with open_database() as connection:
        locked = periods.read_locks(connection)
    return [
        {
            "framework": lock.framework,
            "period": lock.period,
            "reason": lock.reason,
            "open_to": [f"{group} until {day}" for group, day in sorted(lock.open_to.items())],
        }
        for lock in locked
    ]


@app.command(
    example="review due --group ALP", columns="due_on group framework period indicator state"
)
def due(
    group: GroupCode = "",
    framework: FrameworkId = "",
    period: PeriodCode = "",
    on: Annotated[date | None, day_option("as known on a day; default: today")] = None,
) -> list[dict[str, Any]]:
    """List due reports and whether they were submitted."""
    with open_database() as connection:
        due = _due_list(connection, group, framework, period, on)
    framework_id, asked = due.reading.framework.id, set(due.requested)
    return [
        {**asdict(report), "framework": framework_id, "asked": report in asked}
        for report in due.reports
    ]


@app.command(example="review remind --group ALP")
def remind(
    t: Translate,
    group: GroupCode,
    framework: FrameworkId = "",
    period: PeriodCode = "",
    language: Language = "",
) -> str:
    """Write a reminder to a group, ready to send; nothing if no report is due."""
    with open_database() as connection:
        due = _due_list(connection, group, framework, period)
        name = read_catalogue(connection).groups[group].short if group else ""
    return reminder(due.requested, due.reading, t, group=name)


@app.command(example="review calendar --out due.ics")
def calendar(
    t: Translate,
    out: Out,
    group: GroupCode = "",
    framework: FrameworkId = "",
    period: PeriodCode = "",
) -> None:
    """Write the due dates as a calendar file."""
    with open_database() as connection:
        due = _due_list(connection, group, framework, period)
        names = {code: label.short for code, label in read_catalogue(connection).groups.items()}
    content = due_calendar(due.requested, due.reading.framework, t, names=names, made_at=now())
    out.write(content)


@app.command(example="review settings --framework 2010-2015 --counts approved")
def settings(
    t: Translate,
    framework: FrameworkId,
    counts: Annotated[str | None, choice("entries that count", COUNTED_ENTRIES)] = None,
    due_days: Annotated[int | None, option("NUMBER", "days to report activities in")] = None,
    asked_from: Annotated[date | None, day_option("ask for no report of earlier periods")] = None,
) -> str:
    """Show or change what figures count and when reports are due."""
    with open_database() as connection:
        setting = setting_of(connection, framework)
    options: dict[str, Any] = {"counts": counts, "due_days": due_days, "asked_from": asked_from}
    changes = {name: value for name, value in options.items() if value is not None}
    if changes:
        setting = replace(setting, **changes)
        set_framework(ready_engine(), framework, setting, actor=LOCAL)
    return t(
        "counts {counts}; due after {n} days; asked from {day}",
        counts=setting.counts,
        n=setting.due_days,
        day=str(setting.asked_from or "-"),
    )


def _due_list(
    connection: Any, group: str, framework_id: str, period: str, on: date | None = None
) -> DueList:
    if group:
        read_catalogue(connection).require_group(group)
    framework = framework_as_known(connection, framework_id)
    code = framework.period(period or framework.default_period).code
    known_on = on.isoformat() if on else NOW
    reading = read(connection, Choices(framework.id, code, known_on), LIST_NEEDS)
    return due_list(reading, [group] if group else None)
