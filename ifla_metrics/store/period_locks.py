"""Locked reporting periods, which groups each is open to, and keeping writes out of the others.

A write touches a locked period when one of its days lies in it: any day of an activity, whatever
strategy it names, since every strategy counts it by its days; the day that a record speaks of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import PeriodLocked, n_
from ifla_metrics.models.drafts import ActivityDraft, MilestoneDraft, RecordDraft
from ifla_metrics.models.framework_tables import PeriodRow
from ifla_metrics.models.review_tables import PeriodLockRow, PeriodOpeningRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.as_of import today

Days = tuple[date, date]
"""First and last day, both touched."""

LOCK = table_of(PeriodLockRow)
OPENING = table_of(PeriodOpeningRow)
_PERIOD = table_of(PeriodRow)


class Opening(NamedTuple):
    """A locked period is open to a group to the end of a day."""

    group: str
    until: date
    reason: str


@dataclass(frozen=True)
class Lock:
    """A locked period."""

    framework: str
    period: str
    title: str
    starts_on: date
    ends_on: date
    reason: str
    locked_at: datetime
    locked_by: str
    openings: tuple[Opening, ...] = ()

    def keeps_out(
        self,
        days: Iterable[Days],
        groups: Iterable[str],
        frameworks: Iterable[str] | None,
        on: date,
    ) -> bool:
        """Say whether a write of these days by these groups is refused on a day."""
        if frameworks is not None and self.framework not in frameworks:
            return False
        if not any(f <= self.ends_on and self.starts_on <= last for f, last in days):
            return False
        open_to = {o.group for o in self.openings if on <= o.until}
        return open_to.isdisjoint(groups)


def locks(connection: Connection) -> list[Lock]:
    """Return the locked periods with the groups that each was opened for, by first day."""
    c, p = LOCK.c, _PERIOD.c
    same = sa.and_(p.framework == c.framework, p.code == c.period)
    statement = (
        sa.select(
            c.framework,
            c.period,
            p.title,
            p.starts_on,
            p.ends_on,
            c.reason,
            c.locked_at,
            c.locked_by,
        )
        .join_from(LOCK, _PERIOD, same)
        .order_by(p.starts_on, c.framework, c.period)
    )
    found = connection.execute(statement).fetchall()
    openings = _openings(connection) if found else {}
    return [Lock(*row, openings=tuple(openings.get((row[0], row[1]), ()))) for row in found]


def _openings(connection: Connection) -> dict[tuple[str, str], list[Opening]]:
    o = OPENING.c
    columns = (o.framework, o.period, o.group_code, o.until, o.reason)
    found: dict[tuple[str, str], list[Opening]] = defaultdict(list)
    for framework, period, *opening in connection.execute(
        sa.select(*columns).order_by(o.group_code)
    ):
        found[framework, period].append(Opening(*opening))
    return found


def closed_to(connection: Connection, framework: str) -> Callable[[str, date], bool]:
    """Return a function that says whether a day is locked for a group of a framework today."""
    held, on = locks(connection), today()

    def closed(group: str, day: date) -> bool:
        return any(lock.keeps_out([(day, day)], (group,), (framework,), on) for lock in held)

    return closed


def require_open(
    connection: Connection,
    *,
    days: Iterable[Days],
    groups: Iterable[str],
    frameworks: Iterable[str] | None = None,
    held: Iterable[Lock] | None = None,
) -> None:
    """Raise PeriodLocked when a write would touch a locked period that is not open to a group.

    Args:
        connection: The write's transaction.
        days: What is touched (`days_touched`).
        groups: Groups in whose name it is written (`in_the_name_of`); one that it is open to is
            enough.
        frameworks: Only the periods of these; None: of all (an activity counts in all by its days).
        held: What `locks` gave, for a caller with many rows.
    """
    found, owners = locks(connection) if held is None else held, tuple(groups)
    touched, named = tuple(days), None if frameworks is None else frozenset(frameworks)
    for lock in found:
        if lock.keeps_out(touched, owners, named, today()):
            raise PeriodLocked(
                n_("{period} is locked: {reason}. The secretariat can open it for {groups}."),
                period=lock.title,
                reason=lock.reason,
                groups=", ".join(owners) or "-",
            )


def in_the_name_of(actor: Actor, groups: Iterable[str]) -> tuple[str, ...]:
    """Return the groups that somebody writes for: an editor's own ones among an object's."""
    if actor.role is Role.SECRETARIAT:
        return tuple(groups)
    return tuple(g for g in groups if g in actor.groups)


def require_open_for(
    connection: Connection,
    actor: Actor,
    *versions: ActivityDraft | RecordDraft,
    held: Iterable[Lock] | None = None,
) -> None:
    """Raise PeriodLocked unless what is written, and what it replaces, lies in open periods.

    Args:
        connection: The write's transaction.
        actor: Who writes.
        versions: What stood before and what is said now; one of them for a first version, a
            withdrawal or a decision.
        held: What `locks` gave, for a caller with many rows.
    """
    found = locks(connection) if held is None else list(held)
    if not found:
        return
    days = days_touched(*versions)
    named = {v.framework for v in versions if isinstance(v, RecordDraft)}
    for said in versions:
        groups = said.groups if isinstance(said, ActivityDraft) else (said.group,)
        frameworks = None if isinstance(said, ActivityDraft) else named
        require_open(
            connection,
            days=days,
            groups=in_the_name_of(actor, groups),
            frameworks=frameworks,
            held=found,
        )


def days_touched(*versions: ActivityDraft | RecordDraft) -> list[Days]:
    """Return the days that a write touches.

    A milestone that was planned for a locked period can still be reported as reached later: of a
    changed milestone only the days count that change.
    """
    days: set[Days] = set()
    plans: list[set[date]] = []
    for said in versions:
        if isinstance(said, ActivityDraft):
            days.add((said.started_on, said.ended_on))
        elif isinstance(said, MilestoneDraft):
            plans.append({d for d in (said.planned_on, said.actual_on) if d is not None})
        else:
            as_of = vars(said)["as_of"]
            days.add((as_of, as_of))
    if plans:
        changed = plans[0] ^ plans[-1] or plans[-1]
        days |= {(day, day) for day in changed}
    return sorted(days)
