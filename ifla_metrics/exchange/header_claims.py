"""Columns claimed after the lists of names had their say: by their words, or as a part alone."""

from __future__ import annotations

from collections.abc import Sequence

from ifla_metrics.exchange.columns import SheetFormat
from ifla_metrics.exchange.header_bags import WEAK, are_of, senses_of
from ifla_metrics.exchange.header_rows import Apart
from ifla_metrics.exchange.named import Claims, Named
from ifla_metrics.exchange.sheets import Cell


def claim_by_words(
    claims: Claims,
    parts: Claims,
    unknown: list[tuple[Named, str]],
    below: Sequence[Sequence[Cell]],
) -> list[tuple[Named, str]]:
    """Claim for columns that nothing else means what their headers say; return those left.

    Of two that mean the same none is taken.
    """
    said: dict[str, list[Named]] = {}
    for named, _ in unknown:
        senses = () if named.bare else senses_of(named.header)
        key = next((s for s in senses if s not in claims and s not in parts), "")
        if key and are_of(key, named.place, below):
            said.setdefault(key, []).append(named)
    taken = {own[0].place: key for key, own in said.items() if len(own) == 1}
    for named, _ in unknown:
        if named.place in taken:
            claims[taken[named.place]] = [(WEAK, named)]
    return [(named, near) for named, near in unknown if named.place not in taken]


def one_part(
    claims: Claims, parts: Claims, row: Sequence[Cell], sheet_format: SheetFormat
) -> str:
    """Return the part of the people that is counted alone, each number once: “Women (online)”.

    Nobody else is counted then, so nothing is counted twice, and nothing that is read is lost.
    """
    named = [n for own in parts.values() for _, n in own]
    said = {n.part for n in named}
    counts = any(sheet_format.by_key[key].kind == "count" for key in claims)
    alone = all(len(own) == 1 for own in parts.values())
    if counts or not alone or len(said) != 1 or any(isinstance(row[n.place], Apart) for n in named):
        return ""
    return said.pop()
