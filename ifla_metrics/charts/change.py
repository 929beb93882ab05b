"""What changed: the progress of each part on two days."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ifla_metrics.charts import ledger, pixels
from ifla_metrics.charts.marks import answering
from ifla_metrics.charts.theme import LIGHT, finish, layered, status_fill, status_ink
from ifla_metrics.i18n import Translate

STEP = 50


def before_after(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One row per part: a hollow circle where its progress was, a full one where it is.

    Args:
        frame: One row per part: `row` (key), `label`, `note` (the causes), `before` and `after` (a
            missing one draws nothing), `status` (its colour), `status_words` and `number` (both
            days in words), and what a click opens: `direction` or `element`.
    """
    chart, rows = alt.Chart(frame), ledger.band(frame)
    codes = list(dict.fromkeys(frame["status"]))
    lowest = min(0.0, frame[["before", "after"]].min().min())
    scale = alt.Scale(domain=[0.0 if lowest != lowest else lowest, 1], nice=False)

    def at(column: str) -> alt.X:
        axis = alt.Axis(format="%", tickCount=5, orient="top", grid=True, gridColor=LIGHT.track)
        return alt.X(f"{column}:Q", title=None, axis=axis, scale=scale)

    def painted(colours: list[str]) -> alt.Color:
        return alt.Color("status:N", legend=None, scale=alt.Scale(domain=codes, range=colours))

    fills, inks = [status_fill(code) for code in codes], [status_ink(code) for code in codes]

    both = chart.transform_filter("isValid(datum.before) && isValid(datum.after)")
    span = both.mark_rule(strokeWidth=3, opacity=0.55, aria=False).encode(
        y=rows, x=at("before"), x2=alt.X2("after:Q"), color=painted(fills)
    )
    was = chart.transform_filter("isValid(datum.before)").mark_point(
        size=80,
        filled=True,
        fill=LIGHT.paper,
        stroke=LIGHT.soft,
        strokeWidth=1.6,
        opacity=1,
        aria=False,
    )
    is_now = chart.transform_filter("isValid(datum.after)").mark_point(
        size=80, filled=True, opacity=1, aria=False
    )
    touched = answering(
        chart.mark_rect(fill="transparent", cursor="pointer").encode(
            y=rows, x=pixels.x(0), x2=pixels.x2(ledger.EDGE)
        ),
        (
            ("label", t("Part")),
            ("status_words", t("Status")),
            ("number", t("Progress to target")),
            ("note", t("Points by cause")),
        ),
        pick=("direction", "element"),
    )
    drawn = layered(
        span,
        was.encode(y=rows, x=at("before")),
        is_now.encode(y=rows, x=at("after"), color=painted(fills)),
        ledger.names(chart, frame, above=14, room="width - 7 * length(datum.number) - 12"),
        ledger.at_right(chart, frame, column="number", dy=-14),
        ledger.notes(chart, frame, below=14, room="width - 7 * length(datum.status_words) - 12"),
        ledger.at_right(chart, frame, column="status_words", dy=14, colour=painted(inks)),
        touched,
    ).resolve_scale(color="independent")
    return finish(drawn, t, height=ledger.height_of(frame, STEP))
