"""Wrap text by its width in the shipped fonts, and replace characters that no font has.

Vega does not wrap text, and Typst refuses to write PDF/UA if a single character has no font.
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
_FONT_SIZE: Final = 100
"""Font size for measuring."""
_MAX_LENGTH = 2_000
"""Characters of a text to wrap; the titles of figures are far shorter."""
_ARABIC = re.compile("[\u0600-\u06ff]")
REPLACEMENT = "□"
INVISIBLE_CATEGORIES = frozenset({"Cf", "Mn", "Me"})
"""Unicode categories of format characters and combining marks: dropped if no font has them."""
T = TypeVar("T")


@lru_cache(maxsize=4)
def _font(arabic: bool, bold: bool) -> ImageFont.FreeTypeFont:
    family, weight = "NotoSansArabic" if arabic else "NotoSans", "SemiBold" if bold else "Regular"
    engine = ImageFont.Layout.RAQM if arabic else ImageFont.Layout.BASIC  # RAQM joins letters.
    return ImageFont.truetype(FONTS / f"{family}-{weight}.ttf", _FONT_SIZE, layout_engine=engine)


def text_width(text: str, *, bold: bool = False) -> float:
    """Return the width of one line, as a multiple of its font size."""
    font = _font(_ARABIC.search(text) is not None, bold)
    return font.getlength(text) / _FONT_SIZE


def wrap(text: str, width: float, max_lines: int | None = None, *, bold: bool = False) -> list[str]:
    """Return `text` in lines no wider than `width`, cut with an ellipsis after `max_lines`.

    Lines break at ordinary spaces, not at thin or no-break spaces. A word wider than the line
    breaks anywhere. `width` is a multiple of the font size.
    """
    lines = [""]
    for word in re.split(r"[ \t\n]+", text.strip()[:_MAX_LENGTH]):
        longer = f"{lines[-1]} {word}".lstrip()
        if text_width(longer, bold=bold) <= width:
            lines[-1] = longer
            continue
        rest = word
        while (fitting := _fitting(rest, width, bold)) < len(rest):
            lines.append(rest[:fitting])
            rest = rest[fitting:]
        lines.append(rest)
    lines = list(filter(None, lines))
    if max_lines and len(lines) > max_lines:
        last = lines[max_lines - 1]
        available = width - text_width(ELLIPSIS, bold=bold)
        lines[max_lines - 1 :] = [last[: _fitting(last, available, bold)] + ELLIPSIS]
    return lines


def _fitting(word: str, width: float, bold: bool) -> int:
    """Return how many characters of a word fit on a line, at least one."""
    if text_width(word, bold=bold) <= width:
        return len(word)
    lengths = range(len(word))
    too_long = bisect_right(lengths, width, key=lambda n: text_width(word[:n], bold=bold))
    return max(1, too_long - 1)


@lru_cache(maxsize=1)
def _fonts() -> list[tuple[ImageFont.FreeTypeFont, bytes]]:
    """Return each regular font with the box that it draws for a missing character."""
    files = sorted(path for path in FONTS.glob("*.ttf") if "Regular" in path.stem)
    plain = ImageFont.Layout.BASIC
    fonts = [ImageFont.truetype(path, 24, layout_engine=plain) for path in files]
    return [(font, bytes(font.getmask("\U0010fffd"))) for font in fonts]


@lru_cache(maxsize=4096)
def has_font(character: str) -> bool:
    """Return whether a shipped font has a character."""
    return any(bytes(font.getmask(character)) != box for font, box in _fonts())


def replace_unprintable(document: T, t: Translate) -> T:
    """Return a document, or a part of one, with all its texts made printable.

    Each text becomes one line. Visible characters that no font has become □; invisible ones are
    dropped.
    """
    value: Any = document
    if isinstance(value, str):
        line = mark_sentence_ends(one_line(value)) if t.right_to_left else one_line(value)
        value = "".join(map(_printable, line))
    elif isinstance(value, list | tuple):
        value = type(value)(replace_unprintable(item, t) for item in value)
    elif isinstance(value, dict):
        value = {key: replace_unprintable(item, t) for key, item in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: replace_unprintable(getattr(value, f.name), t) for f in fields(value)}
        value = replace(value, **changed)
    return cast(T, value)


def _printable(character: str) -> str:
    if has_font(character):
        return character
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in INVISIBLE_CATEGORIES else REPLACEMENT
