"""A report without a format: blocks in order, every word and number of it fixed.

The back ends (`pdf`, `word`, `slides`, `html`) turn it into a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

Format = Literal["pdf", "docx", "pptx", "html"]
OutputFormat = Format | Literal["pages"]
"""What a report is written as: a file, or the pages of its PDF as pictures."""
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html; charset=utf-8",
}


NUMERIC = frozenset({"number", "percent", "year"})
"""Kinds of columns that are set at the end of their line."""
SHORT_CELL, LONG_CELL, GAP = 12, 60, 2
"""Letters of a cell that is not broken (a date, a short word); those that one may wish for; those
that have room between two columns."""
PAGE_LETTERS = 110
"""Letters of a line of a table across a page."""


def column_widths(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Return the share of a page's width that each column of a table has.

    A column needs its longest word and a gap, of short cells the longest; what is left goes to
    columns by the length of their lines.
    """
    columns = [*zip(titles, *rows, strict=True)]
    lines = [min(LONG_CELL, max(map(len, cells[1:]), default=0)) for cells in columns]
    words = [max(len(word) for cell in cells for word in cell.split(" ")) for cells in columns]
    needs = [
        GAP + (max(word, line) if line <= SHORT_CELL else word)
        for word, line in zip(words, lines, strict=True)
    ]
    spare = max(0.0, PAGE_LETTERS - sum(needs)) / (sum(lines) or 1)
    widths = [need + line * spare for need, line in zip(needs, lines, strict=True)]
    return [width / sum(widths) for width in widths]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a section."""

    text: str
    level: int = 1
    new_page: bool = False
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Text:
    """A paragraph; `lead` are the words that it opens with, set apart."""

    text: str
    style: Literal["lede", "body", "note", "owner", "method"] = "body"
    lead: str = ""
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class NativeChart:
    """A bar or line chart for programs that draw charts themselves."""

    shape: Literal["bar", "column", "line"]
    categories: list[str]
    series: dict[str, list[float | None]]
    """The bars or the line of each column by its title: a value for each category, None where not
    known."""
    percent: bool = False
    subtitle: str = ""
    """The figure's, without words about marks that only the drawing has."""


@dataclass(frozen=True)
class Picture:
    """A numbered figure: drawn, with its words around it."""

    number: int
    id: str
    title: str
    subtitle: str
    source: str
    alt: str
    half: bool = False
    """Half as wide as the page; two in a row stand side by side."""
    chart: NativeChart | None = None
    kind: Literal["picture"] = "picture"

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
    widths: list[float]
    """Of each column its part of the width."""
    more: str = ""
    """Says that rows or columns are left out; empty when none is."""
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Items:
    """Short texts of one kind, each with the words that its kind has.

    `key_numbers`: value, label, note, id · `stories`: title, about, text, for_whom, source ·
    `decisions`: title, subject, text, about.
    """

    kind: Literal["key_numbers", "stories", "decisions"]
    items: list[dict[str, str]]


Block = Heading | Text | Picture | Grid | Items


@dataclass(frozen=True)
class Document:
    """A whole report; only its pictures are still to be drawn."""

    template: str
    title: str
    subtitle: str
    facts: str
    """One line: period, meeting, day."""
    author: str
    language: str
    right_to_left: bool
    known_on: str
    """ISO day; the files' own date."""
    blocks: tuple[Block, ...]
    words: dict[str, str]
    """What the formats themselves say, in the report's language: `contents`, `figure` …"""
    contents: bool = False
    compact: bool = False
    """Whether figures and spaces are smaller, for a paper of a few pages."""
    demonstration: str = ""
    """How much of it is invented, in a sentence for the first page; empty where nothing is."""

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The figures that are drawn, in their order."""
        return tuple(block for block in self.blocks if isinstance(block, Picture))

    @property
    def figure_ids(self) -> list[str]:
        """The ids of all figures in it, each once, in the order of reading."""
        found = []
        for block in self.blocks:
            if isinstance(block, Picture | Grid):
                found.append(block.id)
            elif isinstance(block, Items):
                found += [item["id"] for item in block.items if "id" in item]
        return list(dict.fromkeys(found))

    def lead(self, words: str) -> str:
        """Return words as they stand before what they introduce; French has a space in it."""
        mark = "\u200f" if self.right_to_left else ""  # Keeps Latin words behind it on their side.
        return self.words["lead"].replace("{lead}", words) + mark


def set_properties(properties: Any, document: Document, language: str) -> None:
    """Set the properties of an office file: what it is, of whom, of which day."""
    properties.title = f"{document.title} · {document.subtitle}"
    properties.subject, properties.comments = document.facts[:255], ""
    properties.author = properties.last_modified_by = document.author
    properties.language = language
    properties.created = properties.modified = datetime.fromisoformat(document.known_on)


@dataclass(frozen=True)
class Drawing:
    """One picture of a figure, and how large it is on paper."""

    content: bytes = field(repr=False)
    width_mm: float
    height_mm: float


Drawings = dict[str, tuple[Drawing, ...]]
"""By `Picture.key`: more than one where a figure is too high for a page."""
