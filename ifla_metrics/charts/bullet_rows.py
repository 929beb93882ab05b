"""Rows with the name, bullet bar, value, sparkline and status of an indicator or part.

This is one chart, not a table, because each bar has a tick for the expected progress, a dot for the
previous meeting and a tooltip. On a narrow chart, the bar is under the name.
"""

from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.labelled_bars import (
    BAR_PX,
    EDGE,
    NAME_PX,
    finish_rows,
    hit_area,
    row_band,
    rows_of,
)
from ifla_metrics.charts.printing import LINE_PX
from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    layered,
    status_colour,
    status_ink,
    text,
    to_x,
)
from ifla_metrics.i18n import Translate

STEP, STEP_OF_TWO = 31, 46
"""The height of a row without and with a second line under its name."""
BAR_ROOM_PX, WIDE_PX_OF_SPARKS = 80, 700
"""The least room for a bar beside the names, and the smallest chart with sparklines that has it."""
SPARKS_AT = 0.74
"""Where the sparklines begin, as a part of the width."""
STATUS_PX, LETTER_PX, UNDER_LETTER_PX = 122, 6.8, 6.2
"""The smallest width of the status, and the width of a letter in it or in a name, and in the second
line."""
LONGEST_BAR = 1.5
"""The progress where the longest bar ends; the target is at 1."""
HALF = "bandwidth('y') / 2"


def bullet_rows(
    frame: pd.DataFrame,
    heads: pd.DataFrame | None = None,
    sparks: pd.DataFrame | None = None,
    *,
    t: Translate,
    code: str,
    tooltip: Tooltip,
) -> alt.LayerChart:
    """Draw the rows; a click on a row selects its code.

    A bar stops at 150 % of the way to the target, the text of its value does not. A row without
    progress keeps its name, value and status.

    Args:
        frame: One row per row of the chart: `row` (key), the column `code`, `label`, `under` (a
            second line, or empty), `progress`, `expected` and `previous` (ratios; a missing one is
            not drawn), `value` (text), `status`, `status_words`, and `head` (the row of its group).
        heads: One row per group: `row`, `name` and `note`.
        sparks: One row per point of a sparkline: `row`, `along` and `up` (0 to 1), `last` (bool).
        code: The column that a click selects, named like its URL parameter.
        tooltip: Columns of `frame`, with their titles.
    """
    step = STEP_OF_TWO if frame["under"].any() else STEP
    columns = ("label", "under", "value", "status_words")
    letters = {column: frame[column].str.len().max() for column in columns}
    name_px = round(max(LETTER_PX * letters["label"], UNDER_LETTER_PX * letters["under"]))
    status_px = max(STATUS_PX, round(LETTER_PX * letters["status_words"]))
    value_px = round(LETTER_PX * letters["value"]) + 12
    if sparks is None:
        wide_px, bar_end = name_px + BAR_ROOM_PX + value_px + status_px, 0.64
        value_end = f"width - {status_px}"
    else:
        wide_px, bar_end = WIDE_PX_OF_SPARKS, 0.58
        value_end = f"width * {SPARKS_AT}"
    wide = f"width >= {wide_px}"
    bar_dy = f"({wide} ? 0 : {HALF} - 14)"
    bar_x = f"({wide} ? min(width * 0.48, {name_px + 24}) : 0)"
    value_x = f"min(width * {bar_end + 0.02}, {value_end} - {value_px})"
    longest = min(LONGEST_BAR, max(1.0, frame["progress"].fillna(0).max()))
    # On a narrow chart, a bar up to the target leaves room for the value and the status.
    beside = (frame["value"] + frame["status_words"])[frame["progress"].notna()]
    beside_px = round(LETTER_PX * max(beside.str.len(), default=0)) + 32
    narrow_end = f"min(width * 0.38, (width - {beside_px}) * {longest})"
    scale = alt.Scale(
        domain=[0, longest],
        range=[alt.ExprRef(bar_x), alt.ExprRef(f"{wide} ? {value_x} - 12 : {narrow_end}")],
        clamp=True,
    )
    rows = rows_of(frame)
    rated = rows.transform_filter("isValid(datum.progress)")
    full_width = {"x": at_x(0), "x2": to_x(EDGE)}
    bar: dict[str, Any] = {"height": BAR_PX, "yOffset": alt.ExprRef(bar_dy)}
    dot: dict[str, Any] = {"fill": LIGHT.paper, "stroke": LIGHT.accent, "size": 26, "opacity": 1}

    def position(column: str) -> alt.X:
        return alt.X(f"{column}:Q", axis=None, scale=scale)

    def words(expression: str, wide_x: str, narrow_x: str, dy: str, **style: Any) -> alt.Chart:
        """Return text that starts at `wide_x` or, on a narrow chart, ends at `narrow_x`."""
        return text(
            rows,
            expression,
            x=at_x(alt.ExprRef(f"{wide} ? {wide_x} : {narrow_x}")),
            dy=alt.ExprRef(dy),
            **{"fontSize": NAME_PX, "align": alt.ExprRef(f"{wide} ? 'left' : 'right'"), **style},
        )

    name_room = alt.ExprRef(f"({wide} ? {bar_x} - 10 : width)")
    name: dict[str, Any] = {"align": "left", "limit": name_room}
    status = words("datum.status_words", f"width - {status_px}", "width", bar_dy, fontWeight=600)
    layers = layered(
        rows.mark_rule(color=LIGHT.line).encode(**full_width, y=row_band().bandPosition(1)),
        rated.mark_bar(**bar, color=LIGHT.track).encode(x=alt.XDatum(1, axis=None)),
        rated.mark_bar(**bar, color=LIGHT.accent).encode(x=position("progress")),
        rows.mark_tick(**{**bar, "height": 18}, thickness=2, opacity=1, color=LIGHT.ink).encode(
            x=position("expected")
        ),
        rated.mark_circle(**dot, yOffset=alt.ExprRef(bar_dy)).encode(x=position("previous")),
        words(
            "datum.label",
            "0",
            "0",
            f"{wide} ? (datum.under ? -9 : 0) : 13 - {HALF}",
            fontWeight=600,
            color=LIGHT.ink,
            **name,
        ),
        words("datum.under", "0", "0", f"{wide} ? 9 : 30 - {HALF}", **{**name, "fontSize": 12}),
        words(
            "datum.value",
            value_x,
            f"width - {LETTER_PX} * length(datum.status_words) - 20",
            bar_dy,
            color=LIGHT.ink,
            limit=alt.ExprRef(f"{wide} ? max(width * 0.13, {value_px}) : width * 0.5"),
        ),
        status.encode(color=status_colour(frame, status_ink)),
        *([] if heads is None else _heads(heads, wide)),
        *([] if sparks is None or sparks.empty else _sparks(sparks, wide, status_px)),
        hit_area(rows, tooltip, [code]),
    ).resolve_scale(color="independent")
    order = [row for row in dict.fromkeys(frame[["head", "row"]].to_numpy().ravel()) if row]
    return finish_rows(layers, order, t, step=step, narrow_steps={wide_px: step + LINE_PX})


