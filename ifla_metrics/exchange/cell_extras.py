"""Addresses behind cells of evidence are read; other ones, and notes on cells, are told."""

from __future__ import annotations

from collections.abc import Iterable

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Fault, Place, Reason, because
from ifla_metrics.exchange.named import letters
from ifla_metrics.exchange.sheet_extras import MOST_LINKS
from ifla_metrics.exchange.sheets import Sheet
from ifla_metrics.exchange.tables import Table

NOTES = n_("Notes on cells were not read: {listed}.")
LINKS = n_(
    "Links behind cells were not read: {listed}. Write an address into the column “Evidence”."
)
STRUCK = n_("Cells that are struck through were read like all others: {listed}.")
MORE_LINKS = because(
    n_("The sheet has more links than are read; write addresses into the cells themselves.")
)
_MOST = 12


def take_extras(table: Table) -> None:
    """Put the addresses behind cells into the evidence of their rows, and tell what is not read."""
    sheet = table.sheet
    if not (sheet.links or sheet.notes or sheet.struck):
        return
    index = {number - 1: i for i, number in enumerate(table.numbers)}
    named = table.header.columns.get("evidence")
    aside = []
    cells = list(table.cells.get("evidence", ()))
    for row, column, address in sheet.links[:MOST_LINKS]:
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
    read = {n.place for n in table.header.columns.values()}
    struck = [(row, column) for row, column in sheet.struck if row in index and column in read]
    if len(sheet.links) > MOST_LINKS:
        table.notices.append(Fault(Place(sheet.name, 0), "", MORE_LINKS))
    for message, places in ((LINKS, aside), (NOTES, noted), (STRUCK, struck)):
        if places:
            told = Fault(Place(sheet.name, 0), "", _listing(message, places))
            table.notices.append(told)


def _has(sheet: Sheet, row: int, column: int) -> bool:
    return row < len(sheet.rows) and column < len(sheet.rows[row])


def _listing(message: str, places: Iterable[tuple[int, int]]) -> Reason:
    named = [f"{letters(column)}{row + 1}" for row, column in sorted(places)]
    listed = ", ".join(named[:_MOST]) + (f", … ({len(named)})" if len(named) > _MOST else "")
    return because(message, listed=listed)
