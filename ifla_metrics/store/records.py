"""Record, amend and withdraw everything but activities: one module for all seven kinds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import Conflict, InvalidRecord, UnknownCode, n_
from ifla_metrics.models.drafts import RecordDraft
from ifla_metrics.store.activity_rows import next_ids
from ifla_metrics.store.audit import audit
from ifla_metrics.store.bulk import insert_rows
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.codes import check_record
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.moments import Recorded, already, moment_of, new_uid, required_reason
from ifla_metrics.store.period_locks import require_open_for
from ifla_metrics.store.person_names import name_of
from ifla_metrics.store.record_kinds import (
    Kind,
    NewRecord,
    columns_of,
    kind_of,
    kind_of_draft,
    record_draft_of,
    row_of,
)


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
        done = _already(connection, kind, key)
        if done:
            return done
        require_open_for(connection, actor, draft)
        name = _free(connection, kind, uid)
        at = moment_of(connection, recorded_at)
        [id_] = next_ids(connection, kind.table, 1)
        new = NewRecord(
            id_, name, 1, draft, at, actor.name, known_from_assumed=known_from_assumed, key=key
        )
        insert_rows(connection, kind.table, columns_of(kind), [row_of(kind, new)])
        audit(connection, actor, Right.RECORD, kind.name, name, version=1, at=at)
        return Recorded(name, 1)


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
        done = _already(connection, kind, key)
        if done:
            return done
        require_open_for(connection, actor, before, draft)
        check_record(draft, catalogue(connection), kept=before)
        return _supersede(
            connection, kind, stored, draft,
            right=Right.AMEND_RECORD, base_version=base_version, reason=reason, actor=actor,
            key=key, withdrawn=False,
        )  # fmt: skip


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
        done = _already(connection, found, key)
        if done:
            return done
        require_open_for(connection, actor, before)
        return _supersede(
            connection, found, stored, before,
            right=Right.WITHDRAW_RECORD, base_version=base_version, reason=reason, actor=actor,
            key=key, withdrawn=True,
        )  # fmt: skip


def _current(connection: Connection, kind: Kind, uid: str) -> tuple[dict[str, Any], RecordDraft]:
    c = kind.table.c
    row = connection.execute(
        sa.select(kind.table).where(c.uid == uid, c.superseded_at.is_(None))
    ).mappings().first()
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
    at = moment_of(connection, after=stored["recorded_at"])
    c = kind.table.c
    closed = connection.execute(
        sa.update(kind.table)
        .where(c.id == stored["id"], c.version == base_version, c.superseded_at.is_(None))
        .values(superseded_at=at)
    ).rowcount
    if not closed:
        raise Conflict(
            n_("Version {base} was changed since: version {now} is by {who}. Nothing was saved."),
            base=base_version, now=stored["version"],
            who=name_of(connection, stored["recorded_by"]),
        )
    if withdrawn and stored["withdrawn"]:
        raise InvalidRecord(n_("The record has been withdrawn already."))
    [id_] = next_ids(connection, kind.table, 1)
    new = NewRecord(
        id_, stored["uid"], base_version + 1, draft, at, actor.name, why, withdrawn,
        stored["known_from_assumed"], key,
    )  # fmt: skip
    insert_rows(connection, kind.table, columns_of(kind), [row_of(kind, new)])
    audit(
        connection, actor, right, kind.name, new.uid, version=new.version, reason=why, at=at
    )
    return Recorded(new.uid, new.version)


def _already(connection: Connection, kind: Kind, key: str | None) -> Recorded | None:
    found = already(connection, kind.table, key) if key else None
    if found is None:
        return None
    statement = sa.select(kind.table.c.uid).where(kind.table.c.id == found[0])
    return Recorded(connection.execute(statement).scalar_one(), found[1])


def _free(connection: Connection, kind: Kind, uid: str | None) -> str:
    if uid is None:
        return new_uid()
    if connection.execute(sa.select(kind.table.c.id).where(kind.table.c.uid == uid)).first():
        raise InvalidRecord(n_("There is a record '{uid}' already."), uid=uid)
    return uid
