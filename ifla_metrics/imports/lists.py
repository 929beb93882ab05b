"""What drop-downs offer and how codes are written: words of the reader that read back as the code.

A word that would be read as something else, or be asked about, is not written: the code is then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import YES_NO, SheetFormat
from ifla_metrics.imports.countries import find_country
from ifla_metrics.imports.known import OF_FRAMEWORK, Known
from ifla_metrics.imports.lines import LIST_MARK, Line

COUNTRIES = "countries"
BESIDE = " – "
"""Between a code that people use and its title."""
LONGEST = 60
"""Letters of a title that are shown beside its code."""
_SEPARATORS = set(";,|/\n")
"""Marks that would take a title for several values."""
_MANY = ("codes", "countries", "weights", "partners")
_CODED = (*OF_FRAMEWORK, "working_groups")
"""Lists of which people know the codes."""
_SEVERAL_IN_A_CELL = (COUNTRIES, "outcomes", "directions", "working_groups", "associations")


@dataclass(frozen=True)
class Lists:
    """The lists of one workbook, in the words of its reader."""

    known: Known
    t: Translate
    _words: dict[tuple[str, str, str], str] = field(default_factory=dict, repr=False)

    def offered(self, formats: Iterable[SheetFormat]) -> dict[str, list[str]]:
        """Return what each list offers; lists of a strategy are those of the file's own."""
        names = {c.codes: c for sheet in formats for c in sheet.columns if c.codes}
        found = {name: self._offered(name) for name in names}
        return {name: values for name, values in found.items() if values}

    def line(self, sheet: SheetFormat, line: Line) -> Line:
        """Return a row with the words of its codes; of several in a cell the codes stay."""
        framework = str(line.get("framework", "") or self.known.framework)
        words = dict(line)
        for key, value in line.items():
            column = sheet.by_key[key]
            if not isinstance(value, str) or not column.codes:
                continue
            if column.kind == COUNTRIES:
                codes = value.split(LIST_MARK)
                words[key] = LIST_MARK.join(self.word(COUNTRIES, code, "") for code in codes)
            elif column.kind == "partners":
                words[key] = "\n".join(self._partner(text) for text in value.split("\n"))
            elif column.kind not in _MANY:
                words[key] = self.word(column.codes, value, framework)
        return words

    def named(self, sheet: SheetFormat, line: Line) -> Line:
        """Return a row with the words of its codes, those of cells with several codes too."""
        framework = str(line.get("framework", "") or self.known.framework)
        words = self.line(sheet, line)
        for key, value in line.items():
            column = sheet.by_key[key]
            if isinstance(value, str) and value and column.kind == "codes":
                codes = value.split(LIST_MARK)
                named = (self._of_any_framework(column.codes, code, framework) for code in codes)
                words[key] = LIST_MARK.join(named)
        return words

    def word(self, name: str, code: str, framework: str) -> str:
        """Return the word of a code, or the code."""
        own = framework if name in OF_FRAMEWORK else ""
        key = (name, code, own)
        if key not in self._words:
            self._words[key] = self._word(name, code, own)
        return self._words[key]

    def _partner(self, text: str) -> str:
        """Return "EIFL (ngo_foundation)" with the word of its kind."""
        name, _, kind = text[:-1].rpartition(" (")
        return f"{name} ({self.word('partner_kind', kind, '')})"

    def _of_any_framework(self, name: str, code: str, framework: str) -> str:
        """Return the word of a code that may be marked as another strategy's (“2016-2021:4.4”)."""
        other, mark, own = code.partition(":")
        if not mark or name not in OF_FRAMEWORK or other not in self.known.frameworks:
            return self.word(name, code, framework)
        return f"{other}:{self.word(name, own, other)}"

    def _offered(self, name: str) -> list[str]:
        framework = self.known.framework if name in OF_FRAMEWORK else ""
        codes = self.known.codes(name, framework)
        words = [self.word(name, code, framework) for code in codes]
        if name == YES_NO:
            return words[:1]  # An empty cell says no.
        return sorted(words, key=str.casefold) if name == COUNTRIES else words

    def _word(self, name: str, code: str, framework: str) -> str:
        if name == COUNTRIES:
            alpha2, title = self.known.countries.get(code, ("", ""))
            word = self.t.country(alpha2, title) if alpha2 else code
            found = find_country(word, self.known.countries)
            return word if found.alpha3 == code and _SEPARATORS.isdisjoint(word) else code
        title = self.known.codes(name, framework).get(code, "")
        if title in ("", code) or name == "frameworks":
            return code
        several = name in _SEVERAL_IN_A_CELL
        word = self.known.title(name, code, framework, self.t)
        if name in _CODED:
            word = f"{code}{BESIDE}{_short(word, several=several)}"
        is_sure = self.known.find(name, word, framework) == code
        return word if is_sure and not (several and set(word) & _SEPARATORS) else code


def _short(title: str, *, several: bool) -> str:
    """Return a title as it stands beside its code: cut where it is long.

    Where several values may stand in the cell, a comma would end this one.
    """
    if several:
        title = "".join(" ·" if letter in _SEPARATORS else letter for letter in title)
    return title if len(title) <= LONGEST else title[: LONGEST - 1].rstrip() + "…"
