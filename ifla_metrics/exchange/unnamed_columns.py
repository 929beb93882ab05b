"""What stands in columns without a name: told, or a reason to refuse the row."""

from __future__ import annotations

from collections.abc import Sequence

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amounts import read_count
from ifla_metrics.exchange.cell_texts import shown
from ifla_metrics.exchange.faults import Fault, Place, Refused, because
from ifla_metrics.exchange.joined_columns import MAY_BE_SAME
from ifla_metrics.exchange.named import Named, letters
from ifla_metrics.exchange.rows_aside import is_empty
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table

MORE_CELLS = because(
    n_("The row has more cells than the header: is a comma inside a text without quotation marks?")
)
NO_HEADER = because(n_("This column has no header; it was not read."))


def check_unnamed(table: Table) -> None:
    """Tell what stands in columns without a name.

    In a CSV file a row with more cells than the header may have moved, and numbers beside one of
    people may belong to it (“Participants” over F, M and both): such rows are refused.
    """
    header = table.sheet.rows[table.header.row]
    width = max((p + 1 for p, c in enumerate(header) if not is_empty(c)), default=0)
    rows = [table.sheet.rows[number - 1] for number in table.numbers]
    widest = max(map(len, rows), default=0)
    nameless = [p for p in range(widest) if p >= len(header) or is_empty(header[p])]
    for place in nameless:
        strays = [i for i, r in enumerate(rows) if place < len(r) and not is_empty(r[place])]
        if strays:
            cells = {i: rows[i][place] for i in strays}
            if place >= width and table.sheet.delimiter:
                _refuse_moved(table, place, cells)
            else:
                _tell(table, place, cells, _people_before(table, header, place))


def _refuse_moved(table: Table, place: int, cells: dict[int, Cell]) -> None:
    for i, cell in cells.items():
        number = table.numbers[i]
        found = Place(table.sheet.name, number, letters(place))
        if number not in table.faults:
            table.faults[number] = [Fault(found, shown(cell), MORE_CELLS)]


def _tell(table: Table, place: int, cells: dict[int, Cell], people: Named | None) -> None:
    told = False
    for i, cell in cells.items():
        number = table.numbers[i]
        found = Place(table.sheet.name, number, letters(place))
        if people is None or not _may_count(cell):
            if not told:  # Of a column once.
                table.notices.append(Fault(found, shown(cell), NO_HEADER))
                told = True
            continue
        reason = because(MAY_BE_SAME, first=people.letters, second=letters(place))
        table.faults.setdefault(number, []).append(Fault(found, shown(cell), reason))


def _may_count(cell: Cell) -> bool:
    """Say whether a cell holds a number that may be one of people, be it not exact."""
    digits = any(letter.isdecimal() for letter in str(cell))
    return digits and not isinstance(read_count(cell), Refused)


def _people_before(table: Table, header: Sequence[Cell], place: int) -> Named | None:
    """Return the column of people to the left whose name may run over one without a name."""
    at = place
    while at > 0 and (at >= len(header) or is_empty(header[at])):
        at -= 1
    kinds = table.header.format.by_key
    return next(
        (n for k, n in table.header.columns.items() if n.place == at and kinds[k].kind == "count"),
        None,
    )
