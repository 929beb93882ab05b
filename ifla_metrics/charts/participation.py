"""Charts of participation: columns over time, small multiples by region, shares with unknowns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.labelled_bars import EDGE, HALF_SEGMENT_PX, hit_area, rows_of, segments
from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    at_y,
    finish,
    layered,
    text,
    to_x,
    to_y,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate

LANE_PX = 100
HATCH_PX = 6
"""From one line of the hatching to the next."""


def columns_over_time(
    frame: pd.DataFrame, *, t: Translate, axis_title: str, tooltip: Tooltip
) -> alt.LayerChart:
    """One column per span, and a line of the same spans a year before; a click gives `quarter`.

    Args:
        frame: One row per span: `span` (label; lines split by a line feed), `value`, `before`
            (missing draws nothing), `running` (not yet over: drawn as an outline), `words` (over
            the column: the number, or n/k), `top` (where these stand) and `quarter`.
        axis_title: What the columns count.
        tooltip: Columns of text that a column answers with, and their titles.
    """
    chart = alt.Chart(frame).encode(x=_spans(frame))
    axis = alt.Axis(tickCount=4, format=",.0f", tickMinStep=1, domain=False)
    words = text(
        chart,
        "datum.words",
        y=alt.Y("top:Q"),
        align="center",
        baseline="bottom",
        dy=-5,
        fontWeight=600,
        fontSize=alt.ExprRef("bandwidth('x') < 24 ? 10 : 12"),
        color=LIGHT.ink,
    )
    band = chart.mark_rect(fill="transparent", cursor="pointer").encode(
        y=at_y(0), y2=to_y(alt.ExprRef("height"))
    )
    drawn = layered(
        *_columns(frame, chart, y=alt.Y("value:Q", title=None, axis=axis)),
        *_last_year(chart, y=alt.Y("before:Q")),
        words,
        *_heading(axis_title, t),
        with_tooltip_and_click(band, tooltip, ["quarter"]),
    )
    return finish(drawn, t, height=240)


def region_panels(frame: pd.DataFrame, *, t: Translate, tooltip: Tooltip) -> alt.LayerChart:
    """Small multiples on one scale: a panel of columns per region; a click gives `region`.

    The panels are stacked on one axis and not faceted, because facets do not follow the width of a
    page.

    Args:
        frame: One row per panel and span: `panel` (number from 0 at the top), `label` (name of the
            panel), `note` (its total in words), `span`, `value`, `before`, `running` (not yet over:
            drawn as an outline), `words` (over the column, or empty), `lead` (true once a panel)
            and `region`.
        tooltip: Columns of text that a column answers with, and their titles.
    """
    highest = frame[["value", "before"]].max().max()
    step = (highest if highest > 0 else 1) * 1.9
    count = int(frame["panel"].max()) + 1
    ground = (count - 1 - frame["panel"]) * step
    placed = frame.assign(
        ground=ground,
        top=ground + frame["value"].fillna(0),
        before_top=ground + frame["before"],
        ceiling=ground + step * 0.98,
    )
    chart = alt.Chart(placed).encode(x=_spans(frame))
    lead = alt.Chart(placed).transform_filter("datum.lead")
    scale = alt.Scale(domain=[0, count * step], nice=False)

    def at(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", axis=None, scale=scale)

    over: dict[str, Any] = {"y": at("ceiling"), "baseline": "top", "dy": 13}
    name = {"fontSize": 13, "fontWeight": 600, "color": LIGHT.ink}
    number = {"align": "center", "baseline": "bottom", "dy": -4, "color": LIGHT.ink}
    band = chart.mark_rect(fill="transparent", cursor="pointer")
    drawn = layered(
        *_columns(placed, chart, y=at("top"), y2=alt.Y2("ground:Q")),
        *_last_year(chart, y=at("before_top"), detail=alt.Detail("panel:N")),
        lead.mark_rule(color=LIGHT.line).encode(y=at("ground"), x=at_x(0), x2=to_x(EDGE)),
        text(chart.transform_filter("datum.words != ''"), "datum.words", y=at("top"), **number),
        text(lead, "datum.label", x=at_x(0), limit=alt.ExprRef("width - 100"), **over, **name),
        text(lead, "datum.note", x=at_x(EDGE), align="right", **over),
        *_heading("", t),
        with_tooltip_and_click(
            band.encode(y=at("ceiling"), y2=alt.Y2("ground:Q")), tooltip, ["region"]
        ),
    )
    return finish(drawn, t, height=LANE_PX * count)


def shares(
    frame: pd.DataFrame, *, t: Translate, tooltip: Tooltip, pick: Sequence[str] = ()
) -> alt.LayerChart:
    """One bar per row in parts: the share, the rest of what is known, and the unknown, hatched.

    Args:
        frame: One record per row and part, as `labelled_bars.segments` wants it, with `start`
            (where the part begins, in parts of the longest bar); parts are `share`, `rest` and
            `unknown`.
        tooltip: Columns of text that a row answers with, and their titles.
        pick: The codes that a click on a row gives.
    """
    lead = rows_of(frame).transform_filter("datum.lead")
    return segments(
        frame,
        hit_area(lead, tooltip, pick),
        t=t,
        colours={"share": LIGHT.accent, "rest": LIGHT.tint, "unknown": LIGHT.track},
        text_colours={"share": LIGHT.paper, "rest": LIGHT.ink, "unknown": LIGHT.ink},
        over=_hatching,
    )


def _columns(frame: pd.DataFrame, chart: alt.Chart, **places: Any) -> list[alt.Chart]:
    """Return the columns of what is over, full; that of what is still running, an outline.

    Only those that there are: marks of nothing are a picture without a name to a screen reader.
    """
    width, runs = alt.RelativeBandSize(0.6), frame["running"].astype(bool)
    outline: dict[str, Any] = {"stroke": LIGHT.accent, "strokeWidth": 1.5, "strokeDash": [4, 2]}
    over = chart.transform_filter("!datum.running").mark_bar(width=width, color=LIGHT.accent)
    running = chart.transform_filter("datum.running").mark_bar(
        width=width, color=LIGHT.paper, **outline
    )
    drawn = [over] if not runs.any() else [running] if runs.all() else [over, running]
    return [layer.encode(**places) for layer in drawn]


def _last_year(chart: alt.Chart, **places: Any) -> list[alt.Chart]:
    """Return a line of last year, broken where nothing is known, and its points."""
    circle: dict[str, Any] = {"fill": LIGHT.paper, "size": 24, "opacity": 1}
    line: dict[str, Any] = {"stroke": LIGHT.soft, "strokeWidth": 1.5}
    known = chart.transform_filter("isValid(datum.before)")
    return [
        chart.mark_line(**line).encode(**places),
        known.mark_circle(**circle, **line).encode(**places),
    ]


def _lines_of(spans: Sequence[str]) -> dict[str, list[str]]:
    """Return the lines of each label; a second line, the year, stands where it changes."""
    parts = [span.split("\n") for span in spans]
    before = [[""], *parts]
    return {
        span: lines[:1] if lines[1:] and lines[1:] == previous[1:] else lines
        for span, lines, previous in zip(spans, parts, before, strict=False)
    }


def _spans(frame: pd.DataFrame) -> alt.X:
    order = [str(span) for span in frame["span"].unique()]
    return alt.X(
        "span:N",
        sort=order,
        title=None,
        scale=alt.Scale(paddingInner=0.15, paddingOuter=0.1),
        axis=alt.Axis(
            labelAngle=0,
            labelExpr=f"({json.dumps(_lines_of(order))})[datum.label]",
            labelOverlap=True,
            ticks=False,
            labelLimit=0,
            labelLineHeight=14,
        ),
    )


def _heading(title: str, t: Translate) -> list[alt.Chart]:
    """Return the words over a chart: what is counted, and at the right what the line is."""
    words = alt.Chart(alt.InlineData(values=[{"title": title, "key": t("Last year")}]))
    y = at_y(-18)
    line = words.mark_rule(color=LIGHT.soft, strokeWidth=1.5).encode(
        x=at_x(alt.ExprRef("width - 22")), x2=to_x(EDGE), y=y
    )
    # On a narrow chart the key takes the room; the heading says what is counted.
    return [
        line,
        text(words, "datum.key", x=at_x(alt.ExprRef("width - 28")), y=y, align="right"),
        text(words, "width < 240 ? '' : datum.title", x=at_x(0), y=y),
    ]


def _hatching(rows: alt.Chart) -> alt.Chart:
    """Return slanting lines over the parts that are not known."""
    first, last = "width * datum.start", f"width * (datum.start + datum.room) - {HATCH_PX}"
    lines: alt.Chart = (
        rows.transform_filter("datum.part == 'unknown' && datum.value > 0")
        .transform_calculate(at=f"sequence({first}, {last}, {HATCH_PX})")
        .transform_flatten(["at"])
        .transform_calculate(to=f"datum.at + {HATCH_PX}")
        .mark_rule(
            color=LIGHT.faint,
            strokeWidth=1.5,
            yOffset=-HALF_SEGMENT_PX,
            y2Offset=HALF_SEGMENT_PX,
        )
        .encode(x=alt.X("at:Q", scale=None, axis=None), x2=alt.X2("to:Q"), y2=alt.Y2("row:N"))
    )
    return lines
