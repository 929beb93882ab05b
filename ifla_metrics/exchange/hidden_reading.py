"""Rows and columns that a sheet hides, found in its part: the readers do not give them.

The tags of a part are looked through once, from left to right; it has passed the limits by then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[int, int]
"""First and last, counted from 0."""

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']|\bht\s*=\s*["']0(?:\.0*)?["']""")
_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
_MIN = re.compile(rb"""\bmin\s*=\s*["'](\d{1,5})["']""")
_MAX = re.compile(rb"""\bmax\s*=\s*["'](\d{1,5})["']""")
_FILTER = re.compile(rb"<(?:\w+:)?filterColumn\b")


@dataclass(frozen=True)
class Unseen:
    """What of a sheet is out of sight."""

    rows: tuple[Span, ...] = ()
    columns: tuple[Span, ...] = ()
    filtered: bool = False
    """Whether a filter of the sheet is set."""


SEEN = Unseen()


def may_hide(part: bytes) -> bool:
    """Say whether it is worth looking through a sheet's part."""
    return b"hidden" in part or b" ht=" in part


def unseen_in(part: bytes) -> Unseen:
    """Return what the part of a sheet marks as hidden."""
    if not may_hide(part):
        return SEEN
    rows: list[int] = []
    number = 0
    for tag in _ROW.finditer(part):
        said = _NUMBER.search(tag[1])
        number = int(said[1]) if said else number + 1  # A row without a number follows the last.
        if _HIDDEN.search(tag[1]):
            rows.append(number - 1)
    columns = []
    for tag in _COLUMN.finditer(part):
        first, last = _MIN.search(tag[1]), _MAX.search(tag[1])
        if first and last and _HIDDEN.search(tag[1]):
            columns.append((int(first[1]) - 1, int(last[1]) - 1))
    return Unseen(spans_of(rows), tuple(sorted(columns)), bool(rows and _FILTER.search(part)))


def spans_of(places: Iterable[int]) -> tuple[Span, ...]:
    """Return places (from 0) as stretches, in order."""
    found: list[Span] = []
    for place in sorted(places):
        if found and place <= found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return tuple(found)
