"""Log, amend and withdraw activities: rights, version, audit and cells in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require, require_owners
from ifla_metrics.errors import InvalidRecord, UnknownCode, n_
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.activity_rows import (
    ACTIVITY,
    VERSION,
    NewActivity,
    NewVersion,
    draft_of,
    insert_activities,
    insert_versions,
    next_ids,
)
from ifla_metrics.store.audit import audit
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.codes import check_activity
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.moments import Recorded, moment_of, required_reason
from ifla_metrics.store.period_locks import require_open_for
from ifla_metrics.store.refusals import refusals_audited
from ifla_metrics.store.summary_cells import add_new, changing
from ifla_metrics.store.versions import close, free_uid, written_with

KIND = "activity"
_NAMED = (
    sa.select(VERSION.c.id, ACTIVITY.c.uid)
    .join_from(ACTIVITY, VERSION, VERSION.c.activity_id == ACTIVITY.c.id)
    .subquery()
)


@refusals_audited(Right.LOG_ACTIVITY, KIND, "draft.groups")
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
        draft: What is said; its rules have been checked when it was built.
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
        done = written_with(connection, VERSION, key, named=_NAMED)
        if done:
            return done
        require_open_for(connection, actor, draft)
        name = free_uid(
            connection, ACTIVITY, uid, taken=n_("There is an activity '{uid}' already.")
        )
        at = moment_of(connection, recorded_at)
        [activity_id] = next_ids(connection, ACTIVITY, 1)
        [version_id] = next_ids(connection, VERSION, 1)
        logged_on = None if known_from_assumed else at.date()
        insert_activities(connection, [NewActivity(activity_id, name, at, logged_on)])
        new = NewVersion(
            version_id,
            activity_id,
            1,
            draft,
            at,
            actor.name,
            known_from_assumed=known_from_assumed,
            key=key,
        )
        insert_versions(connection, [new])
        add_new(connection, known.rules, [activity_id])
        audit(connection, actor, Right.LOG_ACTIVITY, KIND, name, version=1, at=at)
        return Recorded(name, 1)


@refusals_audited(Right.AMEND_ACTIVITY, KIND, "uid")
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
        draft: What is said now.
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
        stored, before = _current(connection, uid)
        require_owners(actor, Right.AMEND_ACTIVITY, before.title, before.groups, draft.groups)
        done = written_with(connection, VERSION, key, named=_NAMED)
        if done:
            return done
        require_open_for(connection, actor, before, draft)
        known = catalogue(connection)
        check_activity(draft, known, kept=before)
        with changing(connection, known.rules, [stored["activity_id"]]):
            version = _supersede(
                connection,
                stored,
                draft,
                before=before,
                base_version=base_version,
                reason=reason,
                actor=actor,
                key=key,
            )
        audit(
            connection,
            actor,
            Right.AMEND_ACTIVITY,
            KIND,
            uid,
            version=version.version,
            reason=version.reason,
            at=version.recorded_at,
        )
        return Recorded(uid, version.version)


@refusals_audited(Right.WITHDRAW_ACTIVITY, KIND, "uid")
def withdraw_activity(
    target: Target,
    uid: str,
    *,
    base_version: int,
    reason: str,
    actor: Actor,
    key: str | None = None,
) -> Recorded:
    """Record that an activity is withdrawn: it stands in the history and in no number.

    Raises:
        Conflict: Somebody else recorded a version since; nothing was written.
        NotAllowed, UnknownCode, InvalidRecord, PeriodLocked: Nothing was written.
    """
    with writing(target, actor=actor) as connection:
        stored, before = _current(connection, uid)
        require_owners(actor, Right.WITHDRAW_ACTIVITY, before.title, before.groups)
        done = written_with(connection, VERSION, key, named=_NAMED)
        if done:
            return done
        require_open_for(connection, actor, before)
        known = catalogue(connection)
        with changing(connection, known.rules, [stored["activity_id"]]):
            version = _supersede(
                connection,
                stored,
                None,
                before=before,
                base_version=base_version,
                reason=reason,
                actor=actor,
                key=key,
            )
        audit(
            connection,
            actor,
            Right.WITHDRAW_ACTIVITY,
            KIND,
            uid,
            version=version.version,
            reason=version.reason,
            at=version.recorded_at,
        )
        return Recorded(uid, version.version)


def _current(connection: Connection, uid: str) -> tuple[dict[str, Any], ActivityDraft]:
    row = (
        connection.execute(
            sa.select(VERSION, ACTIVITY.c.logged_on)
            .join_from(ACTIVITY, VERSION, VERSION.c.activity_id == ACTIVITY.c.id)
            .where(ACTIVITY.c.uid == uid, VERSION.c.superseded_at.is_(None))
        )
        .mappings()
        .first()
    )
    if row is None:
        raise UnknownCode("activity", uid)
    return dict(row), draft_of(connection, row["id"], dict(row))


def _supersede(
    connection: Connection,
    stored: dict[str, Any],
    draft: ActivityDraft | None,
    *,
    before: ActivityDraft,
    base_version: int,
    reason: str,
    actor: Actor,
    key: str | None,
) -> NewVersion:
    """Close the stored version and write the next; without a draft the next one is withdrawn."""
    why = required_reason(reason)
    at = close(connection, VERSION, stored, base_version=base_version)
    if draft is None and stored["withdrawn"]:
        raise InvalidRecord(n_("The activity has been withdrawn already."))
    [version_id] = next_ids(connection, VERSION, 1)
    version = NewVersion(
        version_id,
        stored["activity_id"],
        base_version + 1,
        draft or before,
        at,
        actor.name,
        reason=why,
        withdrawn=draft is None,
        known_from_assumed=stored["known_from_assumed"],
        key=key,
    )
    insert_versions(connection, [version])
    return version
