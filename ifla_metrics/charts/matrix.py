"""Matrices: rows by columns with the number or sign written in every cell."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ifla_metrics.charts.theme import LIGHT, finish
from ifla_metrics.i18n import Translate

CELL_PX = 40


def matrix(
    frame: pd.DataFrame, *, t: Translate, row_px: int = CELL_PX, shaded: bool = True
) -> alt.LayerChart:
    """One cell per row and column, its words written in it; the shade only repeats them.

    Args:
        frame: One row per cell: `row`, `row_label` (lines split by a line feed), `column`,
            `column_label`, `column_short` (for narrow screens), `words` (in the cell) and `value`
            (the shade; missing or 0 leaves the cell pale).
    """
    rows, columns = _labels(frame, "row", "row_label"), _labels(frame, "column", "column_label")
    short = _labels(frame, "column", "column_short")
    chart = alt.Chart(frame)
    x = alt.X(
        "column:N", sort=None, scale=alt.Scale(paddingInner=0.04, paddingOuter=0),
        axis=alt.Axis(
            orient="top", title=None, labelAngle=0, ticks=False, domain=False, labelLimit=0,
            labelOverlap=False, labelColor=LIGHT.ink, labelLineHeight=14,
            labelExpr=(
                f"split(width > {len(columns) * 118} ? {_lookup(columns)} : {_lookup(short)}"
                ", '\\n')"
            ),
        ),
    )  # fmt: skip
    y = alt.Y(
        "row:N", sort=None, scale=alt.Scale(paddingInner=0.08, paddingOuter=0.04),
        axis=alt.Axis(
            title=None, labelLimit=0, labelColor=LIGHT.ink, labelOverlap=False,
            labelLineHeight=14, labelExpr=f"split({_lookup(rows)}, '\\n')",
        ),
    )  # fmt: skip
    shade = alt.Color(
        "value:Q", legend=None,
        scale=alt.Scale(range=[LIGHT.track, LIGHT.tint, LIGHT.accent], domainMin=0),
    )  # fmt: skip
    ink = (
        "isValid(datum.value) && luminance(scale('color', datum.value)) < 0.3"
        f" ? '{LIGHT.paper}' : '{LIGHT.ink}'"
        if shaded
        else f"'{LIGHT.ink}'"
    )
    ground = chart.mark_rect(color=LIGHT.track).encode(x=x, y=y)
    cells = chart.mark_rect().encode(x=x, y=y, color=shade).transform_filter("datum.value > 0")
    words = chart.mark_text(fontSize=13, color=alt.ExprRef(ink)).encode(x=x, y=y, text="words:N")
    layers = [ground, cells, words] if shaded else [ground, words]
    height = max(1, int(frame["row"].nunique())) * row_px
    return finish(alt.layer(*layers), t, height=height)


def _labels(frame: pd.DataFrame, key: str, label: str) -> dict[str, str]:
    return dict(zip(frame[key].astype(str), frame[label].astype(str), strict=True))


def _lookup(labels: dict[str, str]) -> str:
    """Return a Vega expression that gives a code's label."""
    pairs = ", ".join(f"{_quoted(code)}: {_quoted(text)}" for code, text in labels.items())
    return f"({{{pairs}}})[datum.value]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"
