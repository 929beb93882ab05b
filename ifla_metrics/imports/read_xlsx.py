"""Reading an XLSX file in one pass over its XML: values as shown, and what the eye may miss.

Libraries give either values (python-calamine) or, slowly, some of the rest (openpyxl read-only has
no merged cells, hidden rows or formulas without a result). Runs in the reading process only.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from lxml import etree

from ifla_metrics.errors import n_
from ifla_metrics.imports.read import HEADINGS, MEGABYTE, FileRefused, Limits

DAMAGED = n_("The file is damaged: open it in a spreadsheet program, save it again and send that.")
TOO_MUCH = n_(
    "Unpacked, the file is larger than {limit} MB. Split it, or send only the rows that changed."
)
TOO_MANY_ROWS = n_(
    "The sheet “{sheet}” has more than {limit} rows. Split the file, or send the rows that changed."
)
TOO_LONG = n_("A cell has more than {limit} characters.")
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)
_LAST_ROW = 1_048_576
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def read_xlsx(data: bytes, limits: Limits) -> dict[str, Any]:
    """Return the sheets of a workbook as `read.read` expects them; raises FileRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _Parts(archive, limits)
            book = _Workbook(parts)
            sheets = [book.sheet(*found) for found in book.sheet_paths()]
            properties = {
                found.get("name", ""): "".join(str(text) for text in found.itertext())
                for found in parts.root("docProps/custom.xml")
            }
    except (*_ZIP_ERRORS, etree.XMLSyntaxError):
        raise FileRefused(DAMAGED) from None
    return {"sheets": sheets, "questions": [], "properties": properties}


