"""Two tables side by side: the second one's columns say nothing of the first one's rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ifla_metrics.errors import n_
from ifla_metrics.exchange.cell_texts import shown
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.header_bags import counted_by
from ifla_metrics.exchange.header_parts import counts_people, part_of
from ifla_metrics.exchange.header_rows import COUNTS
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_words import SUMS
from ifla_metrics.exchange.named import letters
from ifla_metrics.exchange.sheets import Cell, Sheet

PEOPLE_BESIDE = because(
    n_(
        "Numbers of people stand in another table beside this one. Put them into a column of this"
        " table, or that table onto a sheet of its own."
    )
)
_FEWEST = 2
"""Columns that a table has before another one may begin."""
_TITLE = "title"
_ONCE = frozenset({_TITLE, "started_on", "countries"})
"""What a table of activities names once; numbers and notes may stand in several columns."""


def begins_beside(
    row: Sequence[Cell],
    below: Sequence[Sequence[Cell]],
    meant: Callable[[Cell], tuple[str, int] | None],
) -> int:
    """Return the first column (from 0) of another table beside the first; the width without one.

    It stands behind a column without a name or a cell, and names one of the columns before that
    once more, word for word: “Country | Total” beside “Activity | Date | Country”. Where it names
    titles as well it is one of activities, and no other table.

    Args:
        row: The names of columns.
        below: The rows under them.
        meant: Says which column a cell names; None for none.
    """
    gaps = [place for place, cell in enumerate(row) if cell in ("", None)]
    once = [
        (place, header_key(str(cell)), found[0])
        for place, cell in enumerate(row if gaps else ())
        if cell.__class__ is str and (found := meant(cell)) is not None and found[0] in _ONCE
    ]
    for gap in gaps:
        before = [cell for cell in row[:gap] if cell not in ("", None)]
        if len(before) < _FEWEST:
            continue
        first = {name for place, name, _ in once if place < gap}
        again = {key for place, name, key in once if place > gap and name in first}
        if not again or _TITLE in again:
            continue
        if all(gap >= len(cells) or cells[gap] in ("", None) for cells in below):
            return gap + 1
    return len(row)


def people_beside(
    row: Sequence[Cell], begin: int, meant: Callable[[Cell], tuple[str, int] | None]
) -> tuple[int, ...]:
    """Return the columns (from 0) of people of the other table; a “Total” may be of anything.

    Args:
        row: The names of columns.
        begin: Where the other table begins.
        meant: Says which column a cell names; None for none.
    """
    return tuple(
        place
        for place, cell in enumerate(row)
        if place >= begin and cell.__class__ is str and _counts(str(cell), meant)
    )


def _counts(header: str, meant: Callable[[Cell], tuple[str, int] | None]) -> bool:
    if header_key(header) in SUMS:
        return False
    found = meant(header) or meant(part_of(header)[0])
    return found[0] in COUNTS if found else bool(counted_by(header)) or counts_people(header)


def people_alone(sheet: Sheet, places: Sequence[int], number: int) -> Fault | None:
    """Return why a row is refused beside which numbers of people stand; None where none do.

    Args:
        sheet: The sheet of both tables; the first one has no column of people.
        places: The other table's columns of people, from 0.
        number: The row, from 1.
    """
    row = sheet.rows[number - 1]
    for place in places:
        if place < len(row) and row[place] not in ("", None):
            found = Place(sheet.name, number, letters(place))
            return Fault(found, shown(row[place]), PEOPLE_BESIDE)
    return None
