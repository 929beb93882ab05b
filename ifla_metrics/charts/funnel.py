"""People by stage: a bar for each, and the share that went on to the next."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ifla_metrics.charts import labelled_bars
from ifla_metrics.charts.theme import LIGHT, finish, layered
from ifla_metrics.i18n import Translate

STEP = 40
STROKES = 60
"""Strokes across the row of a number that is not known."""


def funnel(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One bar per stage; a number that is not known is hatched.

    Args:
        frame: One row per stage: `row` (key), `label`, `value` (missing: not known) and `number`
            (the value and the share that went on, in words).
    """
    chart, rows = alt.Chart(frame), labelled_bars.band(frame)
    most = frame["value"].max()
    scale = alt.Scale(domain=[0, most if most > 0 else 1], nice=False)
    bars = chart.transform_filter("isValid(datum.value)").mark_bar(
        height=labelled_bars.BAR_PX, yOffset=9, color=LIGHT.accent, aria=False
    )
    unknown = [
        {"row": row, "place": stroke}
        for row, value in zip(frame["row"], frame["value"], strict=True)
        if value != value
        for stroke in range(STROKES)
    ]
    layers: list[alt.Chart] = [bars.encode(y=rows, x=alt.X("value:Q", axis=None, scale=scale))]
    if unknown:
        whole = alt.Scale(domain=[0, STROKES], nice=False)
        strokes = alt.Chart(pd.DataFrame(unknown)).mark_text(
            text="/", yOffset=9, fontSize=labelled_bars.BAR_PX, color=LIGHT.soft, aria=False
        )
        layers.append(strokes.encode(y=rows, x=alt.X("place:Q", axis=None, scale=whole)))
    touched = labelled_bars.hit_area(
        chart,
        frame,
        (("label", t("Stage")), ("number", t("People")), ("as_of", t("Date of the data"))),
    )
    drawn = layered(
        *layers,
        labelled_bars.names(chart, frame, above=9, room="width - 7 * length(datum.number) - 12"),
        labelled_bars.at_right(chart, frame, column="number", dy=-9),
        touched,
    ).resolve_scale(x="independent")
    return finish(drawn, t, height=labelled_bars.height_of(frame, STEP))
