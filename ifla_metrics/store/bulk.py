"""Many rows at once, and rows as the driver gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

Row = Sequence[Any]
BATCH = 5_000
"""Rows of one call of the driver; they are held meanwhile."""


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


def fetch(connection: Connection, statement: sa.Executable) -> list[tuple[Any, ...]]:
    """Return the rows of a statement as the driver gives them: texts and numbers, unconverted."""
    result = connection.execute(statement)
    rows = list(result.cursor.fetchall()) if result.cursor else []
    result.close()
    return rows
