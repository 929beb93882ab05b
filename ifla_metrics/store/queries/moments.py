"""What "as known on" means in the database: which cells to read, and which versions stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.choices import NOW, day_of
from ifla_metrics.errors import UnknownCode
from ifla_metrics.models.reference_tables import MeetingRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.reading import Moment
from ifla_metrics.store.known import end_of, today
from ifla_metrics.store.summary_cells import LIVE

_MEETING = table_of(MeetingRow)


@dataclass(frozen=True)
class Meeting:
    """A meeting of the Governing Board."""

    code: str
    title: str
    held_on: date
    place: str
    provenance: str
    known_until: datetime | None
    """The moment that its frozen summary reaches to; None when it has none."""

    @property
    def frozen(self) -> bool:
        """Whether its summary is kept."""
        return self.known_until is not None


@dataclass(frozen=True)
class State:
    """One state of the log: what a reader sees of it, and how the database finds it."""

    moment: Moment
    until: datetime | None
    """Versions that stood just before this moment; None: those that stand now."""
    known: str | None
    """The `known` of the cells that hold it; None when they must be computed from versions."""


def meetings(connection: Connection) -> list[Meeting]:
    """Return the meetings, the oldest first."""
    c = _MEETING.c
    statement = (
        sa.select(c.code, c.title, c.held_on, c.place, c.provenance, c.known_until)
        .where(c.retired_on.is_(None))
        .order_by(c.held_on, c.code)
    )
    return [Meeting(*row) for row in connection.execute(statement)]


def state_of(known_on: str, held: list[Meeting]) -> State:
    """Return the state that a choice asks for: `now`, a meeting's code or a day.

    Raises:
        UnknownCode: It is none of these; with the nearest meeting.
    """
    if known_on == NOW:
        return State(Moment(today()), None, LIVE)
    for meeting in held:
        if meeting.code == known_on:
            return _of_meeting(meeting)
    day = day_of(known_on)
    if day is None:
        raise UnknownCode("known-on date", known_on, [NOW, *(m.code for m in held)])
    if day >= today():
        return State(Moment(today()), None, LIVE)  # Nothing is known of tomorrow.
    until = end_of(day)
    same = next((m.code for m in held if m.known_until == until), None)
    return State(Moment(day), until, same)


def state_before(
    state: State, held: list[Meeting], since: str = "", *, begun: date = date.min
) -> State | None:
    """Return the state that a state is compared with.

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
            raise UnknownCode("earlier date", since, before)
        return asked
    earlier = [m for m in held if begun <= m.held_on < state.moment.known_on]
    return _of_meeting(earlier[-1]) if earlier else None


def _of_meeting(meeting: Meeting) -> State:
    moment = Moment(meeting.held_on, meeting.code, meeting.title)
    if meeting.known_until is not None:
        return State(moment, meeting.known_until, meeting.code)
    if meeting.held_on >= today():
        return State(moment, None, LIVE)
    return State(moment, end_of(meeting.held_on), None)
