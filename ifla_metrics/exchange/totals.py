"""Whether a column “Total” sums people or money: what stands beside it and below says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ifla_metrics.exchange.amounts import Amount, read_count
from ifla_metrics.exchange.header_parts import counts_otherwise, counts_people
from ifla_metrics.exchange.named import Claims, Named
from ifla_metrics.exchange.sheets import Cell

_FEW = 40


def sums_people(
    total: Named, claims: Claims, header: Sequence[Cell], below: Sequence[Sequence[Cell]]
) -> bool:
    """Say whether a total is one of people.

    It stands beside columns of them; where other columns are money or the like, or would add up
    to it, theirs must do so in each row.
    """
    claimed = {n.place for key, own in claims.items() if key != "participants" for _, n in own}
    of_sexes = {n.place for k in ("women", "men", "other") for _, n in claims.get(k, ())}
    texts = {place: cell for place, cell in enumerate(header) if isinstance(cell, str) and cell}
    rest = texts.keys() - claimed - {total.place}
    people = of_sexes | {place for place in rest if counts_people(texts[place])}
    others = rest - people
    if not people:
        return False
    if _add_up(total.place, people, below):
        return True
    doubtful = any(counts_otherwise(texts[place]) for place in others)
    return not doubtful and not _add_up(total.place, others, below)


def _add_up(total: int, places: Collection[int], below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether numbers in some columns make the total in the first rows; at least in one."""
    found = False
    for row in below[:_FEW]:
        whole = _number(row, total)
        parts = [n for place in places if (n := _number(row, place)) is not None]
        if whole is None or not parts:
            continue
        if sum(parts) != whole:
            return False
        found = True
    return found


def _number(row: Sequence[Cell], place: int) -> int | None:
    read = read_count(row[place]) if place < len(row) else None
    return read.count if isinstance(read, Amount) else None
