"""Horizontal bars with a name and a number above each bar, and a note below.

Names are above the bars, not beside them, so that bars have the full width on a phone and in a
narrow printed column, and names are not cut off.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.printing import LINE_PX
from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    at_x,
    colour_by,
    finish,
    layered,
    status_fill,
    text,
    text_on_fill,
    to_x,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate

NAME_PX, NAME_LETTER_PX = 13, 7.3
BAR_PX, SEGMENT_PX = 10, 18
WRAPS_BELOW = 560
"""The width of a chart below which long names have two lines."""
LONGEST_LINE, SHORTEST_LINE = 44, 20
"""The letters that a name and its number have on the narrowest screen, and those that a name always
has."""
EDGE = alt.ExprRef("width")
BESIDE_NUMBER = "width - 7 * length(datum.number) - 12"
"""The width available for a name with a number at the end of its line."""
FROM_START_TO_END: dict[str, Any] = {
    "x": alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
    "x2": alt.X2("end"),
}
INSIDE_PART: dict[str, Any] = {
    "x": alt.X("middle:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
    "align": "center",
    "fontWeight": 600,
}


def row_band() -> alt.Y:
    """Return the vertical position of a row: one band per `row`, in the order of `finish_rows`."""
    scale = alt.Scale(paddingInner=0, paddingOuter=0, domain=alt.ExprRef("rows"))
    return alt.Y("row:N", axis=None, scale=scale)


def rows_of(frame: pd.DataFrame) -> alt.Chart:
    """Return the base of a chart's layers, with marks in the bands of their rows."""
    base: alt.Chart = alt.Chart(frame).encode(y=row_band())
    return base


def finish_rows(
    chart: alt.LayerChart,
    rows: Iterable[str],
    t: Translate,
    *,
    step: int,
    narrow_steps: Mapping[int, int] | None = None,
    axis: bool = False,
) -> alt.LayerChart:
    """Apply the theme to a chart of rows, each `step` pixels high, for screen and print.

    `narrow_steps` has other heights of rows by the width below which they apply, the smallest
    first. The order of the rows is a parameter, because layers with only some of the rows would
    change it. charts.printing reads both.
    """
    order, narrow = [str(row) for row in rows], [*(narrow_steps or {}).items()]
    chart.usermeta = {"axis": axis, "step": step, "narrow_steps": narrow}
    at_width = "".join(f"width < {below} ? {height} : " for below, height in narrow)
    return finish(
        chart,
        t,
        alt.param(name="rows", value=order),
        alt.param(name="height", expr=f"{len(order)} * ({at_width}{step})"),
        height=len(order) * max([step, *(height for _, height in narrow)]),
    )


def with_names(frame: pd.DataFrame, beside: str = "") -> pd.DataFrame:
    """Return rows with `name`, the label for a chart narrower than `wraps_below`.

    It has two lines if it has no room beside the text of the column `beside`, which is beside the
    second.
    """
    names = []
    for label, text_beside in zip(frame["label"], frame[beside or "label"], strict=True):
        room = max(SHORTEST_LINE, LONGEST_LINE - (len(text_beside) if beside else 0))
        if len(label) <= room:
            names.append(label)
            continue
        first, *rest = textwrap.wrap(label, LONGEST_LINE)
        names.append(f"{first}\n{textwrap.shorten(' '.join(rest), room, placeholder=' …')}")
    beside_px = 7 * frame[beside].str.len() + 12 if beside else 0
    widest = (NAME_LETTER_PX * frame["label"].str.len() + beside_px).max()
    return frame.assign(name=names, wraps_below=min(WRAPS_BELOW, widest))


def finish_labelled(
    chart: alt.LayerChart, frame: pd.DataFrame, t: Translate, *, step: int, axis: bool = False
) -> alt.LayerChart:
    """Finish a chart of rows that have names (`with_names`)."""
    has_two_lines = frame["name"].str.contains("\n").any()
    narrow_steps = {int(frame["wraps_below"].max()): step + LINE_PX} if has_two_lines else None
    rows = frame["row"].unique()
    return finish_rows(chart, rows, t, step=step, narrow_steps=narrow_steps, axis=axis)


