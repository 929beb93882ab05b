"""A table made elsewhere: which column feeds which field, and what its rows say.

Columns are suggested by their headers, certain or to be confirmed by a person; a row that may be
no activity is asked about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from rapidfuzz import fuzz

from ifla_metrics.errors import Message, Refused, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.cells import Context, parse
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.columns import Column, SheetFormat
from ifla_metrics.imports.dates import ORDERS, Days, readings_of
from ifla_metrics.imports.headers import (
    FIELDS,
    NAMES,
    VAGUE,
    WORD_LISTS,
    FileColumn,
    choose_header_row,
    choose_sheet,
    fold_header,
    read_columns,
)
from ifla_metrics.imports.read import SheetRow, Table, Value, is_empty
from ifla_metrics.imports.row_reader import (
    MappedSheet,
    Parsed,
    RowReader,
    is_needed,
    is_placeholder,
)
from ifla_metrics.imports.rows import (
    Cell,
    Fault,
    Question,
    ReadFile,
    Reason,
    Row,
    SheetFound,
    Source,
)

TABLE = SheetFormat("table", "", tuple(FIELDS.values()))
"""What a table made elsewhere may hold."""
_SAMPLE = 200
_CLOSE = 88
"""Likeness (0 to 100) from which another spelling of a listed name is suggested."""
_FITTING = {"day": 0.6, "count": 0.6, "countries": 0.5, "links": 0.5}
"""Share of the cells that must fit for a column to be certain, by kind."""


def read_table(table: Table, context: Context, t: Translate) -> ReadFile:
    """Return what a table says, and the questions about it as a whole."""
    mapped, found = _suggest(table, context, t)
    date_order, asked = _check_dates(mapped, context.answers)
    answers = {**context.answers, "date_order": date_order}
    reader = RowReader(mapped, replace(context, answers=answers))
    rows = [row for one in mapped.rows if (row := _read_row(reader, one)) is not None]
    return replace(
        found,
        sheets=tuple(
            SheetFound(sheet.name, mapped.header_row, len(rows))
            if sheet is mapped.sheet
            else SheetFound(sheet.name, 0, len(sheet.rows))
            for sheet in table.sheets
        ),
        rows=tuple(rows),
        questions=(*table.questions, *found.questions, *asked),
        notes=(*reader.notes, *_divided_dates(mapped), *_hidden_rows(mapped)),
    )


# Columns


def _suggest(table: Table, context: Context, t: Translate) -> tuple[MappedSheet, ReadFile]:
    """Return the sheet and which column feeds which field, asking about what is not certain.

    An answer to `mapping:FIELD` corrects a suggestion.
    """
    answers = context.answers
    sheet, questions = choose_sheet(table, answers)
    header_row, asked = choose_header_row(sheet, answers)
    questions += asked
    columns = read_columns(sheet, header_row)
    personal = {c.number for c in columns if c.folded in WORD_LISTS["personal"]}
    open_columns = [c for c in columns if c.number not in personal]
    found = _assign(open_columns)
    doubtful = _doubtful(found, open_columns, context)
    constants = _apply_answers(answers, columns, found, doubtful)
    if answers.get("mapping") == "yes":
        doubtful = set()
    sources = {name: Source(sheet.name, constant=value) for name, value in constants.items()} | {
        name: replace(c.source(sheet.name), certain=name not in doubtful)
        for name, c in found.items()
    }
    if doubtful:
        message = Message(n_("Are these columns right?"))
        choices = {"yes": n_("Yes, these columns are right")}
        questions.append(Question("mapping", message, choices, "yes"))
    used = {column.number for column in found.values()}
    unused = tuple(
        replace(c.source(sheet.name), personal=c.number in personal)
        for c in columns
        if c.number not in used
    )
    questions += _missing_questions(sources, unused, context, t)
    mapped = MappedSheet(
        sheet,
        TABLE,
        {name: c.number for name, c in found.items()},
        {c.number: c.header for c in columns},
        tuple(row for row in sheet.rows if row.number > header_row),
        header_row,
        constants,
    )
    return mapped, ReadFile("table", mapping=sources, unmapped=unused, questions=tuple(questions))


# Fields

_CERTAIN, _LIKELY, _NONE = 2, 1, 0
"""How surely a header names a field."""


def _assign(columns: list[FileColumn]) -> dict[str, FileColumn]:
    """Return the column of each field: by certain names, then by others."""
    found: dict[str, FileColumn] = {}
    taken: set[int] = set()
    for strength in (_CERTAIN, _LIKELY):
        for name in FIELDS:
            for column in columns:
                is_free = name not in found and column.number not in taken
                if is_free and _strength(column, name) == strength:
                    found[name] = column
                    taken.add(column.number)
    return found


def _strength(column: FileColumn, field: str) -> int:
    """Return how surely a header names a field: by a name, or vaguely, or by words like one.

    “Participants prévus” are no participants.
    """
    folded, words = column.folded, set(column.folded.split())
    if folded in NAMES[field]:
        return _CERTAIN
    if folded in VAGUE[field]:
        return _LIKELY
    if not words or _says_otherwise(folded, field):
        return _NONE
    if field in ("women", "men") and words & WORD_LISTS[field] and words & WORD_LISTS["people"]:
        return _LIKELY
    for name in NAMES[field]:
        parts = name.split()
        holds_name = words.issuperset(parts) and (len(parts) > 1 or len(name) >= 4)
        if holds_name or (len(name) > 4 and fuzz.ratio(folded, name) >= _CLOSE):
            return _LIKELY
    return _NONE


def _says_otherwise(folded: str, field: str) -> bool:
    """Say whether a header holds a word by which it is about something else."""
    lists = ["planned"]
    if field == "countries":
        lists.append("not_places")
    if FIELDS[field].kind == "count":
        lists += ["not_people", *({"women", "men"} - {field})]
    return any(f" {word} " in f" {folded} " for name in lists for word in WORD_LISTS[name])


def _doubtful(
    found: Mapping[str, FileColumn], columns: list[FileColumn], context: Context
) -> set[str]:
    """Return the fields whose column is not certain: by its name, a rival, or its cells."""
    used = {column.number for column in found.values()}
    rivals = [c for c in columns if c.number not in used and c.values]
    return {
        name
        for name, column in found.items()
        if _strength(column, name) != _CERTAIN
        or any(_strength(rival, name) for rival in rivals)
        or not _cells_fit(column, name, context)
    }


def _cells_fit(column: FileColumn, name: str, context: Context) -> bool:
    """Say whether most cells can be read, or could after an answer.

    Two cells say nothing: they are refused in their rows.
    """
    field, values = FIELDS[name], column.values[:_SAMPLE]
    if len(values) < 3 or field.kind not in _FITTING:
        return True
    fitting = 0
    for value in values:
        try:
            parse(value, field, context)
        except Fault as fault:
            fitting += bool(fault.ask) and name != "countries"
        else:
            fitting += 1
    return fitting >= _FITTING[field.kind] * len(values)


def _apply_answers(
    answers: Mapping[str, str],
    columns: list[FileColumn],
    found: dict[str, FileColumn],
    doubtful: set[str],
) -> dict[str, str]:
    """Put a person's answers in the place of what was suggested; return the constants."""
    by_letters = {column.letters: column for column in columns}
    constants: dict[str, str] = {}
    for key, answer in answers.items():
        name = key.removeprefix("mapping:")
        if name == key or name not in FIELDS:
            continue
        found.pop(name, None)
        doubtful.discard(name)
        column = by_letters.get(answer.strip().upper())
        if answer.startswith("="):
            constants[name] = answer[1:]
        elif column is not None:
            for other in [other for other, c in found.items() if c is column]:
                del found[other]
                doubtful.discard(other)
            found[name] = column
        elif answer:
            raise Refused(n_("The sheet has no column “{column}”."), column=answer)
    return constants


