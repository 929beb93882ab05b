"""The index of words of the log: derived, made when it is first asked, caught up in batches.

A write does not touch it, so it costs a write nothing: what is newer than the index is read and
looked through. One document a version; what a superseded version said is found and left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.models.base import table_of
from ifla_metrics.models.reference_tables import CountryRow
from ifla_metrics.store.bulk import driver
from ifla_metrics.store.database import is_sqlite, one_writer
from ifla_metrics.store.kinds import ACTIVITY, COUNTRY, GROUP, VERSION
from ifla_metrics.text import words_of

BATCH = 20_000
"""Versions indexed in one transaction."""
LOCK = 0x1F1C
_PLACE = table_of(CountryRow)

PREFIXES = 5
"""Letters of a beginning that the index answers without gathering all its entries first."""

SAID = ("title", "description", "date_as_stated", "kind", "note", "source")
"""Columns of a version whose words it is found by, beside its countries and its name."""

_MAKE = {
    "sqlite": (
        (
            "CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5(words, content='',"
            " detail=none, columnsize=0, prefix='2 3 4 5', tokenize='unicode61')"
        ),
        "CREATE TABLE IF NOT EXISTS search_reach (id INTEGER PRIMARY KEY, last INTEGER NOT NULL)",
    ),
    "postgresql": (
        "CREATE TABLE IF NOT EXISTS search_index (rowid bigint PRIMARY KEY, words tsvector)",
        "CREATE INDEX IF NOT EXISTS search_index_words ON search_index USING gin (words)",
        "CREATE TABLE IF NOT EXISTS search_reach (id integer PRIMARY KEY, last bigint NOT NULL)",
    ),
}
_START = "INSERT INTO search_reach (id, last) VALUES (1, 0) ON CONFLICT (id) DO NOTHING"


def group_word(group: str) -> str:
    """Return the word that stands for a working group: no typed word is like it."""
    return "zq" + group.encode().hex()


def reach(connection: Connection) -> int:
    """Return the last version that is indexed; 0 when there is no index yet."""
    if not sa.inspect(connection).has_table("search_reach"):
        return 0
    return int(connection.exec_driver_sql("SELECT last FROM search_reach").scalar() or 0)


def catch_up(engine: Engine) -> int:
    """Index every version that is not; return how many there were.

    Each batch is a transaction of its own that moves no revision: no figure depends on it.
    """
    done = 0
    while indexed := _one_batch(engine):
        done += indexed
    return done


def _one_batch(engine: Engine) -> int:
    with (
        one_writer(engine),
        engine.connect().execution_options(ifla_writes=True) as connection,
        connection.begin(),
    ):
        if not is_sqlite(connection):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        for statement in (*_MAKE[connection.dialect.name], _START):
            connection.exec_driver_sql(statement)
        last = reach(connection)
        documents = list(_documents(connection, after=last))
        if not documents:
            return 0
        _insert(connection, documents)
        connection.execute(
            sa.text("UPDATE search_reach SET last = :last WHERE id = 1"),
            {"last": documents[-1][0]},
        )
        return len(documents)


def _documents(connection: Connection, *, after: int) -> Iterable[tuple[int, str]]:
    c = VERSION.c
    rows = connection.execute(
        sa.select(c.id, ACTIVITY.c.uid, *(c[name] for name in SAID))
        .join_from(VERSION, ACTIVITY, ACTIVITY.c.id == c.activity_id)
        .where(c.id > after)
        .order_by(c.id)
        .limit(BATCH)
    ).fetchall()
    if not rows:
        return
    first, last = rows[0][0], rows[-1][0]
    groups = _texts(connection, GROUP, GROUP.c.group_code, first, last)
    places = place_names(connection)
    countries = _texts(connection, COUNTRY, COUNTRY.c.country, first, last)
    for id_, *said in rows:
        words = words_of(" ".join([*said, *(places[c] for c in countries.get(id_, ()))]))
        yield id_, " ".join([*words, *map(group_word, groups.get(id_, ()))])


def place_names(connection: Connection, codes: Collection[str] | None = None) -> dict[str, str]:
    """Return what a country is found by: its name and its codes; of these alone, or of all."""
    c = _PLACE.c
    statement = sa.select(c.alpha3, c.alpha2, c.name)
    if codes is not None:
        statement = statement.where(c.alpha3.in_(sorted(codes)))
    rows = connection.execute(statement)
    return {row.alpha3: f"{row.name} {row.alpha3} {row.alpha2}" for row in rows}


def _texts(
    connection: Connection, table: sa.Table, column: sa.Column[str], first: int, last: int
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    statement = sa.select(table.c.version_id, column).where(table.c.version_id.between(first, last))
    for version, text in connection.execute(statement):
        found.setdefault(version, []).append(text)
    return found


def _insert(connection: Connection, documents: list[tuple[int, str]]) -> None:
    cursor = driver(connection).cursor()
    if is_sqlite(connection):
        cursor.executemany("INSERT INTO search_index (rowid, words) VALUES (?, ?)", documents)
    else:
        cursor.executemany(
            "INSERT INTO search_index (rowid, words) VALUES (%s, array_to_tsvector(%s))",
            [(id_, words.split()) for id_, words in documents],
        )
    cursor.close()
