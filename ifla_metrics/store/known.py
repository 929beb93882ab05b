"""Which versions stood at a moment: the one condition behind every "as known on"."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa


def end_of(day: date) -> datetime:
    """Return the moment at which `day` (in UTC) is over."""
    return datetime.combine(day, time(), tzinfo=UTC) + timedelta(days=1)


def noon(day: date) -> datetime:
    """Return the middle of a day: when a fact of which only the day is known was recorded."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today in UTC."""
    return now().date()


def stood(table: sa.FromClause, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a version stood just before a moment; now, when it is None.

    A withdrawn version stands in the history but not in any number.
    """
    superseded, standing = table.c.superseded_at, table.c.withdrawn == sa.false()
    if until is None:
        return sa.and_(superseded.is_(None), standing)
    open_then = sa.or_(superseded.is_(None), superseded >= until)
    return sa.and_(table.c.recorded_at < until, open_then, standing)
