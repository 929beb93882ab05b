"""Reporting periods: lock them, keep writes out of locked ones, and take "nothing to report".

A write touches a locked period when one of its days lies in it: any day of an activity, whatever
strategy it names, since every strategy counts it by its days; the day that a record speaks of.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, Role
from ifla_metrics.errors import InvalidRecord, PeriodLocked, n_
from ifla_metrics.framework import Framework
from ifla_metrics.models.base import table_of
from ifla_metrics.models.drafts import ActivityDraft, MilestoneDraft, RecordDraft
from ifla_metrics.models.system_tables import NilReturnRow, PeriodLockRow, PeriodOpeningRow
from ifla_metrics.periods import Period
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


class Opening(NamedTuple):
    """A locked period is open to a group to the end of a day."""

    group: str
    until: date
    reason: str


class Lock(NamedTuple):
    """A locked period of a strategy, with its days and openings as they are today."""

    framework: str
    period: Period
    reason: str
    openings: tuple[Opening, ...] = ()

    @property
    def open_to(self) -> set[str]:
        """The groups that it is open to."""
        return {opening.group for opening in self.openings}


def locks(connection: Connection) -> list[Lock]:
    """Return the locked periods with the groups that each is open to today, by first day."""
    c, o = LOCK.c, OPENING.c
    openings: dict[tuple[str, str], list[Opening]] = defaultdict(list)
    opened = sa.select(o.framework, o.period, o.group_code, o.until, o.reason)
    in_force = opened.where(o.until >= today()).order_by(o.group_code)
    for framework, period, *opening in connection.execute(in_force):
        openings[framework, period].append(Opening(*opening))
    known, found = catalogue(connection), []
    for framework, code, reason in connection.execute(sa.select(c.framework, c.period, c.reason)):
        period = known.framework(framework).period(code)
        found.append(Lock(framework, period, reason, tuple(openings[framework, code])))
    return sorted(found, key=lambda lock: (lock.period.starts_on, lock.framework, lock.period.code))


def require_locked_days(connection: Connection, framework: Framework) -> None:
    """Raise InvalidRecord when a strategy would take days from one of its locked periods."""
    periods = {period.code: period for period in framework.periods}
    for lock in locks(connection):
        before, after = lock.period, periods.get(lock.period.code)
        if lock.framework == framework.id and not (
            after and after.starts_on <= before.starts_on and before.ends_on <= after.ends_on
        ):
            raise InvalidRecord(
                n_("{period} is locked: unlock it before the strategy takes days from it."),
                period=before.title,
            )


def require_open_for(
    connection: Connection,
    actor: Actor,
    *versions: ActivityDraft | RecordDraft,
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
        starts_on, ends_on = lock.period.starts_on, lock.period.ends_on
        touched = any(first <= ends_on and starts_on <= last for first, last in days)
        if touched and lock.open_to.isdisjoint(groups):
            raise PeriodLocked(
                n_("{period} is locked: {reason}. The secretariat can open it for {groups}."),
                period=lock.period.title,
                reason=lock.reason,
                groups=", ".join(groups) or "-",
            )


def days_touched(*versions: ActivityDraft | RecordDraft) -> list[Days]:
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
    """Lock the days of a reporting period; locking it again changes the reason."""
    why = required_reason(reason)
    catalogue(connection).framework(framework).period(period)  # Or UnknownCode.
    connection.execute(sa.delete(LOCK).where(*_same(LOCK, framework, period)))
    lock = {"framework": framework, "period": period, "reason": why}
    connection.execute(sa.insert(LOCK), lock)
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
    connection.execute(sa.insert(OPENING), {**key, "until": until, "reason": why})
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
        raise InvalidRecord(n_("The period {period} is not locked."), period=period)


# Nothing to report


@writes(Right.REPORT_NOTHING, NIL_RETURN, "framework", "period", "group", groups="group")
def report_nothing(
    connection: Connection, framework: str, period: str, *, group: str, actor: Actor
) -> None:
    """Record that a group has nothing to report for a period; no fault when it did before.

    An activity that the group logs later is shown in its place.
    """
    _require_open_period(connection, framework, period, group)
    same = sa.select(NIL.c.period).where(*_same(NIL, framework, period, group))
    if connection.execute(same).first() is None:
        key = {"framework": framework, "period": period, "group_code": group}
        connection.execute(sa.insert(NIL), {**key, "recorded_at": now()})
        subject = f"{framework} {period} {group}"
        audit(connection, actor, Right.REPORT_NOTHING, NIL_RETURN, subject)


@writes(Right.REPORT_NOTHING, NIL_RETURN, "framework", "period", "group", groups="group")
def take_back(
    connection: Connection, framework: str, period: str, *, group: str, actor: Actor
) -> None:
    """Take "nothing to report" back; no fault when it was not recorded."""
    _require_open_period(connection, framework, period, group)
    same = _same(NIL, framework, period, group)
    if connection.execute(sa.delete(NIL).where(*same)).rowcount:
        subject, why = f"{framework} {period} {group}", "taken back"
        audit(connection, actor, Right.REPORT_NOTHING, NIL_RETURN, subject, reason=why)


def _require_open_period(connection: Connection, framework: str, period: str, group: str) -> None:
    known = catalogue(connection)
    known.require_group(group)
    days = known.framework(framework).period(period)
    held = [lock for lock in locks(connection) if lock.framework == framework]
    _require_open(held, [(days.starts_on, days.ends_on)], (group,))
