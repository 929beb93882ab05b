"""What a cell of each kind of column means: a value, a refusal with its reason, or a doubt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange import cell_countries as countries
from ifla_metrics.exchange import cell_lists as lists
from ifla_metrics.exchange import cell_texts as texts
from ifla_metrics.exchange.amounts import Amount, AskedAmount, AskedNumber, read_count, read_number
from ifla_metrics.exchange.cell_lists import Manner
from ifla_metrics.exchange.cell_texts import Doubt
from ifla_metrics.exchange.column_doubts import A_SHARE, both_orders
from ifla_metrics.exchange.day_spans import AskedDays, Days
from ifla_metrics.exchange.days import read_days
from ifla_metrics.exchange.faults import Choice, Refused, because
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.imports.columns import Column

ERRORS = frozenset(
    {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
AN_ERROR = because(n_("This is an error of the spreadsheet, not a value."))
NO_VERSION = because(n_("This is not the number of a version."))
Reader = Callable[[Cell], Any]
"""Gives a value, Refused or a Doubt; the empty cell gives the kind's empty value."""


def reader_of(column: Column, known: Known, manner: Manner, *, limits: tuple[int, int]) -> Reader:
    """Return the reader of a column.

    Args:
        column: The column.
        known: The codes that exist.
        manner: How the sheet writes.
        limits: Of text, the fewest and the most characters; (0, 0) for none.
    """
    read, empty = _plain_reader(column, known, manner, limits)

    def whole(cell: Cell) -> Any:
        if cell is None or (isinstance(cell, str) and (not cell or cell.isspace())):
            return empty
        if isinstance(cell, str) and cell[0] == "#" and cell.strip() in ERRORS:
            return Refused(AN_ERROR)
        return read(cell)

    return whole


def stands_as_written(column: Column, cells: Sequence[Cell], limits: tuple[int, int]) -> bool:
    """Say whether the reader of a column would give each of its cells back as it is."""
    is_text = column.kind == "text" and column.key != "dimensions"
    if not is_text or (column.key == "title" and not texts.NOTHING_YET.isdisjoint(cells)):
        return False
    return texts.all_plain(cells, limits)


def _plain_reader(
    column: Column, known: Known, manner: Manner, limits: tuple[int, int]
) -> tuple[Reader, Any]:
    """Return how a filled cell is read, and what an empty one means."""
    told = known, column.codes, manner
    if column.key == "evidence" and column.kind == "prose":
        return texts.each_line, ()
    if column.key == "dimensions":
        return texts.dimensions, {}
    if column.key == "title":
        return lambda c: texts.title(c, limits), ""
    if column.key == "outcomes":
        return lambda c: lists.outcomes_of(c, *told), ()
    by_kind: dict[str, tuple[Reader, Any]] = {
        "text": (lambda c: texts.line(c, limits), ""),
        "prose": (lambda c: texts.prose(c, limits), ""),
        "id": (lambda c: texts.line(c, (0, 80)), ""),
        "version": (_version, None),
        "day": (lambda c: _day(c, column, manner), None),
        "count": (lambda c: _count(c, manner), None),
        "number": (lambda c: _measure(c, column, manner), None),
        "code": (lambda c: lists.code_of(c, *told, is_open=column.open), ""),
        "codes": (lambda c: lists.codes_of(c, *told), ()),
        "country": (lambda c: countries.country_of(c, known, manner), ""),
        "countries": (lambda c: countries.countries_of(c, known, manner), ()),
        "weights": (lambda c: lists.weights_in(c, *told), ()),
        "partners": (lambda c: lists.partners_of(c, *told), ()),
    }
    return by_kind[column.kind]


def _version(cell: Cell) -> Any:
    read = read_count(cell)
    good = isinstance(read, Amount) and read.count and read.qualifier.value == "exact"
    return read.count if good and isinstance(read, Amount) else Refused(NO_VERSION)


def _day(cell: Cell, column: Column, manner: Manner) -> Any:
    if manner.exchanged and isinstance(cell, date):
        return both_orders(cell)
    read = read_days(
        cell,
        day_first=manner.day_first,
        epoch_1904=manner.epoch_1904,
        begins=column.key == "started_on",
    )
    if not isinstance(read, AskedDays):
        return read
    choices = tuple((_days_choice(days), days) for days in read.readings)
    return Doubt(choices, read.why, read.order)


def _days_choice(days: Days) -> Choice:
    value = f"{days.started_on}/{days.ended_on}"
    return Choice(value, value, days=(days.started_on, days.ended_on))


def _count(cell: Cell, manner: Manner) -> Any:
    if manner.shares and str(cell).strip() in ("1", "1.0", "1,0"):
        return Refused(A_SHARE)
    if isinstance(cell, (date, datetime)):
        return Refused(because(n_("This is a date where a number is expected.")))
    read = read_count(cell)
    if isinstance(read, AskedAmount):
        return Doubt(tuple((_amount_choice(a), a) for a in read.readings), read.why)
    return read


def _amount_choice(amount: Amount) -> Choice:
    number = "" if amount.count is None else str(amount.count)
    value = f"{amount.qualifier.value} {number}".strip()
    return Choice(value, value.replace("exact ", "").replace("_", " "))


def _measure(cell: Cell, column: Column, manner: Manner) -> Any:
    if isinstance(cell, (date, datetime)):
        return Refused(because(n_("This is a date where a number is expected.")))
    read = read_number(cell, percent=column.key == "change_percent", point=manner.point)
    if isinstance(read, AskedNumber):
        return Doubt(
            tuple((Choice(f"{n.value}", f"{n.value}"), n) for n in read.readings), read.why
        )
    return read
