"""Countries that no cell of a row says: over a group of rows, over a sheet, across the header."""

from __future__ import annotations

from collections.abc import Sequence

from ifla_metrics.errors import n_
from ifla_metrics.exchange.columns import ACTIVITY
from ifla_metrics.exchange.day_spans import Days
from ifla_metrics.exchange.days import read_days
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.places import is_country
from ifla_metrics.exchange.rows_aside import A_HEADING, is_empty
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table

OVER_ROWS = because(
    n_("A heading; its country was taken for the rows below it that name none.")
)
OVER_SHEET = n_("The sheet is called “{name}”: each row that names no country was taken for it.")
ACROSS = because(
    n_("Countries are columns here. Name those of each row in one column “Countries”.")
)
_SHORTEST = 4
"""Letters of a country's name; codes are words as well."""


def place_countries(table: Table, known: Known) -> None:
    """Give a table of activities the countries that stand over its rows, and tell so.

    A row is a heading that holds the name of a country in one cell and else numbers at most. Rows
    that have something under a country in the header are refused.
    """
    if table.header.format.record != ACTIVITY:
        return
    named = {n: text for n, text in _headings(table, known).items() if _is_country(text, known)}
    if named:
        _take(table, named)
    elif "countries" not in table.cells and "id" not in table.header.columns:
        across = [n.place for n, _ in table.header.unknown if _is_country(n.header, known)]
        if len(across) > 1:
            _refuse(table, across)
        elif _is_country(table.sheet.name, known):
            table.cells["countries"] = [table.sheet.name] * len(table.numbers)
            reason = because(OVER_SHEET, name=table.sheet.name)
            table.notices.append(Fault(Place(table.sheet.name, 0), "", reason))


def _is_country(text: str, known: Known) -> bool:
    name = text.strip(" :.")
    return len(name) >= _SHORTEST and is_country(name, known.countries)


def _headings(table: Table, known: Known) -> dict[int, str]:
    """Return what stands over groups of rows, by the number of the row."""
    kinds = table.header.format.by_key
    said = {k: cells for k, cells in table.cells.items() if kinds[k].kind != "count"}
    found = {}
    titles = said.get("title", ())
    days = said.get("started_on", ())
    for i, number in enumerate(table.numbers):
        if titles and days and not is_empty(titles[i]) and not is_empty(days[i]):
            continue
        filled = [cells[i] for cells in said.values() if not is_empty(cells[i])]
        if len(filled) == 1 and isinstance(filled[0], str) and _is_country(filled[0], known):
            found[number] = filled[0].strip(" :.")
    for fault in table.left_out:
        if fault.reason is A_HEADING and not isinstance(read_days(fault.value), Days):
            found[fault.place.row] = fault.value.strip(" :.")
    return found


def _take(table: Table, named: dict[int, str]) -> None:
    own: Sequence[Cell] = table.cells.get("countries", (None,) * len(table.numbers))
    kept: list[int] = []
    countries: list[Cell] = []
    over = ""
    waiting = sorted(named)
    others = _further_headings(table)
    for i, number in enumerate(table.numbers):
        while waiting and waiting[0] <= number:
            over = named[waiting.pop(0)]
            if kept and own[kept[-1]] == over:  # A sum below the rows of a country.
                over = ""
        if not is_empty(own[i]) and number not in named and own[i] != over:
            over = ""
        if number in named:
            table.faults.pop(number, None)
            continue
        kept.append(i)
        if i in others:
            over = ""
        countries.append(over or None if is_empty(own[i]) else own[i])
    told = [f for f in table.left_out if f.place.row not in named]
    headings = [Fault(Place(table.sheet.name, n), text, OVER_ROWS) for n, text in named.items()]
    table.left_out[:] = sorted([*told, *headings], key=lambda fault: fault.place.row)
    table.numbers = [table.numbers[i] for i in kept]
    table.cells.update({k: [cells[i] for i in kept] for k, cells in table.cells.items()})
    table.cells["countries"] = countries


def _further_headings(table: Table) -> frozenset[int]:
    """Return the rows (from 0) that hold a title and nothing else: other parts begin there."""
    titles = table.cells.get("title", ())
    rest = [cells for key, cells in table.cells.items() if key != "title"]
    return frozenset(
        i
        for i, title in enumerate(titles)
        if not is_empty(title) and all(is_empty(cells[i]) for cells in rest)
    )


def _refuse(table: Table, across: Sequence[int]) -> None:
    for number in table.numbers:
        row = table.sheet.rows[number - 1]
        if any(place < len(row) and not is_empty(row[place]) for place in across):
            fault = Fault(Place(table.sheet.name, number), "", ACROSS)
            table.faults.setdefault(number, []).append(fault)
