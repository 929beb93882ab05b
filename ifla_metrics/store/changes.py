"""What the log says otherwise since a moment: the versions recorded after it, the newest first."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.store.activity_rows import ACTIVITY, ALIGNMENT, CONTRIBUTION, VERSION
from ifla_metrics.store.record_kinds import KINDS, Kind

MOST = 200


class Changed(NamedTuple):
    """A version of an activity or a record that was recorded since."""

    kind: str
    uid: str
    title: str
    version: int
    withdrawn: bool
    recorded_at: datetime
    recorded_by: str
    reason: str

    @property
    def day(self) -> date:
        """The day (in UTC) on which it was recorded."""
        return self.recorded_at.date()

    @property
    def frame(self) -> str:
        """The frame of a reading that a record is in; of an activity none."""
        return KINDS[self.kind].frame if self.kind in KINDS else ""


def changes_since(
    connection: Connection,
    moment: datetime,
    *,
    framework: str,
    starts_on: date,
    ends_on: date,
    most: int = MOST,
) -> list[Changed]:
    """Return versions recorded since a moment that bear on a strategy and a span of days.

    An activity bears on it when it begins in the span and claims or serves a part of the strategy,
    or did so in its version before; a record when it speaks of the strategy and a day by the end.

    Args:
        connection: An open transaction.
        moment: The moment.
        framework: The strategy.
        starts_on: The first day.
        ends_on: The last day.
        most: At most so many.
    """
    found = _activities(
        connection, moment, framework=framework, starts_on=starts_on, ends_on=ends_on, most=most
    )
    for kind in KINDS.values():
        found += _records(
            connection, kind, moment, framework=framework, ends_on=ends_on, most=most
        )
    return sorted(found, key=lambda change: change.recorded_at, reverse=True)[:most]


def _activities(
    connection: Connection,
    moment: datetime,
    *,
    framework: str,
    starts_on: date,
    ends_on: date,
    most: int,
) -> list[Changed]:
    v, before = VERSION.c, VERSION.alias("said_before")

    def bears(table: sa.FromClause) -> sa.ColumnElement[bool]:
        claims = sa.exists().where(
            CONTRIBUTION.c.version_id == table.c.id, CONTRIBUTION.c.framework == framework
        )
        serves = sa.exists().where(
            ALIGNMENT.c.version_id == table.c.id, ALIGNMENT.c.framework == framework
        )
        return sa.and_(
            table.c.started_on.between(starts_on, ends_on), sa.or_(claims, serves)
        )

    earlier = sa.exists().where(
        before.c.activity_id == v.activity_id, before.c.version == v.version - 1, bears(before)
    )
    rows = connection.execute(
        sa.select(
            ACTIVITY.c.uid, v.title, v.version, v.withdrawn, v.recorded_at, v.recorded_by, v.reason
        )
        .join_from(VERSION, ACTIVITY, ACTIVITY.c.id == v.activity_id)
        .where(v.recorded_at >= moment, sa.or_(bears(VERSION), earlier))
        .order_by(v.id.desc())
        .limit(most)
    )
    return [Changed("activity", *row) for row in rows]


def _records(
    connection: Connection,
    kind: Kind,
    moment: datetime,
    *,
    framework: str,
    ends_on: date,
    most: int,
) -> list[Changed]:
    c = kind.table.c
    day = c.as_of if "as_of" in c else sa.func.coalesce(c.actual_on, c.planned_on)
    title = next(c[name] for name in ("title", "indicator", "cohort", "subject") if name in c)
    rows = connection.execute(
        sa.select(c.uid, title, c.version, c.withdrawn, c.recorded_at, c.recorded_by, c.reason)
        .where(
            c.recorded_at >= moment,
            c.framework == framework,
            sa.or_(day.is_(None), day <= ends_on),
        )
        .order_by(c.id.desc())
        .limit(most)
    )
    return [Changed(kind.name, *row) for row in rows]
