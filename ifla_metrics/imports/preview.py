"""Turn a file into a preview, and a preview into JSON, a marked copy or an import."""

import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ifla_metrics.access import Actor
from ifla_metrics.errors import Refused, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.answers import add_answers, questions_for, saved_answers
from ifla_metrics.imports.cells import Context
from ifla_metrics.imports.code_book import load_code_book
from ifla_metrics.imports.compare import compare, entry_change
from ifla_metrics.imports.foreign_table import read_foreign_table
from ifla_metrics.imports.headers import Source
from ifla_metrics.imports.own_workbook import is_own_workbook, read_workbook
from ifla_metrics.imports.read import MARKING_LIMITS, FileRefused, Table, run_limited
from ifla_metrics.imports.rows import Cell, Preview, Question, Reason, Row, Verdict
from ifla_metrics.models.system_tables import AppliedImportRow
from ifla_metrics.store.write.imports import apply_import, saved_mappings
from ifla_metrics.text import printable

STEPS = (
    n_("Reading the file"),
    n_("Checking the rows and comparing them with the log"),
)
"""The steps of a preview, for the progress bar."""


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
    """Return what importing a file would do to the log.

    It has no rows as long as a question about the whole file is open.

    Args:
        connection: A connection that reads.
        table: The file as read.
        t: Translates into the reader's language.
        group: The group that the rows are for; "" if each row names its own.
        actor: Who would import it.
        framework: The framework of rows that name none.
        answers: Added to the saved answers for a table with the same headers. In our own workbook
            they decide conflicts and repeated rows; anything else is corrected in the workbook.
    """
    code_book, answers = load_code_book(connection, framework), answers or {}
    context = Context(code_book, t, framework=code_book.framework, group=group)
    if is_own_workbook(table):
        file = read_workbook(table, replace(context, is_own_workbook=True))
    else:
        saved = saved_answers(table, saved_mappings(connection, group), answers.get("sheet", ""))
        answers = add_answers(saved, answers)
        file = read_foreign_table(table, replace(context, answers=answers))
    preview = replace(
        file,
        questions=(*table.questions, *file.questions),
        name=table.name,
        sha256=table.sha256,
        group=group,
        answers=answers,
        code_book=code_book,
    )
    if preview.questions:  # They are about the whole file.
        return replace(preview, rows=(), missing=())
    compared = compare(connection, preview, actor=actor)
    return replace(compared, questions=tuple(questions_for(compared.rows, code_book, t)))


def refused_preview(name: str, error: FileRefused) -> Preview:
    """Return the preview of a file that could not be read, which has only the reason."""
    reason = Reason(Cell(name), "file_refused", error.message)
    return Preview("table", reasons=(reason,), name=name)


def verdict_of(preview: Preview, *, take_valid: bool) -> str:
    """Return `taken`, `partly` (valid rows only, with `take_valid`), `asked` or `refused`."""
    is_blocked = preview.blocking_message(take_valid=take_valid) is not None
    if not is_blocked and (preview.is_complete or preview.rows_to_write):
        return "taken" if preview.is_complete else "partly"
    is_refused = preview.reasons or preview.with_verdict(Verdict.REFUSE)
    return "refused" if is_refused else "asked"


def as_json(preview: Preview, t: Translate, *, verdict: str, applied: int | None) -> dict[str, Any]:
    """Return a preview as JSON data, as docs/workbook.md describes it."""
    return {
        "file": preview.name,
        "verdict": verdict,
        "kind": preview.kind,
        "sheets": [
            {"name": each.sheet.name, "header_row": each.header_row, "rows": len(each.rows)}
            for each in preview.sheets
        ],
        "mapping": {
            field: _column(m, preview) if m.column else {"constant": m.constant}
            for field, m in preview.mapping.items()
            if m.answer
        },
        "unmapped": [
            {**_column(c, preview), "filled": len(c.values), "personal": c.personal}
            for c in preview.unmapped
        ],
        "questions": [_question(question, t) for question in preview.questions],
        "reasons": [_reason(reason, t) for reason in preview.reasons],
        "notes": [_reason(reason, t) for reason in preview.notes],
        "rows": [_row(row, t) for row in preview.rows],
        "missing": [{"uid": row.uid, "title": row.title} for row in preview.missing],
        "applied": None if applied is None else {"import": applied},
    }


def _column(source: Source, preview: Preview) -> dict[str, Any]:
    return {"sheet": preview.sheets[0].sheet.name, "column": source.column, "header": source.header}


def _question(question: Question, t: Translate) -> dict[str, Any]:
    return {
        "key": question.key,
        "text": question.message.translate(t),
        "choices": [{"value": key, "label": t(label)} for key, label in question.choices.items()],
        "suggested": question.suggested,
    }


def _row(row: Row, t: Translate) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "kind": row.kind,
        "uid": row.uid,
        "verdict": row.verdict.value,
        "values": row.draft.model_dump(mode="json") if row.draft else {},
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
) -> AppliedImportRow:
    """Write all rows of a preview to the log, or none.

    Args:
        target: An engine, or a connection that writes.
        preview: Includes the versions that its rows were compared with.
        t: Translates places in error messages.
        actor: Who imports the file.
        key: A key made for this preview. Applying it again with the same key writes nothing.
        reason: Required if stored entries are changed or withdrawn.
        take_valid: Whether to write the valid rows if others cannot be written.

    Raises:
        Refused: The file belongs to another group, or some rows cannot be written.
        Conflict, NotAllowed: From the store; nothing was written.
    """
    if message := preview.blocking_message(take_valid=take_valid):
        raise Refused(message.text, **message.values)
    changes = [
        entry_change(row, reason, preview.key_of(row), Cell(row.sheet, row.row).describe(t))
        for row in preview.rows_to_write
    ]
    return apply_import(
        target,
        changes,
        actor=actor,
        key=key,
        file_name=preview.name,
        file_hash=preview.sha256,
        group=preview.group,
    )


# The uploaded file with its faulty cells coloured and commented

MARKED = "F6C7C0"


def write_marked_copy(data: bytes, preview: Preview, t: Translate) -> bytes:
    """Return a copy of a workbook with its faulty cells coloured and commented.

    Raises:
        FileRefused: Writing the copy exceeds the limits.
    """
    comments: dict[tuple[str, str], list[str]] = defaultdict(list)
    for reason in (*preview.reasons, *(r for row in preview.rows for r in row.reasons)):
        cell = reason.cell
        place = cell.sheet, f"{cell.column or 'A'}{max(1, cell.row)}"
        comments[place].append(printable(reason.describe(t)))
    copy: bytes = run_limited(_marked_copy, data, comments, limits=MARKING_LIMITS)
    return copy


def _marked_copy(data: bytes, comments: dict[tuple[str, str], list[str]]) -> bytes:
    """Mark (sheet, cell) with comments in a workbook. Runs in a worker process."""
    import openpyxl
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    # Only values: the files we send contain no formulas.
    book: Any = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for (sheet_name, place), texts in comments.items():
        if sheet_name not in book:
            continue  # The reason is about the whole file.
        sheet = book[sheet_name]
        cell = sheet[place]
        if isinstance(cell, MergedCell):
            area = next(area for area in sheet.merged_cells.ranges if place in area)
            cell = sheet.cell(area.min_row, area.min_col)
        cell.fill = PatternFill("solid", fgColor=MARKED)
        text = "\n".join(dict.fromkeys(texts))[:1000]
        cell.comment = Comment(text, "IFLA Metrics", width=320, height=120)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
