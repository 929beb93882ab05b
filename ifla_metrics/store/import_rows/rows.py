"""The rows of an import in their tables: versions closed and written, all in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.errors import Conflict, n_
from ifla_metrics.store.activity_rows import (
    ACTIVITY,
    VERSION,
    NewActivity,
    NewVersion,
    insert_activities,
    insert_versions,
    next_ids,
)
from ifla_metrics.store.bulk import insert_rows
from ifla_metrics.store.import_checks import Stored
from ifla_metrics.store.import_operations import Action, Operation
from ifla_metrics.store.import_rows.steps import (
    Step,
    Writing,
    activity_of,
    in_sequence,
    record_of,
)
from ifla_metrics.store.import_stored import ACTIVITIES
from ifla_metrics.store.import_stored import Standing as Stands
from ifla_metrics.store.moments import new_uids
from ifla_metrics.store.record_kinds import NewRecord, columns_of, kind_of, row_of
from ifla_metrics.store.summary_cells import add_new, changing


def write_activities(
    connection: Connection, operations: Sequence[Operation], stored: Stored, writing: Writing
) -> list[Step]:
    """Write activities and move their cells; the versions in the order of the history."""
    if not operations:
        return []
    uids = _uids(operations)
    steps = in_sequence(operations, uids, stored, writing)
    known_as = {found.uid: _id(found) for found in stored.values() if found.kind == ACTIVITIES}
    changed = list(known_as.values())
    new = _begin(connection, operations, uids, writing)
    known_as |= new
    ids = next_ids(connection, VERSION, len(steps))
    versions = [
        NewVersion(
            id_,
            known_as[step.uid],
            step.version,
            activity_of(step.draft),
            step.at,
            writing.actor.name,
            step.reason,
            step.withdrawn,
            step.assumed,
            step.superseded_at,
            step.key,
            step.approved_at,
            step.returned_at,
        )
        for id_, step in zip(ids, steps, strict=True)
    ]
    superseded = [stored[ACTIVITIES, o.uid] for o in operations if o.base_version]
    with changing(connection, writing.known.rules, changed):
        _close(connection, VERSION, superseded, writing.last)
        insert_versions(connection, versions)
    add_new(connection, writing.known.rules, list(new.values()))
    return steps


def write_records(
    connection: Connection,
    name: str,
    operations: Sequence[Operation],
    stored: Stored,
    writing: Writing,
) -> list[Step]:
    """Write records of one kind; the versions in the order of the history."""
    if not operations:
        return []
    kind = kind_of(name)
    steps = in_sequence(operations, _uids(operations), stored, writing)
    records = [
        NewRecord(
            id_,
            step.uid,
            step.version,
            record_of(step.draft),
            step.at,
            writing.actor.name,
            step.reason,
            step.withdrawn,
            step.assumed,
            step.key,
            step.approved_at,
            step.returned_at,
            step.superseded_at,
        )
        for id_, step in zip(next_ids(connection, kind.table, len(steps)), steps, strict=True)
    ]
    _close(
        connection,
        kind.table,
        [stored[name, o.uid] for o in operations if o.base_version],
        writing.last,
    )
    insert_rows(connection, kind.table, columns_of(kind), [row_of(kind, r) for r in records])
    return steps


def _uids(operations: Sequence[Operation]) -> list[str]:
    """Return the name of what each row speaks of; what has none is given one."""
    return [o.uid or new for o, new in zip(operations, new_uids(len(operations)), strict=True)]


def _begin(
    connection: Connection, operations: Sequence[Operation], uids: Sequence[str], writing: Writing
) -> dict[str, int]:
    """Write the activities that are new; their ids by name."""
    added = [pair for pair in zip(operations, uids, strict=True) if pair[0].action is Action.ADD]
    if not added:
        return {}
    ids = next_ids(connection, ACTIVITY, len(added))
    names = [uid for _, uid in added]
    insert_activities(
        connection,
        [
            NewActivity(id_, uid, writing.began(o), writing.logged_on(o))
            for id_, (o, uid) in zip(ids, added, strict=True)
        ],
    )
    return dict(zip(names, ids, strict=True))


def _close(connection: Connection, table: sa.Table, found: Sequence[Stands], at: datetime) -> None:
    """Mark versions as superseded; raises Conflict when another writer did so meanwhile."""
    if not found:
        return
    c = table.c
    closed = connection.execute(
        sa.update(table)
        .where(c.id == sa.bindparam("row"), c.superseded_at.is_(None))
        .values(superseded_at=at),
        [{"row": row} for row in sorted(f.row for f in found)],
    ).rowcount
    if closed != len(found):
        raise Conflict(
            n_(
                "Something was changed by somebody else at the same moment. "
                "Nothing was saved: look at the preview again."
            )
        )


def _id(found: Stands) -> int:
    if found.activity is None:
        raise TypeError(f"Not an activity: {found!r}")
    return found.activity
