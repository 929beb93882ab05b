"""Then and now in rows: progress on two days, milestones planned and reached, late starts."""

import textwrap
from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.labelled_bars import (
    BESIDE_NUMBER,
    at_right,
    band,
    finish_labelled,
    hit_area,
    names,
    notes,
    rows_of,
    with_lines,
)
from ifla_metrics.charts.parts import LINE_PX
from ifla_metrics.charts.theme import (
    LIGHT,
    at_y,
    day_axis,
    day_scale,
    layered,
    painted,
    status_colour,
    status_fill,
    status_ink,
    text,
)
from ifla_metrics.i18n import Translate

LONGEST_NOTE = 38
"""Characters of a note beside both values, on the narrowest screen."""
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
            missing one draws nothing), `status` (its colour), `number` (both statuses in words),
            `days` (both values), and what a click opens: `direction` or `element`.
    """
    frame = with_lines(frame)
    frame["note"] = [textwrap.fill(note, LONGEST_NOTE) for note in frame["note"]]
    rows = rows_of(frame)
    lowest = frame[["before", "after"]].min().fillna(0).min()
    scale = alt.Scale(domain=[min(0.0, lowest), 1], nice=False)
    axis = alt.Axis(format="%", tickCount=5, orient="top", grid=True, gridColor=LIGHT.track)

    def at(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=None, axis=axis, scale=scale)

    tooltip = (
        ("label", t("Part")),
        ("number", t("Status")),
        ("days", t("Progress to target")),
        ("note", t("Points by cause")),
    )
    drawn = layered(
        rows.mark_rule(color=LIGHT.line).encode(y=band().bandPosition(0)),
        *_circles(rows, at, "before", "after", status_colour(frame, status_fill)),
        names(rows, above=13, room=BESIDE_NUMBER),
        at_right(rows, "number", dy=-13, colour=status_colour(frame, status_ink)),
        at_right(rows, "days", dy=13),
        notes(rows, below=13),
        hit_area(rows, tooltip, ("direction", "element")),
    ).resolve_scale(color="independent")
    lines = int(frame["note"].str.count("\n").max()) if len(frame) else 0
    return finish_labelled(drawn, frame, t, step=56 + LINE_PX * lines, axis=True)


def ladder(frame: pd.DataFrame, *, t: Translate, today: str, today_words: str) -> alt.LayerChart:
    """One rung per milestone: a hollow circle where it was planned, a full one where it happened.

    Args:
        frame: One row per milestone: `row` (key), `label`, `note`, `planned` and `actual` (ISO
            days; missing draws nothing), `state` (`done`, `reached`, `late`, `open`, `overdue`),
            `state_words` (sign and word) and `uid` (the entry that a click opens).
        today: The evaluation day; a tick stands there in every row.
        today_words: The words under those ticks.
    """
    frame = with_lines(frame.assign(today=today))
    rows = rows_of(frame)
    # Both ends are named, so that the parts of a long figure have one scale.
    days = sorted({today, *frame["planned"].dropna(), *frame["actual"].dropna()})
    scale = day_scale(days, padding=10)
    axis = day_axis(days, t, orient="top", grid=True, gridColor=LIGHT.track)

    def at(column: str) -> alt.X:
        return alt.X(f"{column}:T", title=None, axis=axis, scale=scale)

    states = [s for s in COLOURS if s in set(frame["state"])]
    fills, inks = (
        painted("state", states, [COLOURS[state][tone] for state in states]) for tone in (0, 1)
    )
    tick = rows.mark_tick(color=LIGHT.ink, height=18, thickness=1.5)
    foot = alt.Chart(alt.InlineData(values=[{"on": today, "words": today_words}]))
    style = {"align": "right", "baseline": "bottom", "dx": 4, "color": LIGHT.ink}
    tooltip = (("label", "title"), ("note", t("Planned and actual")), ("state_words", t("State")))
    drawn = layered(
        tick.encode(x=at("today")),
        *_circles(rows, at, "planned", "actual", fills),
        names(rows, above=15),
        notes(rows, below=18, room="width - 120"),
        at_right(rows, "state_words", dy=18, colour=inks),
        text(foot, "datum.words", x=at("on"), y=at_y(alt.ExprRef("height + 14")), **style),
        hit_area(rows, tooltip, ("uid",)),
    ).resolve_scale(color="independent")
    return finish_labelled(drawn, frame, t, step=60, axis=True)


def _circles(
    rows: alt.Chart,
    at: Callable[[str], alt.X],
    then: str,
    now: str,
    colour: alt.Color,
) -> tuple[alt.Chart, ...]:
    """Return a line from then to now, a hollow circle then and a full one now, where known."""
    both = rows.transform_filter(f"isValid(datum.{then}) && isValid(datum.{now})")
    line = both.mark_rule(strokeWidth=3, opacity=0.55)
    circle: dict[str, Any] = {"size": 80, "filled": True, "opacity": 1}
    hollow: dict[str, Any] = {"fill": LIGHT.paper, "stroke": LIGHT.soft, "strokeWidth": 1.6}
    return (
        line.encode(x=at(then), x2=alt.X2(now), color=colour),
        rows.mark_point(**circle, **hollow).encode(x=at(then)),
        rows.mark_point(**circle).encode(x=at(now), color=colour),
    )
