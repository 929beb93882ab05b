"""One indicator's trend against its path."""

from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.theme import (
    LIGHT,
    day_axis,
    day_scale,
    finish,
    layered,
    painted,
    text,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate


def trend(frame: pd.DataFrame, *, t: Translate, unit: str, percent: bool = False) -> alt.LayerChart:
    """One indicator over time: what was observed, the expected path, targets and their revisions.

    Args:
        frame: One row per point: `series` (`actual`, `expected`, `target`, `former`), `on` (ISO
            day), `value`, `words` (written at the point, `below` it or over it, or empty) and
            `exact` (false draws the observation hollow); `name` (what it is), `day` and
            `value_words` for its tooltip. A `former` target is one that a later decision replaced.
        unit: Words for the value axis.
        percent: Whether values are per cent (axis in steps that suit it).
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
    # Ends are named: a layer without points, as of revised targets, has none of its own.
    days = day_scale(frame["on"], padding=14)
    values = alt.Scale(domain=[min(0, frame["value"].min()), max(0, frame["value"].max())])
    chart = alt.Chart(frame).encode(
        x=alt.X("on:T", title=None, scale=days, axis=day_axis(frame["on"], t)),
        y=alt.Y("value:Q", title=unit, scale=values, axis=axis),
    )

    def of(series: str) -> alt.Chart:
        found: alt.Chart = chart.transform_filter(f"datum.series == '{series}'")
        return found

    diamond: dict[str, Any] = {"shape": "diamond", "size": 110, "filled": True, "opacity": 1}
    dot: dict[str, Any] = {"size": 60, "filled": True, "opacity": 1, "strokeWidth": 1.5}
    hollow = {"fill": LIGHT.paper, "stroke": LIGHT.soft, "strokeWidth": 1.5}
    exact = alt.Scale(domain=[True, False], range=[LIGHT.accent, LIGHT.paper])
    layers = [
        of("expected").mark_line(color=LIGHT.soft, strokeDash=[5, 4], strokeWidth=1.5),
        of("actual").mark_line(color=LIGHT.accent, strokeWidth=2.5),
        of("former").mark_point(**{**diamond, **hollow}),
        of("target").mark_point(**diamond, color=LIGHT.ink),
        of("actual")
        .mark_point(**dot, stroke=LIGHT.accent)
        .encode(fill=alt.Fill("exact:N", legend=None, scale=exact)),
        _words(chart.transform_filter("datum.words != ''")),
    ]
    touched = with_tooltip_and_click(
        chart.mark_point(size=400, opacity=0),
        (("name", t("Name")), ("day", t("Date of the data")), ("value_words", t("Value"))),
    )
    return finish(layered(*layers, touched), t, height=300)


def _words(points: alt.Chart) -> alt.Chart:
    """Return the words over or below points."""
    words = text(
        points,
        "datum.words",
        align="right",
        dx=6,
        dy=alt.ExprRef("datum.below ? 16 : -14"),
        fontWeight=600,
    )
    colours = {"actual": LIGHT.accent, "target": LIGHT.ink}
    drawn: alt.Chart = words.encode(color=painted("series", [*colours], colours.values()))
    return drawn
