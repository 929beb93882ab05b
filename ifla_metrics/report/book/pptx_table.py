"""Tables on slides: some rows a slide, columns as wide as their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.util import Mm

from ifla_metrics.report.book.parts import Grid
from ifla_metrics.report.book.pptx_slide import (
    EDGE,
    INK,
    SOFT,
    TOP,
    WIDE,
    even,
    foot,
    new_slide,
    rgb,
    write,
)

ROWS_A_SLIDE, SHORT_ROWS_A_SLIDE, COLUMNS_A_SLIDE = 9, 13, 6
SHORT_CELL, LONGEST_CELL = 60, 160
"""Letters of a cell that takes about one line, and that a cell may have."""


def add_table(show: Any, part: Grid) -> None:
    """Add the slides of a table."""
    columns = range(min(COLUMNS_A_SLIDE, len(part.titles)))
    short = all(len(row[i]) <= SHORT_CELL for row in part.rows for i in columns)
    pieces = even(part.rows, most=SHORT_ROWS_A_SLIDE if short else ROWS_A_SLIDE) or [[]]
    for number, rows in enumerate(pieces, start=1):
        title = part.title if len(pieces) == 1 else f"{part.title} ({number}/{len(pieces)})"
        notes = f"{part.title}. {part.subtitle}\n\n{part.source}"
        slide = new_slide(show, title, part.subtitle, notes)
        frame = slide.shapes.add_table(
            1 + len(rows),
            len(columns),
            Mm(EDGE),
            Mm(TOP),
            Mm(WIDE - 2 * EDGE),
            Mm(8 * (1 + len(rows))),
        )
        frame._element.nvGraphicFramePr.cNvPr.set("descr", part.title)
        table = frame.table
        for place, cells in enumerate([part.titles, *rows]):
            for i in columns:
                _cell(table.cell(place, i), cells[i], head=place == 0, kind=part.kinds[i])
        for i, width in zip(columns, _widths(part, rows, len(columns)), strict=True):
            table.columns[i].width = Mm(width)
        foot(slide, part.source)


def _widths(part: Grid, rows: Sequence[list[str]], columns: int) -> list[float]:
    weights = []
    for i in range(columns):
        cells = [part.titles[i], *(row[i] for row in rows)]
        weights.append(max(2.6, (sum(min(len(c), 90) for c in cells) / len(cells)) ** 0.55))
    return [(WIDE - 2 * EDGE) * w / sum(weights) for w in weights]


def _cell(cell: Any, words: str, *, head: bool, kind: str) -> None:
    short = words if len(words) <= LONGEST_CELL else words[: LONGEST_CELL - 1].rstrip() + "…"
    cell.margin_top = cell.margin_bottom = Mm(0.9)
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb("E7EAEE" if head else "FFFFFF")
    write(cell.text_frame.paragraphs[0], short, 10, SOFT if head else INK, bold=head)
    if kind in {"number", "percent", "year"}:
        cell.text_frame.paragraphs[0].alignment = 3
