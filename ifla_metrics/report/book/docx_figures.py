"""Figures and tables of a Word file, each with its caption above and its source below.

Runs in the composing process only.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Mm, Pt

from ifla_metrics.report.book import docx_xml as xml
from ifla_metrics.report.book.docx_styles import CELL, MEASURE, NOTE, SOFT, SOURCE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

    from ifla_metrics.report.book.book import Book
    from ifla_metrics.report.book.parts import Grid, Picture

TALLEST = 200.0
SHORT_OF_PAGES = 0.7
"""How large figures are in a report that may have only so many pages."""
NUMERIC = frozenset({"number", "percent", "year"})
ROWS_TOGETHER = 12
"""A table of so many rows is not torn in two."""
GUTTER = 5.0
"""Millimetres between two figures side by side."""
Drawn = Sequence[Mapping[str, Any]]


def add_figure(place: Document | _Cell, part: Picture, book: Book, drawn: Drawn) -> None:
    """Add a figure: its caption, its drawings one below the other, its source."""
    _caption(place, part, book.words.figure, "Figure")
    for drawing in drawn:
        wide, high = float(drawing["width"]), float(drawing["height"])
        fits = min(SHORT_OF_PAGES if book.pages else 1.0, MEASURE / wide, TALLEST / high)
        paragraph = place.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(
            io.BytesIO(base64.b64decode(drawing["png"])), width=Mm(wide * fits)
        )
        xml.describe(picture, title=part.title, words=part.alt)
    place.add_paragraph(part.source, style=SOURCE)


def add_side_by_side(
    document: Document, pair: Sequence[Picture], book: Book, drawn: Sequence[Drawn]
) -> None:
    """Add two figures of half the page's width, one beside the other."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    xml.without_a_look(table, margin=GUTTER / 2)
    for column, cell, part, drawings in zip(
        table.columns, table.rows[0].cells, pair, drawn, strict=True
    ):
        column.width = cell.width = Mm((MEASURE + GUTTER) / 2)
        empty = cell.paragraphs[0]
        add_figure(cell, part, book, drawings)
        cell._tc.remove(empty._p)
    document.add_paragraph(style=CELL)  # Two tables without words between them would be one.


def _caption(place: Document | _Cell, part: Picture | Grid, label: str, series: str) -> None:
    caption = place.add_paragraph(style="Caption")
    caption.add_run(f"{label} ").bold = True
    xml.field(caption, f"SEQ {series} \\* ARABIC", str(part.number))
    caption.add_run(". ").bold = True
    caption.add_run(part.title).bold = True
    if part.subtitle:
        caption.add_run().add_break(WD_BREAK.LINE)
        under = caption.add_run(part.subtitle)
        under.font.size, under.font.color.rgb = Pt(8), SOFT


def add_table(document: Document, part: Grid, book: Book) -> None:
    """Add a table: its caption, a head that is repeated on each page, its source."""
    _caption(document, part, book.words.table, "Table")
    table = document.add_table(rows=1 + len(part.rows), cols=len(part.titles))
    table.style = document.styles[xml.TABLE_STYLE]
    table.autofit = False
    for column, width in zip(table.columns, _widths(part), strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row, cells in zip(table.rows, [part.titles, *part.rows], strict=True):
        for cell, words, kind in zip(row.cells, cells, part.kinds, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles[CELL]
            paragraph.add_run(words)
            if kind in NUMERIC:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    xml.header_row(table)
    _keep_together(table)
    xml.name_table(table, title=part.title, words=part.subtitle)
    if part.more:
        document.add_paragraph(part.more, style=NOTE).paragraph_format.keep_with_next = True
    document.add_paragraph(part.source, style=SOURCE)


def _keep_together(table: Table) -> None:
    """Keep the head of a table with its first row, and a short table whole and with its source."""
    rows = table.rows if len(table.rows) <= ROWS_TOGETHER + 1 else [table.rows[0], table.rows[-1]]
    for row in rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _widths(part: Grid) -> list[float]:
    """Return millimetres for each column: short cells whole, the rest shared by what they hold."""
    columns = [*zip(part.titles, *part.rows, strict=True)]
    longest = [max(len(cell) for cell in cells[1:] or cells) for cells in columns]
    word = [max(len(w) for w in cells[0].split() or [""]) for cells in columns]
    least = [
        1.75 * max(long if kind != "text" or long <= 14 else 10, head) + 3
        for long, head, kind in zip(longest, word, part.kinds, strict=True)
    ]
    wishes = [
        (sum(map(len, cells)) / len(cells)) ** 0.5 if kind == "text" and long > 14 else 0.0
        for cells, long, kind in zip(columns, longest, part.kinds, strict=True)
    ]
    wishes = wishes if any(wishes) else [1.0] * len(columns)
    room = max(0.0, MEASURE - sum(least))
    shared = [a + room * w / sum(wishes) for a, w in zip(least, wishes, strict=True)]
    return [width * MEASURE / sum(shared) for width in shared]
