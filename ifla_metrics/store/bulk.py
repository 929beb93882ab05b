"""Many rows at once, and rows as the driver gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.store.as_of import today

Row = Sequence[Any]
Item = TypeVar("Item")
BATCH = 5_000
"""Rows of one call of the driver; they are held meanwhile."""


def driver(connection: Connection) -> Any:
    """Return the driver's own connection, inside the same transaction."""
    return connection.connection.driver_connection


def insert_rows(
    connection: Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """Insert rows of values in the order of `columns`."""
    insert(connection, table, (dict(zip(columns, row, strict=True)) for row in rows))


def insert(connection: Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    for batch in batches(rows, BATCH):
        connection.execute(sa.insert(table), batch)


def merge(
    connection: Connection,
    table: sa.Table,
    key: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    *among: sa.ColumnElement[bool],
) -> None:
    """Insert new rows, update changed ones, and retire those of `among` that are not given."""
    stored = connection.execute(sa.select(table).where(*among)).mappings()
    held = {tuple(row[k] for k in key): dict(row) for row in stored}
    wanted = {tuple(row[k] for k in key): {**row, "retired_on": None} for row in rows}
    insert(connection, table, [row for named, row in wanted.items() if named not in held])
    changes: dict[tuple[Any, ...], dict[str, Any]] = {
        named: row
        for named, row in wanted.items()
        if named in held and any(held[named][k] != v for k, v in row.items())
    }
    changes |= {
        named: {"retired_on": today()}
        for named, row in held.items()
        if named not in wanted and row["retired_on"] is None
    }
    for named, values in changes.items():
        same = [table.c[k] == v for k, v in zip(key, named, strict=True)]
        connection.execute(sa.update(table).where(*same).values(values))


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items, so many at a time."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def fetch(connection: Connection, statement: sa.Executable) -> list[tuple[Any, ...]]:
    """Return the rows of a statement as the driver gives them: texts and numbers, unconverted."""
    result = connection.execute(statement)
    rows = list(result.cursor.fetchall()) if result.cursor else []
    result.close()
    return rows


def read_lines(
    connection: Connection,
    columns: Sequence[sa.Column[Any]],
    ids: Sequence[int],
    *rules: sa.ColumnElement[bool],
) -> dict[int, list[tuple[Any, ...]]]:
    """Return lines of a list of activities, in their order, by the id of the version."""
    table = columns[0].table
    version = table.c.version_id
    statement = sa.select(version, *columns).where(*rules).order_by(*table.primary_key)
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for some in batches(ids, BATCH):
        for id_, *values in fetch(connection, statement.where(version.in_(some))):
            found[id_].append(tuple(values))
    return found
