"""Record, amend and withdraw everything but activities: one module for all seven kinds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import InvalidRecord, UnknownCode, n_
from ifla_metrics.models.drafts import RecordDraft
from ifla_metrics.store.activity_rows import next_ids
from ifla_metrics.store.audit import audit
from ifla_metrics.store.bulk import insert_rows
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.codes import check_record
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.moments import Recorded, moment_of, required_reason
from ifla_metrics.store.period_locks import require_open_for
from ifla_metrics.store.record_kinds import (
    Kind,
    NewRecord,
    columns_of,
    kind_of,
    kind_of_draft,
    record_draft_of,
    row_of,
)
from ifla_metrics.store.refusals import refusals_audited
from ifla_metrics.store.versions import close, free_uid, written_with


@refusals_audited(Right.RECORD, lambda asked: kind_of_draft(asked.draft).name, "draft.group")
def record(
    target: Target,
    draft: RecordDraft,
    *,
    actor: Actor,
    key: str | None = None,
    recorded_at: datetime | None = None,
    known_from_assumed: bool = False,
    uid: str | None = None,
) -> Recorded:
    """Record something new; arguments and errors as in `activity_log.log_activity`."""
    kind = kind_of_draft(draft)
    require(actor, Right.RECORD, (draft.group,))
    with writing(target, actor=actor) as connection:
        check_record(draft, catalogue(connection))
        done = written_with(connection, kind.table, key, named=kind.table)
        if done:
            return done
        require_open_for(connection, actor, draft)
        name = free_uid(connection, kind.table, uid, taken=n_("There is a record '{uid}' already."))
        at = moment_of(connection, recorded_at)
        [id_] = next_ids(connection, kind.table, 1)
        new = NewRecord(
            id_, name, 1, draft, at, actor.name, known_from_assumed=known_from_assumed, key=key
        )
        insert_rows(connection, kind.table, columns_of(kind), [row_of(kind, new)])
        audit(connection, actor, Right.RECORD, kind.name, name, version=1, at=at)
        return Recorded(name, 1)


@refusals_audited(Right.AMEND_RECORD, lambda asked: kind_of_draft(asked.draft).name, "uid")
def amend_record(
    target: Target,
    uid: str,
    draft: RecordDraft,
    *,
    base_version: int,
    reason: str,
    actor: Actor,
    key: str | None = None,
) -> Recorded:
    """Record a further version, also of a withdrawn record; as in `amend_activity`."""
    kind = kind_of_draft(draft)
    with writing(target, actor=actor) as connection:
        stored, before = _current(connection, kind, uid)
        require(actor, Right.AMEND_RECORD, (before.group,))
        require(actor, Right.AMEND_RECORD, (draft.group,))
        done = written_with(connection, kind.table, key, named=kind.table)
        if done:
            return done
        require_open_for(connection, actor, before, draft)
        check_record(draft, catalogue(connection), kept=before)
        return _supersede(
            connection,
            kind,
            stored,
            draft,
            right=Right.AMEND_RECORD,
            base_version=base_version,
            reason=reason,
            actor=actor,
            key=key,
            withdrawn=False,
        )


@refusals_audited(Right.WITHDRAW_RECORD, lambda asked: asked.kind, "uid")
def withdraw_record(
    target: Target,
    kind: str,
    uid: str,
    *,
    base_version: int,
    reason: str,
    actor: Actor,
    key: str | None = None,
) -> Recorded:
    """Record that a record is withdrawn; as in `withdraw_activity`."""
    found = kind_of(kind)
    with writing(target, actor=actor) as connection:
        stored, before = _current(connection, found, uid)
        require(actor, Right.WITHDRAW_RECORD, (before.group,))
        done = written_with(connection, found.table, key, named=found.table)
        if done:
            return done
        require_open_for(connection, actor, before)
        return _supersede(
            connection,
            found,
            stored,
            before,
            right=Right.WITHDRAW_RECORD,
            base_version=base_version,
            reason=reason,
            actor=actor,
            key=key,
            withdrawn=True,
        )


def _current(connection: Connection, kind: Kind, uid: str) -> tuple[dict[str, Any], RecordDraft]:
    c = kind.table.c
    row = (
        connection.execute(sa.select(kind.table).where(c.uid == uid, c.superseded_at.is_(None)))
        .mappings()
        .first()
    )
    if row is None:
        raise UnknownCode(kind.name, uid)
    return dict(row), record_draft_of(kind, dict(row))


def _supersede(
    connection: Connection,
    kind: Kind,
    stored: dict[str, Any],
    draft: RecordDraft,
    *,
    right: Right,
    base_version: int,
    reason: str,
    actor: Actor,
    key: str | None,
    withdrawn: bool,
) -> Recorded:
    why = required_reason(reason)
    at = close(connection, kind.table, stored, base_version=base_version)
    if withdrawn and stored["withdrawn"]:
        raise InvalidRecord(n_("The record has been withdrawn already."))
    [id_] = next_ids(connection, kind.table, 1)
    new = NewRecord(
        id_,
        stored["uid"],
        base_version + 1,
        draft,
        at,
        actor.name,
        why,
        withdrawn,
        stored["known_from_assumed"],
        key,
    )
    insert_rows(connection, kind.table, columns_of(kind), [row_of(kind, new)])
    audit(connection, actor, right, kind.name, new.uid, version=new.version, reason=why, at=at)
    return Recorded(new.uid, new.version)
