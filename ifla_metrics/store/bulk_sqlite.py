"""Many rows into a table of SQLite: hundreds in one statement, a value that they share given once.

What SQLite does for a statement (the lists of CHECKs) and what the driver does for a value
(a copy; for None or a truth a search for who knows its type) is then done for few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

Row = Sequence[Any]
Column = tuple[Any, ...]
Convert = Callable[[Any], Any]
TOGETHER = 400
"""Rows of one statement: of 30 columns that share nothing a third of the marks that it takes."""
CHUNK = 10 * TOGETHER
"""Rows whose columns are looked at together; they are held meanwhile."""

DIALECT: Dialect = sa.make_url("sqlite://").get_dialect()()
NULL, SHARED, OWN = "null", "shared", "own"
"""What stands in a column: nothing, one value in all rows, or each row's own."""
_TRUTHS = {True: 1, False: 0, None: None}


def insert(cursor: Any, table: sa.Table, names: tuple[str, ...], rows: Iterable[Row]) -> None:
    """Insert rows of values in the order of `names` through a cursor of the driver."""
    rest = iter(rows)
    for first in rest:
        if any(value.__class__ is bytes for value in first):  # Files: one at a time in memory.
            cursor.executemany(
                statement(table, names), _converted(table, names, chain([first], rest))
            )
            return
        some = zip(*chain([first], islice(rest, CHUNK - 1)), strict=True)
        _insert_chunk(cursor, table, names, list(some))


def insert_columns(
    cursor: Any, table: sa.Table, names: tuple[str, ...], columns: Sequence[Iterable[Any]]
) -> None:
    """Insert rows whose columns are given one by one; the first one says how many there are."""
    for chunk in chunks(table, names, columns):
        _insert_chunk(cursor, table, names, chunk)


def chunks(
    table: sa.Table, names: Sequence[str], columns: Sequence[Iterable[Any]]
) -> Iterator[list[Column]]:
    """Yield columns a stretch at a time, the first one saying how many rows there are.

    Raises:
        ValueError: Another column has fewer.
    """
    every = [iter(column) for column in columns]
    while first := tuple(islice(every[0], CHUNK)):
        rest = [tuple(islice(column, len(first))) for column in every[1:]]
        if any(len(column) < len(first) for column in rest):
            raise ValueError(f"Columns of {table.name} of unequal length: {names}")
        yield [first, *rest]


def _converted(table: sa.Table, names: tuple[str, ...], rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows one by one as SQLite stores them."""
    converts = _converts(table, names)
    for row in rows:
        yield [
            converts[name](value) if name in converts else value
            for name, value in zip(names, row, strict=True)
        ]


def _insert_chunk(
    cursor: Any, table: sa.Table, names: tuple[str, ...], columns: Sequence[Column]
) -> None:
    count = len(columns[0])
    whole = count // TOGETHER * TOGETHER
    if whole:
        _insert_many(cursor, table, names, [column[:whole] for column in columns])
    if whole < count:
        converts = _converts(table, names)
        left = (
            map(converts[name], column[whole:]) if name in converts else column[whole:]
            for name, column in zip(names, columns, strict=True)
        )
        cursor.executemany(statement(table, names), zip(*left, strict=True))


def _insert_many(
    cursor: Any, table: sa.Table, names: tuple[str, ...], columns: Sequence[Column]
) -> None:
    """Insert a number of rows that fills whole statements."""
    converts = _converts(table, names)
    kinds: list[str] = []
    shared: list[Any] = []
    own: list[Iterable[Any]] = []
    for name, column in zip(names, columns, strict=True):
        convert, first = converts.get(name), column[0]
        if column.count(first) < len(column):
            kinds.append(OWN)
            own.append(column if convert is None else map(convert, column))
        elif first is None:
            kinds.append(NULL)
        else:
            kinds.append(SHARED)
            shared.append(first if convert is None else convert(first))
    values, size = chain.from_iterable(zip(*own, strict=True)), len(own) * TOGETHER
    cursor.executemany(
        _together(table, names, tuple(kinds)),
        ([*shared, *islice(values, size)] for _ in range(len(columns[0]) // TOGETHER)),
    )


@lru_cache(maxsize=256)
def statement(table: sa.Table, names: tuple[str, ...]) -> str:
    """Return the statement that inserts one row."""
    # SQLAlchemy writes the columns in the order of the table, so it gets one in the order of names.
    ordered = sa.table(table.name, *map(sa.column, names))
    return str(
        sa.insert(ordered).values({n: sa.bindparam(n) for n in names}).compile(dialect=DIALECT)
    )


@lru_cache(maxsize=64)
def _together(table: sa.Table, names: tuple[str, ...], kinds: tuple[str, ...]) -> str:
    """Return the statement for many rows; its marks have numbers, those of shared values first."""
    start, values, _ = statement(table, names).partition(" VALUES ")
    following = iter(range(kinds.count(SHARED) + 1, len(kinds) * TOGETHER + 1))
    return start + values + ", ".join(_marks(kinds, following) for _ in range(TOGETHER))


def _marks(kinds: Sequence[str], following: Iterator[int]) -> str:
    """Return the marks of one row."""
    first = iter(range(1, len(kinds) + 1))
    numbers = {SHARED: first, OWN: following}
    marks = ("NULL" if kind == NULL else f"?{next(numbers[kind])}" for kind in kinds)
    return f"({', '.join(marks)})"


@lru_cache(maxsize=256)
def _converts(table: sa.Table, names: tuple[str, ...]) -> dict[str, Convert]:
    """Return, by column, how a day, a moment or a truth becomes what SQLite stores."""
    found: dict[str, Convert] = {}
    for name in names:
        kind = table.c[name].type
        if isinstance(kind, sa.Boolean):
            found[name] = _TRUTHS.__getitem__
        elif isinstance(kind, sa.Date | sa.TypeDecorator) and not isinstance(kind, sa.Integer):
            convert = kind.dialect_impl(DIALECT).bind_processor(DIALECT)
            if convert is not None:  # A file has few days and moments, in very many rows.
                found[name] = lru_cache(maxsize=4096)(convert)
    return found
