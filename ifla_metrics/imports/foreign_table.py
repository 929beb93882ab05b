"""Read a foreign table: find the column of each field, then parse its rows.

Columns are suggested by their headers. Those that are not certain must be confirmed. Rows that may
not be activities lead to a question.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain, pairwise

from rapidfuzz.distance import OSA

from ifla_metrics.errors import Message, Refused, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.cells import Context, parse
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.columns import Column, SheetFormat
from ifla_metrics.imports.dates import DATE_ORDERS, DateRange, possible_dates
from ifla_metrics.imports.headers import (
    FIELDS,
    HEADER_NAMES,
    NAME_WORDS,
    SAMPLE_SIZE,
    TOTAL_NAMES,
    VAGUE_NAMES,
    WORD_LISTS,
    Source,
    choose_headers,
    fold_header,
    read_columns,
)
from ifla_metrics.imports.read import SheetRow, Table, Value, is_empty
from ifla_metrics.imports.row_reader import RowReader, SheetMapping, is_required
from ifla_metrics.imports.rows import CellError, Preview, Question, Reason, Row

FORMAT = SheetFormat("table", "", tuple(FIELDS.values()))
_MIN_READABLE = 0.6
"""Share of readable cells from which a column is certain."""


def read_foreign_table(table: Table, context: Context) -> Preview:
    """Return the contents of a table, and the questions about it as a whole."""
    sheet, header_row, questions = choose_headers(table, context.answers)
    columns = read_columns(sheet, header_row)
    sources = _find_sources(columns, context)
    unused = tuple(column for column in columns if column not in sources.values())
    date_order, date_questions = _check_dates(sources, context.answers)

    below = tuple(row for row in sheet.rows if row.number > header_row)
    mapping = SheetMapping(sheet, FORMAT, sources, below, header_row)
    answers = {"date_order": date_order, **context.answers}
    reader = RowReader(mapping, replace(context, answers=answers))
    width = max((column.number for column in columns if column.header), default=0)
    gap = next((b.number for a, b in pairwise(below) if b.number > a.number + 1), sys.maxsize)
    rows = [row for line in below if (row := _read_row(reader, line, width, gap)) is not None]
    if hidden := sum(row.hidden for row in below):
        message = Message(n_("Hidden rows that were read too: {n}."), {"n": hidden})
        reader.notes.append(Reason(mapping.cell(0), "hidden_rows", message))
    if headers := [s.header for s in sources.values() if s.number in sheet.hidden_columns]:
        text = n_("Hidden columns that were read too: {columns}.")
        message = Message(text, {"columns": "; ".join(headers)})
        reader.notes.append(Reason(mapping.cell(0), "hidden_columns", message))
    message = Message(n_("There are no rows below the headers: nothing to import."))
    no_rows = Reason(mapping.cell(header_row), "no_rows", message)
    return Preview(
        "table",
        sheets=(mapping,),
        rows=tuple(rows),
        mapping=sources,
        unmapped=unused,
        questions=(*questions, *_column_questions(sources, unused, context), *date_questions),
        reasons=() if below else (no_rows,),
        notes=tuple(reader.notes),
    )


# Fields

_CERTAIN, _LIKELY, _POSSIBLE, _NONE = 3, 2, 1, 0
"""How surely a header names a field."""


def _find_sources(columns: list[Source], context: Context) -> dict[str, Source]:
    """Return the source of each field: as answered, else a column with such a name.

    A suggestion is certain if its name is, no unused column may be meant, and most cells fit. A
    field for which a column is only possible gets none, which must be confirmed too.
    """
    answers = context.answers
    sources = _chosen_sources(columns, answers)
    free = [c for c in columns if not c.personal and c not in sources.values()]
    open_fields = [name for name in FIELDS if f"mapping:{name}" not in answers]
    strengths = {(name, c): _strength(c, name) for name in open_fields for c in free}
    if any(column.folded in WORD_LISTS["of_persons"] for column in columns):
        # Each row is a person, so that “Name” is no title.
        strengths = {k: n for k, n in strengths.items() if k[0] != "title" or n == _CERTAIN}
    is_confirmed = answers.get("mapping") == "yes"
    likely = [pair for pair, strength in strengths.items() if strength]
    likely.sort(key=strengths.__getitem__, reverse=True)
    suggested: dict[str, Source] = {}
    for name, column in likely:
        if name not in suggested and column not in suggested.values():
            suggested[name] = column
    has_parts = not {"women", "men"}.isdisjoint(sources | suggested)
    total = suggested.get("participants")
    if total and total.folded in TOTAL_NAMES and not has_parts:
        del suggested["participants"]  # It may be a total of money.
    for name, column in [*suggested.items()]:
        if strengths[name, column] == _POSSIBLE:
            suggested[name] = Source(header=f"– ({column.header}?)", certain=is_confirmed)
            if is_required(FIELDS[name], context.group):
                del suggested[name]
            continue
        rivals = [c for n, c in likely if n == name and c.values and c not in suggested.values()]
        has_certain_name = strengths[name, column] == _CERTAIN and not rivals
        is_certain = has_certain_name and _is_readable(column, name, context)
        column.certain = is_certain or is_confirmed
    return sources | suggested


def _strength(column: Source, field: str) -> int:
    """Return how surely a header names a field.

    “Participants prévus” (expected participants) does not name the participants, and
    “Participants satisfied” perhaps not.
    """
    folded, words = column.folded, set(column.folded.split())
    if folded in HEADER_NAMES[field]:
        return _CERTAIN
    if folded in VAGUE_NAMES[field]:
        return _LIKELY
    other_genders = [n for n in ("women", "men") if n != field and words & WORD_LISTS[n]]
    if not words or words & WORD_LISTS["planned"] or len(other_genders) == 1:
        return _NONE
    strength = _NONE
    for name in HEADER_NAMES[field]:
        parts = name.split()
        if len(name) > 5 and OSA.distance(folded, name) == 1:  # A typing error.
            return _LIKELY
        if words.issuperset(parts) and (len(parts) > 1 or len(name) >= 4):
            is_known = words - {*parts} <= NAME_WORDS[field]
            strength = max(strength, _LIKELY if is_known else _POSSIBLE)
    return strength


def _is_readable(column: Source, name: str, context: Context) -> bool:
    """Return whether most cells can be read, perhaps after an answer.

    Fewer than three cells prove nothing; their rows are refused instead.
    """
    values = column.values[:SAMPLE_SIZE]
    n_readable = 0
    for value in values:
        try:
            parse(value, FIELDS[name], context)
        except CellError as error:
            n_readable += bool(error.question_key) and name != "countries"
        else:
            n_readable += 1
    return len(values) < 3 or n_readable >= _MIN_READABLE * len(values)


def _chosen_sources(columns: list[Source], answers: Mapping[str, str]) -> dict[str, Source]:
    """Return the source of each answered field. A column feeds the last one that names it."""
    by_letters = {column.column: column for column in columns}
    sources: dict[str, Source] = {}
    for key, answer in answers.items():
        name = key.removeprefix("mapping:")
        if name == key or name not in FIELDS:
            continue
        if answer.startswith("="):
            sources[name] = Source(constant=answer[1:])
        elif column := by_letters.get(answer.strip().upper()):
            sources = {n: s for n, s in sources.items() if s is not column} | {name: column}
        elif answer:
            raise Refused(n_("The sheet has no column “{column}”."), column=answer)
    return sources


def _column_questions(
    sources: Mapping[str, Source], unused: tuple[Source, ...], context: Context
) -> list[Question]:
    """Return the question about uncertain columns, and one for each required field without any."""
    t = context.t
    questions = []
    uncertain = [f"{t(FIELDS[n].title)} = {s.header}" for n, s in sources.items() if not s.certain]
    if uncertain:
        text = n_("Are these columns right? {columns}")
        message = Message(text, {"columns": "; ".join(uncertain)})
        choices = {"yes": n_("Yes, these columns are right")}
        questions.append(Question("mapping", message, choices, "yes"))
    for name, field in FIELDS.items():
        if name in sources or not is_required(field, context.group):
            continue
        text = n_("Which column holds the field “{field}”?")
        message = Message(text, {"field": t(field.title)})
        choices = source_choices(field, (c for c in unused if c.values), context.code_book, t)
        questions.append(Question(f"mapping:{name}", message, choices))
    return questions


def source_choices(
    field: Column, columns: Iterable[Source], code_book: CodeBook, t: Translate
) -> dict[str, str]:
    """Return the labels of a field's possible sources, by answer: columns and constants."""
    labels = code_book.labels(field.codes, code_book.framework, t)
    return {c.column: f"{c.column}: {c.header}" for c in columns} | {
        f"={code}": t("All rows: {value}", value=label) for code, label in labels.items()
    }


