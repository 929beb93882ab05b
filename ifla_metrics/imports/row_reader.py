"""One row of a file: its cells parsed, and the draft that they say or the reasons why not.

A workbook of ours and a table made elsewhere are read alike: both are a sheet whose columns are
known. Only of the other table a row may be something else than an activity (`row_checks`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import ValidationError
from xlsxwriter.utility import xl_col_to_name

from ifla_metrics.errors import n_
from ifla_metrics.imports.cells import Context, has_invisible, parse
from ifla_metrics.imports.columns import Column, SheetFormat, draft_of
from ifla_metrics.imports.entries import COLUMN_OF, NEEDED, FieldFault, entry_values, given_fields
from ifla_metrics.imports.read import Sheet, SheetRow, Value, is_empty, shown
from ifla_metrics.imports.rows import Cell, Fault, Message, Reason, Row
from ifla_metrics.models.drafts import ParticipationDraft, draft_faults
from ifla_metrics.text import clean_line

MOST_UNKNOWN = 200
"""Different words of a column without a meaning: looking for the nearest takes its time."""
_TOO_MANY_UNKNOWN = n_(
    "More than 200 different words of this column are not known."
    " Is it the right column? Otherwise correct or answer the others first."
)
_UNFINISHED = n_(
    "The cell holds a formula without its result. Open and save the file in a spreadsheet program."
)
_FORMULA_SIGNS = ("'=", "'+", "'-", "'@", "'\t", "'\r")


@dataclass(frozen=True)
class MappedSheet:
    """A sheet, what one row of it is, and where each field comes from.

    `columns` are numbers from 1 by field, `headers` by number, `constants` codes by field, `fields`
    what its columns hold; `rows` are the rows below the headers, `is_ours` is a sheet of our own
    workbook, in whose CSV an apostrophe before a formula's sign is ours.
    """

    sheet: Sheet
    form: SheetFormat
    fields: Mapping[str, Column]
    columns: Mapping[str, int]
    headers: Mapping[int, str]
    rows: tuple[SheetRow, ...]
    header_row: int = 0
    constants: Mapping[str, str] = field(default_factory=dict)
    is_ours: bool = False

    def cell(self, row: int, key: str = "") -> Cell:
        """Return the place of a field in a row; of the whole row for one without a column."""
        column = self.columns.get(key, 0)
        if not column:
            return Cell(self.sheet.name, row)
        header = self.headers.get(column, "")
        return Cell(self.sheet.name, row, xl_col_to_name(column - 1), header)

    def value(self, row: SheetRow, key: str) -> Value:
        """Return what stands in a cell, or the constant of all rows."""
        place = self.columns.get(key, 0)
        if not place:
            return self.constants.get(key)
        value = row.values[place - 1] if place <= len(row.values) else None
        if self.is_ours and self.sheet.is_text and isinstance(value, str):
            return value[1:] if value.startswith(_FORMULA_SIGNS) else value
        return value


@dataclass
class Lines:
    """The lines of participation of one activity, and what is wrong with some of them."""

    lines: list[ParticipationDraft] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)


@dataclass
class RowReader:
    """Reads the rows of a sheet; equal cells of a column are parsed once."""

    mapped: MappedSheet
    context: Context
    group: str = ""
    swaps_days: bool = False
    notes: list[Reason] = field(default_factory=list)
    _parsed: dict[tuple[str, type, Value, str], tuple[Any, Fault | None]] = field(
        default_factory=dict
    )
    _contexts: dict[str, Context] = field(default_factory=dict)
    _invisible: set[str] = field(default_factory=set)
    _unknown: Counter[str] = field(default_factory=Counter)

    def values(self, row: SheetRow) -> dict[str, Value]:
        """Return the cells of a row by field."""
        keys = (*self.mapped.columns, *self.mapped.constants)
        return {key: self.mapped.value(row, key) for key in keys}

    def parse(
        self, row: SheetRow, values: Mapping[str, Value]
    ) -> tuple[dict[str, Any], list[Reason]]:
        """Return the values of a row by field, and what is wrong with its cells."""
        parsed: dict[str, Any] = {}
        reasons: list[Reason] = []
        context = self._context_of(values)
        unfinished = self.mapped.sheet.unfinished
        for key, value in values.items():
            column = self.mapped.fields[key]
            if (row.number, self.mapped.columns.get(key, 0)) in unfinished:
                reasons.append(self.reason(row, key, Fault("no_result", _UNFINISHED)))
                continue
            result, fault = None, None
            if not is_empty(value):
                meant = self._as_meant(row, column, value)
                result, fault = self.parse_once(column, meant, context)
                self._note_invisible(row, key, value)
            answer = self.context.answers.get(f"empty:{key}", "")
            if result is None and fault is None and answer and column.required:
                result = answer
            elif result is None and fault is None:
                fault = self._fault_of_empty(column)
            if fault is not None:
                reasons.append(self.reason(row, key, fault, value))
            elif result is not None:
                parsed[key] = result
        if self.mapped.is_ours and not parsed.get("id"):
            reasons += self._reasons_of_no_column(row)
        return parsed, reasons

    def row(
        self,
        row: SheetRow,
        parsed: Mapping[str, Any],
        reasons: Sequence[Reason],
        lines: Lines | None = None,
    ) -> Row:
        """Return a row of an entry from its parsed cells."""
        kind = self.mapped.form.record
        columns = (*self.mapped.columns, *self.mapped.constants)
        given = given_fields(kind, columns, parsed, has_lines=lines is not None)
        made = Row(
            self.mapped.sheet.name,
            row.number,
            kind,
            uid=parsed.get("id", ""),
            base_version=parsed.get("version"),
            withdraw=parsed.get("withdraw") == "yes",
            given=given,
        )
        if made.withdraw and all(reason.code == "missing" for reason in reasons):
            return made
        draft = None
        if not reasons:
            draft, reasons = self.draft(row, parsed, lines.lines if lines else ())
        reasons = [*reasons, *(lines.reasons if lines else ())]
        if any(not reason.ask for reason in reasons):
            reasons = [reason for reason in reasons if not reason.ask]
        return replace(made, draft=None if reasons else draft, reasons=tuple(reasons))

    def draft(
        self, row: SheetRow, parsed: Mapping[str, Any], lines: Sequence[ParticipationDraft] = ()
    ) -> tuple[Any, list[Reason]]:
        """Return the draft that a row says, or what keeps it from being one."""
        kind = self.mapped.form.record
        context = self._context_of({"framework": parsed.get("framework")})
        columns = (*self.mapped.columns, *self.mapped.constants)
        try:
            values = entry_values(kind, columns, parsed, context, group=self.group, lines=lines)
            return draft_of(kind)(**values), []
        except FieldFault as error:
            return None, [self.reason(row, error.field, error.fault)]
        except ValidationError as error:
            return None, [self._broken_rule(row, found) for found in draft_faults(error)]

    def parse_once(
        self, column: Column, value: Value, context: Context
    ) -> tuple[Any, Fault | None]:
        """Return the value of a cell, or why it has none."""
        key = (column.key, type(value), value, context.framework)
        if key not in self._parsed:
            try:
                if self._unknown[column.key] >= MOST_UNKNOWN:
                    raise Fault("too_many_unknown", _TOO_MANY_UNKNOWN)
                self._parsed[key] = (parse(value, column, context), None)
            except Fault as fault:
                self._unknown[column.key] += fault.ask.startswith("value:")
                self._parsed[key] = (None, fault)
        return self._parsed[key]

    def reason(self, row: SheetRow, key: str, fault: Fault, value: Value = None) -> Reason:
        """Return a fault at its cell, with what was typed there."""
        typed = shown(value)[:200] or shown(self.mapped.value(row, key))[:200]
        ask = "" if self.mapped.is_ours else fault.ask
        cell = self.mapped.cell(row.number, key)
        return Reason(cell, fault.code, fault.message, key, typed, fault.suggestion, ask)

    def _context_of(self, values: Mapping[str, Value]) -> Context:
        """Return the context of a row, with the strategy that it names."""
        typed = clean_line(shown(values.get("framework")))
        if not typed:
            return self.context
        if typed not in self._contexts:
            framework = self.context.code_book.find("frameworks", typed) or self.context.framework
            self._contexts[typed] = replace(self.context, framework=framework)
        return self._contexts[typed]

    def _fault_of_empty(self, column: Column) -> Fault | None:
        """Return why a cell must not be empty; a status or a kind can be answered for all."""
        key = f"empty:{column.key}"
        if not is_needed(column, self.group):
            return None
        is_open = column.codes and column.key != "groups" and key not in self.context.answers
        return Fault("missing", NEEDED, ask=key if is_open else "")

    def _reasons_of_no_column(self, row: SheetRow) -> list[Reason]:
        """Return what a new row of our own workbook lacks because a column was deleted."""
        missing = self.mapped.fields.keys() - self.mapped.columns.keys()
        return [
            self.reason(row, key, Fault("missing", NEEDED))
            for key in sorted(missing)
            if is_needed(self.mapped.fields[key], self.group)
        ]

    def _as_meant(self, row: SheetRow, column: Column, value: Value) -> Value:
        """Return a day with day and month swapped back; the address behind a link."""
        place = self.mapped.columns.get(column.key, 0)
        if column.kind == "links":
            return self.mapped.sheet.links.get((row.number, place), value)
        if column.kind != "day" or not isinstance(value, date):
            return value
        return value.replace(day=value.month, month=value.day) if self.swaps_days else value

    def _broken_rule(self, row: SheetRow, found: Any) -> Reason:
        key = found.field
        key = key if key in self.mapped.columns else COLUMN_OF.get(key, key)
        message = Message(found.error.message, found.error.values)
        typed = shown(self.mapped.value(row, key))[:200]
        return Reason(self.mapped.cell(row.number, key), "rule", message, key, typed)

    def _note_invisible(self, row: SheetRow, key: str, value: Value) -> None:
        if key not in self._invisible and has_invisible(value):
            self._invisible.add(key)
            message = Message(n_("Invisible characters were removed from this column."))
            cell = self.mapped.cell(row.number, key)
            self.notes.append(Reason(cell, "invisible_removed", message, key))


def is_needed(column: Column, group: str) -> bool:
    """Say whether a field must be given; the group may be that of the file."""
    has_default = column.key == "framework" or (column.key in ("group", "groups") and group)
    return column.required and not has_default
