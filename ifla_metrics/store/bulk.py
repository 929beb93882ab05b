"""Many rows at once, and rows as the driver gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine import Dialect

Row = Sequence[Any]
BATCH = 5_000
"""Rows of one call of the driver; they are held meanwhile."""

_SQLITE: Dialect = sa.make_url("sqlite://").get_dialect()()
_POSTGRESQL: Dialect = sa.make_url("postgresql+psycopg://").get_dialect()()


def driver(connection: Connection) -> Any:
    """Return the driver's own connection, inside the same transaction."""
    return connection.connection.driver_connection


def insert_rows(
    connection: Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """Insert rows of values in the order of `columns`."""
    every = iter(rows)
    while batch := [dict(zip(columns, row, strict=True)) for row in islice(every, BATCH)]:
        connection.execute(sa.insert(table), batch)


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
