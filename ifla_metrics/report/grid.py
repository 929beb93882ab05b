"""A table set as a picture: for figures without a chart, in the manner of a yearbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.report.page import INK, LINE, SOFT, Body, Style, element, paragraph, text
from ifla_metrics.report.sheet import MARGIN, WIDTH
from ifla_metrics.report.typesetting import lines, width

if TYPE_CHECKING:
    from lxml import etree

    from ifla_metrics.report.sheet import Grid

HEAD = Style(9.5, 13, SOFT, 3)
CELL = Style(10.5, 14.5, INK, 5)
MORE = Style(9.5, 13, SOFT, 2)
GAP = 16
NARROWEST = 64.0
PADDING = 4


def set_grid(grid: Grid, *, fonts: str) -> Body:
    """Return the table as an SVG group: head, rows between hairlines, numbers to the right."""
    widths = _widths(grid, fonts=fonts)
    total = sum(widths) + GAP * (len(widths) - 1)
    group = element("g")

    y = _row(group, grid.titles, HEAD, grid, widths, y=0, fonts=fonts) + PADDING
    group.append(element("path", d=f"M0,{y:g}h{total:g}", stroke=INK, stroke_width="1"))
    for number, row in enumerate(grid.rows):
        if number:
            line = f"M0,{y:g}h{total:g}"
            group.append(element("path", d=line, stroke=LINE, stroke_width="0.75"))
        y = _row(group, row, CELL, grid, widths, y=y + PADDING, fonts=fonts) + PADDING
    if grid.more:
        made, y = paragraph(grid.more, MORE, x=0, y=y + PADDING, measure=total, fonts=fonts)
        group.extend(made)
    return Body(group, total, y + 2)


def _widths(grid: Grid, *, fonts: str) -> list[float]:
    """Column widths: as wide as their content, text columns narrowed until the page holds them.

    What is left over widens the text columns in proportion; a table of many columns may still be
    wider than the page.
    """
    measure = WIDTH - 2 * MARGIN - GAP * (len(grid.titles) - 1)
    widths = []
    for i, title in enumerate(grid.titles):
        cells = (width(row[i][:400], CELL.size, fonts=fonts) for row in grid.rows)
        words = (width(word, HEAD.size, fonts=fonts) for word in title[:400].split(" "))
        widths.append(max(24.0, *cells, *words) + 1)

    texts = [i for i, numeric in enumerate(grid.numeric) if not numeric]
    if sum(widths) > measure:
        narrow, wide = NARROWEST, max(widths)
        for _halving in range(12):
            middle = (narrow + wide) / 2
            over = sum(_narrowed(widths, texts, middle)) > measure
            narrow, wide = (narrow, middle) if over else (middle, wide)
        widths = _narrowed(widths, texts, narrow)
    grown = texts or list(range(len(widths)))
    share = max(0.0, measure - sum(widths)) / sum(widths[i] for i in grown)
    return [w * (1 + share) if i in grown else w for i, w in enumerate(widths)]


def _narrowed(widths: list[float], texts: list[int], most: float) -> list[float]:
    return [min(w, most) if i in texts else w for i, w in enumerate(widths)]


def _row(
    group: etree._Element, cells: list[str], style: Style, grid: Grid, widths: list[float],
    *, y: float, fonts: str,
) -> float:
    """Add one row whose top is at `y`; returns where it ends."""
    x, end = 0.0, y + style.leading
    for cell, numeric, measure in zip(cells, grid.numeric, widths, strict=True):
        broken = lines(cell, style.size, measure, fonts=fonts, most=style.most)
        for number, line in enumerate(broken):
            baseline = y + (style.leading + style.size * 0.72) / 2 + number * style.leading
            group.append(
                text(line, x + measure, baseline, style, anchor="end")
                if numeric else text(line, x, baseline, style)
            )
        end = max(end, y + len(broken) * style.leading)
        x += measure + GAP
    return end
