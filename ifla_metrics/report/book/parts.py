"""What a report is made of once its words and numbers are known: parts in order, in no format.

Plain values that travel to the composing process as JSON, and that an edition can keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Value = str | int | float | bool | None
Drawings = Mapping[str, Sequence[Mapping[str, Any]]]
"""By figure id the drawing of each of its parts: `svg`, or `png` in base64, `width`, `height`."""
Style = Literal["lede", "body", "note", "owner", "method"]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a section."""

    text: str
    level: int = 1
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text; `lead` are the words that it opens with, set apart."""

    text: str
    style: Style = "body"
    lead: str = ""


@dataclass(frozen=True)
class Listing:
    """Short items under a line that says what they are."""

    title: str
    items: list[str]


@dataclass(frozen=True)
class Series:
    """One row of bars or one line: its name, a value for each category (None: not known)."""

    name: str
    values: list[float | None]
    colour: str = ""
    """Its own, where it means something; empty for the program's."""


@dataclass(frozen=True)
class NativeChart:
    """A plain bar or line chart, for programs that draw charts themselves."""

    shape: Literal["bar", "column", "stacked", "line"]
    categories: list[str]
    series: list[Series]
    percent: bool = False
    subtitle: str = ""
    """The figure's, without words about marks that only the drawing has."""


@dataclass(frozen=True)
class Picture:
    """A numbered figure: drawn, with its words around it."""

    number: int
    id: str
    name: str
    title: str
    subtitle: str
    source: str
    alt: str
    half: bool = False
    """Half as wide as the page; two in a row stand side by side."""
    native: NativeChart | None = None

    @property
    def key(self) -> str:
        """Where its drawing is found."""
        return f"{self.id}/half" if self.half else self.id


@dataclass(frozen=True)
class Grid:
    """A numbered table. All cells are text in the reader's language."""

    number: int
    id: str
    """Of the figure that it is the table of."""
    title: str
    subtitle: str
    source: str
    titles: list[str]
    kinds: list[str]
    """`text`, `number`, `percent`, `date` … for each column."""
    rows: list[list[str]]
    more: str = ""
    """Words about what is left out; empty when nothing is."""
    small: bool = False


@dataclass(frozen=True)
class KeyNumber:
    """One number with its words; `id` is the figure whose table it comes from."""

    value: str
    label: str
    note: str
    id: str


@dataclass(frozen=True)
class KeyNumbers:
    """Numbers side by side."""

    items: list[KeyNumber]


@dataclass(frozen=True)
class Story:
    """One story of change."""

    title: str
    about: str
    change: str
    for_whom: str
    source: str


@dataclass(frozen=True)
class Stories:
    """Stories one after the other."""

    items: list[Story]


@dataclass(frozen=True)
class Decision:
    """What an owner asks of the Board, and why."""

    ask: str
    subject: str
    why: str
    about: str
    """Who asks, and when."""


@dataclass(frozen=True)
class Decisions:
    """Numbered decisions."""

    items: list[Decision]


Part = Heading | Paragraph | Listing | Picture | Grid | KeyNumbers | Stories | Decisions
PARTS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (Heading, Paragraph, Listing, Picture, Grid, KeyNumbers, Stories, Decisions)
}
_INSIDE: dict[str, type[Any]] = {
    "KeyNumbers": KeyNumber,
    "Stories": Story,
    "Decisions": Decision,
}


def unpacked(packed: Mapping[str, Any]) -> Part:
    """Return the part that was packed as its kind and its values."""
    values = dict(packed)
    kind = values.pop("kind")
    if kind in _INSIDE:
        values["items"] = [_INSIDE[kind](**item) for item in values["items"]]
    if values.get("native"):
        native = dict(values["native"])
        series = [Series(**one) for one in native.pop("series")]
        values["native"] = NativeChart(**native, series=series)
    made: Part = PARTS[kind](**values)
    return made
