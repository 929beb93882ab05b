"""Participation drawn: columns over time, small multiples by region, shares with their unknown."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts import ledger, pixels
from ifla_metrics.charts.theme import LIGHT, finish, layered
from ifla_metrics.i18n import Translate

LANE_PX = 100
SPLIT = "split(datum.label, '\\n')"


def columns_over_time(
    frame: pd.DataFrame, *, t: Translate, axis_title: str, key: str
) -> alt.LayerChart:
    """One column per span, the same span a year earlier faint behind it.

    Args:
        frame: One row per span: `span` (label; lines split by a line feed), `value`, `before`
            (missing draws nothing), `running` (not yet over: drawn as an outline) and `words`
            (over the column: the number, or n/k).
        axis_title: What the columns count.
        key: What the faint columns are, in words, over the drawing.
    """
    chart = alt.Chart(frame)
    x = _spans(frame)
    y = alt.Y(
        "before:Q",
        title=None,
        axis=alt.Axis(tickCount=4, format=",.0f", tickMinStep=1, domain=False),
    )
    behind = chart.mark_bar(width=alt.RelativeBandSize(0.92), color=LIGHT.faint).encode(x=x, y=y)
    front = _columns(frame, x=x, y=alt.Y("value:Q"))
    words = chart.mark_text(
        baseline="bottom",
        dy=-3,
        fontWeight=600,
        fontSize=12,
        color=LIGHT.ink,
        stroke=None,
    ).encode(x=x, y=alt.Y("top:Q"), text=alt.Text("words:N"))
    return finish(layered(behind, *front, words, *_heading(axis_title, key)), t, height=240)


def lanes(frame: pd.DataFrame, *, t: Translate, key: str) -> alt.LayerChart:
    """Small multiples in one drawing: a lane of columns per region, all on one scale.

    The lanes are stacked on one axis and not faceted, because facets do not follow the width of a
    page.

    Args:
        frame: One row per lane and span: `lane` (number from 0 at the top), `label` (name of the
            lane), `note` (its total in words), `span`, `value`, `before`, `running` (not yet over:
            drawn as an outline), `words` (over the column, or empty) and `lead` (true once a lane).
        key: What the faint columns are, in words, over the drawing.
    """
    highest = frame[["value", "before"]].max().max() if len(frame) else 1
    step = (highest if highest and highest > 0 else 1) * 1.9
    count = int(frame["lane"].max()) + 1 if len(frame) else 1
    ground = (count - 1 - frame["lane"]) * step
    placed = frame.assign(
        ground=ground,
        top=ground + frame["value"].fillna(0),
        before_top=ground + frame["before"].fillna(0),
        ceiling=ground + step * 0.98,
    )
    chart = alt.Chart(placed)
    x = _spans(frame)
    scale = alt.Scale(domain=[0, count * step], nice=False)

    def at(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", axis=None, scale=scale)

    behind = chart.mark_bar(width=alt.RelativeBandSize(0.92), color=LIGHT.faint).encode(
        x=x, y=at("before_top"), y2=alt.Y2("ground:Q")
    )
    front = _columns(placed, x=x, y=at("top"), y2=alt.Y2("ground:Q"))
    lead = chart.transform_filter("datum.lead")
    base = lead.mark_rule(color=LIGHT.line).encode(
        y=at("ground"), x=pixels.x(0), x2=pixels.x2(ledger.EDGE)
    )
    words = (
        chart.transform_filter("datum.words != ''")
        .mark_text(baseline="bottom", dy=-2, fontSize=12, color=LIGHT.ink)
        .encode(x=x, y=at("top"), text=alt.Text("words:N"))
    )
    names = lead.mark_text(
        align="left",
        baseline="top",
        dy=13,
        fontSize=ledger.NAME_PX,
        fontWeight=600,
        color=LIGHT.ink,
        limit=alt.ExprRef("width - 100"),
    ).encode(y=at("ceiling"), x=pixels.x(0), text=alt.Text("label:N"))
    totals = lead.mark_text(align="right", baseline="top", dy=13, color=LIGHT.soft).encode(
        y=at("ceiling"), x=pixels.x(ledger.EDGE), text=alt.Text("note:N")
    )
    drawn = layered(behind, *front, base, words, names, totals, *_heading("", key))
    return finish(drawn, t, height=LANE_PX * count)


def shares(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One bar per row in parts: the share, the rest of what is known, and the unknown.

    Args:
        frame: One row per row and part, as `ledger.segments` wants it; parts are `share`, `rest`
            and `unknown`.
    """
    colours = {"share": LIGHT.accent, "rest": LIGHT.tint, "unknown": LIGHT.track}
    text = {"share": LIGHT.paper, "rest": LIGHT.ink, "unknown": LIGHT.soft}
    return finish(ledger.segments(frame, colours=colours, text_colours=text), t)


def profile(frame: pd.DataFrame, *, t: Translate, shares: bool = False) -> alt.LayerChart:
    """Bars of roles, reach, mode or level: one per row, as `ledger.bars` wants it."""
    return finish(ledger.bars(frame, shares=shares), t)


def _columns(frame: pd.DataFrame, **places: Any) -> list[alt.Chart]:
    """The columns of what is over, full; that of what is still running, an outline.

    Only those that there are: marks of nothing are a picture without a name to a screen reader.
    """
    chart, width = alt.Chart(frame), alt.RelativeBandSize(0.54)
    over = chart.transform_filter("!datum.running").mark_bar(width=width, color=LIGHT.accent)
    running = chart.transform_filter("datum.running").mark_bar(
        width=width, color=LIGHT.paper, stroke=LIGHT.accent, strokeWidth=1.5, strokeDash=[4, 2]
    )
    runs = frame["running"].astype(bool)
    drawn = [over] if not runs.any() else [running] if runs.all() else [over, running]
    return [layer.encode(**places) for layer in drawn]


def _spans(frame: pd.DataFrame) -> alt.X:
    order = [str(span) for span in frame["span"].unique()]
    return alt.X(
        "span:N",
        sort=order,
        title=None,
        scale=alt.Scale(paddingInner=0.15, paddingOuter=0.1),
        axis=alt.Axis(
            labelAngle=0,
            labelExpr=SPLIT,
            labelOverlap=True,
            ticks=False,
            labelLimit=0,
            labelLineHeight=14,
        ),
    )


def _heading(title: str, key: str) -> list[alt.Chart]:
    """The words over a drawing: what is counted, and what is faint."""
    both = title if not key else key if not title else f"{title} · {key}"
    words: Any = alt.Chart(alt.InlineData(values=[{"words": both}]))
    return [
        words.mark_text(
            align="left", baseline="middle", color=LIGHT.soft, limit=alt.ExprRef("width")
        ).encode(x=pixels.x(0), y=pixels.y(-18), text=alt.Text("words:N"))
    ]
