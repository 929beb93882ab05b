"""One part across strategies: activities and countries by year, strategy after strategy."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ifla_metrics.charts.marks import at_y, picking, to_y
from ifla_metrics.charts.theme import LIGHT, finish, layered
from ifla_metrics.i18n import Translate

LINE_PX = 16
HEIGHT = 200


def yearly_lines(frame: pd.DataFrame, names: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """Two lines for each strategy: activities (dark) and countries (pale).

    Args:
        frame: One row per strategy and year: `strategy`, `year`, `activities`, `countries`,
            `part` (what the part is called there), `framework` and `element` (what a click opens);
            of strategies with nothing recorded none.
        names: One row per strategy: `first_year`, `last_year`, `place` (0 first), `words` (its
            name, and whether nothing is recorded), `right_half` (it begins there).
    """
    chart, labels = alt.Chart(frame), alt.Chart(names)
    first = int(names["first_year"].min())
    last = int(max(names["last_year"].max(), first + 1))
    years = alt.Scale(domain=[first, last], nice=False)
    axis = alt.Axis(format="d", tickMinStep=1, tickCount=6, grid=False)
    x = alt.X("year:Q", title=None, scale=years, axis=axis)
    highest = max(1.0, float(frame[["activities", "countries"]].max().max() or 0))
    counts = alt.Scale(domain=[0, highest if highest == highest else 1.0])

    def line(column: str, colour: str) -> alt.Chart:
        y = alt.Y(f"{column}:Q", title=None, scale=counts, axis=alt.Axis(tickCount=4, format="d"))
        points = {"color": colour, "filled": True, "size": 40}
        drawn: alt.Chart = chart.mark_line(color=colour, point=points, aria=False).encode(
            x=x, y=y, detail=alt.Detail("strategy:N")
        )
        return drawn

    begun = labels.mark_rule(color=LIGHT.line, strokeDash=[3, 3], aria=False).encode(
        x=alt.X("first_year:Q", scale=years), y=at_y(0), y2=to_y(HEIGHT)
    )

    def named(right_half: bool) -> alt.Chart:
        text = labels.transform_filter(alt.datum.right_half == right_half).mark_text(
            align="right" if right_half else "left",
            baseline="bottom",
            dx=-4 if right_half else 4,
            dy=alt.ExprRef(f"-4 - {LINE_PX} * datum.place"),
            color=LIGHT.soft,
            aria=False,
        )
        drawn: alt.Chart = text.encode(
            x=alt.X("first_year:Q", scale=years), y=at_y(0), text=alt.Text("words:N")
        )
        return drawn

    touched = chart.mark_rect(opacity=0).encode(
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
        begun,
        line("countries", LIGHT.tint),
        line("activities", LIGHT.accent),
        named(right_half=False),
        named(right_half=True),
        touched.add_params(picking("framework", "element")),
    )
    return finish(drawn, t, height=HEIGHT)
