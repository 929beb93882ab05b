"""A table set as records, for places too narrow for its columns: a name, and under it the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.report.page import LINE, Body, Style, element, paragraph

if TYPE_CHECKING:
    from ifla_metrics.report.sheet import Grid

PADDING = 4


def set_records(
    grid: Grid, lead: Style, rest: Style, more: Style, *, measure: float, tallest: float, fonts: str
) -> Body:
    """Return the rows one below the other, each with its cells named, until the page is full."""
    group = element("g")
    first = _longest_column(grid)
    rest = Style(rest.size, rest.leading, rest.colour, 7)
    y, number = 0.0, 0
    for row in grid.rows:
        made, end = paragraph(row[first], lead, x=0, y=y + PADDING, measure=measure, fonts=fonts)
        told = " · ".join(
            grid.pair.format(subject=title, told=cell)
            for place, (title, cell) in enumerate(zip(grid.titles, row, strict=True))
            if cell and place != first
        )
        below, end = paragraph(told, rest, x=0, y=end, measure=measure, fonts=fonts)
        if number and end > tallest - 2 * more.leading:
            break
        if number:
            line = f"M0,{y:g}h{measure:g}"
            group.append(element("path", d=line, stroke=LINE, stroke_width="0.75"))
        group.extend([*made, *below])
        y, number = end + PADDING, number + 1
    made, y = paragraph(grid.more[number], more, x=0, y=y + PADDING, measure=measure, fonts=fonts)
    group.extend(made)
    return Body(group, measure, y + 2, scalable=False)


def _longest_column(grid: Grid) -> int:
    """Return the column that names a row: the first of words that are longer than a code."""
    for place, numeric in enumerate(grid.numeric):
        if not numeric and max((len(row[place]) for row in grid.rows), default=0) > 12:
            return place
    return 0
