"""Log, amend and withdraw activities: rights, version, audit and cells in one transaction."""

from __future__ import annotations

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.models.drafts import ActivityDraft, StoryDraft
from ifla_metrics.store.audit import audit_refusals
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.records import record
from ifla_metrics.store.versions import EntryChange, Recorded, record_one

KIND = ACTIVITY_KIND.name


@audit_refusals(Right.LOG_ACTIVITY, KIND, "draft.groups")
def log_activity(
    target: Target,
    draft: ActivityDraft,
    *,
    actor: Actor,
    key: str | None = None,
    story: StoryDraft | None = None,
) -> Recorded:
    """Record a new activity, and the story that belongs to it: both, or neither.

    Args:
        target: An engine (one transaction) or a connection (part of its transaction).
        draft: Its rules were checked when it was built.
        actor: Who logs it; an editor must belong to one of its groups.
        key: Made when the form was opened: the same key again gives the same answer, one row.
        story: A story of change that belongs to it.

    Raises:
        NotAllowed, UnknownCode, InvalidRecord, PeriodLocked: Nothing was written.
    """
    require(actor, Right.LOG_ACTIVITY, draft.groups)
    with writing(target, actor=actor) as connection:
        recorded = record_one(connection, ACTIVITY_KIND, EntryChange(draft, key=key), actor=actor)
        if story is not None:
            record(connection, story, actor=actor, key=f"{key}-story" if key else None)
        return recorded


@audit_refusals(Right.AMEND_ACTIVITY, KIND, "uid")
def amend_activity(
    target: Target,
    uid: str,
    draft: ActivityDraft,
    *,
    base_version: int,
    reason: str,
    actor: Actor,
    key: str | None = None,
) -> Recorded:
    """Record a further version, also of a withdrawn activity, which it restores.

    Args:
        target: An engine or a connection.
        uid: The activity.
        draft: What it says now.
        base_version: The version that the form was opened with.
        reason: Why it is changed.
        actor: An editor must belong to a group of the stored version, and may remove no group but
            the own one.
        key: As in `log_activity`.

    Raises:
        Conflict: Somebody else recorded a version since; nothing was written.
        NotAllowed, UnknownCode, InvalidRecord, PeriodLocked: Nothing was written.
    """
    with writing(target, actor=actor) as connection:
        entry = EntryChange(draft, uid, base_version, reason, key)
        return record_one(connection, ACTIVITY_KIND, entry, actor=actor)


@audit_refusals(Right.WITHDRAW_ACTIVITY, KIND, "uid")
def withdraw_activity(
    target: Target,
    uid: str,
    *,
    base_version: int,
    reason: str,
    actor: Actor,
    key: str | None = None,
) -> Recorded:
    """Record that an activity is withdrawn: its history stays, no figure counts it.

    Raises:
        Conflict: Somebody else recorded a version since; nothing was written.
        NotAllowed, UnknownCode, InvalidRecord, PeriodLocked: Nothing was written.
    """
    with writing(target, actor=actor) as connection:
        entry = EntryChange(None, uid, base_version, reason, key)
        return record_one(connection, ACTIVITY_KIND, entry, actor=actor)
