"""Many rows at once through the driver: plain tuples in and out, no object for each row.

SQLite takes statements of many rows (`bulk_sqlite`), PostgreSQL COPY for rows and JSON for cells.
Statements are made once and kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from ifla_metrics.store import bulk_sqlite
from ifla_metrics.store.database import is_sqlite

Row = Sequence[Any]
CHUNK = 10_000
FEW = 500

_SQLITE = bulk_sqlite.DIALECT
_POSTGRESQL: Dialect = sa.make_url("postgresql+psycopg://").get_dialect()()


def driver(connection: Connection) -> Any:
    """Return the driver's own connection, inside the same transaction."""
    return connection.connection.driver_connection


def insert_rows(
    connection: Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """Insert rows of values in the order of `columns`."""
    if not is_sqlite(connection):
        _copy(connection, table, columns, rows)
        return
    cursor = driver(connection).cursor()
    bulk_sqlite.insert(cursor, table, tuple(columns), rows)
    cursor.close()


def insert_columns(
    connection: Connection,
    table: sa.Table,
    names: Sequence[str],
    columns: Sequence[Iterable[Any]],
) -> None:
    """Insert rows given column by column; the first one says how many there are.

    Raises:
        ValueError: Another column has fewer.
    """
    if not is_sqlite(connection):
        every = bulk_sqlite.chunks(table, names, columns)
        rows = chain.from_iterable(zip(*chunk, strict=True) for chunk in every)
        _copy(connection, table, names, rows)
        return
    cursor = driver(connection).cursor()
    bulk_sqlite.insert_columns(cursor, table, tuple(names), columns)
    cursor.close()


def _copy(
    connection: Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    names = ", ".join(f'"{c}"' for c in columns)
    with (
        driver(connection).cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


class Amounts(NamedTuple):
    """What is to be added to cells of one table."""

    table: sa.Table
    measures: tuple[str, ...]
    rows: Sequence[Row]
    """Keys, then amounts, in the order of the columns; sorted, so that two writers never wait for
    each other in a circle within the table."""


def upsert_cells(connection: Connection, changes: Sequence[Amounts]) -> None:
    """Add amounts to cells, making a cell when there is none."""
    cursor = driver(connection).cursor()
    if is_sqlite(connection):
        for table, measures, rows in changes:
            cursor.executemany(_upsert(table, measures), rows)
    elif sum(len(change.rows) for change in changes) <= FEW:
        _upsert_postgresql(cursor, changes)
    else:
        # PostgreSQL runs the parts of the one statement above from the last to the first; in any
        # other order a write of few cells and one of many would wait for each other in a circle.
        for change in reversed(changes):
            for first in range(0, len(change.rows), CHUNK):
                part = change._replace(rows=change.rows[first : first + CHUNK])
                _upsert_postgresql(cursor, [part])
    cursor.close()


@lru_cache(maxsize=64)
def _upsert(table: sa.Table, measures: tuple[str, ...]) -> str:
    """Return the statement for SQLite: quicker than an update first, when a cell is missing."""
    new = sqlite.insert(table).values({c.name: sa.bindparam(c.name) for c in table.columns})
    added = new.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={m: table.c[m] + new.excluded[m] for m in measures},
    )
    return str(added.compile(dialect=_SQLITE))


def _upsert_postgresql(cursor: Any, changes: Sequence[Amounts]) -> None:
    """Add to several tables in one statement with one value: a write asks the server once."""
    told = {change.table.name: change.rows for change in changes}
    statement = _upsert_json(tuple((c.table, c.measures) for c in changes))
    cursor.execute(statement, {"told": json.dumps(told)})


@lru_cache(maxsize=64)
def _upsert_json(asked: tuple[tuple[sa.Table, tuple[str, ...]], ...]) -> str:
    steps = []
    for table, measures in asked:
        given = sa.text(f"jsonb_array_elements(CAST(:told AS jsonb) -> '{table.name}') AS r")
        values = [
            sa.cast(sa.literal_column(f"r ->> {i}"), c.type) for i, c in enumerate(table.columns)
        ]
        new = postgresql.insert(table).from_select(
            [c.name for c in table.columns], sa.select(*values).select_from(given)
        )
        sums = {m: table.c[m] + new.excluded[m] for m in measures}
        keys = list(table.primary_key.columns)
        added = new.on_conflict_do_update(index_elements=keys, set_=sums)
        steps.append(added.cte(f"{table.name}_added"))
    every: sa.Select[Any] = sa.select(sa.literal_column("1")).add_cte(*steps)
    return str(every.compile(dialect=_POSTGRESQL))


def delete_empty(
    connection: Connection, table: sa.Table, measures: Sequence[str], keys: Iterable[Row]
) -> None:
    """Delete the cells of these keys (in the order of the table) in which nothing is left."""
    statement = _delete_empty(table, tuple(measures), is_sqlite(connection))
    names = [c.name for c in table.primary_key.columns]
    cursor = driver(connection).cursor()
    if is_sqlite(connection):
        cursor.executemany(statement, keys)
    else:
        cursor.executemany(statement, [dict(zip(names, key, strict=True)) for key in keys])
    cursor.close()


@lru_cache(maxsize=64)
def _delete_empty(table: sa.Table, measures: tuple[str, ...], on_sqlite: bool) -> str:
    named = [c == sa.bindparam(c.name, type_=c.type) for c in table.primary_key.columns]
    empty = [table.c[m] == sa.literal_column("0") for m in measures]
    statement = sa.delete(table).where(*named, *empty)
    return str(statement.compile(dialect=_SQLITE if on_sqlite else _POSTGRESQL))


class Compiled(NamedTuple):
    """A statement in the driver's words, made once and run often with other values."""

    sql: str
    values: dict[str, Any]
    order: tuple[str, ...]
    """Names of the values in the order of their marks; empty where marks have names."""

    def fetch(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows as the driver gives them, with some values replaced."""
        named = {**self.values, **values}
        given: Any = tuple(named[name] for name in self.order) if self.order else named
        cursor = driver(connection).cursor()
        rows = list(cursor.execute(self.sql, given).fetchall())
        cursor.close()
        return rows


def compiled(statement: sa.Select[Any], *, on_sqlite: bool) -> Compiled:
    """Return a statement whose values are texts and numbers, ready for the driver."""
    made = statement.compile(
        dialect=_SQLITE if on_sqlite else _POSTGRESQL,
        compile_kwargs={"render_postcompile": True},
    )
    return Compiled(str(made), dict(made.params), tuple(made.positiontup or ()))


def fetch(connection: Connection, statement: sa.Select[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement as the driver gives them: texts and numbers, unconverted."""
    result = connection.execute(statement)
    rows = list(result.cursor.fetchall()) if result.cursor else []
    result.close()
    return rows
