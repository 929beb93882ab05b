"""A group's own workbook: filled, with drop-downs, ids and versions locked, nothing live in it.

Sheets are written in the reader's language; the same content always gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from ifla_metrics.exchange.workbook_looks import Looks, looks
from ifla_metrics.exchange.workbook_words import CODES, INSTRUCTIONS, instructions
from ifla_metrics.exchange.workbook_words import Written as Looked
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import Column, SheetFormat
from ifla_metrics.imports.lines import Line, Written
from ifla_metrics.text import drawable

SPARE = 300
"""Empty rows below the last one in which drop-downs work."""
LONGEST = 32_767
"""Letters that a cell can hold."""
LIST_LETTERS = 255
"""Letters of an entry of a drop-down that Excel compares."""

PROPERTIES = {"created": datetime(2010, 1, 1, tzinfo=UTC)}
"""Always the same, so that equal content gives equal files."""
OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_WIDTHS = {
    "id": 9,
    "version": 8,
    "day": 12,
    "count": 10,
    "number": 11,
    "code": 18,
    "codes": 24,
    "country": 18,
    "countries": 24,
    "weights": 24,
    "partners": 40,
    "prose": 40,
    "text": 24,
}
_MANY = ("codes", "countries", "weights", "partners")
"""Kinds of columns in which several values may stand: the list helps, and does not forbid."""


@dataclass(frozen=True)
class SheetContent:
    """A sheet and the rows that stand in it."""

    format: SheetFormat
    lines: Sequence[Line] = ()


def write_workbook(
    sheets: Sequence[SheetContent],
    lists: Mapping[str, Sequence[str]],
    t: Translate,
    *,
    title: str,
    spare: int = SPARE,
) -> bytes:
    """Return an XLSX file.

    Args:
        sheets: In the order in which they are to stand.
        lists: What a drop-down offers, by the name of the list (`Column.codes`).
        t: The words of its reader.
        title: What the workbook is, for the sheet of instructions: "ALP, …".
        spare: Empty rows with drop-downs below the last one.
    """
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, OPTIONS)
    book.set_properties({**PROPERTIES, "title": drawable(title)})
    look = looks(book)
    written = instructions([s.format for s in sheets], t, title)
    _instructions(book, look, t, written)
    named = {c.codes for s in sheets for c in s.format.columns if lists.get(c.codes)}
    offered = {name: lists[name] for name in sorted(named)}
    making = _Making(book, look, offered, t, spare)
    for sheet in sheets:
        _sheet(making, sheet)
    _codes(book, offered, t)
    book.close()
    return data.getvalue()


def _instructions(book: Any, look: Looks, t: Translate, written: Iterable[Looked]) -> None:
    sheet = book.add_worksheet(t(INSTRUCTIONS)[:31])
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 70)
    for row, (looked, words) in enumerate(written):
        for place, word in enumerate(words):
            sheet.write_string(row, place, drawable(word), getattr(look, looked))
    sheet.protect("", {"format_columns": True, "format_rows": True})


@dataclass(frozen=True)
class _Making:
    """What all sheets of a workbook share."""

    book: Any
    look: Looks
    lists: Mapping[str, Sequence[str]]
    t: Translate
    spare: int


def _sheet(making: _Making, content: SheetContent) -> None:
    look, t = making.look, making.t
    sheet = making.book.add_worksheet(t(content.format.title)[:31])
    columns = content.format.columns
    last = len(content.lines) + making.spare
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS[column.kind], look.of(column))
        sheet.write_string(0, place, _header(column, t), look.header_of(column))
        if rule := _rule(column, making):
            sheet.data_validation(1, place, last, place, rule)
    sheet.set_row(0, 32)
    named = next(i for i, c in enumerate(columns) if c.editable)
    sheet.freeze_panes(1, named + 1)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    formats = [look.of(column) for column in columns]
    for row, line in enumerate(content.lines, start=1):
        for place, column in enumerate(columns):
            _write(sheet, row, place, line.get(column.key), formats[place])
    allowed = dict.fromkeys(
        ("format_cells", "format_columns", "format_rows", "insert_rows", "sort", "autofilter"),
        True,
    )
    sheet.protect("", allowed)


def _header(column: Column, t: Translate) -> str:
    return t(column.title) + (" *" if column.required else "")


def _write(sheet: Any, row: int, place: int, value: Written, look: Any) -> None:
    if value is None or value == "":
        return  # The column's own look unlocks it.
    if isinstance(value, str):
        sheet.write_string(row, place, drawable(value)[:LONGEST], look)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, look)
    else:
        sheet.write_number(row, place, value, look)


def _rule(column: Column, making: _Making) -> dict[str, Any]:
    """Return what a cell offers and says; what is typed is checked when the file comes back."""
    t = making.t
    if not column.editable:
        return {}
    says = {
        "input_title": t(column.title)[:32],
        "input_message": t(column.hint)[:LIST_LETTERS],
        "ignore_blank": True,
    }
    if column.codes not in making.lists:
        return {**says, "validate": "any"}
    free = column.open or column.kind in _MANY or column.kind == "country"
    return {
        **says,
        "validate": "list",
        "source": f"={_name(column.codes)}",
        "show_error": not free,
        "error_title": t("Not in the list"),
        "error_message": t("Please choose a value of the list."),
    }


def _codes(book: Any, lists: Mapping[str, Sequence[str]], t: Translate) -> None:
    """Write what drop-downs offer to a hidden sheet: a list inside a cell's rule is cut at 255."""
    name = t(CODES)[:31]
    sheet = book.add_worksheet(name)
    for place, (listed, values) in enumerate(lists.items()):
        sheet.write_string(0, place, listed)
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, place, drawable(value)[:LIST_LETTERS])
        column = xlsxwriter.utility.xl_col_to_name(place)
        quoted = name.replace("'", "''")
        book.define_name(
            _name(listed), f"='{quoted}'!${column}$2:${column}${max(2, len(values) + 1)}"
        )
    sheet.protect("")
    sheet.hide()


def _name(listed: str) -> str:
    return f"list_{listed}"
