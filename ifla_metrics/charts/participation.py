"""Charts of participation: columns over time, small multiples by region, shares with unknowns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts import labelled_bars
from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    at_y,
    finish,
    layered,
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
    chart, x = alt.Chart(frame), _spans(frame)
    axis = alt.Axis(tickCount=4, format=",.0f", tickMinStep=1, domain=False)
    words = chart.mark_text(
        baseline="bottom",
        dy=-5,
        fontWeight=600,
        fontSize=alt.ExprRef("bandwidth('x') < 24 ? 10 : 12"),
        color=LIGHT.ink,
        aria=False,
    ).encode(x=x, y=alt.Y("top:Q"), text=alt.Text("words:N"))
    band = chart.mark_rect(fill="transparent", cursor="pointer").encode(
        x=x, y=at_y(0), y2=to_y(alt.ExprRef("height"))
    )
    layers = [
        *_columns(frame, x=x, y=alt.Y("value:Q", title=None, axis=axis)),
        *_last_year(chart, x=x, y=alt.Y("before:Q")),
        words,
        *_heading(axis_title, t),
        with_tooltip_and_click(band, tooltip, ["quarter"]),
    ]
    return finish(layered(*layers), t, height=240)


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
    highest = frame[["value", "before"]].max().max() if len(frame) else 1
    step = (highest if highest and highest > 0 else 1) * 1.9
    count = int(frame["panel"].max()) + 1 if len(frame) else 1
    ground = (count - 1 - frame["panel"]) * step
    placed = frame.assign(
        ground=ground,
        top=ground + frame["value"].fillna(0),
        before_top=ground + frame["before"],
        ceiling=ground + step * 0.98,
    )
    chart, x = alt.Chart(placed), _spans(frame)
    scale = alt.Scale(domain=[0, count * step], nice=False)

    def at(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", axis=None, scale=scale)

    lead = chart.transform_filter("datum.lead")
    base = lead.mark_rule(color=LIGHT.line, aria=False).encode(
        y=at("ground"), x=at_x(0), x2=to_x(labelled_bars.EDGE)
    )
    words = (
        chart.transform_filter("datum.words != ''")
        .mark_text(baseline="bottom", dy=-4, fontSize=12, color=LIGHT.ink, aria=False)
        .encode(x=x, y=at("top"), text=alt.Text("words:N"))
    )
    names = lead.mark_text(
        align="left",
        baseline="top",
        dy=13,
        fontSize=labelled_bars.NAME_PX,
        fontWeight=600,
        color=LIGHT.ink,
        limit=alt.ExprRef("width - 100"),
        aria=False,
    ).encode(y=at("ceiling"), x=at_x(0), text=alt.Text("label:N"))
    totals = lead.mark_text(
        align="right", baseline="top", dy=13, color=LIGHT.soft, aria=False
    ).encode(y=at("ceiling"), x=at_x(labelled_bars.EDGE), text=alt.Text("note:N"))
    band = chart.mark_rect(fill="transparent", cursor="pointer").encode(
        x=x, y=at("ceiling"), y2=alt.Y2("ground:Q")
    )
    layers = [
        *_columns(placed, x=x, y=at("top"), y2=alt.Y2("ground:Q")),
        *_last_year(chart, x=x, y=at("before_top"), detail=alt.Detail("panel:N")),
        base,
        words,
        names,
        totals,
        *_heading("", t),
        with_tooltip_and_click(band, tooltip, ["region"]),
    ]
    return finish(layered(*layers), t, height=LANE_PX * count)


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
    lead = labelled_bars.rows_of(frame).transform_filter("datum.lead")
    return labelled_bars.segments(
        frame,
        labelled_bars.hit_area(lead, tooltip, pick),
        t=t,
        colours={"share": LIGHT.accent, "rest": LIGHT.tint, "unknown": LIGHT.track},
        text_colours={"share": LIGHT.paper, "rest": LIGHT.ink, "unknown": LIGHT.ink},
        over=_hatching,
    )


def _columns(frame: pd.DataFrame, **places: Any) -> list[alt.Chart]:
    """The columns of what is over, full; that of what is still running, an outline.

    Only those that there are: marks of nothing are a picture without a name to a screen reader.
    """
    chart, width = alt.Chart(frame), alt.RelativeBandSize(0.6)
    over = chart.transform_filter("!datum.running").mark_bar(
        width=width, color=LIGHT.accent, aria=False
    )
    running = chart.transform_filter("datum.running").mark_bar(
        width=width,
        color=LIGHT.paper,
        stroke=LIGHT.accent,
        strokeWidth=1.5,
        strokeDash=[4, 2],
        aria=False,
    )
    runs = frame["running"].astype(bool)
    drawn = [over] if not runs.any() else [running] if runs.all() else [over, running]
    return [layer.encode(**places) for layer in drawn]


def _last_year(chart: alt.Chart, **places: Any) -> list[alt.Chart]:
    """Return a line of last year, broken where nothing is known, and its points."""
    line = chart.mark_line(color=LIGHT.soft, strokeWidth=1.5, aria=False)
    points = chart.transform_filter("isValid(datum.before)").mark_circle(
        fill=LIGHT.paper, stroke=LIGHT.soft, strokeWidth=1.5, size=24, opacity=1, aria=False
    )
    return [line.encode(**places), points.encode(**places)]


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
    words: Any = alt.Chart(alt.InlineData(values=[{"title": title, "key": t("Last year")}]))
    y = at_y(-18)
    text: dict[str, Any] = {"baseline": "middle", "color": LIGHT.soft, "aria": False}
    line = words.mark_rule(color=LIGHT.soft, strokeWidth=1.5, aria=False).encode(
        x=at_x(alt.ExprRef("width - 22")), x2=to_x(labelled_bars.EDGE), y=y
    )
    key = words.mark_text(align="right", **text).encode(
        x=at_x(alt.ExprRef("width - 28")), y=y, text=alt.Text("key:N")
    )
    # On a narrow chart the key takes the room; the heading says what is counted.
    room = alt.ExprRef("width < 240 ? 0 : 1")
    counted = words.mark_text(align="left", opacity=room, **text).encode(
        x=at_x(0), y=y, text=alt.Text("title:N")
    )
    return [line, key, *([counted] if title else [])]


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
            yOffset=-labelled_bars.HALF_SEGMENT_PX,
            y2Offset=labelled_bars.HALF_SEGMENT_PX,
            aria=False,
        )
        .encode(x=alt.X("at:Q", scale=None, axis=None), x2=alt.X2("to:Q"), y2=alt.Y2("row:N"))
    )
    return lines
