"""Turn a parsed file, our workbook or a foreign table, into drafts, reasons and questions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.answers import questions_of
from ifla_metrics.imports.cells import Context
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.dates import ORDERS, Days, readings_of
from ifla_metrics.imports.headers import WORD_LISTS, fold_header
from ifla_metrics.imports.mapping import suggest
from ifla_metrics.imports.own_workbook import is_ours, read_workbook
from ifla_metrics.imports.read import SheetRow, Table, Value, is_empty
from ifla_metrics.imports.row_reader import MappedSheet, Parsed, RowReader
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
    reader = RowReader(mapped, context, group)
    rows = [row for one in mapped.rows if (row := _read_row(reader, one)) is not None]
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
        notes=(*reader.notes, *_hidden_rows(mapped)),
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


# Rows


def _hidden_rows(mapped: MappedSheet) -> list[Reason]:
    """Return a note on the hidden rows of a sheet, where it has any."""
    hidden = sum(1 for row in mapped.rows if row.hidden)
    message = Message(n_("Hidden rows of the file are read too: {n}."), {"n": hidden})
    return [Reason(Cell(mapped.sheet.name), "hidden_rows", message)] if hidden else []


_MARKS = {
    "struck": n_("The text is struck through."),
    "totals": n_("This row looks like a total or an average, not an activity."),
    "cancelled": n_("The text says that the activity was cancelled or postponed."),
}
"""Why a row may be none of an activity, by the key of the question about such rows."""


def _read_row(reader: RowReader, row: SheetRow) -> Row | None:
    """Return a row of a table made elsewhere; None for an empty one and for one left out."""
    mapped, answers = reader.mapped, reader.context.answers
    if mapped.columns and all(is_empty(mapped.value(row, key)) for key in mapped.columns):
        return None
    parsed, reasons = reader.parse(row)
    mark = _mark_of(row, parsed, mapped)
    if mark and answers.get(mark) == "leave_out":
        return None
    if mark and answers.get(mark) != "take":
        reasons.insert(0, reader.reason(row, "title", Fault(mark, _MARKS[mark], ask=mark)))
    width = max((number for number, header in mapped.headers.items() if header), default=0)
    if mapped.sheet.is_text and len(row.values) > width:
        text = n_("The row has more cells than there are headers: its cells may be shifted.")
        reasons.insert(0, reader.reason(row, "", Fault("too_many_cells", text)))
    return reader.row(row, parsed, reasons)


def _mark_of(row: SheetRow, parsed: Parsed, mapped: MappedSheet) -> str:
    """Return why a row may be none of an activity; "" where nothing says so."""
    if any((row.number, column) in mapped.sheet.struck for column in mapped.columns.values()):
        return "struck"
    title = f" {fold_header(parsed.get('title', ''))} "
    for word in WORD_LISTS["totals"]:
        if title.startswith(f" {word} ") or title.endswith(f" {word} "):
            return "totals"
    is_done = parsed.get("lifecycle") == Lifecycle.COMPLETED
    says_otherwise = any(f" {word} " in title for word in WORD_LISTS["cancelled"])
    return "cancelled" if is_done and says_otherwise else ""
