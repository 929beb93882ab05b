"""Entries of which another version counts now than counted then: one statement for every kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.store import known
from ifla_metrics.store.queries.since.between import ONE, Between


@dataclass(frozen=True)
class Versions:
    """A table of versions, the column that says of what, and aliases for then and now."""

    table: sa.Table
    identity: str
    then: sa.FromClause
    now: sa.FromClause

    @classmethod
    def of(cls, table: sa.Table, identity: str) -> Versions:
        """Return the two sides of a comparison."""
        return cls(table, identity, table.alias("version_then"), table.alias("version_now"))


class Pair(NamedTuple):
    """The version that counted then and the one that counts now, None where none does."""

    then: int
    now: int | None


class Changed(NamedTuple):
    """The entries that changed last, and how many there are in all."""

    newest: list[Pair]
    total: int


def changed(
    connection: Connection,
    asked: Between,
    versions: Versions,
    *,
    wanted: sa.ColumnElement[bool],
    differs: sa.ColumnElement[bool],
    most: int,
) -> Changed:
    """Return what says otherwise now, the newest change first.

    Args:
        connection: Any.
        asked: The two states.
        versions: Of what.
        wanted: The condition on the version that counted then.
        differs: The condition that both versions say something else, where both count.
        most: So many are returned; the number is of all.
    """
    then, now, identity = versions.then.c, versions.now.c, versions.identity
    touched = _touched(asked, versions)
    counts_now = known.counts(versions.now, asked.now.until, asked.counts, identity=identity)
    total = sa.func.count().over()
    statement = (
        sa.select(then.id, now.id, total)
        .select_from(touched)
        .join(versions.then, then[identity] == touched.c.entry)
        .outerjoin(versions.now, sa.and_(now[identity] == touched.c.entry, counts_now))
        .where(
            known.counts(versions.then, asked.before.until, asked.counts, identity=identity),
            wanted,
            sa.or_(now.id.is_(None), sa.and_(now.id != then.id, differs)),
        )
        .order_by(touched.c.at.desc(), then.id.desc())
        .limit(most)
    )
    found = connection.execute(statement).all()
    return Changed([Pair(row[0], row[1]) for row in found], found[0][2] if found else 0)


def _touched(asked: Between, versions: Versions) -> sa.CTE:
    """Return the entries of which something was recorded or decided between, and when last.

    Of what counted then only that can make another version count, or none.
    """
    c = versions.table.c
    entry = c[versions.identity].label("entry")

    def moved(moment: sa.ColumnElement[Any], *rules: sa.ColumnElement[bool]) -> sa.Select[Any]:
        return sa.select(entry, moment.label("at")).where(asked.came(moment), *rules)

    ways = [moved(c.recorded_at, c.version > ONE)]
    if asked.counts == "approved":
        ways.append(moved(c.approved_at, c.version > ONE))
    else:
        ways.append(moved(c.returned_at))
    every = sa.union_all(*ways).subquery("moved")
    return (
        sa.select(every.c.entry, sa.func.max(every.c.at).label("at"))
        .group_by(every.c.entry)
        .cte("touched")
    )
