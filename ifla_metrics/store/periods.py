"""Reporting periods: lock them, keep writes out of locked ones, and take "nothing to report".

A write touches a locked period when one of its days lies in it: any day of an activity, whatever
strategy it names, since every strategy counts it by its days; the day that a record speaks of.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, Role
from ifla_metrics.errors import PeriodLocked, Refused, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.drafts import ActivityDraft, AnyDraft, MilestoneDraft, RecordDraft
from ifla_metrics.models.system_tables import NilReturnRow, PeriodLockRow, PeriodOpeningRow
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.audit import audit, required_reason, writes
from ifla_metrics.store.catalogue import catalogue

Days = tuple[date, date]
"""First and last day, both touched."""

LOCK = table_of(PeriodLockRow)
OPENING = table_of(PeriodOpeningRow)
NIL = table_of(NilReturnRow)
KIND = "period"
NIL_RETURN = "nil_return"


# Locks that are in force


class Lock(NamedTuple):
    """A locked period of a strategy, with the title and the days that it was locked with."""

    framework: str
    period: str
    title: str
    starts_on: date
    ends_on: date
    reason: str
    open_to: Mapping[str, date]
    """The groups that it is open to today, each to the end of a day."""


def locks(connection: Connection) -> list[Lock]:
    """Return the locked periods with the groups that each is open to today, by first day."""
    c, o = LOCK.c, OPENING.c
    openings: dict[tuple[str, str], dict[str, date]] = defaultdict(dict)
    opened = sa.select(o.framework, o.period, o.group_code, o.until)
    for framework, period, group, until in connection.execute(opened.where(o.until >= today())):
        openings[framework, period][group] = until
    columns = (c[name] for name in Lock._fields[:-1])
    rows = connection.execute(sa.select(*columns).order_by(c.starts_on, c.framework, c.period))
    return [
        Lock(**row, open_to=openings[row["framework"], row["period"]]) for row in rows.mappings()
    ]


def require_open_for(
    connection: Connection,
    actor: Actor,
    *versions: AnyDraft,
    held: Iterable[Lock] | None = None,
) -> None:
    """Raise PeriodLocked unless what is written, and what it replaces, lies in open periods.

    `versions` are the drafts before and after, one for a first version or a decision; `held` is
    the result of `locks`, for a caller with many rows.
    """
    held = locks(connection) if held is None else held
    named = {v.framework for v in versions if isinstance(v, RecordDraft)}
    if named:  # An activity counts in all strategies by its days.
        held = [lock for lock in held if lock.framework in named]
    if not held:
        return
    days = days_touched(*versions)
    for draft in versions:
        groups = draft.owners
        if actor.role is not Role.SECRETARIAT:
            groups = tuple(group for group in groups if group in actor.groups)
        _require_open(held, days, groups)


def _require_open(held: Iterable[Lock], days: Iterable[Days], groups: tuple[str, ...]) -> None:
    for lock in held:
        touched = any(first <= lock.ends_on and lock.starts_on <= last for first, last in days)
        if touched and lock.open_to.keys().isdisjoint(groups):
            raise PeriodLocked(
                n_("{period} is locked: {reason}. The secretariat can open it for {groups}."),
                period=lock.title,
                reason=lock.reason,
                groups=", ".join(groups) or "-",
            )


def days_touched(*versions: AnyDraft) -> list[Days]:
    """Return the days that a write touches.

    A milestone that was planned for a locked period can still be reported as reached later: of a
    changed milestone only the days count that change.
    """
    days: set[Days] = set()
    plans: list[set[date]] = []
    for draft in versions:
        if isinstance(draft, ActivityDraft):
            days.add((draft.started_on, draft.ended_on))
        elif isinstance(draft, MilestoneDraft):
            plans.append({d for d in (draft.planned_on, draft.actual_on) if d is not None})
        else:
            as_of = vars(draft)["as_of"]
            days.add((as_of, as_of))
    if plans:
        changed = plans[0] ^ plans[-1] or plans[-1]
        days |= {(day, day) for day in changed}
    return sorted(days)


# Lock and open


@writes(Right.LOCK_PERIOD, KIND, "framework", "period")
def lock_period(
    connection: Connection, framework: str, period: str, *, reason: str, actor: Actor
) -> None:
    """Lock the days that a reporting period has now; again, they and the reason are as now."""
    why = required_reason(reason)
    found = catalogue(connection).framework(framework).period(period)
    connection.execute(sa.delete(LOCK).where(*_same(LOCK, framework, period)))
    days = {"starts_on": found.starts_on, "ends_on": found.ends_on}
    lock = {"framework": framework, "period": period, "title": found.title, "reason": why}
    connection.execute(sa.insert(LOCK), {**lock, **days})
    audit(connection, actor, Right.LOCK_PERIOD, KIND, f"{framework} {period}", reason=why)


@writes(Right.UNLOCK_PERIOD, KIND, "framework", "period")
def unlock_period(
    connection: Connection, framework: str, period: str, *, reason: str, actor: Actor
) -> None:
    """Remove a lock and what it was opened for."""
    why = required_reason(reason)
    _require_locked(connection, framework, period)
    for table in (OPENING, LOCK):
        connection.execute(sa.delete(table).where(*_same(table, framework, period)))
    audit(connection, actor, Right.UNLOCK_PERIOD, KIND, f"{framework} {period}", reason=why)


@writes(Right.OPEN_PERIOD, KIND, "framework", "period", "group")
def open_period(
    connection: Connection,
    framework: str,
    period: str,
    *,
    group: str,
    until: date,
    reason: str,
    actor: Actor,
) -> None:
    """Open a locked period for one group to the end of a day; a past day closes it again."""
    why = required_reason(reason)
    _require_locked(connection, framework, period)
    catalogue(connection).require_group(group)
    connection.execute(sa.delete(OPENING).where(*_same(OPENING, framework, period, group)))
    key = {"framework": framework, "period": period, "group_code": group}
    connection.execute(sa.insert(OPENING), {**key, "until": until})
    subject, change = f"{framework} {period} {group}", f"{until.isoformat()}: {why}"
    audit(connection, actor, Right.OPEN_PERIOD, KIND, subject, reason=change)


def _same(
    table: sa.Table, framework: str, period: str, group: str = ""
) -> tuple[sa.ColumnElement[bool], ...]:
    c = table.c
    same = (c.framework == framework, c.period == period)
    return (*same, c.group_code == group) if group else same


def _require_locked(connection: Connection, framework: str, period: str) -> None:
    locked = sa.select(LOCK.c.period).where(*_same(LOCK, framework, period))
    if connection.execute(locked).first() is None:
        raise Refused(n_("The period {period} is not locked."), period=period)


# Nothing to report


@writes(Right.REPORT_NOTHING, NIL_RETURN, "framework", "period", "group", groups="group")
def report_nothing(
    connection: Connection,
    framework: str,
    period: str,
    *,
    group: str,
    actor: Actor,
    taken_back: bool = False,
) -> None:
    """Record that a group has nothing to report for a period, or take that back.

    The same again is no fault. An activity that the group logs later is shown in its place.
    """
    _require_open_period(connection, framework, period, group)
    same = _same(NIL, framework, period, group)
    is_recorded = connection.execute(sa.select(NIL.c.period).where(*same)).first() is not None
    if is_recorded is not taken_back:
        return
    if taken_back:
        connection.execute(sa.delete(NIL).where(*same))
    else:
        key = {"framework": framework, "period": period, "group_code": group}
        connection.execute(sa.insert(NIL), {**key, "recorded_at": now()})
    subject, why = f"{framework} {period} {group}", "taken back" if taken_back else ""
    audit(connection, actor, Right.REPORT_NOTHING, NIL_RETURN, subject, reason=why)


def _require_open_period(connection: Connection, framework: str, period: str, group: str) -> None:
    known = catalogue(connection)
    known.require_group(group)
    days = known.framework(framework).period(period)
    held = [lock for lock in locks(connection) if lock.framework == framework]
    _require_open(held, [(days.starts_on, days.ends_on)], (group,))
