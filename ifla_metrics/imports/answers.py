"""What a table leaves open, and what a person answers: one flat dict, from widgets or TOML.

| Key | Value |
| --- | --- |
| `sheet`, `header_row` | the sheet that holds the table; the row of its headers, from 1 |
| `mapping` | `yes`: the suggested columns are right |
| `mapping:FIELD` | the letter of a column, `=` and a constant for all rows, or "" for no column |
| `value:FIELD:WORD` | what a word of the file means: a code of ours, or "" for nothing |
| `empty:FIELD` | what an empty cell means |
| any other | how this one file is written: `encoding`, `date_order`, `decimal` … |
"""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from xlsxwriter.utility import xl_col_to_name

from ifla_metrics.errors import Message, Refused, UnknownCode, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.cells import DESCRIPTION
from ifla_metrics.imports.code_book import CodeBook, find_countries
from ifla_metrics.imports.headers import FIELDS, HEADER_ROWS, headers_of
from ifla_metrics.imports.read import Table
from ifla_metrics.imports.rows import Question, ReadFile, Reason, Row
from ifla_metrics.store.imports import KeptMapping

YES = "yes"
CONFIRMED = "mapping"
COLUMN_OF = "mapping:"
VALUE_OF = "value:"
CONSTANT = "="
KEPT = (VALUE_OF, "count_range")
"""Answers that belong to the form of a table, so that they are kept; others belong to one file."""


class _Place(BaseModel):
    column: str
    sheet: str = ""


class _MappingFile(BaseModel, extra="forbid"):
    """The parts of a mapping file, as `write_toml` writes them."""

    mapping: dict[str, _Place] = {}
    constants: dict[str, Any] = {}
    values: dict[str, dict[str, Any]] = {}
    answers: dict[str, Any] = {}


def read_toml(content: bytes, name: str) -> dict[str, str]:
    """Return the answers of a mapping file; `name` is what it is called in messages.

    A field that the file does not name comes from no column.

    Raises:
        Refused: It is no such file, or its columns stand in several sheets.
        UnknownCode: There is no such field; carries the nearest one.
    """
    try:
        found = _MappingFile(**tomllib.loads(content.decode()))
    except ValueError as fault:
        errors = fault.errors() if isinstance(fault, ValidationError) else ()
        places = (".".join(map(str, error["loc"])) for error in errors)
        text = n_("{file} is not a mapping: {reason}. Write it as --suggest-mapping does.")
        raise Refused(text, file=name, reason=", ".join(places) or fault) from fault
    answers: dict[str, str] = {}
    sheets = {place.sheet for place in found.mapping.values()}
    if len(sheets) > 1:
        raise Refused(n_("The columns in {file} are in several sheets."), file=name)
    for field, place in found.mapping.items():
        answers[_known(COLUMN_OF, field)] = place.column.strip().upper()
    for field, constant in found.constants.items():
        answers[_known(COLUMN_OF, field)] = f"{CONSTANT}{constant}"
    for field, values in found.values.items():
        key = _known(VALUE_OF, "outcomes" if field == "outcome" else field)
        answers |= {f"{key}:{word}": str(code) for word, code in values.items()}
    answers |= {key: str(answer) for key, answer in found.answers.items()}
    given = {COLUMN_OF + field: "" for field in FIELDS}
    if sheets - {""}:
        given["sheet"] = min(sheets)
    return {**given, CONFIRMED: YES, **answers}


def _known(prefix: str, field: str) -> str:
    """Return the beginning of a key; raises UnknownCode for a field that does not exist."""
    if field not in FIELDS:
        raise UnknownCode(n_("field"), field, FIELDS)
    return prefix + field


def write_toml(read: ReadFile, answers: Mapping[str, str]) -> str:
    """Return the mapping of a file for a person to check, in the form that `read_toml` reads.

    What is not certain is marked, and open questions stand there as comments with their choices.
    """
    columns, constants = [], []
    for field, mapped in read.mapping.items():
        doubt = "" if mapped.certain else "  # please check"
        if mapped.column:
            place = f"{{sheet = {_quoted(mapped.sheet)}, column = {_quoted(mapped.column)}}}"
            samples = " | ".join((mapped.header, *mapped.samples))
            columns += [_comment(samples), f"{field} = {place}{doubt}"]
        else:
            constants.append(f"{field} = {_quoted(mapped.constant)}{doubt}")
    values: dict[str, list[str]] = {}
    others = []
    for key, answer in answers.items():
        if key.startswith(VALUE_OF):
            field, _, word = key.removeprefix(VALUE_OF).partition(":")
            values.setdefault(field, []).append(f"{_quoted(word)} = {_quoted(answer)}")
        elif key not in (CONFIRMED, "sheet") and not key.startswith(COLUMN_OF):
            others.append(f"{_quoted(key)} = {_quoted(answer)}")
    for question in read.questions:
        choices = " | ".join(map(_quoted, question.choices))
        others += [
            _comment(f"{question.message} {choices}"),
            f"# {_quoted(question.key)} = {_quoted(question.suggested)}",
        ]
    parts = [("mapping", columns), ("constants", constants)]
    parts += [(f"values.{field}", lines) for field, lines in values.items()]
    parts.append(("answers", others))
    return "\n\n".join("\n".join((f"[{name}]", *lines)) for name, lines in parts if lines) + "\n"


