"""A column of a file, as it stands: its place, and what is written above it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """A column of a file: its place (from 0) and its header as it stands."""

    place: int
    header: str
    bare: str = ""
    """Of a column that counts a part, or stands under a group, its header alone; else empty."""
    part: str = ""
    """That part: `on_site`, `remote`, or the name of the group that it stands under."""

    @property
    def letters(self) -> str:
        """The letters that a spreadsheet shows."""
        return letters(self.place)


Claims = dict[str, list[tuple[int, Named]]]
"""Of each key the columns that may be meant, each with how nearly (0: by its title)."""


def letters(place: int) -> str:
    """Return the letters of a column counted from 0: A, B, … AA."""
    found, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def place_of(letters: bytes) -> int:
    """Return the place (from 0) of a column that a part of a workbook names in letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
