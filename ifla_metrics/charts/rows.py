"""Progress row by row: name, bullet bar, value, sparkline and status of a part or indicator.

One chart and no table, because a row has a tick for what was expected, a dot for the last meeting
and a tooltip. Where there is room a row stands on one line, elsewhere the bar is under the name.
"""

from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.labelled_bars import (
    BAR_PX,
    EDGE,
    NAME_PX,
    band,
    finish_rows,
    rows_of,
    whole_band,
)
from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    layered,
    status_colour,
    status_ink,
    text,
    to_x,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate

STEP, STEP_OF_TWO = 31, 46
"""The height of a row; with a second line under its name."""
WIDE_PX, WIDE_PX_OF_SPARKS = 560, 700
"""From which width on a bar stands beside its name; with a sparkline too."""
STATUS_PX, LETTER_PX, UNDER_LETTER_PX = 122, 7.1, 6.2
"""What the status takes at least at the right end of a wide row; what a letter of it or of a name
takes; a letter of the second line."""
LONGEST_BAR = 1.5
"""Where the longest bar ends; a full bar is 1, the target."""
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
    """Draw the rows, each of which can be picked by its code.

    The bar of a row ends at 150 % of the way to the target; its value does not. A row without a
    progress keeps its name, its value and its status: silence is a finding.

    Args:
        frame: One record per row: `row` (key), the column `code`, `label`, `under` (a second line,
            or empty), `progress`, `expected`, `previous` (ratios; missing draws nothing), `value`
            (words at the bar), `status`, `status_words`; `head`, the row over its group.
        heads: One record per group: `row`, `name` and `note`.
        sparks: One record per point: `row`, `along` and `up` (0 to 1), `last`.
        code: The column that a click gives, named as in an address.
        tooltip: Columns of `frame` and their titles.
    """
    step = STEP_OF_TWO if frame["under"].any() else STEP
    sparked = sparks is not None
    wide_px, bar_end = (WIDE_PX_OF_SPARKS, 0.58) if sparked else (WIDE_PX, 0.64)
    wide = f"width >= {wide_px}"
    bar_dy = f"({wide} ? 0 : {HALF} - 14)"
    columns = ("label", "under", "value", "status_words")
    letters = {key: frame[key].str.len().max() for key in columns}
    name_px = round(max(LETTER_PX * letters["label"], UNDER_LETTER_PX * letters["under"]))
    status_px = max(STATUS_PX, round(LETTER_PX * letters["status_words"]))
    left = f"({wide} ? min(width * 0.48, {name_px + 14}) : 0)"
    room = status_px + round(LETTER_PX * letters["value"]) + 12  # Of the value and the status.
    beside = f"min(width * {bar_end + 0.02}, width - {room})"
    longest = min(LONGEST_BAR, max(1.0, frame["progress"].fillna(0).max()))
    scale = alt.Scale(
        domain=[0, longest],
        range=[alt.ExprRef(left), alt.ExprRef(f"{wide} ? {beside} - 12 : width * 0.42")],
        clamp=True,
    )
    rows = rows_of(frame)
    rated = rows.transform_filter("isValid(datum.progress)")
    across = {"x": at_x(0), "x2": to_x(EDGE)}
    whole = {**across, **whole_band()}
    bar: dict[str, Any] = {"height": BAR_PX, "yOffset": alt.ExprRef(bar_dy)}
    dot: dict[str, Any] = {"fill": LIGHT.paper, "stroke": LIGHT.accent, "size": 26, "opacity": 1}
    own = f"({wide} ? {left} - 14 : width)"
    to_status = f"width - {LETTER_PX} * length(datum.status_words) - 10"

    def along(column: str) -> alt.X:
        return alt.X(f"{column}:Q", axis=None, scale=scale)

    def words(shown: str, wide_x: str, narrow_x: str, dy: str, **style: Any) -> alt.Chart:
        """Return words that begin at one place on a wide row and end at another on a narrow one."""
        return text(
            rows,
            shown,
            x=at_x(alt.ExprRef(f"{wide} ? {wide_x} : {narrow_x}")),
            dy=alt.ExprRef(dy),
            **{"fontSize": NAME_PX, "align": alt.ExprRef(f"{wide} ? 'left' : 'right'"), **style},
        )

    name: dict[str, Any] = {"align": "left", "limit": alt.ExprRef(own)}
    status = words("datum.status_words", f"width - {status_px}", "width", bar_dy, fontWeight=600)
    drawn = layered(
        rows.mark_rule(color=LIGHT.line).encode(**across, y=band().bandPosition(1)),
        rated.mark_bar(**bar, color=LIGHT.track).encode(x=alt.XDatum(1, axis=None)),
        rated.mark_bar(**bar, color=LIGHT.accent).encode(x=along("progress")),
        rows.mark_tick(**{**bar, "height": 18}, thickness=2, opacity=1, color=LIGHT.ink).encode(
            x=along("expected")
        ),
        rated.mark_circle(**dot, yOffset=alt.ExprRef(bar_dy)).encode(x=along("previous")),
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
            beside,
            to_status,
            bar_dy,
            color=LIGHT.ink,
            limit=alt.ExprRef(f"{wide} ? width * 0.13 : width * 0.5"),
        ),
        status.encode(color=status_colour(frame, status_ink)),
        *([] if heads is None else _heads(heads, wide)),
        *([] if sparks is None or sparks.empty else _sparks(sparks, wide, status_px)),
        # The last layer names a row to who points at it or hears it; all others are silent.
        with_tooltip_and_click(
            rows.mark_rect(fill="transparent", cursor="pointer").encode(**whole), tooltip, [code]
        ),
    ).resolve_scale(color="independent")
    places = [*dict.fromkeys(frame[["head", "row"]].to_numpy().ravel())]
    order = [place for place in places if place]
    return finish_rows(drawn, order, t, step=step, wraps_below=wide_px)


def _heads(heads: pd.DataFrame, wide: str) -> list[alt.Chart]:
    """Return the name of each group; its note at the right end, or below on a narrow chart."""
    rows = rows_of(heads)
    at_end = alt.ExprRef(f"{wide} ? width : 0")
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
        text(rows, "datum.note", x=at_x(at_end), **note),
    ]


def _sparks(sparks: pd.DataFrame, wide: str, status_px: int) -> list[alt.Chart]:
    """Return the reports so far of each row as a line, the last as a point, where there is room."""
    middle = [alt.ExprRef(f"{HALF} + 8"), alt.ExprRef(f"{HALF} - 8")]
    room = f"min(width * 0.14, width * 0.26 - {status_px + 14})"
    points = (
        rows_of(sparks)
        .transform_filter(wide)
        .transform_calculate(x=f"width * 0.74 + datum.along * {room}")
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
