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
from ifla_metrics.imports.answers import ADD, LEAVE, TITLE
from ifla_metrics.imports.cells import Context, has_invisible_characters, parse
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.columns import Column, SheetFormat
from ifla_metrics.imports.counts import GENDERS
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
from ifla_metrics.imports.read import SheetRow, Table, Value, cell_text, is_empty
from ifla_metrics.imports.row_reader import Parsed, RowReader, SheetMapping, is_required
from ifla_metrics.imports.rows import CellError, Preview, Question, Reason, Row
from ifla_metrics.text import clean_line

FORMAT = SheetFormat("table", "", tuple(FIELDS.values()))
_MIN_READABLE = 0.6
"""Share of readable cells from which a column is certain."""


_NOTES = {
    "dmy": n_("All dates are read with the day first, because of {list}."),
    "mdy": n_("All dates are read with the month first, because of {list}."),
    "left_out": n_("Rows that were left out: {list}."),
    "hidden_rows": n_("Hidden rows that were read too: {list}."),
    "hidden_columns": n_("Hidden columns that were read too: {list}."),
    "invisible_removed": n_("Invisible characters were removed from: {list}."),
}


def read_foreign_table(table: Table, context: Context) -> Preview:
    """Return the contents of a table, and the questions about it as a whole."""
    sheet, header_row, questions = choose_headers(table, context.answers)
    columns = read_columns(sheet, header_row)
    sources = _find_sources(columns, context)
    unused = tuple(column for column in columns if column not in sources.values())
    below = tuple(row for row in sheet.rows if row.number > header_row)
    mapping = SheetMapping(sheet, FORMAT, sources, below, header_row)
    date_order, deciding_cells, date_questions = _check_dates(mapping, context.answers)
    answers = {"date_order": date_order, **context.answers}
    reader = RowReader(mapping, replace(context, answers=answers))
    width = max((column.number for column in columns if column.header), default=0)
    end = _notes_below(mapping)
    rows = [_read_row(reader, row, is_note=row.number in end, width=width) for row in below]
    used = sources.values()
    noted = {
        date_order: deciding_cells,
        "left_out": [
            str(line.number)
            for line, row in zip(below, rows, strict=True)
            if not row and any(source.number for source in used)  # Else none is read yet.
        ],
        "hidden_rows": [str(row.number) for row in below if row.hidden],
        "hidden_columns": [s.header for s in used if s.number in sheet.hidden_columns],
        "invisible_removed": [
            s.header for s in used if any(map(has_invisible_characters, s.values))
        ],
    }
    notes = [
        Reason(mapping.cell(0), code, Message(_NOTES[code], {"list": ", ".join(items)[:500]}))
        for code, items in noted.items()
        if items
    ]
    message = Message(n_("There are no rows below the headers: nothing to import."))
    no_rows = Reason(mapping.cell(header_row), "no_rows", message)
    return Preview(
        "table",
        sheets=(mapping,),
        rows=tuple(filter(None, rows)),
        mapping=sources,
        unmapped=unused,
        questions=(*questions, *_column_questions(sources, unused, context), *date_questions),
        reasons=() if below else (no_rows,),
        notes=tuple(notes),
    )


# Fields

_CERTAIN, _LIKELY, _POSSIBLE, _NONE = 3, 2, 1, 0
"""How surely a header names a field."""


def _find_sources(columns: list[Source], context: Context) -> dict[str, Source]:
    """Return the source of each field: as answered, else a column with such a name.

    A suggestion is certain if its name is, no unused column may be meant, and most cells fit. A
    field for which a column is only possible, or two are as likely, gets none, which must be
    confirmed too.
    """
    answers = context.answers
    sources = _chosen_sources(columns, answers)
    free = [c for c in columns if not c.personal and c not in sources.values()]
    open_fields = [name for name in FIELDS if f"mapping:{name}" not in answers]
    strengths = {(name, c): _strength(c, name) for name in open_fields for c in free}
    is_list_of_persons = any(column.folded in WORD_LISTS["of_persons"] for column in columns)
    parts = {name for (name, _), strength in strengths.items() if strength} | sources.keys()
    for name, column in [*strengths]:
        if name == "title" and is_list_of_persons and strengths[name, column] < _CERTAIN:
            del strengths[name, column]  # “Name” is that of a person.
        elif name == "participants" and column.folded in TOTAL_NAMES and parts.isdisjoint(GENDERS):
            del strengths[name, column]  # It may be a total of money.
    is_confirmed = answers.get("mapping") == "yes"
    likely = [pair for pair, strength in strengths.items() if strength]
    likely.sort(key=strengths.__getitem__, reverse=True)
    suggested: dict[str, Source] = {}
    for name, column in likely:
        if name not in suggested and column not in suggested.values():
            suggested[name] = column
    for name, column in [*suggested.items()]:
        others = [c for n, c in likely if n == name and c not in suggested.values()]
        rivals = [c for c in others if c.values not in ([], column.values)]
        equal = [c for c in rivals if strengths[name, c] == strengths[name, column]]
        if equal or strengths[name, column] == _POSSIBLE:
            headers = ", ".join(f"{c.column}: {c.header}" for c in (column, *equal))
            suggested[name] = Source(header=f"– ({headers}?)", certain=is_confirmed)
            if is_required(FIELDS[name], context.group):
                del suggested[name]
            continue
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
    mapping: SheetMapping, answers: Mapping[str, str]
) -> tuple[str, list[str], list[Question]]:
    """Return the only order in which all dates of three numbers are valid ("" if there are two).

    Also return the cell that decides it for others, and a question if Excel seems to have swapped
    day and month.
    """
    columns = {name: s.values for name, s in mapping.sources.items() if FIELDS[name].kind == "day"}
    values = dict.fromkeys(chain(*columns.values()))
    numeric = {value: dates for value in values if (dates := possible_dates(value))}
    orders = [o for o in DATE_ORDERS if all(o in dates for dates in numeric.values())]
    order, deciding = orders[0] if len(orders) == 1 else "", []
    if order and any(len(set(dates.values())) > 1 for dates in numeric.values()):
        cells = (
            (mapping.value(r, n), mapping.cell(r.number, n)) for r in mapping.rows for n in columns
        )
        value, cell = next((v, cell) for v, cell in cells if len(numeric.get(v, DATE_ORDERS)) == 1)
        deciding = [f"{cell.column}{cell.row} “{value}”"]
    if "swapped" in answers or not any(_looks_swapped(c, numeric) for c in columns.values()):
        return order, deciding, []
    message = n_(
        "Some days of this column may have day and month swapped: all real dates are before"
        " the 13th, all others are text. Swap them back?"
    )
    choices = {"yes": n_("Yes, swap them"), "no": n_("No, they are right")}
    return order, deciding, [Question("swapped", Message(message), choices)]


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


