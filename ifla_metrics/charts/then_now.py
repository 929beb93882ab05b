"""Then and now in rows: progress on two days, milestones planned and reached, late starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts import labelled_bars
from ifla_metrics.charts.theme import (
    LIGHT,
    at_y,
    day_axis,
    finish,
    layered,
    moment,
    painted,
    status_colour,
    status_fill,
    status_ink,
)
from ifla_metrics.i18n import Translate

CHANGE_STEP, LADDER_STEP = 50, 60
COLOURS = {
    "done": (LIGHT.good, LIGHT.good_ink),
    "reached": (LIGHT.good, LIGHT.good_ink),
    "late": (LIGHT.warn, LIGHT.warn_ink),
    "open": (LIGHT.soft, LIGHT.soft),
    "overdue": (LIGHT.bad, LIGHT.bad),
}


def before_after(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One row per part: a hollow circle where its progress was, a full one where it is.

    Args:
        frame: One row per part: `row` (key), `label`, `note` (the causes), `before` and `after` (a
            missing one draws nothing), `status` (its colour), `status_words` and `number` (both
            days in words), and what a click opens: `direction` or `element`.
    """
    chart = alt.Chart(frame)
    lowest = min(0.0, frame[["before", "after"]].min().min())
    scale = alt.Scale(domain=[0.0 if lowest != lowest else lowest, 1], nice=False)
    axis = alt.Axis(format="%", tickCount=5, orient="top", grid=True, gridColor=LIGHT.track)

    def at(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=None, axis=axis, scale=scale)

    drawn = layered(
        chart.mark_rule(color=LIGHT.line, aria=False).encode(
            y=labelled_bars.band(frame).bandPosition(0)
        ),
        *_circles(
            chart, frame, at, then="before", now="after", colour=status_colour(frame, status_fill)
        ),
        labelled_bars.names(chart, frame, above=13, room="width - 7 * length(datum.number) - 12"),
        labelled_bars.at_right(chart, frame, column="number", dy=-13),
        labelled_bars.notes(
            chart, frame, below=13, room="width - 7 * length(datum.status_words) - 12"
        ),
        labelled_bars.at_right(
            chart, frame, column="status_words", dy=13, colour=status_colour(frame, status_ink)
        ),
        labelled_bars.hit_area(
            chart,
            frame,
            (
                ("label", t("Part")),
                ("status_words", t("Status")),
                ("number", t("Progress to target")),
                ("note", t("Points by cause")),
            ),
            ("direction", "element"),
        ),
    ).resolve_scale(color="independent")
    return finish(drawn, t, height=labelled_bars.height_of(frame, CHANGE_STEP))


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
    # Both ends are named, so that the parts of a long figure have one scale.
    days = sorted({today, *frame["planned"].dropna(), *frame["actual"].dropna()})
    scale = alt.Scale(type="utc", padding=10, domain=[moment(days[0]), moment(days[-1])])
    axis = day_axis(days, orient="top", grid=True, gridColor=LIGHT.track)

    def at(column: str) -> alt.X:
        return alt.X(f"{column}:T", title=None, axis=axis, scale=scale)

    states = [s for s in COLOURS if s in set(frame["state"])]
    fills, inks = ([COLOURS[s][tone] for s in states] for tone in (0, 1))
    now = alt.Chart(alt.InlineData(values=[{"on": today, "words": today_words}]))
    line = chart.mark_tick(color=LIGHT.ink, height=18, thickness=1.5, aria=False).encode(
        y=labelled_bars.band(frame), x=at("today")
    )
    words = now.mark_text(
        align="right", baseline="bottom", dx=4, color=LIGHT.ink, aria=False
    ).encode(x=at("on"), y=at_y(alt.ExprRef("height + 14")), text=alt.Text("words:N"))
    drawn = layered(
        line,
        *_circles(
            chart, frame, at, then="planned", now="actual", colour=painted("state", states, fills)
        ),
        labelled_bars.names(chart, frame, above=18),
        labelled_bars.notes(chart, frame, below=18, room="width - 120"),
        labelled_bars.at_right(
            chart, frame, column="state_words", dy=18, colour=painted("state", states, inks)
        ),
        words,
        labelled_bars.hit_area(
            chart,
            frame,
            (("label", "title"), ("note", t("Planned and actual")), ("state_words", t("State"))),
            ("uid",),
        ),
    ).resolve_scale(color="independent")
    return finish(drawn, t, height=labelled_bars.height_of(frame, LADDER_STEP))


def _circles(
    chart: alt.Chart,
    frame: pd.DataFrame,
    at: Callable[[str], alt.X],
    *,
    then: str,
    now: str,
    colour: alt.Color,
) -> list[alt.Chart]:
    """Return a hollow circle then, a full one now and a line between, of what is known."""
    rows = labelled_bars.band(frame)

    def known(*columns: str) -> alt.Chart:
        test = " && ".join(f"isValid(datum.{column})" for column in columns)
        found: alt.Chart = chart.transform_filter(test)
        return found

    hollow: dict[str, Any] = {"fill": LIGHT.paper, "stroke": LIGHT.soft, "strokeWidth": 1.6}
    circle: dict[str, Any] = {"size": 80, "filled": True, "opacity": 1, "aria": False}
    span = known(then, now).mark_rule(strokeWidth=3, opacity=0.55, aria=False)
    layers = (
        (span.encode(y=rows, x=at(then), x2=alt.X2(now), color=colour), [then, now]),
        (known(then).mark_point(**circle, **hollow).encode(y=rows, x=at(then)), [then]),
        (known(now).mark_point(**circle).encode(y=rows, x=at(now), color=colour), [now]),
    )
    # Marks of nothing are a picture without a name to a screen reader.
    return [layer for layer, columns in layers if frame[columns].notna().all(axis=1).any()]
