"""Setting lines of text: how wide words are in the shipped font, and where a line breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

REGULAR, BOLD = "NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf"
ARABIC_REGULAR, ARABIC_BOLD = "NotoSansArabic-Regular.ttf", "NotoSansArabic-SemiBold.ttf"
BOLD_WEIGHT = "600"
ELLIPSIS = "…"

_MEASURED_AT = 100
_LONGEST = 4_000
"""Letters that are looked at: more never fit a figure."""
_LONGEST_LINE = 300
"""Letters of a text whose width is kept: a line that is longer is measured once and broken."""

_ARABIC = re.compile("[\u0600-\u06ff]")


@lru_cache(maxsize=8)
def _face(fonts: str, bold: bool, arabic: bool) -> ImageFont.FreeTypeFont:
    regular, semi_bold = (ARABIC_REGULAR, ARABIC_BOLD) if arabic else (REGULAR, BOLD)
    name = semi_bold if bold else regular
    found = sorted(Path(fonts).rglob(name))
    if not found:
        raise FileNotFoundError(f"{name} is not in {Path(fonts).name}")
    # Letters of Arabic that are not joined are wider: measured so, a line still fits.
    joined = arabic and features.check("raqm")
    engine = ImageFont.Layout.RAQM if joined else ImageFont.Layout.BASIC
    return ImageFont.truetype(found[0], _MEASURED_AT, layout_engine=engine)


@lru_cache(maxsize=20_000)
def _length(text: str, fonts: str, bold: bool) -> float:
    """Return the width at the size that is measured at.

    Kept, because a page is laid out several times before it fits, with the same words in lines that
    begin alike.
    """
    return _face(fonts, bold, _ARABIC.search(text) is not None).getlength(text)


def width(text: str, size: float, *, fonts: str, bold: bool = False) -> float:
    """Return the width of `text` in pixels at a font size in pixels."""
    length = _length if len(text) <= _LONGEST_LINE else _length.__wrapped__
    return length(text, fonts, bold) * size / _MEASURED_AT


def lines(
    text: str, size: float, measure: float, *, fonts: str, most: int, bold: bool = False
) -> list[str]:
    """Return `text` broken into at most `most` lines, none wider than `measure` pixels.

    Lines break at ordinary spaces (a thin or a no-break space holds), a word that is wider than a
    line breaks anywhere, and what does not fit ends in an ellipsis.
    """

    def fits(line: str) -> bool:
        return width(line, size, fonts=fonts, bold=bold) <= measure

    def pieces(word: str) -> Iterator[str]:
        while not fits(word):
            short, long = 1, len(word)
            while short < long - 1:
                middle = (short + long) // 2
                short, long = (middle, long) if fits(word[:middle]) else (short, middle)
            yield word[:short]
            word = word[short:]
            if not word:
                return
        yield word

    done: list[str] = []
    line = ""
    for word in re.split(r"[ \t\n]+", text.strip()[:_LONGEST]):
        for number, piece in enumerate(pieces(word)):
            longer = f"{line} {piece}" if line else piece
            if number == 0 and fits(longer):
                line = longer
                continue
            if line:
                done.append(line)
            line = piece
            if len(done) == most:
                return [*done[:-1], _cut(done[-1], fits)]
    return [*done, line] if line else done


def balanced(
    text: str, size: float, measure: float, *, fonts: str, most: int, bold: bool = False
) -> list[str]:
    """Return the lines of `lines`, made about equally long: no single word left on the last."""
    widest = lines(text, size, measure, fonts=fonts, most=most, bold=bold)
    if not 1 < len(widest) < most:
        return widest
    narrow, wide = measure / 2, measure
    while wide - narrow > size:
        middle = (narrow + wide) / 2
        found = lines(text, size, middle, fonts=fonts, most=most, bold=bold)
        narrow, wide = (narrow, middle) if len(found) == len(widest) else (middle, wide)
    return lines(text, size, wide, fonts=fonts, most=most, bold=bold)


def _cut(line: str, fits: Callable[[str], bool]) -> str:
    while line and not fits(line + ELLIPSIS):
        line = line[:-1]
    return line.rstrip(" ,.;:") + ELLIPSIS
