"""The trend of one indicator against its expected path."""

from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.theme import (
    LIGHT,
    colour_by,
    day_axis,
    day_scale,
    finish,
    layered,
    text,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate


def trend(frame: pd.DataFrame, *, t: Translate, unit: str, percent: bool = False) -> alt.LayerChart:
    """Draw the actual values of an indicator, its expected path and its targets over time.

    Args:
        frame: One row per point: `series` (`actual`, `expected`, `target` or `former`, which is a
            replaced target), `on` (ISO day), `value`, `words` (text at the point, or empty),
            `below` (whether the text is below the point), `exact` (false draws an actual as a
            hollow point), and for the tooltip `name`, `day` and `value_words`.
        unit: The title of the value axis.
        percent: Whether values are per cent, for the steps of the axis.
    """
    axis = alt.Axis(
        titleAngle=0,
        titleAlign="left",
        titleAnchor="start",
        titleX=0,
        titleY=-32,
        tickCount=4,
        format=",.3~f",
        tickMinStep=5 if percent else 1,
    )
    # Explicit domains, because a layer without points (such as `former`) has none of its own.
    days = day_scale(frame["on"], padding=14)
    values = alt.Scale(domain=[min(0, frame["value"].min()), max(0, frame["value"].max())])
    chart = alt.Chart(frame).encode(
        x=alt.X("on:T", title=None, scale=days, axis=day_axis(frame["on"], t)),
        y=alt.Y("value:Q", title=unit, scale=values, axis=axis),
    )

    def points_of(series: str) -> alt.Chart:
        layer: alt.Chart = chart.transform_filter(f"datum.series == '{series}'")
        return layer

    diamond: dict[str, Any] = {"shape": "diamond", "size": 110, "filled": True, "opacity": 1}
    dot: dict[str, Any] = {"size": 60, "filled": True, "opacity": 1, "strokeWidth": 1.5}
    hollow = {"fill": LIGHT.paper, "stroke": LIGHT.soft, "strokeWidth": 1.5}
    exact = alt.Scale(domain=[True, False], range=[LIGHT.accent, LIGHT.paper])

    def labels(**outline: Any) -> alt.Chart:
        place = {"align": "right", "dx": 6, "dy": alt.ExprRef("datum.below ? 16 : -14")}
        labelled = chart.transform_filter("datum.words != ''")
        return text(labelled, "datum.words", **place, fontWeight=600, **outline)

    label_colours = {"actual": LIGHT.accent, "target": LIGHT.ink}
    layers = [
        points_of("expected").mark_line(color=LIGHT.soft, strokeDash=[5, 4], strokeWidth=1.5),
        points_of("actual").mark_line(color=LIGHT.accent, strokeWidth=2.5),
        # A thick outline keeps the lines away from the text.
        labels(stroke=LIGHT.paper, strokeWidth=5, strokeJoin="round"),
        points_of("former").mark_point(**{**diamond, **hollow}),
        points_of("target").mark_point(**diamond, color=LIGHT.ink),
        points_of("actual")
        .mark_point(**dot, stroke=LIGHT.accent)
        .encode(fill=alt.Fill("exact:N", legend=None, scale=exact)),
        labels().encode(color=colour_by("series", [*label_colours], label_colours.values())),
    ]
    hit_area = with_tooltip_and_click(
        chart.mark_point(size=400, opacity=0),
        (("name", t("Name")), ("day", t("Date of the data")), ("value_words", t("Value"))),
    )
    return finish(layered(*layers, hit_area), t, height=300)
