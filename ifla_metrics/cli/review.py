"""Commands that decide on entries, lock periods, and list and remind of due reports."""

from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any, Literal

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import COUNTED_ENTRIES, NOW
from ifla_metrics.cli.commands import Commands, Context
from ifla_metrics.cli.options import (
    ChoiceOptions,
    FrameworkId,
    GroupCode,
    Language,
    PeriodCode,
    argument,
    choice,
    day_option,
    option,
)
from ifla_metrics.errors import Refused, n_
from ifla_metrics.exports.due_dates import due_calendar, reminder
from ifla_metrics.metrics.due import NEEDS
from ifla_metrics.metrics.due import reports as due_reports
from ifla_metrics.store.as_of import now
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.locks import read_locks
from ifla_metrics.store.read.reading import read
from ifla_metrics.store.write import periods, review
from ifla_metrics.store.write.frameworks import change_settings, settings_of

app = Commands("review", "Decide on entries, lock periods, and ask for reports.")

Entries = Annotated[list[str], argument("ENTRY", "KIND:ID:VERSION, as 'review list' prints it")]
Period = Annotated[str, argument("PERIOD", "the code of the period, such as 2012")]
Reason = Annotated[str, option("TEXT", "the reason")]


@app.command("list", example="review list", columns="entry sent groups title")
def list_waiting(context: Context, group: GroupCode = "") -> list[dict[str, Any]]:
    """List entries waiting for review, oldest first."""
    if group:
        read_catalogue(context.connection).require_group(group)
    return [
        {
            "entry": f"{item.kind}:{item.uid}:{item.version}",
            "sent": item.recorded_at,
            "by": item.recorded_by,
            "groups": list(item.groups),
            "title": item.title,
        }
        for item in review.list_pending(context.connection, [group] if group else None)
    ]


@app.command(example="review approve activity:3f2a:1")
def approve(
    context: Context,
    items: Entries,
    comment: Annotated[str, option("TEXT", "a comment for the group")] = "",
) -> str:
    """Approve entries, all or none."""
    count = _decide(context, items, "approved", comment)
    return context.t.plural("{n} entry approved", "{n} entries approved", count)


@app.command("return", example='review return activity:3f2a:1 --comment "Please add countries."')
def return_(
    context: Context,
    items: Entries,
    comment: Annotated[str, option("TEXT", "what the group should change")],
) -> str:
    """Return entries with a comment, all or none."""
    count = _decide(context, items, "returned", comment)
    return context.t.plural("{n} entry returned", "{n} entries returned", count)


def _decide(
    context: Context, items: list[str], decision: Literal["approved", "returned"], comment: str
) -> int:
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
    return review.decide(context.engine, decisions, actor=LOCAL)


@app.command(example='review lock 2011 --framework 2010-2015 --reason "The report is printed"')
def lock(context: Context, period: Period, framework: FrameworkId, reason: Reason) -> str:
    """Lock a reporting period. Nobody can change entries about its days."""
    periods.lock_period(context.engine, framework, period, reason=reason, actor=LOCAL)
    return context.t("{period} is locked.", period=period)


@app.command(example='review unlock 2011 --framework 2010-2015 --reason "A mistake was found"')
def unlock(context: Context, period: Period, framework: FrameworkId, reason: Reason) -> str:
    """Unlock a reporting period for everybody."""
    periods.unlock_period(context.engine, framework, period, reason=reason, actor=LOCAL)
    return context.t("{period} is no longer locked.", period=period)


@app.command(
    "open",
    example="review open 2011 --framework 2010-2015 --group ALP --until 2030-12-31 "
    '--reason "A late list"',
)
def open_(
    context: Context,
    *,
    period: Period,
    framework: FrameworkId,
    group: GroupCode,
    until: Annotated[date, day_option("the last day it is open")],
    reason: Reason,
) -> str:
    """Open a locked period for one group; a day in the past closes it again."""
    periods.open_period(
        context.engine, framework, period, group=group, until=until, reason=reason, actor=LOCAL
    )
    return context.t("{period} is open for {group}.", period=period, group=group)


@app.command(example="review locks", columns="")
def locks(context: Context) -> list[dict[str, Any]]:
    """List the locked periods and the groups they are open to."""
    return [
        {
            "framework": lock.framework,
            "period": lock.period,
            "reason": lock.reason,
            "open_to": [f"{group} until {day}" for group, day in sorted(lock.open_to.items())],
        }
        for lock in read_locks(context.connection)
    ]


@app.command(
    example="review due --group ALP", columns="due_on group framework period indicator state"
)
def due(
    context: Context,
    group: GroupCode = "",
    framework: FrameworkId = "",
    period: PeriodCode = "",
    on: Annotated[date | None, day_option("as known on a day; default: today")] = None,
) -> list[dict[str, Any]]:
    """List due reports and whether they were submitted."""
    known_on = on.isoformat() if on else NOW
    choices = context.choices(ChoiceOptions(framework, period, known_on, group=group))
    reports = due_reports(read(context.connection, choices, NEEDS))
    return [
        {**asdict(report), "framework": choices.framework, "asked": report.requested}
        for report in reports
    ]


@app.command(example="review remind --group ALP")
def remind(
    context: Context,
    group: GroupCode,
    framework: FrameworkId = "",
    period: PeriodCode = "",
    language: Language = "",
) -> str:
    """Write a reminder to a group, ready to send; nothing if no report is due."""
    choices = context.choices(ChoiceOptions(framework, period, group=group))
    reading = read(context.connection, choices, NEEDS)
    name = read_catalogue(context.connection).groups[group].short if group else ""
    return reminder(due_reports(reading), reading, context.t, group=name)


@app.command(example="review calendar --out due.ics")
def calendar(
    context: Context, group: GroupCode = "", framework: FrameworkId = "", period: PeriodCode = ""
) -> bytes:
    """Write the due dates as a calendar file."""
    choices = context.choices(ChoiceOptions(framework, period, group=group))
    reading = read(context.connection, choices, NEEDS)
    names = {code: label.short for code, label in read_catalogue(context.connection).groups.items()}
    kwargs: dict[str, Any] = {"groups": [group] if group else [], "names": names, "made_at": now()}
    return due_calendar(due_reports(reading), reading.framework, context.t, **kwargs)


@app.command(example="review settings --framework 2010-2015 --counts approved")
def settings(
    context: Context,
    framework: FrameworkId,
    counts: Annotated[str | None, choice("entries that count", COUNTED_ENTRIES)] = None,
    due_days: Annotated[int | None, option("NUMBER", "days to report activities in")] = None,
    asked_from: Annotated[date | None, day_option("ask for no report of earlier periods")] = None,
) -> str:
    """Show or change what figures count and when reports are due."""
    current = settings_of(context.connection, framework)
    options: dict[str, Any] = {"counts": counts, "due_days": due_days, "asked_from": asked_from}
    changes = {name: value for name, value in options.items() if value is not None}
    if changes:
        current = replace(current, **changes)
        change_settings(context.engine, framework, current, actor=LOCAL)
    return context.t(
        "counts {counts}; due after {n} days; asked from {day}",
        counts=current.counts,
        n=current.due_days,
        day=str(current.asked_from or "-"),
    )
