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
    text,
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
        unrated.mark_rule(color=LIGHT.line, strokeDash=[2, 4], strokeWidth=1.5, aria=False).encode(
            **whole
        ),
        rated.mark_bar(height=BAR_PX, color=LIGHT.track, aria=False).encode(**whole),
        rated.mark_bar(height=BAR_PX, color=LIGHT.accent, aria=False).encode(x=along("progress")),
        rated.mark_tick(
            height=BAR_PX, thickness=3, color=LIGHT.soft, xOffset=-1, aria=False
        ).encode(x=at_x(EDGE)),
        expected.mark_tick(height=22, thickness=2.5, color=LIGHT.ink, opacity=1, aria=False).encode(
            x=along("expected")
        ),
        previous.mark_point(**dot, fill=LIGHT.paper, stroke=LIGHT.accent, aria=False).encode(
            x=along("previous")
        ),
        text(rows, "width > 560 ? datum.owner : ''", dy=-20, x=EDGE, align="right"),
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
    chart = alt.Chart(frame)
    x = alt.X(
        "on:T",
        title=None,
        scale=alt.Scale(type="utc", padding=14),
        axis=day_axis(frame["on"], t),
    )
    y = alt.Y(
        "value:Q",
        title=unit,
        scale=alt.Scale(zero=True),
        axis=alt.Axis(
            titleAngle=0,
            titleAlign="left",
            titleAnchor="start",
            titleX=0,
            titleY=-52,
            tickCount=4,
            format=",.3~f",
            tickMinStep=5 if percent else 1,
        ),
    )

    diamond: dict[str, Any] = {"shape": "diamond", "size": 110, "filled": True, "opacity": 1}
    hollow: dict[str, Any] = {"fill": LIGHT.paper, "stroke": LIGHT.soft, "strokeWidth": 1.5}
    dot: dict[str, Any] = {"size": 60, "filled": True, "opacity": 1, "strokeWidth": 1.5}
    exact = alt.Scale(domain=[True, False], range=[LIGHT.accent, LIGHT.paper])
    path = chart.mark_line(color=LIGHT.soft, strokeDash=[5, 4], strokeWidth=1.5)
    points = chart.mark_point(**dot, stroke=LIGHT.accent).encode(
        fill=alt.Fill("exact:N", legend=None, scale=exact)
    )
    layers = (
        ("expected", path),
        ("actual", chart.mark_line(color=LIGHT.accent, strokeWidth=2.5)),
        ("former", chart.mark_point(**diamond, **hollow)),
        ("target", chart.mark_point(**diamond, color=LIGHT.ink)),
        ("actual", points),
    )
    present = set(frame["series"])
    marks = [
        layer.transform_filter(f"datum.series == '{series}'").encode(x=x, y=y)
        for series, layer in layers
        if series in present
    ]
    parts = "split(datum.key, '\\n')"
    wide = f"width > {KEY_LETTER_PX} * length(datum.key) || length({parts}) < 3"
    gap = "'   '"
    legend = (
        alt.Chart(alt.InlineData(values=[{"key": key}]))
        .mark_text(
            align="left",
            baseline="middle",
            color=LIGHT.soft,
            limit=alt.ExprRef("width"),
            lineBreak="\n",
            lineHeight=KEY_LINE_PX,
            text=alt.ExprRef(
                f"{wide} ? join({parts}, {gap}) : join(slice({parts}, 0, 2), {gap}) + '\\n'"
                f" + join(slice({parts}, 2), {gap})"
            ),
        )
        .encode(x=at_x(0), y=at_y(-34))
    )
    labelled = set(frame.loc[frame["words"] != "", "series"])
    words = _words(chart.encode(x=x, y=y), labelled)
    touched = with_tooltip_and_click(
        chart.mark_point(size=400, opacity=0).encode(x=x, y=y),
        (("name", t("Name")), ("day", t("Date of the data")), ("value_words", t("Value"))),
    )
    drawn = layered(*marks, *words, legend, touched)
    return finish(drawn, t, height=300)


def _words(points: alt.Chart, labelled: set[str]) -> list[alt.Chart]:
    """Direct labels of the series that have any, over or below their points.

    Each on a ground of its own letters, wider, so that no line strikes it out.
    """
    over = f"-14 - {KEY_LINE_PX} * (length(split(datum.words, '\\n')) - 1)"
    text: dict[str, Any] = {
        "fontSize": 12,
        "align": "right",
        "dx": 6,
        "dy": alt.ExprRef(f"datum.below ? 16 : {over}"),
        "lineBreak": "\n",
        "lineHeight": KEY_LINE_PX,
    }
    ground = {"stroke": LIGHT.paper, "strokeWidth": 5, "strokeJoin": "round", "aria": False}
    styles: tuple[tuple[str, str, Any], ...] = (
        ("actual", LIGHT.accent, 600),
        ("target", LIGHT.ink, 600),
        ("former", LIGHT.soft, 400),
    )
    return [
        points.transform_filter(f"datum.series == '{series}' && datum.words != ''")
        .mark_text(**text, fontWeight=weight, **look)
        .encode(text=alt.Text("words:N"))
        for series, colour, weight in styles
        if series in labelled
        for look in ({**ground, "color": LIGHT.paper}, {"color": colour})
    ]