def _missing_questions(
    sources: Mapping[str, Source], unused: tuple[Source, ...], context: Context, t: Translate
) -> list[Question]:
    """Return a question for each required field that nothing feeds."""
    questions = []
    for name, field in FIELDS.items():
        if name in sources or not is_needed(field, context.group):
            continue
        text = n_("Which column holds the field “{field}”?")
        message = Message(text, {"field": t(field.title)})
        choices = sources_of(field, (c for c in unused if c.filled), context.code_book, t)
        questions.append(Question(f"mapping:{name}", message, choices))
    return questions


def sources_of(
    field: Column, columns: Iterable[Source], code_book: CodeBook, t: Translate
) -> dict[str, str]:
    """Return what a field may come from, in words by answer: columns, or one value for all rows."""
    titles = code_book.titles(field.codes, code_book.framework, t)
    return {c.column: f"{c.column}: {c.header}" for c in columns} | {
        f"={code}": t("All rows: {value}", value=title) for code, title in titles.items()
    }


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


def _divided_dates(mapped: MappedSheet) -> list[Reason]:
    """Return what to do about a date whose day, month and year stand in columns of their own."""
    parts = [n for n, h in mapped.headers.items() if fold_header(h) in WORD_LISTS["date_parts"]]
    if len(parts) < 2 or mapped.columns.get("started_on", parts[0]) not in parts:
        return []
    text = n_(
        "Day, month and year are in separate columns, and only one of them can be read. Put "
        "the whole date in one column of the file, such as 2012-03-05, and upload it again."
    )
    cell = mapped.cell(mapped.header_row, "started_on")
    return [Reason(cell, "divided_date", Message(text), "started_on")]


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
    message = Message(n_("Hidden rows that were read too: {n}."), {"n": hidden})
    return [Reason(Cell(mapped.sheet.name), "hidden_rows", message)] if hidden else []


