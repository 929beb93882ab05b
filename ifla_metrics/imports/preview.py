"""A file from its cells to a preview, and what leaves of it: JSON, a marked copy, the write."""

import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from ifla_metrics.access import Actor
from ifla_metrics.errors import Message, Refused, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.answers import kept_answers, questions_of
from ifla_metrics.imports.cells import Context
from ifla_metrics.imports.code_book import CodeBook, load_code_book
from ifla_metrics.imports.compare import Compared, Preview, Verdict, compare
from ifla_metrics.imports.other_table import read_table
from ifla_metrics.imports.own_workbook import is_ours, read_workbook
from ifla_metrics.imports.read import MARKING, FileRefused, Table, run_limited
from ifla_metrics.imports.rows import Cell, Question, ReadFile, Reason, Row
from ifla_metrics.store.imports import Applied, apply_import, kept_mappings
from ifla_metrics.text import printable

OPEN_QUESTION = "open_question"
"""The code of a row that waits for a question about the whole file."""
STEPS = (
    n_("Reading the file"),
    n_("Checking the rows and comparing them with the log"),
)
"""What is done with a file, for the reader who waits."""
VERDICTS = {
    "taken": n_("All rows can be taken."),
    "partly": n_("The valid rows can be taken."),
    "asked": n_("Some questions must be answered first."),
    "refused": n_("Some rows cannot be taken."),
}


def preview_table(
    connection: Any,
    table: Table,
    t: Translate,
    *,
    group: str,
    actor: Actor,
    framework: str = "",
    answers: Mapping[str, str] | None = None,
) -> Preview:
    """Return what a file that was read would do to the log.

    Args:
        connection: A connection that reads.
        table: The file as read.
        t: The reader's words.
        group: The group that the rows are for; "" when each row names its own.
        actor: Who would save it.
        framework: The strategy that is meant where a row does not say.
        answers: Added to what the group answered about a table with the same headers.
    """
    code_book = load_code_book(connection, framework)
    before = {} if is_ours(table) else kept_answers(table, kept_mappings(connection, group))
    answers = {**before, **(answers or {})}

    file = check_file(table, code_book, answers, group=group, t=t)
    found = compare(connection, file, group=group, answers=answers, actor=actor)
    return replace(found, code_book=code_book, answers=answers)


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
    context = Context(code_book, answers, code_book.framework, group)
    if is_ours(table):
        found = read_workbook(table, replace(context, answers={}, is_ours=True), t)
        found = replace(found, questions=table.questions)
    else:
        found = read_table(table, context, t)
    found = replace(found, name=table.name, sha256=table.sha256)
    if not found.questions:
        return replace(found, questions=tuple(questions_of(found.rows, code_book, t)))
    ask = found.questions[0].key
    return replace(found, rows=tuple(_waiting(row, ask) for row in found.rows))


def _waiting(row: Row, ask: str) -> Row:
    """Return a row that waits for a question about the whole file."""
    message = Message(n_("Please answer the questions about the file first."))
    reason = Reason(Cell(row.sheet, row.row), OPEN_QUESTION, message, ask=ask)
    return Row(row.sheet, row.row, row.kind, reasons=(reason,))


def refused_file(name: str, error: FileRefused) -> Preview:
    """Return the preview of a file that could not be read: nothing but the reason."""
    reason = Reason(Cell(name), "file_refused", error.message)
    return Preview(ReadFile("table", reasons=(reason,), name=name), "", ())


def verdict_of(preview: Preview, *, take_valid: bool) -> str:
    """Return `taken`, `partly` (valid rows alone, if that was asked for), `asked` or `refused`."""
    is_blocked = preview.what_blocks(take_valid=take_valid) is not None
    if not is_blocked and (preview.is_whole or preview.written):
        return "taken" if preview.is_whole else "partly"
    is_refused = preview.file.reasons or preview.of(Verdict.REFUSE)
    return "refused" if is_refused else "asked"


def as_json(
    preview: Preview, name: str, t: Translate, *, verdict: str, applied: int | None
) -> dict[str, Any]:
    """Return everything that a preview says, as docs/workbook.md describes it."""
    file = preview.file
    return {
        "file": name,
        "verdict": verdict,
        "kind": file.kind,
        "sheets": [asdict(sheet) for sheet in file.sheets],
        "mapping": {
            field: {"sheet": m.sheet, "column": m.column, "header": m.header}
            if m.column
            else {"constant": m.constant}
            for field, m in file.mapping.items()
        },
        "unmapped": [
            {key: getattr(c, key) for key in ("sheet", "column", "header", "filled", "personal")}
            for c in file.unmapped
        ],
        "questions": [_question(question, t) for question in preview.questions],
        "reasons": [_reason(reason, t) for reason in file.reasons],
        "notes": [_reason(reason, t) for reason in file.notes],
        "rows": [_row(row, t) for row in preview.rows],
        "missing": [{"uid": gone.uid, "title": gone.title} for gone in preview.missing],
        "applied": None if applied is None else {"import": applied},
    }


