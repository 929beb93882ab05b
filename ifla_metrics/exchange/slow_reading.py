"""Reading a workbook slowly and safely, when the fast reader has ended its process over it."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.fast_reading import (
    TOO_LARGE,
    TOO_MANY_SHEETS,
    check_rows,
    epoch_is_1904,
    named_sheets,
    parts_of,
    unfinished_in,
)
from ifla_metrics.exchange.limits import Limits
from ifla_metrics.exchange.sheets import Cell, FileRefused, Sheet
from ifla_metrics.exchange.zip_checks import DAMAGED

TOO_FAR = n_("The cell {cell} lies outside the rows and columns that are read. Is it a slip?")
_CELL = re.compile(rb'<c\s[^>]*?\br="([A-Z]+)(\d+)"[^>/]*>\s*<(?:v|is|f)\b')


def read_workbook(data: bytes, limits: Limits) -> list[Sheet]:
    """Return the sheets of a workbook; raises FileRefused."""
    import openpyxl

    parts = parts_of(data, limits)
    highest = max(limits.rows * 5, 1000)
    lacking = {name: unfinished_in(part) for name, part in named_sheets(data, parts)}
    for name, part in parts.items():
        if "worksheets" in name:
            _check_far(part, highest, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            if len(book.worksheets) > limits.sheets:
                raise FileRefused(TOO_MANY_SHEETS, limit=limits.sheets)
            return [
                Sheet(
                    name=sheet.title,
                    rows=_rows(sheet, highest, limits),
                    hidden=sheet.sheet_state != "visible",
                    epoch_1904=epoch_is_1904(parts),
                    unfinished=lacking.get(sheet.title, ()),
                )
                for sheet in book.worksheets
            ]
    except FileRefused:
        raise
    except (ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, OSError,
            RecursionError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile):  # fmt: skip
        raise FileRefused(DAMAGED) from None


def _check_far(part: bytes, highest: int, limits: Limits) -> None:
    for letters, row in _CELL.findall(part):
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        if number > limits.columns or int(row) > highest:
            raise FileRefused(TOO_FAR, cell=(letters + row).decode())


def _rows(sheet: Any, highest: int, limits: Limits) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    cells = 0
    for row in sheet.iter_rows(max_row=highest, max_col=limits.columns, values_only=True):
        values = list(row)
        while values and values[-1] is None:
            values.pop()
        cells += len(values)
        if cells > limits.cells:
            raise FileRefused(TOO_LARGE, sheet=sheet.title)
        rows.append(values)
    check_rows(rows, sheet.title, limits)
    return rows
