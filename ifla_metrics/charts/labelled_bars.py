"""Labelled bars: the name above each bar, its number on the same line, a note below.

Names stand above the bars, not beside them: a row keeps its whole width on a phone and in a narrow
column of print, and no axis cuts a name short.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.parts import LINE_PX
from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    finish,
    in_colour,
    layered,
    on_fill,
    painted,
    status_colour,
    status_fill,
    text,
    to_x,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate

NAME_PX = 13
BAR_PX, SEGMENT_PX = 10, 18
LETTER_PX = 7.4
"""What a letter of a name takes, on average and a little over."""
ROOM_PX = 30
"""What a line of a name leaves free at least, beside the number at its end."""
LONGEST_LINE, SHORTEST_LINE = 44, 20
"""Characters of a name and the number beside it on the narrowest screen; of a name at least."""
EDGE = alt.ExprRef("width")
BESIDE_NUMBER = "width - 7 * length(datum.number) - 12"
"""The room of a name with a number at the end of its line."""
DIRECTION_STEP = 74
FROM_START_TO_END: dict[str, Any] = {
    "x": alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
    "x2": alt.X2("end"),
}
WORDS_INSIDE: dict[str, Any] = {
    "x": alt.X("middle:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
    "align": "center",
    "fontWeight": 600,
}


def band() -> alt.Y:
    """Return the place of a row: one band for each `row`, in the order of the frame."""
    scale = alt.Scale(paddingInner=0, paddingOuter=0, domain=alt.ExprRef("rows"))
    return alt.Y("row:N", axis=None, scale=scale)


def whole_band() -> dict[str, Any]:
    """Return the encoding of a rectangle as high as its row: Vega-Lite would make it 18 pixels."""
    return {"y": band().bandPosition(0), "y2": alt.Y2("row").bandPosition(1)}


def rows_of(frame: pd.DataFrame) -> alt.Chart:
    """Return the base of a chart's layers: marks in the bands of their rows."""
    base: alt.Chart = alt.Chart(frame).encode(y=band())
    return base


def finish_rows(
    chart: alt.LayerChart,
    rows: Iterable[str],
    t: Translate,
    *,
    step: int,
    wraps_below: float = 0,
    axis: bool = False,
) -> alt.LayerChart:
    """Put the theme on a chart of rows, `step` pixels each, a line more on a narrow chart.

    Print finds the rows (a parameter, because layers that show some rows only would reorder them),
    whether there is an axis, and from which width on no row needs further lines (charts.parts).
    """
    order = [str(row) for row in rows] or [""]
    most = step + (LINE_PX if wraps_below else 0)
    chart.usermeta = {"axis": axis, "wraps_below": wraps_below}
    return finish(
        chart,
        t,
        alt.param(name="rows", value=order),
        alt.param(name="height", expr=f"{len(order)} * (width < {wraps_below} ? {most} : {step})"),
        height=len(order) * most,
    )


