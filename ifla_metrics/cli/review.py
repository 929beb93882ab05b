"""`review`: decide upon what was sent, see who owes a report, remind; `locks` has the periods."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import NOW, Choices
from ifla_metrics.cli import locks
from ifla_metrics.cli.database import engine, opened, plainly, ready_to_write
from ifla_metrics.errors import InvalidRecord, n_

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from ifla_metrics.i18n import Translate
    from ifla_metrics.metrics.due import DueList


def review(name: str) -> Callable[[Namespace, Translate], int]:
    """Return the function of a command of review."""
    return {
        "list": listed,
        "approve": approved,
        "return": returned,
        "lock": locks.locked,
        "unlock": locks.unlocked,
        "open": locks.open_for,
        "locks": locks.all_locks,
        "due": dues,
        "remind": reminded,
        "calendar": calendar,
        "settings": settings,
    }[name]


def listed(asked: Namespace, _t: Translate) -> int:
    """Write one line an entry that waits: its name for `approve`, day sent, groups, title."""
    from ifla_metrics.store.review import waiting

    with opened() as connection:
        found = waiting(connection, [asked.group] if asked.group else None)
    named = {id(item): f"{item.kind}:{item.uid}:{item.version}" for item in found}
    if asked.json:
        _write_json(
            [
                {
                    "entry": named[id(item)],
                    "sent": item.recorded_at.isoformat(),
                    "by": item.recorded_by,
                    "groups": list(item.groups),
                    "title": item.title,
                }
                for item in found
            ]
        )
        return 0
    for item in found:
        day = item.recorded_at.date().isoformat()
        print("\t".join([named[id(item)], day, " ".join(item.groups), item.title]))
    return 0


def approved(asked: Namespace, t: Translate) -> int:
    """Approve versions, all or none."""
    number = _decide(asked, "approved")
    print(t.plural("{n} entry approved.", "{n} entries approved.", number))
    return 0


def returned(asked: Namespace, t: Translate) -> int:
    """Return versions with a comment, all or none."""
    number = _decide(asked, "returned")
    print(t.plural("{n} entry returned.", "{n} entries returned.", number))
    return 0


def _decide(asked: Namespace, decision: Any) -> int:
    from ifla_metrics.store.review import Decision, decide

    chosen = []
    for entry in asked.items:
        kind, _, rest = entry.partition(":")
        uid, _, version = rest.rpartition(":")
        if not uid or not version.isdigit():
            raise InvalidRecord(
                n_("'{entry}' is not an entry: write KIND:ID:VERSION, as 'review list' does."),
                entry=entry,
            )
        chosen.append(Decision(kind, uid, int(version), decision, asked.comment))
    with ready_to_write():
        return decide(engine(), chosen, actor=LOCAL)


def dues(asked: Namespace, _t: Translate) -> int:
    """Write one line a report: due day, group, strategy, period, indicator, state."""
    found = _due(asked, known_on=asked.on.isoformat() if asked.on else NOW)
    rows = [
        {
            "due_on": report.due_on.isoformat(),
            "group": report.group,
            "framework": found.reading.framework.id,
            "period": report.period,
            "indicator": report.indicator,
            "starts_on": report.starts_on.isoformat(),
            "ends_on": report.ends_on.isoformat(),
            "state": report.state,
            "asked": report in found.asked,
        }
        for report in found.reports
    ]
    if asked.json:
        _write_json(rows)
        return 0
    shown = ("due_on", "group", "framework", "period", "indicator", "state")
    for row in rows:
        print("\t".join(str(row[name]) for name in shown))
    return 0


def reminded(asked: Namespace, t: Translate) -> int:
    """Write a reminder to a group; 1 when it owes nothing."""
    from ifla_metrics.exports.due_dates import reminder
    from ifla_metrics.store.review import returned as back

    found = _due(asked)
    with opened() as connection:
        number = len(back(connection, [asked.group]))
    group = _names().get(asked.group, asked.group)
    text = reminder(found.asked, found.reading, t, group=group, returned=number)
    print(text, end="")
    return 0 if text else 1


def calendar(asked: Namespace, t: Translate) -> int:
    """Write the due dates of the period as a calendar file."""
    from ifla_metrics.exports.due_dates import due_calendar
    from ifla_metrics.store.as_of import now

    found = _due(asked)
    framework = found.reading.framework
    body = due_calendar(found.asked, framework, t, names=_names(), made_at=now())
    if asked.out == "-":
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return 0
    Path(asked.out).write_bytes(body)
    print(t("{file}: written.", file=asked.out))
    return 0


def settings(asked: Namespace, t: Translate) -> int:
    """Change what was said of a strategy, and say what stands."""
    from ifla_metrics.store.frameworks import set_framework, setting_of

    with opened() as connection:
        stands = setting_of(connection, asked.framework)
    if (asked.counts, asked.due_days, asked.asked_from) != (None, None, None):
        with plainly():
            stands = set_framework(
                engine(),
                asked.framework,
                actor=LOCAL,
                counts=asked.counts,
                due_days=asked.due_days,
                asked_from=asked.asked_from,
            )
    since = stands.asked_from.isoformat() if stands.asked_from else "-"
    print(
        t(
            "counts {counts}; due after {n} days; asked from {day}",
            counts=stands.counts,
            n=stands.due_days,
            day=since,
        )
    )
    return 0


def _due(asked: Namespace, *, known_on: str = NOW) -> DueList:
    from ifla_metrics.cli.asked import framework_of
    from ifla_metrics.errors import UnknownCode
    from ifla_metrics.metrics import due
    from ifla_metrics.store.catalogue import catalogue
    from ifla_metrics.store.periods import closed_to
    from ifla_metrics.store.read import read

    with opened() as connection:
        groups = catalogue(connection).groups
        if asked.group and asked.group not in groups:
            raise UnknownCode("working group", asked.group, groups)
        framework = framework_of(connection, asked)
        period = framework.period(asked.period or framework.default_period).code
        choices = Choices(framework.id, period, known_on=known_on)
        reading = read(connection, choices, due.NEEDS)
        closed = closed_to(connection, framework.id)
    return due.due_list(reading, closed, [asked.group] if asked.group else None)


def _names() -> dict[str, str]:
    from ifla_metrics.store.as_of import today
    from ifla_metrics.store.read_reference import ReferenceDay, reference

    with opened() as connection:
        groups = reference(connection, "groups", ReferenceDay(today()))
    return {str(g["code"]): str(g["short_title"]) for g in groups.to_dict("records")}


def _write_json(rows: list[dict[str, Any]]) -> None:
    json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
    print()
