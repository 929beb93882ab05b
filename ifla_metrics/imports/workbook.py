"""Write the workbook of a group, to be edited offline and uploaded again.

Row 1 is hidden and names the columns (`ifla:activities.title`), row 2 has the titles, and the
entries are below in an Excel table, so that sorting keeps rows together. The columns of ids and
versions are hidden; a very hidden sheet lists the entries. The same entries always give the same
bytes, and no cell is a formula or a link.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from ifla_metrics.errors import n_
from ifla_metrics.exports import data_files
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.code_book import load_code_book
from ifla_metrics.imports.columns import ACTIVITY, PARTICIPATION, SHEET_FORMATS, Column, SheetFormat
from ifla_metrics.imports.entry_rows import CellValue, EntryFormatter, EntryRow
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.versions import AnyVersion
from ifla_metrics.store.write.imports import current_entries
from ifla_metrics.text import escape_formula, printable

GROUP_PROPERTY = "ifla_export"
IDS_SHEET = "_ids"
SPARE = 300
"""Number of empty rows below the last one that have drop-downs, too."""
CODES, INSTRUCTIONS = n_("Codes"), n_("Instructions")
MAX_DROP_DOWN_LENGTH = 255
"""Characters of a drop-down value that Excel compares."""
FIRST_ROW = 2
"""The first row of entries, counted from 0."""

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
OPTIONS = {
    **data_files.XLSX_OPTIONS,
    "default_date_format": "yyyy-mm-dd",
    "default_format_properties": {"valign": "top"},
}
_HEADER = {"bold": True, "text_wrap": True, "bg_color": "#DDE6F0"}
_READ_ONLY = {"bg_color": "#E7E9EC", "font_color": "#5A6672"}
_MULTILINE = ("prose", "links", "partners")
"""Kinds of columns with several lines of text in a cell."""
_NOT_ENFORCED = ("codes", "countries", "weights", "partners", "country")
"""Kinds of columns whose cells may hold more than one value of the list, or other names."""

Entries = Mapping[str, Mapping[str, AnyVersion]]


def write_workbook(connection: Any, group: str, t: Translate, *, framework: str = "") -> bytes:
    """Return the entries of a group, or of all groups (""), as an XLSX file.

    Raises:
        UnknownCode: The group does not exist.
    """
    title = t("All entries of the log")
    if group:
        groups = read_catalogue(connection)
        groups.require_group(group)
        title = t("{label}: {value}", label=group, value=t(groups.groups[group].title))
    entries = current_entries(connection, {group} if group else None)
    formatter = EntryFormatter(load_code_book(connection, framework), t)
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, OPTIONS)
    book.set_properties({**PROPERTIES, "title": printable(title)})
    book.set_custom_property(GROUP_PROPERTY, group or "-", "text")
    _write_instructions(book, t, title)
    writer = WorkbookWriter(book, formatter.drop_downs(SHEET_FORMATS.values()), t)
    for sheet in SHEET_FORMATS.values():
        writer.write(sheet, list(_rows(formatter, sheet, entries)))
    writer.write_codes()
    _write_ids(book, entries)
    book.close()
    return data.getvalue()


def write_csv(
    connection: Any, group: str, sheet: str, t: Translate, *, framework: str = ""
) -> bytes:
    """Return one sheet as CSV (UTF-8 with BOM, commas): machine row, titles, entries.

    Raises:
        UnknownCode: The group does not exist.
    """
    if group:
        read_catalogue(connection).require_group(group)
    sheet_format = SHEET_FORMATS[sheet]
    formatter = EntryFormatter(load_code_book(connection, framework), t)
    entries = current_entries(connection, {group} if group else None)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet_format.machine_row())
    writer.writerow([t(column.title) for column in sheet_format.columns])
    for row in _rows(formatter, sheet_format, entries):
        cells = (row.get(column.key) for column in sheet_format.columns)
        writer.writerow(["" if cell is None else escape_formula(str(cell)) for cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _rows(
    formatter: EntryFormatter, sheet_format: SheetFormat, entries: Entries
) -> Iterator[EntryRow]:
    kind = ACTIVITY if sheet_format.kind == PARTICIPATION else sheet_format.kind
    for version in entries[kind].values():
        yield from formatter.rows(sheet_format, version)


def _write_instructions(book: Any, t: Translate, title: str) -> None:
    sheet = book.add_worksheet(t(INSTRUCTIONS)[:31])
    sheet.set_column(0, 0, 120)
    intro = t("Work offline as long as you like, then send the file back.")
    sheet.write_column(0, 0, map(printable, (title, intro, "", *map(t, STEPS))))


@dataclass
class WorkbookWriter:
    """Writes the sheets of one workbook; `lists` are the values of drop-downs, by list name."""

    book: Any
    lists: Mapping[str, Sequence[str]]
    t: Translate

    def write(self, sheet_format: SheetFormat, rows: Sequence[EntryRow]) -> None:
        """Write a sheet: machine row, titles, entries."""
        sheet = self.book.add_worksheet(self.t(sheet_format.title)[:31])
        columns = sheet_format.columns
        last_row = FIRST_ROW + max(len(rows), 1) - 1
        for number, column in enumerate(columns):
            width = 40 if column.kind in _MULTILINE else 18
            hidden = {"hidden": True} if column.kind in ("id", "version") else {}
            sheet.set_column(number, number, width, self._cell_format(column), hidden)
            if rule := self._validation(column):
                sheet.data_validation(FIRST_ROW, number, last_row + SPARE, number, rule)
        sheet.write_row(0, 0, sheet_format.machine_row())
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_row(1, 32)
        titles = [
            {"header": self._title(column), "header_format": self._cell_format(column, header=True)}
            for column in columns
        ]
        cells = [[_cell(row.get(column.key)) for column in columns] for row in rows]
        table = {"name": f"ifla_{sheet_format.name}", "columns": titles, "data": cells}
        sheet.add_table(1, 0, last_row, len(columns) - 1, {**table, "style": None})
        first_visible = next(i for i, c in enumerate(columns) if c.kind not in ("id", "version"))
        sheet.freeze_panes(FIRST_ROW, first_visible + 1)
        data_files.set_up_printing(sheet, FIRST_ROW - 1, len(columns))

    def write_codes(self) -> None:
        """Write the drop-down values to a hidden sheet: a rule holds only 255 characters."""
        name = self.t(CODES)[:31]
        sheet = self.book.add_worksheet(name)
        quoted = name.replace("'", "''")
        for number, (list_name, values) in enumerate(self.lists.items()):
            cells = (printable(value)[:MAX_DROP_DOWN_LENGTH] for value in values)
            sheet.write_column(0, number, (list_name, *cells))
            column = xl_col_to_name(number)
            area = f"='{quoted}'!${column}$2:${column}${max(2, len(values) + 1)}"
            self.book.define_name(f"list_{list_name}", area)
        sheet.hide()

    def _title(self, column: Column) -> str:
        return printable(self.t(column.title)) + (" *" if column.required else "")

    def _cell_format(self, column: Column, *, header: bool = False) -> Any:
        settings: dict[str, Any] = {**_HEADER} if header else {}
        if not column.editable:
            settings |= _READ_ONLY
        elif column.kind == "day" and not header:
            settings["num_format"] = "yyyy-mm-dd"
        elif column.kind in _MULTILINE:
            settings["text_wrap"] = True
        return self.book.add_format(settings)

    def _validation(self, column: Column) -> dict[str, Any]:
        """Return the hint and drop-down of a cell. Values are checked when the file comes back."""
        if not column.editable:
            return {}
        t = self.t
        rule = {
            "validate": "any",
            "input_title": t(column.title)[:32],
            "input_message": t(column.hint)[:MAX_DROP_DOWN_LENGTH],
            "ignore_blank": True,
        }
        if column.codes not in self.lists:
            return rule
        return {
            **rule,
            "validate": "list",
            "source": f"=list_{column.codes}",
            "show_error": not (column.allows_other or column.kind in _NOT_ENFORCED),
            "error_title": t("Not in the list"),
            "error_message": t("Please choose a value from the list."),
        }


def _cell(value: CellValue) -> CellValue:
    return printable(value)[: data_files.MAX_CELL_LENGTH] if isinstance(value, str) else value


def _write_ids(book: Any, entries: Entries) -> None:
    """List the entries on a very hidden sheet, which shows later which of them are missing."""
    sheet = book.add_worksheet(IDS_SHEET)
    rows = [
        (kind, uid, version.version)
        for kind, versions in entries.items()
        for uid, version in versions.items()
    ]
    for row, cells in enumerate([("kind", "id", "version"), *rows]):
        sheet.write_row(row, 0, cells)
    sheet.very_hidden()
