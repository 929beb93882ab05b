"""Whether a column “Total” sums people or money: what stands beside it and below says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amounts import Amount, Number, read_count, read_number
from ifla_metrics.exchange.faults import because
from ifla_metrics.exchange.header_parts import counts_others, counts_people, is_money
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_words import SUMS
from ifla_metrics.exchange.named import Claims, Named
from ifla_metrics.exchange.sheets import Cell

MAY_BE_ANOTHER = because(
    n_(
        "This total may be of money or of other people: columns that are not read make it up. Call"
        " its column “Participants” if it counts those who took part."
    )
)
SEXES = ("women", "men", "other")
_FEW = 40
_WIDEST = 12
"""So many columns of numbers are held against a total."""
_CENT = 0.005


def is_sum(named: Named) -> bool:
    """Say whether a column is called “Total” and no more."""
    return header_key(named.bare or named.header) in SUMS


def sums_people(
    total: Named, claims: Claims, header: Sequence[Cell], below: Sequence[Sequence[Cell]]
) -> bool:
    """Say whether a total is one of people.

    It stands beside columns of them; it is money where columns of money make it up in each row
    that has one, and women and men in none.
    """
    claimed = {n.place for key, own in claims.items() if key != "participants" for _, n in own}
    sexes = {n.place for key in SEXES for _, n in claims.get(key, ())}
    texts = {place: cell for place, cell in enumerate(header) if isinstance(cell, str) and cell}
    rest = {p: text for p, text in texts.items() if p not in claimed and p != total.place}
    rows = below[:_FEW]
    people = {p for p, text in rest.items() if counts_people(text) and not _has_words(p, rows)}
    if not sexes and not people:
        return False
    others = _columns(rest, rows)
    found: set[tuple[int, ...]] | None = None
    for row in rows:
        whole, own = _number(row, total.place), _sum(row, sexes)
        if not whole:
            continue
        if whole == own:  # One row of people is enough: the others are looked at one by one.
            return True
        made = {run for run in _made_up(row, whole, own, others) if _any_money(run, rest)}
        found = made if found is None else found & made
    return not found


def doubtful_totals(
    total: Named, sexes: Sequence[Named], unread: Sequence[Named], rows: Sequence[Sequence[Cell]]
) -> list[int]:
    """Return the rows (from 0) whose total may be another one than that of people.

    Women and men do not make it up, and columns that are not read do, or do so together with
    trainers and the like. Where it is so in half of the rows or more, none of them is sure.
    """
    texts = {n.place: n.header for n in unread}
    places = {n.place for n in sexes}
    others = _columns(texts, rows[:_FEW])
    beside = [place for place, text in texts.items() if counts_others(text)]
    doubtful: list[int] = []
    rest: list[int] = []
    for i, row in enumerate(rows):
        whole, own = _number(row, total.place), _sum(row, places)
        if not whole or whole == own:
            continue
        with_others = bool(own and _sum(row, beside)) and whole == own + _sum(row, beside)
        made = with_others or next(iter(_made_up(row, whole, own, others)), None)
        (doubtful if made else rest).append(i)
    return sorted(doubtful + rest) if doubtful and len(doubtful) >= len(rest) else doubtful


def _any_money(places: Collection[int], texts: Mapping[int, str]) -> bool:
    """Say whether one of some columns is called as money."""
    return any(is_money(texts[place]) for place in places)


def _columns(texts: Mapping[int, str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return the columns that hold numbers, and not of people by their names."""
    return [
        place
        for place, text in texts.items()
        if not counts_people(text)
        and not counts_others(text)
        and any(_number(row, place) for row in rows)
    ][:_WIDEST]


def _made_up(
    row: Sequence[Cell], whole: float, sexes: float, places: Sequence[int]
) -> set[tuple[int, ...]]:
    """Return the columns beside each other that add up to a total; or one, for each person."""
    made = set()
    numbers = [_number(row, place) or 0 for place in places]
    for first, end in combinations(range(len(places) + 1), 2):
        added = sum(numbers[first:end])
        each = end - first == 1 and abs(added * sexes - whole) < _CENT
        if abs(added - whole) < _CENT or each:
            made.add(tuple(places[first:end]))
    return made


def _has_words(place: int, rows: Sequence[Sequence[Cell]]) -> bool:
    cells = (row[place] for row in rows if place < len(row))
    return any(isinstance(c, str) and c.strip() and _number((c,), 0) is None for c in cells)


def _sum(row: Sequence[Cell], places: Collection[int]) -> float:
    return sum(_number(row, place) or 0 for place in places)


def _number(row: Sequence[Cell], place: int) -> float | None:
    cell = row[place] if place < len(row) else None
    if cell is None or cell == "":
        return None
    count = read_count(cell)
    if isinstance(count, Amount):
        return count.count
    number = read_number(cell)
    return number.value if isinstance(number, Number) else None
