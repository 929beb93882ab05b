"""What a picture is drawn from: plain values that travel to the drawing process as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Picture = Literal["png", "svg", "pdf"]

WIDTH, MARGIN = 643, 16
"""Of a page, in pixels of 1/96 inch: 643 are 170 mm, the text width of an A4 page."""
LANDSCAPE = 971
"""The same across: 257 mm, for tables of many columns."""


@dataclass(frozen=True)
class Passport:
    """What a file says of itself: visible in the picture, and as metadata in the file."""

    id: str
    name: str
    title: str
    subtitle: str
    source: str
    description: str
    """The figure in words: the alternative text."""
    language: str


@dataclass(frozen=True)
class Grid:
    """A table ready to be set: all cells text, in the reader's language."""

    titles: list[str]
    numeric: list[bool]
    rows: list[list[str]]
    more: list[str]
    """Words about what is left out, by the number of rows that are set; empty when nothing is."""


@dataclass(frozen=True)
class Sheet:
    """One figure to be drawn: a chart (`spec`), else a table (`grid`), else words (`empty`)."""

    format: Picture
    passport: Passport
    fonts: str
    """Folder of the shipped fonts."""
    spec: dict[str, Any] | None = field(default=None, repr=False)
    grid: Grid | None = field(default=None, repr=False)
    empty: str = ""

    def packed(self) -> bytes:
        """Return the sheet as JSON. The specification is not copied: a map's is large."""
        grid = None if self.grid is None else asdict(self.grid)
        return json.dumps({**vars(self), "passport": asdict(self.passport), "grid": grid}).encode()

    @classmethod
    def unpacked(cls, packed: bytes) -> Sheet:
        """Return the sheet that `packed` has made."""
        values = json.loads(packed)
        grid = values.pop("grid")
        return cls(
            **{**values, "passport": Passport(**values["passport"])},
            grid=None if grid is None else Grid(**grid),
        )
