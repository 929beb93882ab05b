"""Dumbbell charts, with two points per row: progress on two days, planned and actual days."""

import textwrap
from collections.abc import Callable
from math import floor
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.labelled_bars import (
    BESIDE_NUMBER,
    WRAPS_BELOW,
    end_labels,
    finish_labelled,
    finish_rows,
    hit_area,
    row_band,
    row_names,
    row_notes,
    rows_of,
    with_names,
)
from ifla_metrics.charts.printing import LINE_PX
from ifla_metrics.charts.theme import (
    LIGHT,
    at_y,
    colour_by,
    day_axis,
    day_scale,
    layered,
    status_colour,
    status_fill,
    status_ink,
    text,
)
from ifla_metrics.i18n import Translate

LONGEST_NOTE, LONGEST_WIDE_NOTE = 38, 50
"""The letters in a line of a note, so that it fits beside both values on a narrow screen, and into
the column of names."""
NAMES_PX, CIRCLES_PX = 310, 240
"""The width of the column of names, and the least room for circles beside it."""
STATE_COLOURS = {
    "done": (LIGHT.good, LIGHT.good),
    "reached": (LIGHT.good, LIGHT.good),
    "late": (LIGHT.warn, LIGHT.warn_ink),
    "open": (LIGHT.soft, LIGHT.soft),
    "overdue": (LIGHT.bad, LIGHT.bad),
}


