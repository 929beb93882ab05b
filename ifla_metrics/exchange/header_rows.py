"""A header of several rows as one: groups of columns over their names, two languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ifla_metrics.exchange.header_parts import is_of_part
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_words import FILLERS
from ifla_metrics.exchange.sheets import Cell, Sheet

Meant = Callable[[Cell], tuple[str, int] | None]
"""Says which column a cell names, and how nearly."""
_Row = list[Cell]


class Grouped(str):
    """The name of a column that stands under the name of a group: “Women” under “Day 1”."""

    def __new__(cls, name: str, group: str) -> Grouped:
        """Return the name with its group."""
        own = super().__new__(cls, name)
        own.group = group
        return own

    group: str


_FILLER = 40
_NAMED = 2
"""So many cells name columns where others under a group may name none that is known."""


def joined(sheet: Sheet, number: int, meant: Meant) -> int:
    """Return the last row of a header of which one row was found; it then holds all of them.

    Of two rows (“Participants” over “Women”, “Men”) the lower one holds each name of its own, and
    what stands above an empty cell; which people are counted (“Online” over “Women”) is written
    beside the name. A header in a second language below the first is one too.
    """
    if number and any(
        meant(above) and _empty(own)
        for above, own in zip(*_level(sheet.rows[number - 1 : number + 1]), strict=True)
    ):
        _join(sheet, number - 1, number, meant)
    if not _join(sheet, number, number + 1, meant):
        labels = sheet.rows[number + 1 : number + 2]
        said = [cell for cell in (labels[0] if labels else ()) if not _empty(cell)]
        if not said or not all(isinstance(cell, str) and is_of_part(cell) for cell in said):
            return number
        return number + 2 if _join(sheet, number, number + 2, meant) else number
    return number + 1


def _empty(cell: Cell) -> bool:
    return cell is None or cell == ""


def is_filler(cell: Cell) -> bool:
    """Say whether a cell below a question says only that the answer is free: “Response”."""
    return isinstance(cell, str) and len(cell) < _FILLER and header_key(cell) in FILLERS


def _level(rows: Sequence[Sequence[Cell]]) -> list[_Row]:
    width = max(map(len, rows))
    return [
        [None if _empty(cell) or is_filler(cell) else cell for cell in row]
        + [None] * (width - len(row))
        for row in rows
    ]


def _join(sheet: Sheet, first: int, last: int, meant: Meant) -> bool:
    """Write into the last of two or three rows what they name together; say whether it is one."""
    if last >= len(sheet.rows):
        return False
    upper, *labels, lower = _level(sheet.rows[first : last + 1])
    filled = [place for place, cell in enumerate(lower) if cell is not None]
    below = {p for p in filled if upper[p] is None}
    below |= {p - 1 for p in below if p - 1 in filled}  # The first of those it is written over.
    if not below and len(filled) < 2:
        return False
    named = [place for place in filled if meant(lower[place]) is not None]
    for place in filled:
        one, other = meant(lower[place]), meant(upper[place])
        if one is None and not (
            isinstance(lower[place], str) and place in below and len(named) >= _NAMED
        ):
            return False
        if one is not None and place not in below and other is not None and other[0] != one[0]:
            return False
    over = labels[0] if labels else upper
    group = ""
    for place, own in enumerate(lower):
        label = over[place]
        if label is not None:
            group = str(label)
        if own is None:
            lower[place] = upper[place]
        elif is_of_part(group):
            lower[place] = f"{own} ({group})"
        elif group and meant(group) is None:
            lower[place] = Grouped(str(own), group)
    sheet.rows[last] = lower
    return True
