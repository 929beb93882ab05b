"""Turn a parsed file, our workbook or a foreign table, into drafts, reasons and questions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.answers import questions_of
from ifla_metrics.imports.cells import Context
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.dates import ORDERS, Days, readings_of
from ifla_metrics.imports.headers import fold_header, vocabulary
from ifla_metrics.imports.mapping import Suggestion, suggest
from ifla_metrics.imports.own_workbook import is_ours, read_workbook
from ifla_metrics.imports.read import SheetRow, Table, Value, is_empty
from ifla_metrics.imports.row_reader import MappedSheet, RowReader
from ifla_metrics.imports.rows import (
    Cell,
    Choice,
    Fault,
    Message,
    Question,
    ReadFile,
    Reason,
    Row,
    SheetFound,
)
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.models.drafts import ActivityDraft
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

    Args:
        table: The file as read.
        code_book: The codes that exist.
        answers: What has been answered of a table made elsewhere. What is doubtful in a workbook
            of ours is corrected there.
        group: The group that the rows are for; "" when each row names its own.
        t: The reader's words, for the names of fields and codes in questions.
    """
    if is_ours(table):
        context = Context(code_book, framework=code_book.framework, is_ours=True)
        found = read_workbook(table, context, group=group, t=t)
    else:
        found = _check_table(table, code_book, answers, group, t)
    return replace(found, name=table.name, sha256=table.sha256)


def _check_table(
    table: Table, code_book: CodeBook, answers: Mapping[str, str], group: str, t: Translate
) -> ReadFile:
    suggestion = suggest(table, code_book, answers, t, group=group)
    mapped = suggestion.mapped
    dates = _check_dates(suggestion, answers)
    blocking = [*table.questions, *suggestion.questions, *dates.questions]
    context = Context(
        code_book, answers, code_book.framework, dates.date_order, mapped.sheet.epoch_1904
    )
    reader = RowReader(mapped, context, group, answers.get("swapped") == "yes")
    table_rows = TableRows(reader)
    rows = [row for found in mapped.rows if (row := table_rows.read(found)) is not None]
    rows, doubles = _ask_doubles(rows, answers)
    if blocking:
        rows = [_held_back(row, blocking[0].key) for row in rows]
    asked = questions_of(rows, code_book, t) if not blocking else []
    return ReadFile(
        kind="table",
        sheets=tuple(
            SheetFound(sheet.name, mapped.header_row, len(rows))
            if sheet is mapped.sheet
            else SheetFound(sheet.name, 0, len(sheet.rows))
            for sheet in table.sheets
        ),
        rows=tuple(rows),
        mapping=suggestion.sources,
        unmapped=suggestion.unmapped,
        questions=(*blocking, *asked),
        notes=(*reader.notes, *doubles, *_notes_of_sheet(mapped)),
    )


def _held_back(row: Row, ask: str) -> Row:
    """Return a row that waits for a question about the whole file."""
    message = Message(n_("Please answer the questions about the file first."))
    reason = Reason(Cell(row.sheet, row.row), "open_question", message, ask=ask)
    return Row(row.sheet, row.row, row.kind, given=row.given, reasons=(reason,))


# Dates of the whole file


@dataclass
class _Dates:
    """The order in which dates of three numbers are written, and open questions about days."""

    date_order: str = ""
    questions: list[Question] = field(default_factory=list)


def _check_dates(suggestion: Suggestion, answers: Mapping[str, str]) -> _Dates:
    mapped = suggestion.mapped
    found = _Dates(answers.get("date_order", ""))
    dates = {
        name: [mapped.value(row, name) for row in mapped.rows]
        for name in mapped.columns
        if mapped.fields[name].kind == "day"
    }
    numeric: dict[str, dict[str, Days]] = {}
    for value in dict.fromkeys(v for values in dates.values() for v in values):
        if isinstance(value, str) and (readings := readings_of(value)):
            numeric[value] = readings
    cells = {name: mapped.cell(mapped.header_row, name) for name in dates}
    if numeric and not found.date_order:
        _find_order(found, numeric, (*cells.values(),))
    swapped = [cells[name] for name, values in dates.items() if _looks_swapped(values, numeric)]
    if swapped and "swapped" not in answers:
        message = n_(
            "Some days of this column may have day and month swapped: all real dates are before"
            " the 13th, all others are text. Swap them back?"
        )
        choices = (Choice("yes", n_("Yes, swap them")), Choice("no", n_("No, they are right")))
        question = Question("swapped", Message(message), choices, cells=(swapped[0],))
        found.questions.append(question)
    return found