# Dates of the whole file


def _check_dates(
    sources: Mapping[str, Source], answers: Mapping[str, str]
) -> tuple[str, list[Question]]:
    """Return the only order in which all dates of three numbers are valid ("" if there are two).

    Also return a question if Excel seems to have swapped day and month.
    """
    columns = [s.values for name, s in sources.items() if FIELDS[name].kind == "day"]
    values = dict.fromkeys(chain(*columns))
    numeric = {value: dates for value in values if (dates := possible_dates(value))}
    orders = [o for o in DATE_ORDERS if all(o in dates for dates in numeric.values())]
    order = orders[0] if len(orders) == 1 else ""
    if "swapped" in answers or not any(_looks_swapped(column, numeric) for column in columns):
        return order, []
    message = n_(
        "Some days of this column may have day and month swapped: all real dates are before"
        " the 13th, all others are text. Swap them back?"
    )
    choices = {"yes": n_("Yes, swap them"), "no": n_("No, they are right")}
    return order, [Question("swapped", Message(message), choices)]


def _looks_swapped(values: list[Value], numeric: Mapping[Value, Mapping[str, DateRange]]) -> bool:
    """Return whether Excel seems to have read day-first dates as month-first where it could.

    Then all real dates are up to the 12th, and those left as text are not valid month-first.
    """
    days = [value for value in values if isinstance(value, date)]
    texts = [value for value in values if value in numeric]
    if not days or not texts or any(day.day > 12 for day in days):
        return False
    return all("mdy" not in numeric[text] for text in texts)


