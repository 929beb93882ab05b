"""Lock a reporting period, take the lock away, open what is locked for one group until a day."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import InvalidRecord, UnknownCode, n_
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.moments import required_reason
from ifla_metrics.store.period_locks import LOCK, OPENING
from ifla_metrics.store.refusals import refusals_audited

KIND = "period"


@refusals_audited(Right.LOCK_PERIOD, KIND, "framework", "period")
def lock_period(target: Target, framework: str, period: str, *, reason: str, actor: Actor) -> None:
    """Lock a reporting period; locking it again changes the reason alone.

    Raises:
        NotAllowed, UnknownCode, InvalidRecord: Nothing was written.
    """
    require(actor, Right.LOCK_PERIOD)
    why = required_reason(reason)
    with writing(target, actor=actor) as connection:
        catalogue(connection).framework(framework).period(period)
        c, at = LOCK.c, now()
        values = {"reason": why, "locked_at": at, "locked_by": actor.name}
        same = (c.framework == framework, c.period == period)
        if not connection.execute(sa.update(LOCK).where(*same).values(values)).rowcount:
            key = {"framework": framework, "period": period}
            connection.execute(sa.insert(LOCK).values({**key, **values}))
        audit(
            connection, actor, Right.LOCK_PERIOD, KIND, f"{framework} {period}", reason=why, at=at
        )


@refusals_audited(Right.UNLOCK_PERIOD, KIND, "framework", "period")
def unlock_period(
    target: Target, framework: str, period: str, *, reason: str, actor: Actor
) -> None:
    """Take a lock away, with what it was opened for.

    Raises:
        NotAllowed, InvalidRecord: Nothing was written.
    """
    require(actor, Right.UNLOCK_PERIOD)
    why = required_reason(reason)
    with writing(target, actor=actor) as connection:
        _locked(connection, framework, period)
        for table in (OPENING, LOCK):
            c = table.c
            connection.execute(sa.delete(table).where(c.framework == framework, c.period == period))
        audit(connection, actor, Right.UNLOCK_PERIOD, KIND, f"{framework} {period}", reason=why)


@refusals_audited(Right.OPEN_PERIOD, KIND, "framework", "period", "group")
def open_period(
    target: Target,
    framework: str,
    period: str,
    *,
    group: str,
    until: date,
    reason: str,
    actor: Actor,
) -> None:
    """Open a locked period for one group to the end of a day; a day that is over closes it again.

    Raises:
        NotAllowed, UnknownCode, InvalidRecord: Nothing was written.
    """
    require(actor, Right.OPEN_PERIOD)
    why = required_reason(reason)
    with writing(target, actor=actor) as connection:
        _locked(connection, framework, period)
        groups = catalogue(connection).groups
        if group not in groups:
            raise UnknownCode("working group", group, groups)
        c, at = OPENING.c, now()
        same = (c.framework == framework, c.period == period, c.group_code == group)
        connection.execute(sa.delete(OPENING).where(*same))
        connection.execute(
            sa.insert(OPENING).values(
                framework=framework,
                period=period,
                group_code=group,
                until=until,
                reason=why,
                opened_at=at,
                opened_by=actor.name,
            )
        )
        subject = f"{framework} {period} {group}"
        told = f"{until.isoformat()}: {why}"
        audit(connection, actor, Right.OPEN_PERIOD, KIND, subject, reason=told, at=at)


def _locked(connection: Connection, framework: str, period: str) -> None:
    c = LOCK.c
    same = (c.framework == framework, c.period == period)
    if connection.execute(sa.select(c.period).where(*same)).first() is None:
        raise InvalidRecord(n_("The period {period} is not locked."), period=period)
