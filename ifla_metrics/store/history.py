"""Load the documented history: once, in sequence, all or nothing, recorded when it became known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import LOADER, Actor, Right, require
from ifla_metrics.models.reference_tables import MeetingRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.activity_rows import (
    ACTIVITY,
    VERSION,
    NewActivity,
    NewVersion,
    insert_activities,
    insert_versions,
    next_ids,
)
from ifla_metrics.store.as_of import noon, today
from ifla_metrics.store.audit import Written, audit_all
from ifla_metrics.store.bulk import insert_rows
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.frozen_meetings import freeze
from ifla_metrics.store.history_files import History, Told, read_history
from ifla_metrics.store.loaded import is_loaded, set_loaded
from ifla_metrics.store.record_kinds import KINDS, NewRecord, columns_of, row_of
from ifla_metrics.store.refusals import refusals_audited
from ifla_metrics.store.summary_cells import add_new

PART = "history"
_MEETING = table_of(MeetingRow)


@refusals_audited(Right.LOAD_HISTORY, PART, "folder.name")
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
        history = read_history(folder, catalogue(connection), documented_only=documented_only)
        _activities(connection, history.activities, actor)
        for name, told in history.records.items():
            _records(connection, name, told, actor)
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


def _activities(connection: Connection, told: list[Told], actor: Actor) -> None:
    told = _in_sequence(told)
    ids = next_ids(connection, ACTIVITY, len(told))
    versions = next_ids(connection, VERSION, len(told))
    insert_activities(
        connection,
        [
            NewActivity(id_, t.uid, noon(t.known_from), None if t.assumed else t.known_from)
            for id_, t in zip(ids, told, strict=True)
        ],
    )
    insert_versions(
        connection,
        [
            NewVersion(
                version,
                id_,
                1,
                t.draft,
                noon(t.known_from),
                actor.name,
                known_from_assumed=t.assumed,
                approved_at=noon(t.known_from),
            )
            for version, id_, t in zip(versions, ids, told, strict=True)
        ],
    )
    add_new(connection, catalogue(connection).rules, ids)


def _records(connection: Connection, name: str, told: list[Told], actor: Actor) -> None:
    kind, told = KINDS[name], _in_sequence(told)
    ids = next_ids(connection, kind.table, len(told))
    rows = [
        row_of(
            kind,
            NewRecord(
                id_,
                t.uid,
                1,
                t.draft,
                noon(t.known_from),
                actor.name,
                known_from_assumed=t.assumed,
                approved_at=noon(t.known_from),
            ),
        )
        for id_, t in zip(ids, told, strict=True)
    ]
    insert_rows(connection, kind.table, columns_of(kind), rows)


def _audit(connection: Connection, history: History, actor: Actor) -> None:
    """Write an entry for each row, whatever it tells of, in the order in which all became known."""
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


def _in_sequence(told: list[Told]) -> list[Told]:
    order = count()
    return sorted(told, key=lambda t: (t.known_from, next(order)))


def _size(history: History) -> int:
    return len(history.activities) + sum(len(told) for told in history.records.values())
