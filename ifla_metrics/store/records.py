"""Record, amend and withdraw all seven kinds of records."""

from __future__ import annotations

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.models.drafts import RecordDraft
from ifla_metrics.store.audit import audit_refusals
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.kinds import kind_of, kind_of_draft
from ifla_metrics.store.versions import EntryChange, Recorded, record_one


@audit_refusals(Right.RECORD, lambda call: kind_of_draft(call.draft).name, "draft.group")
def record(
    target: Target,
    draft: RecordDraft,
    *,
    actor: Actor,
    key: str | None = None,
) -> Recorded:
    """Record something new; arguments and errors as in `activities.log_activity`."""
    require(actor, Right.RECORD, (draft.group,))
    with writing(target, actor=actor) as connection:
        return record_one(
            connection, kind_of_draft(draft), EntryChange(draft, key=key), actor=actor
        )


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
    with writing(target, actor=actor) as connection:
        entry = EntryChange(draft, uid, base_version, reason, key)
        return record_one(connection, kind_of_draft(draft), entry, actor=actor)


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
    with writing(target, actor=actor) as connection:
        entry = EntryChange(None, uid, base_version, reason, key)
        return record_one(connection, kind_of(kind), entry, actor=actor)
