"""Review: approve a sent version or return it with a comment; lists of what waits or came back.

A version is decided upon once, while it is current; a later amendment is a further version, sent
anew. The decision (when, who, why) is kept with the version, so that figures of any day follow it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.errors import Conflict, InvalidRecord, UnknownCode, n_
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.models.log_tables import VERSION
from ifla_metrics.store.as_of import BEFORE_ALL, unreviewed
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.entries import recording_time
from ifla_metrics.store.kinds import (
    ALL_KINDS,
    AnyKind,
    any_kind,
    drafts_of,
    of_groups,
    read_lists,
)
from ifla_metrics.store.periods import require_open_for
from ifla_metrics.store.rights import name_of
from ifla_metrics.store.summary_cells import keep_cells_in_step
from ifla_metrics.store.versions import current_version
from ifla_metrics.text import clean

DECISIONS = ("approved", "returned")
LONGEST_COMMENT = 2000
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
    ordered = sorted(decisions, key=lambda d: (d.kind, d.uid))
    return sum(_decide(connection, decision, actor) for decision in ordered)


def _comment(decision: Decision) -> str:
    comment = clean(decision.comment)
    if decision.decision not in DECISIONS:
        raise UnknownCode(n_("decision"), decision.decision, DECISIONS)
    if decision.decision == "returned" and not comment:
        raise InvalidRecord(n_("Say what the group should change before you return an entry."))
    if len(comment) > LONGEST_COMMENT:
        raise InvalidRecord(
            n_("A comment has at most {most} characters; this one has {n}."),
            most=LONGEST_COMMENT,
            n=len(comment),
        )
    return comment


def _decide(connection: Connection, decision: Decision, actor: Actor) -> bool:
    """Save a decision, date it in its version and move the cells; False when it stands already."""
    comment, kind = _comment(decision), any_kind(decision.kind)
    stored = current_version(connection, kind, decision.uid)
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
    activities = [stored.uid] if kind.table is VERSION else []
    decided = {f"{decision.decision}_at": at, "decided_by": actor.name, "comment": comment}
    with keep_cells_in_step(connection, catalogue(connection).rules, activities):
        same = kind.table.c.id == stored.id
        connection.execute(sa.update(kind.table).where(same).values(decided))
    reason = f"{decision.decision}: {comment}" if comment else decision.decision
    about = (kind.name, stored.uid)
    audit(connection, actor, Right.REVIEW, *about, version=stored.version, reason=reason)
    return True


# Lists


class Item(NamedTuple):
    """A version that waits for a decision, or was returned."""

    kind: str
    """`activity` or a kind of record."""
    groups: tuple[str, ...]
    """The lead first."""
    uid: str
    version: int
    title: str
    framework: str
    """Of a record; empty for an activity."""
    day: date | None
    """The first day of an activity, the day of a record."""
    recorded_at: datetime
    recorded_by: str
    reason: str
    """Why it was changed; empty for a first version."""
    comment: str
    returned_at: datetime | None
    decided_by: str


def waiting(
    connection: Connection, groups: Collection[str] | None = None, *, most: int = MOST
) -> list[Item]:
    """Return what was sent and not decided upon, oldest first (of some groups only, if given)."""
    found: list[Item] = []
    for kind in ALL_KINDS.values():
        c = kind.table.c
        listed = _listed(kind, groups).where(unreviewed(kind.table, None))
        found += _items(connection, kind, listed.order_by(c.recorded_at, c.id).limit(most))
    return sorted(found, key=lambda item: item.recorded_at)[:most]


def count_waiting(connection: Connection) -> int:
    """Return how many versions were sent and not decided upon."""
    total = 0
    for kind in ALL_KINDS.values():
        # The bound excludes nothing; with it SQLite uses the index of entries that wait.
        rules = (unreviewed(kind.table, None), kind.table.c.recorded_at >= BEFORE_ALL)
        count = sa.select(sa.func.count()).select_from(kind.table).where(*rules)
        total += connection.execute(count).scalar_one()
    return total


def returned(
    connection: Connection, groups: Collection[str] | None = None, *, most: int = MOST
) -> list[Item]:
    """Return what was returned and not sent again since, the newest first, with the comments."""
    found: list[Item] = []
    for kind in ALL_KINDS.values():
        c = kind.table.c
        rules = (c.superseded_at.is_(None), c.returned_at.is_not(None), c.withdrawn == sa.false())
        listed = _listed(kind, groups).where(*rules)
        found += _items(connection, kind, listed.order_by(c.returned_at.desc()).limit(most))
    return sorted(found, key=lambda item: item.returned_at or BEFORE_ALL, reverse=True)[:most]


def _listed(kind: AnyKind, groups: Collection[str] | None) -> sa.Select[*tuple[Any, ...]]:
    """Return the statement for versions, with columns in the order of `Item`."""
    c = kind.table.c
    return sa.select(
        c.uid,
        c.version,
        kind.title.label("title"),
        c.framework if "framework" in c else sa.literal("").label("framework"),
        kind.day.label("day"),
        c.recorded_at,
        c.recorded_by,
        c.reason,
        sa.func.coalesce(c.comment, "").label("comment"),
        c.returned_at,
        sa.func.coalesce(c.decided_by, "").label("decided_by"),
        c.id,
        c.group_code if "group_code" in c else sa.literal("").label("group_code"),
    ).where(*of_groups(kind, groups))


def _items(
    connection: Connection, kind: AnyKind, statement: sa.Select[*tuple[Any, ...]]
) -> list[Item]:
    rows = connection.execute(statement).all()
    owners = read_lists(connection, "groups", [row.id for row in rows if not row.group_code])
    return [
        Item(kind.name, (row[-1],) if row[-1] else tuple(owners[row.id]), *row[:-2]) for row in rows
    ]


class Compared(NamedTuple):
    """A version, and the last version before it that was decided upon."""

    before: ActivityDraft | RecordDraft | None
    before_version: int | None
    after: ActivityDraft | RecordDraft


def compared(connection: Connection, item: Item) -> Compared:
    """Return an item beside what was last approved or returned of it, with all changes since.

    An entry that was amended twice between two decisions hides nothing that way.

    Raises:
        UnknownCode: There is no such entry any more.
    """
    kind = any_kind(item.kind)
    c = kind.table.c
    decided = sa.or_(c.approved_at.is_not(None), c.returned_at.is_not(None))
    statement = (
        sa.select(kind.table)
        .where(c.uid == item.uid, c.version <= item.version)
        .where(sa.or_(c.version == item.version, decided))
        .order_by(c.version.desc())
        .limit(2)
    )
    rows = connection.execute(statement).mappings().all()
    if not rows:
        raise UnknownCode(item.kind, item.uid)
    drafts = drafts_of(connection, kind, [{**row} for row in rows])
    after = drafts[rows[0]["id"]]
    if len(rows) == 1:
        return Compared(None, None, after)
    return Compared(drafts[rows[1]["id"]], rows[1]["version"], after)
