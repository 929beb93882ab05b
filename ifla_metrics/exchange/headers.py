"""Which row of a sheet is its header, which column is which, and what is left out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ifla_metrics.exchange.columns import FORMATS, Column, SheetFormat
from ifla_metrics.exchange.header_words import NOT_PERSONAL, PERSONAL
from ifla_metrics.exchange.sheets import Cell, Sheet
from ifla_metrics.i18n import LANGUAGES, translate
from ifla_metrics.text import clean_line, folded

_ASIDE = re.compile(
    r"\((?:(?:needed|required|optional|obligatoire|nécessaire|requis|facultatif|obligatorio)[^)]*"
    r"|[dmyj]{1,4}[\s./-]*[dmyj]{1,2}[\s./-]*[ymdja]{2,4})\)"
)
"""What stands in a header beside its name: whether it is needed, how a day is written."""
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
SEARCHED = 40
"""Rows in which the header is looked for."""
LONGEST = 80


@dataclass(frozen=True)
class Named:
    """A column of a file: its place (from 0) and its header as it stands."""

    place: int
    header: str

    @property
    def letters(self) -> str:
        """The letters that a spreadsheet shows."""
        return letters(self.place)


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its row (from 0), its format, and what each column is."""

    row: int
    format: SheetFormat
    columns: Mapping[str, Named]
    """By key; the one that is read."""
    doubled: Mapping[str, tuple[Named, ...]] = field(default_factory=dict)
    """By key; further columns that mean the same."""
    unknown: tuple[tuple[Named, str], ...] = ()
    """Columns that are not read, each with the nearest title, or empty."""
    personal: tuple[Named, ...] = ()
    """Columns about persons; they are not read."""


def letters(place: int) -> str:
    """Return the letters of a column counted from 0: A, B, … AA."""
    found, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def header_key(text: str) -> str:
    """Return what spellings of a header have in common; “(needed)”, “(dd/mm/yyyy)”, “*” go."""
    short = _ASIDE.sub(" ", _UNSEEN.sub("", text.lower()))
    return folded(re.sub(r"[\s_*]+", " ", short.replace("’", "'")).strip(" *:?"))


def find_header(sheet: Sheet) -> Header | None:
    """Return the header of a sheet; None when no row has two names of columns, one of them needed.

    Rows above it are titles.
    """
    best: tuple[float, int, SheetFormat] | None = None
    rows = sheet.rows[:SEARCHED]
    keys = [[header_key(str(c)) if _may_be(c) else "" for c in row] for row in rows]
    for sheet_format in FORMATS.values():
        names = _names(sheet_format.name)
        needed = {c.key for c in sheet_format.columns if c.required and c.key not in _DEFAULTED}
        called = _is_called(sheet.name, sheet_format)
        for number, row in enumerate(keys):
            matched = {names[key][0] for key in row if key in names}
            missing = len(needed - matched)
            if len(matched) < 2 or not matched & needed or missing > 1:
                continue
            if missing and sheet_format.name != "activities" and not called:
                continue
            exact = sum(1 for key in row if key in names and names[key][1] == 0)
            score = len(matched) + exact * 0.5 + len(matched & needed) + (3.0 if called else 0.0)
            score -= missing
            if best is None or score > best[0]:
                best = (score, number, sheet_format)
    if best is None:
        return None
    return _header(sheet.rows[best[1]], best[1], best[2])


_DEFAULTED = frozenset({"framework", "group", "groups"})
"""Needed columns that may be missing: the group and the strategy of the import stand in."""


def _may_be(cell: Cell) -> bool:
    return isinstance(cell, str) and 0 < len(cell) <= LONGEST


def _header(row: Sequence[Cell], number: int, sheet_format: SheetFormat) -> Header:
    names = _names(sheet_format.name)
    claims: dict[str, list[tuple[int, Named]]] = {}
    unknown, personal = [], []
    for place, cell in enumerate(row):
        if cell in ("", None):
            continue
        named = Named(place, clean_line(str(cell))[:LONGEST])
        found = names.get(header_key(str(cell))) if _may_be(cell) else None
        if found:
            claims.setdefault(found[0], []).append((found[1], named))
        elif is_personal(str(cell)):
            personal.append(named)
        else:
            near = difflib.get_close_matches(header_key(named.header), names, n=1, cutoff=0.75)
            key = names[near[0]][0] if near else ""
            title = sheet_format.by_key[key].title if key else ""
            unknown.append((named, title))
    columns, doubled = {}, {}
    for key, found_ones in claims.items():
        ordered = sorted(found_ones, key=lambda claim: (claim[0], claim[1].place))
        columns[key] = ordered[0][1]
        if len(ordered) > 1:
            doubled[key] = tuple(named for _, named in ordered[1:])
    return Header(number, sheet_format, columns, doubled, tuple(unknown), tuple(personal))


def is_personal(header: str) -> bool:
    """Say whether a header names a column about persons."""
    words = re.sub(r"[\W_]+", " ", folded(header)).strip()
    return bool(PERSONAL.search(words)) and not NOT_PERSONAL.search(words)


@lru_cache(maxsize=32)
def _names(name: str) -> Mapping[str, tuple[str, int]]:
    """Return each header of a sheet: the key of its column, and 0 for a title, 1 for a key."""
    sheet_format = FORMATS[name]
    found: dict[str, tuple[str, int]] = {}
    for rank, spelt in ((0, _titles), (1, _keys), (2, _synonyms)):
        for column in sheet_format.columns:
            for word in spelt(column):
                found.setdefault(header_key(word), (column.key, rank))
    return found


def _titles(column: Column) -> tuple[str, ...]:
    return (column.title, *(translate(language)(column.title) for language in LANGUAGES))


def _keys(column: Column) -> tuple[str, ...]:
    return (column.key,)


def _synonyms(column: Column) -> tuple[str, ...]:
    return column.synonyms


def _is_called(name: str, sheet_format: SheetFormat) -> bool:
    titles = {translate(language)(sheet_format.title) for language in LANGUAGES}
    return header_key(name) in {header_key(w) for w in (sheet_format.name, *titles)}
