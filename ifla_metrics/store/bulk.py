"""Many rows at once: inserted, merged with those of a file, or read as lines of lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

Item = TypeVar("Item")
BATCH = 5_000
"""Rows of one call of the driver; they are held meanwhile."""


def insert(connection: Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    for batch in batches(rows, BATCH):
        connection.execute(sa.insert(table), batch)


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items, so many at a time."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def fetch(connection: Connection, statement: sa.Executable) -> list[tuple[Any, ...]]:
    """Return rows of texts and numbers as the driver gives them.

    SQLAlchemy's own rows make the data of the Overview take twice as long at 100,000 activities.
    """
    with connection.execute(statement) as result:
        return list(result.cursor.fetchall()) if result.cursor else []


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