def with_lines(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows with a `label` on lines that a narrow screen holds, beside its `number`."""
    numbers = frame["number"] if "number" in frame else [""] * len(frame)
    labels = [
        textwrap.fill(label, max(SHORTEST_LINE, LONGEST_LINE - len(number)), break_long_words=False)
        for label, number in zip(frame["label"], numbers, strict=True)
    ]
    return frame.assign(label=labels)


def finish_labelled(
    chart: alt.LayerChart,
    frame: pd.DataFrame,
    t: Translate,
    *,
    step: int,
    axis: bool = False,
) -> alt.LayerChart:
    """Finish a chart of rows with a `label`, which may have lines (`with_lines`)."""
    lengths = frame["label"].str.len() + (frame["number"].str.len() if "number" in frame else 0)
    longest = lengths[frame["label"].str.contains("\n")].max()
    below = LETTER_PX * longest + ROOM_PX if longest == longest else 0
    return finish_rows(chart, frame["row"].unique(), t, step=step, wraps_below=below, axis=axis)


def names(rows: alt.Chart, *, above: int | str, room: str = "width") -> alt.Chart:
    """Return the names of the rows, bold, `above` pixels over the middle of the band.

    A name with line feeds stands on two lines where one has no room for it, cut after them (the
    table has it whole), and on one line elsewhere.
    """
    lines = "split(datum.label, '\\n')"
    cut = f"join(slice({lines}, 0, 2), '\\n') + (length({lines}) > 2 ? '…' : '')"
    fits = f"{LETTER_PX} * length(datum.label) < {room}"
    number = f"({fits} ? 1 : min(2, length({lines})))"
    return text(
        rows,
        f"{fits} ? join({lines}, ' ') : {cut}",
        dy=alt.ExprRef(f"-{above} - {LINE_PX} * ({number} - 1)"),
        x=at_x(0),
        fontSize=NAME_PX,
        fontWeight=600,
        color=LIGHT.ink,
        limit=alt.ExprRef(room),
        lineBreak="\n",
        lineHeight=LINE_PX,
    )


def notes(rows: alt.Chart, *, below: int, room: str = "width") -> alt.Chart:
    """Return the quiet line under each bar, or several."""
    style = {"limit": alt.ExprRef(room), "lineBreak": "\n", "lineHeight": LINE_PX}
    return text(rows, "datum.note", x=at_x(0), dy=below, **style)


def at_right(
    rows: alt.Chart, column: str, *, dy: int | alt.ExprRef, colour: alt.Color | str = LIGHT.soft
) -> alt.Chart:
    """Return a word or number at the right end of each row."""
    words = text(rows, f"datum.{column}", x=at_x(EDGE), dy=dy, align="right")
    drawn: alt.Chart = words.encode(color=in_colour(colour) if isinstance(colour, str) else colour)
    return drawn


def hit_area(rows: alt.Chart, tooltip: Tooltip, pick: Sequence[str] = ()) -> alt.Chart:
    """Return the last layer, which takes the pointer: the whole band of a row, not only its bar."""
    area = rows.mark_rect(fill="transparent", cursor="pointer" if pick else "default")
    area = area.encode(x=at_x(0), x2=to_x(EDGE), **whole_band())
    return with_tooltip_and_click(area, tooltip, pick)


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
    frame = with_lines(frame)
    rows = rows_of(frame)
    longest = 1 if shares or not len(frame) else frame["value"].max()
    scale = alt.Scale(domain=[0, longest if longest and longest > 0 else 1], nice=False)
    axis = alt.Axis(format=".0%", values=[0, 0.5, 1], domain=False, ticks=False) if shares else None
    bar: dict[str, Any] = {"height": BAR_PX, "yOffset": 9}
    known = rows.transform_filter("isValid(datum.value)")
    unknown = rows.transform_filter("!isValid(datum.value)")
    track = known.mark_bar(**bar, color=LIGHT.track).encode(x=at_x(0), x2=to_x(EDGE))
    layers = (
        *([track] if shares else []),
        rows.mark_bar(**bar, color=LIGHT.accent).encode(
            x=alt.X("value:Q", axis=axis, title=None, scale=scale)
        ),
        *([hatching(unknown, yOffset=9).encode(x=at_x(0), x2=to_x(EDGE))] if hatched else []),
        names(rows, above=9, room=BESIDE_NUMBER),
        at_right(rows, "number", dy=-9),
        hit_area(rows, tooltip, pick),
    )
    return finish_labelled(layered(*layers), frame, t, step=40, axis=shares)


def hatching(rows: alt.Chart, **style: Any) -> alt.Chart:
    """Return strokes over what is not known."""
    strokes: alt.Chart = rows.mark_rule(
        **{"strokeWidth": BAR_PX, "strokeDash": [1.5, 4.5], "color": LIGHT.tint, **style}
    )
    return strokes


def inside_part() -> str:
    """Return the expression of what a part of a bar has room for: `words`, `short` or nothing."""
    fitting = "width * datum.room > 9 + 7.5 * length(datum.{0}) ? datum.{0} : "
    return fitting.format("words") + fitting.format("short") + "''"


def along(frame: pd.DataFrame) -> pd.DataFrame:
    """Return parts of bars (`row`, `value`) with where each stands in parts of the longest bar.

    `lead` is true once a row: there its name and note are written.
    """
    ends = frame.groupby("row", sort=False)["value"].cumsum()
    room, end = frame["value"] / ends.max(), ends / ends.max()
    lead = ~frame["row"].duplicated()
    return frame.assign(room=room, start=end - room, middle=end - room / 2, end=end, lead=lead)


def segments(
    frame: pd.DataFrame,
    *further: alt.Chart,
    t: Translate,
    colours: Mapping[str, str],
    text_colours: Mapping[str, str],
    step: int = 66,
    hatched: str = "",
) -> alt.LayerChart:
    """One bar per row made of parts in order, each with its words inside when there is room.

    Args:
        frame: As `along` gives it, a record per row and part in order: `row`, `label`, `note`,
            `part` (key of `colours`), `words` and `short` (inside the part: as much as its width
            has room for).
        *further: Layers over the bars, the last of which takes the pointer.
        colours: The colour of each part.
        text_colours: The colour of the words inside it.
        step: The height of a row.
        hatched: A part that is not known.
    """
    rows, codes = rows_of(frame), list(colours)
    bar = rows.mark_bar(height=SEGMENT_PX, stroke=LIGHT.paper).encode(**FROM_START_TO_END)
    lead = rows.transform_filter("datum.lead")
    pattern = []
    if hatched:
        unknown = rows.transform_filter(f"datum.part == '{hatched}'")
        ground = {"stroke": colours[hatched], "strokeWidth": 6, "strokeJoin": "round"}
        pattern = [
            hatching(unknown, strokeWidth=SEGMENT_PX).encode(**FROM_START_TO_END),
            # No stroke runs through the words.
            text(unknown, inside_part(), **WORDS_INSIDE, **ground),
        ]
    drawn = layered(
        bar.encode(color=painted("part", codes, colours.values())),
        *pattern,
        text(rows, inside_part(), **WORDS_INSIDE).encode(
            color=painted("part", codes, [text_colours[code] for code in codes])
        ),
        names(lead, above=22),
        notes(lead, below=21),
        *further,
    ).resolve_scale(color="independent")
    return finish_labelled(drawn, frame, t, step=step)


def status_bars(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One bar per direction, a part per status with its sign and number inside.

    Bars are as long as a direction has indicators, so that six of fourteen and six of six differ.

    Args:
        frame: As `segments` wants it, with the `value` of each part, which is a status code;
            `direction` and `status` (codes), `status_words` and `number` ("2 of 8").
    """
    frame = along(frame)
    codes = list(frame["part"].unique())
    rows = rows_of(frame)
    tooltip = (
        ("label", t("Direction")),
        ("status_words", t("Status")),
        ("number", t("Indicators")),
        ("note", t("Progress to target")),
    )
    lines = int(frame["note"].str.count("\n").max())
    area = rows.mark_bar(height=SEGMENT_PX, opacity=0, cursor="pointer").encode(**FROM_START_TO_END)
    return segments(
        frame,
        with_tooltip_and_click(area, tooltip, ["direction", "status"]),
        t=t,
        colours={code: status_fill(code) for code in codes},
        text_colours={code: on_fill(code) for code in codes},
        step=DIRECTION_STEP + LINE_PX * lines,
    )


def status_bar(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One direction's indicators as one bar: sign and number of each status; a part can be picked.

    Args:
        frame: Of one direction, as `status_bars` wants it.
    """
    rows = alt.Chart(along(frame))
    bar = rows.mark_bar(height=SEGMENT_PX, stroke=LIGHT.paper, strokeWidth=2)
    words = text(rows, inside_part(), **WORDS_INSIDE)
    area = rows.mark_bar(height=SEGMENT_PX, opacity=0, cursor="pointer").encode(**FROM_START_TO_END)
    tooltip = (("status_words", t("Status")), ("number", t("Indicators")))
    drawn = layered(
        bar.encode(**FROM_START_TO_END, color=status_colour(frame, status_fill)),
        words.encode(color=status_colour(frame, on_fill)),
        with_tooltip_and_click(area, tooltip, ["status"]),
    ).resolve_scale(color="independent")
    return finish(drawn, t, height=SEGMENT_PX + 2)
