"""When a write is recorded, and the key that makes a doubled one a single one."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.errors import InvalidRecord, n_
from ifla_metrics.models.reference_tables import MeetingRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.as_of import now
from ifla_metrics.text import clean_line

_MEETING = table_of(MeetingRow)


class Recorded(NamedTuple):
    """What a write left: the record and the version it now stands at."""

    uid: str
    version: int


def new_uid() -> str:
    """Return a name for a new record that no other has."""
    return token_hex(16)


def new_uids(count: int) -> list[str]:
    """Return names for so many new records, in their order: an index takes them one after another.

    The system is asked for their letters once.
    """
    letters = token_hex(16 * count)
    return sorted(letters[at : at + 32] for at in range(0, len(letters), 32))


def moment_of(
    connection: Connection, asked: datetime | None = None, *, after: datetime | None = None
) -> datetime:
    """Return the moment at which a write is recorded.

    Now, but never before the version it follows nor before a frozen meeting, should the clock
    have been set back: sequence numbers order the history, and a frozen summary stays true.

    Raises:
        InvalidRecord: A moment was asked for that a frozen meeting closed, or that is to come.
    """
    closed = connection.execute(sa.select(sa.func.max(_MEETING.c.known_until))).scalar()
    present = now()
    if asked is not None:
        if closed is not None and asked < closed:
            raise InvalidRecord(
                n_("Recorded on {day}, before the last meeting whose record is closed."),
                day=asked.date(),
            )
        if asked > present:
            raise InvalidRecord(n_("Recorded on {day}, which is to come."), day=asked.date())
    return max(moment for moment in (asked or present, closed, after) if moment is not None)


def already(connection: Connection, table: sa.Table, key: str) -> tuple[int, int] | None:
    """Return (id, version) of the version that was written with a key, None when there is none."""
    c = table.c
    statement = sa.select(c.id, c.version).where(c.idempotency_key == key)
    found = connection.execute(statement).first()
    return (found[0], found[1]) if found else None


def required_reason(reason: str) -> str:
    """Return the reason of a change; raises InvalidRecord when none is given."""
    why = clean_line(reason)
    if not why:
        raise InvalidRecord(n_("A change needs a reason."))
    return why
