"""Write the uploaded file again with its faulty cells coloured and commented.

The copy is written from the cells that were read, so formulas and macros are not in it. Hidden
rows, columns and sheets stay hidden, so that our own workbook can be corrected and uploaded again.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.compare import Preview
from ifla_metrics.imports.read import Sheet, Table, Value
from ifla_metrics.imports.rows import Reason
from ifla_metrics.imports.workbook import IDS, LONGEST, OPTIONS, PLAIN, PROPERTIES
from ifla_metrics.text import drawable

WRONG, ASKED = "#F6C7C0", "#FBE3A6"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_COMMENT = {"x_scale": 2.2, "y_scale": 1.4, "author": "IFLA Metrics"}
_WIDEST = 220
"""Pixels of a column."""


def write_marked_copy(table: Table, preview: Preview, t: Translate) -> bytes:
    """Return the file as XLSX.

    Args:
        table: The file as read.
        preview: What is wrong with it: in reading, and against the log.
        t: The words of its reader.
    """
    reasons = [*preview.file.reasons, *(r for row in preview.rows for r in row.reasons)]
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, OPTIONS)
    book.set_properties(PROPERTIES)
    for name, value in table.properties.items():
        book.set_custom_property(name, value, "text")
    looks = _Looks(book)
    by_sheet: dict[str, list[Reason]] = defaultdict(list)
    for reason in reasons:
        by_sheet[reason.cell.sheet].append(reason)
    for sheet, name in zip(table.sheets, _sheet_names(table.sheets), strict=True):
        written = book.add_worksheet(name)
        if sheet.name == IDS:
            written.very_hidden()
        elif sheet.hidden:
            written.hide()
        _write_sheet(written, sheet, by_sheet[sheet.name], looks, t)
    book.close()
    return data.getvalue()


class _Looks:
    """A look for each colour and number format, made when it is first needed."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[str, str], Any] = {}

    def get(self, colour: str = "", number: str = "General") -> Any:
        """Return a look."""
        if (colour, number) not in self.made:
            settings = {**PLAIN, "num_format": number, **({"bg_color": colour} if colour else {})}
            self.made[colour, number] = self.book.add_format(settings)
        return self.made[colour, number]


def _write_sheet(
    written: Any, sheet: Sheet, reasons: Iterable[Reason], looks: _Looks, t: Translate
) -> None:
    comments: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    colours: dict[tuple[int, int], str] = {}
    whole_rows: dict[int, str] = {}
    for reason in reasons:
        row, place = max(0, reason.cell.row - 1), 0
        if reason.cell.column:
            _, place = xl_cell_to_rowcol(f"{reason.cell.column}1")
            if colours.get((row, place)) != WRONG:
                colours[row, place] = _colour(reason)
        elif reason.cell.row:
            whole_rows[row] = _colour(reason)
        comments[row, place][reason.describe(t)] = None
    for found in sheet.rows:
        row = found.number - 1
        if found.hidden:
            written.set_row(row, None, None, {"hidden": True})
        for place, value in enumerate(found.values):
            colour = colours.pop((row, place), whole_rows.get(row, ""))
            _write(written, row, place, value, looks=looks, colour=colour)
    for (row, place), colour in colours.items():
        written.write_blank(row, place, None, looks.get(colour))  # An empty cell that is needed.
    written.autofit(_WIDEST)
    for column in sheet.hidden_columns:
        written.set_column(column - 1, column - 1, None, None, {"hidden": True})
    for (row, place), lines in comments.items():
        written.write_comment(row, place, drawable("\n".join(lines))[:1000], _COMMENT)


def _write(written: Any, row: int, place: int, value: Value, *, looks: _Looks, colour: str) -> None:
    match value:
        case None | "":
            if colour:
                written.write_blank(row, place, None, looks.get(colour))
        case bool():
            written.write_boolean(row, place, value, looks.get(colour))
        case int() | float():
            written.write_number(row, place, value, looks.get(colour))
        case datetime():
            written.write_datetime(row, place, value, looks.get(colour, "yyyy-mm-dd hh:mm"))
        case date() if value.year >= 1900:
            written.write_datetime(row, place, value, looks.get(colour, "yyyy-mm-dd"))
        case str():
            written.write_string(row, place, drawable(value)[:LONGEST], looks.get(colour))
        case date() | time():
            written.write_string(row, place, str(value), looks.get(colour))


def _colour(reason: Reason) -> str:
    return ASKED if reason.ask else WRONG


def _sheet_names(sheets: Sequence[Sheet]) -> list[str]:
    """Return names that a workbook can have, no two alike, as near to those of the file."""
    names: list[str] = []
    for sheet in sheets:
        # Excel counts a sign beyond the basic plane twice.
        plain = sheet.name.encode("utf-16-le")[:62].decode("utf-16-le", "ignore")
        plain = _FORBIDDEN.sub(" ", drawable(plain)).strip("' ") or "-"
        taken = {name.casefold() for name in names}
        number, free = 1, plain
        while free.casefold() in taken:
            number += 1
            free = f"{plain[:13]} {number}"
        names.append(free)
    return names
