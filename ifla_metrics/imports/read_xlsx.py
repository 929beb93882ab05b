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
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from lxml import etree

from ifla_metrics.errors import n_
from ifla_metrics.imports.limits import HEADINGS, MEGABYTE, FileRefused, Limits

DAMAGED = n_("The file is damaged: open it in a spreadsheet program, save it again and send that.")
TOO_MUCH = n_(
    "Unpacked, the file is larger than {limit} MB. Split it, or send only the rows that changed."
)
SUSPECT = n_("The file is packed more tightly than a real workbook ever is; it is not opened.")
TOO_MANY_ROWS = n_(
    "The sheet “{sheet}” has more than {limit} rows. Split the file, or send the rows that changed."
)
TOO_LARGE = n_("The sheet “{sheet}” is too large: its cells lie too far apart, or are too many.")
TOO_MANY_SHEETS = n_("The file has more than {limit} sheets.")
TOO_FAR = n_("The cell {cell} lies outside the rows and columns that are read. Is it a slip?")
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
_MACROS = n_("The file has macros. Save it as a workbook without macros (.xlsx).")
_NO_WORKBOOK = n_("This is no Excel workbook. Save it as .xlsx or .csv and send that.")
_LAST_ROW = 1_048_576
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SIGN = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
"""The sign of a currency, and the language of a format: `[$€-407]`."""
_SPACING = re.compile(r"(\"[^\"]*\"|\\.)|[_*].")
"""What is shown as it is, or the sign after `_` or `*`, which is only room: `_€`, `_k_r`."""
_PLUS = re.compile(r"(?<!e)\+(?=[0#?])")
"""Before the digits it says that a number is above zero: no “at least”, as after them."""
_AS_IT_IS = re.compile(r"\"[^\"]*\"|\\.|\[(?![hms]+\])[^\]]*\]")
_OF_NUMBERS = re.compile(r"\[[^\]]*\]|general|e[+-]|[0#?.,/()@\"\\'\s-]")
"""What a format says of the number itself; the rest of it is shown beside the number."""
_IN_THOUSANDS = re.compile(r"[0#?],+(?![\d#?,.])")
_UNIT = "unit:"
"""Begins what a format shows beside a number: “k”, or “×1000” where it leaves out digits."""
_BUILT_IN = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((14, 15, 16, *range(27, 37), *range(50, 59)), "day"),
    17: "month",
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "time"),
    22: "day",
    **dict.fromkeys((5, 6, 7, 8, 42, 44), f"{_UNIT}¤"),
}
"""What the numbered formats that every workbook knows show; others show a plain number."""


