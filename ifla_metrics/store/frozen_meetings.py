"""Keep what a Governing Board meeting saw: the cells as known at the end of its day."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import InvalidRecord, UnknownCode, n_
from ifla_metrics.store.as_of import end_of, now, today
from ifla_metrics.store.audit import audit, audit_refusals
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.revisions import touch_reference
from ifla_metrics.store.summary_cells import MEETING, copy_live, refill


@audit_refusals(Right.FREEZE_MEETING, "meeting", "code")
def freeze_meeting(target: Target, code: str, *, actor: Actor) -> None:
    """Keep the summary of a Governing Board meeting, as known at the end of its day (or now).

    Raises:
        UnknownCode: There is no such meeting.
        InvalidRecord: The meeting lies in the future.
    """
    require(actor, Right.FREEZE_MEETING)
    with writing(target, actor=actor) as connection:
        freeze(connection, code)
        audit(connection, actor, Right.FREEZE_MEETING, "meeting", code)


def freeze(connection: Connection, code: str) -> None:
    """Fill a meeting's cells: from the versions of its day, or a copy of the live ones today."""
    c = MEETING.c
    held = {row[0]: row[1] for row in connection.execute(sa.select(c.code, c.held_on))}
    if code not in held:
        raise UnknownCode("meeting", code, held)
    if held[code] > today():
        raise InvalidRecord(n_("The meeting {code} has not been held yet."), code=code)
    at = now()
    until = min(end_of(held[code]), at)
    rules = catalogue(connection).rules_at(until)
    if until < at:
        refill(connection, rules, code, until=until)
    else:
        for rule in rules:
            copy_live(connection, rule.framework, code)
    connection.execute(sa.update(MEETING).where(c.code == code).values(known_until=until))
    touch_reference(connection)
