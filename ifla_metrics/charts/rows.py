"""Rows on screen: name, bullet bar, value, sparkline and status, a row for each part or indicator.

One chart and no table, because a row has a tick for what was expected, a dot for the last meeting
and a tooltip. A wide screen has a row on one line; a narrow one has the bar under the name.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    finish,
    layered,
    picking,
    status_colour,
    status_ink,
)
from ifla_metrics.i18n import Translate

WIDE = "width > 560"
LINE_PX, TWO_LINES_PX, HEAD_PX = 29, 51, 40
"""The height of a row, of one with a second line under its name, and of the head of a group."""
NARROW_PX = 20
"""What a row is higher on a narrow screen."""
STATUS_PX = 122
"""What the status takes at the right end of a wide row."""
SPARK_SHARE = 0.74
"""Where a sparkline begins, in parts of the width; it ends before the status."""
WITH_SPARKS = "width > 620"
LONGEST_BAR = 1.5
"""Where the longest bar ends; a full bar is 1, the target."""


def rows(
    frame: pd.DataFrame,
    heads: pd.DataFrame | None = None,
    sparks: pd.DataFrame | None = None,
    *,
    t: Translate,
    code: str,
    tooltip: Tooltip,
) -> alt.LayerChart:
    """Draw the rows, each of which can be picked by its code.

    Args:
        frame: One record per indicator or element: `place` and `heads` (rows and heads over it),
            the column `code`, `name`, `under` (a second line, or empty), `progress`, `expected`,
            `previous` (ratios, or missing), `value` and `sub` (words at the bar), `status`,
            `status_words`.
        heads: One row per group: `place`, `heads`, `name` and `note`.
        sparks: One row per point: `row`, `place`, `heads`, `along` and `up` (0 to 1), `last`.
        code: The column that a click gives, named as in an address.
        tooltip: Columns of `frame` and their titles.
    """
    two = bool(len(frame)) and bool(frame["under"].astype(bool).any())
    step = TWO_LINES_PX if two else LINE_PX
    longest = min(LONGEST_BAR, max(1.0, float(frame["progress"].max()) if len(frame) else 1.0))
    name_share, bar_share = (0.43, 0.22) if two else (0.29, 0.26)
    # Placed once for all layers: each of its own would have the browser work it out again.
    places = alt.Chart(frame).transform_calculate(
        y=_middle(),
        bar=f"{WIDE} ? width * {name_share} : 0",
        unit=f"({WIDE} ? width * {bar_share} : width * 0.5) / {longest}",
        mid=f"{WIDE} ? datum.y : datum.y + step / 2 - 14",
        name_y=f"{WIDE} ? datum.y - (datum.under ? 9 : 0) : datum.y - step / 2 + 13",
        under_y=f"{WIDE} ? datum.y + 9 : datum.y - step / 2 + 30",
        value_x=f"{WIDE} ? width * {name_share + bar_share + 0.02} : width",
        value_y=f"{WIDE} ? datum.y - (datum.sub ? 9 : 0) : datum.mid",
        status_x=f"{WIDE} ? width - {STATUS_PX} : width",
        status_y=f"{WIDE} ? datum.y : datum.name_y",
        top="datum.y - step / 2",
        low="datum.y + step / 2",
        left="0",
        right="width",
        full="datum.bar + datum.unit",
        end=f"datum.bar + datum.unit * min({longest}, max(0, datum.progress))",
        tick=f"datum.bar + datum.unit * min({longest}, max(0, datum.expected))",
        dot=f"datum.bar + datum.unit * min({longest}, max(0, datum.previous))",
        bar_top="datum.mid - 5",
        bar_low="datum.mid + 5",
        tick_top="datum.mid - 9",
        tick_low="datum.mid + 9",
    )
    placed = alt.Chart()
    rated = placed.transform_filter("isValid(datum.progress)")
    wide, narrow = placed.transform_filter(WIDE), placed.transform_filter(f"!({WIDE})")
    hover = alt.selection_point(name="hover", fields=[code], on="pointerover", clear="pointerout")
    name_room = alt.ExprRef(f"{WIDE} ? width * {name_share} - 14 : width - 110")
    track = rated.mark_rect(fill=LIGHT.track, aria=False)
    bar = rated.mark_rect(fill=LIGHT.accent, aria=False)
    tick = placed.transform_filter("isValid(datum.expected)").mark_rule(
        stroke=LIGHT.ink, strokeWidth=2, aria=False
    )
    dot = rated.transform_filter("isValid(datum.previous)").mark_circle(
        fill=LIGHT.paper, stroke=LIGHT.accent, opacity=1, size=26, aria=False
    )
    layers = [
        placed.mark_rect(fill=LIGHT.accent, aria=False).encode(
            **_box("left", "top", "right", "low"),
            fillOpacity=alt.condition(hover, alt.value(0.06), alt.value(0), empty=False),
        ),
        placed.mark_rule(stroke=LIGHT.line, aria=False).encode(
            x=_x("left"), x2=alt.X2("right"), y=_y("low")
        ),
        _text(placed, "name", x="left", y="name_y", fontWeight=600, limit=name_room),
        _text(
            placed.transform_filter("datum.under"),
            "under",
            x="left",
            y="under_y",
            color=LIGHT.soft,
            fontSize=12,
            limit=name_room,
        ),
        track.encode(**_box("bar", "bar_top", "full", "bar_low")),
        bar.encode(**_box("bar", "bar_top", "end", "bar_low")),
        tick.encode(x=_x("tick"), y=_y("tick_top"), y2=alt.Y2("tick_low")),
        dot.encode(x=_x("dot"), y=_y("mid")),
        _text(wide, "value", x="value_x", y="value_y", limit=alt.ExprRef("width * 0.17")),
        _text(
            narrow,
            "value",
            x="value_x",
            y="value_y",
            align="right",
            color=LIGHT.soft,
            limit=alt.ExprRef("width * 0.47"),
        ),
        _text(
            wide.transform_filter("datum.sub"),
            "sub",
            x="value_x",
            y="under_y",
            color=LIGHT.soft,
            fontSize=12,
        ),
        _status(wide, frame, align="left"),
        _status(narrow, frame, align="right"),
        # The last layer names a row to who points at it or hears it; all others are silent.
        placed.mark_rect(fill="transparent", cursor="pointer")
        .encode(
            **_box("left", "top", "right", "low"),
            tooltip=[alt.Tooltip(f"{column}:N", title=title) for column, title in tooltip],
        )
        .add_params(picking(code), hover),
    ]
    head_px = 0 if heads is None else len(heads) * HEAD_PX
    height = f"{len(frame)} * step + {head_px} + 2"
    of_rows = layered(*layers)
    of_rows.data, of_rows.transform = places.data, places.transform
    around = [] if heads is None else _heads(heads)
    if sparks is not None and not sparks.empty:
        around += _sparks(sparks)
    drawn: alt.LayerChart = finish(layered(*around, of_rows), t, height=0).add_params(
        alt.param(name="step", expr=f"{WIDE} ? {step} : {step + NARROW_PX}"),
        alt.param(name="height", expr=height),
    )
    return drawn


def _middle() -> str:
    return f"datum.place * step + datum.heads * {HEAD_PX} + step / 2"


def _x(column: str) -> alt.X:
    return alt.X(f"{column}:Q", scale=None, axis=None)


def _y(column: str) -> alt.Y:
    return alt.Y(f"{column}:Q", scale=None, axis=None)


def _box(left: str, top: str, right: str, low: str) -> dict[str, alt.X | alt.X2 | alt.Y | alt.Y2]:
    return {"x": _x(left), "x2": alt.X2(right), "y": _y(top), "y2": alt.Y2(low)}


def _text(
    chart: alt.Chart,
    column: str,
    *,
    x: str,
    y: str,
    **options: Any,
) -> alt.Chart:
    given = {"align": "left", "color": LIGHT.ink, "fontSize": 13, **options}
    drawn: alt.Chart = chart.mark_text(baseline="middle", aria=False, **given).encode(
        x=_x(x), y=_y(y), text=alt.Text(f"{column}:N")
    )
    return drawn


def _status(chart: alt.Chart, frame: pd.DataFrame, *, align: str) -> alt.Chart:
    text = _text(chart, "status_words", x="status_x", y="status_y", align=align, fontWeight=600)
    drawn: alt.Chart = text.encode(color=status_colour(frame, status_ink))
    return drawn


def _sparks(sparks: pd.DataFrame) -> list[alt.Chart]:
    """Return the reports so far of each row as a line, the last as a point; for wide screens."""
    room = f"width * {1 - SPARK_SHARE:.2f} - {STATUS_PX + 14}"
    placed = (
        alt.Chart(sparks)
        .transform_calculate(
            x=f"width * {SPARK_SHARE} + datum.along * min(width * 0.14, {room})",
            y=f"{_middle()} + 8 - 16 * datum.up",
        )
        .transform_filter(WITH_SPARKS)
    )
    x, y = _x("x"), _y("y")
    line = placed.mark_line(stroke=LIGHT.soft, strokeWidth=1.25, aria=False)
    last = placed.transform_filter("datum.last").mark_circle(
        fill=LIGHT.accent, opacity=1, size=22, aria=False
    )
    return [
        line.encode(x=x, y=y, detail="row:N", order=alt.Order("along:Q")),
        last.encode(x=x, y=y),
    ]


def _heads(heads: pd.DataFrame) -> list[alt.Chart]:
    placed = alt.Chart(heads).transform_calculate(
        y=f"datum.place * step + datum.heads * {HEAD_PX} + 24", left="0", right="width"
    )
    return [
        _text(
            placed,
            "name",
            x="left",
            y="y",
            fontSize=15,
            fontWeight=600,
            limit=alt.ExprRef("width - 130"),
        ),
        _text(placed, "note", x="right", y="y", align="right", color=LIGHT.soft),
    ]