_DOUBTS = {
    "struck": n_("Some of the text is struck through."),
    "no_title": n_("This looks like a total, a note or a placeholder, not like an activity."),
    "not_held": n_("The text says that the activity was cancelled, postponed or is not certain."),
}
"""Why a row may not be an activity."""


def _words(*lists: str) -> str:
    """Return the pattern for a word of some lists. Chinese does not separate words."""
    longest_first = sorted({w for name in lists for w in WORD_LISTS[name]}, key=len, reverse=True)
    separated = "|".join(re.escape(word) for word in longest_first if word < "\u2e80")
    return "|".join([rf"\b(?:{separated})\b", *(w for w in longest_first if w > "\u2e80")])


_ENDS = re.compile(f"^(?:{_words('first_or_last')})|(?:{_words('first_or_last')})$")
_NOT_HELD = re.compile(_words("not_held"))
_NO_TITLE = re.compile(rf"(?:(?:{_words('first_or_last', 'not_held', 'no_titles')}|\d++)\s*+)++")


def _notes_below(mapping: SheetMapping) -> set[int]:
    """Return the rows that may be notes, such as who prepared the table.

    They have few cells, and are below an empty row or below all rows with more cells.
    """
    keys = [key for key, source in mapping.sources.items() if source.number]
    n_filled = {
        row.number: sum(not is_empty(mapping.value(row, key)) for key in keys)
        for row in mapping.rows
    }
    full = {row for row, n in n_filled.items() if n >= min(3, len(keys) - 1)}
    gap = next((b for a, b in pairwise(n_filled) if b > a + 1), sys.maxsize)
    end = min(gap, max(full, default=sys.maxsize) + 1)
    return {row for row in n_filled.keys() - full if row >= end}


def _read_row(reader: RowReader, row: SheetRow, *, is_note: bool, width: int) -> Row | None:
    """Return a row, or None if it is empty or left out by an answer.

    `width` is the number of the last header.
    """
    mapping, answers = reader.mapping, reader.context.answers
    keys = ("title", *(key for key, source in mapping.sources.items() if source.number))
    texts = filter(None, (clean_line(cell_text(mapping.value(row, key))) for key in keys))
    if not (first_text := next(texts, "")):
        return None
    parsed, reasons = reader.parse(row)
    if doubt := _doubt(mapping, row, parsed) or ("no_title" if is_note else ""):
        key = TITLE + first_text
        if answers.get(key) == LEAVE:
            return None
        if answers.get(key) != ADD:  # Its other faults do not matter yet.
            error = CellError(doubt, _DOUBTS[doubt], question_key=key)
            return reader.entry(row, parsed, [reader.reason(row, "title", error)])
    if mapping.sheet.is_csv and len(row.values) > width:
        text = n_("The row has more cells than there are headers: its cells may be shifted.")
        reasons.insert(0, reader.reason(row, "", CellError("too_many_cells", text)))
    return reader.entry(row, parsed, reasons)


def _doubt(mapping: SheetMapping, row: SheetRow, parsed: Parsed) -> str:
    """Return why a row may not be an activity, a key of `_DOUBTS`; "" if there is no doubt."""
    cells = {(row.number, source.number) for source in mapping.sources.values()}
    if not cells.isdisjoint(mapping.sheet.struck):
        return "struck"
    title = fold_header(parsed.get("title", ""))
    if _ENDS.search(title) or _NO_TITLE.fullmatch(title):
        return "no_title"
    return "not_held" if parsed.get("lifecycle") == "completed" and _NOT_HELD.search(title) else ""
