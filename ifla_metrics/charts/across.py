"""One part across strategies: activities and countries by year, strategy after strategy."""

import altair as alt
import pandas as pd

from ifla_metrics.charts.theme import (
    LIGHT,
    at_x,
    at_y,
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
    """Two lines for each strategy, activities (dark) and countries (pale); above, its years.

    Args:
        frame: One row per strategy and year: `strategy`, `year`, `activities`, `countries`, `part`
            (what the part is called there), `framework` and `element` (what a click opens); of
            strategies with nothing recorded none.
        names: One row per strategy: `first_year`, `last_year`, `row_from_below` (1 lowest),
            `recorded` and `words` (its name, and whether nothing is recorded).
    """
    first, last = int(names["first_year"].min()), int(names["last_year"].max())
    years = alt.Scale(domain=[first, last], nice=False)
    axis = alt.Axis(
        format="d", tickMinStep=1, tickCount=6, grid=False, labelOverlap=True, labelSeparation=6
    )
    few = alt.Axis(tickCount=4, format="d")
    x = alt.X("year:Q", title=None, scale=years, axis=axis)
    chart, spans = alt.Chart(frame).encode(x=x), alt.Chart(names)
    bar_top = f"-6 - {ROW_PX} * datum.row_from_below"
    bars = spans.mark_rect(
        stroke=LIGHT.tint, fill=LIGHT.tint, fillOpacity=alt.ExprRef("datum.recorded ? 1 : 0")
    ).encode(
        x=alt.X("first_year:Q", scale=years),
        x2=alt.X2("last_year:Q"),
        y=at_y(alt.ExprRef(bar_top)),
        y2=to_y(alt.ExprRef(f"{bar_top} + {BAR_PX}")),
    )

    def line(column: str, colour: str) -> alt.Chart:
        points = {"color": colour, "filled": True, "size": 40}
        drawn: alt.Chart = chart.mark_line(color=colour, point=points).encode(
            y=alt.Y(f"{column}:Q", title=None, axis=few),
            detail=alt.Detail("strategy:N"),
        )
        return drawn

    touched = chart.mark_rule(strokeWidth=24, opacity=0).encode(y=at_y(0), y2=to_y(HEIGHT))
    tooltip = (
        ("year", t("Year")),
        ("strategy", t("Strategy")),
        ("part", t("Part")),
        ("activities", t("Activities")),
        ("countries", t("Countries")),
    )
    name_y = at_y(alt.ExprRef(f"{bar_top} + {BAR_PX / 2}"))
    drawn = layered(
        bars,
        line("countries", LIGHT.tint),
        line("activities", LIGHT.accent),
        text(spans, "datum.words", x=at_x(4), y=name_y, color=LIGHT.ink),
        with_tooltip_and_click(touched, tooltip, ("framework", "element")),
    )
    return finish(drawn, t, height=HEIGHT)
