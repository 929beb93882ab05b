"""Locked reporting periods, and the check that keeps writes out of them.

A write touches a locked period if one of its days lies in it. An activity touches the periods of
all strategies on any of its days; a record touches those of its own strategy on its date.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import PeriodLocked, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.drafts import ActivityDraft, AnyDraft, MilestoneDraft, RecordDraft
from ifla_metrics.models.system_tables import PeriodLockRow, PeriodOpeningRow
from ifla_metrics.store.as_of import today

Days = tuple[date, date]
"""First and last day, both included."""

LOCK = table_of(PeriodLockRow)
OPENING = table_of(PeriodOpeningRow)
LOCKED = n_("{period} is locked ({reason}). The secretariat can open it for {groups}.")


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
        require_open(locks, days, groups)


def require_open(locks: Iterable[Lock], days: Iterable[Days], groups: tuple[str, ...]) -> None:
    """Raise PeriodLocked if a day lies in a period that is open to none of the groups."""
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
