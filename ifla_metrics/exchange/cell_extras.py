"""Addresses behind cells of evidence are read; other ones, and notes on cells, are told."""

from __future__ import annotations

from collections.abc import Iterable

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Fault, Place, Reason, because
from ifla_metrics.exchange.named import letters
from ifla_metrics.exchange.sheets import Sheet
from ifla_metrics.exchange.tables import Table

NOTES = n_("Notes on cells were not read: {listed}.")
LINKS = n_(
    "Links behind cells were not read: {listed}. Write an address into the column “Evidence”."
)
_MOST = 12


def take_extras(table: Table) -> None:
    """Put the addresses behind cells into the evidence of their rows, and tell what is not read."""
    sheet = table.sheet
    if not sheet.links and not sheet.notes:
        return
    index = {number - 1: i for i, number in enumerate(table.numbers)}
    named = table.header.columns.get("evidence")
    aside = []
    cells = list(table.cells.get("evidence", ()))
    for row, column, address in sheet.links:
        if row not in index or not _has(sheet, row, column):
            continue
        text = str(sheet.rows[row][column] or "")
        if not text or address.rstrip("/") in text:
            continue
        if named is None or column != named.place:
            aside.append((row, column))
        else:
            cells[index[row]] = f"{text}\n{address}"
    if named is not None:
        table.cells["evidence"] = cells
    noted = [(row, column) for row, column in sheet.notes if row in index]
    for message, places in ((LINKS, aside), (NOTES, noted)):
        if places:
            told = Fault(Place(sheet.name, 0), "", _listing(message, places))
            table.notices.append(told)


def _has(sheet: Sheet, row: int, column: int) -> bool:
    return row < len(sheet.rows) and column < len(sheet.rows[row])


def _listing(message: str, places: Iterable[tuple[int, int]]) -> Reason:
    named = [f"{letters(column)}{row + 1}" for row, column in sorted(places)]
    listed = ", ".join(named[:_MOST]) + (f", … ({len(named)})" if len(named) > _MOST else "")
    return because(message, listed=listed)
