"""Wrap text by its width in the shipped fonts, and replace characters that no font has.

Vega does not wrap text, and Typst refuses to write PDF/UA if a single character has no font.
"""

import re
import unicodedata
from collections.abc import Callable
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
MAX_LENGTH = 2_000
"""Characters of a text in a picture; the renderer takes minutes to shorten a far longer one."""
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

    Lines break at ordinary spaces, not at thin or no-break spaces nor before "·". A word wider than
    the line breaks anywhere. `width` is a multiple of the font size.
    """
    lines = [""]
    for word in re.split(r"[ \t\n]+(?!·)", text.strip()[:MAX_LENGTH]):
        longer = f"{lines[-1]} {word}".lstrip()
        if text_width(longer, bold=bold) <= width:
            lines[-1] = longer
            continue
        lines.append("")
        for character in word:
            if text_width(lines[-1] + character, bold=bold) > width:
                lines.append("")
            lines[-1] += character
    lines = list(filter(None, lines))
    if max_lines and len(lines) > max_lines:
        last = lines[max_lines - 1]
        while last and text_width(last + ELLIPSIS, bold=bold) > width:
            last = last[:-1]
        lines[max_lines - 1 :] = [last + ELLIPSIS]
    return lines


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

    def printable(text: str) -> str:
        line = mark_sentence_ends(one_line(text)) if t.right_to_left else one_line(text)
        return "".join(map(_printable, line))

    return map_texts(document, printable)


def map_texts(document: T, change: Callable[[str], str]) -> T:
    """Return nested lists, dictionaries and dataclasses with all texts changed, except keys."""
    value: Any = document
    if isinstance(value, str):
        value = change(value)
    elif isinstance(value, list | tuple):
        value = type(value)(map_texts(item, change) for item in value)
    elif isinstance(value, dict):
        value = {key: map_texts(item, change) for key, item in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: map_texts(getattr(value, f.name), change) for f in fields(value)}
        value = replace(value, **changed)
    return cast(T, value)


def _printable(character: str) -> str:
    if has_font(character):
        return character
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in INVISIBLE_CATEGORIES else REPLACEMENT
