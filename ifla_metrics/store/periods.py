"""Reporting periods: lock and open them, keep writes out of locked ones, record nil returns.

A write touches a locked period if one of its days lies in it. An activity touches the periods of
all strategies on any of its days; a record touches those of its own strategy on its date.
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
from ifla_metrics.store.catalogue import read_catalogue

Days = tuple[date, date]
"""First and last day, both included."""

LOCK = table_of(PeriodLockRow)
OPENING = table_of(PeriodOpeningRow)
NIL = table_of(NilReturnRow)
LOCKED = n_("{period} is locked ({reason}). The secretariat can open it for {groups}.")
KIND = "period"
NIL_RETURN = "nil_return"


# Check locks


class Lock(NamedTuple):
    """A locked period of a strategy, with its title and days at the time of locking."""

    framework: str
    period: str
    title: str
    starts_on: date
    ends_on: date
    reason: str
    open_to: Mapping[str, date]
    """Groups for which it is open today, with the last open day."""


def read_locks(connection: Connection) -> list[Lock]:
    """Return the locked periods by first day."""
    c, o = LOCK.c, OPENING.c
    openings: dict[tuple[str, str], dict[str, date]] = defaultdict(dict)
    current = sa.select(o.framework, o.period, o.group_code, o.until).where(o.until >= today())
    for framework, period, group, until in connection.execute(current):
        openings[framework, period][group] = until
    columns = (c[name] for name in Lock._fields[:-1])
    rows = connection.execute(sa.select(*columns).order_by(c.starts_on, c.framework, c.period))
    return [
        Lock(**row, open_to=openings[row["framework"], row["period"]]) for row in rows.mappings()
    ]


def require_open_periods(locks: Iterable[Lock], actor: Actor, *versions: AnyDraft) -> None:
    """Raise PeriodLocked if a write touches a period that is locked for the actor's groups.

    `versions` are the drafts before and after an amendment, or a single draft.
    """
    frameworks = {v.framework for v in versions if isinstance(v, RecordDraft)}
    if frameworks:
        locks = [lock for lock in locks if lock.framework in frameworks]
    days = days_touched(*versions)
    for draft in versions:
        groups = draft.owners
        if actor.role is not Role.SECRETARIAT:
            groups = tuple(group for group in groups if group in actor.groups)
        _require_open(locks, days, groups)


def _require_open(locks: Iterable[Lock], days: Iterable[Days], groups: tuple[str, ...]) -> None:
    for lock in locks:
        touched = any(first <= lock.ends_on and lock.starts_on <= last for first, last in days)
        if touched and lock.open_to.keys().isdisjoint(groups):
            names = ", ".join(groups) or "-"
            raise PeriodLocked(LOCKED, period=lock.title, reason=lock.reason, groups=names)


def days_touched(*versions: AnyDraft) -> list[Days]:
    """Return the days that a write touches.

    For an amended milestone these are only the days that change, so that a milestone planned for a
    locked period can still be reported as reached later.
    """
    days: set[Days] = set()
    milestone_days: list[set[date]] = []
    for draft in versions:
        if isinstance(draft, ActivityDraft):
            days.add((draft.started_on, draft.ended_on))
        elif isinstance(draft, MilestoneDraft):
            milestone_days.append({d for d in (draft.planned_on, draft.actual_on) if d is not None})
        else:
            as_of = vars(draft)["as_of"]
            days.add((as_of, as_of))
    if milestone_days:
        changed = milestone_days[0] ^ milestone_days[-1] or milestone_days[-1]
        days |= {(day, day) for day in changed}
    return sorted(days)


# Lock and open


@writes(Right.LOCK_PERIOD, KIND, "framework", "period")
def lock_period(
    connection: Connection, framework: str, period: str, *, reason: str, actor: Actor
) -> None:
    """Lock the current days of a reporting period, replacing an earlier lock."""
    reason = required_reason(reason)
    locked = read_catalogue(connection).framework(framework).period(period)
    key = {"framework": framework, "period": period}
    connection.execute(sa.delete(LOCK).filter_by(**key))
    days = {"starts_on": locked.starts_on, "ends_on": locked.ends_on}
    connection.execute(sa.insert(LOCK), {**key, "title": locked.title, **days, "reason": reason})
    audit(connection, actor, Right.LOCK_PERIOD, KIND, f"{framework} {period}", reason=reason)


@writes(Right.UNLOCK_PERIOD, KIND, "framework", "period")
def unlock_period(
    connection: Connection, framework: str, period: str, *, reason: str, actor: Actor
) -> None:
    """Remove a lock and its openings."""
    reason = required_reason(reason)
    _require_locked(connection, framework, period)
    for table in (OPENING, LOCK):
        connection.execute(sa.delete(table).filter_by(framework=framework, period=period))
    audit(connection, actor, Right.UNLOCK_PERIOD, KIND, f"{framework} {period}", reason=reason)


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
    """Open a locked period for one group until the end of a day (UTC).

    A day in the past closes what is open for the group.
    """
    reason = required_reason(reason)
    _require_locked(connection, framework, period)
    read_catalogue(connection).require_group(group)
    key = {"framework": framework, "period": period, "group_code": group}
    was_open = connection.execute(sa.delete(OPENING).filter_by(**key)).rowcount
    if not was_open and until < today():
        raise Refused(n_("The last open day is in the past: today is {today}."), today=today())
    connection.execute(sa.insert(OPENING), {**key, "until": until})
    subject, reason = f"{framework} {period} {group}", f"{until.isoformat()}: {reason}"
    audit(connection, actor, Right.OPEN_PERIOD, KIND, subject, reason=reason)


def _require_locked(connection: Connection, framework: str, period: str) -> None:
    locked = sa.select(LOCK).filter_by(framework=framework, period=period)
    if connection.execute(locked).first() is None:
        raise Refused(n_("The period {period} is not locked."), period=period)


# Nil returns


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

    Repeating it changes nothing. An activity that the group logs later is shown in its place.
    """
    catalogue = read_catalogue(connection)
    catalogue.require_group(group)
    days = catalogue.framework(framework).period(period)
    locks = [lock for lock in read_locks(connection) if lock.framework == framework]
    _require_open(locks, [(days.starts_on, days.ends_on)], (group,))
    key = {"framework": framework, "period": period, "group_code": group}
    is_recorded = connection.execute(sa.select(NIL).filter_by(**key)).first() is not None
    if is_recorded is not taken_back:
        return
    if taken_back:
        connection.execute(sa.delete(NIL).filter_by(**key))
    else:
        connection.execute(sa.insert(NIL), {**key, "recorded_at": now()})
    subject, reason = f"{framework} {period} {group}", "undone" if taken_back else ""
    audit(connection, actor, Right.REPORT_NOTHING, NIL_RETURN, subject, reason=reason)
