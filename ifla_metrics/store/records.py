"""Record, amend and withdraw all seven kinds of records."""

from __future__ import annotations

from datetime import datetime

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.models.drafts import RecordDraft
from ifla_metrics.store.audit import audit_refusals
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.kinds import kind_of, kind_of_draft
from ifla_metrics.store.versions import Recorded, record_first, record_next


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
    require(actor, Right.RECORD, (draft.group,))
    with writing(target, actor=actor) as connection:
        return record_first(
            connection,
            draft,
            actor=actor,
            key=key,
            recorded_at=recorded_at,
            known_from_assumed=known_from_assumed,
            uid=uid,
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
        return record_next(
            connection,
            kind_of_draft(draft),
            uid,
            draft,
            base_version=base_version,
            reason=reason,
            actor=actor,
            key=key,
        )


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
        return record_next(
            connection,
            kind_of(kind),
            uid,
            None,
            base_version=base_version,
            reason=reason,
            actor=actor,
            key=key,
        )
