"""The format-independent model of a report: blocks of final text, ready to be laid out.

The back ends `pdf`, `word`, `slides` and `html` turn a `Document` into a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

Format = Literal["pdf", "docx", "pptx", "html"]
OutputFormat = Format | Literal["pages"]
"""A file format, or `pages`: the pages of the PDF as PNG images, for the preview."""
FORMATS: tuple[Format, ...] = get_args(Format)

NUMERIC = frozenset({"number", "percent", "year"})
"""Kinds of columns that are aligned to the end of the line."""
SHORT_CELL, LONG_CELL, GAP = 12, 100, 3
"""In characters: a cell up to SHORT_CELL is not wrapped, beyond LONG_CELL it gets no further width;
GAP separates two columns."""
PAGE_CHARACTERS = 110
"""Characters on one line of a table as wide as the page."""


def column_widths(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Return each column's share of the page width.

    A column is at least as wide as its longest word and as a short cell. The remaining width is
    divided in proportion to what the longest cells need beyond that.
    """
    lows, needs = [], []
    for cells in zip(titles, *rows, strict=True):
        longest = min(LONG_CELL, max(map(len, cells[1:]), default=0))
        longest_word = max(len(word) for cell in cells for word in cell.split(" "))
        low = max(longest_word, min(SHORT_CELL, longest))
        lows.append(GAP + low)
        needs.append(max(1, longest - low))
    spare = max(0.0, PAGE_CHARACTERS - sum(lows)) / sum(needs)
    widths = [low + need * spare for low, need in zip(lows, needs, strict=True)]
    return [width / sum(widths) for width in widths]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 starts a section."""

    text: str
    level: int = 1
    new_page: bool = False
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Text:
    """A paragraph; `lead`, with its colon, is printed in bold before the text."""

    text: str
    style: Literal["lede", "body", "note", "owner", "method"] = "body"
    lead: str = ""
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class NativeChart:
    """An editable bar or line chart, drawn by PowerPoint."""

    shape: Literal["bar", "column", "line"]
    categories: list[str]
    series: dict[str, list[float | None]]
    """Values of each series by its title, one per category; None if unknown."""
    number_format: str
    """As in a spreadsheet; contains % for shares."""
    subtitle: str = ""
    """The figure's subtitle without its explanation of marks, which only the drawing has."""


@dataclass(frozen=True, kw_only=True)
class Captioned:
    """What a numbered figure and a numbered table have in common."""

    number: int
    id: str
    """Id of the figure."""
    title: str
    subtitle: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Picture(Captioned):
    """A numbered figure with its caption."""

    alt: str
    half: bool = False
    """Whether it is half as wide as the page; two in a row are printed side by side."""
    chart: NativeChart | None = None
    drawings: tuple[bytes, ...] = field(default=(), repr=False)
    """SVG or PNG; none until `report.write` draws it, several if it is split into parts."""
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, kw_only=True)
class Grid(Captioned):
    """A figure as a numbered table. All cells are text in the reader's language."""

    titles: list[str]
    kinds: list[str]
    """Kind of each column: `text`, `number`, `percent`, `date` …"""
    rows: list[list[str]]
    widths: list[float]
    """Each column's share of the width."""
    more: str = ""
    """Note that rows or columns are left out; empty if none are."""
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Items:
    """A list of short texts, with the keys that their kind has.

    `key_numbers`: value, label, note, id · `stories`: title, about, text, for_whom, source ·
    `decisions`: title, subject, text, about.
    """

    kind: Literal["key_numbers", "stories", "decisions"]
    items: list[dict[str, str]]


Block = Heading | Text | Picture | Grid | Items


@dataclass(frozen=True)
class Document:
    """A complete report."""

    template: str
    title: str
    subtitle: str
    facts: str
    """One line: period, meeting, position date …"""
    author: str
    language: str
    right_to_left: bool
    known_on: str
    """ISO 8601 day, also used as the date of the file."""
    blocks: tuple[Block, ...]
    words: dict[str, str]
    """Labels that the back ends print, in the report's language: `contents`, `figure` …"""
    contents: bool = False
    compact: bool = False
    """Whether to use smaller figures and spacing, for a paper of a few pages."""
    demonstration: str = ""
    """Sentence for the first page on how much data is invented; empty if none is."""

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The figures to draw, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Picture))

    @property
    def figure_ids(self) -> list[str]:
        """The ids of all figures, without repetition, in order."""
        ids = []
        for block in self.blocks:
            if isinstance(block, Picture | Grid):
                ids.append(block.id)
            elif isinstance(block, Items):
                ids += [item["id"] for item in block.items if "id" in item]
        return list(dict.fromkeys(ids))


def set_properties(properties: Any, document: Document, language: str) -> None:
    """Set the properties of a Word or PowerPoint file: title, author, language and date."""
    properties.title = f"{document.title} · {document.subtitle}"
    properties.subject, properties.comments = document.facts[:255], ""
    properties.author = properties.last_modified_by = document.author
    properties.language = language
    properties.created = properties.modified = datetime.fromisoformat(document.known_on)
