"""One part of the strategy followed across strategies: activities and countries by year."""

import altair as alt
import pandas as pd

from ifla_metrics.charts.theme import (
    LIGHT,
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

ROW_PX = 20
BAR_PX = 16
HEIGHT = 200


def yearly_lines(frame: pd.DataFrame, names: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """Draw two lines per strategy, for activities and countries, under a bar for its years.

    Args:
        frame: One row per year of each strategy that has any records: `strategy`, `year`,
            `activities`, `countries`, `part` (its name there), and the codes that a click opens,
            `framework` and `element`.
        names: One row per strategy: `first_year`, `last_year`, `row_from_below` (1 is the lowest),
            `recorded` (whether it has any records) and `words` (the text in its bar).
    """
    first, last = int(names["first_year"].min()), int(names["last_year"].max())
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

    hit_area = chart.mark_rule(strokeWidth=24, opacity=0).encode(y=at_y(0), y2=to_y(HEIGHT))
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
        text(strategies, "datum.words", x=at_x(4), y=name_y, color=LIGHT.ink),
        with_tooltip_and_click(hit_area, tooltip, ("framework", "element")),
    )
    return finish(layers, t, height=HEIGHT)
