"""What a row of a file is once read, and how its cells become values, faults and questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from ifla_metrics.exchange.cell_lists import Manner
from ifla_metrics.exchange.cell_reading import Reader, reader_of, stands_as_written
from ifla_metrics.exchange.cell_texts import Doubt, shown
from ifla_metrics.exchange.column_doubts import has_shares, may_be_exchanged
from ifla_metrics.exchange.day_order import order_in_sheet, order_question
from ifla_metrics.exchange.faults import Fault, Question, Refused
from ifla_metrics.exchange.header_shapes import is_of_codes
from ifla_metrics.exchange.header_towns import order_in
from ifla_metrics.exchange.known import OF_FRAMEWORK, Known
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table
from ifla_metrics.imports.columns import Column, draft_of
from ifla_metrics.models.drafts import ActivityDraft, Draft, RecordDraft

Verdict = Literal["accepted", "rejected", "asked"]
LANGUAGE_OF_DECIMALS = ","


class ReadRow(NamedTuple):
    """A row that was read: what it says, or everything that is wrong or doubtful about it."""

    sheet: str
    row: int
    kind: str
    """`activity` or a kind of record."""
    uid: str = ""
    base_version: int | None = None
    withdraw: bool = False
    draft: ActivityDraft | RecordDraft | None = None
    faults: tuple[Fault, ...] = ()
    questions: tuple[Question, ...] = ()
    notices: tuple[Fault, ...] = ()
    """What was read in a way worth telling; the row can be taken."""
    said: frozenset[str] = frozenset()
    """The fields of the draft that the row speaks of; the others had no column."""

    @property
    def verdict(self) -> Verdict:
        """Whether the row can be taken."""
        if self.faults or (self.draft is None and not self.withdraw and not self.questions):
            return "rejected"
        return "asked" if self.questions else "accepted"


@dataclass
class Findings:
    """What is found about one row while it is put together."""

    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)


class Kept(dict[Any, Any]):
    """The values of cells met before; a cell is read when it is first met."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, cell: Cell) -> Any:
        value = self[cell] = self.read(cell)
        return value


@dataclass
class Columns:
    """The values of a table's columns, and what is wrong with some of its rows.

    `values[key][i]` belongs to row `table.numbers[i]`; in a row of `troubled` a value may be
    Refused or a Doubt.
    """

    table: Table
    values: dict[str, list[Any]]
    troubled: dict[int, list[str]]
    """Of a row (from 0) the keys of its columns in trouble."""
    day_first: bool | None
    again: Callable[[str, int, Cell], Any]
    """Reads a cell as the column (by key) reads it in a row (from 0)."""


def limits_of(draft: type[Draft], name: str) -> tuple[int, int]:
    """Return the fewest and the most characters of a field of text; (0, 0) for none."""
    found = draft.model_fields.get(name)
    fewest = most = 0
    for mark in found.metadata if found else ():
        fewest = getattr(mark, "min_length", fewest) or fewest
        most = getattr(mark, "max_length", most) or most
    return fewest, most


def columns_of(table: Table, known: Known, answers: Mapping[str, str], manner: Manner) -> Columns:
    """Read every column of a table, each value once."""
    sheet_format = table.header.format
    draft = draft_of(sheet_format.record)
    day_first = order_in_sheet(table, answers)
    manner = replace(
        manner,
        day_first=day_first,
        epoch_1904=table.sheet.epoch_1904,
        point=table.sheet.delimiter == LANGUAGE_OF_DECIMALS,
        exchanged=may_be_exchanged(
            table.cells[c.key]
            for c in sheet_format.columns
            if c.kind == "day" and c.key in table.cells
        ),
    )
    frameworks = _frameworks(table, known, manner)
    values: dict[str, list[Any]] = {}
    makers: dict[str, Callable[[str], Reader]] = {}
    troubled: dict[int, list[str]] = {}
    for column in sheet_format.columns:
        cells = table.cells.get(column.key)
        if cells is None:
            continue
        limits = limits_of(draft, column.key)
        own = manner
        if column.kind == "count" and has_shares(cells):
            own = replace(manner, shares=True)
        elif column.codes == "countries" and column.key in table.header.columns:
            header = table.header.columns[column.key].header
            own = replace(manner, numbers=is_of_codes(header), country_is=order_in(header))
        make = makers[column.key] = _maker(column, known, own, limits)
        if stands_as_written(column, cells, limits):
            values[column.key] = list(cells)
            continue
        if column.codes in OF_FRAMEWORK and len(set(frameworks)) > 1:
            read = _by_framework(cells, frameworks, make)
        else:
            read = _read(cells, make(frameworks[0] if frameworks else manner.framework))
        values[column.key] = read
        kinds = set(map(type, read))
        if Refused in kinds or Doubt in kinds:
            for i, value in enumerate(read):
                if isinstance(value, (Refused, Doubt)):
                    troubled.setdefault(i, []).append(column.key)

    def again(key: str, i: int, cell: Cell) -> Any:
        return makers[key](frameworks[i])(cell)

    return Columns(table, values, troubled, day_first, again)


def _read(cells: Sequence[Cell], reader: Reader) -> list[Any]:
    kinds = set(map(type, cells))
    if bool in kinds and kinds & {int, float}:  # True and 1 would be one cell to a dictionary.
        return [reader(cell) for cell in cells]
    kept = Kept(reader)
    return [kept[cell] for cell in cells]


def _maker(
    column: Column, known: Known, manner: Manner, limits: tuple[int, int]
) -> Callable[[str], Reader]:
    """Return what makes the reader of a column for rows of one strategy."""

    def make(framework: str) -> Reader:
        return reader_of(column, known, replace(manner, framework=framework), limits=limits)

    return make


def _by_framework(
    cells: Sequence[Cell], frameworks: Sequence[str], make: Callable[[str], Reader]
) -> list[Any]:
    """Read codes that each row's own strategy explains."""
    readers = {framework: Kept(make(framework)) for framework in set(frameworks)}
    return [readers[f][c] for f, c in zip(frameworks, cells, strict=True)]


def _frameworks(table: Table, known: Known, manner: Manner) -> list[str]:
    """Return the strategy of each row: its own, or the one that the import means."""
    cells = table.cells.get("framework")
    if cells is None:
        return [manner.framework] * len(table.numbers)
    column = table.header.format.column("framework")
    found = _read(cells, reader_of(column, known, manner, limits=(0, 0)))
    return [f if isinstance(f, str) and f else manner.framework for f in found]


def settled(
    columns: Columns, i: int, answers: Mapping[str, str], findings: Findings
) -> dict[str, Any]:
    """Return the values of a row in trouble: answered doubts are values, the rest is found.

    A value that is refused or still doubtful is left out.
    """
    table, number = columns.table, columns.table.numbers[i]
    values = {key: column[i] for key, column in columns.values.items()}
    for key in columns.troubled.get(i, ()):
        value = values.pop(key)
        typed = shown(table.cells[key][i])
        place = table.place(number, key)
        if isinstance(value, Refused):
            findings.faults.append(Fault(place, typed, value.reason, value.nearest))
            continue
        covers = "column" if value.of_column else "value"
        question = Question(place, typed, tuple(c for c, _ in value.choices), value.why, covers)
        answer = answers.get(question.id)
        chosen = [v for choice, v in value.choices if choice.value == answer]
        if chosen:
            values[key] = chosen[0]
        elif value.order and columns.day_first is None:
            findings.questions.append(order_question(table, key, typed, number))
        else:
            findings.questions.append(question)
    return values
