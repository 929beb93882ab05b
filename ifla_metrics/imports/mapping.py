"""Which column feeds which field: suggested by header, certain or to be confirmed by a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from ifla_metrics.errors import InvalidRecord, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.cells import Context, parse
from ifla_metrics.imports.dates import order_in_header
from ifla_metrics.imports.fields import Field, vocabulary
from ifla_metrics.imports.headers import (
    Column,
    choose_header_row,
    choose_sheet,
    column_letters,
    column_number,
    read_columns,
)
from ifla_metrics.imports.known import Known
from ifla_metrics.imports.read import Sheet, SheetRow, Table
from ifla_metrics.imports.rows import Cell, Choice, Fault, Mapped, Message, Question, Unmapped

_SAMPLE = 200
_CLOSE = 88
"""Likeness (0 to 100) from which another spelling of a listed name is suggested."""
_FITTING = {"date": 0.6, "count": 0.6, "date_part": 0.6, "countries": 0.5, "links": 0.5}
"""Share of the cells that must fit for a column to be certain, by kind."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"\+\d[\d\s()./-]{6,18}\d|\(?0\d+\)?[\s/-][\d\s/-]{5,14}\d")


@dataclass(frozen=True)
class TableMapping:
    """A sheet, the row of its headers, and the column (from 1) or constant of each field.

    `questions` are open ones; `date_order` is what a header asks for, “Date (dd/mm/yyyy)”.
    """

    sheet: Sheet
    header_row: int
    headers: Mapping[int, str]
    columns: Mapping[str, int]
    mapped: Mapping[str, Mapped]
    unmapped: tuple[Unmapped, ...] = ()
    questions: tuple[Question, ...] = ()
    date_order: str = ""

    @property
    def width(self) -> int:
        """The number of the last column with a header."""
        return max((number for number, header in self.headers.items() if header), default=0)

    @property
    def rows(self) -> list[SheetRow]:
        """The rows below the headers."""
        return [row for row in self.sheet.rows if row.number > self.header_row]

    def cell(self, row: int, field: str = "") -> Cell:
        """Return the place of a field in a row."""
        column = self.columns.get(field, 0)
        if not column:
            return Cell(self.sheet.name, row)
        return Cell(self.sheet.name, row, column_letters(column), self.headers.get(column, ""))


def suggest(
    table: Table, known: Known, answers: Mapping[str, str], t: Translate, *, group: str = ""
) -> TableMapping:
    """Return which column feeds which field, with questions about what is not certain.

    Args:
        table: The file as read.
        known: The codes that exist.
        answers: What has been answered of this file; `mapping:FIELD` corrects a suggestion.
        t: The reader's words, for the names of fields and codes in questions.
        group: The group that the rows are for; without one each row must name its own.
    """
    sheet, questions = choose_sheet(table, answers)
    header_row, asked = choose_header_row(sheet, answers)
    questions += asked
    columns = read_columns(sheet, header_row)
    personal = {c.number for c in columns if _is_personal(c)}
    open_columns = [c for c in columns if c.number not in personal]
    found = _assign(open_columns)
    context = Context(known, answers, known.framework)
    doubtful = _doubtful(found, open_columns, context)
    _suggest_by_cells(open_columns, found, doubtful, context)
    constants = _apply_answers(answers, columns, found, doubtful)

    is_confirmed = answers.get("mapping") == "yes"
    mapped = {name: Mapped(sheet.name, constant=value) for name, value in constants.items()}
    for name, column in found.items():
        letters = column_letters(column.number)
        certain = is_confirmed or name not in doubtful
        mapped[name] = Mapped(
            sheet.name, letters, column.header, certain=certain, samples=column.samples
        )
    if doubtful and not is_confirmed:
        questions.append(_mapping_question(sheet, header_row, doubtful, mapped))
    used = {column.number for column in found.values()}
    unused = [column for column in columns if column.number not in used]
    questions += _missing_questions(mapped, unused, known, t, is_grouped=bool(group))
    date_columns = [c for name, c in found.items() if vocabulary().fields[name].kind == "date"]
    orders = {order_in_header(column.header) for column in date_columns} - {""}
    return TableMapping(
        sheet,
        header_row,
        headers={c.number: c.header for c in columns},
        columns={name: c.number for name, c in found.items()},
        mapped=mapped,
        unmapped=tuple(
            Unmapped(
                sheet.name,
                column_letters(c.number),
                c.header,
                filled=len(c.values),
                personal=c.number in personal,
            )
            for c in unused
        ),
        questions=tuple(questions),
        date_order=orders.pop() if len(orders) == 1 else "",
    )


