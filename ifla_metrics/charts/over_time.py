"""Charts over time: participation, the trend of one indicator, one part across strategies."""

from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    at_y,
    colour_by,
    count_axis,
    day_axis,
    day_scale,
    finish,
    layered,
    text,
    to_y,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate

ROW_PX, BAR_PX, YEARS_PX = 20, 16, 200
"""The heights of a strategy's row and bar, and of the chart of years."""
TREND_PX, LABEL_PX, LETTER_PX = 300, 17, 7
"""The height of a trend, of a label in it, and about the width of a letter."""
POINT_ABOVE = (
    "!datum.running && datum.before > datum.top && height - scale('y', datum.top) > 20"
    " && scale('y', datum.top) - scale('y', datum.before) < 26"
)
"""Whether last year's point is where a column's number would be; the number is then inside."""


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
    style: dict[str, Any] = {
        "y": alt.Y("top:Q"),
        "align": "center",
        "baseline": "bottom",
        "dy": alt.ExprRef(f"{POINT_ABOVE} ? 17 : -5"),
        "fontWeight": 600,
        "fontSize": alt.ExprRef("bandwidth('x') < 32 ? 10 : 12"),
    }
    paper, ink = alt.value(LIGHT.paper), alt.value(LIGHT.ink)
    numbers = text(chart, "datum.words", **style).encode(
        color=alt.condition(POINT_ABOVE, paper, ink)
    )
    # Around the numbers, where the line crosses them.
    halo = text(chart, "datum.words", **style, strokeWidth=3).encode(
        stroke=alt.condition(POINT_ABOVE, alt.value(LIGHT.accent), paper)
    )
    area = chart.mark_rect(fill="transparent").encode(y=at_y(0), y2=to_y(alt.ExprRef("height")))
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
        halo,
        numbers,
        text(key, "datum.key", x=at_x(alt.ExprRef("width")), y=at_y(-26), align="right"),
        with_tooltip_and_click(area, tooltip, ["quarter"]),
    )
    return finish(layers, t, height=240)