def _quoted(text: Any) -> str:
    """Return a text as TOML writes it: as JSON does."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(*texts: str) -> str:
    return "# " + " ".join(" ".join(texts).split())


def to_keep(file: ReadFile, answers: Mapping[str, str]) -> KeptMapping:
    """Return what of a confirmed mapping and its answers is worth keeping for the next file.

    A field that is the same in all rows or comes from no column is kept as such.
    """
    return KeptMapping(
        headers={field: m.header for field, m in file.mapping.items() if m.column},
        answers={
            key: answer
            for key, answer in answers.items()
            if key.startswith(KEPT)
            or (key.startswith(COLUMN_OF) and (not answer or answer.startswith(CONSTANT)))
        },
    )


def kept_answers(table: Table, kept: Sequence[KeptMapping]) -> dict[str, str]:
    """Return the answers for a table whose headers are known from before; none for another.

    The latest mapping is taken all of whose headers stand once in one row.
    """
    rows = [
        ({"sheet": sheet.name, "header_row": str(row.number)}, headers_of(sheet, row.number))
        for sheet in table.sheets
        for row in sheet.rows[:HEADER_ROWS]
    ]
    for mapping in kept:
        for place, headers in rows:
            if columns := _columns(headers, mapping):
                return {**place, **columns, **mapping.answers}
    return {}


def _columns(headers: Mapping[int, str], mapping: KeptMapping) -> dict[str, str]:
    """Return where the fields of a kept mapping come from; empty when a header lacks or repeats."""
    names = list(headers.values())
    if not mapping.headers or any(names.count(header) != 1 for header in mapping.headers.values()):
        return {}
    letters = {header: xl_col_to_name(number - 1) for number, header in headers.items()}
    return {COLUMN_OF + field: letters[header] for field, header in mapping.headers.items()}


# Questions

MOST_QUESTIONS = 50
"""Words that are asked about at once; the others follow."""


def questions_of(rows: Iterable[Row], code_book: CodeBook, t: Translate) -> list[Question]:
    """Return one question for each key that reasons ask for, with the cells that wait for it.

    A row that is refused whatever is answered asks nothing.
    """
    asked: dict[str, list[Reason]] = {}
    for row in rows:
        for reason in row.reasons if row.is_asked else ():
            asked.setdefault(reason.ask, []).append(reason)
    return [
        _question(key, reasons, code_book, t) for key, reasons in [*asked.items()][:MOST_QUESTIONS]
    ]


_NO_ACTIVITY = (
    n_("Some rows may not be activities, such as “{value}”. What should happen to them?"),
    {"leave_out": n_("Leave them out"), "take": n_("Take them as they are")},
)
_SIMPLE_QUESTIONS: dict[str, tuple[str, dict[str, str]]] = {
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
    **dict.fromkeys(("struck", "totals", "cancelled"), _NO_ACTIVITY),
}


def _question(key: str, reasons: list[Reason], code_book: CodeBook, t: Translate) -> Question:
    first = reasons[0]
    if key in _SIMPLE_QUESTIONS:
        text, choices = _SIMPLE_QUESTIONS[key]
        return Question(key, Message(text, {"value": first.value}), choices)
    column = FIELDS[first.field]
    field = t(column.title)
    choices = code_book.titles(column.codes, code_book.framework, t)
    if key.startswith("empty:"):
        text = n_("The field “{field}” is empty in some rows ({n}). What should it say there?")
        choices[""] = n_("Nothing: refuse these rows")
        return Question(key, Message(text, {"field": field, "n": len(reasons)}), choices)
    word = key.split(":", 2)[2]
    text = n_("What does “{value}” mean in the field “{field}”?")
    message = Message(text, {"value": word, "field": field})
    if column.kind == "countries":
        match = find_countries(word, code_book.lists["countries"])[0]
        likely = {code: choices[code] for code in match.candidates}
        nothing = {"": n_("No country: leave it out")}
        first_of_all = nothing if match.is_no_country else likely
        suggested = match.candidates[0] if len(likely) == 1 else ""
        return Question(key, message, first_of_all | choices | nothing, suggested)
    if column.key == "outcomes":
        choices[DESCRIPTION] = n_("It is text: add it to the description")
    if not column.required:
        choices[""] = n_("Nothing: leave it out")
    suggested = code_book.find(column.codes, first.suggestion, code_book.framework) or ""
    return Question(key, message, choices, suggested)