def row_names(rows: alt.Chart, *, above: int | str, room: str = "width") -> alt.Chart:
    """Return the names of the rows, `above` pixels over the middle of the band.

    A name that does not fit is cut; its tooltip and the table have the full name.
    """
    narrow = "width < datum.wraps_below"
    has_two_lines = f"{narrow} && indexof(datum.name, '\\n') > 0"
    return text(
        rows,
        f"{narrow} ? datum.name : datum.label",
        dy=alt.ExprRef(f"-{above} - ({has_two_lines} ? {LINE_PX} : 0)"),
        x=at_x(0),
        fontSize=NAME_PX,
        fontWeight=600,
        color=LIGHT.ink,
        limit=alt.ExprRef(f"{has_two_lines} ? width : {room}"),
        lineBreak="\n",
        lineHeight=LINE_PX,
    )


def row_notes(
    rows: alt.Chart,
    *,
    below: int | alt.ExprRef,
    room: str = "width",
    expression: str = "datum.note",
) -> alt.Chart:
    """Return the notes, of one or more lines, under the bars."""
    style = {"limit": alt.ExprRef(room), "lineBreak": "\n", "lineHeight": LINE_PX}
    return text(rows, expression, x=at_x(0), dy=below, **style)


def end_labels(rows: alt.Chart, column: str, *, dy: int | alt.ExprRef) -> alt.Chart:
    """Return the text of a column at the right end of each row."""
    return text(rows, f"datum.{column}", x=at_x(EDGE), dy=dy, align="right")


def hit_area(rows: alt.Chart, tooltip: Tooltip, pick: Sequence[str] = ()) -> alt.Chart:
    """Return the last layer, which reacts to the pointer in the whole band of a row."""
    area = rows.mark_rect(fill="transparent")
    top, bottom = row_band().bandPosition(0), alt.Y2("row").bandPosition(1)
    area = area.encode(x=at_x(0), x2=to_x(EDGE), y=top, y2=bottom)
    return with_tooltip_and_click(area, tooltip, pick)


def bars(
    frame: pd.DataFrame,
    *,
    t: Translate,
    shares: bool,
    tooltip: Tooltip,
    pick: Sequence[str],
    hatched: bool,
) -> alt.LayerChart:
    """Draw one bar per row, with its name and number above it.

    Args:
        frame: One row per bar: `row` (key), `label`, `number` (text) and `value`. A missing value
            is not drawn.
        shares: Whether values are ratios; 100 % is then a full bar, with a faint bar behind it.
        tooltip: The text columns in the tooltip of a row, with their titles.
        pick: The codes that a click on a row selects.
        hatched: Whether to draw missing values as hatched bars.
    """
    frame = with_names(frame, "number")
    rows = rows_of(frame)
    longest = 1 if shares else frame["value"].max()
    scale = alt.Scale(domain=[0, longest if longest > 0 else 1], nice=False)
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
        row_names(rows, above=9, room=BESIDE_NUMBER),
        end_labels(rows, "number", dy=-9),
        hit_area(rows, tooltip, pick),
    )
    return finish_labelled(layered(*layers), frame, t, step=40, axis=shares)


def hatching(rows: alt.Chart, **style: Any) -> alt.Chart:
    """Return hatching, for parts that are not known.

    Without `clip`, half the width of a stroke at 0 would count as part of the chart's width.
    """
    strokes: alt.Chart = rows.mark_rule(
        clip=True,
        **{"strokeWidth": BAR_PX, "strokeDash": [1.5, 4.5], "color": LIGHT.tint, **style},
    )
    return strokes


def fitting_words() -> str:
    """Return the expression of the text that fits into a part: `words`, `short` or nothing."""
    if_fits = "width * datum.room > 4 + 7.8 * length(datum.{0}) ? datum.{0} : "
    return if_fits.format("words") + if_fits.format("short") + "''"