class _Parts:
    """The parts of a packed workbook, unpacked within the limits."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.archive = archive
        self.limits = limits
        entries = archive.infolist()
        self.names = {entry.filename.lower(): entry.filename for entry in entries}
        if len(entries) > limits.parts:
            raise FileRefused(n_("The file has too many parts ({count})."), count=len(entries))
        if len(self.names) < len(entries):
            raise FileRefused(DAMAGED)
        if sum(entry.file_size for entry in entries) > limits.unpacked:
            raise FileRefused(TOO_MUCH, limit=limits.unpacked // MEGABYTE)
        if any(entry.flag_bits & 1 for entry in entries):
            raise FileRefused(n_("The file has a password. Save it without one and send that."))
        if any(name.endswith("vbaproject.bin") for name in self.names):
            raise FileRefused(
                n_("The file has macros. Save it as a workbook without macros (.xlsx).")
            )
        if "xl/workbook.xml" not in self.names:
            raise FileRefused(
                n_("This is no Excel workbook. Save it as .xlsx or .csv and send that.")
            )

    def read(self, name: str) -> bytes:
        """Return a part; empty when there is none. No part may define entities."""
        if name.lower() not in self.names:
            return b""
        with self.archive.open(self.names[name.lower()]) as part:
            content = part.read(self.limits.unpacked)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise FileRefused(
                n_("The file contains XML entity definitions, which are not allowed.")
            )
        if content[:2] in (b"\xfe\xff", b"\xff\xfe"):
            raise FileRefused(DAMAGED)
        return content

    def root(self, name: str) -> etree._Element:
        """Return the parsed part; an empty element when there is none."""
        content = self.read(name)
        return etree.fromstring(content, _PARSER) if content else etree.Element("none")

    def elements(self, name: str, *tags: str) -> Iterator[etree._Element]:
        """Yield the elements of these names one after the other, each dropped after its use."""
        content = self.read(name)
        if not content:
            return
        wanted = [f"{{*}}{tag}" for tag in tags]
        for _, element in etree.iterparse(
            io.BytesIO(content), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
        ):
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


class _Workbook:
    """Reads the sheets with what they share: texts, formats, the first day of the calendar."""

    def __init__(self, parts: _Parts) -> None:
        self.parts = parts
        self.limits = parts.limits
        self.book = parts.root("xl/workbook.xml")
        properties = self.book.find("{*}workbookPr")
        self.is_1904 = properties is not None and properties.get("date1904") in _TRUE
        self.formats, self.struck_styles = _styles(parts.root("xl/styles.xml"))
        self.texts: list[str] = []
        self.struck_texts: set[int] = set()
        for item in parts.elements("xl/sharedStrings.xml", "si"):
            if len(self.texts) >= self.limits.cells:
                raise FileRefused(TOO_MUCH, limit=self.limits.unpacked // MEGABYTE)
            if _is_struck(item):
                self.struck_texts.add(len(self.texts))
            self.texts.append(self._text(item))

    def sheet_paths(self) -> list[tuple[str, str, bool]]:
        """Return name, part and hidden state of each sheet that has cells."""
        targets = {
            link.get("Id", ""): link.get("Target", "")
            for link in self.parts.root("xl/_rels/workbook.xml.rels")
            if (link.get("Type") or "").endswith("/worksheet")
        }
        found = []
        for sheet in self.book.iterfind("{*}sheets/{*}sheet"):
            link = next((v for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
            if target := targets.get(str(link)):
                path = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
                hidden = sheet.get("state", "visible") != "visible"
                found.append((sheet.get("name", ""), path, hidden))
        if len(found) > self.limits.sheets:
            raise FileRefused(
                n_("The file has more than {limit} sheets."), limit=self.limits.sheets
            )
        return found

    def sheet(self, name: str, path: str, hidden: bool) -> dict[str, Any]:
        """Return a sheet with its filled rows; places are (row, column)."""
        self.found: dict[str, list[Any]] = {
            name: [] for name in ("rows", "merged", "unfinished", "struck", "day_not_shown")
        }
        hidden_columns: list[int] = []
        number = cells = 0
        for element in self.parts.elements(path, "row", "mergeCell", "col"):
            kind = _local(element)
            if kind == "mergeCell":
                self._add_merged(element.get("ref", ""))
            elif kind == "col" and element.get("hidden") in _TRUE:
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                hidden_columns += range(first, min(last, self.limits.columns) + 1)
            elif kind == "row":
                before, number = number, int(element.get("r") or number + 1)
                if not before < number <= _LAST_ROW:
                    raise FileRefused(DAMAGED)
                values = self._values(element, number)
                if values:
                    cells += sum(value is not None for value in values)
                    self.found["rows"].append((number, element.get("hidden") in _TRUE, values))
                if len(self.found["rows"]) > self.limits.rows + HEADINGS:
                    raise FileRefused(TOO_MANY_ROWS, sheet=name, limit=self.limits.rows)
                if cells > self.limits.cells:
                    text = n_("The sheet “{sheet}” is too large: it has too many cells.")
                    raise FileRefused(text, sheet=name)
        return {
            "name": name,
            "hidden": hidden,
            "hidden_columns": hidden_columns,
            "epoch_1904": self.is_1904,
            **self.found,
        }

    def _add_merged(self, area: str) -> None:
        found = re.fullmatch(r"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)", area)
        if found and len(self.found["merged"]) < self.limits.rows:
            first, top, last, bottom = found.groups()
            area_found = (int(top), column_number(first), int(bottom), column_number(last))
            self.found["merged"].append(area_found)

    def _values(self, row: etree._Element, number: int) -> list[Any]:
        """Return the values of a row up to its last filled cell."""
        values: list[Any] = []
        column = 0
        for cell in row:
            place = cell.get("r")
            column = column_number(place.rstrip("0123456789")) if place else column + 1
            value = self._value(cell, (number, column))
            if value is None:
                continue
            if column > self.limits.columns:
                text = n_("The cell {cell} lies outside the rows and columns that are read.")
                raise FileRefused(text, cell=place or f"{number}")
            if column <= len(values):
                raise FileRefused(DAMAGED)
            values += [None] * (column - 1 - len(values))
            values.append(value)
        return values

    def _value(self, cell: etree._Element, place: tuple[int, int]) -> Any:
        """Return the value of a cell as it is shown; None for an empty one."""
        kind = cell.get("t", "n")
        content, has_formula, is_struck = None, False, False
        for part in cell:
            tag = _local(part)
            if tag == "v":
                content = part.text or ""
            elif tag == "f":
                has_formula = True
            elif tag == "is":
                content, is_struck = self._text(part), _is_struck(part)
        if has_formula and (content is None or (content == "" and kind != "str")):
            self.found["unfinished"].append(place)
            return ""
        if not content:
            return None
        style = int(cell.get("s", "0"))
        if kind == "s":
            is_struck = int(content) in self.struck_texts
            content = self.texts[int(content)] or None
        if is_struck or style in self.struck_styles:
            self.found["struck"].append(place)
        match kind:
            case "n":
                return self._number(float(content or 0), self.formats.get(style, ""), place)
            case "b":
                return content in _TRUE
            case "d":
                return _plain_day(datetime.fromisoformat(str(content).removesuffix("Z")))
        if content is not None and len(content) > self.limits.letters:
            raise FileRefused(TOO_LONG, limit=self.limits.letters)
        return content

    def _number(self, number: float, shown_as: str, place: tuple[int, int]) -> Any:
        if not shown_as or number != number or abs(number) > 1e15:
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if shown_as == "percent":
            return f"{number * 100:.10g} %"
        if not 0 <= number < 2_958_466:  # The 31st of December 9999.
            return number
        if shown_as == "time" and number >= 1:
            return f"{number * 24:.4g} h"
        if not self.is_1904 and number < 60:
            number += 1  # For a spreadsheet 1900 had a 29th of February.
        first_day = date(1904, 1, 1) if self.is_1904 else date(1899, 12, 30)
        midnight = datetime.combine(first_day + timedelta(days=int(number)), time(0))
        day = midnight + timedelta(seconds=round(number % 1 * 86_400))
        if shown_as == "time":
            return day.time()
        if shown_as == "day":
            return _plain_day(day)
        if day.day != 1 or (shown_as == "year" and day.month != 1):
            self.found["day_not_shown"].append(place)
        return f"{day.month}/{day.year}" if shown_as == "month" else day.year

    def _text(self, item: etree._Element) -> str:
        """Return the text of a shared or inline string without its phonetic reading."""
        if len(item) == 1 and _local(item[0]) == "t":
            text = item[0].text or ""
        else:
            runs = item.iterfind("{*}r/{*}t")
            text = "".join(t.text or "" for t in (*item.iterfind("{*}t"), *runs))
        if len(text) > self.limits.letters:
            raise FileRefused(TOO_LONG, limit=self.limits.letters)
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _plain_day(moment: datetime) -> date | datetime:
    return moment.date() if moment.time() == time(0) else moment


def _local(element: etree._Element) -> str:
    """Return the name of an element without its namespace: there are two for workbooks."""
    return str(element.tag).rpartition("}")[2]


def _is_struck(item: etree._Element) -> bool:
    return len(item) > 0 and _has_strike(item, "{*}r/{*}rPr/{*}strike")


def _has_strike(element: etree._Element, path: str) -> bool:
    return any(mark.get("val", "1") in _TRUE for mark in element.iterfind(path))


@cache
def column_number(letters: str) -> int:
    """Return the number of a column from 1; raises FileRefused for what are no letters of one."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or len(letters) > 3:
            raise FileRefused(DAMAGED)
        number = number * 26 + ord(letter) - 64
    return number


