"""Read an XLSX file with openpyxl, in the worker process.

The read-only worksheet of openpyxl leaves out merged cells, hidden rows and formulas without a
result. Its parser of sheets gives them without loading the workbook.
"""

import io
import re
import zipfile
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

import openpyxl
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

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
_YES = ("1", "true")
_STRICT = b"http://purl.oclc.org/ooxml/"
"""The namespace of Strict Open XML, of which openpyxl reads no row."""


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
        # A declaration in UTF-16 would not be found.
        is_utf16 = content[:2] in (b"\xfe\xff", b"\xff\xfe")
        if is_utf16 or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise FileRefused(UNREADABLE)


class _SheetParser(WorkSheetParser):
    """Also marks formulas without a stored result, whose cells openpyxl reads as empty."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Return a cell, with NO_RESULT as its value if only its formula is stored."""
        cell: dict[str, Any] = super().parse_cell(element)
        is_text = element.get("t") == "str"  # Of a formula whose result is an empty text.
        if cell["value"] is None and not is_text and element.find(FORMULA_TAG) is not None:
            cell["value"] = NO_RESULT
        return cell


def _sheet(sheet: Any, archive: zipfile.ZipFile, limits: Limits) -> Sheet:
    """Return a sheet with the rows that are not empty."""
    book, path = sheet.parent, sheet._worksheet_path
    styles = {"date_formats": book._date_formats, "timedelta_formats": book._timedelta_formats}
    xml = archive.read(path)
    source = io.BytesIO(_without_formatted_end(xml))
    parser = _SheetParser(source, sheet._shared_strings, data_only=True, **styles)
    struck: set[tuple[int, int]] = set()
    rows: list[SheetRow] = []
    before = 0
    for number, cells in parser.parse():
        if not before < number <= _LAST_ROW:
            raise FileRefused(DAMAGED)
        before = number
        values: dict[int, Value] = {}
        for attributes in cells:
            cell = ReadOnlyCell(sheet, **attributes)
            if (value := _value(cell)) is None:
                continue
            if cell.column > limits.columns:
                raise limits.exceeded()
            if isinstance(value, str) and len(value) > _MAX_CELL_LENGTH:
                raise FileRefused(UNREADABLE)
            if cell.has_style and cell.font.strike:
                struck.add((number, cell.column))
            values[cell.column] = value
        is_hidden = parser.row_dimensions.pop(str(number), {}).get("hidden") in _YES
        if values:
            columns = range(1, max(values) + 1)
            rows.append(SheetRow(number, tuple(map(values.get, columns)), is_hidden))
        if len(rows) > limits.rows + MAX_HEADING_ROWS:
            raise limits.exceeded()
    if not rows and _STRICT in xml:
        raise FileRefused(DAMAGED)
    return Sheet(
        name=sheet.title,
        rows=tuple(rows),
        hidden=sheet.sheet_state != "visible",
        hidden_columns=frozenset(
            column
            for area in parser.column_dimensions.values()
            if area.get("hidden") in _YES
            for column in range(int(area["min"]), min(int(area["max"]), limits.columns) + 1)
        ),
        merged=_merged(parser, rows[-1].number if rows else 0, limits),
        struck=frozenset(struck),
    )


def _without_formatted_end(xml: bytes) -> bytes:
    """Return the XML of a sheet without the rows below the last cell that has contents.

    A sheet may be formatted down to row 1,048,576, which takes openpyxl seconds to read.
    """
    end = xml.rfind(b"<", 0, xml.rfind(b"sheetData>"))
    last_cell = xml.rfind(b"c>", 0, end)  # An empty cell is written as <c …/>.
    last_row_end = xml.find(b"row>", last_cell, end) + len(b"row>")
    return xml[:last_row_end] + xml[end:] if 0 <= last_cell < last_row_end else xml


def _merged(parser: WorkSheetParser, last_row: int, limits: Limits) -> frozenset[tuple[int, int]]:
    """Return the cells that are merged over several rows, down to the last filled row."""
    areas = parser.merged_cells.mergeCell if parser.merged_cells else ()
    return frozenset(
        (row, column)
        for area in areas
        if area.min_row < area.max_row
        for row in range(area.min_row, min(area.max_row, last_row) + 1)
        for column in range(area.min_col, min(area.max_col, limits.columns) + 1)
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
