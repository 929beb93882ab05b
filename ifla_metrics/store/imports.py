"""Apply what a file says: rights, versions, codes, cells, audit and record in one transaction.

Rows are written by the driver, many at once, and each cell is touched once however many rows move
it. Either all of it is there afterwards or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, allowed, require
from ifla_metrics.errors import Conflict, UnknownCode, n_
from ifla_metrics.store.audit import audit, audit_refusals, required_reason
from ifla_metrics.store.bulk import insert_rows
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.history import freeze_held
from ifla_metrics.store.import_checks import (
    Stored,
    check_open,
    check_rights,
    check_said,
    check_versions,
)
from ifla_metrics.store.import_operations import Action, Applied, Operation, Source, Written
from ifla_metrics.store.import_rows import Writing, told, turns_of, write_activities, write_records
from ifla_metrics.store.import_stored import (
    ACTIVITIES,
    IMPORT,
    rows_taken,
    standing,
)
from ifla_metrics.store.kinds import KINDS, VERSION, next_ids
from ifla_metrics.store.versions import recording_time
from ifla_metrics.text import clean_line

KIND = "import"
LONGEST = 200
"""Letters of a file's name that are kept."""


@audit_refusals(Right.IMPORT, KIND, "source.group", "source.name")
def apply_plan(
    target: Target,
    operations: Sequence[Operation],
    *,
    actor: Actor,
    key: str,
    source: Source,
) -> Applied:
    """Write all rows of a file, or nothing.

    Into an empty log a secretariat may restore what another database exported: what is added then
    brings all its versions and the decisions on them, and the meetings held are frozen anew. In a
    log with something in it the rows of such a file become known now, in the order they had there.

    Args:
        target: An engine (one transaction) or a connection (part of its transaction).
        operations: What becomes of each row, with the versions that the preview was made from.
        actor: An editor must belong to the file's group, to a group of each stored thing and to
            one of each new one.
        key: Made when the preview was shown: the same key again gives the same answer.
        source: The file.

    Raises:
        Conflict: Something changed after the preview was shown, or the rows are there already.
        NotAllowed, UnknownCode, InvalidRecord, PeriodLocked: Nothing was written.
    """
    require(actor, Right.IMPORT, (source.group,) if source.group else ())
    trusts = allowed(actor, Right.LOAD_HISTORY)
    dated = trusts and any(o.past for o in operations)
    with writing(target, actor=actor) as connection:
        done = _already(connection, key)
        if done:
            return done
        restores = dated and is_empty(connection)
        if not restores:
            operations = [_without_history(o) for o in operations if not o.is_over]
        stored = _stored(connection, operations)
        check_rights(operations, stored, actor)
        check_versions(connection, operations, stored)
        _check_new(connection, operations, source)
        check_open(connection, operations, stored, actor)
        known = catalogue(connection)
        check_said(operations, stored, known)
        touched = [stored[o.kind, o.uid] for o in operations if o.action is not Action.ADD]
        latest = max((found.recorded_at for found in touched), default=None)
        at = recording_time(connection, after=latest)
        if touched:
            required_reason(source.reason)
        reason = clean_line(source.reason or source.name)[:LONGEST]
        turns = {} if restores else turns_of(operations, at)
        shared = Writing(at, actor, reason, known, restores, trusts, turns)
        by_kind: dict[str, list[Operation]] = {}
        for operation in operations:
            by_kind.setdefault(operation.kind, []).append(operation)
        steps = {
            ACTIVITIES: write_activities(connection, by_kind.get(ACTIVITIES, []), stored, shared)
        }
        for kind in KINDS:
            steps[kind] = write_records(connection, kind, by_kind.get(kind, []), stored, shared)
        if restores:
            freeze_held(connection, source.frozen)
        written = [one for kind in steps for one in told(connection, kind, steps[kind], shared)]
        return _note(connection, operations, written, shared, key=key, source=source)


def _without_history(operation: Operation) -> Operation:
    """Return a row whose earlier versions are not written: the log has a history of its own."""
    return operation._replace(past=operation.past[-1:]) if operation.past else operation


def _stored(connection: Connection, operations: Sequence[Operation]) -> Stored:
    """Return what stands of the entries that rows speak of."""
    uids: dict[str, set[str]] = {}
    for operation in operations:
        if operation.uid:
            uids.setdefault(operation.kind, set()).add(operation.uid)
    found = {
        (kind, uid): stands
        for kind, names in uids.items()
        for uid, stands in standing(connection, kind, uids=names).items()
    }
    for operation in operations:
        if operation.action is not Action.ADD and (operation.kind, operation.uid) not in found:
            raise UnknownCode("entry", operation.uid)
    return found


def _already(connection: Connection, key: str) -> Applied | None:
    c = IMPORT.c
    row = connection.execute(
        sa.select(c.id, c.added, c.changed, c.withdrawn).where(c.key == key)
    ).first()
    return Applied(*row, again=True) if row else None


def _check_new(connection: Connection, operations: Sequence[Operation], source: Source) -> None:
    """Raise Conflict when some of these rows were imported after the preview was shown."""
    taken = rows_taken(connection, source.hash)
    if taken and any(o.key in taken for o in operations):
        raise Conflict(
            n_("This file was imported meanwhile. Nothing was saved: look at the preview again.")
        )


def is_empty(connection: Connection) -> bool:
    """Say whether nothing was ever recorded in this log."""
    tables = (VERSION, *(kind.table for kind in KINDS.values()))
    return not any(connection.execute(sa.select(t.c.id).limit(1)).first() for t in tables)


def _note(
    connection: Connection,
    operations: Sequence[Operation],
    written: Sequence[Written],
    shared: Writing,
    *,
    key: str,
    source: Source,
) -> Applied:
    """Keep the record of the import and its own entry in the audit."""
    number = Counter(o.action for o in operations if not o.is_over)
    counts = (number[Action.ADD], number[Action.AMEND], number[Action.WITHDRAW])
    [id_] = next_ids(connection, IMPORT, 1)
    name = clean_line(source.name)[:LONGEST]
    columns = (
        "id",
        "key",
        "file_hash",
        "file_name",
        "group_code",
        "applied_at",
        "applied_by",
        "added",
        "changed",
        "withdrawn",
    )
    at, actor = shared.at, shared.actor
    row = (id_, key, source.hash, name, source.group or None, at, actor.name, *counts)
    insert_rows(connection, IMPORT, columns, [row])
    audit(connection, actor, Right.IMPORT, KIND, str(id_), reason=name, at=at)
    return Applied(id_, *counts, tuple(written))
