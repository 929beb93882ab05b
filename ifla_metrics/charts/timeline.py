"""Planned against actual: a ladder of milestones, and starts that came late."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ifla_metrics.charts import ledger, pixels
from ifla_metrics.charts.marks import answering
from ifla_metrics.charts.theme import LIGHT, day_axis, finish, layered, moment
from ifla_metrics.i18n import Translate

STEP = 60
COLOURS = {
    "done": (LIGHT.good, LIGHT.good_ink),
    "reached": (LIGHT.good, LIGHT.good_ink),
    "late": (LIGHT.warn, LIGHT.warn_ink),
    "open": (LIGHT.soft, LIGHT.soft),
    "overdue": (LIGHT.bad, LIGHT.bad),
}


def ladder(frame: pd.DataFrame, *, t: Translate, today: str, today_words: str) -> alt.LayerChart:
    """One rung per milestone: a hollow circle where it was planned, a full one where it happened.

    Args:
        frame: One row per milestone: `row` (key), `label`, `note`, `planned` and `actual` (ISO
            days; missing draws nothing), `state` (`done`, `reached`, `late`, `open`, `overdue`),
            `state_words` (sign and word) and `uid` (the entry that a click opens).
        today: The evaluation day; a tick stands there in every row.
        today_words: The words under those ticks.
    """
    chart = alt.Chart(frame.assign(today=today))
    rows = ledger.band(frame)
    # Both ends are named, so that the parts of a long figure have one scale.
    days = sorted({today, *frame["planned"].dropna(), *frame["actual"].dropna()})
    scale = alt.Scale(type="utc", padding=10, domain=[moment(days[0]), moment(days[-1])])
    axis = day_axis(days, orient="top", grid=True, gridColor=LIGHT.track)

    def at(column: str) -> alt.X:
        return alt.X(f"{column}:T", title=None, axis=axis, scale=scale)

    states = [s for s in COLOURS if s in set(frame["state"])]
    colour = alt.Color(
        "state:N",
        legend=None,
        scale=alt.Scale(domain=states, range=[COLOURS[s][0] for s in states]),
    )
    ink = alt.Color(
        "state:N",
        legend=None,
        scale=alt.Scale(domain=states, range=[COLOURS[s][1] for s in states]),
    )
    both = chart.transform_filter("isValid(datum.planned) && isValid(datum.actual)")
    span = both.mark_rule(strokeWidth=3, opacity=0.55).encode(
        y=rows, x=at("planned"), x2=alt.X2("actual:T"), color=colour
    )
    planned = (
        chart.transform_filter("isValid(datum.planned)")
        .mark_point(
            size=80, filled=True, fill=LIGHT.paper, stroke=LIGHT.soft, strokeWidth=1.6, opacity=1
        )
        .encode(y=rows, x=at("planned"))
    )
    actual = (
        chart.transform_filter("isValid(datum.actual)")
        .mark_point(size=80, filled=True, opacity=1)
        .encode(y=rows, x=at("actual"), color=colour)
    )
    now = alt.Chart(alt.InlineData(values=[{"on": today, "words": today_words}]))
    line = chart.mark_tick(color=LIGHT.ink, height=18, thickness=1.5).encode(y=rows, x=at("today"))
    words = now.mark_text(align="right", baseline="bottom", dx=4, color=LIGHT.ink).encode(
        x=at("on"), y=pixels.y(alt.ExprRef("height + 14")), text=alt.Text("words:N")
    )
    has_planned, has_actual = frame["planned"].notna(), frame["actual"].notna()
    marks = [
        layer
        for layer, wanted in (
            (span, has_planned & has_actual),
            (planned, has_planned),
            (actual, has_actual),
        )
        if wanted.any()
    ]
    touched = answering(
        chart.mark_rect(fill="transparent", cursor="pointer").encode(
            y=rows, x=pixels.x(0), x2=pixels.x2(ledger.EDGE)
        ),
        (("label", "title"), ("note", t("Planned and actual")), ("state_words", t("State"))),
        pick=("uid",),
    )
    drawn = layered(
        line,
        *marks,
        ledger.names(chart, frame, above=18),
        ledger.notes(chart, frame, below=18, room="width - 120"),
        ledger.at_right(chart, frame, column="state_words", dy=18, colour=ink),
        words,
        touched,
    ).resolve_scale(color="independent")
    return finish(drawn, t, height=ledger.height_of(frame, STEP))
