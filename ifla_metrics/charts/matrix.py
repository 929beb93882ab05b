"""Matrices: rows by columns with the number or sign written in every cell."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    at_y,
    finish,
    layered,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate

CELL_PX = 40
LINE_PX = 14
GAP_PX = 12
KEY_PX = -110
"""Where the key begins: under the names of the rows."""
WIDE_COLUMN_PX = 118
"""From this width of a column on its long label is written."""


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
        frame: One row per cell: `row`, `row_label` (lines split by a line feed), `column`,
            `column_label`, `column_short` (for narrow screens), `words` (in the cell) and `value`
            (the shade; missing or 0 leaves the cell pale).
        key: What the short names of the columns stand for, a line each; written under the matrix
            only where the short names are.
        tooltip: Columns of text that a cell answers with, and their titles.
        pick: The codes that a click on a cell gives.
    """
    marked = frame.assign(
        first_column=frame["column"] == frame["column"].iloc[0] if len(frame) else False,
        first_row=frame["row"] == frame["row"].iloc[0] if len(frame) else False,
    )
    chart = alt.Chart(marked)
    x = alt.X(
        "column:N",
        axis=None,
        scale=alt.Scale(domain=_codes(frame, "column"), paddingInner=0.04, paddingOuter=0),
    )
    y = alt.Y(
        "row:N",
        axis=None,
        scale=alt.Scale(domain=_codes(frame, "row"), paddingInner=0.08, paddingOuter=0.04),
    )
    shade = alt.Opacity("value:Q", legend=None, scale=alt.Scale(range=[0.12, 0.55], domainMin=0))
    ground = chart.mark_rect(color=LIGHT.track, aria=False).encode(x=x, y=y)
    cells = (
        chart.transform_filter("datum.value > 0")
        .mark_rect(color=LIGHT.accent, aria=False)
        .encode(x=x, y=y, opacity=shade)
    )
    words = chart.mark_text(fontSize=13, color=LIGHT.ink, aria=False).encode(
        x=x, y=y, text=alt.Text("words:N")
    )
    touch = chart.mark_rect(fill="transparent", cursor="pointer" if pick else "default").encode(
        x=x, y=y
    )
    lines = max((str(label).count("\n") + 1 for label in frame["row_label"]), default=1)
    height = max(1, frame["row"].nunique()) * max(CELL_PX, LINE_PX * lines + GAP_PX)
    return finish(
        layered(
            ground,
            cells,
            words,
            _row_names(chart, y),
            _column_names(chart, x, frame),
            *([_key(key, frame)] if key else []),
            with_tooltip_and_click(touch, tooltip, pick),
        ),
        t,
        height=height,
    )


def _codes(frame: pd.DataFrame, key: str) -> list[str]:
    return [str(code) for code in frame[key].unique()] or [""]


def _row_names(chart: alt.Chart, y: alt.Y) -> alt.Chart:
    """Return the names left of the rows, each in the middle of its row however many lines it has.

    An axis would let a second line slip out of the middle.
    """
    up = f"-{LINE_PX / 2} * (length(split(datum.row_label, '\\n')) - 1)"
    names: alt.Chart = (
        chart.transform_filter("datum.first_column")
        .mark_text(
            align="right",
            baseline="middle",
            lineBreak="\n",
            lineHeight=LINE_PX,
            color=LIGHT.ink,
            dy=alt.ExprRef(up),
            aria=False,
        )
        .encode(y=y, x=at_x(-8), text=alt.Text("row_label:N"))
    )
    return names


def _is_wide(frame: pd.DataFrame) -> str:
    return f"width > {frame['column'].nunique() * WIDE_COLUMN_PX}"


def _key(key: str, frame: pd.DataFrame) -> alt.Chart:
    """Return the lines under the matrix; nothing where the columns have their long names."""
    words = alt.Chart(alt.InlineData(values=[{"key": key}]))
    lines: alt.Chart = words.mark_text(
        align="left",
        baseline="top",
        lineBreak="\n",
        lineHeight=LINE_PX + 2,
        color=LIGHT.soft,
        text=alt.ExprRef(f"{_is_wide(frame)} ? '' : datum.key"),
        aria=False,
    ).encode(x=at_x(KEY_PX), y=at_y(alt.ExprRef("height + 10")))
    return lines


def _column_names(chart: alt.Chart, x: alt.X, frame: pd.DataFrame) -> alt.Chart:
    """Return the names over the columns, standing on the matrix: long where there is room."""
    label = f"({_is_wide(frame)} ? datum.column_label : datum.column_short)"
    names: alt.Chart = (
        chart.transform_filter("datum.first_row")
        .mark_text(
            align="center",
            baseline="bottom",
            lineBreak="\n",
            lineHeight=LINE_PX,
            color=LIGHT.ink,
            dy=alt.ExprRef(f"-{LINE_PX} * (length(split({label}, '\\n')) - 1)"),
            text=alt.ExprRef(label),
            aria=False,
        )
        .encode(x=x, y=at_y(-6))
    )
    return names