def _find_order(
    found: _Dates,
    numeric: Mapping[str, Mapping[str, Days]],
    cells: tuple[Cell, ...],
) -> None:
    """Find the one order in which all dates of three numbers can be read; else ask."""
    possible = [o for o in ORDERS if all(o in readings for readings in numeric.values())]
    considered = possible or ORDERS
    open_dates = [
        value
        for value, readings in numeric.items()
        if len({readings[order] for order in considered if order in readings}) > 1
    ]
    if not open_dates:
        found.date_order = possible[0] if possible else ""
        return
    labels = {
        "dmy": n_("Day, month, year"),
        "mdy": n_("Month, day, year"),
        "ymd": n_("Year, month, day"),
    }
    readings = numeric[open_dates[0]]
    differing = {readings[o]: o for o in reversed(considered) if o in readings}
    choices = tuple(Choice(o, labels[o]) for o in considered if o in differing.values())
    message = Message(n_("How are dates such as {example} written?"), {"example": open_dates[0]})
    found.questions.append(Question("date_order", message, choices, cells=cells))


def _looks_swapped(values: list[Value], numeric: Mapping[str, Mapping[str, Days]]) -> bool:
    """Say whether Excel took all dates that it could for month first, and left the others."""
    days = [value for value in values if isinstance(value, date)]
    texts = [value for value in values if isinstance(value, str) and value in numeric]
    if not days or not texts or any(day.day > 12 for day in days):
        return False
    return all("mdy" not in numeric[text] for text in texts)


# Rows together


def _ask_doubles(rows: list[Row], answers: Mapping[str, str]) -> tuple[list[Row], list[Reason]]:
    """Ask about rows with the same title and days: they may be a list of persons.

    Returns:
        The rows, and a note for each one that an answer leaves out.
    """
    answer = answers.get("doubles", "")
    keys = [_double_key(row) for row in rows]
    counts = Counter(key for key in keys if key is not None)
    if answer == "keep" or max(counts.values(), default=0) < 2:
        return rows, []
    seen: set[Any] = set()
    found: list[Row] = []
    notes: list[Reason] = []
    for row, key in zip(rows, keys, strict=True):
        is_first = key not in seen
        seen.add(key)
        if key is None or counts[key] < 2 or (answer == "first" and is_first):
            found.append(row)
            continue
        text = n_("{n} rows have this title and these days.")
        message, place = Message(text, {"n": counts[key]}), Cell(row.sheet, row.row)
        if answer == "first":
            notes.append(Reason(place, "left_out", message))
        else:
            reason = Reason(place, "double", message, "title", ask="doubles")
            found.append(Row(row.sheet, row.row, row.kind, given=row.given, reasons=(reason,)))
    return found, notes


def _double_key(row: Row) -> tuple[Any, ...] | None:
    draft = row.draft
    if not isinstance(draft, ActivityDraft):
        return None
    return (folded(draft.title), draft.started_on, draft.ended_on, draft.groups)


# Notes


def _notes_of_sheet(mapped: MappedSheet) -> list[Reason]:
    """Return what is worth telling about the sheet as a whole."""
    sheet = mapped.sheet
    notes = [Reason(Cell(sheet.name), "note", message) for message in sheet.notes]
    hidden = sum(1 for row in mapped.rows if row.hidden)
    if hidden:
        message = Message(n_("Hidden rows of the file are read too: {n}."), {"n": hidden})
        notes.append(Reason(Cell(sheet.name), "hidden_rows", message))
    for name, column in mapped.columns.items():
        if column in sheet.hidden_columns:
            message = Message(n_("The column is hidden in the file; it is read too."))
            cell = mapped.cell(mapped.header_row, name)
            notes.append(Reason(cell, "hidden_column", message, name))
        if any(place[1] == column for place in sheet.day_not_shown):
            message = Message(
                n_("The file shows only the month of some days here: they are kept as months.")
            )
            cell = mapped.cell(mapped.header_row, name)
            notes.append(Reason(cell, "day_not_shown", message, name))
    return notes


_MARKS = {
    "struck": n_("The text is struck through."),
    "totals": n_("This row looks like a total or an average, not an activity."),
    "examples": n_("This row looks like an example of how to fill in the form."),
    "cancelled": n_("The text says that the activity was cancelled or postponed."),
}
"""Why a row may be none of an activity, by the key of the question about such rows."""


