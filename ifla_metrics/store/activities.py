"""Log, amend and withdraw activities: rights, version, audit and cells in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require, require_owners
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.audit import audit_refusals
from ifla_metrics.store.catalogue import Rules, catalogue
from ifla_metrics.store.codes import check_activity
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.kinds import (
    ACTIVITY_KIND,
    NewVersion,
    current,
    insert_activities,
    insert_versions,
)
from ifla_metrics.store.periods import require_open_for
from ifla_metrics.store.summary_cells import add_new, changing
from ifla_metrics.store.versions import (
    Change,
    Recorded,
    audit_version,
    first_version,
    recorded_with,
    supersede,
)

KIND = ACTIVITY_KIND.name


@audit_refusals(Right.LOG_ACTIVITY, KIND, "draft.groups")
def log_activity(
    target: Target,
    draft: ActivityDraft,
    *,
    actor: Actor,
    key: str | None = None,
    recorded_at: datetime | None = None,
    known_from_assumed: bool = False,
    uid: str | None = None,
) -> Recorded:
    """Record a new activity.

    Args:
        target: An engine (one transaction) or a connection (part of its transaction).
        draft: Its rules were checked when it was built.
        actor: Who logs it; an editor must belong to one of its groups.
        key: Made when the form was opened: the same key again gives the same answer, one row.
        recorded_at: A moment in the past for a fact known since then; now by default.
        known_from_assumed: That moment is assumed, so no delay is computed from it.
        uid: A name of its own; made when not given.

    Raises:
        NotAllowed, UnknownCode, InvalidRecord, PeriodLocked: Nothing was written.
    """
    require(actor, Right.LOG_ACTIVITY, draft.groups)
    with writing(target, actor=actor) as connection:
        known = catalogue(connection)
        check_activity(draft, known)
        if done := recorded_with(connection, ACTIVITY_KIND, key):
            return done
        require_open_for(connection, actor, draft)
        new = first_version(
            connection,
            ACTIVITY_KIND,
            draft,
            actor=actor,
            key=key,
            recorded_at=recorded_at,
            known_from_assumed=known_from_assumed,
            uid=uid,
        )
        add_activities(connection, known.rules, [new])
        return audit_version(connection, ACTIVITY_KIND, new, actor, Right.LOG_ACTIVITY)


def add_activities(
    connection: Connection, rules: Sequence[Rules], first: Sequence[NewVersion]
) -> None:
    """Write new activities with their first versions and cells; checks and audit are the caller's.

    An activity whose time of recording is assumed has no day on which it was logged.
    """
    ids = insert_activities(
        connection,
        [
            (v.uid, v.recorded_at, None if v.known_from_assumed else v.recorded_at.date())
            for v in first
        ],
    )
    insert_versions(connection, ACTIVITY_KIND, first, ids)
    add_new(connection, rules, list(ids.values()))


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
    change = Change(Right.AMEND_ACTIVITY, base_version, reason, actor, key)
    return _change(target, uid, draft, change)


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
    change = Change(Right.WITHDRAW_ACTIVITY, base_version, reason, actor, key)
    return _change(target, uid, None, change)


def _change(target: Target, uid: str, draft: ActivityDraft | None, change: Change) -> Recorded:
    """Record the next version; without a draft it is the stored one, withdrawn."""
    actor = change.actor
    with writing(target, actor=actor) as connection:
        stored, before = current(connection, ACTIVITY_KIND, uid)
        groups = draft.groups if draft else ()
        require_owners(actor, change.right, before.title, before.groups, groups)
        if done := recorded_with(connection, ACTIVITY_KIND, change.key):
            return done
        after = draft or before
        require_open_for(connection, actor, before, after)
        known = catalogue(connection)
        if draft is not None:
            check_activity(draft, known, kept=before)
        with changing(connection, known.rules, [stored["activity_id"]]):
            return supersede(
                connection, ACTIVITY_KIND, stored, after, change, withdrawn=draft is None
            )