# Fields


def _is_personal(column: Column) -> bool:
    """Say whether a column names people: by its header, or by addresses and phone numbers."""
    if column.folded in vocabulary().lists["personal"]:
        return True
    if any(column.folded in listed.names for listed in vocabulary().fields.values()):
        return False
    values = column.values[:_SAMPLE]
    texts = [value.strip() for value in values if isinstance(value, str)]
    found = sum(1 for text in texts if _EMAIL.fullmatch(text) or _PHONE.fullmatch(text))
    return found * 2 > len(values) > 0


def _assign(columns: list[Column]) -> dict[str, Column]:
    """Return the column of each field: by certain names, then vague ones, then similar ones."""
    found: dict[str, Column] = {}
    taken: set[int] = set()
    for fits in (_has_name, _has_vague_name, _has_similar_name):
        for name, listed in vocabulary().fields.items():
            for column in columns:
                if name not in found and column.number not in taken and fits(column, listed):
                    found[name] = column
                    taken.add(column.number)
    if "started_on" in found:
        for part in ("year", "month", "day"):
            found.pop(part, None)
    if "year" not in found:
        found.pop("month", None)
        found.pop("day", None)
    return found


def _has_name(column: Column, listed: Field) -> bool:
    return column.folded in listed.names


def _has_vague_name(column: Column, listed: Field) -> bool:
    return column.folded in listed.vague


def _has_similar_name(column: Column, listed: Field) -> bool:
    """Say whether a header holds the words of a name, or is spelt almost like one.

    “Participants prévus” are no participants.
    """
    words = set(column.folded.split())
    if not words or listed.kind == "date_part" or _says_otherwise(column.folded, listed):
        return False
    lists = vocabulary().lists
    is_gender = listed.name in ("women", "men")
    if is_gender and words & lists[listed.name] and words & lists["people"]:
        return True
    for name in listed.names:
        parts = name.split()
        if words.issuperset(parts) and (len(parts) > 1 or len(name) >= 4):
            return True
        if len(name) > 4 and fuzz.ratio(column.folded, name) >= _CLOSE:
            return True
    return False


def _says_otherwise(folded: str, listed: Field) -> bool:
    """Say whether a header holds a word by which it is about something else."""
    lists = vocabulary().lists

    def has(name: str) -> bool:
        return any(f" {word} " in f" {folded} " for word in lists[name])

    if has("planned"):
        return True
    if listed.kind == "countries":
        return has("not_places")
    if listed.kind != "count":
        return False
    is_women, is_men = has("women"), has("men")
    if listed.name in ("women", "men"):
        return has("not_people") or (is_men if listed.name == "women" else is_women)
    return has("not_people") or is_women or is_men


def _doubtful(found: Mapping[str, Column], columns: list[Column], context: Context) -> set[str]:
    """Return the fields whose column is not certain: by its name, a rival, or its cells."""
    doubtful = set()
    used = {column.number for column in found.values()}
    fits = (_has_name, _has_vague_name, _has_similar_name)
    for name, column in found.items():
        listed = vocabulary().fields[name]
        rivals = [c for c in columns if c.number not in used and c.values]
        if (
            not _has_name(column, listed)
            or any(fit(rival, listed) for rival in rivals for fit in fits)
            or (name == "year" and "month" not in found)
            or not _cells_fit(column, listed, context)
        ):
            doubtful.add(name)
    return doubtful


