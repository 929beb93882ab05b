"""What a report is made of once its words and numbers are known: parts in order, in no format.

Plain values that travel to the composing process as JSON, and that an edition can keep.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ifla_metrics.i18n import translate

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
    "KeyNumbers": KeyNumber, "Stories": Story, "Decisions": Decision,
}


@dataclass(frozen=True)
class Undrawable:
    """Letters that no shipped font can draw, and where they stand; □ stands for each."""

    where: str
    text: str
    letters: str


@dataclass(frozen=True)
class Words:
    """The words that the formats themselves add, in the report's language."""

    contents: str
    figure: str
    table: str
    source: str
    for_whom: str
    page: str
    """With {n} and {all}."""
    lead: str
    """How words stand before what they introduce, with {lead}; French has a space in it."""

    def led(self, lead: str) -> str:
        """Return words as they stand before what they introduce."""
        return self.lead.replace("{lead}", lead)


@dataclass(frozen=True)
class Book:
    """A whole report, its words and numbers fixed; only the pictures are still to be drawn."""

    template: str
    title: str
    subtitle: str
    facts: str
    """One line: strategy, period, known on."""
    author: str
    language: str
    known_on: str
    """ISO day; the files' own date, so that the same report has the same bytes."""
    contents: bool
    pages: int
    """Pages that it may have; 0: as many as it needs."""
    parts: tuple[Part, ...]
    words: Words
    tables: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The table of each figure by id, values not rounded: `columns` (key, title, kind), `rows`."""
    undrawable: tuple[Undrawable, ...] = ()

    @property
    def right_to_left(self) -> bool:
        """Whether its language is read from the right."""
        return translate(self.language).right_to_left

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The figures that are drawn, in their order."""
        return tuple(part for part in self.parts if isinstance(part, Picture))

    def record(self) -> dict[str, Any]:
        """Return all words and numbers as plain JSON values, so that they can be kept.

        `figures`: ids in the order they are first used; `texts` and `numbers`: what is printed;
        `tables`: what it was made from.
        """
        written = self._plain()
        used = [i for part in written["parts"] for i in _ids(part)]
        return {**written, "figures": [*dict.fromkeys(used)], "tables": dict(self.tables)}

    def packed(self) -> dict[str, Any]:
        """Return what a composing process needs: all but the tables behind the figures."""
        return self._plain()

    def _plain(self) -> dict[str, Any]:
        kept = {k: v for k, v in vars(self).items() if k not in {"parts", "tables", "words"}}
        return {
            **kept,
            "words": asdict(self.words),
            "undrawable": [asdict(u) for u in self.undrawable],
            "parts": [{"kind": type(part).__name__, **asdict(part)} for part in self.parts],
        }

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Book:
        """Return the book that `packed` or `record` has made."""
        values = {k: v for k, v in packed.items() if k != "figures"}
        return cls(
            **{
                **values,
                "words": Words(**values["words"]),
                "undrawable": tuple(Undrawable(**u) for u in values["undrawable"]),
                "parts": tuple(_part(part) for part in values["parts"]),
            }
        )


def _part(packed: Mapping[str, Any]) -> Part:
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


def _ids(part: Mapping[str, Any]) -> list[str]:
    inside = [
        str(item["id"])
        for item in part.get("items", ()) if isinstance(item, Mapping) and item.get("id")
    ]
    return [str(part["id"]), *inside] if part.get("id") else inside


def as_text(book: Book) -> str:
    """Return the book as JSON text that is always the same for the same book."""
    return json.dumps(book.record(), ensure_ascii=False, sort_keys=True, allow_nan=False)
