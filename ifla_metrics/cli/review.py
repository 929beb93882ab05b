"""`review`: decide on entries, lock periods, see who owes a report, and remind."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

import typer

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import COUNTS, NOW, Choices
from ifla_metrics.cli.choices import framework_as_known
from ifla_metrics.cli.connection import open_database, require_group, writing
from ifla_metrics.cli.options import (
    FOUND,
    Commands,
    FrameworkId,
    GroupCode,
    Json,
    Language,
    Out,
    PeriodCode,
    Reason,
    argument,
    day_option,
    one_of,
    option,
    print_rows,
    write_output,
)
from ifla_metrics.errors import InvalidRecord, n_
from ifla_metrics.exports.due_dates import due_calendar, reminder
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.due import LIST_NEEDS, DueList, due_list
from ifla_metrics.store import periods, review
from ifla_metrics.store.as_of import now
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.frameworks import set_framework, setting_of
from ifla_metrics.store.read import read

app = Commands("review", n_("Decide on entries, lock periods, and ask for reports."))

Entries = Annotated[list[str], argument("ENTRY", n_("KIND:ID:VERSION, as 'review list' prints it"))]
Period = Annotated[str, argument("PERIOD", n_("the code of the period, such as 2012"))]
OneGroup = Annotated[str, option("CODE", n_("a working group"))]


@app.command("list", epilog="review list")
def list_waiting(group: GroupCode = "", json: Json = False) -> None:
    """List what waits for a decision, the oldest first."""
    with open_database() as connection:
        items = review.waiting(connection, [group] if group else None)
    rows = [
        {
            "entry": f"{item.kind}:{item.uid}:{item.version}",
            "sent": item.recorded_at.isoformat(),
            "by": item.recorded_by,
            "groups": list(item.groups),
            "title": item.title,
        }
        for item in items
    ]
    print_rows(rows, as_json=json, shown=("entry", "sent", "groups", "title"))


@app.command(epilog="review approve activity:3f2a:1")
def approve(
    t: Translate,
    items: Entries,
    comment: Annotated[str, option("WORDS", n_("a comment for the group"))] = "",
) -> str:
    """Approve entries, all or none."""
    number = _decide(items, "approved", comment)
    return t.plural("{n} entry approved.", "{n} entries approved.", number)


@app.command("return", epilog='review return activity:3f2a:1 --comment "Please add the countries."')
def return_(
    t: Translate,
    items: Entries,
    comment: Annotated[str, option("WORDS", n_("what the group should change"))],
) -> str:
    """Return entries with a comment, all or none."""
    number = _decide(items, "returned", comment)
    return t.plural("{n} entry returned.", "{n} entries returned.", number)


def _decide(items: list[str], decision: Literal["approved", "returned"], comment: str) -> int:
    chosen = []
    for entry in items:
        kind, _, rest = entry.partition(":")
        uid, _, version = rest.rpartition(":")
        if not uid or not version.isdigit():
            raise InvalidRecord(
                n_("'{entry}' is not an entry: write KIND:ID:VERSION, as 'review list' does."),
                entry=entry,
            )
        chosen.append(review.Decision(kind, uid, int(version), decision, comment))
    with writing() as database:
        return review.decide(database, chosen, actor=LOCAL)


@app.command(epilog='review lock 2011 --framework 2010-2015 --reason "The report is printed"')
def lock(t: Translate, period: Period, framework: FrameworkId, reason: Reason) -> str:
    """Lock a reporting period. Nobody can change entries about its days."""
    with writing() as database:
        periods.lock_period(database, framework, period, reason=reason, actor=LOCAL)
    return t("{period} is locked.", period=period)


@app.command(epilog='review unlock 2011 --framework 2010-2015 --reason "A mistake was found"')
def unlock(t: Translate, period: Period, framework: FrameworkId, reason: Reason) -> str:
    """Unlock a reporting period for everybody."""
    with writing() as database:
        periods.unlock_period(database, framework, period, reason=reason, actor=LOCAL)
    return t("{period} is no longer locked.", period=period)


@app.command(
    "open",
    epilog="review open 2011 --framework 2010-2015 --group ALP --until 2012-03-01 "
    '--reason "A late list"',
)
def open_(
    t: Translate,
    *,
    period: Period,
    framework: FrameworkId,
    group: OneGroup,
    until: Annotated[date, day_option(n_("the last day that it is open"))],
    reason: Reason,
) -> str:
    """Open a locked period for one group."""
    with writing() as database:
        periods.open_period(
            database, framework, period, group=group, until=until, reason=reason, actor=LOCAL
        )
    return t("{period} is open for {group}.", period=period, group=group)


@app.command(epilog="review locks")
def locks(json: Json = False) -> None:
    """List the locked periods and the groups they are open to."""
    with open_database() as connection:
        rows = [
            {
                "framework": lock.framework,
                "period": lock.period,
                "reason": lock.reason,
                "open_to": [
                    f"{one.group} until {one.until}: {one.reason}" for one in lock.openings
                ],
            }
            for lock in periods.locks(connection)
        ]
    print_rows(rows, as_json=json)


@app.command(epilog="review due --group ALP")
def due(
    group: GroupCode = "",
    framework: FrameworkId = "",
    period: PeriodCode = "",
    on: Annotated[date | None, day_option(n_("as known on this day; default: today"))] = None,
    json: Json = False,
) -> None:
    """List which reports are due, and which have come."""
    known_on = on.isoformat() if on else NOW
    with open_database() as connection:
        found = _due_list(connection, group, framework, period, known_on=known_on)
    plan, asked = found.reading.framework.id, set(found.asked)
    rows = [
        {**asdict(report), "framework": plan, "asked": report in asked} for report in found.reports
    ]
    shown = ("due_on", "group", "framework", "period", "indicator", "state")
    print_rows(rows, as_json=json, shown=shown)


@app.command(epilog="review remind --group ALP")
def remind(
    t: Translate,
    group: OneGroup,
    framework: FrameworkId = "",
    period: PeriodCode = "",
    language: Language = "",
) -> None:
    """Write a reminder to a group, ready to be sent. Exit code 1 when it owes nothing."""
    with open_database() as connection:
        found = _due_list(connection, group, framework, period)
        number = len(review.returned(connection, [group]))
        name = _group_names(connection).get(group, group)
    text = reminder(found.asked, found.reading, t, group=name, returned=number)
    print(text, end="")
    if not text:
        raise typer.Exit(FOUND)


@app.command(epilog="review calendar --out due.ics")
def calendar(
    t: Translate,
    out: Out,
    group: GroupCode = "",
    framework: FrameworkId = "",
    period: PeriodCode = "",
) -> None:
    """Write the due dates as a calendar file."""
    with open_database() as connection:
        found = _due_list(connection, group, framework, period)
        names = _group_names(connection)
    plan = found.reading.framework
    content = due_calendar(found.asked, plan, t, names=names, made_at=now())
    write_output(out, content, t("{file}: written.", file=out))


@app.command(epilog="review settings --framework 2010-2015 --counts approved")
def settings(
    t: Translate,
    framework: FrameworkId,
    counts: Annotated[str, one_of(n_("which entries the figures count"), COUNTS)] = "",
    due_days: Annotated[
        int | None,
        option(
            "NUMBER", n_("days after the end of a period by which a report on activities is due")
        ),
    ] = None,
    asked_from: Annotated[
        date | None, day_option(n_("ask for reports of periods that end on this day or later"))
    ] = None,
) -> str:
    """Show or change what figures count and when reports are due."""
    with open_database() as connection:
        setting = setting_of(connection, framework)
    if counts or due_days is not None or asked_from:
        with writing() as database:
            setting = set_framework(
                database,
                framework,
                actor=LOCAL,
                counts=counts or None,
                due_days=due_days,
                asked_from=asked_from,
            )
    return t(
        "counts {counts}; due after {n} days; asked from {day}",
        counts=setting.counts,
        n=setting.due_days,
        day=setting.asked_from.isoformat() if setting.asked_from else "-",
    )


def _due_list(
    connection: Any, group: str, framework_id: str, period: str, *, known_on: str = NOW
) -> DueList:
    require_group(connection, group)
    framework = framework_as_known(connection, framework_id)
    code = framework.period(period or framework.default_period).code
    reading = read(connection, Choices(framework.id, code, known_on=known_on), LIST_NEEDS)
    return due_list(reading, [group] if group else None)


def _group_names(connection: Any) -> dict[str, str]:
    return {code: group.short for code, group in catalogue(connection).groups.items()}