def trend(frame: pd.DataFrame, *, t: Translate, unit: str) -> alt.LayerChart:
    """Draw the actual values of an indicator, its expected path and its targets over time.

    Args:
        frame: One row per point: `series` (`actual`, `expected`, `target` or `former`, which is a
            replaced target), `on` (ISO day), `value`, `words` (text beside the point, or empty),
            `exact` (false draws an actual as a hollow point), and for the tooltip `name`, `day` and
            `value_words`.
        unit: The title of the value axis.
    """
    axis = alt.Axis(
        titleAngle=0,
        titleAlign="left",
        titleAnchor="start",
        titleX=0,
        titleY=-32,
        tickCount=4,
        format=",.3~f",
        tickMinStep=1,
    )
    # Explicit domains, because a layer without points (such as `former`) has none of its own.
    days = day_scale(frame["on"], padding=14)
    days.rangeMax = alt.ExprRef(f"width - {LETTER_PX * frame['words'].str.len().max()}")
    lowest, highest = min(0, frame["value"].min()), max(0, frame["value"].max())
    values = alt.Scale(domain=[lowest, highest])

    def at_value(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", title=unit, scale=values, axis=axis)

    label_height = (highest - lowest) * LABEL_PX / TREND_PX
    chart = alt.Chart(frame.assign(label_value=_label_values(frame, label_height))).encode(
        x=alt.X("on:T", title=None, scale=days, axis=day_axis(frame["on"], t)),
        y=at_value("value"),
    )

    def points_of(series: str) -> alt.Chart:
        layer: alt.Chart = chart.transform_filter(f"datum.series == '{series}'")
        return layer

    diamond: dict[str, Any] = {"shape": "diamond", "size": 110, "filled": True, "opacity": 1}
    dot: dict[str, Any] = {"size": 60, "filled": True, "opacity": 1, "strokeWidth": 1.5}
    hollow = {"fill": LIGHT.paper, "stroke": LIGHT.soft, "strokeWidth": 1.5}
    exact = alt.Scale(domain=[True, False], range=[LIGHT.accent, LIGHT.paper])

    def labels(**outline: Any) -> alt.Chart:
        labelled = chart.transform_filter("datum.words != ''")
        style = {"dx": 10, "fontWeight": 600, **outline}
        return text(labelled, "datum.words", y=at_value("label_value"), **style)

    label_colours = {"actual": LIGHT.accent, "target": LIGHT.ink, "former": LIGHT.soft}
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
    return finish(layered(*layers, hit_area), t, height=TREND_PX)


def _label_values(frame: pd.DataFrame, label_height: float) -> pd.Series:
    """Return the values at which labels of a trend stand: their own, or above a lower label."""
    values = frame.loc[frame["words"] != "", "value"].sort_values(kind="stable")
    heights: list[float] = []
    for value in values:
        heights.append(max(value, heights[-1] + label_height) if heights else value)
    return pd.Series(heights, index=values.index)


def yearly_lines(frame: pd.DataFrame, names: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """Draw two lines per strategy, for activities and countries, under a bar for its years.

    Args:
        frame: One row per year of each strategy that has any records: `strategy`, `year`,
            `activities`, `countries`, `part` (its name there), and the codes that a click opens,
            `framework` and `element`.
        names: One row per strategy: `first_year`, `last_year`, `row_from_below` (1 is the lowest),
            `recorded` (whether it has any records) and `words` (the text in or before its bar).
    """
    first, last = int(names["first_year"].min()), int(names["last_year"].max())
    names = names.assign(late=names["first_year"] > first + (last - first) * 0.6)
    years = alt.Scale(domain=[first, last], nice=False)
    year_axis = alt.Axis(
        format="d", tickMinStep=1, tickCount=6, grid=False, labelOverlap=True, labelSeparation=6
    )
    x = alt.X("year:Q", title=None, scale=years, axis=year_axis)
    chart, strategies = alt.Chart(frame).encode(x=x), alt.Chart(names)
    bar_top = f"-6 - {ROW_PX} * datum.row_from_below"
    bars = strategies.mark_rect(
        stroke=LIGHT.tint, fill=LIGHT.tint, fillOpacity=alt.ExprRef("datum.recorded ? 1 : 0")
    ).encode(
        x=alt.X("first_year:Q", scale=years),
        x2=alt.X2("last_year:Q"),
        y=at_y(alt.ExprRef(bar_top)),
        y2=to_y(alt.ExprRef(f"{bar_top} + {BAR_PX}")),
    )

    def line(column: str, colour: str) -> alt.Chart:
        points = {"color": colour, "filled": True, "size": 40}
        layer: alt.Chart = chart.mark_line(color=colour, point=points).encode(
            y=alt.Y(f"{column}:Q", title=None, axis=count_axis()),
            detail=alt.Detail("strategy:N"),
        )
        return layer

    hit_area = chart.mark_rule(strokeWidth=24, opacity=0).encode(y=at_y(0), y2=to_y(YEARS_PX))
    tooltip = (
        ("year", t("Year")),
        ("strategy", t("Strategy")),
        ("part", t("Part")),
        ("activities", t("Activities")),
        ("countries", t("Countries")),
    )
    name_y = at_y(alt.ExprRef(f"{bar_top} + {BAR_PX / 2}"))
    layers = layered(
        bars,
        line("countries", LIGHT.tint),
        line("activities", LIGHT.accent),
        text(
            strategies,
            "datum.words",
            x=alt.X("first_year:Q", scale=years),
            y=name_y,
            align=alt.ExprRef("datum.late ? 'right' : 'left'"),  # They would leave the chart.
            dx=alt.ExprRef("datum.late ? -4 : 4"),
            color=LIGHT.ink,
        ),
        with_tooltip_and_click(hit_area, tooltip, ("framework", "element")),
    )
    return finish(layers, t, height=YEARS_PX)
