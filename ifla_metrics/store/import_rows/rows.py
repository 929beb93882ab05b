"""The rows of an import in their tables: versions closed and written, all in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.errors import Conflict, n_
from ifla_metrics.store.import_checks import Stored
from ifla_metrics.store.import_operations import Action, Operation
from ifla_metrics.store.import_rows.steps import (
    Step,
    Writing,
    in_sequence,
)
from ifla_metrics.store.import_stored import ACTIVITIES
from ifla_metrics.store.import_stored import Standing as Stands
from ifla_metrics.store.kinds import (
    ACTIVITY_KIND,
    VERSION,
    NewVersion,
    insert_activities,
    insert_versions,
    kind_of,
)
from ifla_metrics.store.summary_cells import add_new, changing
from ifla_metrics.store.versions import new_uids


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
    versions = [_version(step, writing) for step in steps]
    superseded = [stored[ACTIVITIES, o.uid] for o in operations if o.base_version]
    with changing(connection, writing.known.rules, changed):
        _close(connection, VERSION, superseded, writing.last)
        insert_versions(connection, ACTIVITY_KIND, versions, known_as | new)
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
    _close(
        connection,
        kind.table,
        [stored[name, o.uid] for o in operations if o.base_version],
        writing.last,
    )
    insert_versions(connection, kind, [_version(step, writing) for step in steps])
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
    return insert_activities(
        connection, [(uid, writing.began(o), writing.logged_on(o)) for o, uid in added]
    )


def _version(step: Step, writing: Writing) -> NewVersion:
    if step.draft is None:
        raise TypeError(f"Nothing to write: {step!r}")
    return NewVersion(
        step.uid,
        step.version,
        step.draft,
        step.at,
        writing.actor.name,
        step.reason,
        step.withdrawn,
        step.assumed,
        step.key,
        step.superseded_at,
        step.approved_at,
        step.returned_at,
    )


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
