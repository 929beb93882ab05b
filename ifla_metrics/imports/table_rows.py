"""One row of a table: parsed, and why it is not an activity as it stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from ifla_metrics.errors import n_
from ifla_metrics.imports.activity_values import NEEDED, FieldFault, draft_values
from ifla_metrics.imports.cells import Context, has_invisible, is_empty, parse, shown
from ifla_metrics.imports.fields import Field, fold_header, vocabulary
from ifla_metrics.imports.mapping import TableMapping
from ifla_metrics.imports.read import SheetRow, Value
from ifla_metrics.imports.rows import Fault, Message, Reason, Row
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.models.drafts import ActivityDraft, draft_faults
from ifla_metrics.text import folded

_FIELD_OF_DRAFT = {
    "contributions": "outcomes",
    "alignments": "directions",
    "participation": "participants",
    "date_precision": "started_on",
    "date_as_stated": "started_on",
}
"""The column at which a fault of a field of the draft is shown."""


MOST_UNKNOWN = 200
"""Different words of a column without a meaning: looking for the nearest takes its time."""
_TOO_MANY_UNKNOWN = n_(
    "More than 200 different words of this column are not known."
    " Is it the right column? Otherwise correct or answer the others first."
)


def value_at(row: SheetRow, column: int) -> Value:
    """Return a cell of a row by the number of its column; None beyond its end."""
    return row.values[column - 1] if column <= len(row.values) else None


@dataclass
class RowReader:
    """Reads the rows of a sheet; equal cells of a field are parsed once."""

    mapping: TableMapping
    context: Context
    group: str
    swaps_days: bool
    notes: list[Reason] = field(default_factory=list)
    _parsed: dict[tuple[str, type, Value], tuple[Any, Fault | None]] = field(default_factory=dict)
    _invisible: set[str] = field(default_factory=set)
    _merged: dict[int, dict[str, Value]] = field(default_factory=dict)
    _unknown: Counter[str] = field(default_factory=Counter)
    _another_table: bool = False

    def __post_init__(self) -> None:
        """Find the cells that are merged downwards: their value holds for each of the rows."""
        rows = {row.number: row for row in self.mapping.rows}
        numbers = sorted(rows)
        for top, first, bottom, last in self.mapping.sheet.merged:
            if top not in rows or bottom <= top:
                continue
            covered = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
            for name, column in self.mapping.columns.items():
                if not first <= column <= last or name in self._merged.get(top, {}):
                    continue
                for number in covered:
                    self._merged.setdefault(number, {})[name] = value_at(rows[top], first)

    def read(self, row: SheetRow) -> Row | None:
        """Return a row of the file; None for an empty one and for the headers once more."""
        columns = self.mapping.columns
        values = {name: value_at(row, column) for name, column in columns.items()}
        values |= self._merged.get(row.number, {})
        if all(is_empty(value) for value in values.values()):
            return None
        if self._repeats_headers(values):
            self._note(row, "headers_again", n_("The headers are repeated here; left out."))
            return None
        sheet = self.mapping.sheet
        given = frozenset(self.mapping.mapped)
        if self._leaves_out(row, values):
            return None
        reasons = self._reasons_of_row(row, values)
        parsed: dict[str, Any] = {}
        if not reasons:
            parsed, reasons = self._parse(row, values)
        draft = None
        if not reasons:
            cancelled = self._says_cancelled(row, parsed)
            answer = self.context.answers.get("cancelled", "")
            if cancelled and answer in (Lifecycle.CANCELLED.value, Lifecycle.SUSPENDED.value):
                parsed["lifecycle"] = answer
            elif cancelled:
                reasons = [cancelled]
        if not reasons:
            draft, reasons = self._draft(row, parsed)
        if any(not reason.ask for reason in reasons):
            reasons = [reason for reason in reasons if not reason.ask]
        return Row(sheet.name, row.number, "activity", draft, given=given, reasons=tuple(reasons))

    def _repeats_headers(self, values: Mapping[str, Value]) -> bool:
        filled = {name: value for name, value in values.items() if not is_empty(value)}
        headers = self.mapping.headers
        return len(filled) > 1 and all(
            fold_header(shown(value)) == fold_header(headers[self.mapping.columns[name]])
            for name, value in filled.items()
        )

    def _leaves_out(self, row: SheetRow, values: Mapping[str, Value]) -> bool:
        """Say whether a person answered that such a row is left out; it is noted."""
        for key in self._marks_of(row, values):
            if self.context.answers.get(key) == "leave_out":
                self._note(row, "left_out", _MARKS[key])
                return True
        return False

    def _marks_of(self, row: SheetRow, values: Mapping[str, Value]) -> list[str]:
        """Return why a row may be none of an activity: the keys of the questions about it."""
        title = values.get("title")
        words = fold_header(title) if isinstance(title, str) else ""
        found = []
        if self._struck(row):
            found.append("struck")
        if _is_like_total(words):
            found.append("totals")
        if re.match(_pattern("examples"), words):
            found.append("examples")
        return found

    def _struck(self, row: SheetRow) -> list[str]:
        struck = self.mapping.sheet.struck
        return [f for f, column in self.mapping.columns.items() if (row.number, column) in struck]

    def _reasons_of_row(self, row: SheetRow, values: Mapping[str, Value]) -> list[Reason]:
        """Return why a row is none of an activity, or does not stand under its headers."""
        title = values.get("title")
        if isinstance(title, str) and _is_total(title):
            message = n_("This row looks like a total or an average, not an activity.")
            return [self._reason(row, "title", Fault("total", message), title)]
        self._another_table = self._another_table or self._names_columns(row, values)
        if self._another_table:
            message = n_("Another table begins here or above; put it on a sheet of its own.")
            return [self._reason(row, "", Fault("another_table", message), None)]
        sheet = self.mapping.sheet
        if sheet.is_text and len(row.values) > self.mapping.width:
            message = n_("The row has more cells than there are headers: its cells may be shifted.")
            return [self._reason(row, "", Fault("too_many_cells", message), None)]
        found = []
        for key in self._marks_of(row, values):
            if self.context.answers.get(key) != "take":
                names = self._struck(row) if key == "struck" else ["title"]
                fault = Fault(key, _MARKS[key], ask=key)
                found += [self._reason(row, name, fault, values[name]) for name in names]
        for name, column in self.mapping.columns.items():
            is_count = vocabulary().fields[name].kind == "count"
            if is_count and name in self._merged.get(row.number, {}):
                message = n_("This number is one for several rows: the cells are merged.")
                found.append(self._reason(row, name, Fault("merged_count", message), values[name]))
            if (row.number, column) in sheet.unfinished:
                message = n_(
                    "The cell holds a formula without its result."
                    " Open and save the file in a spreadsheet program."
                )
                found.append(self._reason(row, name, Fault("no_result", message), None))
        return found

    def _names_columns(self, row: SheetRow, values: Mapping[str, Value]) -> bool:
        """Say whether a row is the header of another table below the first: it has no day."""
        day = values.get("started_on")
        fields = vocabulary().fields
        if not is_empty(day) and self._parse_once(fields["started_on"], day)[1] is None:
            return False
        names = {fold_header(value) for value in row.values if isinstance(value, str)}
        return sum(1 for listed in fields.values() if listed.names & names) >= 3

    def _parse(
        self, row: SheetRow, values: Mapping[str, Value]
    ) -> tuple[dict[str, Any], list[Reason]]:
        """Return the values of a row by field, and what is wrong with its cells."""
        parsed: dict[str, Any] = {}
        reasons: list[Reason] = []
        for name, mapped in self.mapping.mapped.items():
            listed = vocabulary().fields[name]
            value = values.get(name, mapped.constant)
            if is_empty(value):
                fault = self._fault_of_empty(listed)
                answer = self.context.answers.get(f"empty:{name}", "")
                if fault is not None:
                    reasons.append(self._reason(row, name, fault, value))
                elif answer:
                    parsed[name] = answer
                continue
            if listed.kind == "date" and isinstance(value, date):
                value = self._day_meant(name, value)
            elif listed.kind == "links" and name in values:
                place = (row.number, self.mapping.columns[name])
                value = self.mapping.sheet.links.get(place, value)
            result, fault = self._parse_once(listed, value)
            if fault is not None:
                reasons.append(self._reason(row, name, fault, value))
            else:
                parsed[name] = result
            if has_invisible(value):
                self._note_invisible(row, name)
        return parsed, reasons

    def _day_meant(self, name: str, day: date) -> Value:
        """Return a day of a workbook: swapped back, or as a month below the header “Month”."""
        if self.swaps_days:
            return day.replace(day=day.month, month=day.day)
        header = fold_header(self.mapping.headers.get(self.mapping.columns.get(name, 0), ""))
        if day.day == 1 and header in vocabulary().fields["month"].names:
            return f"{day.month}/{day.year}"
        return day

    def _parse_once(self, listed: Field, value: Value) -> tuple[Any, Fault | None]:
        key = (listed.name, type(value), value)
        if key not in self._parsed:
            try:
                if self._unknown[listed.name] >= MOST_UNKNOWN:
                    raise Fault("too_many_unknown", _TOO_MANY_UNKNOWN)
                self._parsed[key] = (parse(value, listed, self.context), None)
            except Fault as fault:
                self._unknown[listed.name] += fault.ask.startswith("value:")
                self._parsed[key] = (None, fault)
        return self._parsed[key]

    def _fault_of_empty(self, listed: Field) -> Fault | None:
        """Return why a cell must not be empty; a status or a kind can be answered for all."""
        is_required = listed.required or (listed.name == "groups" and not self.group)
        if not is_required:
            return None
        key = f"empty:{listed.name}"
        if not listed.codes or listed.name == "groups":
            return Fault("missing", NEEDED)
        if key not in self.context.answers:
            return Fault("missing", NEEDED, ask=key)
        return None if self.context.answers[key] else Fault("missing", NEEDED)

    def _says_cancelled(self, row: SheetRow, parsed: Mapping[str, Any]) -> Reason | None:
        """Return the reason for an activity that is completed, and cancelled by its own words."""
        if parsed.get("lifecycle") != Lifecycle.COMPLETED.value:
            return None
        title, note = folded(parsed.get("title", "")), folded(parsed.get("note", ""))
        pattern = _pattern("cancelled")
        name = "title" if pattern.search(title) else "note" if pattern.match(note) else ""
        if not name or self.context.answers.get("cancelled") == "take":
            return None
        fault = Fault("cancelled", _MARKS["cancelled"], ask="cancelled")
        return self._reason(row, name, fault, parsed[name])

    def _draft(
        self, row: SheetRow, parsed: Mapping[str, Any]
    ) -> tuple[ActivityDraft | None, list[Reason]]:
        try:
            values = draft_values(parsed, self.context, self.group)
            return ActivityDraft(**values), []
        except FieldFault as error:
            return None, [self._reason(row, error.field, error.fault, None)]
        except ValidationError as error:
            reasons = []
            for found in draft_faults(error):
                name = _FIELD_OF_DRAFT.get(found.field, found.field)
                message = Message(found.error.message, found.error.values)
                cell = self.mapping.cell(row.number, name)
                typed = self._typed(row, name)
                reasons.append(Reason(cell, "rule", message, name, typed))
            return None, reasons

    def _typed(self, row: SheetRow, name: str) -> str:
        column = self.mapping.columns.get(name, 0)
        return shown(value_at(row, column))[:200] if column else ""

    def _reason(self, row: SheetRow, name: str, fault: Fault, value: Value) -> Reason:
        return Reason(
            self.mapping.cell(row.number, name),
            fault.code,
            fault.message,
            name,
            shown(value)[:200] or self._typed(row, name),
            fault.suggestion,
            fault.ask,
        )

    def _note(self, row: SheetRow, code: str, text: str) -> None:
        self.notes.append(Reason(self.mapping.cell(row.number), code, Message(text)))

    def _note_invisible(self, row: SheetRow, name: str) -> None:
        if name not in self._invisible:
            self._invisible.add(name)
            message = Message(n_("Invisible characters were removed from this column."))
            cell = self.mapping.cell(row.number, name)
            self.notes.append(Reason(cell, "invisible_removed", message, name))


_MARKS = {
    "struck": n_("The text is struck through."),
    "totals": n_("This row looks like a total or an average, not an activity."),
    "examples": n_("This row looks like an example of how to fill in the form."),
    "cancelled": n_("The text says that the activity was cancelled or postponed."),
}
"""Why a row may be none of an activity, by the key of the question about such rows."""


@lru_cache(maxsize=8)
def _pattern(name: str) -> re.Pattern[str]:
    """Return a pattern for the words of a list; Chinese ones may stand within others."""
    words = sorted(vocabulary().lists[name], key=len, reverse=True)
    spaced = [re.escape(word) for word in words if word[0] < "\u3000"]
    others = [re.escape(word) for word in words if word[0] >= "\u3000"]
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(spaced)})(?![^\W\d_])|{'|'.join(others)}")


def _is_total(title: str) -> bool:
    """Say whether a title is nothing but the name of a sum: “Total”, “T O T A L”, “Итого 2012:”."""
    letters = re.sub(r"[\W\d_]+", "", folded(title))
    return letters in {word.replace(" ", "") for word in vocabulary().lists["totals"]}


def _is_like_total(words: str) -> bool:
    """Say whether a title begins or ends with the name of a sum: “Kenya total”."""
    found = _pattern("totals").search(words)
    return found is not None and (found.start() == 0 or words.endswith(found[0]))
