"""Many rows at once through the driver: plain tuples in and out, no object for each row.

SQLite takes statements of many rows (`bulk_sqlite`), PostgreSQL COPY.
Statements are made once and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine import Dialect

from ifla_metrics.store import bulk_sqlite
from ifla_metrics.store.database import is_sqlite

Row = Sequence[Any]

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


def fetch(connection: Connection, statement: sa.Executable) -> list[tuple[Any, ...]]:
    """Return the rows of a statement as the driver gives them: texts and numbers, unconverted."""
    result = connection.execute(statement)
    rows = list(result.cursor.fetchall()) if result.cursor else []
    result.close()
    return rows
