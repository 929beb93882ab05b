"""Cells that are merged: text that runs across, values and numbers that stand over several rows."""

from __future__ import annotations

from ifla_metrics.errors import n_
from ifla_metrics.exchange.cell_texts import text_of
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.headers import LONGEST, Header
from ifla_metrics.exchange.named import letters
from ifla_metrics.exchange.sheets import Sheet
from ifla_metrics.text import clean_line

FILLED_DOWN = because(n_("A merged cell; its value was taken for each of its rows."))
ONE_NUMBER = because(
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

    A number over several rows is none of theirs, in whichever column of its meaning it stands: it
    would be counted once a row. Returns the faults of such rows by their number, one for each row
    and column, and what is told.
    """
    rows, told = sheet.rows, set()
    kinds = header.format.by_key
    numbers = {
        named.place: named
        for key, first_of in header.columns.items()
        if kinds[key].kind in _NUMBERS
        for named in (first_of, *header.doubled.get(key, ()))
    }
    faults: dict[int, list[Fault]] = {}
    notices = []
    seen: set[tuple[int, int]] = set()
    for first, left, last, _ in sheet.merged:
        if last == first or first <= header.row or first >= len(rows):
            continue
        if left >= len(rows[first]) or rows[first][left] in ("", None):
            continue
        value = (text_of(rows[first][left]) or str(rows[first][left]))[:_SHORT]
        for at in range(first, min(last + 1, len(rows))):
            if (at, left) in seen:  # Only in a file that was made to be slow do merges overlap.
                break
            seen.add((at, left))
            if left in numbers:
                place = Place(sheet.name, at + 1, letters(left), numbers[left].header)
                faults.setdefault(at + 1, []).append(Fault(place, value, ONE_NUMBER))
            elif left < len(rows[at]) and rows[at][left] in ("", None):
                rows[at][left] = rows[first][left]
        if left not in numbers and left not in told:
            told.add(left)
            names = rows[header.row]
            name = clean_line(str(names[left] or ""))[:LONGEST] if left < len(names) else ""
            place = Place(sheet.name, first + 1, letters(left), name)
            notices.append(Fault(place, value, FILLED_DOWN))
    return faults, notices
