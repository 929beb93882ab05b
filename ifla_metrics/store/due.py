"""What each group owes: the reporting periods of the strategies in which it has a part of its own.

Asked for are the shortest periods that a strategy has, over the last year before a day (of a
strategy that is over, before its end): older ones are history. A locked period is asked of nobody
but groups that it is open to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.framework import Framework
from ifla_metrics.models.due import Due, DueState
from ifla_metrics.periods import Period
from ifla_metrics.store.activity_rows import GROUP, VERSION
from ifla_metrics.store.catalogue import Setting, catalogue
from ifla_metrics.store.counting_rules import grain_of
from ifla_metrics.store.nil_returns import NilReturn, nil_returns
from ifla_metrics.store.period_locks import Lock, locks
from ifla_metrics.store.record_kinds import KINDS
from ifla_metrics.store.review_lists import day_of

ASKED_FOR = timedelta(days=366)
"""How long after its end a period is asked for."""

Key = tuple[str, str, str]
"""(framework, period, group)."""


def due(
    connection: Connection,
    *,
    groups: Iterable[str] | None,
    on: date,
    ahead: int = 0,
    framework: str = "",
) -> list[Due]:
    """Return what groups owe on a day, by due day, then in the order of groups.

    Args:
        connection: An open transaction.
        groups: Only these; None: all that own a part of a strategy.
        on: The day.
        ahead: Also periods that end up to so many days later (`coming`).
        framework: Only of this strategy.
    """
    known = catalogue(connection)
    wanted = None if groups is None else frozenset(groups)
    plans = [f for f in known.frameworks.values() if framework in {"", f.id}]
    held = locks(connection)
    asked = [
        (plan, period, group)
        for plan in plans
        for period in _asked(plan, known.settings[plan.id], on, ahead)
        for group in owners_of(plan)
        if wanted is None or group in wanted
        if not _closed(held, plan.id, period, group, on)
    ]
    if not asked:
        return []
    names = sorted({group for _, _, group in asked})
    done = _done(connection, {(plan.id, period) for plan, period, _ in asked}, names)
    said = nil_returns(connection, names)
    found = []
    for plan, period, group in asked:
        key = (plan.id, period.code, group)
        setting = known.settings[plan.id]
        counts = done.get(key, (0, 0))
        found.append(_due(key, period, setting, done=counts, nil=said.get(key), on=on))
    return sorted(found, key=lambda d: (d.due_on, d.framework, names.index(d.group)))


def owners_of(framework: Framework) -> list[str]:
    """Return the groups that own a part of a framework, in its reading order."""
    return list(dict.fromkeys(n.owner for n in framework.nodes if n.owner))


def leaves_of(framework: Framework) -> list[Period]:
    """Return the shortest reporting periods that a framework has, by their first day."""
    codes = {code for finest in grain_of(framework.periods).values() for code in finest}
    leaves = [p for p in framework.periods if p.code in codes]
    shortest = min((p.ends_on - p.starts_on for p in leaves), default=timedelta())
    if len(leaves) == len(framework.periods):  # No quarters: periods of several lengths.
        leaves = [p for p in leaves if p.ends_on - p.starts_on <= shortest + timedelta(days=3)]
    return sorted(leaves, key=lambda p: p.starts_on)


def _asked(plan: Framework, setting: Setting, on: date, ahead: int) -> Iterator[Period]:
    since = min(on, plan.ends_on + timedelta(days=1)) - ASKED_FOR
    if setting.asked_from is not None:
        since = max(since, setting.asked_from)
    for period in leaves_of(plan):
        if not plan.starts_on <= period.ends_on <= plan.ends_on:
            continue
        if since <= period.ends_on < on + timedelta(days=ahead):
            yield period


def _closed(held: Sequence[Lock], framework: str, period: Period, group: str, on: date) -> bool:
    days = [(period.starts_on, period.ends_on)]
    return any(lock.keeps_out(days, (group,), (framework,), on) for lock in held)


def _due(
    key: Key,
    period: Period,
    setting: Setting,
    *,
    done: tuple[int, int],
    nil: NilReturn | None,
    on: date,
) -> Due:
    framework, code, group = key
    due_on = period.ends_on + timedelta(days=setting.due_days)
    state: DueState
    if any(done) and period.ends_on < on:
        state = "reported"
    elif nil is not None:
        state = "nothing_to_report"
    elif period.ends_on >= on:
        state = "coming"
    else:
        state = "overdue" if on > due_on else "due"
    line = nil.line if nil is not None else ""
    return Due(
        group, framework, code, period.title, period.ends_on, due_on, state, *done, line=line
    )


def _done(
    connection: Connection, asked: set[tuple[str, Period]], groups: Sequence[str]
) -> dict[Key, tuple[int, int]]:
    """Return (activities, other records) that stand and were not returned."""
    first = min(period.starts_on for _, period in asked)
    last = max(period.ends_on for _, period in asked)
    activities: Counter[Key] = Counter()
    for group, day, count in _activities(connection, groups, first, last):
        for framework, period in asked:
            if day in period:
                activities[framework, period.code, group] += count
    records: Counter[Key] = Counter()
    for framework, group, day, count in _records(connection, groups, first, last):
        for named, period in asked:
            if named == framework and day in period:
                records[framework, period.code, group] += count
    return {key: (activities[key], records[key]) for key in {*activities, *records}}


def _activities(
    connection: Connection, groups: Sequence[str], first: date, last: date
) -> Iterable[tuple[str, date, int]]:
    v, g = VERSION.c, GROUP.c
    statement = (
        sa.select(g.group_code, v.started_on, sa.func.count())
        .join_from(VERSION, GROUP, g.version_id == v.id)
        .where(
            v.superseded_at.is_(None),
            v.withdrawn == sa.false(),
            v.returned_at.is_(None),
            v.started_on.between(first, last),
            g.group_code.in_(groups),
        )
        .group_by(g.group_code, v.started_on)
    )
    return [tuple(row) for row in connection.execute(statement)]


def _records(
    connection: Connection, groups: Sequence[str], first: date, last: date
) -> Iterable[tuple[str, str, date, int]]:
    parts = []
    for kind in KINDS.values():
        c, day = kind.table.c, day_of(kind)
        parts.append(
            sa.select(c.framework, c.group_code, day.label("day"), sa.func.count().label("n"))
            .where(
                c.superseded_at.is_(None),
                c.withdrawn == sa.false(),
                c.returned_at.is_(None),
                day.between(first, last),
                c.group_code.in_(groups),
            )
            .group_by(c.framework, c.group_code, day)
        )
    return [tuple(row) for row in connection.execute(sa.union_all(*parts))]
