"""Several columns of one meaning as one: parts of the people are added, series put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amounts import Amount, read_count
from ifla_metrics.exchange.cell_texts import text_of
from ifla_metrics.exchange.faults import Reason, because
from ifla_metrics.exchange.header_parts import ON_SITE, REMOTE
from ifla_metrics.exchange.header_shapes import header_key, is_about, of_series
from ifla_metrics.exchange.named import Named
from ifla_metrics.exchange.rows_aside import is_empty
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.imports.columns import Column
from ifla_metrics.models.columns import Qualifier

TWO_VALUES = n_("Two columns ({first} and {second}) say different things here.")
MAY_BE_SAME = n_(
    "Columns {first} and {second} may count the same people or others. Write one number."
)
NOT_EXACT = n_(
    "Columns {first} and {second} count parts of the people, and one of the two numbers is not"
    " exactly known."
)
ONLY_FURTHER = n_(
    "Only column {second} names a country here, and it may be somebody else’s. Write the country"
    " into column {first}."
)
ADDED = n_("Columns {first} and {second} count parts of the people; they were added.")


@dataclass
class Joined:
    """One column of several: its cells, and by row (from 0) what cannot be, and why."""

    cells: list[Cell]
    faults: dict[int, tuple[str, Reason]] = field(default_factory=dict)
    told: list[Reason] = field(default_factory=list)

    def refuse(self, i: int, why: str, named: tuple[Named, Named], cell: Cell) -> None:
        """Keep why a row cannot be read; of several reasons the first."""
        reason = because(why, first=named[0].letters, second=named[1].letters)
        self.faults.setdefault(i, (text_of(cell) or str(cell), reason))


def joined_columns(
    column: Column, several: Sequence[Named], cells: Sequence[Sequence[Cell]]
) -> Joined:
    """Return columns of one meaning as one, with the rows in which they do not go together.

    Of “Country 1” and “Country 2” both are said; people on site and online are added; of people
    in other groups nobody knows whether they are the same ones, nor whether one group is all.

    Args:
        column: What they mean.
        several: The columns, two or more.
        cells: Of each its cells, as many as there are rows.
    """
    if column.kind == "count" and any(n.part for n in several):
        return _counted(several, cells)
    joined = Joined(list(cells[0]))
    one = several[0]
    for other, own in zip(several[1:], cells[1:], strict=True):
        keys = header_key(one.header), header_key(other.header)
        beside = other.place - one.place == several.index(other)
        same = (keys[0] == keys[1] and beside) or of_series(keys[0]) == of_series(keys[1]) != ""
        for i, (first, second) in enumerate(zip(joined.cells, own, strict=True)):
            if is_empty(first):
                joined.cells[i] = second
            elif is_empty(second) or first == second:
                continue
            elif column.kind == "prose":  # “Comments” beside “Remarks”: nothing is lost.
                joined.cells[i] = f"{text_of(first) or first}\n{text_of(second) or second}"
            elif column.key == "countries" and same:
                joined.cells[i] = f"{first}; {second}"
            else:
                joined.refuse(i, TWO_VALUES, (one, other), second)
    return joined


def not_exact(several: Sequence[Named], own: list[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """Return numbers below “Participants (approx.)” as not exact, but what an exact one says."""
    unsure = [is_about(named.header) for named in several]
    if not any(unsure):
        return own
    exact = [cells for cells, one in zip(own, unsure, strict=True) if not one]
    return [
        [c if any(e[i] == c for e in exact) else _about(c) for i, c in enumerate(cells)]
        if one
        else cells
        for cells, one in zip(own, unsure, strict=True)
    ]


def alone_apart(
    several: Sequence[Named], cells: Sequence[Sequence[Cell]]
) -> dict[int, tuple[str, Reason]]:
    """Return the rows in which only a column apart from the first says something.

    “Country” behind “Partner” may be the partner's, and does not stand in for the activity's.
    """
    one = several[0]
    near = {one.place}
    for named in sorted(several, key=lambda n: abs(n.place - one.place)):
        if {named.place - 1, named.place + 1} & near:
            near.add(named.place)
    series = of_series(header_key(one.header))
    apart = [
        not (n.place in near or of_series(header_key(n.header)) == series != "") for n in several
    ]
    found = {}
    for i, row in enumerate(zip(*cells, strict=True)) if any(apart) else ():
        filled = [k for k, cell in enumerate(row) if not is_empty(cell)]
        if filled and all(apart[k] for k in filled):
            k = filled[0]
            reason = because(ONLY_FURTHER, first=one.letters, second=several[k].letters)
            found[i] = (text_of(row[k]) or str(row[k]), reason)
    return found


def _counted(several: Sequence[Named], cells: Sequence[Sequence[Cell]]) -> Joined:
    parts = {named.part for named in several}
    joined = Joined(list(cells[0]))
    sums: set[tuple[Named, Named]] = set()
    for i, row in enumerate(zip(*cells, strict=True)):
        filled = [(n, c) for n, c in zip(several, row, strict=True) if not is_empty(c)]
        joined.cells[i] = filled[0][1] if filled else None
        if not filled:
            continue
        (one, first), (other, second) = filled[0], filled[-1]
        if len(parts) > 1 and not parts <= {ON_SITE, REMOTE}:
            beside = next(n for n in several if n is not one)
            pair = (one, other if other is not one else beside)
            joined.refuse(i, MAY_BE_SAME, _in_order(pair), second)
        elif len(filled) > len({named.part for named, _ in filled}):
            twice = next(n for n, _ in filled[1:] if n.part in _parts_before(n, filled))
            before = next(n for n, _ in filled if n.part == twice.part)
            if len(parts) > 1 or _differ(filled):
                why = MAY_BE_SAME if len(parts) > 1 else TWO_VALUES
                joined.refuse(i, why, (before, twice), second)
        elif len(filled) > 1:
            both = _added(first, second)
            joined.cells[i] = both
            if both is None:
                joined.refuse(i, NOT_EXACT, (one, other), second)
            else:
                sums.add((one, other))
    joined.told = [
        because(ADDED, first=one.letters, second=other.letters)
        for one, other in sorted(sums, key=lambda pair: (pair[0].place, pair[1].place))
    ]
    return joined


def _in_order(pair: tuple[Named, Named]) -> tuple[Named, Named]:
    return pair if pair[0].place < pair[1].place else (pair[1], pair[0])


def _parts_before(named: Named, filled: Sequence[tuple[Named, Cell]]) -> set[str]:
    return {n.part for n, _ in filled if n.place < named.place}


def _differ(filled: Sequence[tuple[Named, Cell]]) -> bool:
    return any(cell != filled[0][1] for _, cell in filled)


def _about(cell: Cell) -> Cell:
    """Return a cell with a number alone as one that is not exact; every other one as it is."""
    read = read_count(cell)
    exact = isinstance(read, Amount) and read.qualifier is Qualifier.EXACT and read.count
    return f"about {read.count}" if exact and isinstance(read, Amount) else cell


def _added(one: object, other: object) -> int | None:
    """Return the sum of two counts; None where one of them is not exactly known."""
    both = [read_count(one), read_count(other)]
    counts = [a.count for a in both if isinstance(a, Amount) and a.qualifier is Qualifier.EXACT]
    return sum(c for c in counts if c is not None) if len(counts) == 2 else None
