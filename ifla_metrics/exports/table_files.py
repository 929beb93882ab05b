"""Typeset a table as a figure on one page, by Typst. `typeset` runs in a worker process."""

from __future__ import annotations

import base64
import io
import json
import re
import tempfile
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
from ifla_metrics.text import one_line

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate

TEMPLATE = DATA / "reports" / "table.typ"
MOST_ROWS, MOST_COLUMNS = 40, 9
NUMERIC = frozenset({"number", "percent"})
NARROWEST_PX = 70
"""Where columns would have less than this on average, rows are set as records."""
LETTER_PX, GAP_PX, SHORT = 6, 16, 24
"""Width of a letter and between columns; letters of a cell that keeps its line."""
LANDSCAPE_MM = 257.0
"""Width of a table of many columns that nobody named a size for."""
_LONG_WORD = re.compile(r"\S{24}(?=\S)")
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
    width = LANDSCAPE_MM if not size.name and len(content.titles) > 6 else size.width_mm
    inner = (width - 2 * margin) / MM_PER_PIXEL / size.scale
    narrow = inner < NARROWEST_PX * len(content.titles)
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
        "widths": _widths(content, inner),
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


def _widths(content: TableContent, inner: float) -> list[float]:
    """Return the shares of long columns in what short ones leave, 0 for a column as its cells are.

    All are as their cells are where short ones alone would fill half of the page.
    """
    letters = [
        max((len(row[i]) for row in content.rows), default=0) for i in range(len(content.titles))
    ]
    short = sum(n * LETTER_PX + GAP_PX for n in letters if n <= SHORT)
    return [0 if n <= SHORT or short > inner / 2 else n**0.5 for n in letters]


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
