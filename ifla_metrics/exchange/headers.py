"""Which row of a sheet is its header, which column is which, and what is left out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ifla_metrics.exchange.column_words import synonyms
from ifla_metrics.exchange.header_claims import claim_by_words, claim_title, one_part
from ifla_metrics.exchange.header_parts import OTHERS, part_of
from ifla_metrics.exchange.header_persons import is_personal
from ifla_metrics.exchange.header_rows import Apart, Grouped, joined
from ifla_metrics.exchange.header_senses import of_an_answer, settle
from ifla_metrics.exchange.header_shapes import header_key, meant
from ifla_metrics.exchange.header_weak import claim_weak, weak_names
from ifla_metrics.exchange.named import Claims, Named
from ifla_metrics.exchange.sheets import Cell, Sheet
from ifla_metrics.exchange.side_tables import begins_beside, people_beside
from ifla_metrics.exchange.split_days import day_parts, is_day_part
from ifla_metrics.i18n import LANGUAGES, translate
from ifla_metrics.imports.columns import ACTIVITY, FORMATS, Column, SheetFormat
from ifla_metrics.text import clean_line

SEARCHED = 40
"""Rows in which the header is looked for."""
LONGEST = 80
_NEAR, _LONG = 0.84, 5
"""How like a known name one must be to be told beside it, and how long."""


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
    of_answers: tuple[Named, ...] = ()
    """Columns of days that a tool for surveys seems to have written about the answer."""
    of_parts: tuple[Named, ...] = ()
    """Columns of a part of the people by a group over or below them; they are not read."""
    all_are: str = ""
    """The part of the people that all who are counted are: `on_site` or `remote`."""
    day_parts: Mapping[str, int] = field(default_factory=dict)
    """The places (from 0) of year, month, quarter and day, where they stand for the first day."""
    beside: int = 0
    """The first column (from 0) of another table to the right of this one; 0 for none."""
    people_beside: tuple[int, ...] = ()
    """Columns (from 0) of people in that other table."""


def find_header(sheet: Sheet, formats: Iterable[SheetFormat] = FORMATS.values()) -> Header | None:
    """Return the header of a sheet; None when no row has two names of columns, one of them needed.

    Rows above it are titles. It is one of the `formats`.
    """
    best: tuple[float, int, SheetFormat] | None = None
    rows = sheet.rows[:SEARCHED]
    for sheet_format in formats:
        names = _names(sheet_format.name)
        needed = {c.key for c in sheet_format.columns if c.required and c.key not in _DEFAULTED}
        called = _is_called(sheet.name, sheet_format)
        for number, row in enumerate(rows):
            meant = [found for cell in row if (found := _named(cell, names))]
            matched = {key for key, _ in meant}
            if sheet_format.name == "activities":
                if "title" in matched and day_parts(row):
                    matched.add("started_on")
                if not needed <= matched:
                    below = sheet.rows[number + 1 : number + 1 + SEARCHED]
                    matched |= weak_names(row, matched, below)
            missing = len(needed - matched)
            if len(matched) < 2 or not matched & needed or missing > 1:
                continue
            if missing and sheet_format.name != "activities" and not called:
                continue
            exact = sum(1 for _, rank in meant if rank == 0)
            score = len(matched) + exact * 0.5 + len(matched & needed) + (3.0 if called else 0.0)
            score -= missing
            if best is None or score > best[0]:
                best = (score, number, sheet_format)
    if best is None:
        return None
    names = _names(best[2].name)
    part = ("started_on", 2) if best[2].record == ACTIVITY else None
    number = joined(
        sheet, best[1], lambda cell: _named(cell, names) or (part if is_day_part(cell) else None)
    )
    return _header(sheet.rows, number, best[2])


def _named(cell: Cell, names: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    """Return the column that a cell names and how nearly; None when no list has the name."""
    return meant(str(cell), names) if _may_be(cell) else None


def is_turned(sheet: Sheet) -> bool:
    """Say whether the names of columns stand in one column, below one another."""
    names = _names("activities")
    for column in zip(
        *(row[:3] + [None] * (3 - len(row[:3])) for row in sheet.rows[:SEARCHED]), strict=True
    ):
        named = {found[0] for cell in column if (found := _named(cell, names))}
        if {"title", "started_on"} <= named:
            return True
    return False


def names_of_others(sheet: Sheet) -> list[str]:
    """Return of the names of columns of activities those of the row with most; two at the least.

    Only of a sheet without a header: none of them is one that is needed.
    """
    names = _names("activities")
    found: list[str] = []
    for row in sheet.rows[:SEARCHED]:
        own = {f[0]: clean_line(str(cell)) for cell in row if (f := _named(cell, names))}
        found = max(found, list(own.values()), key=len)
    return found if len(found) > 1 else []


_DEFAULTED = frozenset({"framework", "group", "groups"})
"""Needed columns that may be missing: the group and the strategy of the import stand in."""


def _may_be(cell: Cell) -> bool:
    return isinstance(cell, str) and 0 < len(cell) <= LONGEST


def _header(rows: Sequence[Sequence[Cell]], number: int, sheet_format: SheetFormat) -> Header:
    names = _names(sheet_format.name)
    width = begins_beside(rows[number], rows[number + 1 :], lambda cell: _named(cell, names))
    beside = width if width < len(rows[number]) else 0
    row = rows[number][:width]
    claims: Claims = {}
    parts: Claims = {}
    unknown, personal, of_parts = [], [], []
    for place, cell in enumerate(row):
        if cell in ("", None):
            continue
        named = Named(place, clean_line(str(cell))[:LONGEST])
        if isinstance(cell, Grouped):
            shown = clean_line(f"{cell} ({cell.group})")[:LONGEST]
            named = Named(place, shown, named.header, cell.group)
        found = None if isinstance(cell, Apart) else _named(cell, names)
        bare, part = ("", "") if found else part_of(str(cell)[:LONGEST])
        if isinstance(cell, Apart):
            bare, part = cell.name, cell.part
        if part == OTHERS:
            of_parts.append(Named(place, named.header, bare, part))
            unknown.append((named, ""))
            continue
        of_part = _named(bare, names) if part else None
        if of_part and sheet_format.by_key[of_part[0]].kind == "count":
            whole = Named(named.place, named.header, bare, part)
            parts.setdefault(of_part[0], []).append((of_part[1], whole))
        elif found:
            claims.setdefault(found[0], []).append((found[1], named))
        elif is_personal(str(cell), place, rows[number + 1 :]):
            personal.append(named)
        else:
            said = header_key(named.header)
            near = difflib.get_close_matches(said, names, n=1, cutoff=_NEAR)
            unknown.append((named, names[near[0]][0] if near and len(said) >= _LONG else ""))
    if sheet_format.record == ACTIVITY:
        unknown = claim_by_words(claims, parts, unknown, rows[number + 1 :])
        unknown = claim_title(claims, unknown, rows[number + 1 :])
        unknown = claim_weak(claims, unknown, rows[number + 1 :])
    all_are = one_part(claims, parts, unknown, row, sheet_format)
    for key, found_parts in parts.items():
        if all_are or (key not in claims and len({n.part for _, n in found_parts}) > 1):
            claims[key] = found_parts
        else:
            unknown += [(named, "") for _, named in found_parts]
            of_groups = [n for _, n in found_parts if isinstance(row[n.place], Apart)]
            of_parts += of_groups if key not in claims else []
    columns, doubled = {}, {}
    if sheet_format.record == ACTIVITY:
        unknown += [(named, "") for named in settle(claims, row, rows[number + 1 :])]
    for key, found_ones in claims.items():
        ordered = sorted(found_ones, key=lambda claim: (claim[0], claim[1].place))
        columns[key] = ordered[0][1]
        if len(ordered) > 1:
            doubled[key] = tuple(named for _, named in ordered[1:])
    of_day = day_parts(row) if "started_on" in sheet_format.by_key else {}
    first = columns.get("started_on")
    if first is not None and first.place not in of_day.values():
        of_day = {}
    if of_day:
        year = of_day["year"]
        columns["started_on"] = Named(year, clean_line(str(row[year]))[:LONGEST])
        unknown = [(named, near) for named, near in unknown if named.place not in of_day.values()]
    unknown = [
        (named, sheet_format.by_key[key].title if key and key not in columns else "")
        for named, key in unknown
    ]
    tools = of_an_answer(row) if sheet_format.record == ACTIVITY else frozenset()
    of_answers = tuple(n for n, _ in unknown if n.place in tools and _named(n.header, names))
    return Header(
        number,
        sheet_format,
        columns,
        doubled,
        tuple(unknown),
        tuple(personal),
        of_answers,
        tuple(of_parts),
        all_are,
        of_day,
        beside,
        people_beside(rows[number], width, lambda cell: _named(cell, names)),
    )


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
    return synonyms(column.key)


def _is_called(name: str, sheet_format: SheetFormat) -> bool:
    titles = {translate(language)(sheet_format.title) for language in LANGUAGES}
    return header_key(name) in {header_key(w) for w in (sheet_format.name, *titles)}