def read_xlsx(data: bytes, limits: Limits) -> dict[str, Any]:
    """Return the sheets of a workbook as `read.read` expects them; raises FileRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _Parts(archive, len(data), limits)
            book = _Workbook(parts, limits)
            sheets = [book.sheet(name, path, hidden) for name, path, hidden in book.sheet_paths()]
            properties = _properties(parts)
    except (*_ZIP_ERRORS, etree.XMLSyntaxError):
        raise FileRefused(DAMAGED) from None
    return {"sheets": sheets, "questions": [], "properties": properties}


class _Parts:
    """The parts of a packed workbook, unpacked within the limits whatever the directory says."""

    def __init__(self, archive: zipfile.ZipFile, packed: int, limits: Limits) -> None:
        self.archive = archive
        self.limits = limits
        self.left = limits.unpacked
        entries = archive.infolist()
        self.names = {entry.filename.lower(): entry.filename for entry in entries}
        if len(entries) > limits.parts:
            raise FileRefused(n_("The file has too many parts ({count})."), count=len(entries))
        if len(self.names) < len(entries):
            raise FileRefused(DAMAGED)
        total = sum(entry.file_size for entry in entries)
        if total > limits.unpacked:
            raise FileRefused(TOO_MUCH, limit=limits.unpacked // MEGABYTE)
        if total > MEGABYTE and total > limits.ratio * packed:
            raise FileRefused(SUSPECT)
        if any(entry.flag_bits & 1 for entry in entries):
            raise FileRefused(n_("The file has a password. Save it without one and send that."))
        if any(name.endswith("vbaproject.bin") for name in self.names):
            raise FileRefused(_MACROS)
        if "xl/workbook.xml" not in self.names:
            raise FileRefused(_NO_WORKBOOK)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.names

    def read(self, name: str) -> bytes:
        """Return a part; empty when there is none. No part may define entities."""
        if name not in self:
            return b""
        with self.archive.open(self.names[name.lower()]) as part:
            content = part.read(self.left + 1)
        self.left -= len(content)
        if self.left < 0:
            raise FileRefused(TOO_MUCH, limit=self.limits.unpacked // MEGABYTE)
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
        source = io.BytesIO(content)
        wanted = [f"{{*}}{tag}" for tag in tags]
        for _, element in etree.iterparse(
            source, tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
        ):
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


class _Workbook:
    """What all sheets share: texts, formats, the first day of the calendar."""

    def __init__(self, parts: _Parts, limits: Limits) -> None:
        self.parts = parts
        self.limits = limits
        self.book = parts.root("xl/workbook.xml")
        properties = self.book.find("{*}workbookPr")
        is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.first_day = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
        self.formats, self.struck_styles = _styles(parts.root("xl/styles.xml"))
        self.texts: list[str] = []
        self.struck_texts: set[int] = set()
        for item in parts.elements("xl/sharedStrings.xml", "si"):
            if len(self.texts) >= limits.cells:
                raise FileRefused(TOO_MUCH, limit=limits.unpacked // MEGABYTE)
            if _is_struck(item):
                self.struck_texts.add(len(self.texts))
            self.texts.append(_text(item, limits))

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
            target = targets.get(str(link), "")
            path = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
            if path in self.parts:
                hidden = sheet.get("state", "visible") != "visible"
                found.append((sheet.get("name", ""), path, hidden))
        if len(found) > self.limits.sheets:
            raise FileRefused(TOO_MANY_SHEETS, limit=self.limits.sheets)
        return found

    def sheet(self, name: str, path: str, hidden: bool) -> dict[str, Any]:
        """Return a sheet with its filled rows."""
        reader = _SheetReader(self, name)
        for element in self.parts.elements(path, "row", "mergeCell", "col"):
            if _local(element) == "row":
                reader.add_row(element)
            elif _local(element) == "mergeCell":
                reader.add_merged(element.get("ref", ""))
            elif element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                reader.hidden_columns += range(first, min(last, self.limits.columns) + 1)
        return {
            "name": name,
            "hidden": hidden,
            "rows": reader.rows,
            "merged": reader.merged,
            "unfinished": reader.unfinished,
            "struck": reader.struck,
            "day_not_shown": reader.day_not_shown,
            "hidden_columns": reader.hidden_columns,
            "epoch_1904": self.first_day.year == 1904,
        }


@dataclass
class _SheetReader:
    """Collects the cells of one sheet."""

    book: _Workbook
    name: str
    rows: list[tuple[int, bool, list[Any]]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    unfinished: list[tuple[int, int]] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    day_not_shown: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    last_row: int = 0
    cells: int = 0

    def add_row(self, row: etree._Element) -> None:
        limits = self.book.limits
        number = int(row.get("r") or self.last_row + 1)
        if not self.last_row < number <= _LAST_ROW:
            raise FileRefused(DAMAGED)
        self.last_row = number
        values: list[Any] = []
        column = 0
        for cell in row:
            place = cell.get("r")
            column = _column(place) if place else column + 1
            value = self._value(cell, number, column)
            if value is None:
                continue
            if column > limits.columns:
                raise FileRefused(TOO_FAR, cell=place or f"{number}")
            if column <= len(values):
                raise FileRefused(DAMAGED)
            values += [None] * (column - 1 - len(values))
            values.append(value)
            self.cells += 1
        if not values:
            return
        if len(self.rows) >= limits.rows + HEADINGS:
            raise FileRefused(TOO_MANY_ROWS, sheet=self.name, limit=limits.rows)
        if self.cells > limits.cells:
            raise FileRefused(TOO_LARGE, sheet=self.name)
        self.rows.append((number, row.get("hidden") in ("1", "true"), values))

    def _value(self, cell: etree._Element, row: int, column: int) -> Any:
        """Return the value of a cell as it is shown; None for an empty one."""
        kind = cell.get("t", "n")
        content, has_formula = None, False
        for part in cell:
            tag = _local(part)
            if tag == "v":
                content = part.text or ""
            elif tag == "f":
                has_formula = True
            elif tag == "is":
                content = _text(part, self.book.limits)
                if _is_struck(part):
                    self.struck.append((row, column))
        if has_formula and (content is None or (content == "" and kind != "str")):
            self.unfinished.append((row, column))
            return ""
        if not content:
            return None
        style = int(cell.get("s", "0"))
        if style in self.book.struck_styles:
            self.struck.append((row, column))
        if kind == "s":
            index = int(content)
            if index in self.book.struck_texts:
                self.struck.append((row, column))
            return self.book.texts[index] or None
        if kind in ("str", "inlineStr", "e"):
            if len(content) > self.book.limits.letters:
                raise FileRefused(TOO_LONG, limit=self.book.limits.letters)
            return content
        if kind == "b":
            return content in ("1", "true")
        if kind == "d":
            return _plain_day(datetime.fromisoformat(content.removesuffix("Z")))
        return self._number(content, self.book.formats.get(style, ""), row, column)

    def _number(self, content: str, shown_as: str, row: int, column: int) -> Any:
        number = float(content)
        if not shown_as or number != number or abs(number) > 1e15:
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if shown_as == "percent":
            return f"{number * 100:.10g} %"
        if shown_as.startswith(_UNIT):
            return f"{number:.10g} {shown_as.removeprefix(_UNIT)}"
        if not 0 <= number < 2_958_466:  # The 31st of December 9999.
            return number
        if shown_as == "time" and number < 1:
            seconds = min(round(number * 86_400), 86_399)
            return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
        if shown_as == "time":
            return f"{number * 24:.4g} h"
        day = _moment(number, self.book.first_day)
        if shown_as == "day":
            return _plain_day(day)
        if day.day != 1 or (shown_as == "year" and day.month != 1):
            self.day_not_shown.append((row, column))
        return f"{day.month}/{day.year}" if shown_as == "month" else day.year

    def add_merged(self, area: str) -> None:
        first, _, last = area.partition(":")
        if last and len(self.merged) < self.book.limits.rows:
            a, b = _row(first), _row(last)
            self.merged.append((a, _column(first), b, _column(last)))


def _moment(number: float, first_day: date) -> datetime:
    """Return the day and time of a spreadsheet's number; 1900 had no 29th of February."""
    if first_day.year < 1900 and number < 60:
        number += 1
    midnight = datetime.combine(first_day + timedelta(days=int(number)), time(0))
    return midnight + timedelta(seconds=round(number % 1 * 86_400))


