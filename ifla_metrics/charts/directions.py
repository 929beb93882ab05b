"""The directions side by side: how many of their indicators have which status."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ifla_metrics.charts import labelled_bars
from ifla_metrics.charts.marks import at_x, with_tooltip_and_click
from ifla_metrics.charts.theme import (
    LIGHT,
    direction_colour,
    finish,
    layered,
    on_fill,
    status_fill,
)
from ifla_metrics.i18n import Translate

STEP = 74
MARK = 14


def status_bars(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One bar per direction, a part per status with its sign and number inside.

    Bars are as long as a direction has indicators, so that six of fourteen and six of six differ.

    Args:
        frame: As `labelled_bars.segments` wants it; `part` is a status code, in the order that the
            parts should take, and `place` the number of the direction (0 first) for its colour;
            `direction` and `status` (codes), `status_words` and `number` ("2 of 8").
    """
    codes = list(dict.fromkeys(frame.sort_values("position")["part"]))
    drawn = labelled_bars.segments(
        frame,
        colours={code: status_fill(code) for code in codes},
        text_colours={code: on_fill(code) for code in codes},
        step=STEP,
        indent=MARK + 4,
    )
    places = sorted(int(p) for p in frame["place"].unique())
    mark = (
        alt.Chart(frame)
        .transform_filter("datum.lead")
        .mark_point(
            shape="square", size=MARK * MARK, filled=True, opacity=1, yOffset=-22, aria=False
        )
        .encode(
            y=labelled_bars.band(frame),
            x=at_x(MARK / 2),
            color=alt.Color(
                "place:O",
                legend=None,
                scale=alt.Scale(domain=places, range=[direction_colour(p) for p in places]),
            ),
        )
    )
    touched = with_tooltip_and_click(
        alt.Chart(frame)
        .mark_bar(height=2 * labelled_bars.HALF_SEGMENT_PX, opacity=0, cursor="pointer")
        .encode(
            y=labelled_bars.band(frame),
            x=alt.X("value:Q", stack="zero", axis=None, scale=alt.Scale(domainMin=0, nice=False)),
            detail=alt.Detail("part:N"),
            order=alt.Order("position:Q", sort="ascending"),
        ),
        (
            ("label", t("Direction")),
            ("status_words", t("Status")),
            ("number", t("Indicators")),
            ("note", t("Progress to target")),
        ),
        ["direction", "status"],
    )
    joined = layered(drawn, mark, touched).resolve_scale(color="independent")
    return finish(joined, t, height=labelled_bars.height_of(frame, STEP))


def status_bar(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One direction's indicators as one bar, a part for each status; a part can be picked.

    Args:
        frame: One row per status: `status`, `start` and `end` (numbers of indicators), `words`
            (sign and word), `number` ("2 of 8") and `names` of the indicators.
    """
    codes = [str(code) for code in frame["status"]]
    whole = alt.Scale(domain=[0, int(frame["end"].max()) if len(frame) else 1], nice=False)
    bar = (
        alt.Chart(frame)
        .mark_bar(height=12, stroke=LIGHT.paper, strokeWidth=2, cursor="pointer")
        .encode(
            x=alt.X("start:Q", axis=None, scale=whole),
            x2=alt.X2("end"),
            color=alt.Color(
                "status:N",
                legend=None,
                scale=alt.Scale(domain=codes, range=[status_fill(code) for code in codes]),
            ),
        )
    )
    tooltip = (("words", t("Status")), ("number", t("Indicators")), ("names", t("Which")))
    return finish(layered(with_tooltip_and_click(bar, tooltip, ["status"])), t, height=14)
