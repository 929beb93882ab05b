"""Which versions stood at a moment, and which counted: what is behind every "as known on"."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa


def end_of(day: date) -> datetime:
    """Return the moment at which `day` (in UTC) is over."""
    return datetime.combine(day, time(), tzinfo=UTC) + timedelta(days=1)


def noon(day: date) -> datetime:
    """Return the middle of a day: when a fact of which only the day is known was recorded."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def _clock() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """Return this moment in UTC; a test sets the clock behind it, for every module at once."""
    return _clock()


def today() -> date:
    """Return today in UTC."""
    return now().date()


def stood(table: sa.FromClause, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a version stood just before a moment; now, when it is None.

    A withdrawn version stands in the history but not in any number.
    """
    return sa.and_(_current(table, until), table.c.withdrawn == sa.false())


def counts(
    table: sa.FromClause, until: datetime | None, counting: str, *, identity: str
) -> sa.ColumnElement[bool]:
    """Return the condition that a version counted in figures just before a moment (None: now).

    Where a strategy counts what was sent, that is the version that stood, unless it had been
    returned. Where it counts what was approved, it is the newest approved version of something
    that was not withdrawn, whatever was sent since.

    Args:
        table: A table of versions.
        until: The moment.
        counting: `sent` or `approved` (models.columns.COUNTS).
        identity: The column that says what a version is a version of.
    """
    c = table.c
    if counting == "sent":
        return sa.and_(stood(table, until), sa.not_(_had(c.returned_at, until)))
    later = table.alias("later")
    withdrawn = sa.and_(later.c.withdrawn == sa.true(), _current(later, until))
    overtaken = sa.exists().where(
        later.c[identity] == c[identity],
        later.c.version > c.version,
        sa.or_(_had(later.c.approved_at, until), withdrawn),
    )
    return sa.and_(_had(c.approved_at, until), sa.not_(overtaken))


def unreviewed(table: sa.FromClause, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a version counted and had not been approved just before a moment.

    Of strategies that count what was sent. Now (None) in the words of the index of what waits.
    """
    c = table.c
    if until is None:
        waits = (c.superseded_at.is_(None), c.approved_at.is_(None), c.returned_at.is_(None))
        return sa.and_(*waits, c.withdrawn == sa.false())
    decided = sa.or_(_had(c.approved_at, until), _had(c.returned_at, until))
    return sa.and_(stood(table, until), sa.not_(decided))


def _current(table: sa.FromClause, until: datetime | None) -> sa.ColumnElement[bool]:
    superseded = table.c.superseded_at
    if until is None:
        return superseded.is_(None)
    return sa.and_(table.c.recorded_at < until, sa.or_(superseded.is_(None), superseded >= until))


def _had(moment: sa.ColumnElement[datetime], until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a moment had come; never unknown, so that it can be negated."""
    if until is None:
        return moment.is_not(None)
    return sa.and_(moment.is_not(None), moment < until)
