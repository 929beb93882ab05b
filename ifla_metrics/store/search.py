"""Find activities by words, the newest entered first: any beginning, with accents or without.

The folded words of each current version stand in `search_text`. Triggers keep its index, FTS5 on
SQLite and a GIN index on PostgreSQL, and drop the row of a version that another one follows.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import TSQUERY

from ifla_metrics.models import reference_tables
from ifla_metrics.models.base import table_of
from ifla_metrics.models.log_tables import (
    ACTIVITY_COUNTRY,
    ACTIVITY_GROUP,
    ACTIVITY_VERSION,
    SearchTextRow,
)
from ifla_metrics.store.database import BATCH, batches, insert, is_sqlite
from ifla_metrics.text import SINGLE, split_words, unique_words

SHORTEST = 2
"""Letters that a word of a search has at least: a shorter one finds nearly everything."""
LONGEST = 100
"""Letters of a word that are stored and searched."""
WORDS_OF = ("uid", "title", "description", "date_as_stated", "kind", "note", "source")
"""What a version is found by, beside its countries as they were called when it was entered."""

_TEXT = table_of(SearchTextRow)
_RUN = re.compile(rf"[{SINGLE}]{{2,}}")
"""Letters of a script without spaces, each stored as a word of its own."""
_FTS5 = sa.table("search_index", sa.column("rowid"), sa.column("text"), sa.column("search_index"))
_TSVECTOR: sa.ColumnElement[Any] = sa.literal_column(
    "array_to_tsvector(string_to_array(text, ' '))"
)
"""The indexed expression of PostgreSQL; queries must use the same one."""


def index(connection: Connection, versions: Sequence[int]) -> None:
    """Store the folded words of current versions; triggers index them."""
    v, there = ACTIVITY_VERSION.c, reference_tables.COUNTRY
    place = there.c
    words = sa.select(v.id, *(v[name] for name in WORDS_OF))
    names = sa.select(
        ACTIVITY_COUNTRY.c.version_id, place.name, place.alpha3, place.alpha2
    ).join_from(ACTIVITY_COUNTRY, there, place.alpha3 == ACTIVITY_COUNTRY.c.country)
    for some in batches(versions, BATCH):
        found: dict[int, list[str]] = defaultdict(list)
        for statement, id_ in ((words, v.id), (names, ACTIVITY_COUNTRY.c.version_id)):
            for version, *texts in connection.execute(statement.where(id_.in_(some))):
                found[version] += texts
        rows = [
            {
                "version_id": version,
                "text": " ".join(w[:LONGEST] for w in split_words(" ".join(texts))),
            }
            for version, texts in found.items()
        ]
        insert(connection, _TEXT, rows)


def find(
    connection: Connection,
    typed: str = "",
    *,
    groups: Collection[str] | None = None,
    limit: int = 50,
) -> list[str]:
    """Return the uids of activities that every typed word begins a word of.

    The newest entered come first.

    Args:
        connection: An open transaction.
        typed: Words or beginnings of words; without any, the newest entries.
        groups: Only those of one of these working groups; None: of all.
        limit: At most so many.
    """
    words = [w[:LONGEST] for w in unique_words(typed) if len(w) >= SHORTEST or not w.isascii()]
    runs = [" ".join(split_words(run)) for run in _RUN.findall(typed)]
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
        owner = ACTIVITY_GROUP.c
        asked.append(sa.exists().where(owner.version_id == id_, owner.group_code.in_(groups)))
    asked += [text.like(f"%{run}%") for run in runs]
    newest = sa.select(id_).where(*asked).order_by(id_.desc()).limit(limit)
    v = ACTIVITY_VERSION.c
    uids = sa.select(v.uid).where(v.id.in_(newest)).order_by(v.id.desc())
    return list(connection.execute(uids).scalars())