# What number formats show

_BUILT_IN = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((14, 15, 16, 22, *range(27, 37), *range(50, 59)), "day"),
    17: "month",
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "time"),
}
"""What the numbered formats that every workbook knows show; others show a plain number."""
_NO_PLACES = re.compile(r"\"[^\"]*\"|\\.|[_*].|\[(?![hms]+\])[^\]]*\]|general")
"""What a format shows as it is, room that it leaves, colours and currencies."""


def _styles(styles: etree._Element) -> tuple[dict[int, str], frozenset[int]]:
    """Return what each style of cells shows a number as, and the styles struck through."""
    formats = dict(_BUILT_IN)
    for own in styles.iterfind("{*}numFmts/{*}numFmt"):
        formats[int(own.get("numFmtId", "0"))] = shown_as(own.get("formatCode", ""))
    fonts = [_has_strike(font, "{*}strike") for font in styles.iterfind("{*}fonts/{*}font")]
    cells = list(styles.iterfind("{*}cellXfs/{*}xf"))
    struck = {i for i, style in enumerate(cells) if fonts and fonts[int(style.get("fontId", "0"))]}
    shown = {i: formats.get(int(xf.get("numFmtId", "0")), "") for i, xf in enumerate(cells)}
    return shown, frozenset(struck)


def shown_as(code: str) -> str:
    """Return what a number format shows: day, month, year, time or percent; "" for a number."""
    plain = _NO_PLACES.sub("", code.split(";", maxsplit=1)[0].lower())
    letters = set(plain) & set("dmyhsb")
    if "%" in plain:
        return "percent"
    if "d" in letters:
        return "day"
    if letters & {"y", "b"}:
        return "month" if "m" in letters else "year"
    if letters & {"h", "s"}:
        return "time"
    return "month" if letters else ""
