"""Matrices: rows by columns with the number or sign written in every cell."""

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    at_y,
    finish,
    layered,
    text,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate

CELL_PX = 40
LINE_PX = 14
GAP_PX = 12
KEY_PX = -110
"""Where the key begins: under the names of the rows."""
ROW_LETTERS, COLUMN_LETTERS = 24, 18
"""Letters of a line of a name."""
COLUMN_LETTER_PX = 6.5
"""What a letter of a long label takes: it is written where its column has room for it."""


def matrix(
    frame: pd.DataFrame,
    *,
    t: Translate,
    key: str = "",
    tooltip: Tooltip = (),
    pick: Sequence[str] = (),
) -> alt.LayerChart:
    """One cell per row and column, its words written in it; the shade only repeats them.

    Args:
        frame: One row per cell: `row`, `row_label`, `column`, `column_label`, `column_short` (for
            narrow screens), `words` (in the cell) and `value` (the shade; missing or 0 leaves the
            cell pale).
        key: What the short names of the columns stand for, a line each; written under the matrix
            only where the short names are.
        tooltip: Columns of text that a cell answers with, and their titles.
        pick: The codes that a click on a cell gives.
    """
    lines = {"row_label": ROW_LETTERS, "column_label": COLUMN_LETTERS}
    frame = frame.assign(
        **{
            label: [textwrap.fill(name, most, break_long_words=False) for name in frame[label]]
            for label, most in lines.items()
        }
    )
    columns = [str(code) for code in frame["column"].unique()]
    scale = alt.Scale(domain=columns or [""], paddingInner=0.04, paddingOuter=0)
    rows = alt.Scale(domain=alt.ExprRef("rows"), paddingInner=0.08, paddingOuter=0.04)
    x, y = alt.X("column:N", axis=None, scale=scale), alt.Y("row:N", axis=None, scale=rows)
    shade = alt.Opacity("value:Q", legend=None, scale=alt.Scale(range=[0.12, 0.55], domainMin=0))
    cells = alt.Chart(frame).encode(x=x, y=y)
    touch = cells.mark_rect(fill="transparent", cursor="pointer" if pick else "default")
    ink: dict[str, Any] = {"color": LIGHT.ink, "lineBreak": "\n", "lineHeight": LINE_PX}
    row_names = alt.Chart(frame.drop_duplicates("row")).encode(y=y)
    longest = max(
        (line for name in frame["row_label"] for line in name.split("\n")), key=len, default=""
    )
    room = alt.Chart(alt.InlineData(values=[{"line": longest}]))
    middle = _up("datum.row_label", 2)
    letters = max(
        (len(line) for name in frame["column_label"] for line in name.split("\n")), default=0
    )
    wide = f"width > {len(columns) * (letters * COLUMN_LETTER_PX + 2)}"
    label = f"({wide} ? datum.column_label : datum.column_short)"
    # Without their rows, so that every part in print has them.
    heads = alt.Chart(frame.drop_duplicates("column").drop(columns="row")).encode(x=x)
    layers = [
        cells.mark_rect(color=LIGHT.track),
        cells.transform_filter("datum.value > 0")
        .mark_rect(color=LIGHT.accent)
        .encode(opacity=shade),
        text(cells, "datum.words", align="center", fontSize=13, color=LIGHT.ink),
        text(row_names, "datum.row_label", x=at_x(-8), align="right", dy=middle, **ink),
        # Every part in print leaves the same room for names, so that columns stay in line.
        text(room, "datum.line", x=at_x(-8), y=at_y(0), align="right", opacity=0),
        text(heads, label, y=at_y(-6), align="center", baseline="bottom", dy=_up(label, 1), **ink),
    ]
    if key:
        foot = alt.Chart(alt.InlineData(values=[{"key": key}]))
        under = {"baseline": "top", "lineBreak": "\n", "lineHeight": LINE_PX + 2}
        # Within the matrix where it is empty: else it takes room below.
        place = {"x": at_x(KEY_PX), "y": at_y(alt.ExprRef(f"{wide} ? 0 : height + 10"))}
        layers.append(text(foot, f"{wide} ? '' : datum.key", **place, **under))
    drawn = layered(*layers, with_tooltip_and_click(touch, tooltip, pick))
    codes = [str(code) for code in frame["row"].unique()]
    most = max((str(label).count("\n") + 1 for label in frame["row_label"]), default=1)
    height = max(1, len(codes)) * max(CELL_PX, LINE_PX * most + GAP_PX)
    return finish(drawn, t, alt.param(name="rows", value=codes or [""]), height=height)


def _up(label: str, part: int) -> alt.ExprRef:
    """Return how far the lines of a label go up: whole, or half for their middle."""
    return alt.ExprRef(f"-{LINE_PX / part} * (length(split({label}, '\\n')) - 1)")
