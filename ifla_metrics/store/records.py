"""Record, amend and withdraw all seven kinds of records."""

from __future__ import annotations

from datetime import datetime

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.models.drafts import RecordDraft
from ifla_metrics.store.audit import audit_refusals
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.codes import check_record
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.kinds import (
    RecordKind,
    current,
    insert_versions,
    kind_of,
    kind_of_draft,
)
from ifla_metrics.store.periods import require_open_for
from ifla_metrics.store.versions import (
    Change,
    Recorded,
    audit_version,
    first_version,
    recorded_with,
    supersede,
)


@audit_refusals(Right.RECORD, lambda call: kind_of_draft(call.draft).name, "draft.group")
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
    """Record something new; arguments and errors as in `activities.log_activity`."""
    kind = kind_of_draft(draft)
    require(actor, Right.RECORD, (draft.group,))
    with writing(target, actor=actor) as connection:
        check_record(draft, catalogue(connection))
        if done := recorded_with(connection, kind, key):
            return done
        require_open_for(connection, actor, draft)
        new = first_version(
            connection,
            kind,
            draft,
            actor=actor,
            key=key,
            recorded_at=recorded_at,
            known_from_assumed=known_from_assumed,
            uid=uid,
        )
        insert_versions(connection, kind, [new])
        return audit_version(connection, kind, new, actor, Right.RECORD)


@audit_refusals(Right.AMEND_RECORD, lambda call: kind_of_draft(call.draft).name, "uid")
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
    change = Change(Right.AMEND_RECORD, base_version, reason, actor, key)
    return _change(target, uid, draft, kind, change)


@audit_refusals(Right.WITHDRAW_RECORD, lambda call: call.kind, "uid")
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
    change = Change(Right.WITHDRAW_RECORD, base_version, reason, actor, key)
    return _change(target, uid, None, kind_of(kind), change)


def _change(
    target: Target,
    uid: str,
    draft: RecordDraft | None,
    kind: RecordKind,
    change: Change,
) -> Recorded:
    """Record the next version; without a draft it is the stored one, withdrawn."""
    actor = change.actor
    with writing(target, actor=actor) as connection:
        stored, before = current(connection, kind, uid)
        after = draft or before
        for group in (before.group, after.group):
            require(actor, change.right, (group,))
        if done := recorded_with(connection, kind, change.key):
            return done
        require_open_for(connection, actor, before, after)
        if draft is not None:
            check_record(draft, catalogue(connection), kept=before)
        return supersede(connection, kind, stored, after, change, withdrawn=draft is None)
