"""Review entries: approve or return versions, and list what is pending or returned.

A current version is decided once; an amendment is a new version that needs its own decision. Time,
person and comment are stored with the version, so figures of any date follow the decision.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.errors import Conflict, Refused, UnknownCode, n_
from ifla_metrics.models.log_tables import ACTIVITY_VERSION
from ifla_metrics.store.as_of import unreviewed, was_current
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.kinds import ALL_KINDS, kind_named
from ifla_metrics.store.locks import read_locks, require_open_periods
from ifla_metrics.store.rights import person_name
from ifla_metrics.store.summary_cells import add_cells
from ifla_metrics.store.versions import AnyVersion, current_versions, read_versions, versions_of
from ifla_metrics.store.write.entries import recording_time
from ifla_metrics.text import clean

MOST = 200
"""Maximum entries in a list."""


# Decide


@dataclass(frozen=True)
class Decision:
    """A decision on a version, as it was shown on the screen. A return needs a comment."""

    kind: str
    uid: str
    version: int
    decision: Literal["approved", "returned"]
    comment: str = ""


def _kind_name(arguments: Any) -> str:
    return next((decision.kind for decision in arguments.decisions), "activity")


@writes(Right.REVIEW, _kind_name, "decisions")
def decide(connection: Connection, decisions: Sequence[Decision], *, actor: Actor) -> int:
    """Approve or return versions, all or none; return how many were newly decided.

    Repeating a decision, as by a double click, changes nothing.
    """
    return sum(_decide(connection, decision, actor) for decision in decisions)


def _decide(connection: Connection, decision: Decision, actor: Actor) -> bool:
    """Store a decision and update the cells; return False if it was stored before."""
    comment, kind = clean(decision.comment), kind_named(decision.kind)
    if decision.decision == "returned" and not comment:
        raise Refused(n_("Write what the group should change before you return an entry."))
    stored = current_versions(connection, kind, uids={decision.uid}).get(decision.uid)
    if stored is None:
        raise UnknownCode(n_("entry"), decision.uid)
    is_current = stored.version == decision.version and not stored.withdrawn
    if is_current and getattr(stored, f"{decision.decision}_at"):
        return False
    if not is_current or stored.approved_at or stored.returned_at:
        raise Conflict(
            n_("“{title}” was changed by {who} since you opened the list. Nothing was saved."),
            title=stored.title,
            who=person_name(connection, stored.decided_by or stored.recorded_by),
        )
    require_open_periods(read_locks(connection), actor, stored.draft)
    at = recording_time(connection, stored.recorded_at)
    activities = [stored.uid] if kind.table is ACTIVITY_VERSION else []
    values = {f"{decision.decision}_at": at, "decided_by": actor.name, "comment": comment}
    rules, same = read_catalogue(connection).rules, kind.table.c.id == stored.id
    add_cells(connection, rules, activities, sign=-1)
    connection.execute(sa.update(kind.table).where(same).values(values))
    add_cells(connection, rules, activities)
    reason = f"{decision.decision}: {comment}" if comment else decision.decision
    subject = (kind.name, stored.uid)
    audit(connection, actor, Right.REVIEW, *subject, version=stored.version, reason=reason)
    return True


# Lists


def list_pending(
    connection: Connection, groups: Collection[str] | None = None, *, limit: int = MOST
) -> list[AnyVersion]:
    """Return the versions of groups (None: all) that wait for a decision, oldest first."""
    pending: list[AnyVersion] = []
    for kind in ALL_KINDS.values():
        rules = (unreviewed(kind.table, None), kind.owned_by(groups))
        order = [kind.table.c.recorded_at]
        pending += read_versions(connection, kind, *rules, order=order, limit=limit)
    return sorted(pending, key=lambda version: version.recorded_at)[:limit]


def count_pending(connection: Connection, groups: Collection[str] | None = None) -> int:
    """Return how many versions of groups (None: all) wait for a decision."""
    counts = [
        sa.select(sa.func.count()).where(unreviewed(kind.table, None), kind.owned_by(groups))
        for kind in ALL_KINDS.values()
    ]
    return sum(connection.execute(count).scalar_one() for count in counts)


def list_returned(
    connection: Connection, groups: Collection[str] | None = None
) -> list[AnyVersion]:
    """Return the versions of groups (None: all) that were returned, newest first."""
    returned: list[AnyVersion] = []
    for kind in ALL_KINDS.values():
        table = kind.table
        is_returned = sa.and_(was_current(table, None), table.c.returned_at.is_not(None))
        rules, order = (is_returned, kind.owned_by(groups)), [table.c.returned_at.desc()]
        returned += read_versions(connection, kind, *rules, order=order, limit=MOST)
    return sorted(returned, key=attrgetter("returned_at"), reverse=True)[:MOST]


def with_decided(connection: Connection, version: AnyVersion) -> list[AnyVersion]:
    """Return a version, and the last decided version before it, if any.

    Their difference shows every change since the last decision.
    """
    earlier = versions_of(connection, version.kind, version.uid)[: version.version - 1]
    decided = [v for v in earlier if v.approved_at or v.returned_at]
    return [version, *decided[-1:]]
