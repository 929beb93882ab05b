"""Review, light: approve a sent version or return it with a comment; what waits and what came back.

A version is decided upon once, while it stands: what was changed since is a further version, sent
anew. The moment stands in the version, so that figures follow it on any day; who decided, and why,
stands in `review`. Decisions are taken alone (`database.writing`): no amendment in between can take
a version out of the cells that a decision took out already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import Conflict, InvalidRecord, UnknownCode, n_
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.models.review_tables import DECISIONS, ReviewRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.activity_rows import ACTIVITY, VERSION, draft_of
from ifla_metrics.store.audit import audit
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.counting_rules import Rules
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.moments import moment_of
from ifla_metrics.store.period_locks import Lock, locks, require_open_for
from ifla_metrics.store.person_names import name_of
from ifla_metrics.store.record_kinds import kind_of, record_draft_of
from ifla_metrics.store.refusals import refusals_audited
from ifla_metrics.store.summary_cells import changing
from ifla_metrics.text import clean

ACTIVITY_KIND = "activity"
LONGEST_COMMENT = 2000
REVIEW = table_of(ReviewRow)


@dataclass(frozen=True)
class Decision:
    """What the secretariat decides about the version that it has read.

    A return needs a comment; `version` is the one that was on the screen.
    """

    kind: str
    uid: str
    version: int
    decision: Literal["approved", "returned"]
    comment: str = ""


class Decided(NamedTuple):
    """A decision that was taken."""

    version: int
    decision: str
    comment: str
    decided_at: datetime
    decided_by: str


@refusals_audited(
    Right.REVIEW, lambda asked: next((d.kind for d in asked.decisions), "activity"), "decisions"
)
def decide(target: Target, decisions: Sequence[Decision], *, actor: Actor) -> int:
    """Approve or return versions, all or none; the number of those that were not decided before.

    The same decision again is no fault and changes nothing: a double click.

    Args:
        target: An engine, or a connection in a transaction that keeps other writers out.
        decisions: Each of the version that was read.
        actor: One of the secretariat.

    Raises:
        Conflict: A version was replaced, withdrawn or decided upon since; nothing was written.
        NotAllowed, PeriodLocked, UnknownCode, InvalidRecord: Nothing was written.
    """
    require(actor, Right.REVIEW)
    told = [(d, _comment(d)) for d in sorted(decisions, key=lambda d: (d.kind, d.uid))]
    with writing(target, actor=actor) as connection:
        held, rules = locks(connection), catalogue(connection).rules
        done = 0
        for decision, comment in told:
            at = _decide(connection, decision, actor=actor, held=held, rules=rules)
            if at is not None:
                _write(connection, decision, comment, actor, at)
                done += 1
        return done


def decisions_of(connection: Connection, kind: str, uid: str) -> list[Decided]:
    """Return the decisions on the versions of an entry, oldest first."""
    c = REVIEW.c
    statement = (
        sa.select(c.version, c.decision, c.comment, c.decided_at, c.decided_by)
        .where(c.kind == kind, c.uid == uid)
        .order_by(c.version)
    )
    return [Decided(*row) for row in connection.execute(statement)]


def _comment(decision: Decision) -> str:
    comment = clean(decision.comment)
    if decision.decision not in DECISIONS:
        raise UnknownCode("decision", decision.decision, DECISIONS)
    if decision.decision == "returned" and not comment:
        raise InvalidRecord(n_("Say what the group should change before you return an entry."))
    if len(comment) > LONGEST_COMMENT:
        raise InvalidRecord(
            n_("A comment has at most {most} characters; this one has {n}."),
            most=LONGEST_COMMENT,
            n=len(comment),
        )
    return comment


def _decide(
    connection: Connection,
    decision: Decision,
    *,
    actor: Actor,
    held: Iterable[Lock],
    rules: Sequence[Rules],
) -> datetime | None:
    """Set the moment of a decision, and let the cells follow; None when it was taken before."""
    table, stored, said = _current(connection, decision)
    if _again(connection, stored, decision):
        return None
    if stored["version"] != decision.version or stored["withdrawn"]:
        raise Conflict(
            n_("“{title}” was changed by {who} since you opened the list. Nothing was saved."),
            title=_title(said),
            who=name_of(connection, stored["recorded_by"]),
        )
    require_open_for(connection, actor, said, held=held)
    at = moment_of(connection, after=stored["recorded_at"])
    activities = [stored["activity_id"]] if isinstance(said, ActivityDraft) else []
    c = table.c
    open_ = (c.superseded_at.is_(None), c.approved_at.is_(None), c.returned_at.is_(None))
    with changing(connection, rules, activities):
        written = connection.execute(
            sa.update(table)
            .where(c.id == stored["id"], *open_)
            .values({f"{decision.decision}_at": at})
        ).rowcount
    if not written:
        raise Conflict(
            n_("“{title}” was changed by {who} since you opened the list. Nothing was saved."),
            title=_title(said),
            who=name_of(connection, stored["recorded_by"]),
        )
    return at


def _current(
    connection: Connection, decision: Decision
) -> tuple[sa.Table, dict[str, Any], ActivityDraft | RecordDraft]:
    if decision.kind == ACTIVITY_KIND:
        row = (
            connection.execute(
                sa.select(VERSION, ACTIVITY.c.logged_on)
                .join_from(ACTIVITY, VERSION, VERSION.c.activity_id == ACTIVITY.c.id)
                .where(ACTIVITY.c.uid == decision.uid, VERSION.c.superseded_at.is_(None))
            )
            .mappings()
            .first()
        )
        if row is None:
            raise UnknownCode("activity", decision.uid)
        return VERSION, dict(row), draft_of(connection, row["id"], dict(row))
    kind = kind_of(decision.kind)
    c = kind.table.c
    row = (
        connection.execute(
            sa.select(kind.table).where(c.uid == decision.uid, c.superseded_at.is_(None))
        )
        .mappings()
        .first()
    )
    if row is None:
        raise UnknownCode(kind.name, decision.uid)
    return kind.table, dict(row), record_draft_of(kind, dict(row))


def _again(connection: Connection, stored: dict[str, Any], decision: Decision) -> bool:
    """Say whether the version was decided upon alike; raises Conflict when it was otherwise."""
    c = REVIEW.c
    row = connection.execute(
        sa.select(c.decision, c.decided_by).where(
            c.kind == decision.kind, c.uid == decision.uid, c.version == decision.version
        )
    ).first()
    if row is None:
        documented = stored["version"] == decision.version and stored["approved_at"]
        return bool(documented and decision.decision == "approved")
    if row.decision != decision.decision:
        raise Conflict(
            n_("{who} has decided otherwise on version {version} already. Nothing was saved."),
            who=name_of(connection, row.decided_by),
            version=decision.version,
        )
    return True


def _write(
    connection: Connection, decision: Decision, comment: str, actor: Actor, at: datetime
) -> None:
    connection.execute(
        sa.insert(REVIEW).values(
            kind=decision.kind,
            uid=decision.uid,
            version=decision.version,
            decision=decision.decision,
            comment=comment,
            decided_at=at,
            decided_by=actor.name,
        )
    )
    reason = f"{decision.decision}: {comment}" if comment else decision.decision
    audit(
        connection,
        actor,
        Right.REVIEW,
        decision.kind,
        decision.uid,
        version=decision.version,
        reason=reason,
        at=at,
    )


def _title(said: ActivityDraft | RecordDraft) -> str:
    values = vars(said)
    named = (values.get(field) for field in ("title", "indicator", "cohort", "subject"))
    return next((str(name) for name in named if name), "")
