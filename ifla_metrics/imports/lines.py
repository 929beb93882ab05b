"""Entries as the cells of a sheet's row, in words that read back as the same entry.

A word that would be read as something else, or be asked about, is not written: the code is then.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.code_book import OF_FRAMEWORK, CodeBook, find_country
from ifla_metrics.imports.columns import YES_NO, Column, SheetFormat
from ifla_metrics.imports.counts import GENDERS, Count, lines_of_counts
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.columns import WHOLE_WEIGHT
from ifla_metrics.models.drafts import ActivityDraft, AlignmentDraft, Draft

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


def line_of(
    sheet: SheetFormat, uid: str, version: int | None, draft: Draft, *, withdrawn: bool = False
) -> Line:
    """Return the cells of an entry, codes as codes.

    The people of an activity stand in it where plain numbers say all of them; otherwise in
    `lines_of_people`, and the cells of numbers are empty.
    """
    cells: Line = {"id": uid, "version": version, "withdraw": "yes" if withdrawn else ""}
    cells |= _own_cells(sheet, draft)
    if isinstance(draft, ActivityDraft):
        cells |= {**_claims(draft), **(_plain_counts(draft) or {})}
    return _filled(cells)


def lines_of_people(sheet: SheetFormat, uid: str, draft: ActivityDraft) -> list[Line]:
    """Return a row for each line of a participation that plain numbers cannot say."""
    if _plain_counts(draft) is not None:
        return []
    of_activity = {"activity": uid, "provenance": draft.provenance.value}
    return [_filled({**of_activity, **_own_cells(sheet, line)}) for line in draft.participation]


def _filled(cells: Line) -> Line:
    return {key: value for key, value in cells.items() if value not in ("", None)}


def _own_cells(sheet: SheetFormat, draft: Draft) -> Line:
    """Return the cells of the fields that have a column of their own name."""
    fields = type(draft).model_fields
    return {
        key: _cell(column, getattr(draft, key))
        for key, column in sheet.by_key.items()
        if key in fields
    }


def _cell(column: Column, value: Any) -> Written:
    if isinstance(value, Enum):
        return str(value.value)
    if column.kind == "partners":
        return "\n".join(f"{partner.name} ({partner.kind})" for partner in value)
    if isinstance(value, tuple):
        return ("\n" if column.kind == "links" else LIST_MARK).join(value)
    return _dimensions(value) if isinstance(value, dict) else value


def _dimensions(dimensions: dict[str, str]) -> str:
    """Return further dimensions as `name=value; name=value`, or as JSON where that is unclear."""
    if any(set(text) & set('=;|{}\n"') or not text for pair in dimensions.items() for text in pair):
        return json.dumps(dimensions, ensure_ascii=False, sort_keys=True)
    return LIST_MARK.join(f"{name}={value}" for name, value in dimensions.items())


def read_dimensions(text: str) -> dict[str, str]:
    """Return further dimensions from `name=value; name=value`, or from JSON.

    Raises:
        Fault: It is neither.
    """
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    found: Any = {name.strip(): value.strip() for name, _, value in pairs}
    if text.startswith("{"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
    elif not all(mark for _, mark, _ in pairs):
        found = None
    if found is None:
        message = n_("Write further details like this: name=value; name=value")
        raise Fault("not_details", message, field="dimensions")
    return {str(name): str(value) for name, value in found.items()}


def _claims(draft: ActivityDraft) -> Line:
    """Return outcomes and directions; those of another strategy than most are marked with it."""
    named = [*(a.framework for a in draft.alignments), *(c.framework for c in draft.contributions)]
    framework = Counter(named).most_common(1)[0][0] if named else ""

    def marked(own: str, code: str) -> str:
        return code if own == framework else f"{own}:{code}"

    main = [a for a in draft.alignments if a.is_primary]
    return {
        "framework": framework,
        "outcomes": LIST_MARK.join(marked(c.framework, c.outcome) for c in draft.contributions),
        "directions": LIST_MARK.join(
            f"{marked(a.framework, a.direction)} {_percent(a)}" for a in draft.alignments
        ),
        "primary_direction": LIST_MARK.join(marked(a.framework, a.direction) for a in main),
    }


def _percent(alignment: AlignmentDraft) -> str:
    """Return a weight in percent, exact enough to be the same number of 1200ths again."""
    return f"{alignment.weight * 100 / WHOLE_WEIGHT:.4f}".rstrip("0").rstrip(".")


def _plain_counts(draft: ActivityDraft) -> Line | None:
    """Return participation as numbers in all, of women, men and others; None where that loses."""
    lines = draft.participation
    if any(line.count is None for line in lines):
        return None
    names = {gender: name for name, gender in GENDERS.items()}
    cells = {names[p.gender]: p.count or 0 for p in lines if p.gender in names}
    if lines:
        cells["participants"] = sum(p.count or 0 for p in lines)
    read_again = lines_of_counts({name: Count(count) for name, count in cells.items()})
    return dict(cells) if read_again == lines else None


# Words


@dataclass(frozen=True)
class Words:
    """The words of the codes of one workbook, for its reader."""

    code_book: CodeBook
    t: Translate
    _found: dict[tuple[str, str, str], str] = field(default_factory=dict, repr=False)

    def offered(self, formats: Iterable[SheetFormat]) -> dict[str, list[str]]:
        """Return what each list offers; lists of a strategy are those of the file's own."""
        names = dict.fromkeys(c.codes for sheet in formats for c in sheet.columns if c.codes)
        found = {name: self._offered(name) for name in names}
        return {name: values for name, values in found.items() if values}

    def line(self, sheet: SheetFormat, line: Line, *, every: bool = False) -> Line:
        """Return a row with the words of its codes.

        Of several codes in a cell only countries have words, unless `every` cell is to have them.
        """
        framework = str(line.get("framework", "") or self.code_book.framework)
        words = dict(line)
        for key, value in line.items():
            column = sheet.by_key[key]
            if isinstance(value, str) and column.codes:
                words[key] = self._cell(column, value, framework, every=every)
        return words

    def word(self, name: str, code: str, framework: str = "") -> str:
        """Return the word of a code, or the code."""
        own = framework if name in OF_FRAMEWORK else ""
        key = (name, code, own)
        if key not in self._found:
            self._found[key] = self._word(name, code, own)
        return self._found[key]

    def _cell(self, column: Column, value: str, framework: str, *, every: bool) -> str:
        match column.kind:
            case "partners":
                return "\n".join(self._partner(text) for text in value.split("\n"))
            case "code" | "country":
                return self.word(column.codes, value, framework)
            case "countries" | "codes" if every or column.codes == COUNTRIES:
                codes = value.split(LIST_MARK)
                return LIST_MARK.join(self._marked(column.codes, c, framework) for c in codes)
        return value

    def _partner(self, text: str) -> str:
        """Return "EIFL (ngo_foundation)" with the word of its kind."""
        name, _, kind = text[:-1].rpartition(" (")
        return f"{name} ({self.word('partner_kind', kind)})"

    def _marked(self, name: str, code: str, framework: str) -> str:
        """Return the word of a code that may be marked as another strategy's (“2016-2021:4.4”)."""
        other, mark, own = code.partition(":")
        if not mark or name not in OF_FRAMEWORK or other not in self.code_book.frameworks:
            return self.word(name, code, framework)
        return f"{other}:{self.word(name, own, other)}"

    def _offered(self, name: str) -> list[str]:
        framework = self.code_book.framework if name in OF_FRAMEWORK else ""
        codes = self.code_book.codes(name, framework)
        words = [self.word(name, code, framework) for code in codes]
        if name == YES_NO:
            return words[:1]  # An empty cell says no.
        return sorted(words, key=str.casefold) if name == COUNTRIES else words

    def _word(self, name: str, code: str, framework: str) -> str:
        if name == COUNTRIES:
            alpha2, title = self.code_book.countries.get(code, ("", ""))
            word = self.t.country(alpha2, title) if alpha2 else code
            found = find_country(word, self.code_book.countries)
            return word if found.alpha3 == code and _SEPARATORS.isdisjoint(word) else code
        title = self.code_book.codes(name, framework).get(code, "")
        if title in ("", code) or name == "frameworks":
            return code
        several = name in _SEVERAL_IN_A_CELL
        word = self.code_book.title(name, code, framework, self.t)
        if name in _CODED:
            word = f"{code} – {_short(word, several=several)}"
        is_sure = self.code_book.find(name, word, framework) == code
        return word if is_sure and not (several and set(word) & _SEPARATORS) else code


def _short(title: str, *, several: bool) -> str:
    """Return a title as it stands beside its code: cut where it is long.

    Where several values may stand in the cell, a comma would end this one.
    """
    if several:
        title = "".join(" ·" if letter in _SEPARATORS else letter for letter in title)
    return title if len(title) <= LONGEST else title[: LONGEST - 1].rstrip() + "…"
