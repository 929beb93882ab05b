"""Rows that say the same where they are read, and are told apart by a column that is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ifla_metrics.exchange.row_reading import ReadRow
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table


def telling_apart(tables: Iterable[Table]) -> Callable[[ReadRow, ReadRow], bool]:
    """Return what says whether an unread column of words differs between two rows of a sheet.

    Words as those of a town; numbers, days and codes differ from row to row in any list.
    """
    by_sheet = {table.sheet.name: table for table in tables}

    def apart(one: ReadRow, other: ReadRow) -> bool:
        table = by_sheet.get(one.sheet)
        if table is None or one.sheet != other.sheet:
            return False
        rows = table.sheet.rows[one.row - 1], table.sheet.rows[other.row - 1]
        return any(
            _differ(*(row[n.place] if n.place < len(row) else None for row in rows))
            for n, _ in table.header.unknown
        )

    return apart


def _differ(one: Cell, other: Cell) -> bool:
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    words = one.strip().casefold(), other.strip().casefold()
    return all(words) and words[0] != words[1] and not any(map(str.isdigit, one + other))
