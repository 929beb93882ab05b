"""Charts of participation: columns over time, and shares with an unknown part."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.labelled_bars import (
    EDGE,
    hit_area,
    rows_of,
    segmented_bars,
    stacked,
    with_names,
)
from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    at_y,
    count_axis,
    finish,
    layered,
    text,
    to_y,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate


def columns_over_time(frame: pd.DataFrame, *, t: Translate, tooltip: Tooltip) -> alt.LayerChart:
    """Draw one column per span and a line for the year before; a click selects `quarter`.

    Args:
        frame: One row per span: `span` (its label, with line feeds), `value`, `before` (a year
            earlier; a missing one is not drawn), `running` (not over yet, drawn as an outline),
            `words` (the number), `top` (where it stands: the value, or 0) and `quarter`.
        tooltip: The text columns in the tooltip of a column, with their titles.
    """
    span_axis = alt.Axis(
        labelAngle=0,
        labelExpr="split(datum.label, '\\n')",
        labelOverlap=True,
        ticks=False,
        labelLimit=0,
        labelLineHeight=14,
    )
    # With an explicit domain, because a span without a value would be sorted last.
    spans = alt.Scale(domain=[*frame["span"]], paddingInner=0.15, paddingOuter=0.1)
    x = alt.X("span:N", sort=None, title=None, scale=spans, axis=span_axis)
    chart = alt.Chart(frame).encode(x=x)
    has_any = bool((frame[["value", "before"]] > 0).any(axis=None))
    heights = alt.Undefined if has_any else alt.Scale(domain=[0, 1])
    axis = count_axis(domain=False)
    numbers = text(
        chart,
        "datum.words",
        y=alt.Y("top:Q"),
        align="center",
        baseline="bottom",
        dy=-5,
        fontWeight=600,
        fontSize=alt.ExprRef("bandwidth('x') < 32 ? 10 : 12"),
        color=LIGHT.ink,
    )
    area = chart.mark_rect(fill="transparent", cursor="pointer").encode(
        y=at_y(0), y2=to_y(alt.ExprRef("height"))
    )
    columns = chart.mark_bar(
        width=alt.RelativeBandSize(0.72), stroke=LIGHT.accent, strokeWidth=1.5
    ).encode(
        y=alt.Y("value:Q", title=None, axis=axis, scale=heights),
        fill=alt.condition("datum.running", alt.value(LIGHT.paper), alt.value(LIGHT.accent)),
        strokeDash=alt.condition("datum.running", alt.value([4, 2]), alt.value([1, 0])),
    )
    line: dict[str, Any] = {"stroke": LIGHT.soft, "strokeWidth": 1.5}
    points = alt.OverlayMarkDef(fill=LIGHT.paper, size=24, opacity=1, **line)
    key = alt.Chart(alt.InlineData(values=[{"key": f"— {t('Last year')}"}]))
    layers = layered(
        columns,
        chart.mark_line(**line, point=points).encode(y="before:Q"),
        numbers,
        text(key, "datum.key", x=at_x(EDGE), y=at_y(-18), align="right"),
        with_tooltip_and_click(area, tooltip, ["quarter"]),
    )
    return finish(layers, t, height=240)


def shares(
    frame: pd.DataFrame, *, t: Translate, tooltip: Tooltip, pick: Sequence[str] = ()
) -> alt.LayerChart:
    """Draw one bar per row: the share, the rest of the known number, and the unknown, hatched.

    Args:
        frame: The parts of each row (see `segmented_bars`), `share`, `rest` and `unknown`, with
            their `value`.
        tooltip: The text columns in the tooltip of a row, with their titles.
        pick: The codes that a click on a row selects.
    """
    frame = with_names(stacked(frame))
    lead = rows_of(frame).transform_filter("datum.lead")
    return segmented_bars(
        frame,
        hit_area(lead, tooltip, pick),
        t=t,
        colours={"share": LIGHT.accent, "rest": LIGHT.tint, "unknown": LIGHT.track},
        text_colours={"share": LIGHT.paper, "rest": LIGHT.ink, "unknown": LIGHT.ink},
        hatched="unknown",
    )
