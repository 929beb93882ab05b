"""Cells that a workbook shows struck through, found in its styles, its texts and in a sheet's part.

People strike through what was cancelled and what they corrected; the readers do not tell. Each
part is gone through from left to right, so that the time taken grows with its length.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice

from ifla_metrics.exchange.named import place_of

Struck = tuple[tuple[int, int], ...]
"""Rows and columns, counted from 0."""
_STRIKE = re.compile(rb"""<(?:\w+:)?strike\b(?!\s+val\s*=\s*["'](?:0|false)["'])""")
_FORMAT = re.compile(rb"<(?:\w+:)?xf\b[^<>]{0,900}>")
_FONT_OF = re.compile(rb"""\bfontId\s*=\s*["'](\d{1,6})["']""")
_CELL = rb'<(?:\w+:)?c\s+r="([A-Z]{1,3})(\d{1,7})"\s+s="(?:%s)"'
_SHARED = re.compile(
    rb'<(?:\w+:)?c\s+r="([A-Z]{1,3})(\d{1,7})"[^<>]{0,300}?\st="s"[^<>]{0,300}>\s{0,300}<(?:\w+:)?v>(\d{1,7})<'
)
_ANY_CELL = re.compile(rb'c\s+r="([A-Z]{1,3})(\d{1,7})"')
_MOST_STYLES = 200
_MOST = 100_000
"""Cells that are looked at; where there are more, nobody means each of them."""


def struck_styles(styles: bytes) -> tuple[int, ...]:
    """Return the styles of cells (by their number) whose letters are struck through."""
    if b"strike" not in styles:
        return ()
    fonts = _struck_ones(_area(styles, b"fonts"), b"font")
    found = []
    for i, tag in enumerate(_FORMAT.finditer(_area(styles, b"cellXfs")) if fonts else ()):
        font = _FONT_OF.search(tag[0])
        if font and int(font[1]) in fonts:
            found.append(i)
    return tuple(found[:_MOST_STYLES])


def struck_texts(shared: bytes) -> frozenset[int]:
    """Return which of a workbook's shared texts are struck through, be it in part."""
    return _struck_ones(shared, b"si") if b"strike" in shared else frozenset()


def struck_in(part: bytes, styles: Collection[int], texts: Collection[int] = ()) -> Struck:
    """Return the places of a sheet's cells in these styles, with these texts, or struck in part."""
    found: list[re.Match[bytes]] = []
    if styles:
        cell = re.compile(_CELL % b"|".join(str(style).encode() for style in styles))
        found += islice(cell.finditer(part), _MOST)
    if texts:
        shared = (tag for tag in _SHARED.finditer(part) if int(tag[3]) in texts)
        found += islice(shared, _MOST)
    if b"strike" in part:  # The texts stand in the cells themselves.
        for cells in islice((c for c in part.split(b"</c>") if _STRIKE.search(c)), _MOST):
            own = _ANY_CELL.match(cells, cells.rfind(b"c r="))
            found += [own] if own else []
    return tuple(sorted({(int(tag[2]) - 1, place_of(tag[1])) for tag in found}))


def _area(styles: bytes, name: bytes) -> bytes:
    begin, end = styles.find(name), styles.rfind(name + b">")
    return styles[begin:end] if 0 <= begin < end else b""


def _struck_ones(area: bytes, name: bytes) -> frozenset[int]:
    """Return which of the elements of a name are struck through, counted from 0."""
    empty = re.compile(rb"<(?:\w+:)?%s\s*/>" % name)
    found, at = set(), 0
    for own in re.split(rb"</(?:\w+:)?%s>" % name, area)[:-1]:
        at += len(empty.findall(own))
        if _STRIKE.search(own):
            found.add(at)
        at += 1
    return frozenset(found)
