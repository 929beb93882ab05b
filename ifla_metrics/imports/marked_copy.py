"""Write the uploaded file again with its faulty cells coloured and commented.

The copy is written from the cells that were read, so formulas and macros are not in it. Hidden
rows, columns and sheets stay hidden, so that our own workbook can be corrected and uploaded again.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from functools import cache, partial
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.compare import Preview
from ifla_metrics.imports.read import Sheet, Table, Value, shown
from ifla_metrics.imports.rows import Reason
from ifla_metrics.imports.workbook import IDS, LONGEST, OPTIONS, PLAIN, PROPERTIES
from ifla_metrics.text import drawable

WRONG, ASKED = "#F6C7C0", "#FBE3A6"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_COMMENT = {"x_scale": 2.2, "y_scale": 1.4, "author": "IFLA Metrics"}
_WIDEST = 220
"""Pixels of a column."""
_LETTERS = 31
"""Of the name of a sheet."""


def write_marked_copy(table: Table, preview: Preview, t: Translate) -> bytes:
    """Return the file as XLSX.

    Args:
        table: The file as read.
        preview: What is wrong with it: in reading, and against the log.
        t: The words of its reader.
    """
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, OPTIONS)
    book.set_properties(PROPERTIES)
    for name, value in table.properties.items():
        book.set_custom_property(name, value, "text")
    by_sheet: dict[str, list[Reason]] = defaultdict(list)
    for reason in [*preview.file.reasons, *(r for row in preview.rows for r in row.reasons)]:
        by_sheet[reason.cell.sheet].append(reason)

    @cache
    def look(colour: str, number: str) -> Any:
        background = {"bg_color": colour} if colour else {}
        return book.add_format({**PLAIN, "num_format": number, **background})

    names: dict[str, None] = {}
    for sheet in table.sheets:
        names[_sheet_name(sheet.name, names)] = None
        written = book.add_worksheet(list(names)[-1])
        if sheet.name == IDS:
            written.very_hidden()
        elif sheet.hidden:
            written.hide()
        _write_sheet(written, sheet, by_sheet[sheet.name], look, t)
    book.close()
    return data.getvalue()


def _write_sheet(
    written: Any, sheet: Sheet, reasons: list[Reason], look: Any, t: Translate
) -> None:
    comments: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    colours: dict[tuple[int, int], str] = {}
    for reason in reasons:
        column = reason.cell.column or "A"
        place = xl_cell_to_rowcol(f"{column}{max(1, reason.cell.row)}")
        if reason.cell.row and colours.get(place) != WRONG:
            colours[place] = ASKED if reason.ask else WRONG
        comments[place][reason.describe(t)] = None
    for found in sheet.rows:
        row = found.number - 1
        if found.hidden:
            written.set_row(row, None, None, {"hidden": True})
        for place, value in enumerate(found.values):
            if value not in (None, ""):
                colour = colours.pop((row, place), "")
                _write(written, (row, place), value, partial(look, colour))
    for empty, colour in colours.items():
        written.write_blank(*empty, None, look(colour, "General"))
    written.autofit(_WIDEST)
    for number in sheet.hidden_columns:
        written.set_column(number - 1, number - 1, None, None, {"hidden": True})
    for commented, lines in comments.items():
        written.write_comment(*commented, drawable("\n".join(lines))[:1000], _COMMENT)


def _write(written: Any, place: tuple[int, int], value: Value, look: Any) -> None:
    match value:
        case bool():
            written.write_boolean(*place, value, look("General"))
        case int() | float():
            written.write_number(*place, value, look("General"))
        case date() if value.year >= 1900:
            number = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
            written.write_datetime(*place, value, look(number))
        case _:
            written.write_string(*place, drawable(shown(value))[:LONGEST], look("General"))


def _sheet_name(name: str, taken: Collection[str]) -> str:
    """Return a name that a workbook can have and no other sheet has."""
    # Excel counts a sign beyond the basic plane twice.
    plain = drawable(name).encode("utf-16-le")[: 2 * _LETTERS].decode("utf-16-le", "ignore")
    plain = _FORBIDDEN.sub(" ", plain).strip("' ") or "-"
    folded = {other.casefold() for other in taken}
    possible = (plain, *(f"{plain[:13]} {number}" for number in range(2, len(taken) + 3)))
    return next(found for found in possible if found.casefold() not in folded)
