"""Days that a workbook shows as a month or a year alone: “Mar-12” is not the first of March.

A spreadsheet makes the first day of a month of what was typed as “March 2012”, and only the format
of the cell still says so. The readers give the day; the format stands in the workbook's styles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

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
_CELL = (
    rb'<(?:\w+:)?c\s+r="([A-Z]{1,3})(\d{1,7})"\s+s="(%s)"(?:\s+t="(?:n|d)")?\s*>'
)
_MOST_STYLES = 200
_MOST = 200_000
"""Cells of such a format that are looked at."""


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


def shown_in(part: bytes, styles: Mapping[int, Format]) -> list[tuple[int, int, Format]]:
    """Return the row and the column (from 0) of a sheet's cells in these styles."""
    if not styles:
        return []
    some = sorted(styles)[:_MOST_STYLES]
    cell = re.compile(_CELL % b"|".join(str(style).encode() for style in some))
    found: list[tuple[int, int, Format]] = []
    for tag in cell.finditer(part):
        if len(found) == _MOST:
            break
        found.append((int(tag[2]) - 1, _column(tag[1]), styles[int(tag[3])]))
    return found


def show(rows: list[list[Cell]], cells: Iterable[tuple[int, int, Format]]) -> None:
    """Write months and years into cells as what they are: “2012-03”, “2012”.

    Where a cell of a column in such a format holds another day than the first, somebody entered
    days there: the column stays as it is.
    """
    columns: dict[int, list[tuple[int, str]]] = {}
    whole = set()
    for row, column, kind in cells:
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if not isinstance(value, date):
            continue
        if value.day != 1 or (kind == "year" and value.month != 1):
            whole.add(column)
        text = f"{value:%Y}" if kind == "year" else f"{value:%Y-%m}"
        midnight = not isinstance(value, datetime) or value.time() == datetime.min.time()
        if midnight:
            columns.setdefault(column, []).append((row, text))
    for column, found in columns.items():
        for row, text in found if column not in whole else ():
            rows[row][column] = text


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
