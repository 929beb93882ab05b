"""Charts of participation: columns over time, shares with what is not known."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.labelled_bars import EDGE, along, hit_area, rows_of, segments
from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    at_y,
    finish,
    layered,
    text,
    to_y,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate

COLUMN = 0.72
"""The width of a column in parts of its band."""


def columns_over_time(frame: pd.DataFrame, *, t: Translate, tooltip: Tooltip) -> alt.LayerChart:
    """One column per span, and a line of the same spans a year before; a click gives `quarter`.

    Args:
        frame: One row per span: `span` (label; lines split by a line feed), `value`, `before`
            (missing draws nothing), `running` (not yet over: drawn as an outline), `words` (over
            the column, or at its upper end where the line runs above: the number, or –), `top`
            (the higher of both values) and `quarter`.
        tooltip: Columns of text that a column answers with, and their titles.
    """
    spans = alt.Axis(
        labelAngle=0,
        labelExpr="split(datum.label, '\\n')",
        labelOverlap=True,
        ticks=False,
        labelLimit=0,
        labelLineHeight=14,
    )
    # Its order is given: a span without a value would else stand behind all others.
    scale = alt.Scale(domain=[*frame["span"]], paddingInner=0.15, paddingOuter=0.1)
    x = alt.X("span:N", sort=None, title=None, scale=scale, axis=spans)
    chart = alt.Chart(frame).encode(x=x)
    heights = alt.Undefined if frame["top"].max() else alt.Scale(domain=[0, 1])
    axis = alt.Axis(tickCount=4, format=",.0f", tickMinStep=1, domain=False)
    size = "(bandwidth('x') < 32 ? 10 : 12)"
    inside = (
        "datum.top > datum.value && scale('y', 0) - scale('y', datum.value) > 20"
        f" && bandwidth('x') * {COLUMN} > length(datum.words) * 0.58 * {size}"
    )
    lower = "scale('y', datum.value) - scale('y', datum.top) + 16"
    words = text(
        chart,
        "datum.words",
        y=alt.Y("top:Q"),
        align="center",
        baseline="bottom",
        dy=alt.ExprRef(f"{inside} ? {lower} : -5"),
        fontWeight=600,
        fontSize=alt.ExprRef(size),
    ).encode(
        color=alt.condition(
            f"{inside} && !datum.running", alt.value(LIGHT.paper), alt.value(LIGHT.ink)
        )
    )
    band = chart.mark_rect(fill="transparent", cursor="pointer").encode(
        y=at_y(0), y2=to_y(alt.ExprRef("height"))
    )
    columns = chart.mark_bar(
        width=alt.RelativeBandSize(COLUMN), stroke=LIGHT.accent, strokeWidth=1.5
    ).encode(
        y=alt.Y("value:Q", title=None, axis=axis, scale=heights),
        fill=alt.condition("datum.running", alt.value(LIGHT.paper), alt.value(LIGHT.accent)),
        strokeDash=alt.condition("datum.running", alt.value([4, 2]), alt.value([1, 0])),
    )
    line: dict[str, Any] = {"stroke": LIGHT.soft, "strokeWidth": 1.5}
    points = alt.OverlayMarkDef(fill=LIGHT.paper, size=24, opacity=1, **line)
    key = alt.Chart(alt.InlineData(values=[{"key": f"— {t('Last year')}"}]))
    drawn = layered(
        columns,
        chart.mark_line(**line, point=points).encode(y="before:Q"),
        words,
        text(key, "datum.key", x=at_x(EDGE), y=at_y(-18), align="right"),
        with_tooltip_and_click(band, tooltip, ["quarter"]),
    )
    return finish(drawn, t, height=240)


def shares(
    frame: pd.DataFrame, *, t: Translate, tooltip: Tooltip, pick: Sequence[str] = ()
) -> alt.LayerChart:
    """One bar per row in parts: the share, the rest of what is known, and the unknown, hatched.

    Args:
        frame: As `labelled_bars.segments` wants it, with the `value` of each part: `share`, `rest`
            or `unknown`.
        tooltip: Columns of text that a row answers with, and their titles.
        pick: The codes that a click on a row gives.
    """
    frame = along(frame)
    lead = rows_of(frame).transform_filter("datum.lead")
    return segments(
        frame,
        hit_area(lead, tooltip, pick),
        t=t,
        colours={"share": LIGHT.accent, "rest": LIGHT.tint, "unknown": LIGHT.track},
        text_colours={"share": LIGHT.paper, "rest": LIGHT.ink, "unknown": LIGHT.ink},
        hatched="unknown",
    )