_MARKS = {
    "struck": n_("The text is struck through."),
    "totals": n_("This row looks like a total, an example or a filler, not an activity."),
    "cancelled": n_("The text says that the activity was cancelled or postponed."),
}
"""Why a row may be none of an activity, by the key of the question about such rows."""


def _read_row(reader: RowReader, row: SheetRow) -> Row | None:
    """Return a row of a table made elsewhere; None for an empty one and for one left out."""
    mapped, answers = reader.mapped, reader.context.answers
    if mapped.columns and all(is_empty(mapped.value(row, key)) for key in mapped.columns):
        return None
    parsed, reasons = reader.parse(row)
    first = next((value for value in row.values if isinstance(value, str) and value.strip()), "")
    called = parsed.get("title", first)  # “Total” may stand in another column.
    mark = _mark_of(row, called, parsed, mapped)
    if mark and answers.get(mark) == "leave_out":
        return None
    if mark and answers.get(mark) != "take":  # What else is wrong does not matter yet.
        reason = reader.reason(row, "title", Fault(mark, _MARKS[mark], ask=mark), called)
        return reader.row(row, parsed, [reason])
    width = max((number for number, header in mapped.headers.items() if header), default=0)
    if mapped.sheet.is_text and len(row.values) > width:
        text = n_("The row has more cells than there are headers: its cells may be shifted.")
        reasons.insert(0, reader.reason(row, "", Fault("too_many_cells", text)))
    return reader.row(row, parsed, reasons)


def _mark_of(row: SheetRow, called: str, parsed: Parsed, mapped: MappedSheet) -> str:
    """Return why a row may be none of an activity; "" where nothing says so."""
    if any((row.number, column) in mapped.sheet.struck for column in mapped.columns.values()):
        return "struck"
    if is_placeholder(parsed):
        return "totals"
    title = f" {fold_header(called)} "
    for word in WORD_LISTS["totals"] | WORD_LISTS["examples"]:
        is_total = title.endswith(f" {word} ") and word in WORD_LISTS["totals"]
        if is_total or title.startswith(f" {word} "):
            return "totals"
    is_done = parsed.get("lifecycle") == "completed"
    says_otherwise = any(f" {word} " in title for word in WORD_LISTS["cancelled"])
    return "cancelled" if is_done and says_otherwise else ""
