"""A header of several rows as one: groups of columns over their names, two languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ifla_metrics.exchange.header_parts import (
    Counted,
    counts_others,
    is_of_part,
    parts_of_groups,
)
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


class Apart(str):
    """The name of a column that counts a part of the people, by its group: “Women” (“Online”)."""

    def __new__(cls, name: str, group: str, part: str) -> Apart:
        """Return the name with its group, and which part that is."""
        own = super().__new__(cls, f"{name} ({group})")
        own.name, own.part = name, part
        return own

    name: str
    part: str


_FILLER = 40
COUNTS = frozenset({"participants", "women", "men", "other"})
"""Columns that count people."""
_ALL = "participants"
_NAMED = 2
"""So many cells name columns where others under a group may name none that is known."""


def joined(sheet: Sheet, number: int, meant: Meant) -> int:
    """Return the last row of a header of which one row was found; it then holds all of them.

    Of two rows (“Participants” over “Women”, “Men”) the lower one holds each name of its own, and
    what stands above an empty cell. Groups stand above names (“Online” over “Women”) or below one
    (“Women” over “Onsite”, “Online”): a part of the people is written beside the name, any other
    group is kept with it. A header in a second language below the first is one too.
    """
    if number:
        above, own = _level(sheet.rows[number - 1 : number + 1])
        if any(meant(a) and _empty(o) for a, o in zip(above, own, strict=True)):
            _join(sheet, number - 1, number, meant)
        elif _are_groups(above, own, meant):
            sheet.rows[number] = _grouped(above, own, meant, _ends(sheet, number - 1))
    if _join(sheet, number, number + 1, meant):
        return number + 2 if _join(sheet, number + 1, number + 2, meant) else number + 1
    labels = sheet.rows[number + 1 : number + 2]
    said = [cell for cell in (labels[0] if labels else ()) if not _empty(cell)]
    if not said or not all(isinstance(cell, str) for cell in said):
        return number
    if all(is_of_part(str(cell)) for cell in said) and _join(sheet, number, number + 2, meant):
        return number + 2
    return number + 1 if _join_below(sheet, number, meant) else number


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
    over, over_row = (labels[0], first + 1) if labels else (upper, first)
    row = _grouped(over, lower, meant, _ends(sheet, over_row))
    sheet.rows[last] = [upper[place] if cell is None else cell for place, cell in enumerate(row)]
    return True


def _are_groups(above: _Row, own: _Row, meant: Meant) -> bool:
    """Say whether the row above whole names groups those that count people.

    It does where it names a part of them, or stands over a name that is there twice.
    """
    counts = {p: m[0] for p, cell in enumerate(own) if (m := meant(cell)) and m[0] in COUNTS}
    keys = list(counts.values())
    return any(
        isinstance(above[p], str) and (is_of_part(str(above[p])) or keys.count(key) > 1)
        for p, key in counts.items()
    )


def _grouped(over: _Row, lower: _Row, meant: Meant, ends: dict[int, int]) -> _Row:
    """Return a row of names with the groups that stand over them.

    A group ends with its merged cell, at a name that counts nobody, and where it would be wider
    than the groups before it; one of others also where a name of it comes again.

    Args:
        over: The names of the groups, each at its first column.
        lower: The names.
        meant: Says which column a cell names.
        ends: Of merged cells in the row of groups the last column, by the first one.
    """
    group, begins, widest = "", 0, 0
    groups: list[str] = []
    named: list[str] = []
    for place, own in enumerate(lower):
        if over[place] is not None:
            if group and meant(group) is None:
                widest = max(widest, place - begins)
            group, begins, named = str(over[place]), place, []
        found = meant(own)
        if found and found[0] in named and begins not in ends and counts_others(group):
            # “Trainers” without an end, over their women and men and those who took part.
            groups[-1:] = [""] if named[-1] == _ALL and len(named) > 1 else groups[-1:]
            group = ""
        named += [found[0]] if found else []
        counted = found is None or found[0] in COUNTS
        wide = place > ends.get(begins, place) or bool(widest and place >= begins + widest)
        group = group if counted and not wide else ""
        groups.append(group)
    return _named(lower, groups, meant)


def _named(names: _Row, groups: Sequence[str], meant: Meant) -> _Row:
    """Return names with the groups that are theirs, or empty."""
    found = [meant(name) for name in names]
    parts = parts_of_groups(
        [
            Counted(group, one[0], str(name))
            for name, group, one in zip(names, groups, found, strict=True)
            if one is not None and one[0] in COUNTS
        ]
    )
    row = list(names)
    for place, (name, group) in enumerate(zip(names, groups, strict=True)):
        if name is not None and group in parts:
            row[place] = Apart(str(name), group, parts[group])
        elif name is not None and group and meant(group) is None:
            row[place] = Grouped(str(name), group)
    return row


def _ends(sheet: Sheet, number: int) -> dict[int, int]:
    """Return of the cells that are merged across in one row the last column, by the first one."""
    return {left: right for top, left, _, right in sheet.merged if top == number and right > left}


def _join_below(sheet: Sheet, number: int, meant: Meant) -> bool:
    """Write names that count people beside what stands below them in two columns or more.

    “Women” over “Onsite” and “Online” is told from a row of hints by the column without a name.
    """
    upper, lower = _level(sheet.rows[number : number + 2])
    carried: Cell = None
    row, groups, without = list(upper), [""] * len(upper), False
    for place, label in enumerate(lower):
        own = upper[place]
        carried = own if own is not None else carried
        if label is None:
            continue
        found = meant(carried)
        if found is None or found[0] not in COUNTS or not isinstance(label, str):
            return False
        if any(c.isdigit() for c in label) and not any(c.isalpha() for c in label):
            return False
        without = without or own is None
        row[place], groups[place] = str(carried), label
    if not without:
        return False
    sheet.rows[number + 1] = _named(row, groups, meant)
    return True
