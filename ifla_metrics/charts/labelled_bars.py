"""Labelled bars: the name above each bar, its number on the same line, a note below.

Names stand above the bars, not beside them: a row keeps its whole width on a phone and in a narrow
column of print, and no axis cuts a name short.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.parts import LETTER_PX, LINE_PX
from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    direction_colour,
    finish,
    in_colour,
    layered,
    on_fill,
    status_colour,
    status_fill,
    to_x,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate

NAME_PX = 13
NOTE_PX = 12
BAR_PX, HALF_SEGMENT_PX = 10, 9
NOTE_LETTER_PX = 5.4
"""The same of a note, whose many thin signs take less."""
LONGEST_NAME = 44
"""Characters that a line of a name holds on the narrowest screen."""
LONGEST_BESIDE = 34
"""The same, with a number at the end of its line."""
EDGE = alt.ExprRef("width")
DIRECTION_STEP, MARK = 74, 14
STROKES = 60
"""Strokes across the row of a number that is not known."""


def height_of(frame: pd.DataFrame, step: int) -> int:
    """Return the height of the chart in pixels: one step for each distinct row.

    Steps are higher by a line when a name may need a second one.
    """
    wraps = any("\n" in str(label) for label in frame["label"])
    return max(1, int(frame["row"].nunique())) * (step + (LINE_PX if wraps else 0))


def band(frame: pd.DataFrame) -> alt.Y:
    """Return the encoding of the rows: one band each, in the order of the frame.

    The order is written out, because layers that show some rows only would else reorder them.
    """
    order = [str(row) for row in frame["row"].unique()]
    scale = alt.Scale(paddingInner=0, paddingOuter=0, domain=order or [""])
    return alt.Y("row:N", axis=None, scale=scale)


def names(
    rows: alt.Chart, frame: pd.DataFrame, *, above: int, room: str = "width", indent: int = 0
) -> alt.Chart:
    """Return the names of the rows, bold, `above` pixels over the middle of the band.

    A name with line feeds stands on two lines where one has no room for it, cut after them (the
    table has it whole), and on one line elsewhere.
    """
    parts = "split(datum.label, '\\n')"
    cut = f"join(slice({parts}, 0, 2), '\\n') + (length({parts}) > 2 ? '…' : '')"
    fits = f"{LETTER_PX} * length(datum.label) < {room}"
    lines = f"({fits} ? 1 : min(2, length({parts})))"
    drawn: alt.Chart = rows.mark_text(
        align="left",
        baseline="middle",
        fontSize=NAME_PX,
        fontWeight=600,
        color=LIGHT.ink,
        limit=alt.ExprRef(room),
        lineBreak="\n",
        lineHeight=LINE_PX,
        dy=alt.ExprRef(f"-{above} - {LINE_PX} * ({lines} - 1)"),
        text=alt.ExprRef(f"{fits} ? join({parts}, ' ') : {cut}"),
        aria=False,
    ).encode(y=band(frame), x=at_x(indent))
    return drawn


def notes(rows: alt.Chart, frame: pd.DataFrame, *, below: int, room: str = "width") -> alt.Chart:
    """Return the quiet line under each bar; `brief` in place of `note` where it has no room."""
    text = "datum.note"
    if "brief" in frame.columns:
        text = f"{NOTE_LETTER_PX} * length(datum.note) < {room} ? datum.note : datum.brief"
    drawn: alt.Chart = rows.mark_text(
        align="left",
        baseline="middle",
        dy=below,
        fontSize=NOTE_PX,
        color=LIGHT.soft,
        limit=alt.ExprRef(room),
        text=alt.ExprRef(text),
        aria=False,
    ).encode(y=band(frame), x=at_x(0))
    return drawn


def at_right(
    rows: alt.Chart, frame: pd.DataFrame, *, column: str, dy: int, colour: Any = LIGHT.soft
) -> alt.Chart:
    """Return a word or number at the right end of each row."""
    text = rows.mark_text(align="right", baseline="middle", dy=dy, fontSize=NOTE_PX, aria=False)
    shown = text.encode(y=band(frame), x=at_x(EDGE), text=alt.Text(f"{column}:N"))
    painted = colour if isinstance(colour, alt.Color) else in_colour(colour)
    drawn: alt.Chart = shown.encode(color=painted)
    return drawn


def hit_area(
    rows: alt.Chart, frame: pd.DataFrame, tooltip: Tooltip, pick: Sequence[str] = ()
) -> alt.Chart:
    """Return the last layer, which takes the pointer: the whole band of a row, not only its bar."""
    band_marks = rows.mark_rect(fill="transparent", cursor="pointer" if pick else "default")
    return with_tooltip_and_click(
        band_marks.encode(y=band(frame), x=at_x(0), x2=to_x(EDGE)), tooltip, pick
    )


def bars(
    frame: pd.DataFrame,
    *,
    t: Translate,
    shares: bool = False,
    tooltip: Tooltip = (),
    pick: Sequence[str] = (),
    hatched: bool = False,
) -> alt.LayerChart:
    """One bar per row, its number at the right end of the name's line.

    Args:
        frame: One row per bar: `row` (key), `label`, `number` (text) and `value`. A missing value
            draws nothing.
        shares: Values are ratios: 100 % is a full bar, and a faint one behind each goes so far.
        tooltip: Columns of text that a row answers with, and their titles.
        pick: The codes that a click on a row gives.
        hatched: A missing value, which is not known, is hatched.
    """
    chart = alt.Chart(frame)
    longest = 1 if shares or not len(frame) else frame["value"].max()
    scale = alt.Scale(domain=[0, longest if longest and longest > 0 else 1], nice=False)
    axis = alt.Axis(format=".0%", values=[0, 0.5, 1], domain=False, ticks=False) if shares else None
    with_value = chart.transform_filter("isValid(datum.value)")
    layers: list[alt.Chart] = []
    if shares and frame["value"].notna().any():
        whole = with_value.mark_bar(height=BAR_PX, yOffset=9, color=LIGHT.track, aria=False)
        layers.append(whole.encode(y=band(frame), x=at_x(0), x2=to_x(EDGE)))
    bar = chart.mark_bar(height=BAR_PX, yOffset=9, color=LIGHT.accent, aria=False)
    layers.append(bar.encode(y=band(frame), x=alt.X("value:Q", axis=axis, title=None, scale=scale)))
    if hatched and frame["value"].isna().any():
        layers.append(_strokes(frame))
    layers.append(names(chart, frame, above=9, room="width - 7 * length(datum.number) - 12"))
    layers.append(at_right(chart, frame, column="number", dy=-9))
    layers.append(hit_area(chart, frame, tooltip, pick))
    drawn = layered(*layers)
    if hatched:
        drawn = drawn.resolve_scale(x="independent")
    return finish(drawn, t, height=height_of(frame, 40))


def _strokes(frame: pd.DataFrame) -> alt.Chart:
    """Return strokes across the rows of numbers that are not known."""
    places = pd.DataFrame({"place": range(STROKES)})
    strokes = frame.loc[frame["value"].isna(), ["row"]].merge(places, how="cross")
    whole = alt.Scale(domain=[0, STROKES], nice=False)
    drawn: alt.Chart = (
        alt.Chart(strokes)
        .mark_text(text="/", yOffset=9, fontSize=BAR_PX, color=LIGHT.soft, aria=False)
        .encode(y=band(frame), x=alt.X("place:Q", axis=None, scale=whole))
    )
    return drawn


def segments(
    frame: pd.DataFrame,
    *,
    colours: Mapping[str, str],
    text_colours: Mapping[str, str],
    step: int = 66,
    indent: int = 0,
    tooltip: Tooltip = (),
    pick: Sequence[str] = (),
    over: Callable[[alt.Chart, alt.Y], alt.Chart] | None = None,
) -> alt.LayerChart:
    """One bar per row made of parts in order, each with its words inside when there is room.

    Args:
        frame: One record per row and part: `row`, `label`, `note`, `part` (key of `colours`),
            `value`, `words` and `short` (inside the part: as much as its width has room for),
            `room` (its part of the longest bar), `position` (order of the parts) and `lead` (true
            once a row: there the name and note are written).
        colours: The colour of each part.
        text_colours: The colour of the words inside it.
        step: The height of a row.
        indent: What is left free before the names.
        tooltip: Columns of text that a row answers with, and their titles.
        pick: The codes that a click on a row gives.
        over: Draws a pattern over parts of the bars, from the middle of each row.
    """
    chart = alt.Chart(frame)
    parts = list(colours)
    lead = chart.transform_filter("datum.lead")
    order = alt.Order("position:Q", sort="ascending")

    def along(**options: Any) -> alt.X:
        scale = alt.Scale(domainMin=0, nice=False)
        return alt.X("value:Q", stack="zero", axis=None, scale=scale, **options)

    def colour_of_part(of: Mapping[str, str]) -> alt.Scale:
        return alt.Scale(domain=parts, range=[of[p] for p in parts])

    def painted(of: Mapping[str, str]) -> alt.Color:
        return alt.Color("part:N", legend=None, scale=colour_of_part(of))

    bar = chart.mark_bar(
        height=2 * HALF_SEGMENT_PX, stroke=LIGHT.paper, strokeWidth=1, aria=False
    ).encode(y=band(frame), x=along(), order=order, color=painted(colours))
    fitting = "width * datum.room > 9 + 7.5 * length(datum.{0}) ? datum.{0} : "

    def inside(colour: alt.Color | alt.Stroke, **style: Any) -> alt.Chart:
        drawn: alt.Chart = chart.mark_text(
            fontSize=NOTE_PX,
            fontWeight=600,
            baseline="middle",
            text=alt.ExprRef(fitting.format("words") + fitting.format("short") + "''"),
            aria=False,
            **style,
        ).encode(
            y=band(frame),
            x=along(bandPosition=0.5),
            order=order,
            detail=alt.Detail("part:N"),
            **{"stroke" if isinstance(colour, alt.Stroke) else "color": colour},
        )
        return drawn

    # Under the words, their outline in the colour of the part: no pattern runs through them.
    outline = alt.Stroke("part:N", legend=None, scale=colour_of_part(colours))
    named = names(lead, frame, above=22, room=f"width - {indent}", indent=indent)
    drawn: alt.LayerChart = (
        layered(
            bar,
            *(
                [over(chart, band(frame)), inside(outline, strokeWidth=6, strokeJoin="round")]
                if over
                else []
            ),
            inside(painted(text_colours)),
            named,
            notes(lead, frame, below=21),
            hit_area(lead, frame, tooltip, pick),
        )
        .resolve_scale(color="independent")
        .properties(height=height_of(frame, step))
    )
    return drawn


def status_bars(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One bar per direction, a part per status with its sign and number inside.

    Bars are as long as a direction has indicators, so that six of fourteen and six of six differ.

    Args:
        frame: As `segments` wants it; `part` is a status code, in the order that the
            parts should take, and `place` the number of the direction (0 first) for its colour;
            `direction` and `status` (codes), `status_words` and `number` ("2 of 8").
    """
    codes = list(dict.fromkeys(frame.sort_values("position")["part"]))
    drawn = segments(
        frame,
        colours={code: status_fill(code) for code in codes},
        text_colours={code: on_fill(code) for code in codes},
        step=DIRECTION_STEP,
        indent=MARK + 4,
    )
    places = sorted(int(p) for p in frame["place"].unique())
    mark = (
        alt.Chart(frame)
        .transform_filter("datum.lead")
        .mark_point(
            shape="square", size=MARK * MARK, filled=True, opacity=1, yOffset=-22, aria=False
        )
        .encode(
            y=band(frame),
            x=at_x(MARK / 2),
            color=alt.Color(
                "place:O",
                legend=None,
                scale=alt.Scale(domain=places, range=[direction_colour(p) for p in places]),
            ),
        )
    )
    touched = with_tooltip_and_click(
        alt.Chart(frame)
        .mark_bar(height=2 * HALF_SEGMENT_PX, opacity=0, cursor="pointer")
        .encode(
            y=band(frame),
            x=alt.X("value:Q", stack="zero", axis=None, scale=alt.Scale(domainMin=0, nice=False)),
            detail=alt.Detail("part:N"),
            order=alt.Order("position:Q", sort="ascending"),
        ),
        (
            ("label", t("Direction")),
            ("status_words", t("Status")),
            ("number", t("Indicators")),
            ("note", t("Progress to target")),
        ),
        ["direction", "status"],
    )
    joined = layered(drawn, mark, touched).resolve_scale(color="independent")
    return finish(joined, t, height=height_of(frame, DIRECTION_STEP))


def status_bar(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One direction's indicators as one bar, a part for each status; a part can be picked.

    Args:
        frame: One row per status: `status`, `start` and `end` (numbers of indicators), `words`
            (sign and word), `number` ("2 of 8") and `names` of the indicators.
    """
    whole = alt.Scale(domain=[0, int(frame["end"].max()) if len(frame) else 1], nice=False)
    bar = (
        alt.Chart(frame)
        .mark_bar(height=12, stroke=LIGHT.paper, strokeWidth=2, cursor="pointer")
        .encode(
            x=alt.X("start:Q", axis=None, scale=whole),
            x2=alt.X2("end"),
            color=status_colour(frame, status_fill),
        )
    )
    tooltip = (("words", t("Status")), ("number", t("Indicators")), ("names", t("Which")))
    return finish(layered(with_tooltip_and_click(bar, tooltip, ["status"])), t, height=14)
