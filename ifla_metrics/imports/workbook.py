"""A group's own workbook: filled, with drop-downs, to be edited offline and returned.

Row 1 is hidden and names the columns for the machine (`ifla:activities.title`), row 2 has the
titles, the entries stand below in an Excel table, so that sorting keeps rows whole. Id and version
are hidden columns; a very hidden sheet lists the entries that were written. The same content
always gives the same bytes, and no cell is a formula or a link.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.exports import data_files
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.code_book import load_code_book
from ifla_metrics.imports.columns import ACTIVITY, FORMATS, PARTICIPATION, Column, SheetFormat
from ifla_metrics.imports.lines import Line, LineWriter, Written
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.imports import owned
from ifla_metrics.store.versions import AnyVersion
from ifla_metrics.text import escape_formula, printable

GROUP_PROPERTY = "ifla_export"
IDS = "_ids"
SPARE = 300
"""Empty rows below the last one in which drop-downs work."""
CODES, INSTRUCTIONS = n_("Codes"), n_("Instructions")
LIST_LETTERS = 255
"""Letters of an entry of a drop-down that Excel compares."""
FIRST_ROW = 2
"""The first row of entries, from 0."""

STEPS = (
    n_(
        "1. Each row is one entry. Edit the cells that have changed; add new entries below the "
        "last one."
    ),
    n_(
        "2. Sort, filter and hide as you like. A copied row is not a new entry: start with an "
        "empty row."
    ),
    n_("3. To withdraw an entry, choose “yes” in “Withdraw”. A deleted row stays in the log."),
    n_("4. Cells with a list offer its values. Separate several values with semicolons."),
    n_("5. Leave a number of people empty if you do not know it; 0 means that nobody came."),
    n_("6. Upload the file on the page “Workbook”. You see every change before it is saved."),
)

PROPERTIES = {"created": datetime(2010, 1, 1, tzinfo=UTC)}
OPTIONS = {**data_files.XLSX_OPTIONS, "default_date_format": "yyyy-mm-dd"}
FONT, INK, SOFT, LINE = "Calibri", "#1C2733", "#5A6672", "#C9CFD6"
PLAIN = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top"}
HEADER = {"bold": True, "text_wrap": True, "bottom": 1, "bottom_color": LINE, "bg_color": "#DDE6F0"}
_READ_ONLY = {"bg_color": "#E7E9EC", "font_color": SOFT}
_NEEDED = {"bg_color": "#C7D8EB"}
_OF_LINES = ("prose", "links", "partners")
"""Kinds of columns whose texts stand on several lines."""
_MANY = ("codes", "countries", "weights", "partners", "country")
"""Kinds of columns whose list helps and does not forbid: several values, or other names."""

Entries = Mapping[str, Mapping[str, AnyVersion]]


def write_workbook(connection: Any, group: str, t: Translate, *, framework: str = "") -> bytes:
    """Return the XLSX of a group with everything it owns; "" is everybody's.

    Raises:
        UnknownCode: There is no such group.
    """
    known = catalogue(connection)
    if group:
        known.require_group(group)
    code_book = load_code_book(connection, framework)
    entries = owned(connection, {group} if group else None)
    lines = LineWriter(code_book, t)
    title = t("All entries of the log")
    if group:
        title = t("{code}: {group}", code=group, group=t(known.groups[group].title))
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, OPTIONS)
    book.set_properties({**PROPERTIES, "title": printable(title)})
    book.set_custom_property(GROUP_PROPERTY, group or "-", "text")
    _write_instructions(book, t, title)
    writer = WorkbookWriter(book, lines.offered(FORMATS.values()), t)
    for sheet in FORMATS.values():
        writer.write(sheet, list(_lines(lines, sheet, entries)))
    writer.write_codes()
    _write_ids(book, entries)
    book.close()
    return data.getvalue()


def write_csv(
    connection: Any, group: str, sheet: str, t: Translate, *, framework: str = ""
) -> bytes:
    """Return one sheet as CSV (UTF-8 with its mark, commas): the machine row, titles, codes.

    Only the origin of an entry is a word: it marks each row that is invented.

    Raises:
        UnknownCode: There is no such sheet or group.
    """
    if sheet not in FORMATS:
        raise UnknownCode(n_("sheet"), sheet, FORMATS)
    if group:
        catalogue(connection).require_group(group)
    code_book = load_code_book(connection, framework)
    form, lines = FORMATS[sheet], LineWriter(code_book, t, in_words=False)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(form.machine_row())
    writer.writerow([t(column.title) for column in form.columns])
    for line in _lines(lines, form, owned(connection, {group} if group else None)):
        cells = (line.get(column.key) for column in form.columns)
        writer.writerow(["" if cell is None else escape_formula(str(cell)) for cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _lines(lines: LineWriter, sheet: SheetFormat, entries: Entries) -> Iterator[Line]:
    """Yield the rows of a sheet."""
    kind = ACTIVITY if sheet.record == PARTICIPATION else sheet.record
    for one in entries[kind].values():
        yield from lines.lines(sheet, one.uid, one.version, one.draft)


def _write_instructions(book: Any, t: Translate, title: str) -> None:
    sheet = book.add_worksheet(t(INSTRUCTIONS)[:31])
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 120)
    plain = book.add_format(PLAIN)
    rows = [
        (book.add_format({**PLAIN, "bold": True, "font_size": 16}), title),
        (plain, t("Work offline as long as you like, then send the file back.")),
        (plain, ""),
        *((plain, t(step)) for step in STEPS),
    ]
    for row, (look, words) in enumerate(rows):
        sheet.write_string(row, 0, printable(words), look)


@dataclass
class WorkbookWriter:
    """Writes the sheets of one workbook; `lists` are what drop-downs offer, by name."""

    book: Any
    lists: Mapping[str, Sequence[str]]
    t: Translate

    def write(self, form: SheetFormat, lines: Sequence[Line]) -> None:
        """Write a sheet: machine row, titles, entries."""
        sheet = self.book.add_worksheet(self.t(form.title)[:31])
        last = FIRST_ROW + max(len(lines), 1) - 1
        looks = [self._look(column) for column in form.columns]
        for place, (column, cell) in enumerate(zip(form.columns, form.machine_row(), strict=True)):
            width = 40 if column.kind in _OF_LINES else 18
            hidden = {"hidden": True} if column.kind in ("id", "version") else {}
            sheet.set_column(place, place, width, looks[place], hidden)
            sheet.write_string(0, place, cell)
            if rule := self._rule(column):
                sheet.data_validation(FIRST_ROW, place, last + SPARE, place, rule)
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_row(1, 32)
        titles = [
            {"header": self._title(column), "header_format": self._look(column, header=True)}
            for column in form.columns
        ]
        sheet.add_table(
            1,
            0,
            last,
            len(titles) - 1,
            {"name": f"ifla_{form.name}", "columns": titles, "style": None},
        )
        for row, line in enumerate(lines, start=FIRST_ROW):
            for place, column in enumerate(form.columns):
                _write(sheet, row, place, line.get(column.key), looks[place])
        named = next(i for i, c in enumerate(form.columns) if c.kind not in ("id", "version"))
        sheet.freeze_panes(FIRST_ROW, named + 1)

    def write_codes(self) -> None:
        """Write what drop-downs offer to a hidden sheet: a list inside a rule is cut at 255."""
        name = self.t(CODES)[:31]
        sheet = self.book.add_worksheet(name)
        quoted = name.replace("'", "''")
        for place, (listed, values) in enumerate(self.lists.items()):
            sheet.write_string(0, place, listed)
            for row, value in enumerate(values, start=1):
                sheet.write_string(row, place, printable(value)[:LIST_LETTERS])
            column = xl_col_to_name(place)
            area = f"='{quoted}'!${column}$2:${column}${max(2, len(values) + 1)}"
            self.book.define_name(f"list_{listed}", area)
        sheet.hide()

    def _title(self, column: Column) -> str:
        return printable(self.t(column.title)) + (" *" if column.required else "")

    def _look(self, column: Column, *, header: bool = False) -> Any:
        settings: dict[str, Any] = {**PLAIN, **(HEADER if header else {})}
        if not column.editable:
            settings |= _READ_ONLY
        elif header and column.required:
            settings |= _NEEDED
        elif column.kind == "day" and not header:
            settings["num_format"] = "yyyy-mm-dd"
        elif column.kind in _OF_LINES:
            settings["text_wrap"] = True
        return self.book.add_format(settings)

    def _rule(self, column: Column) -> dict[str, Any]:
        """Return what a cell offers; what is typed is checked when the file comes back."""
        if not column.editable:
            return {}
        t = self.t
        rule = {
            "validate": "any",
            "input_title": t(column.title)[:32],
            "input_message": t(column.hint)[:LIST_LETTERS],
            "ignore_blank": True,
        }
        if column.codes not in self.lists:
            return rule
        return {
            **rule,
            "validate": "list",
            "source": f"=list_{column.codes}",
            "show_error": not (column.open or column.kind in _MANY),
            "error_title": t("Not in the list"),
            "error_message": t("Please choose a value of the list."),
        }


def _write(sheet: Any, row: int, place: int, value: Written, look: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, place, printable(value)[: data_files.MAX_CELL_LENGTH], look)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, look)
    else:
        sheet.write_number(row, place, value, look)


def _write_ids(book: Any, entries: Entries) -> None:
    """List the entries of the file on a very hidden sheet: those that do not return are named."""
    sheet = book.add_worksheet(IDS)
    rows = [
        (kind, uid, one.version) for kind, found in entries.items() for uid, one in found.items()
    ]
    for row, cells in enumerate([("kind", "id", "version"), *rows]):
        sheet.write_row(row, 0, cells)
    sheet.very_hidden()
