"""Matrices: rows by columns, with a number or sign in each cell."""

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
"""The left edge of the key, which is under the names of the rows."""
ROW_LETTERS, COLUMN_LETTERS = 24, 18
"""The longest lines of row and column names, in letters."""
COLUMN_LETTER_PX = 6.5
"""The width of a letter in a column's long label, which is shown if the column has room for it."""


def matrix(
    frame: pd.DataFrame,
    *,
    t: Translate,
    key: str,
    tooltip: Tooltip,
    pick: Sequence[str] = (),
) -> alt.LayerChart:
    """Draw one cell per row and column, with its text; the shade only repeats the text.

    Args:
        frame: One row per cell: `row`, `row_label`, `column`, `column_label`, `column_short` (for
            narrow screens), `words` (the text in the cell) and `value` (the shade; missing or 0 is
            pale).
        key: The meaning of the short column names, one per line. It is shown under the matrix
            together with the short names.
        tooltip: The text columns in the tooltip of a cell, with their titles.
        pick: The codes that a click on a cell selects.
    """
    widths = {"row_label": ROW_LETTERS, "column_label": COLUMN_LETTERS}
    frame = frame.assign(
        **{
            label: [textwrap.fill(name, width, break_long_words=False) for name in frame[label]]
            for label, width in widths.items()
        }
    )
    columns = [str(code) for code in frame["column"].unique()]
    scale = alt.Scale(domain=columns, paddingInner=0.04, paddingOuter=0)
    rows = alt.Scale(domain=alt.ExprRef("rows"), paddingInner=0.08, paddingOuter=0.04)
    x, y = alt.X("column:N", axis=None, scale=scale), alt.Y("row:N", axis=None, scale=rows)
    shade = alt.Opacity("value:Q", legend=None, scale=alt.Scale(range=[0.12, 0.55], domainMin=0))
    cells = alt.Chart(frame).encode(x=x, y=y)
    hit_area = cells.mark_rect(fill="transparent")
    names: dict[str, Any] = {"color": LIGHT.ink, "lineBreak": "\n", "lineHeight": LINE_PX}
    row_names = alt.Chart(frame.drop_duplicates("row")).encode(y=y)
    letters = max(map(len, "\n".join(frame["column_label"]).split("\n")))
    wide = f"width > {len(columns) * (letters * COLUMN_LETTER_PX + 2)}"
    label = f"({wide} ? datum.column_label : datum.column_short)"
    # Without `row`, so that every part in print keeps the column names.
    heads = alt.Chart(frame.drop_duplicates("column").drop(columns="row")).encode(x=x)
    row_dy, column_dy = _dy("datum.row_label", 2), _dy(label, 1)
    foot = alt.Chart(alt.InlineData(values=[{"key": key}]))
    key_style = {"baseline": "top", "lineBreak": "\n", "lineHeight": LINE_PX + 2}
    # An empty key is placed inside the matrix, where it takes no room.
    position = {"x": at_x(KEY_PX), "y": at_y(alt.ExprRef(f"{wide} ? 0 : height + 10"))}
    layers = [
        cells.mark_rect(color=LIGHT.track),
        cells.transform_filter("datum.value > 0")
        .mark_rect(color=LIGHT.accent)
        .encode(opacity=shade),
        text(cells, "datum.words", align="center", fontSize=13, color=LIGHT.ink),
        text(row_names, "datum.row_label", x=at_x(-8), align="right", dy=row_dy, **names),
        text(heads, label, y=at_y(-6), align="center", baseline="bottom", dy=column_dy, **names),
        text(foot, f"{wide} ? '' : datum.key", **position, **key_style),
        with_tooltip_and_click(hit_area, tooltip, pick),
    ]
    codes = [str(code) for code in frame["row"].unique()]
    lines = int(frame["row_label"].str.count("\n").max()) + 1
    height = len(codes) * max(CELL_PX, LINE_PX * lines + GAP_PX)
    return finish(layered(*layers), t, alt.param(name="rows", value=codes), height=height)


def _dy(label: str, divisor: int) -> alt.ExprRef:
    """Return the offset that keeps the last line of a label (or with 2, its middle) in place."""
    return alt.ExprRef(f"-{LINE_PX / divisor} * (length(split({label}, '\\n')) - 1)")
