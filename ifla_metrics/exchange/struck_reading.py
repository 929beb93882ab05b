"""Cells that a workbook shows struck through, found in its styles and in the part of a sheet.

People strike through what was cancelled and what they corrected; the readers do not tell.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice

from ifla_metrics.exchange.named import place_of

Struck = tuple[tuple[int, int], ...]
"""Rows and columns, counted from 0."""
_FONTS = re.compile(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(rb"<(?:\w+:)?font\s*/>|<(?:\w+:)?font\b[^>]*>(.*?)</(?:\w+:)?font>", re.DOTALL)
_STRIKE = re.compile(rb"""<(?:\w+:)?strike\b(?!\s+val\s*=\s*["'](?:0|false)["'])""")
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"""<(?:\w+:)?xf\b[^>]*?\bfontId\s*=\s*["'](\d{1,6})["'][^>]*>""")
_ANY_FORMAT = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_CELL = rb'<(?:\w+:)?c\s+r="([A-Z]{1,3})(\d{1,7})"\s+s="(?:%s)"'
_MOST_STYLES = 200
_MOST = 100_000
"""Cells that are looked at; one that has more is struck through as a whole, and nobody means it."""


def struck_styles(styles: bytes) -> tuple[int, ...]:
    """Return the styles of cells (by their number) whose letters are struck through."""
    if b"strike" not in styles:
        return ()
    fonts = _FONTS.search(styles)
    own = {
        i for i, font in enumerate(_FONT.finditer(fonts[0]) if fonts else ())
        if _STRIKE.search(font[1] or b"")
    }  # fmt: skip
    area = _CELL_FORMATS.search(styles) if own else None
    found = []
    for i, tag in enumerate(_ANY_FORMAT.finditer(area[0]) if area else ()):
        number = _CELL_FORMAT.match(tag[0])
        if number and int(number[1]) in own:
            found.append(i)
    return tuple(found[:_MOST_STYLES])


def struck_in(part: bytes, styles: Collection[int]) -> Struck:
    """Return the places of a sheet's cells in these styles."""
    if not styles:
        return ()
    cell = re.compile(_CELL % b"|".join(str(style).encode() for style in styles))
    tags = islice(cell.finditer(part), _MOST)
    return tuple((int(tag[2]) - 1, place_of(tag[1])) for tag in tags)
