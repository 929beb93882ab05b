"""Rows of a table made elsewhere that may be no activity: sums, examples, headers, merged cells."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.imports.cells import is_empty, shown
from ifla_metrics.imports.read import SheetRow, Value
from ifla_metrics.imports.row_reader import RowReader
from ifla_metrics.imports.rows import Fault, Message, Reason, Row
from ifla_metrics.imports.vocabulary import fold_header, vocabulary
from ifla_metrics.models.columns import Lifecycle
from ifla_metrics.text import folded

_MARKS = {
    "struck": n_("The text is struck through."),
    "totals": n_("This row looks like a total or an average, not an activity."),
    "examples": n_("This row looks like an example of how to fill in the form."),
    "cancelled": n_("The text says that the activity was cancelled or postponed."),
}
"""Why a row may be none of an activity, by the key of the question about such rows."""


class TableRows:
    """Reads the rows of a table made elsewhere, and asks about those that may be no activity."""

    def __init__(self, reader: RowReader) -> None:
        self.reader = reader
        self.mapped = reader.mapped
        self.answers = reader.context.answers
        self.width = max((n for n, header in self.mapped.headers.items() if header), default=0)
        self.merged = self._merged_downwards()
        self.is_another_table = False

    def read(self, row: SheetRow) -> Row | None:
        """Return a row; None for an empty one, for headers once more and for one left out."""
        values = self.reader.values(row) | self.merged.get(row.number, {})
        own = {key: values[key] for key in self.mapped.columns}
        if all(is_empty(value) for value in own.values()):
            return None
        if self._repeats_headers(own):
            self._note(row, "headers_again", n_("The headers are repeated here; left out."))
            return None
        marks = self._marks(row, values)
        for key in marks:
            if self.answers.get(key) == "leave_out":
                self._note(row, "left_out", _MARKS[key])
                return None
        reasons = self._reasons(row, values, marks)
        parsed: dict[str, Any] = {}
        if not reasons:
            parsed, reasons = self.reader.parse(row, values)
        if not reasons and (name := self._says_cancelled(parsed)):
            answer = self.answers.get("cancelled", "")
            if answer in (Lifecycle.CANCELLED.value, Lifecycle.SUSPENDED.value):
                parsed["lifecycle"] = answer
            elif answer != "take":
                fault = Fault("cancelled", _MARKS["cancelled"], ask="cancelled")
                reasons = [self.reader.reason(row, name, fault)]
        return self.reader.row(row, parsed, reasons)

    def _merged_downwards(self) -> dict[int, dict[str, Value]]:
        """Return the cells that are merged downwards by row: their value holds for each of them."""
        found: dict[int, dict[str, Value]] = {}
        rows = {row.number: row for row in self.mapped.rows}
        numbers = sorted(rows)
        for top, first, bottom, last in self.mapped.sheet.merged:
            if top not in rows or bottom <= top:
                continue
            covered = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
            for name, column in self.mapped.columns.items():
                if not first <= column <= last or name in found.get(top, {}):
                    continue
                values = rows[top].values
                for number in covered:
                    merged = values[first - 1] if first <= len(values) else None
                    found.setdefault(number, {})[name] = merged
        return found

    def _repeats_headers(self, values: Mapping[str, Value]) -> bool:
        filled = {name: value for name, value in values.items() if not is_empty(value)}
        headers = {name: self.mapped.headers[self.mapped.columns[name]] for name in filled}
        return len(filled) > 1 and all(
            fold_header(shown(value)) == fold_header(headers[name])
            for name, value in filled.items()
        )

    def _marks(self, row: SheetRow, values: Mapping[str, Value]) -> list[str]:
        """Return why a row may be none of an activity: the keys of the questions about it."""
        title = values.get("title")
        words = fold_header(title) if isinstance(title, str) else ""
        found = ["struck"] if self._struck(row) else []
        found += ["totals"] if _is_like_total(words) else []
        return found + (["examples"] if re.match(_pattern("examples"), words) else [])

    def _struck(self, row: SheetRow) -> list[str]:
        struck = self.mapped.sheet.struck
        return [f for f, column in self.mapped.columns.items() if (row.number, column) in struck]

    def _reasons(
        self, row: SheetRow, values: Mapping[str, Value], marks: list[str]
    ) -> list[Reason]:
        """Return why a row is none of an activity, or does not stand under its headers."""
        title = values.get("title")
        if isinstance(title, str) and _is_total(title):
            return [self.reader.reason(row, "title", Fault("total", _MARKS["totals"]), title)]
        self.is_another_table = self.is_another_table or self._names_columns(row, values)
        if self.is_another_table:
            message = n_("Another table begins here or above; put it on a sheet of its own.")
            return [self.reader.reason(row, "", Fault("another_table", message))]
        if self.mapped.sheet.is_text and len(row.values) > self.width:
            message = n_("The row has more cells than there are headers: its cells may be shifted.")
            return [self.reader.reason(row, "", Fault("too_many_cells", message))]
        found = []
        for key in marks:
            if self.answers.get(key) != "take":
                names = self._struck(row) if key == "struck" else ["title"]
                fault = Fault(key, _MARKS[key], ask=key)
                found += [self.reader.reason(row, name, fault, values[name]) for name in names]
        for name in self.merged.get(row.number, {}):
            if self.mapped.fields[name].kind == "count":
                message = n_("This number is one for several rows: the cells are merged.")
                fault = Fault("merged_count", message)
                found.append(self.reader.reason(row, name, fault, values[name]))
        return found

    def _names_columns(self, row: SheetRow, values: Mapping[str, Value]) -> bool:
        """Say whether a row is the header of another table below the first: it has no day."""
        day, column = values.get("started_on"), self.mapped.fields["started_on"]
        if not is_empty(day):
            _, fault = self.reader.parse_once(column, day, self.reader.context)
            if fault is None:
                return False
        names = {fold_header(value) for value in row.values if isinstance(value, str)}
        return sum(1 for listed in vocabulary().names.values() if listed & names) >= 3

    def _says_cancelled(self, parsed: Mapping[str, Any]) -> str:
        """Return the field by whose words an activity that is called completed was cancelled."""
        if parsed.get("lifecycle") != Lifecycle.COMPLETED.value:
            return ""
        pattern = _pattern("cancelled")
        if pattern.search(folded(parsed.get("title", ""))):
            return "title"
        return "note" if pattern.match(folded(parsed.get("note", ""))) else ""

    def _note(self, row: SheetRow, code: str, text: str) -> None:
        self.reader.notes.append(Reason(self.mapped.cell(row.number), code, Message(text)))


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
