"""Rows that say nothing but the sums of the rows above them, or nothing but noughts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amounts import Amount, read_count
from ifla_metrics.exchange.columns import ACTIVITY
from ifla_metrics.exchange.faults import Fault, Place, Reason, because
from ifla_metrics.exchange.rows_aside import A_TOTAL, is_empty
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table

ONLY_NOUGHTS = because(n_("Nothing but noughts stands here; it was left out."))
COUNTS = ("participants", "women", "men", "other")
_FEWEST = 2
"""Rows that a sum without a name is of at least."""


def leave_sums_out(table: Table) -> None:
    """Leave out, and tell, the rows without a name and a day that hold only sums, or only noughts.

    Formulas of a form that nobody filled in give noughts; what is no sum stays and lacks a title.
    """
    titles = table.cells.get("title")
    if table.header.format.record != ACTIVITY or titles is None or not table.numbers:
        return
    places = {
        n.place
        for key in COUNTS
        if key in table.header.columns
        for n in (table.header.columns[key], *table.header.doubled.get(key, ()))
    }
    unread = {named.place for named, _ in table.header.unknown}
    found: dict[int, Reason] = {}
    for i in [i for i, title in enumerate(titles) if title is None or title == ""]:
        row = table.sheet.rows[table.numbers[i] - 1]
        filled = {place: cell for place, cell in enumerate(row) if not is_empty(cell)}
        if not filled.keys() & places or not all(p in places or p in unread for p in filled):
            continue
        if any(isinstance(cell, str) and _count(cell) is None for cell in filled.values()):
            continue
        if not any(_count(cell) for place, cell in filled.items() if place in places):
            found[i] = ONLY_NOUGHTS
        elif is_sum(table, i, found):
            found[i] = A_TOTAL
    if found:
        _leave_out(table, found)


def is_sum(table: Table, i: int, sums: Collection[int]) -> bool:
    """Say whether the numbers of a row (from 0) are the sums of the rows above, or since a sum.

    Args:
        table: The rows.
        i: The row.
        sums: Rows above it that are sums themselves.
    """
    own = {key: _count(table.cells[key][i]) for key in COUNTS if key in table.cells}
    said = {key: number for key, number in own.items() if number}
    last = max((n for n in sums if n < i), default=-1)
    since, every = range(last + 1, i), [n for n in range(i) if n not in sums]
    return bool(said) and any(
        len(above) >= _FEWEST and all(_sum(table, key, above) == said[key] for key in said)
        for above in (since, every)
    )


def _sum(table: Table, key: str, rows: Collection[int]) -> int | None:
    read = [_count(table.cells[key][n]) or 0 for n in rows]
    return sum(read) if sum(map(bool, read)) >= _FEWEST else None


def _count(cell: Cell) -> int | None:
    read = read_count(cell)
    return read.count if isinstance(read, Amount) else None


def _leave_out(table: Table, found: Mapping[int, Reason]) -> None:
    sheet = table.sheet.name
    for i, reason in found.items():
        number = table.numbers[i]
        table.faults.pop(number, None)
        table.left_out.append(Fault(Place(sheet, number), "", reason))
    table.left_out.sort(key=lambda fault: fault.place.row)
    kept = [i for i in range(len(table.numbers)) if i not in found]
    table.numbers = [table.numbers[i] for i in kept]
    table.cells.update({k: [cells[i] for i in kept] for k, cells in table.cells.items()})
