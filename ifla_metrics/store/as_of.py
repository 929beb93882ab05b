"""The as-of rule: which versions were current, and which counted, at a moment of the log.

Everything that is shown "as known on" a day or a meeting of the Governing Board asks here.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.choices import NOW, parse_day
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.models.reference_tables import MEETING, MeetingRow
from ifla_metrics.reading import Moment

LIVE = ""
"""The `known` of the summary cells that follow the log; those of a meeting have its code."""
BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
"""Earlier than every moment of the log."""


# Days and moments


def _clock() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """Return this moment in UTC; a test sets the clock behind it, for every module at once."""
    return _clock()


def today() -> date:
    """Return today in UTC."""
    return now().date()


def end_of(day: date) -> datetime:
    """Return the moment at which `day` (in UTC) is over."""
    return datetime.combine(day, time(), tzinfo=UTC) + timedelta(days=1)


# Conditions on a table of versions


def was_last(table: sa.FromClause, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a version was the last one just before a moment (None: now)."""
    superseded = table.c.superseded_at
    if until is None:
        return superseded.is_(None)
    return sa.and_(table.c.recorded_at < until, sa.or_(superseded.is_(None), superseded >= until))


def was_current(table: sa.FromClause, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a version was current just before a moment (None: now).

    A withdrawn version is in the history but not in any number.
    """
    return sa.and_(was_last(table, until), table.c.withdrawn == sa.false())


def was_counted(
    table: sa.FromClause, until: datetime | None, counts: str
) -> sa.ColumnElement[bool]:
    """Return the condition that a version counted in figures just before a moment (None: now).

    Where a strategy counts what was sent, that is the version that stood, unless it had been
    returned. Where it counts what was approved, it is the newest approved version of something
    that was not withdrawn, whatever was sent since (`choices.COUNTED_ENTRIES`).
    """
    c = table.c
    if counts == "sent":
        return sa.and_(was_current(table, until), sa.not_(_had(c.returned_at, until)))
    later = table.alias("later")
    withdrawn = sa.and_(later.c.withdrawn == sa.true(), was_last(later, until))
    overtaken = sa.exists().where(
        later.c.uid == c.uid,
        later.c.version > c.version,
        sa.or_(_had(later.c.approved_at, until), withdrawn),
    )
    return sa.and_(_had(c.approved_at, until), sa.not_(overtaken))


def unreviewed(table: sa.FromClause, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a version counted, not yet approved, just before a moment.

    For strategies that count what was sent. For now (None) the condition is worded like the
    partial index of entries that wait for review, so that the database uses it.
    """
    c = table.c
    if until is None:
        waits = (c.superseded_at.is_(None), c.approved_at.is_(None), c.returned_at.is_(None))
        return sa.and_(*waits, c.withdrawn == sa.false())
    decided = sa.or_(_had(c.approved_at, until), _had(c.returned_at, until))
    return sa.and_(was_current(table, until), sa.not_(decided))


def _had(moment: sa.ColumnElement[datetime], until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a moment had come; never NULL, so that it can be negated."""
    if until is None:
        return moment.is_not(None)
    return sa.and_(moment.is_not(None), moment < until)


# What a reader chooses


@dataclass(frozen=True)
class State:
    """One state of the log: what a reader sees of it, and how the database finds it."""

    moment: Moment
    until: datetime | None
    """Versions that stood just before this moment; None: those that stand now."""
    known: str | None
    """The `known` of the cells that hold it; None when they must be computed from versions."""


def meetings(connection: Connection) -> list[MeetingRow]:
    """Return the meetings, the oldest first.

    A meeting whose day was changed since has no frozen summary of that day until the next start.
    """
    c = MEETING.c
    found = sa.select(MEETING).where(c.retired_on.is_(None)).order_by(c.held_on, c.code)
    return [MeetingRow(**row._mapping) for row in connection.execute(found)]


def state_of(known_on: str, held: list[MeetingRow]) -> State:
    """Return the state that a choice asks for: `now`, a meeting's code or a day.

    Raises:
        UnknownCode: It is none of these; with the nearest meeting.
    """
    chosen = next((meeting for meeting in held if meeting.code == known_on), None)
    if chosen:
        return _at_meeting(chosen)
    day = today() if known_on == NOW else parse_day(known_on)
    if day is None:
        raise UnknownCode(n_("known-on date"), known_on, [NOW, *(m.code for m in held)])
    if day >= today():
        return State(Moment(today()), None, LIVE)  # Nothing is known of tomorrow.
    return State(Moment(day), end_of(day), None)


def previous_state(
    state: State, held: list[MeetingRow], since: str = "", *, begun: date = date.min
) -> State | None:
    """Return the state that a state is compared with: an earlier one, which is over.

    Args:
        state: The later of the two.
        held: The meetings, the oldest first.
        since: A meeting's code or a day; empty for the last meeting before the state's day, of
            which there may be none.
        begun: The first day of the strategy. A meeting before it knew nothing of the strategy, and
            is compared with only when it is asked for.

    Raises:
        UnknownCode: It is neither, or not before the state's day; with the nearest meeting.
    """
    if since:
        asked = state_of(since, held)
        if asked.until is None or asked.moment.known_on >= state.moment.known_on:
            before = [m.code for m in held if m.held_on < state.moment.known_on]
            raise UnknownCode(n_("earlier date"), since, before)
        return asked
    earlier = [m for m in held if begun <= m.held_on < state.moment.known_on]
    return _at_meeting(earlier[-1]) if earlier else None


def _at_meeting(meeting: MeetingRow) -> State:
    moment = Moment(meeting.held_on, meeting.code, meeting.title)
    if meeting.held_on >= today():
        return State(moment, None, LIVE)
    until = end_of(meeting.held_on)
    return State(moment, until, meeting.code if meeting.known_until == until else None)
