"""Rows that say nothing but the sums of the rows above them, or nothing but noughts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amounts import Amount, read_count
from ifla_metrics.exchange.faults import Fault, Place, Reason, because
from ifla_metrics.exchange.rows_aside import A_TOTAL, is_empty
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table
from ifla_metrics.imports.columns import ACTIVITY

ONLY_NOUGHTS = because(n_("Nothing but noughts stands here; it was left out."))
COUNTS = ("participants", "women", "men", "other")
Counted = tuple[int, ...]
"""The numbers of a row, in the order of COUNTS; 0 where none can be read."""


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
    nameless = [i for i, title in enumerate(titles) if is_empty(title)]
    above, added = Above(), 0
    for i in nameless:
        row = table.sheet.rows[table.numbers[i] - 1]
        filled = {place: cell for place, cell in enumerate(row) if not is_empty(cell)}
        if not filled.keys() & places or not all(p in places or p in unread for p in filled):
            continue
        if any(isinstance(cell, str) and _count(cell) is None for cell in filled.values()):
            continue
        if not any(_count(cell) for place, cell in filled.items() if place in places):
            found[i] = ONLY_NOUGHTS
        else:
            for n in range(added, i):
                if n not in found:
                    above.add(counted(table, n))
            added = i
            if above.make_up(counted(table, i)):
                found[i] = A_TOTAL
                above.end_run()
    if found:
        _leave_out(table, found)


def counted(table: Table, i: int) -> Counted:
    """Return the numbers of people of a row (from 0)."""
    return tuple(_count(table.cells[key][i]) or 0 if key in table.cells else 0 for key in COUNTS)


class Above:
    """The rows above one that are no sums themselves, added up from the first on.

    Only the columns in which a sum has a number are held against it.
    """

    def __init__(self) -> None:
        self._rows: list[Counted] = []
        self._sums: list[Counted] = [(0,) * len(COUNTS)]
        self._begins = 0
        self._ends: dict[tuple[int, ...], set[Counted]] = {}

    def add(self, row: Counted) -> None:
        """Take one more row."""
        self._rows.append(row)
        self._sums.append(tuple(map(sum, zip(self._sums[-1], row, strict=True))))
        for said, ends in self._ends.items():
            ends.add(_of(self._sums[-1], said))

    def end_run(self) -> None:
        """Say that a sum stands here: what follows begins anew."""
        self._begins = len(self._rows)

    def make_up(self, row: Counted) -> bool:
        """Say whether a row sums all rows, or those since the last sum: two or more of them."""
        said = [n for n, number in enumerate(row) if number]
        last = self._sums[-1]
        return bool(said) and any(
            all(last[n] - self._sums[begins][n] == row[n] for n in said)
            and sum(any(one[n] for n in said) for one in self._rows[begins:]) > 1
            for begins in {0, self._begins}
        )

    def end_in(self, row: Counted) -> bool:
        """Say whether a row sums rows that end directly above it, be it one alone."""
        said = tuple(n for n, number in enumerate(row) if number)
        if said and said not in self._ends:
            self._ends[said] = {_of(each, said) for each in self._sums}
        before = tuple(self._sums[-1][n] - row[n] for n in said)
        return bool(said) and before in self._ends[said]


def _of(numbers: Sequence[int], said: Sequence[int]) -> Counted:
    return tuple(numbers[n] for n in said)


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
