"""Cells that are merged: text that runs across, values and numbers that stand over several rows."""

from __future__ import annotations

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.headers import Header
from ifla_metrics.exchange.named import letters
from ifla_metrics.exchange.sheets import Sheet

FILLED_DOWN = because(n_("A merged cell; its value was taken for each of its rows."))
OVER_ROWS = because(
    n_("One number stands over several rows here. Write into each row the number of its own.")
)
_NUMBERS = ("count", "number")
_SHORT = 200


def headings_of(sheet: Sheet) -> frozenset[int]:
    """Return the rows (from 0) whose text runs across three columns or more."""
    return frozenset(
        first for first, left, last, right in sheet.merged if first == last and right - left >= 2
    )


def fill_down(sheet: Sheet, header: Header) -> tuple[dict[int, list[Fault]], list[Fault]]:
    """Write the value of a cell that is merged downwards into each of its rows, and tell so once.

    A number over several rows is none of theirs: it would be counted once a row. Returns the
    faults of such rows by their number, and what is told.
    """
    rows, told = sheet.rows, set()
    kinds = header.format.by_key
    numbers = {n.place: n for k, n in header.columns.items() if kinds[k].kind in _NUMBERS}
    faults: dict[int, list[Fault]] = {}
    notices = []
    for first, left, last, _ in sheet.merged:
        if last == first or first <= header.row or first >= len(rows):
            continue
        if left >= len(rows[first]) or rows[first][left] in ("", None):
            continue
        value = str(rows[first][left])[:_SHORT]
        if left in numbers:
            named = numbers[left]
            for number in range(first + 1, min(last + 1, len(rows)) + 1):
                place = Place(sheet.name, number, named.letters, named.header)
                faults.setdefault(number, []).append(Fault(place, value, OVER_ROWS))
            continue
        for row in rows[first + 1 : last + 1]:
            if left < len(row) and row[left] in ("", None):
                row[left] = rows[first][left]
        if left not in told:
            told.add(left)
            notices.append(Fault(Place(sheet.name, first + 1, letters(left)), value, FILLED_DOWN))
    return faults, notices
