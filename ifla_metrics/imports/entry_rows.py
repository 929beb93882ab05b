"""Format entries as rows of a sheet, with labels that are read back as the same codes.

A label that would be read as something else, or be asked about, is replaced by its code.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.cells import percent_of
from ifla_metrics.imports.code_book import FRAMEWORK_LISTS, SEPARATORS, CodeBook
from ifla_metrics.imports.columns import PARTICIPATION, YES_NO, Column, SheetFormat
from ifla_metrics.imports.counts import counts_from_lines
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.versions import AnyVersion

CellValue = str | int | float | date | None
EntryRow = dict[str, CellValue]
"""The cells of a row by column key, without empty ones."""

LIST_SEPARATOR = "; "
COUNTRIES = "countries"
_SEVERAL_IN_A_CELL = (COUNTRIES, "outcomes", "directions", "working_groups", "associations")


@dataclass(frozen=True)
class EntryFormatter:
    """Formats entries as rows, with labels."""

    code_book: CodeBook
    t: Translate
    _labels: dict[tuple[str, str, str], str] = field(default_factory=dict, repr=False)

    def rows(self, sheet: SheetFormat, entry: AnyVersion) -> list[EntryRow]:
        """Return the row of an entry; on the sheet of participation, one row per line of it.

        The row of an activity has its numbers of people if they say everything. Otherwise they
        are on the sheet of participation only.
        """
        draft, uid = entry.draft, entry.uid
        values = {"id": uid, "version": entry.version, **dict(draft)}
        if not isinstance(draft, ActivityDraft):
            return [self._row(sheet, values)]
        counts = counts_from_lines(draft.participation)
        if sheet.kind != PARTICIPATION:
            return [self._row(sheet, values | _claims(draft) | (counts or {}))]
        lines = draft.participation if counts is None else ()
        of_activity = {"activity": uid, "provenance": draft.provenance}
        return [self._row(sheet, {**of_activity, **dict(line)}) for line in lines]

    def _row(self, sheet: SheetFormat, values: dict[str, Any]) -> EntryRow:
        framework = values.get("framework", "")
        cells = {
            key: self._cell(column, values.get(key), framework)
            for key, column in sheet.by_key.items()
        }
        return {key: cell for key, cell in cells.items() if cell not in ("", None)}

    def _cell(self, column: Column, value: Any, framework: str) -> CellValue:
        if column.kind == "partners":
            return "\n".join(f"{p.name} ({self._text(column, p.kind, '')})" for p in value)
        if column.key in ("outcomes", "primary_direction"):
            return LIST_SEPARATOR.join(
                self._with_strategy(column, strategy, code, framework) for strategy, code in value
            )
        if column.kind == "weights":
            return LIST_SEPARATOR.join(
                f"{self._with_strategy(column, strategy, code, framework)} {percent:g}"
                for strategy, code, percent in value
            )
        if column.kind == "links":
            return "\n".join(value)
        if isinstance(value, tuple):
            return LIST_SEPARATOR.join(self._text(column, code, framework) for code in value)
        if column.codes and value:
            return self._text(column, str(value), framework)
        cell: CellValue = value
        return cell

    def _with_strategy(self, column: Column, strategy: str, code: str, framework: str) -> str:
        """Return a code, prefixed (“2016-2021:4.4”) if its strategy is not that of the row."""
        text = self._text(column, code, strategy)
        return text if strategy == framework else f"{strategy}:{text}"

    def _text(self, column: Column, code: str, framework: str) -> str:
        return code if column.kind == "weights" else self.label(column.codes, code, framework)

    def drop_downs(self, formats: Iterable[SheetFormat]) -> dict[str, list[str]]:
        """Return the values of each list for drop-downs, with the default framework's lists."""
        drop_downs: dict[str, list[str]] = {}
        for name in dict.fromkeys(c.codes for sheet in formats for c in sheet.columns if c.codes):
            codes = self.code_book.codes(name, self.code_book.framework)
            if labels := [self.label(name, code) for code in codes]:
                drop_downs[name] = labels
        drop_downs[YES_NO] = drop_downs[YES_NO][:1]  # An empty cell means no.
        drop_downs[COUNTRIES].sort(key=str.casefold)
        return drop_downs

    def label(self, name: str, code: str, framework: str = "") -> str:
        """Return the label of a code, or the code if the label would not be read back as it."""
        own_framework = framework or self.code_book.framework
        key = (name, code, own_framework if name in FRAMEWORK_LISTS else "")
        if key not in self._labels:
            self._labels[key] = self._find_label(*key)
        return self._labels[key]

    def _find_label(self, name: str, code: str, framework: str) -> str:
        label = self.code_book.long_label(name, code, framework, self.t)
        if label in ("", code) or name == "frameworks":
            return code
        is_certain = self.code_book.find(name, label, framework) == code
        is_one_value = name not in _SEVERAL_IN_A_CELL or SEPARATORS.isdisjoint(label)
        return label if is_certain and is_one_value else code


def _claims(draft: ActivityDraft) -> dict[str, Any]:
    """Return the outcomes and directions with their strategies, and the most frequent strategy."""
    named = [*(a.framework for a in draft.alignments), *(c.framework for c in draft.contributions)]
    return {
        "framework": Counter(named).most_common(1)[0][0] if named else "",
        "outcomes": [(c.framework, c.outcome) for c in draft.contributions],
        "directions": [(a.framework, a.direction, percent_of(a.weight)) for a in draft.alignments],
        "primary_direction": [(a.framework, a.direction) for a in draft.alignments if a.is_primary],
    }
