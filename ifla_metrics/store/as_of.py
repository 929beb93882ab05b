"""The as-of rule: which versions were current, and which counted, at a point in time.

Every figure "as known on" a day or a Governing Board meeting uses it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from ifla_metrics.choices import NOW, parse_day
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.models.reference_tables import MeetingRow
from ifla_metrics.reading import Moment

LIVE = ""
"""Value of `known` in summary cells that follow the log; a meeting's cells have its code."""


# Days and moments


def _clock() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """Return the current time in UTC. Tests replace `_clock` to set it for all modules."""
    return _clock()


def today() -> date:
    """Return today in UTC."""
    return now().date()


def end_of(day: date) -> datetime:
    """Return midnight (UTC) at the end of a day."""
    day = min(day, date.max - timedelta(days=1))  # An address may name any day.
    return datetime.combine(day, time(), tzinfo=UTC) + timedelta(days=1)


# Conditions on a table of versions


def was_last(table: sa.FromClause, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition for the latest version of each entry just before `until`.

    In all conditions of this module, `until=None` means now.
    """
    superseded = table.c.superseded_at
    if until is None:
        return superseded.is_(None)
    return sa.and_(table.c.recorded_at < until, sa.or_(superseded.is_(None), superseded >= until))


def was_current(table: sa.FromClause, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition for latest versions that were not withdrawn."""
    return sa.and_(was_last(table, until), table.c.withdrawn == sa.false())


def was_counted(
    table: sa.FromClause, until: datetime | None, counts: str
) -> sa.ColumnElement[bool]:
    """Return the condition for versions that counted in figures just before `until`.

    With `counts="sent"` these are current versions that had not been returned. With
    `counts="approved"` they are the newest approved version of each entry that was not withdrawn,
    even if a later version has been sent. See `choices.COUNTED_ENTRIES`.
    """
    c = table.c
    if counts == "sent":
        return sa.and_(was_current(table, until), sa.not_(had(c.returned_at, until)))
    later = table.alias("later")
    withdrawn = sa.and_(later.c.withdrawn == sa.true(), was_last(later, until))
    overtaken = sa.exists().where(
        later.c.uid == c.uid,
        later.c.version > c.version,
        sa.or_(had(later.c.approved_at, until), withdrawn),
    )
    return sa.and_(had(c.approved_at, until), sa.not_(overtaken))


def unreviewed(table: sa.FromClause, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition for current versions that were neither approved nor returned."""
    undecided = [sa.not_(had(table.c[name], until)) for name in ("approved_at", "returned_at")]
    return sa.and_(was_current(table, until), *undecided)


def had(moment: sa.ColumnElement[datetime], until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that `moment` is set and before `until`; never NULL."""
    if until is None:
        return moment.is_not(None)
    return sa.and_(moment.is_not(None), moment < until)


# States of the log


@dataclass(frozen=True)
class State:
    """The log as known at one point in time."""

    moment: Moment
    until: datetime | None
    """The log includes entries before this time; None means now."""
    known: str | None
    """Value of `known` in its summary cells; None if they must be computed from versions."""


def state_of(known_on: str, meetings: Sequence[MeetingRow]) -> State:
    """Return the state of the log for `now`, a meeting's code or a day (a later one is today)."""
    chosen = next((meeting for meeting in meetings if meeting.code == known_on), None)
    if chosen:
        return _at_meeting(chosen)
    day = today() if known_on == NOW else parse_day(known_on)
    if day is None:
        raise UnknownCode(n_("known-on date"), known_on, [NOW, *(m.code for m in meetings)])
    if day >= today():
        return State(Moment(today()), None, LIVE)
    return State(Moment(day), end_of(day), None)


def previous_state(
    state: State, meetings: Sequence[MeetingRow], since: str = "", *, begun: date = date.min
) -> State | None:
    """Return the earlier state that `state` is compared with; None if there is no such meeting.

    It is the meeting or day that `since` names, or else the last of all `meetings` (oldest first)
    before the state's day and not before `begun`, the first day of the strategy.
    """
    if since:
        previous = state_of(since, meetings)
        if previous.until is None or previous.moment.known_on >= state.moment.known_on:
            before = [m.code for m in meetings if m.held_on < state.moment.known_on]
            raise UnknownCode(n_("earlier date"), since, before)
        return previous
    earlier = [m for m in meetings if begun <= m.held_on < state.moment.known_on]
    return _at_meeting(earlier[-1]) if earlier else None


def _at_meeting(meeting: MeetingRow) -> State:
    """Return the state at a meeting; if its day was changed, its frozen cells are not used."""
    moment = Moment(meeting.held_on, meeting.code, meeting.title)
    if meeting.held_on >= today():
        return State(moment, None, LIVE)
    until = end_of(meeting.held_on)
    return State(moment, until, meeting.code if meeting.known_until == until else None)