def _plain_day(moment: datetime) -> date | datetime:
    return moment.date() if moment.time() == time(0) else moment


def _local(element: etree._Element) -> str:
    """Return the name of an element without its namespace: there are two for workbooks."""
    return str(element.tag).rpartition("}")[2]


def _text(item: etree._Element, limits: Limits) -> str:
    """Return the text of a shared or inline string without its phonetic reading."""
    if len(item) == 1 and _local(item[0]) == "t":
        text = item[0].text or ""
    else:
        runs = item.iterfind("{*}r/{*}t")
        text = "".join(t.text or "" for t in (*item.iterfind("{*}t"), *runs))
    if len(text) > limits.letters:
        raise FileRefused(TOO_LONG, limit=limits.letters)
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text


def _is_struck(item: etree._Element) -> bool:
    return len(item) > 0 and any(
        mark.get("val", "1") not in ("0", "false")
        for mark in item.iterfind("{*}r/{*}rPr/{*}strike")
    )


def _styles(styles: etree._Element) -> tuple[dict[int, str], frozenset[int]]:
    """Return what each style of cells shows a number as, and the styles struck through."""
    formats = dict(_BUILT_IN)
    for own in styles.iterfind("{*}numFmts/{*}numFmt"):
        formats[int(own.get("numFmtId", "0"))] = shown_as(own.get("formatCode", ""))
    struck_fonts = {
        i
        for i, font in enumerate(styles.iterfind("{*}fonts/{*}font"))
        for mark in font.iterfind("{*}strike")
        if mark.get("val", "1") not in ("0", "false")
    }
    shown, struck = {}, set()
    for i, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        shown[i] = formats.get(int(style.get("numFmtId", "0")), "")
        if int(style.get("fontId", "0")) in struck_fonts:
            struck.add(i)
    return shown, frozenset(struck)


def shown_as(code: str) -> str:
    """Return what a number format shows: day, month, year, time, percent, a unit.

    "" is a plain number.
    """
    code = _SIGN.sub(r'"\1"', code.split(";", maxsplit=1)[0])
    code = _SPACING.sub(lambda found: found[1] or "", code).lower()
    code = _PLUS.sub("", code)
    plain = _AS_IT_IS.sub("", code).replace("general", "")
    if "%" in plain:
        return "percent"
    letters = set(re.sub(r"[^dmyhsb]", "", plain))
    if "d" in letters:
        return "day"
    if "y" in letters or "b" in letters:
        return "month" if "m" in letters else "year"
    if letters & {"h", "s"}:
        return "time"
    if "m" in letters:
        return "month"
    unit = _OF_NUMBERS.sub(" ", code).split()
    if _IN_THOUSANDS.search(plain):
        unit.append("×1000")
    return _UNIT + " ".join(unit) if unit else ""


def _properties(parts: _Parts) -> dict[str, str]:
    """Return the workbook's own named properties."""
    return {
        found.get("name", ""): "".join(str(text) for text in found.itertext())
        for found in parts.root("docProps/custom.xml")
    }


_COLUMNS: dict[str, int] = {}


def _column(place: str) -> int:
    letters = place.rstrip("0123456789").replace("$", "")
    if letters not in _COLUMNS:
        number = 0
        for letter in letters:
            if not "A" <= letter <= "Z":
                raise FileRefused(DAMAGED)
            number = number * 26 + ord(letter) - 64
        _COLUMNS[letters] = number
    return _COLUMNS[letters]


def _row(place: str) -> int:
    return int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$") or 0)
