"""Which column feeds which field: suggested by header, certain or to be confirmed by a person."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from rapidfuzz import fuzz

from ifla_metrics.errors import InvalidRecord, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.cells import Context, parse
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.columns import Column, SheetFormat
from ifla_metrics.imports.dates import readings_of
from ifla_metrics.imports.headers import (
    FIELDS,
    NAMES,
    VAGUE,
    WORD_LISTS,
    FileColumn,
    choose_header_row,
    choose_sheet,
    read_columns,
)
from ifla_metrics.imports.read import Table
from ifla_metrics.imports.row_reader import MappedSheet, is_needed
from ifla_metrics.imports.rows import Fault, Message, Question, ReadFile, Source

TABLE = SheetFormat("table", "", tuple(FIELDS.values()))
"""What a table made elsewhere may hold."""
_SAMPLE = 200
_CLOSE = 88
"""Likeness (0 to 100) from which another spelling of a listed name is suggested."""
_FITTING = {"day": 0.6, "count": 0.6, "countries": 0.5, "links": 0.5}
"""Share of the cells that must fit for a column to be certain, by kind."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"\+\d[\d\s()./-]{6,18}\d|\(?0\d+\)?[\s/-][\d\s/-]{5,14}\d")


def suggest(
    table: Table,
    code_book: CodeBook,
    answers: Mapping[str, str],
    t: Translate,
    *,
    group: str = "",
) -> tuple[MappedSheet, ReadFile]:
    """Return the sheet and which column feeds which field, asking about what is not certain.

    An answer to `mapping:FIELD` corrects a suggestion. Without a `group` each row names its own.
    """
    sheet, questions = choose_sheet(table, answers)
    header_row, asked = choose_header_row(sheet, answers)
    questions += asked
    columns = read_columns(sheet, header_row)
    personal = {c.number for c in columns if _is_personal(c)}
    open_columns = [c for c in columns if c.number not in personal]
    found = _assign(open_columns)
    doubtful = _doubtful(found, open_columns, Context(code_book, answers, code_book.framework))
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
    questions += _missing_questions(sources, unused, code_book, t, group)
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


def _is_personal(column: FileColumn) -> bool:
    """Say whether a column names people: by its header, or by addresses and phone numbers."""
    if column.folded in WORD_LISTS["personal"]:
        return True
    if any(column.folded in names for names in NAMES.values()):
        return False
    values = column.values[:_SAMPLE]
    texts = [value.strip() for value in values if isinstance(value, str)]
    found = sum(
        1
        for text in texts
        if _EMAIL.fullmatch(text) or _PHONE.fullmatch(text)
        if not readings_of(text)  # 03/05/2012
    )
    return found * 2 > len(values) > 0


_CERTAIN, _VAGUE, _SIMILAR, _NONE = 3, 2, 1, 0
"""How surely a header names a field."""


def _assign(columns: list[FileColumn]) -> dict[str, FileColumn]:
    """Return the column of each field: by certain names, then vague ones, then similar ones."""
    found: dict[str, FileColumn] = {}
    taken: set[int] = set()
    for strength in (_CERTAIN, _VAGUE, _SIMILAR):
        for name in FIELDS:
            for column in columns:
                is_free = name not in found and column.number not in taken
                if is_free and _strength(column, name) == strength:
                    found[name] = column
                    taken.add(column.number)
    return found


def _strength(column: FileColumn, field: str) -> int:
    """Return how surely a header names a field: by a name, vaguely, by words that are like one.

    “Participants prévus” are no participants.
    """
    folded, words = column.folded, set(column.folded.split())
    if folded in NAMES[field]:
        return _CERTAIN
    if folded in VAGUE[field]:
        return _VAGUE
    if not words or _says_otherwise(folded, field):
        return _NONE
    if field in ("women", "men") and words & WORD_LISTS[field] and words & WORD_LISTS["people"]:
        return _SIMILAR
    for name in NAMES[field]:
        parts = name.split()
        holds_name = words.issuperset(parts) and (len(parts) > 1 or len(name) >= 4)
        if holds_name or (len(name) > 4 and fuzz.ratio(folded, name) >= _CLOSE):
            return _SIMILAR
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
            raise InvalidRecord(n_("The sheet has no column “{column}”."), column=answer)
    return constants


def _missing_questions(
    sources: Mapping[str, Source],
    unused: tuple[Source, ...],
    code_book: CodeBook,
    t: Translate,
    group: str,
) -> list[Question]:
    """Return a question for each required field that nothing feeds."""
    questions = []
    for name, field in FIELDS.items():
        if name in sources or not is_needed(field, group):
            continue
        text = n_("Which column holds the field “{field}”?")
        if field.codes:
            text = n_("No column holds the field “{field}”. Choose one, or a value for all rows.")
        message = Message(text, {"field": t(field.title)})
        choices = sources_of(field, (c for c in unused if c.filled), code_book, t)
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
