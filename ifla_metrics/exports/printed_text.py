"""Text in the shipped fonts: in lines of a measured width, and without letters that none has.

Vega does not break lines; Typst refuses a whole PDF/UA report for one letter without a font.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

from PIL import ImageFont

from ifla_metrics.exports.mirror import mark_sentence_ends
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import FONTS
from ifla_metrics.text import one_line

ELLIPSIS = "…"
_MEASURED_AT: Final = 100
_LONGEST = 2_000
"""Letters of a title that are looked at; a figure's own words are far fewer."""
_ARABIC = re.compile("[\u0600-\u06ff]")


@lru_cache(maxsize=4)
def _font(arabic: bool, bold: bool) -> ImageFont.FreeTypeFont:
    family, weight = "NotoSansArabic" if arabic else "NotoSans", "SemiBold" if bold else "Regular"
    engine = ImageFont.Layout.RAQM if arabic else ImageFont.Layout.BASIC  # It joins letters.
    return ImageFont.truetype(FONTS / f"{family}-{weight}.ttf", _MEASURED_AT, layout_engine=engine)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line in the unit of `size`."""
    font = _font(_ARABIC.search(text) is not None, bold)
    return font.getlength(text) * size / _MEASURED_AT


def wrap(
    text: str,
    size: float,
    width: float,
    *,
    bold: bool = False,
    even: bool = False,
    most: int = 60,
) -> list[str]:
    """Return `text` in lines no wider than `width`, at most `most`; the rest is an ellipsis.

    Lines break at ordinary spaces (a thin or a no-break space holds); a word that is wider than a
    line breaks anywhere.

    `size` is that of the font, `width` that of a line in the same unit; `even` lines are about as
    long as each other, so that no single word is left on the last.
    """
    words = [word for word in re.split(r"[ \t\n]+", text.strip()[:_LONGEST]) if word]

    def lines_of(measure: float) -> list[str]:
        lines = [""]
        for word in words:
            longer = f"{lines[-1]} {word}".lstrip()
            if text_width(longer, size, bold=bold) <= measure:
                lines[-1] = longer
                continue
            rest = word
            while (fitting := _fitting(rest, size, measure, bold)) < len(rest):
                lines.append(rest[:fitting])
                rest = rest[fitting:]
            lines.append(rest)
        return [line.removesuffix(" ·") for line in lines if line]

    lines = lines_of(width)
    if len(lines) > most:
        last = lines[most - 1]
        room = width - text_width(ELLIPSIS, size, bold=bold)
        kept = last[: _fitting(last, size, room, bold)]
        return [*lines[: most - 1], kept.rstrip(" ,.;:") + ELLIPSIS]
    if even and len(lines) > 1:
        narrow, wide = width / 2, width
        while wide - narrow > size:
            middle = (narrow + wide) / 2
            narrow, wide = (
                (narrow, middle) if len(lines_of(middle)) == len(lines) else (middle, wide)
            )
        lines = lines_of(wide)
    return lines


def _fitting(word: str, size: float, width: float, bold: bool) -> int:
    """Return how many letters of a word fit a line, at least one."""

    def width_of(letters: int) -> float:
        return text_width(word[:letters], size, bold=bold)

    if width_of(len(word)) <= width:
        return len(word)
    return max(1, bisect_right(range(len(word)), width, key=width_of) - 1)


# Letters without a font


REPLACEMENT = "□"
INVISIBLE = frozenset({"Cf", "Mn", "Me"})
"""Categories of signs that join or mark others: left out where no font has them."""
Whole = TypeVar("Whole")


@lru_cache(maxsize=1)
def _fonts() -> list[tuple[ImageFont.FreeTypeFont, bytes]]:
    """Return each regular font with the box that it draws for a letter it does not have."""
    files = sorted(path for path in FONTS.glob("*.ttf") if "Regular" in path.stem)
    plain = ImageFont.Layout.BASIC
    fonts = [ImageFont.truetype(path, 24, layout_engine=plain) for path in files]
    return [(font, bytes(font.getmask("\U0010fffd"))) for font in fonts]


@lru_cache(maxsize=4096)
def has_font(letter: str) -> bool:
    """Say whether a shipped font can draw a letter."""
    return any(bytes(font.getmask(letter)) != box for font, box in _fonts())


def printable(whole: Whole, t: Translate) -> Whole:
    """Return a document or a part of one: each text on one line, □ for what cannot be drawn."""
    value: Any = whole
    if isinstance(value, str):
        value = _printable(value, t)
    elif isinstance(value, list | tuple):
        value = type(value)(printable(one, t) for one in value)
    elif isinstance(value, dict):
        value = {key: printable(one, t) for key, one in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: printable(getattr(value, f.name), t) for f in fields(value)}
        value = replace(value, **changed)
    return cast(Whole, value)


def _printable(words: str, t: Translate) -> str:
    """Return words on one line without control marks, □ for each letter that cannot be drawn."""
    words = one_line(words)
    if t.right_to_left:
        words = mark_sentence_ends(words)
    kept = ""
    for letter in words:
        if has_font(letter):
            kept += letter
        elif letter.isspace():
            kept += " "
        elif unicodedata.category(letter) not in INVISIBLE:
            kept += REPLACEMENT
    return kept