def stacked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of bars (`row`, `value`) with their positions as shares of the longest bar.

    Adds `start`, `middle`, `end`, `room` (the width), and `lead` (true once per row, for its name).
    """
    ends = frame.groupby("row", sort=False)["value"].cumsum()
    room, end = frame["value"] / ends.max(), ends / ends.max()
    lead = ~frame["row"].duplicated()
    return frame.assign(room=room, start=end - room, middle=end - room / 2, end=end, lead=lead)


def segmented_bars(
    frame: pd.DataFrame,
    *further: alt.Chart,
    t: Translate,
    colours: Mapping[str, str],
    text_colours: Mapping[str, str],
    step: int = 66,
    hatched: str = "",
    named: bool = True,
) -> alt.LayerChart:
    """Draw one bar per row, made of parts with text inside.

    Args:
        frame: One row per part in order, from `stacked` and `with_names`: `row`, `note`, `part` (a
            key of `colours`), `words` and `short` (the text inside, depending on the room).
        *further: Layers over the bars; the last one reacts to the pointer.
        colours: The colour of each part.
        text_colours: The colour of the text in each part.
        step: The height of a row in pixels.
        hatched: The part that is not known.
        named: Whether to write names above and notes below the bars.
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
            # With a thick outline, which keeps the hatching away from the text.
            text(unknown, fitting_words(), **INSIDE_PART, **ground),
        ]
    layers = layered(
        bar.encode(color=colour_by("part", codes, colours.values())),
        *pattern,
        text(rows, fitting_words(), **INSIDE_PART).encode(
            color=colour_by("part", codes, [text_colours[code] for code in codes])
        ),
        *((row_names(lead, above=22), row_notes(lead, below=21)) if named else ()),
        *further,
    ).resolve_scale(color="independent")
    if not named:
        return finish_rows(layers, frame["row"].unique(), t, step=step)
    return finish_labelled(layers, frame, t, step=step)


def status_bars(frame: pd.DataFrame, *, t: Translate, named: bool) -> alt.LayerChart:
    """Draw one bar per direction, with one part per status: its sign and number of indicators.

    A bar is as long as its direction has indicators, so that 6 of 14 and 6 of 6 look different.

    Args:
        frame: The parts of each bar (see `segmented_bars`), which are status codes, with their
            `value`, `direction` and `status` (codes), `status_words` and `number` ("2 of 8").
        named: Whether to write the directions and notes, which a card has around its bar.
    """
    frame = with_names(stacked(frame))
    codes = list(frame["part"].unique())
    rows = rows_of(frame)
    tooltip = (
        ("label", t("Direction")),
        ("status_words", t("Status")),
        ("number", t("Indicators")),
        ("note", t("Progress to target")),
    )
    lines = int(frame["note"].str.count("\n").max())
    area = rows.mark_bar(height=SEGMENT_PX, opacity=0).encode(**FROM_START_TO_END)
    return segmented_bars(
        frame,
        with_tooltip_and_click(area, tooltip, ["direction", "status"]),
        t=t,
        colours={code: status_fill(code) for code in codes},
        text_colours={code: text_on_fill(code) for code in codes},
        step=74 + LINE_PX * lines if named else SEGMENT_PX + 2,
        named=named,
    )


def shares(
    frame: pd.DataFrame, *, t: Translate, tooltip: Tooltip, pick: Sequence[str] = ()
) -> alt.LayerChart:
    """Draw one bar per row: the share, the rest of the known number, and the unknown, hatched.

    Args:
        frame: The parts of each row (see `segmented_bars`), `share`, `rest` and `unknown`, with
            their `value`.
        tooltip: The text columns in the tooltip of a row, with their titles.
        pick: The codes that a click on a row selects.
    """
    frame = with_names(stacked(frame))
    lead = rows_of(frame).transform_filter("datum.lead")
    return segmented_bars(
        frame,
        hit_area(lead, tooltip, pick),
        t=t,
        colours={"share": LIGHT.accent, "rest": LIGHT.tint, "unknown": LIGHT.track},
        text_colours={"share": LIGHT.paper, "rest": LIGHT.ink, "unknown": LIGHT.ink},
        hatched="unknown",
    )