def before_after(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """Draw one row per part of the strategy, with a hollow circle then and a full one now.

    Where there is no room beside the names, circles are between the name and the note.

    Args:
        frame: One row per part: `row` (key), `label`, `note` (the causes), the progress `before`
            and `after` (a missing one is not drawn), `status` (for the colour), `number` (the text
            of both statuses), `days` (the text of both values), and the codes that a click selects,
            `direction` and `element`.
    """
    frame = with_names(frame, "number")
    # A cause and its number stay on one line.
    frame["note"] = frame["note"].str.replace(r" (?=\u200e?[+−])", "\u00a0", regex=True)
    frame["wide_note"] = [textwrap.fill(note, LONGEST_WIDE_NOTE) for note in frame["note"]]
    frame["note"] = [textwrap.fill(note, LONGEST_NOTE) for note in frame["note"]]
    rows = rows_of(frame)
    lines = {name: int(frame[name].str.count("\n").max()) for name in ("name", "note", "wide_note")}
    values_px = round(7 * frame["number"].str.len().max()) + 24
    wide_px = NAMES_PX + CIRCLES_PX + values_px
    wide, up = f"width >= {wide_px}", lines["wide_note"] * LINE_PX // 2
    above, below = f"({wide} ? {9 + up} : 14)", alt.ExprRef(f"{wide} ? {9 - up} : 14")
    lowest = frame[["before", "after"]].min().fillna(0).min()
    scale = alt.Scale(
        domain=[min(0.8, floor(5 * lowest) / 5), 1],
        nice=False,
        range=[
            alt.ExprRef(f"{wide} ? {NAMES_PX} : 0"),
            alt.ExprRef(f"width - ({wide} ? {values_px} : 0)"),
        ],
    )
    axis = alt.Axis(format="%", tickCount=5, orient="top", grid=True, gridColor=LIGHT.track)

    def at(column: str) -> alt.X:
        return alt.X(f"{column}:Q", title=None, axis=axis, scale=scale)

    tooltip = (
        ("label", t("Direction or element")),
        ("number", t("Status")),
        ("days", t("Progress to target")),
        ("note", t("Points by cause")),
    )
    note = f"width < {WRAPS_BELOW} ? datum.note : datum.wide_note"
    statuses = end_labels(rows, "number", dy=alt.ExprRef(f"-{above}"))
    layers = layered(
        rows.mark_rule(color=LIGHT.line).encode(y=row_band().bandPosition(0)),
        *_circles(rows, at, "before", "after", status_colour(frame, status_fill)),
        row_names(rows, above=above, room=BESIDE_NUMBER),
        statuses.encode(color=status_colour(frame, status_ink)),
        end_labels(rows, "days", dy=below),
        row_notes(rows, below=below, expression=note),
        hit_area(rows, tooltip, ("direction", "element")),
    ).resolve_scale(color="independent")
    narrow_steps = {
        WRAPS_BELOW: 58 + 2 * LINE_PX * max(lines["name"], lines["note"]),
        wide_px: 58 + 2 * LINE_PX * lines["wide_note"],
    }
    step = 46 + LINE_PX * lines["wide_note"]
    return finish_rows(layers, frame["row"], t, step=step, narrow_steps=narrow_steps, axis=True)


def ladder(frame: pd.DataFrame, *, t: Translate, today: str, today_words: str) -> alt.LayerChart:
    """Draw one row per milestone, with a hollow circle when planned and a full one when reached.

    Args:
        frame: One row per milestone: `row` (key), `label`, `note`, `planned` and `actual` (ISO
            days; a missing one is not drawn), `state` (a key of STATE_COLOURS), `state_words` (its
            sign and word) and `uid` (the entry that a click opens).
        today: The evaluation day, marked by a tick in each row.
        today_words: The text under the ticks.
    """
    frame = with_names(frame.assign(today=today))
    rows = rows_of(frame)
    # An explicit domain, so that the parts of a long figure have the same scale.
    days = sorted({today, *frame["planned"].dropna(), *frame["actual"].dropna()})
    scale = day_scale(days, padding=10)
    # Labels near an end are inside the chart.
    axis = day_axis(days, t, orient="top", grid=True, gridColor=LIGHT.track, labelFlush=40)

    def at(column: str) -> alt.X:
        return alt.X(f"{column}:T", title=None, axis=axis, scale=scale)

    states = [state for state in STATE_COLOURS if state in set(frame["state"])]
    fills, inks = (
        colour_by("state", states, [STATE_COLOURS[state][i] for state in states]) for i in (0, 1)
    )
    tick = rows.mark_tick(color=LIGHT.ink, height=18, thickness=1.5)
    foot = alt.Chart(alt.InlineData(values=[{"on": today, "words": today_words}]))
    style = {"align": "right", "baseline": "bottom", "dx": 4, "color": LIGHT.ink}
    tooltip = (("label", "title"), ("note", t("Planned and actual")), ("state_words", t("Status")))
    layers = layered(
        tick.encode(x=at("today")),
        *_circles(rows, at, "planned", "actual", fills),
        row_names(rows, above=15),
        row_notes(rows, below=18, room="width - 120"),
        end_labels(rows, "state_words", dy=18).encode(color=inks),
        text(foot, "datum.words", x=at("on"), y=at_y(alt.ExprRef("height + 14")), **style),
        hit_area(rows, tooltip, ("uid",)),
    ).resolve_scale(color="independent")
    return finish_labelled(layers, frame, t, step=60, axis=True)


def _circles(
    rows: alt.Chart, at: Callable[[str], alt.X], then: str, now: str, colour: alt.Color
) -> tuple[alt.Chart, ...]:
    """Return the layers of two circles, hollow then and full now, and a line between them."""
    both = rows.transform_filter(f"isValid(datum.{then}) && isValid(datum.{now})")
    line = both.mark_rule(strokeWidth=3, opacity=0.55)
    circle: dict[str, Any] = {"size": 80, "filled": True, "opacity": 1}
    hollow: dict[str, Any] = {"fill": LIGHT.paper, "stroke": LIGHT.soft, "strokeWidth": 1.6}
    return (
        line.encode(x=at(then), x2=alt.X2(now), color=colour),
        rows.mark_point(**circle, **hollow).encode(x=at(then)),
        rows.mark_point(**circle).encode(x=at(now), color=colour),
    )
