"""Progress drawn: bullet bars, and one indicator's trend against its path."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.labelled_bars import (
    BAR_PX,
    EDGE,
    at_right,
    finish_rows,
    hit_area,
    names,
    notes,
    rows_of,
)
from ifla_metrics.charts.theme import (
    LIGHT,
    at_x,
    at_y,
    day_axis,
    finish,
    layered,
    status_colour,
    status_ink,
    text,
    to_x,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate

KEY_LETTER_PX, KEY_LINE_PX = 7, 15


def bullet_bars(frame: pd.DataFrame, *, t: Translate, code: str) -> alt.LayerChart:
    """One bullet bar per row: how far, where it should be by now, where it was at the last meeting.

    The bar stops at the target; the number in the note does not. A row without a progress keeps its
    name, its note and its status: silence is a finding.

    Args:
        frame: One row per bar: `row` (key), `label`, `note`, `progress`, `expected`, `previous`
            (ratios; missing draws nothing), `status` (code), `status_words` (sign and word),
            `brief` (in place of the note where its line is narrow) and `owner` (at the right of
            the name, where there is room); `expected_words`, `report` (the last one, in words) and
            the column `code`.
        code: The column that a click on a row gives: `element` or `indicator`.
    """
    tooltip = (
        ("label", t("Name")),
        ("note", t("Progress to target")),
        ("expected_words", t("Expected by now")),
        ("status_words", t("Status")),
        ("owner", t("Owner")),
        ("report", t("Last report")),
    )
    rows = rows_of(frame)
    rated = rows.transform_filter("isValid(datum.progress)")
    unrated = rows.transform_filter("!isValid(datum.progress)")
    expected = rows.transform_filter("isValid(datum.expected)")
    previous = rows.transform_filter("isValid(datum.previous)")
    dot: dict[str, Any] = {"size": 38, "filled": True, "opacity": 1, "strokeWidth": 1.2}
    whole = {"x": at_x(0), "x2": to_x(EDGE)}

    def along(column: str) -> alt.X:
        scale = alt.Scale(domain=[0, 1], clamp=True)
        return alt.X(f"{column}:Q", axis=None, scale=scale)

    drawn = layered(
        unrated.mark_rule(color=LIGHT.line, strokeDash=[2, 4], strokeWidth=1.5).encode(**whole),
        rated.mark_bar(height=BAR_PX, color=LIGHT.track).encode(**whole),
        rated.mark_bar(height=BAR_PX, color=LIGHT.accent).encode(x=along("progress")),
        rated.mark_tick(height=BAR_PX, thickness=3, color=LIGHT.soft, xOffset=-1).encode(
            x=at_x(EDGE)
        ),
        expected.mark_tick(height=22, thickness=2.5, color=LIGHT.ink, opacity=1).encode(
            x=along("expected")
        ),
        previous.mark_point(**dot, fill=LIGHT.paper, stroke=LIGHT.accent).encode(
            x=along("previous")
        ),
        text(rows, "width > 560 ? datum.owner : ''", x=at_x(EDGE), dy=-20, align="right"),
        names(rows, above=20),
        notes(
            rows,
            below=21,
            room="(width - 7.2 * length(datum.status_words) - 12)",
            with_brief=True,
        ),
        at_right(rows, "status_words", dy=21, colour=status_colour(frame, status_ink)),
        hit_area(rows, tooltip, [code]),
    )
    return finish_rows(drawn, frame, t, step=68)


def trend(
    frame: pd.DataFrame, *, t: Translate, unit: str, key: str, percent: bool = False
) -> alt.LayerChart:
    """One indicator over time: what was observed, the expected path, targets and their revisions.

    Args:
        frame: One row per point: `series` (`actual`, `expected`, `target`, `former`), `on` (ISO
            day), `value`, `words` (written at the point, on two lines at a line feed, or empty;
            `below` it or over it) and `exact` (false draws the observation hollow); `name` (what
            it is), `day` and `value_words` for its tooltip. A `former` target is one that a later
            decision replaced.
        unit: Words for the value axis.
        key: What the dashed line and the diamonds are, in words, over the drawing: a line each;
            beside each other where there is room, on two lines elsewhere.
        percent: Whether values are per cent (axis in steps that suit it).
    """
    axis = alt.Axis(
        titleAngle=0,
        titleAlign="left",
        titleAnchor="start",
        titleX=0,
        titleY=-52,
        tickCount=4,
        format=",.3~f",
        tickMinStep=5 if percent else 1,
    )
    days = alt.Scale(type="utc", padding=14)
    chart = alt.Chart(frame).encode(
        x=alt.X("on:T", title=None, scale=days, axis=day_axis(frame["on"], t)),
        y=alt.Y("value:Q", title=unit, scale=alt.Scale(zero=True), axis=axis),
    )
    of = {
        series: chart.transform_filter(f"datum.series == '{series}'")
        for series in frame["series"].unique()
    }
    diamond: dict[str, Any] = {"shape": "diamond", "size": 110, "filled": True, "opacity": 1}
    dot: dict[str, Any] = {"size": 60, "filled": True, "opacity": 1, "strokeWidth": 1.5}
    exact = alt.Scale(domain=[True, False], range=[LIGHT.accent, LIGHT.paper])
    layers: list[alt.Chart] = []
    if "expected" in of:
        layers.append(
            of["expected"].mark_line(color=LIGHT.soft, strokeDash=[5, 4], strokeWidth=1.5)
        )
    if "actual" in of:
        layers.append(of["actual"].mark_line(color=LIGHT.accent, strokeWidth=2.5))
    if "former" in of:
        hollow = {"fill": LIGHT.paper, "stroke": LIGHT.soft, "strokeWidth": 1.5}
        layers.append(of["former"].mark_point(**{**diamond, **hollow}))
    if "target" in of:
        layers.append(of["target"].mark_point(**diamond, color=LIGHT.ink))
    if "actual" in of:
        points = of["actual"].mark_point(**dot, stroke=LIGHT.accent)
        layers.append(points.encode(fill=alt.Fill("exact:N", legend=None, scale=exact)))
    labelled = set(frame.loc[frame["words"] != "", "series"])
    styles = (
        ("actual", LIGHT.accent, 600),
        ("target", LIGHT.ink, 600),
        ("former", LIGHT.soft, 400),
    )
    for series, colour, weight in styles:
        if series in labelled:
            layers += _words(of[series].transform_filter("datum.words != ''"), colour, weight)
    touched = with_tooltip_and_click(
        chart.mark_point(size=400, opacity=0),
        (("name", t("Name")), ("day", t("Date of the data")), ("value_words", t("Value"))),
    )
    return finish(layered(*layers, _key(key), touched), t, height=300)


def _words(points: alt.Chart, colour: str, weight: int) -> list[alt.Chart]:
    """Return the words over or below points, on a ground of their own letters, wider.

    So no line strikes them out.
    """
    over = f"-14 - {KEY_LINE_PX} * (length(split(datum.words, '\\n')) - 1)"
    style: dict[str, Any] = {
        "align": "right",
        "dx": 6,
        "dy": alt.ExprRef(f"datum.below ? 16 : {over}"),
        "fontWeight": weight,
        "lineBreak": "\n",
        "lineHeight": KEY_LINE_PX,
    }
    ground = {"color": LIGHT.paper, "stroke": LIGHT.paper, "strokeWidth": 5, "strokeJoin": "round"}
    return [
        text(points, "datum.words", **style, **ground),
        text(points, "datum.words", **style, color=colour),
    ]


def _key(key: str) -> alt.Chart:
    """Return the key over the drawing: its lines beside each other, or two and two."""
    lines, gap = "split(datum.key, '\\n')", "'   '"
    fits = f"width > {KEY_LETTER_PX} * length(datum.key) || length({lines}) < 3"
    two = f"join(slice({lines}, 0, 2), {gap}) + '\\n' + join(slice({lines}, 2), {gap})"
    return text(
        alt.Chart(alt.InlineData(values=[{"key": key}])),
        f"{fits} ? join({lines}, {gap}) : {two}",
        x=at_x(0),
        y=at_y(-34),
        limit=alt.ExprRef("width"),
        lineBreak="\n",
        lineHeight=KEY_LINE_PX,
    )
