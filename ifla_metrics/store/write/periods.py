"""Reporting periods: lock and open them, record that there is nothing to report."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.errors import Refused, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import NilReturnRow
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.audit import audit, required_reason, writes
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.locks import LOCK, OPENING, read_locks, require_open

NIL = table_of(NilReturnRow)
KIND = "period"
NIL_RETURN = "nil_return"


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
    require_open(locks, [(days.starts_on, days.ends_on)], (group,))
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
