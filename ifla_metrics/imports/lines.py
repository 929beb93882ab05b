"""Entries as the cells of a sheet's row, in words that read back as the same entry.

A word that would be read as something else, or be asked about, is not written: the code is then.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.cells import percent_of
from ifla_metrics.imports.code_book import OF_FRAMEWORK, CodeBook
from ifla_metrics.imports.columns import PARTICIPATION, YES_NO, Column, SheetFormat
from ifla_metrics.imports.counts import plain_counts
from ifla_metrics.models.drafts import ActivityDraft, Draft

Written = str | int | float | date | None
Line = dict[str, Written]
"""The cells of a row by the key of their column; what is empty is left out."""

LIST_MARK = "; "
COUNTRIES = "countries"
LONGEST = 60
"""Letters of a title that are shown beside its code."""
_SEPARATORS = set(";,|/\n")
"""Marks that would take a title for several values."""
_CODED = (*OF_FRAMEWORK, "working_groups")
"""Lists of which people know the codes."""
_SEVERAL_IN_A_CELL = (COUNTRIES, "outcomes", "directions", "working_groups", "associations")


@dataclass(frozen=True)
class LineWriter:
    """Writes entries as rows, in words or in codes; the origin of an entry is always a word."""

    code_book: CodeBook
    t: Translate
    in_words: bool = True
    _found: dict[tuple[str, str, str], str] = field(default_factory=dict, repr=False)

    def lines(self, sheet: SheetFormat, uid: str, version: int, draft: Draft) -> list[Line]:
        """Return the row of an entry, or on the sheet of participation those of its people.

        The people of an activity stand in its row where plain numbers say all of them; otherwise
        on the sheet of participation, and the cells of numbers are empty.
        """
        if not isinstance(draft, ActivityDraft):
            return [self._line(sheet, {"id": uid, "version": version, **dict(draft)})]
        plain = plain_counts(draft.participation)
        if sheet.record != PARTICIPATION:
            own = {"id": uid, "version": version, **dict(draft), **_claims(draft), **(plain or {})}
            return [self._line(sheet, own)]
        lines = draft.participation if plain is None else ()
        of_activity = {"activity": uid, "provenance": draft.provenance}
        return [self._line(sheet, {**of_activity, **dict(line)}) for line in lines]

    def _line(self, sheet: SheetFormat, values: dict[str, Any]) -> Line:
        framework = values.get("framework", "")
        cells = {
            key: self._cell(column, values.get(key), framework)
            for key, column in sheet.by_key.items()
        }
        return {key: cell for key, cell in cells.items() if cell not in ("", None)}

    def _cell(self, column: Column, value: Any, framework: str) -> Written:
        if column.kind == "partners":
            return "\n".join(f"{p.name} ({self._word(column, p.kind, '')})" for p in value)
        if column.key in ("outcomes", "primary_direction"):
            return LIST_MARK.join(self._marked(column, of, code, framework) for of, code in value)
        if column.kind == "weights":
            return LIST_MARK.join(
                f"{self._marked(column, of, code, framework)} {share:g}"
                for of, code, share in value
            )
        if isinstance(value, dict):
            return str(json.dumps(value, ensure_ascii=False, sort_keys=True)) if value else ""
        if column.kind == "links":
            return "\n".join(value)
        if isinstance(value, tuple):
            return LIST_MARK.join(self._word(column, code, framework) for code in value)
        if column.codes and value:
            return self._word(column, str(value), framework)
        written: Written = value
        return written

    def _marked(self, column: Column, own: str, code: str, framework: str) -> str:
        """Return a code; that of another strategy than the row's is marked: “2016-2021:4.4”."""
        word = self._word(column, code, own)
        return word if own == framework else f"{own}:{word}"

    def _word(self, column: Column, code: str, framework: str) -> str:
        is_word = self.in_words and column.kind != "weights"
        if not is_word and column.key != "provenance":
            return code
        return self.word(column.codes, code, framework)

    def offered(self, formats: Iterable[SheetFormat]) -> dict[str, list[str]]:
        """Return what each list offers; lists of a strategy are those of the file's own."""
        names = dict.fromkeys(c.codes for sheet in formats for c in sheet.columns if c.codes)
        found = {name: self._offered(name) for name in names}
        return {name: values for name, values in found.items() if values}

    def _offered(self, name: str) -> list[str]:
        framework = self.code_book.framework if name in OF_FRAMEWORK else ""
        words = [self.word(name, code, framework) for code in self.code_book.codes(name, framework)]
        if name == YES_NO:
            return words[:1]  # An empty cell says no.
        return sorted(words, key=str.casefold) if name == COUNTRIES else words

    def word(self, name: str, code: str, framework: str = "") -> str:
        """Return the word of a code of a list, or the code."""
        key = (name, code, (framework or self.code_book.framework) if name in OF_FRAMEWORK else "")
        if key not in self._found:
            self._found[key] = self._find_word(*key)
        return self._found[key]

    def _find_word(self, name: str, code: str, framework: str) -> str:
        word = self.code_book.title(name, code, framework, self.t)
        if word in ("", code) or name == "frameworks":
            return code
        if name in _CODED:
            word = f"{code} – {_short(word)}"
        is_sure = self.code_book.find(name, word, framework) == code
        is_one = name not in _SEVERAL_IN_A_CELL or _SEPARATORS.isdisjoint(word)
        return word if is_sure and is_one else code


def _short(title: str) -> str:
    """Return a title as it stands beside its code: cut where it is long, without separators."""
    title = "".join(" ·" if letter in _SEPARATORS else letter for letter in title)
    return title if len(title) <= LONGEST else title[: LONGEST - 1].rstrip() + "…"


def _claims(draft: ActivityDraft) -> dict[str, Any]:
    """Return outcomes and directions with their strategies, and the strategy of most of them."""
    named = [*(a.framework for a in draft.alignments), *(c.framework for c in draft.contributions)]
    return {
        "framework": Counter(named).most_common(1)[0][0] if named else "",
        "outcomes": [(c.framework, c.outcome) for c in draft.contributions],
        "directions": [(a.framework, a.direction, percent_of(a.weight)) for a in draft.alignments],
        "primary_direction": [(a.framework, a.direction) for a in draft.alignments if a.is_primary],
    }