# Rows


_NOT_ACTIVITIES = {
    "struck": n_("Some of the text is struck through."),
    "totals": n_("This row looks like a total, not an activity."),
    "notes": n_("This row looks like a note below the table, not an activity."),
    "cancelled": n_("The text says that the activity was cancelled or postponed."),
}
"""Why a row may not be an activity, by the key of the question about such rows."""


def _words(name: str) -> str:
    """Return the pattern for a word of a list. Chinese does not separate words."""
    words = (re.escape(word) for word in WORD_LISTS[name])
    return "|".join(word if word > "\u2e80" else rf"\b{word}\b" for word in words)


_TOTAL = re.compile(f"^(?:{_words('totals')})|(?:{_words('totals')})$")
_CANCELLED = re.compile(_words("cancelled"))


def _read_row(reader: RowReader, row: SheetRow, width: int, gap: int) -> Row | None:
    """Return a row, or None if it is empty or left out by an answer.

    `width` is the number of the last header, `gap` that of the first row below an empty one.
    """
    mapping, answers = reader.mapping, reader.context.answers
    columns = [key for key, source in mapping.sources.items() if source.number]
    n_filled = sum(not is_empty(mapping.value(row, key)) for key in columns)
    if columns and not n_filled:
        return None
    parsed, reasons = reader.parse(row)
    is_completed = parsed.get("lifecycle") == "completed"
    key = _doubt(reader, row, parsed.get("title", ""), is_completed=is_completed)
    if not key and row.number >= gap and n_filled < min(3, len(columns) - 1):
        key = "notes"  # Such as who prepared the table, and when.
    if key and answers.get(key) == "leave_out":
        return None
    if key and answers.get(key) != "take":  # Its other faults do not matter yet.
        error = CellError(key, _NOT_ACTIVITIES[key], question_key=key)
        return reader.entry(row, parsed, [reader.reason(row, "title", error)])
    if mapping.sheet.is_csv and len(row.values) > width:
        text = n_("The row has more cells than there are headers: its cells may be shifted.")
        reasons.insert(0, reader.reason(row, "", CellError("too_many_cells", text)))
    return reader.entry(row, parsed, reasons)


def _doubt(reader: RowReader, row: SheetRow, title: str, *, is_completed: bool) -> str:
    """Return the key of the question whether a row is an activity, "" if there is no doubt."""
    sources, struck = reader.mapping.sources.values(), reader.mapping.sheet.struck
    if any((row.number, source.number) in struck for source in sources):
        return "struck"
    folded = fold_header(title)
    whole = " ".join(word for word in folded.split() if not word.isdigit())
    if whole in WORD_LISTS["whole_totals"] or _TOTAL.search(folded):
        return "totals"
    return "cancelled" if is_completed and _CANCELLED.search(folded) else ""
