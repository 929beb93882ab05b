"""Find activities by words: a group's own log, newest entered first, accents or not, any prefix.

The newest entries are looked through one by one, which answers for frequent words; the index of
words answers for the rest. Both mean the same by a hit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.store.database import is_sqlite, reading
from ifla_metrics.store.kinds import ACTIVITY, COUNTRY, GROUP, VERSION
from ifla_metrics.store.search_index import (
    PREFIXES,
    SAID,
    catch_up,
    group_word,
    place_names,
    reach,
)
from ifla_metrics.text import words_of

LOOKED_THROUGH = 200
"""Newest entries that are read one by one."""
FREQUENT = 20
"""A word that more of them have is frequent: its beginning is asked for, and the hits are read."""
SPARE = 10
"""Hits of the index that are asked for beyond what is needed: some have been superseded."""
SHORTEST = 2
"""Letters that a word of a search has at least: a shorter one finds nearly everything."""

_V, _A = VERSION.c, ACTIVITY.c
_COLUMNS = (
    _V.id,
    _A.uid,
    _V.version,
    _V.title,
    _V.kind,
    _V.started_on,
    _V.ended_on,
    _V.date_precision,
    _V.date_as_stated,
    _V.lifecycle,
    _V.withdrawn,
    _V.recorded_at,
    _V.recorded_by,
)


class Entry(NamedTuple):
    """An activity of the log as it stands; `version` is what a form must keep."""

    id: int
    uid: str
    version: int
    title: str
    kind: str
    started_on: date
    ended_on: date
    date_precision: str
    date_as_stated: str
    lifecycle: str
    withdrawn: bool
    recorded_at: datetime
    recorded_by: str
    groups: tuple[str, ...]
    countries: tuple[str, ...]


def find(
    engine: Engine, typed: str = "", *, groups: Collection[str] | None = None, limit: int = 50
) -> list[Entry]:
    """Return activities that every typed word begins a word of, the newest entered first.

    Args:
        engine: The database.
        typed: Words or beginnings of words; without any, the newest entries.
        groups: Only those of one of these working groups; None: of all.
        limit: At most so many.
    """
    if groups is not None and not groups:
        return []
    words = [w for w in words_of(typed) if len(w) >= SHORTEST or not w.isascii()]
    with reading(engine) as connection:
        newest = _newest(connection, groups, LOOKED_THROUGH if words else limit)
        if not words:
            return _entries(connection, newest)
        told = _told(connection, newest)
        hits = [id_ for id_ in told if _has(words, told[id_])][:limit]
        if len(hits) == limit or len(newest) < LOOKED_THROUGH:
            return _entries(connection, hits)
        behind = _last(connection) - reach(connection)
    if behind > LOOKED_THROUGH // 2:
        catch_up(engine)
    frequent = {w for w in words if sum(_has((w,), t) for t in told.values()) > FREQUENT}
    with reading(engine) as connection:
        hits += _indexed(
            connection,
            words,
            frequent if len(words) > 1 else set(),
            groups,
            before=newest[-1],
            limit=limit - len(hits),
        )
        return _entries(connection, hits)


def _last(connection: Connection) -> int:
    return int(connection.execute(sa.select(sa.func.max(_V.id))).scalar() or 0)


def _newest(connection: Connection, groups: Collection[str] | None, limit: int) -> list[int]:
    """Return the ids of the newest versions that stand, withdrawn ones too."""
    if groups is None:
        statement = sa.select(_V.id).where(_V.superseded_at.is_(None))
        return list(connection.execute(statement.order_by(_V.id.desc()).limit(limit)).scalars())
    found: set[int] = set()
    for group in groups:
        of_group = (
            sa.select(GROUP.c.version_id)
            .join_from(GROUP, VERSION, _V.id == GROUP.c.version_id)
            .where(GROUP.c.group_code == group, _V.superseded_at.is_(None))
            .order_by(GROUP.c.version_id.desc())
            .limit(limit)
        )
        found.update(connection.execute(of_group).scalars())
    return sorted(found, reverse=True)[:limit]


def _matching(connection: Connection, ids: Collection[int], words: list[str]) -> list[int]:
    told = _told(connection, ids)
    return [id_ for id_ in told if _has(words, told[id_])]


def _told(connection: Connection, ids: Collection[int]) -> dict[int, list[str]]:
    """Return the words of versions, the newest first."""
    if not ids:
        return {}
    countries = _children(connection, COUNTRY, COUNTRY.c.country, ids)
    places = place_names(connection, {code for codes in countries.values() for code in codes})
    rows = connection.execute(
        sa.select(_V.id, _A.uid, *(_V[name] for name in SAID))
        .join_from(VERSION, ACTIVITY, _A.id == _V.activity_id)
        .where(_V.id.in_(ids))
        .order_by(_V.id.desc())
    )
    return {
        id_: words_of(" ".join([*said, *(places[c] for c in countries.get(id_, ()))]))
        for id_, *said in rows
    }


def _has(words: Iterable[str], told: list[str]) -> bool:
    return all(any(t.startswith(word) for t in told) for word in words)


def _indexed(
    connection: Connection,
    words: list[str],
    frequent: Collection[str],
    groups: Collection[str] | None,
    *,
    before: int,
    limit: int,
) -> list[int]:
    """Return ids of standing versions older than `before`, by the index."""
    begin = [w[:PREFIXES] if w in frequent else w for w in words]
    asked, values = _question(is_sqlite(connection), begin, groups)
    found: list[int] = []
    while len(found) < limit:
        # Superseded versions are left out afterwards, so that the index is read in its own order.
        wanted = limit - len(found) + SPARE
        statement = sa.text(
            f"SELECT rowid FROM search_index WHERE {asked} AND rowid < :before"  # noqa: S608
            " ORDER BY rowid DESC LIMIT :wanted"
        )  # `asked` is one of two fixed conditions; what was typed travels as a value.
        given = {**values, "before": before, "wanted": wanted}
        ids = list(connection.execute(statement, given).scalars())
        standing = sa.select(_V.id).where(_V.id.in_(ids), _V.superseded_at.is_(None))
        candidates = list(connection.execute(standing.order_by(_V.id.desc())).scalars())
        found += candidates if begin == words else _matching(connection, candidates, words)
        if len(ids) < wanted:
            break
        before = ids[-1]
    return found[:limit]


def _question(
    sqlite: bool, words: list[str], groups: Collection[str] | None
) -> tuple[str, dict[str, Any]]:
    marks = [group_word(group) for group in groups or ()]
    if sqlite:
        parts = [f'"{word}" *' for word in words]
        if groups is not None:
            parts.append("(" + " OR ".join(f'"{mark}"' for mark in marks) + ")")
        return "search_index MATCH :asked", {"asked": " AND ".join(parts)}
    parts = [f"'{word}':*" for word in words]
    if groups is not None:
        parts.append("(" + " | ".join(f"'{mark}'" for mark in marks) + ")")
    return "words @@ CAST(:asked AS tsquery)", {"asked": " & ".join(parts)}


def _children(
    connection: Connection, table: sa.Table, column: sa.Column[str], ids: Collection[int]
) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    statement = (
        sa.select(table.c.version_id, column)
        .where(table.c.version_id.in_(ids))
        .order_by(table.c.version_id, table.c.position)
    )
    for version, text in connection.execute(statement):
        found[version] = (*found.get(version, ()), text)
    return found


def _entries(connection: Connection, ids: list[int]) -> list[Entry]:
    if not ids:
        return []
    groups = _children(connection, GROUP, GROUP.c.group_code, ids)
    countries = _children(connection, COUNTRY, COUNTRY.c.country, ids)
    rows = connection.execute(
        sa.select(*_COLUMNS)
        .join_from(VERSION, ACTIVITY, _A.id == _V.activity_id)
        .where(_V.id.in_(ids))
        .order_by(_V.id.desc())
    )
    return [
        Entry(**row, groups=groups.get(row["id"], ()), countries=countries.get(row["id"], ()))
        for row in rows.mappings()
    ]
