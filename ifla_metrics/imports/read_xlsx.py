"""Reading an XLSX file by openpyxl: values as they are shown, and what the eye may miss.

Its read-only mode leaves out merged areas, hidden rows and formulas without a result: these come
from the sheet's XML, each by a regular expression. Runs in the reading process only.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ifla_metrics.errors import n_
from ifla_metrics.imports.read import (
    DAMAGED,
    HEADINGS,
    NO_TABLE,
    TOO_HARD,
    FileRefused,
    Limits,
    Sheet,
    SheetRow,
    Table,
    Value,
)

OLD_CALENDAR = n_(
    "The days of this workbook count from 1904. Copy the sheet into a new workbook and send that."
)
_LAST_ROW = 1_048_576
_LONGEST_CELL = 32_767
"""Letters that a spreadsheet program writes into a cell; a longer one, named by every row, would
keep the server busy for hours."""
_CARRIAGE_RETURN = "_x000D_"
"""How a workbook writes the one control character that texts of several lines may have."""


def read_xlsx(data: bytes, limits: Limits) -> Table:
    """Return the sheets of a workbook.

    Raises:
        FileRefused: It asks for too much, or is made to harm.
        Exception: It is damaged; the library may raise anything.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check_parts(archive, limits)
        book: Any = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        if book.epoch == CALENDAR_MAC_1904:
            raise FileRefused(OLD_CALENDAR)
        if len(book.worksheets) > limits.sheets:
            raise limits.exceeded()
        if len({sheet.title for sheet in book.worksheets}) < len(book.worksheets):
            raise FileRefused(DAMAGED)  # A row is known by its sheet's name.
        sheets = tuple(_sheet(sheet, archive, limits) for sheet in book.worksheets)
    properties = {found.name: str(found.value) for found in book.custom_doc_props}
    return Table("", "", sheets, properties=properties)


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse a packed workbook that is too large, locked, made to harm or none at all."""
    entries = archive.infolist()
    names = {entry.filename.lower() for entry in entries}
    if len(entries) > limits.parts or len(names) < len(entries):
        raise FileRefused(TOO_HARD)
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise limits.exceeded()
    if "xl/workbook.xml" not in names or any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(NO_TABLE)
    for entry in entries:
        content = archive.read(entry) if entry.filename.endswith((".xml", ".rels")) else b""
        # Expressions for bytes do not see what is in UTF-16.
        is_hidden = content[:2] in (b"\xfe\xff", b"\xff\xfe")
        if is_hidden or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise FileRefused(TOO_HARD)


def _sheet(sheet: Any, archive: zipfile.ZipFile, limits: Limits) -> Sheet:
    """Return a sheet with its filled rows. Places are (row, column)."""
    marks = _Marks(archive.read(sheet._worksheet_path), limits)
    struck: set[tuple[int, int]] = set()
    rows: list[SheetRow] = []
    sheet.reset_dimensions()  # What a sheet says of its size may be wrong.
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > marks.last_row:  # A formatted sheet may go on for a million rows.
            break
        values: list[Value] = []
        for column, cell in enumerate(cells, start=1):
            value = "" if (number, column) in marks.unfinished else _value(cell)
            if value is None:
                continue
            if column > limits.columns:
                raise limits.exceeded()
            if isinstance(value, str) and len(value) > _LONGEST_CELL:
                raise FileRefused(TOO_HARD)
            if cell.has_style and cell.font.strike:
                struck.add((number, column))
            values += [None] * (column - 1 - len(values))
            values.append(value)
        if values:
            rows.append(SheetRow(number, tuple(values), number in marks.hidden_rows))
        if len(rows) > limits.rows + HEADINGS:
            raise limits.exceeded()
    if marks.last_row and not rows:  # The strict kind of workbook, of which the library reads none.
        raise FileRefused(DAMAGED)
    return Sheet(
        name=sheet.title,
        rows=tuple(rows),
        hidden=sheet.sheet_state != "visible",
        merged=frozenset(marks.merged),
        unfinished=frozenset(marks.unfinished),
        struck=frozenset(struck),
    )


# Values


def _value(cell: Any) -> Value:
    """Return the value of a cell as it is shown; None for an empty one."""
    value: Value | timedelta = cell.value
    if isinstance(value, str):
        return value.replace(_CARRIAGE_RETURN, "\r") or None
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, timedelta):
        return str(value)
    shown_as = _shown_as(cell.number_format)
    if isinstance(value, datetime):
        if shown_as == "time":
            return value.time()
        if shown_as == "month":
            return f"{value.month}/{value.year}"
        if shown_as == "year":
            return value.year
        return value.date() if value.time() == time(0) else value
    if isinstance(value, (int, float)):
        if shown_as == "percent":
            return f"{value * 100:.10g} %"
        return int(value) if abs(value) < 1e15 and value == int(value) else value
    return value


_NO_PLACES = re.compile(r"\"[^\"]*\"|\\.|[_*].|\[(?![hms]+\])[^\]]*\]")
"""What a number format shows as it is, room that it leaves, colours and currencies."""


@lru_cache(maxsize=1000)
def _shown_as(number_format: str) -> str:
    """Return what a number format shows: day, month, year, time or percent; "" for a number."""
    plain = _NO_PLACES.sub("", number_format.split(";", maxsplit=1)[0].lower())
    letters = set(plain) & set("dmyhs")
    if "%" in plain:
        return "percent"
    if "d" in letters:
        return "day"
    if "y" in letters:
        return "month" if "m" in letters else "year"
    if letters & {"h", "s"}:
        return "time"
    return "month" if letters else ""


# What the library leaves out

_TAG = rb"<(?:\w+:)?"
_END = rb"</(?:\w+:)?"
_ROW = re.compile(_TAG + rb"row\b([^>]*)>")
_MERGED = re.compile(_TAG + rb"mergeCell\b([^>]*)>")
_UNFINISHED = re.compile(
    _TAG + rb"c\b([^>]*)>\s*" + _TAG + rb"f\b(?:[^>]*/>|[^>]*>[^<]*" + _END + rb"f>)\s*"
    rb"(?:" + _TAG + rb"v\s*/>|" + _TAG + rb"v>\s*" + _END + rb"v>)?\s*" + _END + rb"c>"
)
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)")
_TRUE = ("1", "true")


class _Marks:
    """What the XML of a sheet tells beside its values, and the last row with something in it."""

    def __init__(self, xml: bytes, limits: Limits) -> None:
        self.unfinished = {
            _place(cell["r"]) for cell in _found(_UNFINISHED, xml) if cell.get("t") != "str"
        }
        end = max(xml.rfind(mark) for mark in (b"v>", b"is>"))
        number, self.hidden_rows = 0, set[int]()
        for row in _found(_ROW, xml[: end + 1]):
            before, number = number, int(row.get("r", number + 1))
            if not before < number <= _LAST_ROW:
                raise FileRefused(DAMAGED)
            if row.get("hidden") in _TRUE:
                self.hidden_rows.add(number)
        self.last_row = max([number, *(row for row, _ in self.unfinished)])
        areas = [area["ref"].split(":") for area in _found(_MERGED, xml)]
        ends = ((*_place(first), *_place(last)) for first, last in areas)
        self.merged = {
            (row, column)
            for top, left, bottom, right in ends
            if top < bottom
            for row in range(top, min(bottom, self.last_row) + 1)
            for column in range(left, min(right, limits.columns) + 1)
        }


def _found(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[dict[str, str]]:
    """Yield the attributes of the elements that a pattern finds."""
    for element in pattern.finditer(xml):
        yield dict(_ATTRIBUTE.findall(element[1].decode("ascii", "replace")))


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), column_index_from_string(letters)
