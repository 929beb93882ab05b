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
    in_colour,
    layered,
    status_colour,
    status_ink,
    text,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate

WIDE = "width > 560"
LINE_PX, TWO_LINES_PX, HEAD_PX = 29, 51, 40
"""The height of a row, of one with a second line under its name, and of the head of a group."""
NARROW_PX = 20
"""What a row is higher on a narrow screen."""
STATUS_PX, LETTER_PX = 122, 7.1
"""What the status takes at least at the right end of a wide row; what a letter of it takes."""
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
    words_px = LETTER_PX * frame["status_words"].str.len().max() if len(frame) else 0
    status_px = round(max(STATUS_PX, words_px))
    name_share, bar_share = (0.43, 0.21) if two else (0.29, 0.26)
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
        status_x=f"{WIDE} ? width - {status_px} : width",
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
    expected = placed.transform_filter("isValid(datum.expected)")
    previous = rated.transform_filter("isValid(datum.previous)")
    under = placed.transform_filter("datum.under")
    wide, narrow = placed.transform_filter(WIDE), placed.transform_filter(f"!({WIDE})")
    hover = alt.selection_point(name="hover", fields=[code], on="pointerover", clear="pointerout")
    shaded = alt.condition(hover, alt.value(0.06), alt.value(0), empty=False)
    dot: dict[str, Any] = {"fill": LIGHT.paper, "stroke": LIGHT.accent, "size": 26, "opacity": 1}
    name: dict[str, Any] = {"limit": f"{WIDE} ? width * {name_share} - 14 : width - 110"}
    status: dict[str, Any] = {"colour": status_colour(frame, status_ink), "fontWeight": 600}
    row = {"x": _x("left"), "x2": alt.X2("right"), "y": _y("top"), "y2": alt.Y2("low")}
    bar = {"y": _y("bar_top"), "y2": alt.Y2("bar_low")}
    of_rows = layered(
        placed.mark_rect(fill=LIGHT.accent).encode(**row, fillOpacity=shaded),
        placed.mark_rule(stroke=LIGHT.line).encode(x=_x("left"), x2=alt.X2("right"), y=_y("low")),
        _text(placed, "name", x="left", y="name_y", colour=LIGHT.ink, fontWeight=600, **name),
        _text(under, "under", x="left", y="under_y", fontSize=12, **name),
        rated.mark_rect(fill=LIGHT.track).encode(x=_x("bar"), x2=alt.X2("full"), **bar),
        rated.mark_rect(fill=LIGHT.accent).encode(x=_x("bar"), x2=alt.X2("end"), **bar),
        expected.mark_rule(stroke=LIGHT.ink, strokeWidth=2).encode(
            x=_x("tick"), y=_y("tick_top"), y2=alt.Y2("tick_low")
        ),
        previous.mark_circle(**dot).encode(x=_x("dot"), y=_y("mid")),
        _text(wide, "value", x="value_x", y="value_y", colour=LIGHT.ink, limit="width * 0.17"),
        _text(narrow, "value", x="value_x", y="value_y", align="right", limit="width * 0.47"),
        _text(wide.transform_filter("datum.sub"), "sub", x="value_x", y="under_y", fontSize=12),
        _text(wide, "status_words", x="status_x", y="status_y", **status),
        _text(narrow, "status_words", x="status_x", y="status_y", align="right", **status),
        # The last layer names a row to who points at it or hears it; all others are silent.
        with_tooltip_and_click(
            placed.mark_rect(fill="transparent", cursor="pointer").encode(**row), tooltip, [code]
        ).add_params(hover),
    )
    of_rows.data, of_rows.transform = places.data, places.transform
    around = [] if heads is None else _heads(heads)
    if sparks is not None and not sparks.empty:
        around += _sparks(sparks, status_px)
    head_px = 0 if heads is None else len(heads) * HEAD_PX
    height = f"{len(frame)} * step + {head_px} + 2"
    return finish(
        layered(*around, of_rows),
        t,
        alt.param(name="step", expr=f"{WIDE} ? {step} : {step + NARROW_PX}"),
        alt.param(name="height", expr=height),
        height=0,
    )


def _middle() -> str:
    return f"datum.place * step + datum.heads * {HEAD_PX} + step / 2"


def _x(column: str) -> alt.X:
    return alt.X(f"{column}:Q", scale=None, axis=None)


def _y(column: str) -> alt.Y:
    return alt.Y(f"{column}:Q", scale=None, axis=None)


def _text(
    chart: alt.Chart,
    column: str,
    *,
    x: str,
    y: str,
    colour: alt.Color | str = LIGHT.soft,
    limit: str = "width",
    **style: Any,
) -> alt.Chart:
    style = {"fontSize": 13, "limit": alt.ExprRef(limit), **style}
    words = text(chart, f"datum.{column}", x=_x(x), y=_y(y), **style)
    drawn: alt.Chart = words.encode(color=in_colour(colour) if isinstance(colour, str) else colour)
    return drawn


def _sparks(sparks: pd.DataFrame, status_px: int) -> list[alt.Chart]:
    """Return the reports so far of each row as a line, the last as a point; for wide screens."""
    room = f"width * {1 - SPARK_SHARE:.2f} - {status_px + 14}"
    placed = (
        alt.Chart(sparks)
        .transform_calculate(
            x=f"width * {SPARK_SHARE} + datum.along * min(width * 0.14, {room})",
            y=f"{_middle()} + 8 - 16 * datum.up",
        )
        .transform_filter(WITH_SPARKS)
        .encode(x=_x("x"), y=_y("y"))
    )
    line = placed.mark_line(stroke=LIGHT.soft, strokeWidth=1.25)
    last = placed.transform_filter("datum.last")
    return [
        line.encode(detail="row:N", order=alt.Order("along:Q")),
        last.mark_circle(fill=LIGHT.accent, opacity=1, size=22),
    ]


def _heads(heads: pd.DataFrame) -> list[alt.Chart]:
    placed = alt.Chart(heads).transform_calculate(
        y=f"datum.place * step + datum.heads * {HEAD_PX} + 24", left="0", right="width"
    )
    name: dict[str, Any] = {"colour": LIGHT.ink, "fontSize": 15, "fontWeight": 600}
    return [
        _text(placed, "name", x="left", y="y", limit="width - 130", **name),
        _text(placed, "note", x="right", y="y", align="right"),
    ]
