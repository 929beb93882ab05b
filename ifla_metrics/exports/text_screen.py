"""Screening of text before it is printed: letters that no shipped font has become □ and are named.

Typst refuses a whole PDF/UA report for one letter without a font.
"""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from PIL import ImageFont

from ifla_metrics.assets import FONTS
from ifla_metrics.exports.document import Undrawable
from ifla_metrics.exports.mirror import with_sentence_ends
from ifla_metrics.i18n import Translate
from ifla_metrics.text import drawable

STANDS_IN = "□"
INVISIBLE = frozenset({"Cf", "Mn", "Me"})
"""Categories of signs that join or mark others: left out where no font has them."""


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


class Screen:
    """Screens texts one after the other and remembers what could not be drawn."""

    def __init__(self, t: Translate) -> None:
        self._t = t
        self.found: list[Undrawable] = []

    def any(self, value: Any, where: str) -> Any:
        """Return a block, a list or a text with every text in it screened."""
        if isinstance(value, str):
            return self.text(value, where)
        if isinstance(value, list):
            return [
                self.any(one, self._row(where, number) if isinstance(one, list | dict) else where)
                for number, one in enumerate(value, start=1)
            ]
        if isinstance(value, dict):
            return {key: self.any(one, where) for key, one in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            names = [f.name for f in fields(value)]
            return replace(value, **{n: self.any(getattr(value, n), where) for n in names})
        return value

    def _row(self, where: str, number: int) -> str:
        return f"{where}, {self._t('row {n}', n=number)}"

    def text(self, words: str, where: str) -> str:
        """Return `words` without control marks, □ for each letter that cannot be drawn."""
        words = unicodedata.normalize("NFC", drawable(words))
        if self._t.right_to_left:
            words = with_sentence_ends(words)
        kept, lost = "", []
        for letter in words:
            if letter == "\n" or has_font(letter):
                kept += letter
            elif letter.isspace() or letter == "\x85":
                kept += " "
            elif unicodedata.category(letter) != "Cf":
                kept += "" if unicodedata.category(letter) in INVISIBLE else STANDS_IN
                lost.append(letter)
        if lost:
            named = (f"U+{ord(one):04X} {unicodedata.name(one, '')}" for one in dict.fromkeys(lost))
            self.found.append(Undrawable(where, kept[:200], ", ".join(map(str.strip, named))))
        return kept
