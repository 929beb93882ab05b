"""One row of a file: its cells parsed, and the draft that they say or the reasons why not.

A workbook of ours and a table made elsewhere are read alike: both are a sheet whose columns are
known. Only of the other table a row may be something else than an activity (`other_table`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, get_args

from pydantic import ValidationError
from xlsxwriter.utility import xl_col_to_name

from ifla_metrics.errors import Message, n_
from ifla_metrics.imports.cells import DESCRIPTION, CodeOf, Context, has_invisible, parse
from ifla_metrics.imports.columns import (
    ACTIVITY,
    MAIN,
    PARTICIPATION,
    Column,
    SheetFormat,
    draft_of,
)
from ifla_metrics.imports.counts import COUNTS, Count, lines_of_counts
from ifla_metrics.imports.dates import Days
from ifla_metrics.imports.headers import WORD_LISTS, fold_header
from ifla_metrics.imports.read import Sheet, SheetRow, Value, is_empty, shown
from ifla_metrics.imports.rows import Cell, Fault, Reason, Row
from ifla_metrics.models.drafts import (
    AlignmentDraft,
    ContributionDraft,
    DraftFault,
    ParticipationDraft,
    draft_faults,
    equal_weights,
)
from ifla_metrics.models.field_types import Precision
from ifla_metrics.periods import months_apart
from ifla_metrics.text import clean_line

_UNFINISHED = n_(
    "The cell holds a formula without its result. Open and save the file in a spreadsheet program."
)
_MERGED = n_(
    "This cell is merged with others above or below. Unmerge it and write the value in each cell."
)

Parsed = Mapping[str, Any]
"""The values of the filled cells of a row, by the key of their column."""


@dataclass(frozen=True)
class MappedSheet:
    """A sheet, what one row of it is, and where each field comes from.

    `columns` are numbers from 1 by field, `headers` by number, `constants` codes by field; `rows`
    are the rows below the headers.
    """

    sheet: Sheet
    form: SheetFormat
    columns: Mapping[str, int]
    headers: Mapping[int, str]
    rows: tuple[SheetRow, ...]
    header_row: int = 0
    constants: Mapping[str, str] = field(default_factory=dict)

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
        return row.values[place - 1] if place <= len(row.values) else None


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
    notes: list[Reason] = field(default_factory=list)
    _parsed: dict[tuple[str, type, Value, str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = (*self.mapped.columns, *self.mapped.constants)
        self.kind, self.fields = self.mapped.form.record, self.mapped.form.by_key

    def parse(self, row: SheetRow) -> tuple[dict[str, Any], list[Reason]]:
        """Return the values of a row by field, and what is wrong with its cells."""
        parsed: dict[str, Any] = {}
        reasons: list[Reason] = []
        context = self._context_of(self.mapped.value(row, "framework"))
        for key in self.keys:
            column, value = self.fields[key], self.mapped.value(row, key)
            try:
                self._check_place(row, key)
                result = None if is_empty(value) else self._parse_once(column, value, context)
                if not self.context.is_ours and has_invisible(value):
                    self._note_invisible(row, key)
                if result is None and is_needed(column, self.context.group):
                    result = self._answer_for_empty(column)
            except Fault as fault:
                reasons.append(self.reason(row, key, fault, value))
            else:
                if result is not None:
                    parsed[key] = result
        if not parsed.get("id"):
            reasons += [
                self.reason(row, key, Fault("missing", NEEDED))
                for key in sorted(self.fields.keys() - {*self.keys})
                if is_needed(self.fields[key], self.context.group)
            ]
        return parsed, reasons

    def row(
        self,
        row: SheetRow,
        parsed: Parsed,
        reasons: Sequence[Reason],
        lines: Lines | None = None,
    ) -> Row:
        """Return a row of an entry from its parsed cells."""
        made = Row(
            self.mapped.sheet.name,
            row.number,
            self.kind,
            uid=parsed.get("id", ""),
            base_version=parsed.get("version"),
            withdraw=parsed.get("withdraw") == "yes",
            given=self._given(parsed, has_lines=lines is not None),
        )
        if made.withdraw and all(reason.code == "missing" for reason in reasons):
            return made
        made = replace(made, reasons=(*reasons, *(lines.reasons if lines else ())))
        if made.reasons:
            return made
        draft, faults = self.draft(row, parsed, lines.lines if lines else ())
        return replace(made, draft=draft, reasons=tuple(faults))

    def draft(
        self, row: SheetRow, parsed: Mapping[str, Any], lines: Sequence[ParticipationDraft] = ()
    ) -> tuple[Any, list[Reason]]:
        """Return the draft that a row says, or what keeps it from being one."""
        try:
            return draft_of(self.kind)(**self._draft_values(parsed, lines)), []
        except Fault as fault:
            return None, [self.reason(row, fault.field, fault)]
        except ValidationError as error:
            return None, [self._broken_rule(row, found) for found in draft_faults(error)]

    def _given(self, parsed: Parsed, *, has_lines: bool) -> frozenset[str]:
        """Return the fields that the file speaks of: with a column, and people where counted.

        Where a stored entry comes from is never changed by a file.
        """
        given = {key for key in self.keys if key in draft_of(self.kind).model_fields}
        if self.kind == ACTIVITY:
            given |= {f for f in ("contributions", "alignments") if COLUMN_OF[f] in self.keys}
            given |= {MAIN} & set(self.keys)
            if has_lines or any(key in parsed for key in COUNTS):
                given.add("participation")
        return frozenset(given - {"provenance"} if parsed.get("id") else given)

    def _draft_values(self, parsed: Parsed, lines: Sequence[ParticipationDraft]) -> dict[str, Any]:
        """Return the fields of a draft; raises Fault where cells contradict each other.

        `lines` are those of the sheet of participation.
        """
        fields = draft_of(self.kind).model_fields
        context = self._context_of(parsed.get("framework"))
        values = {
            k: v for k, v in parsed.items() if k in fields and not isinstance(v, Count | Days)
        }
        if isinstance(count := parsed.get("count"), Count):
            values |= {"count": count.count}
            if count.qualifier != "exact":
                values["qualifier"] = count.qualifier
        if self.kind == PARTICIPATION:
            if count is None:
                values.setdefault("qualifier", "unknown")
            return values
        values |= day_fields(parsed, fields)
        if self.kind != ACTIVITY:
            return {"framework": context.framework, "group": self.context.group, **values}
        values |= {
            "groups": parsed.get("groups") or ((self.context.group,) if self.context.group else ()),
            "contributions": tuple(
                ContributionDraft(framework=framework, outcome=code)
                for framework, code in parsed.get("outcomes", ())
                if framework != DESCRIPTION
            ),
            "alignments": _given_alignments(parsed, self.keys, context),
            "participation": _participation(parsed, lines),
        }
        words = [word for of, word in parsed.get("outcomes", ()) if of == DESCRIPTION]
        if words:
            values["description"] = "\n".join(filter(None, [parsed.get("description"), *words]))
        if not parsed.get("id"):
            return values | _planned_days(values)
        # What the file has no column for is taken from the stored entry when it is compared.
        day = values.get("started_on") or values.get("ended_on") or date(2000, 1, 1)
        needed = {"title": "---", "started_on": day, "ended_on": day}
        return {key: value for key, value in needed.items() if key not in self.keys} | values

    def reason(self, row: SheetRow, key: str, fault: Fault, value: Value = None) -> Reason:
        """Return a fault at its cell, with what was typed there."""
        typed = shown(value)[:200] or shown(self.mapped.value(row, key))[:200]
        ask = "" if self.context.is_ours else fault.ask
        cell = self.mapped.cell(row.number, key)
        return Reason(cell, fault.code, fault.message, key, typed, fault.suggestion, ask)

    def _check_place(self, row: SheetRow, key: str) -> None:
        """Refuse a cell of which only the spreadsheet knows what it says."""
        place = (row.number, self.mapped.columns.get(key, 0))
        if place in self.mapped.sheet.unfinished:
            raise Fault("no_result", _UNFINISHED)
        if place in self.mapped.sheet.merged:
            raise Fault("merged", _MERGED)

    def _parse_once(self, column: Column, value: Value, context: Context) -> Any:
        """Return the value of a cell, or raise the fault that says why it has none."""
        key = (column.key, type(value), value, context.framework)
        if key not in self._parsed:
            try:
                self._parsed[key] = parse(value, column, context)
            except Fault as fault:
                self._parsed[key] = fault
        found = self._parsed[key]
        if isinstance(found, Fault):
            raise found.with_traceback(None)
        return found

    def _context_of(self, framework: Value) -> Context:
        """Return the context of a row, with the strategy that it names."""
        if is_empty(framework):
            return self.context
        own = self.context.code_book.find("frameworks", clean_line(shown(framework)))
        return replace(self.context, framework=own) if own else self.context

    def _answer_for_empty(self, column: Column) -> str:
        """Return what an empty cell means; raises Fault while nobody has said."""
        key = f"empty:{column.key}"
        if answer := self.context.answers.get(key):
            return answer
        is_open = column.codes and column.key != "groups" and key not in self.context.answers
        raise Fault("missing", NEEDED, ask=key if is_open else "")

    def _broken_rule(self, row: SheetRow, found: DraftFault) -> Reason:
        key = found.field
        key = key if key in self.mapped.columns else COLUMN_OF.get(key, key)
        typed = shown(self.mapped.value(row, key))[:200]
        cell = self.mapped.cell(row.number, key)
        return Reason(cell, "rule", found.message, key, typed)

    def _note_invisible(self, row: SheetRow, key: str) -> None:
        if all(note.field != key for note in self.notes):
            message = Message(n_("Invisible characters were removed from this column."))
            cell = self.mapped.cell(row.number, key)
            self.notes.append(Reason(cell, "invisible_removed", message, key))


def is_needed(column: Column, group: str) -> bool:
    """Say whether a field must be given; the group may be that of the file."""
    has_default = column.key == "framework" or (column.key in ("group", "groups") and group)
    return column.required and not has_default


def is_placeholder(parsed: Parsed) -> bool:
    """Say whether a row has a title that is none: “TBC”, “ditto”, “…”."""
    return "title" in parsed and fold_header(parsed["title"]) in WORD_LISTS["no_title"]


NEEDED = n_("This is needed.")
_FURTHER_MONTHS = {"month": 0, "quarter": 2, "year": 11}
"""Months that follow the first one of a month, quarter or year."""
_PLANNED = {"planned_started_on": "started_on", "planned_ended_on": "ended_on"}
COLUMN_OF = {
    "contributions": "outcomes",
    "alignments": "directions",
    "participation": "participants",
    "date_precision": "started_on",
    "date_as_stated": "started_on",
}
"""The column of a field that has not one of its own."""


# Days


def day_fields(parsed: Parsed, fields: Collection[str]) -> dict[str, Any]:
    """Return the fields that cells of days say; their words say best how exactly they are known."""
    found = {key: days for key, days in parsed.items() if isinstance(days, Days)}
    values: dict[str, Any] = {
        key: days.started_on if key.endswith("started_on") else days.ended_on
        for key, days in found.items()
    }
    if "started_on" in found:
        values.setdefault("ended_on", found["started_on"].ended_on)
    plan = found.get("planned_started_on")
    if plan and plan.precision != "day":
        last = values.setdefault("planned_ended_on", plan.ended_on)
        months = months_apart(plan.started_on, last)
        if last != plan.ended_on or months != _FURTHER_MONTHS[plan.precision]:
            message = n_("An activity can be planned for days, or for one month, quarter or year.")
            raise Fault("not_one_period", message, field="planned_started_on")
    dated = {key: days for key, days in found.items() if key not in _PLANNED}
    order = get_args(Precision)
    vaguest = max(dated, key=lambda key: order.index(dated[key].precision), default="")
    if not vaguest or dated[vaguest].precision == "day":
        return values
    if "date_precision" not in fields:
        message = n_("Give the exact day; the month is not enough.")
        raise Fault("not_a_day", message, field=vaguest)
    ends = ("started_on", "ended_on") if vaguest in ("started_on", "ended_on") else (vaguest,)
    typed = [dated[key] for key in ends if key in dated]
    stated = dict.fromkeys(days.as_stated or str(days.ended_on) for days in typed)
    values["date_precision"] = dated[vaguest].precision
    values["date_as_stated"] = parsed.get("date_as_stated") or " – ".join(stated)[:120]
    return values


def _planned_days(values: Parsed) -> dict[str, Any]:
    """Return the planned days of a new activity: of a planned one those that it names."""
    if values["lifecycle"] != "planned":
        return {}
    return {field: values.get(field, values[own]) for field, own in _PLANNED.items()}


# Outcomes, directions


def _given_alignments(
    parsed: Parsed, columns: Collection[str], context: Context
) -> tuple[AlignmentDraft, ...]:
    """Return the directions as given; of a new entry without any, those that its outcomes serve."""
    weights: dict[CodeOf, int] = parsed.get("directions") or {}
    if "directions" not in parsed and not parsed.get("id"):
        weights = _served(parsed, context)
    main = parsed.get(MAIN) or ()
    is_open = parsed.get("id") and "directions" not in columns
    for framework, code in main:
        if (framework, code) not in weights and not is_open:
            message = n_("The main direction {code} is not among the directions.")
            raise Fault("not_served", message, field=MAIN, code=code)
    return alignments(weights, main)


def alignments(
    weights: Mapping[CodeOf, int], main: Collection[Sequence[str]]
) -> tuple[AlignmentDraft, ...]:
    """Return directions with their weights; `main` holds (strategy, code) of the main ones."""
    return tuple(
        AlignmentDraft(
            framework=framework,
            direction=code,
            weight=weight,
            is_primary=(framework, code) in main,
        )
        for (framework, code), weight in weights.items()
    )


def _served(parsed: Parsed, context: Context) -> dict[CodeOf, int]:
    outcomes, frameworks = parsed.get("outcomes", ()), context.code_book.frameworks
    served = {
        own: frameworks[own].directions_of(*(code for of, code in outcomes if of == own))
        for own, _ in outcomes
        if own in frameworks
    }
    return {(own, c): w for own, found in served.items() for c, w in equal_weights(found).items()}


# People


def _participation(
    parsed: Parsed, lines: Sequence[ParticipationDraft]
) -> tuple[ParticipationDraft, ...]:
    """Return the lines of an activity: those of their sheet, or the numbers beside it."""
    if not lines:
        return lines_of_counts(parsed)
    total: Count | None = parsed.get("participants")
    summed = sum(line.count or 0 for line in lines)
    if total is not None and total.count not in (None, summed):
        message = n_("The sheet of participation has {sum} people, this row {total}.")
        raise Fault("other_sum", message, field="participants", sum=summed, total=total.count)
    return tuple(lines)
