"""One part across strategies: activities and countries by year, strategy after strategy."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ifla_metrics.charts.theme import LIGHT, at_y, finish, layered, picking, text, to_y
from ifla_metrics.i18n import Translate

ROW_PX = 20
BAR_PX = 16
HEIGHT = 200


def yearly_lines(frame: pd.DataFrame, names: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """Two lines for each strategy, activities (dark) and countries (pale); above, its years.

    Args:
        frame: One row per strategy and year: `strategy`, `year`, `from_year` and `to_year` (where
            the year takes the pointer), `activities`, `countries`, `part` (what the part is called
            there), `framework` and `element` (what a click opens); of strategies with nothing
            recorded none.
        names: One row per strategy: `first_year`, `last_year`, `row_from_below` (1 lowest),
            `recorded`, `words` (its name, and whether nothing is recorded), `right_half` (it
            begins there).
    """
    first = int(names["first_year"].min())
    last = int(max(names["last_year"].max(), first + 1))
    years = alt.Scale(domain=[first, last], nice=False)
    axis = alt.Axis(format="d", tickMinStep=1, tickCount=6, grid=False)
    few = alt.Axis(tickCount=4, format="d")
    highest = max(1.0, frame[["activities", "countries"]].fillna(0).to_numpy().max(initial=0))
    counts = alt.Scale(domain=[0, highest])
    chart = alt.Chart(frame)
    spans = alt.Chart(names).encode(x=alt.X("first_year:Q", scale=years))
    bar_top = f"-{ROW_PX} * datum.row_from_below"
    bars = spans.encode(
        x2=alt.X2("last_year:Q"),
        y=at_y(alt.ExprRef(bar_top)),
        y2=to_y(alt.ExprRef(f"{bar_top} + {BAR_PX}")),
    )

    def line(column: str, colour: str) -> alt.Chart:
        points = {"color": colour, "filled": True, "size": 40}
        drawn: alt.Chart = chart.mark_line(color=colour, point=points).encode(
            x=alt.X("year:Q", title=None, scale=years, axis=axis),
            y=alt.Y(f"{column}:Q", title=None, scale=counts, axis=few),
            detail=alt.Detail("strategy:N"),
        )
        return drawn

    touched = chart.mark_rect(opacity=0, aria=True).encode(
        x=alt.X("from_year:Q", scale=years),
        x2=alt.X2("to_year:Q"),
        y=at_y(0),
        y2=to_y(HEIGHT),
        tooltip=[
            alt.Tooltip("year:Q", title=t("Year"), format="d"),
            alt.Tooltip("strategy:N", title=t("Strategy")),
            alt.Tooltip("part:N", title=t("Part")),
            alt.Tooltip("activities:Q", title=t("Activities")),
            alt.Tooltip("countries:Q", title=t("Countries")),
        ],
    )
    touched.name = "marks"
    drawn = layered(
        bars.transform_filter(alt.datum.recorded).mark_rect(stroke=LIGHT.tint, fill=LIGHT.tint),
        bars.transform_filter(~alt.datum.recorded).mark_rect(
            stroke=LIGHT.tint, fillOpacity=0, strokeDash=[3, 3]
        ),
        line("countries", LIGHT.tint),
        line("activities", LIGHT.accent),
        text(  # In the right half a name stands before its bar: there is room.
            spans,
            "datum.words",
            y=at_y(alt.ExprRef(f"{bar_top} + {BAR_PX / 2}")),
            align=alt.ExprRef("datum.right_half ? 'right' : 'left'"),
            dx=alt.ExprRef("datum.right_half ? -4 : 4"),
            color=LIGHT.ink,
        ),
        touched.add_params(picking("framework", "element")),
    )
    return finish(drawn, t, height=HEIGHT)
