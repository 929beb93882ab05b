"""Parse the rows of a sheet with known columns into drafts, or reasons why there is none.

Our own workbook and foreign tables are read the same way. Only foreign tables can contain rows
that are not entries, such as totals (`foreign_table`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, get_args

from pydantic import ValidationError

from ifla_metrics.errors import n_
from ifla_metrics.imports.cells import (
    TO_DESCRIPTION,
    Context,
    StrategyCode,
    parse,
)
from ifla_metrics.imports.columns import (
    MAIN_DIRECTION,
    PARTICIPATION,
    Column,
    SheetFormat,
    draft_class,
)
from ifla_metrics.imports.counts import COUNTS, lines_from_counts
from ifla_metrics.imports.dates import DateRange
from ifla_metrics.imports.headers import Source
from ifla_metrics.imports.read import Sheet, SheetRow, Value, cell_text, is_empty
from ifla_metrics.imports.rows import Cell, CellError, Reason, Row
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
from ifla_metrics.store.kinds import ACTIVITY
from ifla_metrics.text import clean_line, printable

_MERGED = n_(
    "This cell is merged with others above or below. Unmerge it and write the value in each cell."
)

_NO_SOURCE = Source()
Parsed = Mapping[str, Any]
"""The values of the filled cells of a row, by column key."""


@dataclass(frozen=True)
class SheetMapping:
    """A sheet with the column, or the constant, of each of its fields.

    `sources` are by field, `rows` are the rows below the headers.
    """

    sheet: Sheet
    format: SheetFormat
    sources: Mapping[str, Source]
    rows: tuple[SheetRow, ...]
    header_row: int

    def cell(self, row: int, key: str = "") -> Cell:
        """Return the place of a field in a row, or the whole row if it has no column."""
        source = self.sources.get(key, _NO_SOURCE)
        return Cell(self.sheet.name, row, source.column, source.header)

    def value(self, row: SheetRow, key: str) -> Value:
        """Return the value of a cell, or the constant of its field."""
        source = self.sources.get(key, _NO_SOURCE)
        if not source.number:
            return source.constant
        return row.values[source.number - 1] if source.number <= len(row.values) else None


@dataclass
class RowReader:
    """Parses the rows of one sheet. Equal cells of a column are parsed once."""

    mapping: SheetMapping
    context: Context
    _cache: dict[tuple[str, type, Value, str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = tuple(self.mapping.sources)
        self.kind, self.columns = self.mapping.format.kind, self.mapping.format.by_key

    def parse(self, row: SheetRow) -> tuple[dict[str, Any], list[Reason]]:
        """Return the values of a row by column key, and the faults of its cells."""
        parsed: dict[str, Any] = {}
        reasons: list[Reason] = []
        context = self._context_for(self.mapping.value(row, "framework"))
        for key in self.keys:
            column, value = self.columns[key], self.mapping.value(row, key)
            try:
                self._check_merged(row, key)
                result = None if is_empty(value) else self._parse_once(column, value, context)
                if result is None and is_required(column, self.context.group):
                    result = self._answer_for_empty(column)
            except CellError as error:
                reasons += [self.reason(row, key, e) for e in (error, *error.further)]
            else:
                if result is not None:
                    parsed[key] = result
        if not parsed.get("id"):
            reasons += [
                self.reason(row, key, CellError("missing", REQUIRED))
                for key in sorted(self.columns.keys() - {*self.keys})
                if is_required(self.columns[key], self.context.group)
            ]
        return parsed, reasons

    def entry(
        self,
        row: SheetRow,
        parsed: Parsed,
        reasons: Sequence[Reason],
        lines: Sequence[Row] | None = None,
    ) -> Row:
        """Return a parsed row as an entry, with its draft unless it is withdrawn or wrong.

        `lines` are the entries of its lines of participation; None if no sheet has such lines.
        """
        entry = Row(
            self.mapping.sheet.name,
            row.number,
            self.kind,
            uid=parsed.get("id", ""),
            base_version=parsed.get("version"),
            fields=self._fields_in_file(parsed, has_lines=lines is not None),
        )
        is_withdrawal = parsed.get("withdraw") == "yes"
        if is_withdrawal and all(reason.code == "missing" for reason in reasons):
            return entry
        reasons = [*reasons, *(reason for line in lines or () for reason in line.reasons)]
        if reasons:
            return replace(entry, reasons=tuple(reasons))
        try:
            values = self._draft_values(parsed, [line.draft for line in lines or ()])
            draft: Any = draft_class(self.kind)(**values)
            return replace(entry, draft=draft)
        except CellError as error:
            reasons = [self.reason(row, error.field, error)]
        except ValidationError as error:
            reasons = [self._broken_rule(row, fault) for fault in draft_faults(error)]
        return replace(entry, reasons=tuple(reasons))

    def _fields_in_file(self, parsed: Parsed, *, has_lines: bool) -> frozenset[str]:
        """Return the fields that have a column; participation only if the row has numbers.

        A file never changes the provenance of a stored entry.
        """
        fields = {key for key in self.keys if key in draft_class(self.kind).model_fields}
        if self.kind == ACTIVITY:
            claims = ("contributions", "alignments")
            fields |= {field for field in claims if COLUMN_OF_FIELD[field] in self.keys}
            fields |= {MAIN_DIRECTION} & set(self.keys)
            if has_lines or any(key in parsed for key in COUNTS):
                fields.add("participation")
        return frozenset(fields - {"provenance"} if parsed.get("id") else fields)

    def _draft_values(self, parsed: Parsed, lines: Sequence[Any]) -> dict[str, Any]:
        """Return the fields of a draft; raises CellError if cells contradict each other."""
        fields = draft_class(self.kind).model_fields
        context = self._context_for(parsed.get("framework"))
        values = {key: value for key, value in parsed.items() if key in fields}
        if count := parsed.get("count"):
            values["count"] = count.count
            if count.qualifier != "exact":
                values["qualifier"] = count.qualifier
        if self.kind == PARTICIPATION:
            if count is None:
                values.setdefault("qualifier", "unknown")
            return values
        values |= date_fields(parsed, fields)
        if self.kind != ACTIVITY:
            return {"framework": context.framework, "group": self.context.group, **values}
        values |= {
            "groups": parsed.get("groups") or ((self.context.group,) if self.context.group else ()),
            "contributions": tuple(
                ContributionDraft(framework=framework, outcome=code)
                for framework, code in parsed.get("outcomes", ())
                if framework != TO_DESCRIPTION
            ),
            "alignments": _alignments(parsed, self.keys, context),
            "participation": _participation(parsed, lines),
        }
        texts = [text for kind, text in parsed.get("outcomes", ()) if kind == TO_DESCRIPTION]
        if texts:
            values["description"] = "\n".join(filter(None, [parsed.get("description"), *texts]))
        if not parsed.get("id"):
            return values | _planned_dates(values)
        # Fill required fields without a column; `merge` replaces them with the stored values.
        day = values.get("started_on") or values.get("ended_on") or date(2000, 1, 1)
        placeholders = {"title": "---", "started_on": day, "ended_on": day}
        return {k: v for k, v in placeholders.items() if k not in self.keys} | values

    def reason(self, row: SheetRow, key: str, error: CellError) -> Reason:
        """Return an error as a reason at its cell, with the text of the cell."""
        typed = printable(cell_text(self.mapping.value(row, key)))[:200]
        question_key = "" if self.context.is_own_workbook else error.question_key
        cell = self.mapping.cell(row.number, key)
        return Reason(cell, error.code, error.message, key, typed, error.suggestion, question_key)

    def _check_merged(self, row: SheetRow, key: str) -> None:
        """Refuse a cell that is merged with others above or below."""
        if (row.number, self.mapping.sources[key].number) in self.mapping.sheet.merged:
            raise CellError("merged", _MERGED)

    def _parse_once(self, column: Column, value: Value, context: Context) -> Any:
        """Return the cached value of a cell, or raise its cached error."""
        key = (column.key, type(value), value, context.framework)
        if key not in self._cache:
            try:
                self._cache[key] = parse(value, column, context)
            except CellError as error:
                self._cache[key] = error
        result = self._cache[key]
        if isinstance(result, CellError):
            raise result.with_traceback(None)
        return result

    def _context_for(self, framework: Value) -> Context:
        """Return the context of a row, with the framework it names, if any."""
        if is_empty(framework):
            return self.context
        code = self.context.code_book.find("frameworks", clean_line(cell_text(framework)))
        return replace(self.context, framework=code) if code else self.context

    def _answer_for_empty(self, column: Column) -> str:
        """Return the answer for empty cells of a column; raises CellError without one."""
        key = f"empty:{column.key}"
        if answer := self.context.answers.get(key):
            return answer
        can_ask = column.codes and column.key != "groups" and key not in self.context.answers
        raise CellError("missing", REQUIRED, question_key=key if can_ask else "")

    def _broken_rule(self, row: SheetRow, fault: DraftFault) -> Reason:
        key = fault.field
        key = key if key in self.mapping.sources else COLUMN_OF_FIELD.get(key, key)
        typed = printable(cell_text(self.mapping.value(row, key)))[:200]
        return Reason(self.mapping.cell(row.number, key), "rule", fault.message, key, typed)


def is_required(column: Column, group: str) -> bool:
    """Return whether each row needs a value. A file that belongs to a group needs no groups."""
    has_default = column.key == "framework" or (column.key in ("group", "groups") and group)
    return column.required and not has_default


REQUIRED = n_("This field is required.")
_FURTHER_MONTHS = {"month": 0, "quarter": 2, "year": 11}
"""Months between the first and the last month of a month, quarter or year."""
_PLANNED = {"planned_started_on": "started_on", "planned_ended_on": "ended_on"}
COLUMN_OF_FIELD = {
    "contributions": "outcomes",
    "alignments": "directions",
    "participation": "participants",
    "date_precision": "started_on",
    "date_as_stated": "started_on",
}
"""The column of fields that have no column of their own name."""


# Dates


def date_fields(parsed: Parsed, fields: Collection[str]) -> dict[str, Any]:
    """Return the date fields of a draft, with the precision of the least exact date."""
    dates = {key: value for key, value in parsed.items() if isinstance(value, DateRange)}
    values: dict[str, Any] = {
        key: value.started_on if key.endswith("started_on") else value.ended_on
        for key, value in dates.items()
    }
    if "started_on" in dates:
        is_planned = parsed.get("lifecycle") == "planned" and "planned_ended_on" in values
        end = values["planned_ended_on"] if is_planned else dates["started_on"].ended_on
        values.setdefault("ended_on", end)
    plan = dates.get("planned_started_on")
    if plan and plan.precision != "day":
        last = values.setdefault("planned_ended_on", plan.ended_on)
        months = months_apart(plan.started_on, last)
        if last != plan.ended_on or months != _FURTHER_MONTHS[plan.precision]:
            message = n_("An activity can be planned for days, or for one month, quarter or year.")
            raise CellError("not_one_period", message, field="planned_started_on")
    actual = {key: value for key, value in dates.items() if key not in _PLANNED}
    order = get_args(Precision)
    vaguest = max(actual, key=lambda key: order.index(actual[key].precision), default="")
    if not vaguest or actual[vaguest].precision == "day":
        return values
    if "date_precision" not in fields:
        message = n_("Give the exact day; the month is not enough.")
        raise CellError("not_a_day", message, field=vaguest)
    ends = ("started_on", "ended_on") if vaguest in ("started_on", "ended_on") else (vaguest,)
    typed = [actual[key] for key in ends if key in actual]
    stated = dict.fromkeys(value.as_stated or str(value.ended_on) for value in typed)
    values["date_precision"] = actual[vaguest].precision
    values["date_as_stated"] = parsed.get("date_as_stated") or " – ".join(stated)[:120]
    return values


def _planned_dates(values: Parsed) -> dict[str, Any]:
    """Return the planned dates of a new activity, which default to its dates if it is planned."""
    if values["lifecycle"] != "planned":
        return {}
    return {field: values.get(field, values[actual]) for field, actual in _PLANNED.items()}


# Directions


def _alignments(
    parsed: Parsed, columns: Collection[str], context: Context
) -> tuple[AlignmentDraft, ...]:
    """Return the directions of a row; a new entry without any gets those of its outcomes."""
    if parsed.get("id") and "directions" not in columns:
        return ()  # `merge` keeps the stored ones.
    weights: dict[StrategyCode, int] = parsed.get("directions") or {}
    if "directions" not in parsed and not parsed.get("id"):
        weights = _directions_of_outcomes(parsed, context)
    return alignment_drafts(weights, parsed.get(MAIN_DIRECTION, ()))


def alignment_drafts(
    weights: Mapping[StrategyCode, int], main: Collection[StrategyCode]
) -> tuple[AlignmentDraft, ...]:
    """Return directions with their weights; `main` are the main ones.

    Raises:
        CellError: A main direction is not among the directions.
    """
    for _, code in set(main) - weights.keys():
        message = n_("The main direction {code} is not among the directions.")
        raise CellError("not_served", message, field=MAIN_DIRECTION, code=code)
    return tuple(
        AlignmentDraft(
            framework=framework,
            direction=code,
            weight=weight,
            is_primary=(framework, code) in main,
        )
        for (framework, code), weight in weights.items()
    )


def _directions_of_outcomes(parsed: Parsed, context: Context) -> dict[StrategyCode, int]:
    """Return the directions that the outcomes of a row serve, with equal weights."""
    outcomes, frameworks = parsed.get("outcomes", ()), context.code_book.frameworks
    weights: dict[StrategyCode, int] = {}
    for name in dict.fromkeys(framework for framework, _ in outcomes if framework in frameworks):
        codes = (code for framework, code in outcomes if framework == name)
        directions = frameworks[name].directions_of(*codes)
        weights |= {(name, code): w for code, w in equal_weights(directions).items()}
    return weights


# Participation


def _participation(
    parsed: Parsed, lines: Sequence[ParticipationDraft]
) -> tuple[ParticipationDraft, ...]:
    """Return the lines on the sheet of participation, or else lines from the row's numbers."""
    if not lines:
        return lines_from_counts(parsed)
    total: ParticipationDraft | None = parsed.get("participants")
    line_sum = sum(line.count or 0 for line in lines)
    if total is not None and total.count not in (None, line_sum):
        message = n_("The sheet “Participation” has {sum} people, this row {total}.")
        raise CellError("other_sum", message, field="participants", sum=line_sum, total=total.count)
    return tuple(lines)
