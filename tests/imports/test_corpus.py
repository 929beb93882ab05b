"""Every file of the corpus gives the expected rows, questions and refusals.

The corpus has files as groups send them, written as tables in TOML, with the answers of a careful
person. A cell in braces is not text: {12}, {2012-03-05}, {true}, {=SUM(F2:F3)}. The line expected
for each row states title, days (and their precision), countries and people, or why the row is not
read: `ask KEY`, `refuse CODE`. With an open question about the file, no row is read.
"""

import datetime
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl.styles import Font

from ifla_metrics.i18n import translate
from ifla_metrics.imports.headers import FIELDS
from ifla_metrics.imports.rows import Verdict
from tests.i18n.words import load
from tests.imports.sample_files import csv_bytes, preview_data, xlsx_bytes

CONSTANTS = {"mapping:kind": "=workshop", "mapping:lifecycle": "=completed"}
"""Answers for fields that no column is mapped to."""
EN = translate("en")
MESSAGES = {message.id for message in load("fr")}
DEFAULTS = ("workshop", "completed", "")


@dataclass
class Case:
    """A file, the answers to its questions, and the line expected for each of its rows."""

    name: str
    table: str
    rows: list[str] = field(default_factory=list)
    answers: dict = field(default_factory=dict)
    more: dict = field(default_factory=dict)
    file: str = "log.csv"
    sheet: str = "Activities"
    encoding: str = "utf-8"
    delimiter: str = ","
    merged: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    formats: dict = field(default_factory=dict)

    @property
    def data(self):
        cells = split_cells(self.table)
        if self.file.endswith(".csv"):
            return csv_bytes(cells, self.encoding, self.delimiter)
        return xlsx_bytes(
            [[cell_value(cell) for cell in row] for row in cells], self._change, self.sheet
        )

    def _change(self, book):
        sheet = book.active
        for area in self.merged:
            sheet.merge_cells(area)
        for cell in self.struck:
            sheet[cell].font = Font(strike=True)
        for row in self.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in self.hidden_columns:
            sheet.column_dimensions[column].hidden = True
        for cell, number_format in self.formats.items():
            sheet[cell].number_format = number_format
        for name, table in self.more.items():
            further_sheet = book.create_sheet(name)
            for row in split_cells(table):
                further_sheet.append([cell_value(cell) for cell in row])


def split_cells(text):
    """Return the cells of a table written in lines, separated by broken bars."""
    return [[cell.strip() for cell in line.split("¦")] for line in text.strip("\n").split("\n")]


def cell_value(cell):
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


def read_case(case):
    preview = preview_data(case.data, case.file, case.answers, EN)
    constants = {q.key: CONSTANTS[q.key] for q in preview.questions if q.key in CONSTANTS}
    if constants:
        preview = preview_data(case.data, case.file, {**constants, **case.answers}, EN)
    return preview, [row for row in preview.rows if row.verdict is not Verdict.SAME]


def line_of(row):
    if row.verdict is not Verdict.ADD:
        if row.verdict is Verdict.ASK:
            return " ".join(["ask", *dict.fromkeys(r.question_key for r in row.reasons)])
        return " ".join(["refuse", *dict.fromkeys(r.code for r in row.reasons)])
    draft = row.draft
    days = str(draft.started_on)
    if draft.ended_on != draft.started_on:
        days += f"/{draft.ended_on}"
    if draft.date_precision != "day":
        days += f" {draft.date_precision}"
    people = ", ".join(participation_text(line) for line in draft.participation)
    parts = [draft.title, days, " ".join(draft.countries) or "-", people or "-"]
    return " ¦ ".join([*parts, *filter(None, [further_values(draft)])])


def further_values(draft):
    words = [draft.kind, draft.lifecycle, draft.mode, *(draft.groups[1:] and draft.groups)]
    words += [claim.outcome for claim in draft.contributions]
    words += [f"{a.direction}:{a.weight}" for a in draft.alignments]
    return " ".join(word for word in [*words, *draft.evidence] if word not in DEFAULTS)


def participation_text(line):
    words = [line.gender, line.mode, line.qualifier]
    stated = [word for word in words if word not in ("not_stated", "exact")]
    return " ".join([*stated, *([] if line.count is None else [str(line.count)])])


CASES = [
    Case(**case)
    for path in sorted((Path(__file__).parent / "corpus").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_file_is_read_as_expected(case):
    preview, rows = read_case(case)
    first_question = [f"ask {question.key}" for question in preview.questions[:1]]
    assert (list(map(line_of, rows)) or first_question) == case.rows

    hidden = {name for name in ("hidden_rows", "hidden_columns") if getattr(case, name)}
    assert {note.code for note in preview.notes if "hidden" in note.code} == hidden
    reasons = [reason for row in preview.rows for reason in row.reasons]
    assert {reason.field for reason in reasons} <= {*FIELDS, ""}
    for item in (*preview.notes, *preview.reasons, *preview.questions, *reasons):
        assert item.message.text in MESSAGES
        assert "{" not in item.message.translate(EN)
    for question in preview.questions:
        # These list headers of the file or codes, which are not translated.
        lists_headers_or_codes = ":" in question.key or question.key == "header_row"
        assert lists_headers_or_codes or {*question.choices.values()} <= MESSAGES
