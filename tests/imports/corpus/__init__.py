"""Files as groups send them: made here from tables in TOML, with a careful person's answers.

A cell in braces is no text: {12}, {2012-03-05}, {true}, {=SUM(F2:F3)}. Of each row of the file the
expected line says title, days (and how exactly they are known), countries and people, or why it is
not taken: `ask KEY`, `refuse CODE`.
"""

import datetime
import functools
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.styles import Font

from tests.imports.making import csv_bytes, workbook

FOLDER = Path(__file__).parent
CONSTANTS = {"mapping:kind": "=workshop", "mapping:lifecycle": "=completed"}
"""What a person chooses for all rows where no column says it."""


@dataclass(frozen=True)
class Case:
    """A file, what is answered about it, and the line expected for each of its rows."""

    name: str
    table: str
    rows: tuple[str, ...] = ()
    answers: dict = field(default_factory=dict)
    more: dict = field(default_factory=dict)
    file: str = "log.csv"
    sheet: str = "Activities"
    encoding: str = "utf-8"
    delimiter: str = ","
    merged: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    formats: dict = field(default_factory=dict)

    @functools.cached_property
    def data(self):
        cells = table_of(self.table)
        if self.file.endswith(".csv"):
            return csv_bytes(cells, self.encoding, self.delimiter)
        return workbook(
            [[value_of(cell) for cell in row] for row in cells], self._change, self.sheet
        )

    def _change(self, book):
        sheet = book.active
        for area in self.merged:
            sheet.merge_cells(area)
        for cell in self.struck:
            sheet[cell].font = Font(strike=True)
        for row in self.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for cell, shown in self.formats.items():
            sheet[cell].number_format = shown
        for name, table in self.more.items():
            page = book.create_sheet(name)
            for row in table_of(table):
                page.append([value_of(cell) for cell in row])


def table_of(text):
    """The cells of a table written in lines, with a broken bar between two."""
    return [[cell.strip() for cell in line.split("¦")] for line in text.strip("\n").split("\n")]


def value_of(cell):
    if not re.fullmatch(r"\{.*\}", cell):
        return cell or None
    text = cell[1:-1]
    if text == "true":
        return True
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.date.fromisoformat(text)
    if text.startswith("="):
        return text
    return float(text) if re.search(r"[.e]", text) else int(text)


def cases():
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            lists = {k: tuple(v) for k, v in case.items() if isinstance(v, list)}
            found.append(Case(**{**case, **lists}))
    return found
