"""Find activities by words, the newest entered first: any beginning, with accents or without.

The folded words of each current version stand in `search_text`. Triggers keep its index, FTS5 on
SQLite and a GIN index on PostgreSQL, and drop the row of a version that another one follows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects.postgresql import TSQUERY

from ifla_metrics.models.base import table_of
from ifla_metrics.models.log_tables import ACTIVITY, COUNTRY, GROUP, VERSION, SearchTextRow
from ifla_metrics.models.reference_tables import CountryRow
from ifla_metrics.store.bulk import BATCH, batches, insert, read_lines
from ifla_metrics.store.database import is_sqlite, reading
from ifla_metrics.text import SINGLE, in_words, words_of

SHORTEST = 2
"""Letters that a word of a search has at least: a shorter one finds nearly everything."""
LONGEST = 100
"""Letters of a word that are stored and searched."""
WORDS_OF = ("uid", "title", "description", "date_as_stated", "kind", "note", "source")
"""What a version is found by, beside its countries."""

_TEXT = table_of(SearchTextRow)
_PLACE = table_of(CountryRow)
_RUN = re.compile(rf"[{SINGLE}]{{2,}}")
"""Letters of a script without spaces, each stored as a word of its own."""
_FTS5 = sa.table("search_index", sa.column("rowid"), sa.column("text"), sa.column("search_index"))
_TSVECTOR: sa.ColumnElement[Any] = sa.literal_column(
    "array_to_tsvector(string_to_array(text, ' '))"
)
"""The indexed expression of PostgreSQL; queries must use the same one."""


class FoundActivity(NamedTuple):
    """The current version of an activity; a form keeps `version`."""

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


def index(connection: Connection, versions: Sequence[int]) -> None:
    """Store the folded words of current versions; triggers index them."""
    c = {**VERSION.c, "uid": ACTIVITY.c.uid}
    same = ACTIVITY.c.id == VERSION.c.activity_id
    statement = sa.select(c["id"], *(c[name] for name in WORDS_OF)).join_from(
        VERSION, ACTIVITY, same
    )
    for some in batches(versions, BATCH):
        countries = read_lines(connection, [COUNTRY.c.country], some)
        places = _place_names(
            connection, {code for lines in countries.values() for (code,) in lines}
        )
        texts = []
        for id_, *words in connection.execute(statement.where(c["id"].in_(some))):
            found = in_words(" ".join([*words, *(places[code] for (code,) in countries[id_])]))
            text = " ".join(word[:LONGEST] for word in found)
            texts.append({"version_id": id_, "text": text})
        insert(connection, _TEXT, texts)


def index_again(connection: Connection, countries: Collection[str]) -> None:
    """Store the words of the current versions in countries whose names or codes have changed."""
    inside = sa.select(COUNTRY.c.version_id).where(COUNTRY.c.country.in_(sorted(countries)))
    chosen = _TEXT.c.version_id.in_(inside)
    versions = connection.execute(sa.select(_TEXT.c.version_id).where(chosen)).scalars().all()
    for some in batches(versions, BATCH):
        connection.execute(sa.delete(_TEXT).where(_TEXT.c.version_id.in_(some)))
        index(connection, some)


def find(
    engine: Engine, typed: str = "", *, groups: Collection[str] | None = None, limit: int = 50
) -> list[FoundActivity]:
    """Return activities that every typed word begins a word of, the newest entered first.

    Args:
        engine: The database.
        typed: Words or beginnings of words; without any, the newest entries.
        groups: Only those of one of these working groups; None: of all.
        limit: At most so many.
    """
    words = [w[:LONGEST] for w in words_of(typed) if len(w) >= SHORTEST or not w.isascii()]
    runs = [" ".join(in_words(run)) for run in _RUN.findall(typed)]
    with reading(engine) as connection:
        id_: sa.ColumnElement[int] = _TEXT.c.version_id
        text: sa.ColumnElement[str] = _TEXT.c.text
        asked: list[sa.ColumnElement[bool]] = []
        if words and is_sqlite(connection):
            id_, text = _FTS5.c.rowid, _FTS5.c.text
            query = " ".join(f'"{word}" *' for word in words)
            asked.append(_FTS5.c.search_index.op("MATCH")(query))
        elif words:
            query = " & ".join(f"'{word}':*" for word in words)
            asked.append(_TSVECTOR.op("@@")(sa.cast(query, TSQUERY)))
        if groups is not None:
            owner = GROUP.c
            asked.append(sa.exists().where(owner.version_id == id_, owner.group_code.in_(groups)))
        asked += [text.like(f"%{run}%") for run in runs]
        newest = sa.select(id_).where(*asked).order_by(id_.desc()).limit(limit)
        return _entries(connection, connection.execute(newest).scalars().all())


def _place_names(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    """Return what a country is found by: its name and its codes."""
    c = _PLACE.c
    statement = sa.select(c.alpha3, c.alpha2, c.name).where(c.alpha3.in_(sorted(codes)))
    rows = connection.execute(statement) if codes else ()
    return {row.alpha3: f"{row.name} {row.alpha3} {row.alpha2}" for row in rows}


def _entries(connection: Connection, ids: Sequence[int]) -> list[FoundActivity]:
    """Return current versions with groups and countries, the newest first."""
    groups = read_lines(connection, [GROUP.c.group_code], ids)
    countries = read_lines(connection, [COUNTRY.c.country], ids)
    c = {**VERSION.c, "uid": ACTIVITY.c.uid}
    columns = [c[name] for name in FoundActivity._fields if name not in ("groups", "countries")]
    rows = connection.execute(
        sa.select(*columns)
        .join_from(VERSION, ACTIVITY, ACTIVITY.c.id == VERSION.c.activity_id)
        .where(VERSION.c.id.in_(ids))
        .order_by(VERSION.c.id.desc())
    )
    return [
        FoundActivity(
            **row,
            groups=tuple(code for (code,) in groups[row["id"]]),
            countries=tuple(code for (code,) in countries[row["id"]]),
        )
        for row in rows.mappings()
    ]
