"""Days that a workbook shows as a month or a year alone: “Mar-12” is not the first of March.

A spreadsheet makes the first day of a month of what was typed as “March 2012”, and only the format
of the cell still says so. The readers give the day; the format stands in the workbook's styles.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from ifla_metrics.exchange.named import place_of
from ifla_metrics.exchange.sheets import Cell

Format = str
"""`month` or `year`."""
_NUMBER_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)>")
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_ID = re.compile(rb"""\bnumFmtId\s*=\s*["'](\d{1,6})["']""")
_CODE = re.compile(rb"""\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ASIDE = re.compile(r"\[[^\]]*\]|&quot;.*?&quot;|\"[^\"]*\"|\\.|_.|\*.")
_SHORT_MONTH = 17
"""The number of the format “mmm-yy”, which every workbook knows."""
_LONGEST_CODE = 200
_CELL = rb'<(?:\w+:)?c\s+r="([A-Z]{1,3})(\d{1,7})"\s+s="(%s)"(?:\s+t="(?:n|d)")?\s*>'
_MOST_STYLES = 200
"""Where there are more, each styled cell is looked at."""
Months = Sequence[tuple[int, Format, Sequence[int]]]
"""Cells in such formats: a column, what it shows, and rows; all counted from 0."""


def month_styles(styles: bytes) -> dict[int, Format]:
    """Return the styles of cells (by their number) that show a day as a month, or as a year."""
    shown: dict[int, Format] = {_SHORT_MONTH: "month"}
    for tag in _NUMBER_FORMAT.finditer(styles):
        number, code = _ID.search(tag[1]), _CODE.search(tag[1])
        if number and code:
            kind = shown_by((code[1] or code[2] or b"").decode("utf-8", "replace"))
            shown.pop(int(number[1]), None)
            if kind:
                shown[int(number[1])] = kind
    area = _CELL_FORMATS.search(styles)
    found: dict[int, Format] = {}
    for i, tag in enumerate(_CELL_FORMAT.finditer(area[0]) if area else ()):
        number = _ID.search(tag[1])
        if number and int(number[1]) in shown:
            found[i] = shown[int(number[1])]
    return found


def shown_by(code: str) -> Format | None:
    """Return what a format shows of a day; None for a whole day, for hours and for numbers."""
    if len(code) > _LONGEST_CODE:
        return None
    letters = set(re.sub(r"[^a-z0#?]", "", _ASIDE.sub("", code).lower().split(";")[0]))
    if letters == {"m", "y"}:
        return "month"
    return "year" if letters == {"y"} else None


def shown_in(part: bytes, styles: Mapping[int, Format]) -> Months:
    """Return the places of a sheet's cells in these styles."""
    if not styles:
        return ()
    some = b"|".join(str(style).encode() for style in styles)
    cell = re.compile(_CELL % (some if len(styles) <= _MOST_STYLES else rb"\d{1,5}"))
    found: dict[tuple[bytes, bytes], array[int]] = {}
    for tag in cell.finditer(part):
        column, row, style = tag.groups()
        if (column, style) not in found:
            found[column, style] = array("L")
        found[column, style].append(int(row) - 1)
    return [
        (place_of(column), styles[int(style)], rows)
        for (column, style), rows in found.items()
        if int(style) in styles
    ]


def show(rows: list[list[Cell]], months: Months) -> None:
    """Write months and years into cells as what they are: “2012-03”, “2012”.

    Where a cell of a column in such a format holds another day than the first, somebody entered
    days there: the column stays as it is.
    """
    whole = {
        column
        for column, kind, own in months
        if any(
            value.day != 1 or (kind == "year" and value.month != 1)
            for _, value in _days(rows, column, own)
        )
    }
    for column, kind, own in months:
        for row, value in _days(rows, column, own) if column not in whole else ():
            if not isinstance(value, datetime) or value.time() == datetime.min.time():
                rows[row][column] = f"{value:%Y}" if kind == "year" else f"{value:%Y-%m}"


def _days(rows: list[list[Cell]], column: int, own: Iterable[int]) -> Iterator[tuple[int, date]]:
    for row in own:
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if isinstance(value, date):
            yield row, value
