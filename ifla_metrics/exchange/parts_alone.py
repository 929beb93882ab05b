"""Rows in which only a part of the people is counted: they are refused, not taken without."""

from __future__ import annotations

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amounts import Amount, read_count
from ifla_metrics.exchange.cell_texts import shown
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.header_parts import OTHERS
from ifla_metrics.exchange.header_rows import COUNTS
from ifla_metrics.exchange.headers import Header
from ifla_metrics.exchange.named import Named
from ifla_metrics.exchange.sheets import Cell, Sheet

ONLY_A_PART = because(
    n_(
        "This column counts a part of the people only and was not read, and the others are not"
        " counted. Write all who took part in a column “Participants”."
    )
)


def parts_alone(sheet: Sheet, header: Header, number: int) -> list[Fault]:
    """Return the numbers of a row that are left out though nobody else is counted."""
    any_counts = not COUNTS.isdisjoint(header.columns)
    row = sheet.rows[number - 1]
    return [
        Fault(Place(sheet.name, number, n.letters, n.header), shown(row[n.place]), ONLY_A_PART)
        for n in header.of_parts
        if _counts(n, row) and not (any_counts and n.part == OTHERS)
    ]


def _counts(named: Named, row: list[Cell]) -> bool:
    read = read_count(row[named.place]) if named.place < len(row) else None
    return bool(read.count) if isinstance(read, Amount) else read is not None
