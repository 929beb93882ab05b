"""Figures as one workbook: contents, a sheet a figure, and what the numbers depend on.

Numbers and days are numbers and days; text is text, whatever it looks like. Equal figures give
equal bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from ifla_metrics.figures import words
from ifla_metrics.report import data_files, open_data
from ifla_metrics.report.passport import passport_of

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Column, Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
CREATED = datetime(2010, 1, 1, tzinfo=UTC)
"""Always the same, so that equal figures give equal files."""
LONGEST = 32_767
"""Letters that a cell can hold."""
SHEET_LETTERS = 31
HEAD = 4
"""Row of the titles of columns, from 0: title, subtitle, source and a free row are above."""
FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets disagree about the days before."""
WIDEST, NARROWEST = 60, 10
FORMULAS = tuple("=+-@\t\r")


Place = tuple[int, int]


@dataclass(frozen=True)
class _Looks:
    title: Any
    head: Any
    text: Any
    quoted: Any
    percent: Any
    day: Any
    year: Any


class _Exact(float):
    """A number that is written with all its digits: the library itself stops at the 16th."""

    def __format__(self, _form: str) -> str:
        return repr(float(self))


def write(figures: Sequence[Figure], reading: Reading, t: Translate) -> bytes:
    """Return the figures as a workbook.

    Args:
        figures: In reading order, all of one reading.
        reading: What they were made from; it says whether small numbers of people are hidden.
        t: The language of the sheets.
    """
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, OPTIONS)
    book.set_properties({"title": reading.framework.title, "created": CREATED})
    looks = _looks(book)
    names = _sheet_names(figures, taken=(t("Contents"), t("About")))
    contents = book.add_worksheet(t("Contents")[:SHEET_LETTERS])
    for figure, name in zip(figures, names, strict=True):
        _figure(book.add_worksheet(name), figure, looks, t)
    _contents(contents, figures, names, looks, t)
    _about(book.add_worksheet(t("About")[:SHEET_LETTERS]), reading, looks, t)
    book.close()
    return written.getvalue()


def _looks(book: Any) -> _Looks:
    top = {"valign": "top"}
    return _Looks(
        title=book.add_format({"bold": True, "font_size": 14}),
        head=book.add_format({"bold": True, "text_wrap": True, "bottom": 1, **top}),
        text=book.add_format(top),
        quoted=book.add_format({**top, "quote_prefix": True}),
        percent=book.add_format({**top, "num_format": "0.0%"}),
        day=book.add_format({**top, "num_format": "yyyy-mm-dd"}),
        year=book.add_format({**top, "num_format": "0"}),
    )


def _sheet_names(figures: Sequence[Figure], *, taken: Sequence[str]) -> list[str]:
    used = {name.casefold() for name in taken}
    names = []
    for figure in figures:
        name = re.sub(r"[\[\]:*?/\\']", "-", figure.name)[:SHEET_LETTERS]
        number = 2
        while name.casefold() in used:
            name = f"{name[: SHEET_LETTERS - 4]}-{number}"
            number += 1
        used.add(name.casefold())
        names.append(name)
    return names


def _figure(sheet: Any, figure: Figure, looks: _Looks, t: Translate) -> None:
    passport = passport_of(figure, t)
    above = (passport.title, passport.subtitle, passport.source)
    for row, (said, look) in enumerate(
        zip(above, (looks.title, looks.text, looks.text), strict=True)
    ):
        _text(sheet, (row, 0), said, looks, look)
    columns, rows = figure.table.data_columns, data_files.rows(figure)
    for place, column in enumerate(columns):
        _text(sheet, (HEAD, place), _titled(column), looks, looks.head)
        cells = [_said(row[place], column, t) for row in rows]
        sheet.set_column(place, place, _width(column, cells))
        for number, cell in enumerate(cells):
            _cell(sheet, (HEAD + 1 + number, place), cell, column, looks)
    sheet.freeze_panes(HEAD + 1, 1)
    if rows:
        sheet.autofilter(HEAD, 0, HEAD + len(rows), len(columns) - 1)


def _said(cell: data_files.Value, column: Column, t: Translate) -> data_files.Value:
    """Return a cell as a reader knows it: a status in words, all else as it is."""
    return words.status(cell, t) if column.kind == "status" and isinstance(cell, str) else cell


def _titled(column: Column) -> str:
    """Return the title of a column, with its unit where the kind settles it."""
    share = column.kind == "percent" and "%" not in column.title
    return f"{column.title} (%)" if share else column.title


def _cell(sheet: Any, at: Place, cell: data_files.Value, column: Column, looks: _Looks) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(*at, cell, looks.text)
    elif isinstance(cell, int | float):
        look = {"percent": looks.percent, "year": looks.year}.get(column.kind, looks.text)
        sheet.write_number(*at, _Exact(cell) if isinstance(cell, float) else cell, look)
    elif column.kind == "date" and (day := _day(cell)):
        sheet.write_datetime(*at, day, looks.day)
    else:
        _text(sheet, at, cell, looks)


def _text(sheet: Any, at: Place, said: str, looks: _Looks, look: Any = None) -> None:
    look = looks.quoted if said.startswith(FORMULAS) else look or looks.text
    sheet.write_string(*at, said[:LONGEST], look)


def _day(cell: str) -> date | None:
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        return None
    return day if day >= FIRST_DAY else None


def _width(column: Column, cells: Sequence[data_files.Value]) -> int:
    longest = max((len(str(cell)) for cell in cells if isinstance(cell, str)), default=0)
    return min(WIDEST, max(NARROWEST, min(len(_titled(column)), 22), longest) + 2)


def _contents(
    sheet: Any, figures: Sequence[Figure], names: Sequence[str], looks: _Looks, t: Translate
) -> None:
    head = (t("Figure"), t("Title"), t("Sheet"), t("Rows"))
    for place, (title, width) in enumerate(zip(head, (48, 90, 32, 8), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, looks.head)
    for row, (figure, name) in enumerate(zip(figures, names, strict=True), start=1):
        passport = passport_of(figure, t)
        for place, said in enumerate((passport.id, passport.title, name)):
            _text(sheet, (row, place), said, looks)
        sheet.write_number(row, 3, len(figure.table.frame), looks.text)
    sheet.freeze_panes(1, 0)


def _about(sheet: Any, reading: Reading, looks: _Looks, t: Translate) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110)
    for row, (label, said) in enumerate(open_data.about(reading, t)):
        sheet.write_string(row, 0, label, looks.head)
        _text(sheet, (row, 1), said, looks)
