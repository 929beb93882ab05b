"""Countries that no cell of a row says: over a group of rows, over a sheet, across the header."""

from __future__ import annotations

from collections.abc import Sequence

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.heading_names import heading_of
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.over_rows import take_headings
from ifla_metrics.exchange.rows_aside import is_empty
from ifla_metrics.exchange.tables import Table
from ifla_metrics.imports.columns import ACTIVITY

OVER_SHEET = n_("The sheet is called “{name}”: each row that names no country was taken for it.")
ACROSS = because(
    n_("Countries are columns here. Name those of each row in one column “Countries”.")
)


def place_countries(table: Table, known: Known) -> None:
    """Give a table of activities the countries that stand over its rows, and tell so.

    Rows that have something under a country in the header are refused. Nothing is done to a table
    with a column for ids: it is a workbook of this program, where an empty cell says so.
    """
    header = table.header
    if header.format.record != ACTIVITY or "id" in header.columns:
        return
    if take_headings(table, known) or "countries" in table.cells:
        return
    across = [named.place for named, _ in header.unknown if heading_of(named.header, known)[1]]
    if len(across) > 1:
        _refuse(table, across)
    elif heading_of(table.sheet.name, known)[1]:
        table.cells["countries"] = [table.sheet.name] * len(table.numbers)
        reason = because(OVER_SHEET, name=table.sheet.name)
        table.notices.append(Fault(Place(table.sheet.name, 0), "", reason))


def _refuse(table: Table, across: Sequence[int]) -> None:
    for number in table.numbers:
        row = table.sheet.rows[number - 1]
        if any(place < len(row) and not is_empty(row[place]) for place in across):
            fault = Fault(Place(table.sheet.name, number), "", ACROSS)
            table.faults.setdefault(number, []).append(fault)
