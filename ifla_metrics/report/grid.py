"""A table set as a picture: for figures without a chart, in the manner of a yearbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.report.page import INK, LINE, SOFT, Body, Style, element, paragraph, text
from ifla_metrics.report.records import set_records
from ifla_metrics.report.sheet import LANDSCAPE, MARGIN, WIDTH
from ifla_metrics.report.typesetting import lines, width

if TYPE_CHECKING:
    from lxml import etree

    from ifla_metrics.report.sheet import Grid, Layout

HEAD = Style(9.5, 13, SOFT, 3)
CELL = Style(10.5, 14, INK, 9)
MORE = Style(9.5, 13, SOFT, 2)
GAP = 16
KEPT_WHOLE = 76.0
"""Pixels: a column of cells no wider (a date, a short word) does not break its lines."""
WIDEST_WORD = 120.0
CROWDED = 0.8
"""When the columns need more of an upright page than this, the table is set across."""
TALLEST = 880.0
"""Pixels after which no further row is begun: with what stands around it, a page of paper."""
LONGEST = 240
"""Letters of a cell that its column's width is made from."""
PADDING = 4


def set_grid(grid: Grid, *, fonts: str, layout: Layout | None = None) -> Body:
    """Return the table as an SVG group: head, rows between hairlines, numbers to the right.

    Where a named size is too narrow for its columns, the rows stand one below the other as records.
    """
    head, cell, more = HEAD, CELL, MORE
    tallest = TALLEST
    if layout is None:
        widths = _widths(grid, None, fonts=fonts)
    else:
        margins = 2 * layout.margin if layout.framed else 0
        measure = (layout.width - margins) / layout.scale
        tallest = layout.room
        head, cell, more = (style.on_paper(layout.scale) for style in (HEAD, CELL, MORE))
        widths = _widths(grid, measure, fonts=fonts)
        if sum(widths) + GAP * (len(widths) - 1) > measure + 1:
            lead = Style(cell.size, cell.leading, INK, 3, bold=True)
            return set_records(
                grid, lead, head, more, measure=measure, tallest=tallest, fonts=fonts
            )
        tallest = tallest - 5 * cell.leading
    total = sum(widths) + GAP * (len(widths) - 1)
    group = element("g")

    y = _row(group, grid.titles, head, grid, widths, y=0, fonts=fonts) + PADDING
    group.append(element("path", d=f"M0,{y:g}h{total:g}", stroke=INK, stroke_width="1"))
    number = 0
    for row in grid.rows:
        if number and y > tallest:
            break
        if number:
            line = f"M0,{y:g}h{total:g}"
            group.append(element("path", d=line, stroke=LINE, stroke_width="0.75"))
        y = _row(group, row, cell, grid, widths, y=y + PADDING, fonts=fonts) + PADDING
        number += 1
    made, y = paragraph(grid.more[number], more, x=0, y=y + PADDING, measure=total, fonts=fonts)
    group.extend(made)
    return Body(group, total, y + 2, scalable=False)


def _widths(grid: Grid, wanted: float | None, *, fonts: str) -> list[float]:
    """Column widths as a browser shares them out, on a page as wide as `wanted`.

    A column needs its longest word and would like its longest cell; what the page has beyond the
    needs is shared by how much more each would like, and what is left over widens text columns.
    """
    gaps = GAP * (len(grid.titles) - 1)
    needs, likes = [], []
    for i, (title, numeric) in enumerate(zip(grid.titles, grid.numeric, strict=True)):
        cells = [row[i][:LONGEST] for row in grid.rows]
        longest = max((width(cell, CELL.size, fonts=fonts) for cell in cells), default=0.0)
        heading = _widest_word([title[:LONGEST]], HEAD, fonts=fonts)
        kept = numeric or longest <= KEPT_WHOLE
        need = longest if kept else min(_widest_word(cells, CELL, fonts=fonts), WIDEST_WORD)
        needs.append(max(need, min(heading, WIDEST_WORD)) + 1)
        likes.append(max(needs[-1], longest + 1))

    upright = WIDTH - 2 * MARGIN - gaps
    crowded = sum(needs) > CROWDED * upright
    measure: float = LANDSCAPE - 2 * MARGIN - gaps if crowded else upright
    if wanted is not None:
        measure = wanted - gaps

    wishes = [like - need for need, like in zip(needs, likes, strict=True)]
    room = max(0.0, measure - sum(needs))
    share = min(1.0, room / sum(wishes)) if any(wishes) else 0.0
    widths = [need + wish * share for need, wish in zip(needs, wishes, strict=True)]

    texts = [i for i, numeric in enumerate(grid.numeric) if not numeric] or range(len(widths))
    wider = 1 + max(0.0, measure - sum(widths)) / sum(widths[i] for i in texts)
    return [w * wider if i in texts else w for i, w in enumerate(widths)]


def _widest_word(texts: list[str], style: Style, *, fonts: str) -> float:
    words = {word for text in texts for word in text.split(" ")}
    return max((width(word, style.size, fonts=fonts) for word in words), default=0.0)


def _row(
    group: etree._Element,
    cells: list[str],
    style: Style,
    grid: Grid,
    widths: list[float],
    *,
    y: float,
    fonts: str,
) -> float:
    """Add one row whose top is at `y`; returns where it ends."""
    x, end = 0.0, y + style.leading
    for cell, numeric, measure in zip(cells, grid.numeric, widths, strict=True):
        broken = lines(cell, style.size, measure, fonts=fonts, most=style.most)
        for number, line in enumerate(broken):
            baseline = y + (style.leading + style.size * 0.72) / 2 + number * style.leading
            group.append(
                text(line, x + measure, baseline, style, anchor="end")
                if numeric
                else text(line, x, baseline, style)
            )
        end = max(end, y + len(broken) * style.leading)
        x += measure + GAP
    return end
