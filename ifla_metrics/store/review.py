"""Review: approve a sent version or return it with a comment; lists of what waits or came back.

A version is decided upon once, while it is current; a later amendment is a further version, sent
anew. The decision (when, who, why) is kept with the version, so that figures of any day follow it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.errors import Conflict, Refused, UnknownCode, n_
from ifla_metrics.models.log_tables import ACTIVITY_VERSION
from ifla_metrics.store.as_of import BEFORE_ALL, unreviewed
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.entries import recording_time
from ifla_metrics.store.kinds import ALL_KINDS, any_kind, of_groups
from ifla_metrics.store.periods import require_open_for
from ifla_metrics.store.rights import name_of
from ifla_metrics.store.summary_cells import keep_cells_in_step
from ifla_metrics.store.versions import AnyVersion, current_versions, read_versions
from ifla_metrics.text import clean

MOST = 200
"""Entries in a list; the count beside it tells how many there are."""


# Decide


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


@writes(Right.REVIEW, lambda call: next((d.kind for d in call.decisions), "activity"), "decisions")
def decide(connection: Connection, decisions: Sequence[Decision], *, actor: Actor) -> int:
    """Approve or return versions, all or none; return how many were not decided before.

    The same decision again is no fault and changes nothing: a double click.

    Raises:
        Conflict: A version was replaced, withdrawn or decided upon since; nothing was written.
    """
    return sum(_decide(connection, decision, actor) for decision in decisions)


def _decide(connection: Connection, decision: Decision, actor: Actor) -> bool:
    """Save a decision, date it in its version and move the cells; False when it stands already."""
    comment, kind = clean(decision.comment), any_kind(decision.kind)
    if decision.decision == "returned" and not comment:
        raise Refused(n_("Write what the group should change before you return an entry."))
    found = current_versions(connection, kind, uids={decision.uid})
    if decision.uid not in found:
        raise UnknownCode(n_("entry"), decision.uid)
    stored = found[decision.uid]
    still = stored.version == decision.version and not stored.withdrawn
    if still and getattr(stored, f"{decision.decision}_at"):
        return False
    if not still or stored.approved_at or stored.returned_at:
        raise Conflict(
            n_("“{title}” was changed by {who} since you opened the list. Nothing was saved."),
            title=stored.title,
            who=name_of(connection, stored.decided_by or stored.recorded_by),
        )
    require_open_for(connection, actor, stored.draft)
    at = recording_time(connection, stored.recorded_at)
    activities = [stored.uid] if kind.table is ACTIVITY_VERSION else []
    decided = {f"{decision.decision}_at": at, "decided_by": actor.name, "comment": comment}
    with keep_cells_in_step(connection, catalogue(connection).rules, activities):
        same = kind.table.c.id == stored.id
        connection.execute(sa.update(kind.table).where(same).values(decided))
    reason = f"{decision.decision}: {comment}" if comment else decision.decision
    about = (kind.name, stored.uid)
    audit(connection, actor, Right.REVIEW, *about, version=stored.version, reason=reason)
    return True


# Lists


def waiting(
    connection: Connection, groups: Collection[str] | None = None, *, most: int = MOST
) -> list[AnyVersion]:
    """Return what was sent and not decided upon, oldest first (of some groups only, if given)."""
    found: list[AnyVersion] = []
    for kind in ALL_KINDS.values():
        rules = (unreviewed(kind.table, None), *of_groups(kind, groups))
        order = [kind.table.c.recorded_at]
        found += read_versions(connection, kind, *rules, order=order, limit=most)
    return sorted(found, key=lambda item: item.recorded_at)[:most]


def count_waiting(connection: Connection, groups: Collection[str] | None = None) -> int:
    """Return how many versions were sent and not decided upon (of some groups only, if given)."""
    total = 0
    for kind in ALL_KINDS.values():
        # The bound excludes nothing; with it SQLite uses the index of entries that wait.
        bound = kind.table.c.recorded_at >= BEFORE_ALL
        rules = (unreviewed(kind.table, None), bound, *of_groups(kind, groups))
        count = sa.select(sa.func.count()).select_from(kind.table).where(*rules)
        total += connection.execute(count).scalar_one()
    return total


def returned(connection: Connection, groups: Collection[str] | None = None) -> list[AnyVersion]:
    """Return what was returned and not sent again since, the newest first, with the comments."""
    found: list[AnyVersion] = []
    for kind in ALL_KINDS.values():
        c = kind.table.c
        stands = (c.superseded_at.is_(None), c.withdrawn == sa.false(), *of_groups(kind, groups))
        rules, order = (c.returned_at.is_not(None), *stands), [c.returned_at.desc()]
        found += read_versions(connection, kind, *rules, order=order, limit=MOST)
    return sorted(found, key=lambda item: item.returned_at or BEFORE_ALL, reverse=True)[:MOST]


def compared(connection: Connection, item: AnyVersion) -> list[AnyVersion]:
    """Return the version of an item, and the last one before it that was decided upon, if any.

    An entry that was amended twice between two decisions hides nothing that way.
    """
    kind = any_kind(item.kind)
    c = kind.table.c
    wanted = (c.version == item.version, c.approved_at.is_not(None), c.returned_at.is_not(None))
    rules = (c.uid == item.uid, c.version <= item.version, sa.or_(*wanted))
    return read_versions(connection, kind, *rules, order=[c.version.desc()], limit=2)
