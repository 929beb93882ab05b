"""What waits for review, and what came back to a group: light lists, each by its own index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.errors import UnknownCode
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.activity_rows import ACTIVITY, GROUP, VERSION, draft_of
from ifla_metrics.store.record_kinds import KINDS, Kind, kind_of, record_draft_of
from ifla_metrics.store.reviews import ACTIVITY_KIND, REVIEW

MOST = 200
"""Entries in a list; the count beside it tells how many there are."""

EVER = datetime(1, 1, 1, tzinfo=UTC)
"""Before every moment: a bound by which SQLite finds the index of what waits, also for a count."""

NAMED_BY = {"observation": "indicator", "cohort_count": "cohort", "remark": "subject"}
"""The field that names a record which has no title."""


@dataclass(frozen=True)
class Item:
    """A version that waits for a decision, or was returned."""

    kind: str
    """`activity` or a kind of record."""
    uid: str
    version: int
    title: str
    groups: tuple[str, ...]
    """The lead first."""
    framework: str
    """Of a record; empty for an activity."""
    day: date | None
    """The first day of an activity, the day a record speaks of."""
    recorded_at: datetime
    recorded_by: str
    reason: str
    """Why it was changed; empty for a first version."""
    comment: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""


def waiting(
    connection: Connection, groups: Collection[str] | None = None, *, most: int = MOST
) -> list[Item]:
    """Return what was sent and not decided upon, oldest first (of some groups only, if given)."""
    found = []
    for table, identity, kind in _tables():
        c = table.c
        rule = (
            c.superseded_at.is_(None),
            c.approved_at.is_(None),
            c.returned_at.is_(None),
            c.withdrawn == sa.false(),
        )
        statement = _of_groups(sa.select(*identity).where(*rule), table, groups)
        rows = connection.execute(
            _joined(statement, table).order_by(c.recorded_at, c.id).limit(most)
        ).mappings()
        found += [(kind, dict(row)) for row in rows]
    found.sort(key=lambda item: item[1]["recorded_at"])
    return _items(connection, found[:most])


def count_waiting(connection: Connection) -> int:
    """Return how many versions were sent and not decided upon."""
    total = 0
    for table, _, _ in _tables():
        c = table.c
        total += connection.execute(
            sa.select(sa.func.count())
            .select_from(table)
            .where(
                c.superseded_at.is_(None),
                c.approved_at.is_(None),
                c.returned_at.is_(None),
                c.withdrawn == sa.false(),
                c.recorded_at >= EVER,
            )
        ).scalar_one()
    return total


def returned(
    connection: Connection, groups: Collection[str] | None = None, *, most: int = MOST
) -> list[Item]:
    """Return what was returned and not sent again since, the newest first, with the comments."""
    found = []
    for table, identity, kind in _tables():
        c = table.c
        rule = (c.superseded_at.is_(None), c.returned_at.is_not(None), c.withdrawn == sa.false())
        statement = _of_groups(sa.select(*identity).where(*rule), table, groups)
        rows = connection.execute(
            _joined(statement, table).order_by(c.returned_at.desc(), c.id.desc()).limit(most)
        ).mappings()
        found += [(kind, dict(row)) for row in rows]
    found.sort(key=lambda item: item[1]["returned_at"], reverse=True)
    return _items(connection, found[:most])


def _tables() -> Iterable[tuple[sa.Table, list[Any], str]]:
    own = ("id", "version", "recorded_at", "recorded_by", "reason", "returned_at")
    v = VERSION.c
    activity = [*(v[name] for name in own), ACTIVITY.c.uid, v.title, v.started_on.label("day")]
    yield VERSION, activity, ACTIVITY_KIND
    for kind in KINDS.values():
        c = kind.table.c
        columns = [
            *(c[name] for name in own),
            c.uid,
            c.framework,
            c.group_code,
            day_of(kind).label("day"),
            c[NAMED_BY.get(kind.name, "title")].label("title"),
        ]
        yield kind.table, columns, kind.name


def day_of(kind: Kind) -> sa.ColumnElement[date]:
    """Return the day that a record speaks of; of a milestone the day it was reached, or planned."""
    c = kind.table.c
    return c.as_of if "as_of" in c else sa.func.coalesce(c.actual_on, c.planned_on)


def _joined(statement: sa.Select[Any], table: sa.Table) -> sa.Select[Any]:
    if table is not VERSION:
        return statement
    return statement.join_from(VERSION, ACTIVITY, ACTIVITY.c.id == VERSION.c.activity_id)


def _of_groups(
    statement: sa.Select[Any], table: sa.Table, groups: Collection[str] | None
) -> sa.Select[Any]:
    if groups is None:
        return statement
    if table is not VERSION:
        return statement.where(table.c.group_code.in_(groups))
    c = GROUP.c
    mine = sa.exists().where(c.version_id == VERSION.c.id, c.group_code.in_(groups))
    return statement.where(mine)


def _items(connection: Connection, found: list[tuple[str, dict[str, Any]]]) -> list[Item]:
    owners = _owners(connection, [row["id"] for kind, row in found if kind == ACTIVITY_KIND])
    decided = _decided(connection, [(k, row["uid"], row["version"]) for k, row in found])
    items = []
    for kind, row in found:
        activity = kind == ACTIVITY_KIND
        comment, at, who = decided.get((kind, row["uid"], row["version"]), ("", None, ""))
        items.append(
            Item(
                kind=kind,
                uid=row["uid"],
                version=row["version"],
                title=row["title"],
                groups=tuple(owners[row["id"]]) if activity else (row["group_code"],),
                framework="" if activity else row["framework"],
                day=row["day"],
                recorded_at=row["recorded_at"],
                recorded_by=row["recorded_by"],
                reason=row["reason"],
                comment=comment,
                decided_at=at or row["returned_at"],
                decided_by=who,
            )
        )
    return items


def _owners(connection: Connection, versions: list[int]) -> dict[int, list[str]]:
    c = GROUP.c
    found: dict[int, list[str]] = defaultdict(list)
    for version, group in connection.execute(
        sa.select(c.version_id, c.group_code)
        .where(c.version_id.in_(versions))
        .order_by(c.version_id, c.position)
    ):
        found[version].append(group)
    return found


def _decided(
    connection: Connection, asked: list[tuple[str, str, int]]
) -> dict[tuple[str, str, int], tuple[str, datetime | None, str]]:
    c = REVIEW.c
    statement = sa.select(c.kind, c.uid, c.version, c.comment, c.decided_at, c.decided_by).where(
        c.uid.in_({uid for _, uid, _ in asked})
    )
    return {
        (k, u, v): (comment, at, who) for k, u, v, comment, at, who in connection.execute(statement)
    }


class Compared(NamedTuple):
    """What a version says, and what the last version said that was decided upon before it."""

    before: ActivityDraft | RecordDraft | None
    before_version: int | None
    after: ActivityDraft | RecordDraft


def compared(connection: Connection, item: Item) -> Compared:
    """Return an item with what was last approved or returned of it: all that changed since.

    An entry that was amended twice between two decisions hides nothing that way.

    Raises:
        UnknownCode: There is no such entry any more.
    """
    if item.kind == ACTIVITY_KIND:
        statement = (
            sa.select(VERSION)
            .join_from(ACTIVITY, VERSION, VERSION.c.activity_id == ACTIVITY.c.id)
            .where(ACTIVITY.c.uid == item.uid)
        )
        c = VERSION.c
    else:
        c = kind_of(item.kind).table.c
        statement = sa.select(kind_of(item.kind).table).where(c.uid == item.uid)
    rows = (
        connection.execute(
            statement.where(
                c.version <= item.version,
                sa.or_(
                    c.version == item.version,
                    c.approved_at.is_not(None),
                    c.returned_at.is_not(None),
                ),
            )
            .order_by(c.version.desc())
            .limit(2)
        )
        .mappings()
        .all()
    )
    if not rows:
        raise UnknownCode(item.kind, item.uid)
    said = [_said(connection, item.kind, dict(row)) for row in rows]
    if len(said) == 1:
        return Compared(None, None, said[0])
    return Compared(said[1], rows[1]["version"], said[0])


def _said(connection: Connection, kind: str, row: dict[str, Any]) -> ActivityDraft | RecordDraft:
    if kind == ACTIVITY_KIND:
        return draft_of(connection, row["id"], row)
    return record_draft_of(kind_of(kind), row)