def _heads(heads: pd.DataFrame, wide: str) -> list[alt.Chart]:
    """Return the name of each group, with its note at the right or, on a narrow chart, below."""
    rows = rows_of(heads)
    note_x = at_x(alt.ExprRef(f"{wide} ? width : 0"))
    note: dict[str, Any] = {
        "align": alt.ExprRef(f"{wide} ? 'right' : 'left'"),
        "dy": alt.ExprRef(f"{wide} ? 4 : 12"),
        "fontSize": alt.ExprRef(f"{wide} ? {NAME_PX} : 12"),
    }
    name: dict[str, Any] = {
        "dy": alt.ExprRef(f"{wide} ? 4 : -5"),
        "limit": alt.ExprRef(f"{wide} ? width - 160 : width"),
        "fontSize": 15,
        "fontWeight": 600,
        "color": LIGHT.ink,
    }
    return [
        text(rows, "datum.name", x=at_x(0), **name),
        text(rows, "datum.note", x=note_x, **note),
    ]


def _sparks(sparks: pd.DataFrame, wide: str, status_px: int) -> list[alt.Chart]:
    """Return the sparkline of each row, with a point at its end; none on a narrow chart."""
    middle = [alt.ExprRef(f"{HALF} + 8"), alt.ExprRef(f"{HALF} - 8")]
    room = f"min(width * 0.14, width * 0.26 - {status_px + 14})"
    points = (
        rows_of(sparks)
        .transform_filter(wide)
        .transform_calculate(x=f"width * {SPARKS_AT} + datum.along * {room}")
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            yOffset=alt.YOffset("up:Q", scale=alt.Scale(domain=[0, 1], range=middle)),
        )
    )
    line = points.mark_line(stroke=LIGHT.soft, strokeWidth=1.25)
    return [
        line.encode(detail="row:N", order=alt.Order("along:Q")),
        points.transform_filter("datum.last").mark_circle(fill=LIGHT.accent, opacity=1, size=22),
    ]
