"""Replace letters that no shipped font can draw with □ before printing, and name them.

Typst refuses a whole PDF/UA report for one letter without a font.
"""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from PIL import ImageFont

from ifla_metrics.exports.document import Undrawable
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


def replace_undrawable(whole: Whole, t: Translate) -> tuple[Whole, tuple[Undrawable, ...]]:
    """Replace undrawable letters in every text of a document or a part of one; name them too."""
    lost: dict[Undrawable, None] = {}

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return _printable(value, t, lost)
        if isinstance(value, list | tuple):
            return type(value)(map(walk, value))
        if isinstance(value, dict):
            return {key: walk(one) for key, one in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{f.name: walk(getattr(value, f.name)) for f in fields(value)})
        return value

    return walk(whole), tuple(lost)


def _printable(words: str, t: Translate, lost: dict[Undrawable, None]) -> str:
    """Return words without control marks, □ for each letter that cannot be drawn."""
    words = unicodedata.normalize("NFC", drawable(words))
    if t.right_to_left:
        words = with_sentence_ends(words)
    kept, missing = "", []
    for letter in words:
        if letter == "\n" or has_font(letter):
            kept += letter
        elif letter.isspace() or letter == "\x85":
            kept += " "
        elif unicodedata.category(letter) != "Cf":
            kept += "" if unicodedata.category(letter) in INVISIBLE else STANDS_IN
            missing.append(letter)
    if missing:
        names = (f"U+{ord(one):04X} {unicodedata.name(one, '')}" for one in dict.fromkeys(missing))
        lost[Undrawable(kept[:200], ", ".join(map(str.strip, names)))] = None
    return kept
