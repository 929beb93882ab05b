"""Load the documented history: once, in sequence, all or nothing, recorded when it became known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import LOADER, Actor, Right, require
from ifla_metrics.models.base import table_of
from ifla_metrics.models.reference_tables import MeetingRow
from ifla_metrics.store.activities import add_activities
from ifla_metrics.store.as_of import noon, today
from ifla_metrics.store.audit import Written, audit_all, audit_refusals
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.frozen_meetings import freeze
from ifla_metrics.store.history_files import History, Told, read_history
from ifla_metrics.store.kinds import KINDS, NewVersion, insert_versions
from ifla_metrics.store.loaded import is_loaded, set_loaded

PART = "history"
_MEETING = table_of(MeetingRow)


@audit_refusals(Right.LOAD_HISTORY, PART, "folder.name")
def load_history(
    target: Target, folder: Path, *, actor: Actor = LOADER, documented_only: bool = False
) -> int:
    """Load `data/history` and freeze the meetings held so far; the number of rows recorded.

    A database that has been given a history keeps it: nothing is loaded twice or overwritten.
    What is documented stands approved from the day it became known; a locked period does not
    keep it out, since the database is filled before anything is locked.

    Raises:
        FaultyData: Some row breaks a rule; nothing is loaded.
    """
    require(actor, Right.LOAD_HISTORY)
    with writing(target, actor=actor) as connection:
        if is_loaded(connection, PART):
            return 0
        known = catalogue(connection)
        history = read_history(folder, known, documented_only=documented_only)
        add_activities(connection, known.rules, _versions(history.activities, actor))
        for name, rows in history.records.items():
            insert_versions(connection, KINDS[name], _versions(rows, actor))
        _audit(connection, history, actor)
        freeze_held(connection)
        set_loaded(connection, PART, folder.name)
        return _size(history)


def freeze_held(
    connection: Connection, reached: Mapping[str, datetime] = MappingProxyType({})
) -> None:
    """Freeze every meeting whose day is over, and those that another log had frozen (`reached`)."""
    c = _MEETING.c
    held = sa.select(c.code).where(sa.or_(c.held_on < today(), c.code.in_(list(reached))))
    for code in connection.execute(held.order_by(c.held_on)).scalars().all():
        freeze(connection, code, reached=reached.get(code))


def _versions(rows: list[Told], actor: Actor) -> list[NewVersion]:
    """Return first versions in the order in which they became known, approved from then on."""
    return [
        NewVersion(
            row.uid,
            1,
            row.draft,
            noon(row.known_from),
            actor.name,
            known_from_assumed=row.assumed,
            approved_at=noon(row.known_from),
        )
        for row in sorted(rows, key=attrgetter("known_from"))
    ]


def _audit(connection: Connection, history: History, actor: Actor) -> None:
    """Write an entry for each row, in the order in which all became known."""
    written = [(Right.LOG_ACTIVITY, "activity", one) for one in history.activities]
    written += [(Right.RECORD, name, one) for name, told in history.records.items() for one in told]
    written.sort(key=lambda entry: entry[2].known_from)
    audit_all(
        connection,
        [
            Written(noon(one.known_from), actor.name, right.value, kind, one.uid, 1, "")
            for right, kind, one in written
        ],
    )


def _size(history: History) -> int:
    return len(history.activities) + sum(len(told) for told in history.records.values())