class TableRows:
    """Reads the rows of a table made elsewhere, and asks about those that may be no activity."""

    def __init__(self, reader: RowReader) -> None:
        self.reader = reader
        self.mapped = reader.mapped
        self.answers = reader.context.answers
        self.width = max((n for n, header in self.mapped.headers.items() if header), default=0)
        self.merged = self._merged_downwards()
        self.is_another_table = False

    def read(self, row: SheetRow) -> Row | None:
        """Return a row; None for an empty one and for one left out."""
        values = self.reader.values(row) | self.merged.get(row.number, {})
        columns = self.mapped.columns
        if columns and all(is_empty(values[key]) for key in columns):
            return None
        marks = self._marks(row, values)
        for key in marks:
            if self.answers.get(key) == "leave_out":
                self._note(row, "left_out", _MARKS[key])
                return None
        reasons = self._reasons(row, values, marks)
        parsed: dict[str, Any] = {}
        if not reasons:
            parsed, reasons = self.reader.parse(row, values)
        if not reasons and (name := self._says_cancelled(parsed)):
            answer = self.answers.get("cancelled", "")
            if answer in (Lifecycle.CANCELLED.value, Lifecycle.SUSPENDED.value):
                parsed["lifecycle"] = answer
            elif answer != "take":
                fault = Fault("cancelled", _MARKS["cancelled"], ask="cancelled")
                reasons = [self.reader.reason(row, name, fault)]
        return self.reader.row(row, parsed, reasons)

    def _merged_downwards(self) -> dict[int, dict[str, Value]]:
        """Return the cells that are merged downwards by row: their value holds for each of them."""
        found: dict[int, dict[str, Value]] = {}
        rows = {row.number: row for row in self.mapped.rows}
        numbers = sorted(rows)
        for top, first, bottom, last in self.mapped.sheet.merged:
            if top not in rows or bottom <= top:
                continue
            covered = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
            for name, column in self.mapped.columns.items():
                if not first <= column <= last or name in found.get(top, {}):
                    continue
                values = rows[top].values
                for number in covered:
                    merged = values[first - 1] if first <= len(values) else None
                    found.setdefault(number, {})[name] = merged
        return found

    def _marks(self, row: SheetRow, values: Mapping[str, Value]) -> list[str]:
        """Return why a row may be none of an activity: the keys of the questions about it."""
        title = values.get("title")
        words = fold_header(title) if isinstance(title, str) else ""
        found = ["struck"] if self._struck(row) else []
        found += ["totals"] if _is_like_total(words) else []
        return found + (["examples"] if re.match(_pattern("examples"), words) else [])

    def _struck(self, row: SheetRow) -> list[str]:
        struck = self.mapped.sheet.struck
        return [f for f, column in self.mapped.columns.items() if (row.number, column) in struck]

    def _reasons(
        self, row: SheetRow, values: Mapping[str, Value], marks: list[str]
    ) -> list[Reason]:
        """Return why a row is none of an activity, or does not stand under its headers."""
        title = values.get("title")
        if isinstance(title, str) and _is_total(title):
            return [self.reader.reason(row, "title", Fault("total", _MARKS["totals"]), title)]
        self.is_another_table = self.is_another_table or self._names_columns(row, values)
        if self.is_another_table:
            message = n_("Another table begins here or above; put it on a sheet of its own.")
            return [self.reader.reason(row, "", Fault("another_table", message))]
        if self.mapped.sheet.is_text and len(row.values) > self.width:
            message = n_("The row has more cells than there are headers: its cells may be shifted.")
            return [self.reader.reason(row, "", Fault("too_many_cells", message))]
        found = []
        for key in marks:
            if self.answers.get(key) != "take":
                names = self._struck(row) if key == "struck" else ["title"]
                fault = Fault(key, _MARKS[key], ask=key)
                found += [self.reader.reason(row, name, fault, values[name]) for name in names]
        for name in self.merged.get(row.number, {}):
            if self.mapped.fields[name].kind == "count":
                message = n_("This number is one for several rows: the cells are merged.")
                fault = Fault("merged_count", message)
                found.append(self.reader.reason(row, name, fault, values[name]))
        return found

    def _names_columns(self, row: SheetRow, values: Mapping[str, Value]) -> bool:
        """Say whether a row is the header of another table below the first: it has no day."""
        day, column = values.get("started_on"), self.mapped.fields["started_on"]
        if not is_empty(day):
            _, fault = self.reader.parse_once(column, day, self.reader.context)
            if fault is None:
                return False
        names = {fold_header(value) for value in row.values if isinstance(value, str)}
        return sum(1 for listed in vocabulary().names.values() if listed & names) >= 3

    def _says_cancelled(self, parsed: Mapping[str, Any]) -> str:
        """Return the field by whose words an activity that is called completed was cancelled."""
        if parsed.get("lifecycle") != Lifecycle.COMPLETED.value:
            return ""
        pattern = _pattern("cancelled")
        if pattern.search(folded(parsed.get("title", ""))):
            return "title"
        return "note" if pattern.match(folded(parsed.get("note", ""))) else ""

    def _note(self, row: SheetRow, code: str, text: str) -> None:
        self.reader.notes.append(Reason(self.mapped.cell(row.number), code, Message(text)))


@lru_cache(maxsize=8)
def _pattern(name: str) -> re.Pattern[str]:
    """Return a pattern for the words of a list; Chinese ones may stand within others."""
    words = sorted(vocabulary().lists[name], key=len, reverse=True)
    spaced = [re.escape(word) for word in words if word[0] < "\u3000"]
    others = [re.escape(word) for word in words if word[0] >= "\u3000"]
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(spaced)})(?![^\W\d_])|{'|'.join(others)}")


def _is_total(title: str) -> bool:
    """Say whether a title is nothing but the name of a sum: “Total”, “T O T A L”, “Итого 2012:”."""
    letters = re.sub(r"[\W\d_]+", "", folded(title))
    return letters in {word.replace(" ", "") for word in vocabulary().lists["totals"]}


def _is_like_total(words: str) -> bool:
    """Say whether a title begins or ends with the name of a sum: “Kenya total”."""
    found = _pattern("totals").search(words)
    return found is not None and (found.start() == 0 or words.endswith(found[0]))
