"""Turn a parsed file, our workbook or a foreign table, into drafts, reasons and questions."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.answers import questions_of
from ifla_metrics.imports.cells import Context
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.dates import ORDERS, Days, readings_of
from ifla_metrics.imports.headers import NAMES, WORD_LISTS, fold_header
from ifla_metrics.imports.mapping import suggest
from ifla_metrics.imports.own_workbook import is_ours, read_workbook
from ifla_metrics.imports.read import SheetRow, Table, Value, is_empty, shown
from ifla_metrics.imports.row_reader import MappedSheet, RowReader
from ifla_metrics.imports.rows import (
    Cell,
    Fault,
    Message,
    Question,
    ReadFile,
    Reason,
    Row,
    SheetFound,
)
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.text import folded


def check_file(
    table: Table,
    code_book: CodeBook,
    answers: Mapping[str, str],
    *,
    group: str,
    t: Translate,
) -> ReadFile:
    """Return what a file says, as drafts where nothing is wrong or open.

    `answers` are of a table made elsewhere: what is doubtful in a workbook of ours is corrected
    there, but for its encoding. Without a `group` each row names its own.
    """
    if is_ours(table):
        context = Context(code_book, framework=code_book.framework, is_ours=True)
        found = read_workbook(table, context, group=group, t=t)
        if table.questions:
            rows = tuple(_held_back(row, table.questions[0].key) for row in found.rows)
            found = replace(found, rows=rows, questions=table.questions)
    else:
        found = _check_table(table, code_book, answers, group, t)
    return replace(found, name=table.name, sha256=table.sha256)


def _check_table(
    table: Table, code_book: CodeBook, answers: Mapping[str, str], group: str, t: Translate
) -> ReadFile:
    mapped, found = suggest(table, code_book, answers, t, group=group)
    date_order, asked = _check_dates(mapped, answers)
    blocking = [*table.questions, *found.questions, *asked]
    context = Context(code_book, answers, code_book.framework, date_order)
    reader = TableReader(mapped, context, group)
    rows = [row for one in mapped.rows if (row := reader.read(one)) is not None]
    if blocking:
        rows = [_held_back(row, blocking[0].key) for row in rows]
    else:
        blocking = questions_of(rows, code_book, t)
    return replace(
        found,
        sheets=tuple(
            SheetFound(sheet.name, mapped.header_row, len(rows))
            if sheet is mapped.sheet
            else SheetFound(sheet.name, 0, len(sheet.rows))
            for sheet in table.sheets
        ),
        rows=tuple(rows),
        questions=tuple(blocking),
        notes=(*reader.notes, *_notes_of_sheet(mapped)),
    )


def _held_back(row: Row, ask: str) -> Row:
    """Return a row that waits for a question about the whole file."""
    message = Message(n_("Please answer the questions about the file first."))
    reason = Reason(Cell(row.sheet, row.row), "open_question", message, ask=ask)
    return Row(row.sheet, row.row, row.kind, reasons=(reason,))


# Dates of the whole file


def _check_dates(mapped: MappedSheet, answers: Mapping[str, str]) -> tuple[str, list[Question]]:
    """Return the order in which dates of three numbers are written, and questions about days."""
    dates = [
        [mapped.value(row, name) for row in mapped.rows]
        for name in mapped.columns
        if mapped.form.by_key[name].kind == "day"
    ]
    typed = dict.fromkeys(value for values in dates for value in values)
    numeric = {value: found for value in typed if (found := readings_of(value))}
    order = answers.get("date_order", "")
    questions: list[Question] = []
    if numeric and not order:
        order, questions = _find_order(numeric)
    if "swapped" not in answers and any(_looks_swapped(values, numeric) for values in dates):
        message = n_(
            "Some days of this column may have day and month swapped: all real dates are before"
            " the 13th, all others are text. Swap them back?"
        )
        choices = {"yes": n_("Yes, swap them"), "no": n_("No, they are right")}
        questions.append(Question("swapped", Message(message), choices))
    return order, questions


_ORDERS = {
    "dmy": n_("Day, month, year"),
    "mdy": n_("Month, day, year"),
}


def _find_order(
    numeric: Mapping[Value, Mapping[str, Days]],
) -> tuple[str, list[Question]]:
    """Return the one order in which all dates of three numbers can be read, or a question."""
    possible = [o for o in ORDERS if all(o in readings for readings in numeric.values())]
    unclear = [value for value, readings in numeric.items() if len(set(readings.values())) > 1]
    if len(possible) == 1 or not unclear:
        return next(iter(possible), ""), []
    message = Message(n_("How are dates such as {example} written?"), {"example": unclear[0]})
    return "", [Question("date_order", message, _ORDERS)]


def _looks_swapped(values: list[Value], numeric: Mapping[Value, Mapping[str, Days]]) -> bool:
    """Say whether Excel took all dates that it could for month first, and left the others."""
    days = [value for value in values if isinstance(value, date)]
    texts = [value for value in values if value in numeric]
    if not days or not texts or any(day.day > 12 for day in days):
        return False
    return all("mdy" not in numeric[text] for text in texts)


# Notes


def _notes_of_sheet(mapped: MappedSheet) -> list[Reason]:
    """Return what is worth telling about the sheet as a whole."""
    sheet = mapped.sheet
    notes: list[Reason] = []
    hidden = sum(1 for row in mapped.rows if row.hidden)
    if hidden:
        message = Message(n_("Hidden rows of the file are read too: {n}."), {"n": hidden})
        notes.append(Reason(Cell(sheet.name), "hidden_rows", message))
    return notes


# Rows that may be no activity

_MARKS = {
    "struck": n_("The text is struck through."),
    "totals": n_("This row looks like a total, an average or an example, not an activity."),
    "cancelled": n_("The text says that the activity was cancelled or postponed."),
}
"""Why a row may be none of an activity, by the key of the question about such rows."""
_LEAST_NAMES = 3
"""Names of fields that make a row the header of another table."""


class TableReader(RowReader):
    """Reads the rows of a table made elsewhere, and asks about those that may be no activity."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.width = max((n for n, header in self.mapped.headers.items() if header), default=0)
        self.merged = self._merged_downwards()
        self.is_another_table = False

    def read(self, row: SheetRow) -> Row | None:
        """Return a row; None for an empty one and for one left out."""
        merged = self.merged.get(row.number, {})
        values = self.values(row) | merged
        if self.mapped.columns and all(is_empty(values[key]) for key in self.mapped.columns):
            return None
        parsed, reasons = self.parse(row, values)
        marks, answers = self._marks(row, values, parsed), self.context.answers
        for key in marks:
            if answers.get(key) == "leave_out":
                cell = self.mapped.cell(row.number)
                self.notes.append(Reason(cell, "left_out", Message(_MARKS[key])))
                return None
        if fault := self._fault_of_row(row, values, parsed):
            reasons = [self.reason(row, fault.field, fault)]
        elif asked := [key for key in marks if answers.get(key) != "take"]:
            reasons = [
                self.reason(row, marks[key], Fault(key, _MARKS[key], ask=key)) for key in asked
            ]
        text = n_("This number is one for several rows: the cells are merged.")
        reasons += [
            self.reason(row, name, Fault("merged_count", text), value)
            for name, value in merged.items()
            if self.fields[name].kind == "count"
        ]
        return self.row(row, parsed, reasons)

    def _merged_downwards(self) -> dict[int, dict[str, Value]]:
        """Return the cells that are merged downwards by row: their value holds for each of them."""
        found: dict[int, dict[str, Value]] = {}
        rows = {row.number: row for row in self.mapped.rows}
        numbers = sorted(rows)
        for top, first, bottom, last in self.mapped.sheet.merged:
            if top not in rows or bottom <= top:
                continue
            for name, column in self.mapped.columns.items():
                if not first <= column <= last or name in found.get(top, {}):
                    continue
                values = rows[top].values
                value = values[first - 1] if first <= len(values) else None
                for number in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
                    found.setdefault(number, {})[name] = value
        return found

    def _marks(
        self, row: SheetRow, values: Mapping[str, Value], parsed: Mapping[str, Any]
    ) -> dict[str, str]:
        """Return why a row may be none of an activity, each with the field that says so."""
        found = {}
        for name, column in self.mapped.columns.items():
            if (row.number, column) in self.mapped.sheet.struck:
                found["struck"] = name
        title = fold_header(shown(values.get("title")))
        total = _pattern("totals").search(title)
        is_total = total and (total.start() == 0 or total.end() == len(title))
        if is_total or _pattern("examples").match(title):
            found["totals"] = "title"
        if parsed.get("lifecycle") == Lifecycle.COMPLETED.value:
            pattern = _pattern("cancelled")
            if pattern.search(folded(parsed.get("title", ""))):
                found["cancelled"] = "title"
            elif pattern.match(folded(parsed.get("note", ""))):
                found["cancelled"] = "note"
        return found

    def _fault_of_row(
        self, row: SheetRow, values: Mapping[str, Value], parsed: Mapping[str, Any]
    ) -> Fault | None:
        """Return why a row is none of an activity, or does not stand under its headers."""
        title = re.sub(r"[\W\d_]+", "", folded(shown(values.get("title"))))
        if title in {word.replace(" ", "") for word in WORD_LISTS["totals"]}:
            return Fault("total", _MARKS["totals"], field="title")  # “T O T A L”, “Итого 2012:”
        if not self.is_another_table and "started_on" not in parsed:
            names = {fold_header(value) for value in row.values if isinstance(value, str)}
            named = [listed for listed in NAMES.values() if listed & names]
            self.is_another_table = len(named) >= _LEAST_NAMES
        if self.is_another_table:
            text = n_("Another table begins here or above; put it on a sheet of its own.")
            return Fault("another_table", text)
        if self.mapped.sheet.is_text and len(row.values) > self.width:
            text = n_("The row has more cells than there are headers: its cells may be shifted.")
            return Fault("too_many_cells", text)
        return None


@lru_cache(maxsize=8)
def _pattern(name: str) -> re.Pattern[str]:
    """Return a pattern for the words of a list; Chinese ones may stand within others."""
    words = sorted(WORD_LISTS[name], key=len, reverse=True)
    spaced = [re.escape(word) for word in words if word[0] < "\u3000"]
    others = [re.escape(word) for word in words if word[0] >= "\u3000"]
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(spaced)})(?![^\W\d_])|{'|'.join(others)}")
