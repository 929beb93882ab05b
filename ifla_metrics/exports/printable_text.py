"""Replace letters that no shipped font can draw with □ before printing.

Typst refuses a whole PDF/UA report for one letter without a font.
"""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, cast

from PIL import ImageFont

from ifla_metrics.exports.mirror import with_sentence_ends
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import FONTS
from ifla_metrics.text import drawable

STANDS_IN = "□"
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
    """Return a document or a part of one, in its texts □ for each letter that cannot be drawn."""
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
    """Return words without control marks, □ for each letter that cannot be drawn."""
    words = unicodedata.normalize("NFC", drawable(words))
    if t.right_to_left:
        words = with_sentence_ends(words)
    kept = ""
    for letter in words:
        if letter == "\n" or has_font(letter):
            kept += letter
        elif letter.isspace() or letter == "\x85":
            kept += " "
        elif unicodedata.category(letter) not in INVISIBLE:
            kept += STANDS_IN
    return kept