def _cells_fit(column: Column, listed: Field, context: Context) -> bool:
    """Say whether most cells can be read; two say nothing: they are refused in their rows."""
    if listed.kind not in _FITTING or len(column.values) < 3:
        return True
    return _share(column, listed, context) >= _FITTING[listed.kind]


def _share(column: Column, listed: Field, context: Context) -> float:
    """Return the share of a column's cells that can be read, or would be after an answer."""
    values = column.values[:_SAMPLE]
    fitting = 0
    for value in values:
        try:
            parse(value, listed, context)
        except Fault as fault:
            fitting += bool(fault.ask) and listed.kind != "countries"
        else:
            fitting += 1
    return fitting / len(values) if values else 1.0


def _suggest_by_cells(
    columns: list[Column], found: dict[str, Column], doubtful: set[str], context: Context
) -> None:
    """Suggest columns for dates, countries and the title by what their cells hold."""

    def free() -> list[Column]:
        used = {column.number for column in found.values()}
        return [c for c in columns if c.number not in used and c.folded and len(c.values) > 1]

    for name in ("started_on", "countries"):
        listed = vocabulary().fields[name]
        fitting = [c for c in free() if _looks_like(c, listed, context)]
        if name not in found and fitting and not (name == "started_on" and "year" in found):
            found[name] = fitting[0]
            doubtful.add(name)
    texts = [c for c in free() if all(isinstance(value, str) for value in c.values)]
    long = [c for c in texts if sum(len(str(v)) for v in c.values) > 12 * len(c.values)]
    if "title" not in found and long:
        found["title"] = max(long, key=lambda c: len(set(c.values)))
        doubtful.add("title")


def _looks_like(column: Column, listed: Field, context: Context) -> bool:
    if all(isinstance(value, (int, float)) for value in column.values):
        return False
    return _share(column, listed, context) >= _FITTING[listed.kind]


def _apply_answers(
    answers: Mapping[str, str],
    columns: list[Column],
    found: dict[str, Column],
    doubtful: set[str],
) -> dict[str, str]:
    """Put a person's answers in the place of what was suggested; return the constants."""
    by_number = {column.number: column for column in columns}
    constants: dict[str, str] = {}
    for key, answer in answers.items():
        name = key.removeprefix("mapping:")
        if name == key or name not in vocabulary().fields:
            continue
        found.pop(name, None)
        doubtful.discard(name)
        column = by_number.get(column_number(answer))
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


# Questions


def _mapping_question(
    sheet: Sheet, header_row: int, doubtful: Iterable[str], mapped: Mapping[str, Mapped]
) -> Question:
    cells = tuple(
        Cell(sheet.name, header_row, mapped[name].column, mapped[name].header)
        for name in sorted(doubtful)
    )
    choices = (Choice("yes", n_("Yes, these columns are right")),)
    return Question("mapping", Message(n_("Are these columns right?")), choices, "yes", cells)


def _missing_questions(
    mapped: Mapping[str, Mapped],
    unused: list[Column],
    known: Known,
    t: Translate,
    *,
    is_grouped: bool,
) -> list[Question]:
    """Return a question for each required field that nothing feeds."""
    columns = [(column_letters(column.number), column) for column in unused if column.values]
    questions = []
    for name, listed in vocabulary().fields.items():
        is_required = listed.required or (name == "groups" and not is_grouped)
        if not is_required or name in mapped or (name == "started_on" and "year" in mapped):
            continue
        choices = [Choice(letters, f"{letters}: {column.header}") for letters, column in columns]
        text = n_("Which column holds the field “{field}”?")
        if listed.codes:
            text = n_("No column holds the field “{field}”. Choose one, or a value for all rows.")
            titles = {
                code: known.title(listed.codes, code, known.framework, t)
                for code in known.codes(listed.codes, known.framework)
            }
            choices += [Choice(f"={code}", title or code) for code, title in titles.items()]
        message = Message(text, {"field": t(listed.title)})
        questions.append(Question(f"mapping:{name}", message, tuple(choices)))
    return questions
