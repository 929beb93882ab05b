"""Read an XLSX file with openpyxl, in the worker process.

The read-only mode of openpyxl leaves out merged cells, hidden rows and formulas without a result.
Regular expressions find these in the XML of the sheet.
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
    MAX_HEADING_ROWS,
    NO_RESULT,
    NOT_A_TABLE,
    UNREADABLE,
    FileRefused,
    Limits,
    Sheet,
    SheetRow,
    Table,
    Value,
)

OLD_CALENDAR = n_(
    "This workbook counts days from 1904. Copy the sheet into a new workbook and upload that."
)
_LAST_ROW = 1_048_576
_MAX_CELL_LENGTH = 32_767
"""Characters in a cell at most. A longer text in every row would block the server for hours."""
_CARRIAGE_RETURN = "_x000D_"
"""How XLSX encodes the carriage return in a text."""


def read_xlsx(data: bytes, limits: Limits) -> Table:
    """Return the sheets of a workbook.

    Raises:
        FileRefused: The workbook exceeds the limits or is malicious.
        Exception: The workbook is damaged; openpyxl may raise anything.
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
            raise FileRefused(DAMAGED)  # Rows are identified by the name of their sheet.
        sheets = tuple(_sheet(sheet, archive, limits) for sheet in book.worksheets)
    properties = {each.name: str(each.value) for each in book.custom_doc_props}
    return Table("", "", sheets, properties=properties)


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse an archive that is too large, encrypted, malicious or not a workbook."""
    entries = archive.infolist()
    names = {entry.filename.lower() for entry in entries}
    if len(entries) > limits.parts or len(names) < len(entries):
        raise FileRefused(UNREADABLE)
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise limits.exceeded()
    if "xl/workbook.xml" not in names or any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(NOT_A_TABLE)
    for entry in entries:
        content = archive.read(entry) if entry.filename.endswith((".xml", ".rels")) else b""
        # Regular expressions over bytes do not work in UTF-16.
        is_utf16 = content[:2] in (b"\xfe\xff", b"\xff\xfe")
        if is_utf16 or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise FileRefused(UNREADABLE)


def _sheet(sheet: Any, archive: zipfile.ZipFile, limits: Limits) -> Sheet:
    """Return a sheet with the rows that are not empty."""
    xml = _SheetXml(archive.read(sheet._worksheet_path), limits)
    struck: set[tuple[int, int]] = set()
    rows: list[SheetRow] = []
    sheet.reset_dimensions()  # The size stated in the file may be wrong.
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > xml.last_row:  # Formatted empty rows may follow, up to a million.
            break
        values: list[Value] = []
        for column, cell in enumerate(cells, start=1):
            has_result = (number, column) not in xml.without_result
            value = _value(cell) if has_result else NO_RESULT
            if value is None:
                continue
            if column > limits.columns:
                raise limits.exceeded()
            if isinstance(value, str) and len(value) > _MAX_CELL_LENGTH:
                raise FileRefused(UNREADABLE)
            if cell.has_style and cell.font.strike:
                struck.add((number, column))
            values += [None] * (column - 1 - len(values))
            values.append(value)
        if values:
            rows.append(SheetRow(number, tuple(values), number in xml.hidden_rows))
        if len(rows) > limits.rows + MAX_HEADING_ROWS:
            raise limits.exceeded()
    if xml.last_row and not rows:  # Strict Open XML, of which openpyxl reads nothing.
        raise FileRefused(DAMAGED)
    return Sheet(
        name=sheet.title,
        rows=tuple(rows),
        hidden=sheet.sheet_state != "visible",
        merged=frozenset(xml.merged),
        struck=frozenset(struck),
    )


# Values


def _value(cell: Any) -> Value:
    """Return the value of a cell as displayed, or None if it is empty."""
    value: Value | timedelta = cell.value
    if isinstance(value, str):
        return value.replace(_CARRIAGE_RETURN, "\r") or None
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, timedelta):
        return str(value)
    kind = _kind(cell.number_format)
    if isinstance(value, datetime):
        if kind == "month":
            return f"{value.month}/{value.year}"
        if kind == "year":
            return value.year
        return value.date() if value.time() == time(0) else value
    if isinstance(value, (int, float)):
        if kind == "percent":
            return f"{value * 100:.10g} %"
        return int(value) if abs(value) < 1e15 and value == int(value) else value
    return value


_LITERALS = re.compile(r"\"[^\"]*\"|\\.|[_*].|\[(?![hms]+\])[^\]]*\]")
"""The literal texts, padding, colours and currencies in a number format."""


@lru_cache(maxsize=1000)
def _kind(number_format: str) -> str:
    """Return what a number format displays: percent, month, year, or "" for all else."""
    plain = _LITERALS.sub("", number_format.split(";", maxsplit=1)[0].lower())
    letters = set(plain) & set("dmyhs")
    if "%" in plain:
        return "percent"
    if letters == {"y"}:
        return "year"
    return "month" if letters in ({"m"}, {"m", "y"}) else ""


# What openpyxl leaves out

_TAG = rb"<(?:\w+:)?"
_END = rb"</(?:\w+:)?"
_ROW = re.compile(_TAG + rb"row\b([^>]*)>")
_MERGED = re.compile(_TAG + rb"mergeCell\b([^>]*)>")
_WITHOUT_RESULT = re.compile(
    _TAG + rb"c\b([^>]*)>\s*" + _TAG + rb"f\b(?:[^>]*/>|[^>]*>[^<]*" + _END + rb"f>)\s*"
    rb"(?:" + _TAG + rb"v\s*/>|" + _TAG + rb"v>\s*" + _END + rb"v>)?\s*" + _END + rb"c>"
)
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)")
_TRUE = ("1", "true")


class _SheetXml:
    """Merged cells, hidden rows, formulas without a result, and the last row with a value."""

    def __init__(self, xml: bytes, limits: Limits) -> None:
        self.without_result = {
            _cell(cell["r"]) for cell in _attributes(_WITHOUT_RESULT, xml) if cell.get("t") != "str"
        }
        end = max(xml.rfind(tag) for tag in (b"v>", b"is>"))
        number, self.hidden_rows = 0, set[int]()
        for row in _attributes(_ROW, xml[: end + 1]):
            before, number = number, int(row.get("r", number + 1))
            if not before < number <= _LAST_ROW:
                raise FileRefused(DAMAGED)
            if row.get("hidden") in _TRUE:
                self.hidden_rows.add(number)
        self.last_row = max([number, *(row for row, _ in self.without_result)])
        areas = [area["ref"].split(":") for area in _attributes(_MERGED, xml)]
        corners = ((*_cell(first), *_cell(last)) for first, last in areas)
        self.merged = {
            (row, column)
            for top, left, bottom, right in corners
            if top < bottom
            for row in range(top, min(bottom, self.last_row) + 1)
            for column in range(left, min(right, limits.columns) + 1)
        }


def _attributes(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[dict[str, str]]:
    """Yield the attributes of each element that a pattern matches."""
    for element in pattern.finditer(xml):
        yield dict(_ATTRIBUTE.findall(element[1].decode("ascii", "replace")))


def _cell(reference: str) -> tuple[int, int]:
    """Return the row and column of a reference such as “B3”."""
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), column_index_from_string(letters)