def _question(question: Question, t: Translate) -> dict[str, Any]:
    return {
        "key": question.key,
        "text": question.message.translate(t),
        "choices": [
            {"value": value, "label": t(label)} for value, label in question.choices.items()
        ],
        "suggested": question.suggested,
    }


def _row(row: Compared, t: Translate) -> dict[str, Any]:
    draft = row.draft or row.row.draft
    return {
        "sheet": row.row.sheet,
        "row": row.row.row,
        "kind": row.row.kind,
        "uid": row.uid,
        "verdict": row.verdict.value,
        "values": draft.model_dump(mode="json") if draft is not None else {},
        "reasons": [_reason(reason, t) for reason in row.reasons],
    }


def _reason(reason: Reason, t: Translate) -> dict[str, str]:
    cell = reason.cell
    return {
        "cell": f"{cell.column}{cell.row}" if cell.row else "",
        "field": reason.field,
        "value": reason.value,
        "code": reason.code,
        "text": reason.message.translate(t),
        "suggestion": reason.suggestion,
    }


def apply(
    target: Any,
    preview: Preview,
    t: Translate,
    *,
    actor: Actor,
    key: str,
    reason: str = "",
    take_valid: bool = False,
) -> Applied:
    """Write what a preview says, all or none.

    Args:
        target: An engine, or a connection that writes.
        preview: With the versions that it was compared with.
        t: For the place in a refusal.
        actor: Who writes.
        key: Made when the preview was shown: the same key again is the same import.
        reason: Needed when stored entries change or are withdrawn.
        take_valid: Rows that can be taken are, while the others wait.

    Raises:
        Refused: The file is another group's, or some row cannot be taken and valid ones
            alone were not asked for.
        Conflict, NotAllowed, UnknownCode: As the store says; nothing was written.
    """
    if blocked_by := preview.what_blocks(take_valid=take_valid):
        raise Refused(blocked_by.text, **blocked_by.values)
    file = preview.file
    rows = []
    for one in preview.written:
        sheet, number = one.row.sheet, one.row.row
        place = Cell(sheet, number).describe(t)
        rows.append(one.change(reason, f"{file.sha256}/{sheet}/{number}", place))
    return apply_import(
        target,
        rows,
        actor=actor,
        key=key,
        file_name=file.name,
        file_hash=file.sha256,
        group=preview.group,
    )


# The uploaded file with its faulty cells coloured and commented

WRONG, ASKED = "F6C7C0", "FBE3A6"
Marks = Mapping[tuple[str, str], tuple[str, str]]
"""(sheet, cell) -> (colour, comment)."""


def write_marked_copy(data: bytes, preview: Preview, t: Translate) -> bytes:
    """Return a workbook with its faulty cells coloured and commented.

    Raises:
        FileRefused: To write it again takes too much.
    """
    reasons: dict[tuple[str, str], list[Reason]] = defaultdict(list)
    for reason in (*preview.file.reasons, *(r for row in preview.rows for r in row.reasons)):
        cell = reason.cell
        reasons[cell.sheet, f"{cell.column or 'A'}{max(1, cell.row)}"].append(reason)
    marks = {
        place: (
            ASKED if all(reason.ask for reason in found) else WRONG,
            printable("\n".join(dict.fromkeys(r.describe(t) for r in found)))[:1000],
        )
        for place, found in reasons.items()
    }
    copy: bytes = run_limited(_marked_copy, data, marks, limits=MARKING)
    return copy


def _marked_copy(data: bytes, marks: Marks) -> bytes:
    """Return a workbook with marked cells; runs in a process of its own."""
    import openpyxl
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    # Values alone: no file that leaves has formulas.
    book: Any = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for (name, place), (colour, words) in marks.items():
        sheet = book[name]
        cell = sheet[place]
        if isinstance(cell, MergedCell):
            area = next(area for area in sheet.merged_cells.ranges if place in area)
            cell = sheet.cell(area.min_row, area.min_col)
        cell.fill = PatternFill("solid", fgColor=colour)
        cell.comment = Comment(words, "IFLA Metrics", width=320, height=120)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
