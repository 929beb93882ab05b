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
    facts: dict[str, str] = field(default_factory=dict)
    """What else a program can read in the file: known-on day, framework version, filters."""


@dataclass(frozen=True)
class Grid:
    """A table ready to be set: all cells text, in the reader's language."""

    titles: list[str]
    numeric: list[bool]
    rows: list[list[str]]
    more: list[str]
    """Words about what is left out, by the number of rows that are set; empty when nothing is."""
    pair: str = "{subject}: {told}"
    """How a column's title stands before its cell, where rows are set as records."""


@dataclass(frozen=True)
class Layout:
    """The page that a figure is set for, in pixels of 1/96 inch on paper."""

    width: float
    height: float | None
    """None: as high as what stands on it."""
    tallest: float
    margin: float
    scale: float
    """How large a pixel of the chart is on paper."""
    room: float
    """The height that is left for the chart or table, in pixels of the chart."""
    framed: bool = True
    """With title, subtitle and source line; without them a report sets these."""


@dataclass(frozen=True)
class Sheet:
    """One figure to be drawn: a chart (`spec`), else a table (`grid`), else words (`empty`).

    With both, the table stands under the chart where its page has room for it.
    """

    format: Picture
    passport: Passport
    fonts: str
    """Folder of the shipped fonts."""
    spec: dict[str, Any] | str | None = field(default=None, repr=False)
    """As text once it has travelled: the renderer alone reads it."""
    grid: Grid | None = field(default=None, repr=False)
    empty: str = ""
    layout: Layout | None = None
    """None: the page of a figure that nobody named a size for."""
    dots: int = 300
    """Of a PNG, per inch."""
    mode: str = "light"
    """Palette of what stands around the chart; the chart has its colours already."""
    transparent: bool = False
    outlined: bool = False
    """Letters drawn as shapes."""
    right_to_left: bool = False

    def packed(self) -> bytes:
        """Return the sheet as two lines of JSON, the specification apart: a map's is large."""
        parts = {
            name: None if part is None else asdict(part)
            for name, part in (
                ("passport", self.passport),
                ("grid", self.grid),
                ("layout", self.layout),
            )
        }
        head = json.dumps({**vars(self), **parts, "spec": None}).encode()
        return head + b"\n" + (b"" if self.spec is None else self.drawing.encode())

    @property
    def drawing(self) -> str:
        """The specification as JSON."""
        return self.spec if isinstance(self.spec, str) else json.dumps(self.spec)

    @classmethod
    def unpacked(cls, packed: bytes) -> Sheet:
        """Return the sheet that `packed` has made."""
        head, _, drawing = packed.partition(b"\n")
        values = {**json.loads(head), "spec": drawing.decode() or None}
        grid, layout = values.pop("grid"), values.pop("layout")
        return cls(
            **{**values, "passport": Passport(**values["passport"])},
            grid=None if grid is None else Grid(**grid),
            layout=None if layout is None else Layout(**layout),
        )
