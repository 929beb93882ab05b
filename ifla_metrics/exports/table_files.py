"""Typeset a table as a figure on one page, by Typst. `typeset` runs in a worker process."""

from __future__ import annotations

import base64
import io
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import typst
from lxml import etree

from ifla_metrics.assets import DATA, FONT_FAMILY, FONT_FAMILY_ARABIC, FONTS
from ifla_metrics.exports.metadata import Metadata
from ifla_metrics.exports.mirror import with_sentence_ends
from ifla_metrics.exports.sizes import LEAST_TYPE, MM_PER_PIXEL, POINTS_PER_PIXEL, Size
from ifla_metrics.exports.wrap import text_width
from ifla_metrics.text import one_line

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate

TEMPLATE = DATA / "reports" / "table.typ"
MOST_ROWS, MOST_COLUMNS = 40, 9
NUMERIC = frozenset({"number", "percent"})
CELL_PX, GAP_PX, LONGEST_WORD_PX, SHORT_PX = 10.5, 16.0, 120.0, 76.0
"""A column of cells no wider than SHORT_PX (a date, a short word) does not break its lines."""
LONGEST = 240
"""Letters of a cell that its column's width is made from."""
_LONG_WORD = re.compile(r"\S{24}(?=\S)")
LANDSCAPE_MM = 257.0
"""Width of a table of many columns that nobody named a size for."""
_INSIDE = re.compile(rb"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


@dataclass(frozen=True)
class TableContent:
    """A table as text in the reader's language."""

    titles: list[str]
    numeric: list[bool]
    rows: list[list[str]]
    more: list[str]
    """Words about what is left out, by the number of rows that are set; "" when nothing is."""
    pair: str
    """How a column's title stands before its cell, where rows are set as records."""
    empty: str
    """What is said in place of a table without rows."""


def table_content(figure: Figure, t: Translate) -> TableContent:
    """Return the first rows of a figure's table, and its first columns that hold a word."""
    marked = with_sentence_ends if t.right_to_left else str
    rows = [
        [_LONG_WORD.sub("\\g<0>\u200b", marked(one_line(cell))) for cell in row]
        for row in figure.table.shown(t)
    ]
    shown = rows[:MOST_ROWS]
    filled = [i for i in range(len(figure.table.columns)) if any(row[i] for row in shown)]
    kept = filled[:MOST_COLUMNS]
    columns = [figure.table.columns[i] for i in kept]

    def more(number: int) -> str:
        words = []
        if len(filled) > len(kept):
            words.append(
                t.plural(
                    "{n} further column is in the data file.",
                    "{n} further columns are in the data file.",
                    len(filled) - len(kept),
                )
            )
        if len(rows) > number:
            words.append(
                t.plural(
                    "{n} further row is in the data file.",
                    "{n} further rows are in the data file.",
                    len(rows) - number,
                )
            )
        return " ".join(words)

    return TableContent(
        titles=[one_line(column.title) for column in columns],
        numeric=[column.kind in NUMERIC for column in columns],
        rows=[[row[i] for i in kept] for row in shown],
        more=[more(number) for number in range(len(shown) + 1)],
        pair=t("{subject}: {told}", subject="{subject}", told="{told}"),
        empty=one_line(figure.empty) or t("There is nothing to show."),
    )


def typeset(
    content: TableContent,
    metadata: Metadata,
    size: Size,
    *,
    ink: str,
    soft: str,
    framed: bool = True,
    transparent: bool = False,
    right_to_left: bool = False,
    picture: bytes | None = None,
) -> tuple[bytes, float]:
    """Return a page with the table as PDF, and its width in millimetres.

    On a page of fixed height (or after `size.tallest_mm`) rows that have no room are counted in
    words. A place too narrow for the columns has its rows as records, a name and the rest under it.

    Args:
        content: The table.
        metadata: What stands around it.
        size: The place.
        ink: Colour of the words.
        soft: Colour of what is less important.
        framed: With title, subtitle and source line.
        transparent: No white ground.
        right_to_left: The reading direction.
        picture: A PDF of the width between the margins that stands over the table.
    """
    margin = size.margin_mm if framed else 0.0
    needs, width = _needs(content), size.width_mm
    if not size.name and sum(needs) > 0.8 * (width - 2 * margin) / MM_PER_PIXEL:
        width = LANDSCAPE_MM
    inner = (width - 2 * margin) / MM_PER_PIXEL / size.scale
    narrow = sum(needs) > inner + GAP_PX
    document: dict[str, Any] = {
        "framed": framed,
        "title": metadata.title,
        "subtitle": metadata.subtitle,
        "source": metadata.source,
        "language": metadata.language,
        "rtl": right_to_left,
        "width": width,
        "height": size.height_mm if framed else None,
        "tallest": size.most_mm,
        "margin": margin,
        "pixel": size.scale * POINTS_PER_PIXEL,
        "least": LEAST_TYPE,
        "ink": ink,
        "soft": soft,
        "transparent": transparent,
        "fonts": [FONT_FAMILY_ARABIC if right_to_left else FONT_FAMILY],
        "picture": picture is not None,
        "titles": content.titles,
        "numeric": content.numeric,
        "widths": _widths(content, needs, inner),
        "rows": [] if narrow else content.rows,
        "records": _records(content) if narrow else [],
        "more": content.more,
        "empty": content.empty,
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "page.typ").write_bytes(TEMPLATE.read_bytes())
        if picture is not None:
            (root / "picture.pdf").write_bytes(picture)
        pdf = typst.compile(
            root / "page.typ",
            root=root,
            sys_inputs={"document": json.dumps(document)},
            font_paths=[FONTS],
            ignore_system_fonts=True,
        )
    return bytes(pdf), width


def shapes(pdf: bytes) -> etree._Element:
    """Return a page of a PDF as SVG in points, every letter drawn as a path.

    Typst writes the letters of a PDF as paths, already chosen and placed (joined ones too).
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        width, height = (float(n) for n in list(document.pages[0].mediabox)[2:])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "figure.pdf").write_bytes(pdf)
        Path(folder, "page.typ").write_text(
            f"#set page(width: {width:.8g}pt, height: {height:.8g}pt, margin: 0pt, fill: none)\n"
            f'#image("figure.pdf", width: {width:.8g}pt, height: {height:.8g}pt)',
            encoding="utf-8",
        )
        written = typst.compile(Path(folder, "page.typ"), root=Path(folder), format="svg")
    found = _INSIDE.search(written if isinstance(written, bytes) else written[0])
    if found is None:
        raise ValueError("The letters could not be turned into shapes.")
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(base64.b64decode(found.group(1)), parser)
    root.set("viewBox", f"0 0 {width:.8g} {height:.8g}")
    return root


def _needs(content: TableContent) -> list[float]:
    """Return the width that each column needs: its longest word, of short cells its longest."""
    needs = []
    for title, numeric, cells in _columns(content):
        need = max((text_width(cell, CELL_PX) for cell in cells), default=0.0)
        if not numeric and need > SHORT_PX:
            need = min(LONGEST_WORD_PX, _longest_word(cells))
        needs.append(max(need, min(LONGEST_WORD_PX, _longest_word([title]))) + GAP_PX + 2)
    return needs


def _widths(content: TableContent, needs: list[float], inner: float) -> list[float]:
    """Return the parts of the page that columns take: their needs, the rest by their cells."""
    wishes = []
    for need, (_title, numeric, cells) in zip(needs, _columns(content), strict=True):
        longest = max((text_width(cell, CELL_PX) for cell in cells), default=0.0) + GAP_PX
        wishes.append(0.0 if numeric else max(0.0, longest - need))
    room, wished = max(0.0, inner - sum(needs)), sum(wishes)
    share = min(1.0, room / wished) if wished else 0.0
    widths = [need + wish * share for need, wish in zip(needs, wishes, strict=True)]
    return [width / sum(widths) for width in widths]


def _columns(content: TableContent) -> Iterator[tuple[str, bool, list[str]]]:
    for i, (title, numeric) in enumerate(zip(content.titles, content.numeric, strict=True)):
        yield title[:LONGEST], numeric, [row[i][:LONGEST] for row in content.rows]


def _longest_word(texts: list[str]) -> float:
    words = {word for text in texts for word in text.split(" ")}
    return max((text_width(word, CELL_PX) for word in words), default=0.0)


def _records(content: TableContent) -> list[list[str]]:
    """Return each row as its name and a line of all other cells, each with its title."""
    first = next(
        (
            i
            for i, numeric in enumerate(content.numeric)
            if not numeric and max((len(row[i]) for row in content.rows), default=0) > 12
        ),
        0,
    )
    return [
        [
            row[first],
            " · ".join(
                content.pair.format(subject=title, told=cell)
                for i, (title, cell) in enumerate(zip(content.titles, row, strict=True))
                if cell and i != first
            ),
        ]
        for row in content.rows
    ]
