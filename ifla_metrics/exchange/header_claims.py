"""Columns claimed after the lists of names had their say: by their words, or as a part alone."""

from __future__ import annotations

from collections.abc import Sequence

from ifla_metrics.exchange.header_bags import WEAK, are_counts, counted_by
from ifla_metrics.exchange.header_parts import may_count, part_of
from ifla_metrics.exchange.header_rows import Apart
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.named import Claims, Named
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.totals import is_sum
from ifla_metrics.imports.columns import SheetFormat

_EVENTS = frozenset(
    {
        "workshop",
        "workshops",
        "training",
        "trainings",
        "course",
        "courses",
        "seminar",
        "seminars",
        "meeting",
        "meetings",
        "session",
        "programme",
        "program",
        "atelier",
        "ateliers",
        "formation",
        "formations",
        "seminaire",
        "taller",
        "talleres",
        "curso",
        "cursos",
        "seminario",
        "veranstaltung",
    }
)


def claim_by_words(
    claims: Claims,
    parts: Claims,
    unknown: list[tuple[Named, str]],
    below: Sequence[Sequence[Cell]],
) -> list[tuple[Named, str]]:
    """Claim for columns that nothing else means the people whom they count; return those left.

    Of two that mean the same none is taken. A mere “Total” is nothing else: it may be money.
    """
    said: dict[str, list[Named]] = {}
    for named, _ in unknown:
        key = "" if named.bare else counted_by(named.header)
        free = key not in parts and all(is_sum(other) for _, other in claims.get(key, ()))
        if key and free and are_counts(named.place, below):
            said.setdefault(key, []).append(named)
    taken = {own[0].place: key for key, own in said.items() if len(own) == 1}
    for named, _ in unknown:
        if named.place in taken:
            claims.setdefault(taken[named.place], []).append((WEAK, named))
    return [(named, near) for named, near in unknown if named.place not in taken]


def claim_title(
    claims: Claims, unknown: list[tuple[Named, str]], below: Sequence[Sequence[Cell]]
) -> list[tuple[Named, str]]:
    """Claim the one column called “Workshop” as the title where nothing else is; return those left.

    Its cells are words, as no tick and no number of workshops is.
    """
    own = [named for named, _ in unknown if header_key(named.header) in _EVENTS]
    if "title" in claims or len(own) != 1 or not _are_titles(own[0].place, below):
        return unknown
    claims["title"] = [(WEAK, own[0])]
    return [(named, near) for named, near in unknown if named is not own[0]]


def _are_titles(place: int, below: Sequence[Sequence[Cell]]) -> bool:
    cells = (row[place] for row in below if place < len(row))
    filled = [cell for cell in cells if cell not in ("", None)]
    several = sum(isinstance(cell, str) and len(cell.split()) > 1 for cell in filled)
    return bool(filled) and 2 * several > len(filled)


def one_part(
    claims: Claims,
    parts: Claims,
    unknown: Sequence[tuple[Named, str]],
    row: Sequence[Cell],
    sheet_format: SheetFormat,
) -> str:
    """Return the part of the people that is counted alone, each number once: “Women (online)”.

    No other column, read or not, names people then, so that nobody is counted twice or is lost.
    """
    named = [n for own in parts.values() for _, n in own]
    said = {n.part for n in named}
    counts = any(sheet_format.by_key[key].kind == "count" for key in claims)
    alone = all(len(own) == 1 for own in parts.values())
    beside = any(may_count(n.header) or part_of(n.header)[1] not in ("", *said) for n, _ in unknown)
    apart = any(isinstance(row[n.place], Apart) for n in named)
    return said.pop() if len(said) == 1 and alone and not (counts or beside or apart) else ""
