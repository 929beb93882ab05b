"""Screening of a report's text before it is set: what no shipped font can draw is named.

The typesetter refuses a whole report for one letter that it has no font for. □ stands for it, and
the reader is told where; nothing else changes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from ifla_metrics.report.book.book import Undrawable
from ifla_metrics.report.book.parts import Part
from ifla_metrics.report.two_ways import ends_held
from ifla_metrics.text import drawable

STANDS_IN = "□"
_SPACES = {"\n", "\t", "\x85", "\u2028", "\u2029"}
_AS_IT_IS = frozenset({"id", "name", "kinds"})
"""Fields that hold no words of the report's text."""


class Screen:
    """Screens texts one after the other and remembers what could not be drawn.

    Args:
        letters: Code points that the fonts can draw.
        row: How the place of a row is said; rows count from 1 below their titles.
        right_to_left: Whether the report is read from the right: words of other scripts then keep
            their own full stop at their own end.
    """

    def __init__(
        self,
        letters: frozenset[int],
        *,
        row: Callable[[int], str] = str,
        right_to_left: bool = False,
    ) -> None:
        self._letters = letters
        self._row = row
        self._right_to_left = right_to_left
        self.found: list[Undrawable] = []

    def text(self, words: str, where: str) -> str:
        """Return `words` without control marks, □ for each letter that cannot be drawn."""
        words = unicodedata.normalize("NFC", drawable(words))
        if self._right_to_left:
            words = ends_held(words)
        if all(ord(letter) in self._letters for letter in words):
            return words
        kept, lost = [], []
        for letter in words:
            if ord(letter) in self._letters or letter in _SPACES:
                kept.append(letter if letter not in _SPACES - {"\n"} else " ")
            elif unicodedata.category(letter) not in {"Cf", "Mn", "Me"}:
                kept.append(STANDS_IN)
                lost.append(letter)
            elif unicodedata.category(letter) != "Cf":
                lost.append(letter)
        if lost:
            self.found.append(Undrawable(where, "".join(kept)[:200], _named(lost)))
        return "".join(kept)

    def part(self, part: Part, where: str) -> Part:
        """Return a part with all its texts screened."""
        made: Part = self._any(part, where)
        return made

    def _any(self, value: Any, where: str) -> Any:
        if isinstance(value, str):
            return self.text(value, where)
        if isinstance(value, list):
            return [self._any(one, self._place(one, where, i)) for i, one in enumerate(value, 1)]
        if is_dataclass(value) and not isinstance(value, type):
            changed = {
                f.name: self._any(getattr(value, f.name), where)
                for f in fields(value)
                if f.name not in _AS_IT_IS
            }
            return replace(value, **changed)
        return value

    def _place(self, one: object, where: str, number: int) -> str:
        inside = isinstance(one, list) or is_dataclass(one)
        return f"{where}, {self._row(number)}" if inside else where


def _named(letters: Iterable[str]) -> str:
    return ", ".join(
        f"U+{ord(one):04X} {unicodedata.name(one, '')}".strip() for one in dict.fromkeys(letters)
    )
