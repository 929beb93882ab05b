"""Answers to the questions about a table, kept in one flat dict.

The page and the mapping file (TOML) both fill it.

| Key | Value |
| --- | --- |
| `sheet`, `header_row` | the sheet that holds the table; its header row, from 1 |
| `mapping` | `yes`: the suggested columns are right |
| `mapping:FIELD` | a column letter, `=` and a constant for all rows, or "" for no column |
| `value:FIELD:WORD` | the code that a word means ("" for none); several countries with spaces |
| `value:title:TITLE` | `add` or `leave`: whether a row with a doubtful title is an activity |
| `empty:FIELD` | the value of an empty cell |
| any other | how this one file is written: `encoding`, `date_order`, `decimal` … |
"""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from ifla_metrics.errors import Message, Refused, UnknownCode, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.cells import TO_DESCRIPTION
from ifla_metrics.imports.code_book import CodeBook, find_country
from ifla_metrics.imports.headers import FIELDS, HEADER_NAMES, HEADER_ROWS, Source, headers_of
from ifla_metrics.imports.read import Table
from ifla_metrics.imports.rows import Preview, Question, Reason, Row, Verdict
from ifla_metrics.store.write.imports import SavedMapping
from ifla_metrics.text import clean_line

REPEATS, DOUBLES = "repeats", "doubles"
"""Keys of the questions about rows with the same id, and about likely duplicates."""
ADD, LEAVE = "add", "leave"
TITLE = "value:title:"
"""The prefix of questions whether a row is an activity, before its title or first text."""


class _ColumnPlace(BaseModel):
    column: str
    sheet: str = ""


class _MappingFile(BaseModel, extra="forbid", coerce_numbers_to_str=True):
    """The tables of a mapping file, as `write_toml` writes them."""

    mapping: dict[str, _ColumnPlace] = {}
    constants: dict[str, str | date] = {}
    values: dict[str, dict[str, str]] = {}
    answers: dict[str, str] = {}


def read_toml(content: bytes, name: str) -> dict[str, str]:
    """Return the answers in a mapping file; error messages call it `name`.

    Fields that are not in the file have no column.

    Raises:
        Refused: It is not a mapping file, or its columns are in several sheets.
        UnknownCode: A field does not exist; carries the nearest one.
    """
    try:
        file = _MappingFile(**tomllib.loads(content.decode()))
    except ValueError as error:
        details = error.errors() if isinstance(error, ValidationError) else ()
        places = (".".join(map(str, detail["loc"])) for detail in details)
        text = n_("{file} is not a mapping: {reason}. Write it as --suggest-mapping does.")
        raise Refused(text, file=name, reason=", ".join(places) or error) from error
    sheets = {place.sheet for place in file.mapping.values()} - {""}
    if len(sheets) > 1:
        raise Refused(n_("The columns in {file} are in several sheets."), file=name)
    answers = {f"mapping:{field}": "" for field in FIELDS}
    if sheets:
        answers["sheet"] = min(sheets)
    answers["mapping"] = "yes"
    for field, place in file.mapping.items():
        answers[_field_key("mapping", field)] = place.column.strip().upper()
    for field, constant in file.constants.items():
        answers[_field_key("mapping", field)] = f"={constant}"
    for field, values in file.values.items():
        key = _field_key("value", "outcomes" if field == "outcome" else field)
        answers |= {f"{key}:{word}": code for word, code in values.items()}
    return answers | file.answers


def _field_key(prefix: str, field: str) -> str:
    """Return the key of an answer about a field; raises UnknownCode for an unknown field."""
    if field not in FIELDS:
        raise UnknownCode(n_("field"), field, FIELDS)
    return f"{prefix}:{field}"


def write_toml(preview: Preview, t: Translate) -> str:
    """Return the mapping of a file as TOML, for a person to check and `read_toml` to read.

    Uncertain columns are marked. Open questions become comments that list their choices.
    """
    columns, constants = [], []
    for field, source in preview.mapping.items():
        mark = "" if source.certain else f"  # {t('please check')}"
        if source.column:
            sheet, column = _quoted(preview.sheets[0].sheet.name), _quoted(source.column)
            place = f"{{sheet = {sheet}, column = {column}}}"
            samples = " | ".join((source.header, *source.samples))
            columns += [_comment(samples), f"{field} = {place}{mark}"]
        elif source.constant:
            constants.append(f"{field} = {_quoted(source.constant)}{mark}")
    values: dict[str, list[str]] = {}
    others = []
    for key, answer in preview.answers.items():
        if key.startswith("value:"):
            _, field, word = key.split(":", 2)
            values.setdefault(field, []).append(f"{_quoted(word)} = {_quoted(answer)}")
        elif key not in ("mapping", "sheet") and not key.startswith("mapping:"):
            others.append(f"{_quoted(key)} = {_quoted(answer)}")
    for question in preview.questions:
        choices = " | ".join(map(_quoted, question.choices))
        others += [
            _comment(f"{question.message.translate(t)} {choices}"),
            f"# {_quoted(question.key)} = {_quoted(question.suggested)}",
        ]
    tables = [("mapping", columns), ("constants", constants)]
    tables += [(f"values.{field}", lines) for field, lines in values.items()]
    tables.append(("answers", others))
    return "\n\n".join("\n".join((f"[{name}]", *lines)) for name, lines in tables if lines) + "\n"


def _quoted(text: Any) -> str:
    """Return a text as a TOML string, which JSON writes the same way but for DEL."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "# " + clean_line(text)


def add_answers(answers: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Return answers with new ones at the end: a column feeds the last field that names it."""
    return {key: answer for key, answer in answers.items() if key not in new} | {**new}


