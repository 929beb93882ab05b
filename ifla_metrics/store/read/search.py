"""Search activities by words or beginnings of words, ignoring case and accents.

`search_text` holds the folded words of each current version. Triggers maintain its index (FTS5 on
SQLite, GIN on PostgreSQL) and delete the rows of superseded versions.
"""

import re
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import TSQUERY

from ifla_metrics.models import log_tables
from ifla_metrics.models.base import table_of
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import insert, is_sqlite
from ifla_metrics.store.versions import Version
from ifla_metrics.text import UNSPACED_SCRIPTS, split_words

SHORTEST = 2
"""Minimum letters of a searched word; shorter ones match nearly everything and take long."""
LONGEST = 100
"""Maximum letters of a word that are stored and searched."""
SEARCHED_FIELDS = ("title", "description", "date_as_stated", "kind", "note", "source")
"""Searched fields of an activity; its uid and the names of its countries are added."""

_TEXT = table_of(log_tables.SearchTextRow)
_RUN = re.compile(rf"[{UNSPACED_SCRIPTS}]{{2,}}")
"""Text in a script without spaces; each letter is stored as a word."""
_FTS5 = sa.table("search_index", sa.column("rowid"), sa.column("text"), sa.column("search_index"))
_TSVECTOR: sa.ColumnElement[Any] = sa.literal_column(
    "array_to_tsvector(string_to_array(text, ' '))"
)
"""The indexed expression on PostgreSQL; queries must repeat it."""


def index_activities(connection: Connection, versions: Iterable[Version[Any]]) -> None:
    """Store the folded words of current versions of activities."""
    countries, rows = read_catalogue(connection).lists["countries"], []
    for version in versions:
        texts = [version.uid, *(getattr(version.draft, name) for name in SEARCHED_FIELDS)]
        for code in version.draft.countries:
            texts += [code, countries[code].title, countries[code].short]
        words = " ".join(word[:LONGEST] for word in split_words(" ".join(texts)))
        rows.append({"version_id": version.id, "text": words})
    insert(connection, _TEXT, rows)


def find_activities(
    connection: Connection,
    query: str = "",
    *,
    groups: Collection[str] | None = None,
    limit: int = 50,
) -> list[str]:
    """Return the uids of activities of groups (None: all) that match a query, newest entry first.

    They have all words of the query of two letters or more, or words that begin with them.
    """
    words = [w[:LONGEST] for w in split_words(query) if len(w) >= SHORTEST or not w.isascii()]
    runs = [" ".join(split_words(run)) for run in _RUN.findall(query)]
    id_: sa.ColumnElement[int] = _TEXT.c.version_id
    text: sa.ColumnElement[str] = _TEXT.c.text
    conditions: list[sa.ColumnElement[bool]] = []
    if words and is_sqlite(connection):
        id_, text = _FTS5.c.rowid, _FTS5.c.text
        match = " ".join(f'"{word}" *' for word in words)
        conditions.append(_FTS5.c.search_index.op("MATCH")(match))
    elif words:
        match = " & ".join(f"'{word}':*" for word in words)
        conditions.append(_TSVECTOR.op("@@")(sa.cast(match, TSQUERY)))
    if groups is not None:
        owner = log_tables.ACTIVITY_GROUP.c
        conditions.append(sa.exists().where(owner.version_id == id_, owner.group_code.in_(groups)))
    conditions += [text.like(f"%{run}%") for run in runs]
    newest = sa.select(id_).where(*conditions).order_by(id_.desc()).limit(limit)
    v = log_tables.ACTIVITY_VERSION.c
    uids = sa.select(v.uid).where(v.id.in_(newest)).order_by(v.id.desc())
    return list(connection.execute(uids).scalars())
