"""Which letters the shipped fonts can draw, read from the fonts themselves."""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=4)
def covered(fonts: str) -> frozenset[int]:
    """Return the code points that a font of the folder can draw upright.

    Regular faces only: where a bold one lacks a letter, the regular one draws it.
    """
    found = [path for path in sorted(Path(fonts).glob("*.ttf")) if "Regular" in path.stem]
    return frozenset(code for path in found for code in _letters(path.read_bytes()))


def _letters(font: bytes) -> set[int]:
    """Return the code points of a TrueType font's character map (formats 4 and 12)."""
    count = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(count))
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    letters: set[int] = set()
    for i in range(struct.unpack_from(">H", font, start + 2)[0]):
        where = start + struct.unpack_from(">L", font, start + 8 + 8 * i)[0]
        form = struct.unpack_from(">H", font, where)[0]
        if form == 4:
            letters |= _segments(font, where)
        elif form == 12:
            letters |= _groups(font, where)
    return letters


def _segments(font: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    row = 2 * count

    def column(place: int) -> tuple[int, ...]:
        return struct.unpack_from(f">{count}H", font, place)

    ends, starts = column(at + 14), column(at + 16 + row)
    deltas, offsets = column(at + 16 + 2 * row), column(at + 16 + 3 * row)
    letters: set[int] = set()
    for i, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[i]:
                place = at + 16 + 3 * row + 2 * i + offsets[i] + 2 * (code - first)
                glyph = struct.unpack_from(">H", font, place)[0]
                if not glyph:
                    continue
            if (glyph + deltas[i]) % 0x10000:
                letters.add(code)
    return letters


def _groups(font: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">L", font, at + 12)[0]
    letters: set[int] = set()
    for i in range(count):
        first, last, _glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * i)
        letters |= set(range(first, last + 1))
    return letters