def mapping_to_save(preview: Preview) -> SavedMapping:
    """Return the parts of a confirmed mapping that also hold for the next file of this form.

    Fields with a constant or without a column are included.
    """
    return SavedMapping(
        headers={field: s.header for field, s in preview.mapping.items() if s.column},
        answers={f"mapping:{field}": "" for field, s in preview.mapping.items() if not s.column}
        | {
            key: answer
            for key, answer in preview.answers.items()
            if key.startswith(("value:", "count_range"))
            or (key.startswith("mapping:") and answer[:1] in ("", "="))
        },
    )


def saved_answers(table: Table, mappings: Sequence[SavedMapping], sheet: str) -> dict[str, str]:
    """Return the answers of the first mapping that fits a table, or none.

    A mapping fits if a row has all of its headers, each of them once. It must be of the answered
    `sheet`, or of only one of the sheets that are not hidden.
    """
    header_rows = [
        ({"sheet": each.name, "header_row": str(row.number)}, headers_of(each, row.number))
        for each in table.sheets
        if (each.name == sheet if sheet else not each.hidden) or each.is_csv
        for row in reversed(each.rows[:HEADER_ROWS])
    ]
    for mapping in mappings:
        fitting = {
            place["sheet"]: {**place, **answers}
            for place, columns in header_rows
            if (answers := _saved_columns(columns, mapping))
        }
        if len(fitting) == 1:
            return fitting.popitem()[1]
    return {}


def _saved_columns(columns: Sequence[Source], mapping: SavedMapping) -> dict[str, str]:
    """Return the answers of a saved mapping; none if a header is missing or not unique.

    A constant is left out if a column that was not there then certainly holds the field.
    """
    names = [column.header for column in columns]
    if any(names.count(header) != 1 for header in mapping.headers.values()):
        return {}
    letters = {column.header: column.column for column in columns}
    others = {c.folded for c in columns if c.header not in mapping.headers.values()}
    return {f"mapping:{field}": letters[header] for field, header in mapping.headers.items()} | {
        key: answer
        for key, answer in mapping.answers.items()
        if answer[:1] != "=" or others.isdisjoint(HEADER_NAMES.get(key.partition(":")[2], ()))
    }


# Questions

MAX_QUESTIONS = 50
"""Questions shown at once; the others follow when these are answered."""


def questions_for(rows: Iterable[Row], code_book: CodeBook, t: Translate) -> list[Question]:
    """Return one question for each key that the reasons of rows name.

    Rows that no answer can make valid raise no questions.
    """
    reasons_by_key: dict[str, list[Reason]] = {}
    for row in rows:
        for reason in row.reasons if row.verdict is Verdict.ASK else ():
            reasons_by_key.setdefault(reason.question_key, []).append(reason)
    return [
        _question(key, reasons, code_book, t)
        for key, reasons in [*reasons_by_key.items()][:MAX_QUESTIONS]
    ]


_SIMPLE_QUESTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "date_order": (
        n_("How are dates such as {value} written?"),
        {"dmy": n_("Day, month, year"), "mdy": n_("Month, day, year")},
    ),
    "decimal": (
        n_("What is the decimal mark in this file? “{value}” can be read in two ways."),
        {
            ",": n_("Comma: 1.234 is more than a thousand"),
            ".": n_("Point: 1,234 is more than a thousand"),
        },
    ),
    "count_range": (
        n_("How should a range such as “{value}” be counted?"),
        {
            "lowest": n_("At least the lower number"),
            "highest": n_("Up to the higher number"),
            "refuse": n_("Not at all: I will correct these rows"),
        },
    ),
    REPEATS: (
        n_("Some rows were copied and changed, with the id of another row."),
        {ADD: n_("Add them as new entries"), LEAVE: n_("Leave them out")},
    ),
    DOUBLES: (
        n_("Some rows may be the same activities as other rows or as entries of the log."),
        {LEAVE: n_("They are the same: leave them out"), ADD: n_("They are different: add them")},
    ),
}


def _question(key: str, reasons: list[Reason], code_book: CodeBook, t: Translate) -> Question:
    first = reasons[0]
    if key in _SIMPLE_QUESTIONS:
        text, choices = _SIMPLE_QUESTIONS[key]
        return Question(key, Message(text, {"value": first.value}), choices)
    column = FIELDS[first.field]
    field = t(column.title)
    choices = code_book.labels(column.codes, code_book.framework, t)
    if key.startswith("empty:"):
        text = n_("The field “{field}” is empty in some rows ({n}). What should it say there?")
        choices[""] = n_("Nothing: refuse these rows")
        return Question(key, Message(text, {"field": field, "n": len(reasons)}), choices)
    word = key.split(":", 2)[2]
    if column.key == "title":
        choices = {LEAVE: n_("Leave the row out"), ADD: n_("It is an activity: import it")}
        return Question(key, Message(n_("Is “{value}” an activity?"), {"value": word}), choices)
    text = n_("What does “{value}” mean in the field “{field}”?")
    message = Message(text, {"value": word, "field": field})
    if column.kind == "countries":
        candidates = find_country(word, code_book.lists["countries"]).candidates
        likely = {code: choices[code] for code in candidates}
        suggested = candidates[0] if len(candidates) == 1 else ""
        no_country = {"": n_("No country: leave it out")}
        return Question(key, message, no_country | likely | choices, suggested)
    if column.key == "outcomes":
        choices[TO_DESCRIPTION] = n_("It is text: add it to the description")
    if not column.required:
        choices[""] = n_("Nothing: leave it out")
    return Question(key, message, choices)
