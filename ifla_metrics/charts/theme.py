"""The look of every chart: one palette, one Vega-Lite config, for screen and print; and its marks.

Charts are built in the colours of `LIGHT`. `in_mode` exchanges every colour for its counterpart: in
print for another colour, on screen for a variable of ui/styles/page.css, which has light and dark.
Colours therefore never stand in a chart's data, no two tokens of a palette share a colour, and no
scale or expression computes with one.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal

import altair as alt
import pandas as pd

from ifla_metrics.i18n import THIN_SPACE, Translate
from ifla_metrics.settings import FONT_FAMILY, FONT_FAMILY_ARABIC

alt.data_transformers.disable_max_rows()

Mode = Literal["light", "grey", "print", "screen"]


@dataclass(frozen=True)
class Palette:
    """The colours of one mode, by what they are for."""

    ink: str
    soft: str
    line: str
    track: str
    paper: str
    accent: str
    tint: str
    faint: str
    land: str
    good: str
    best: str
    warn: str
    bad: str
    worst: str
    idle: str
    on_warn: str
    good_ink: str
    warn_ink: str


LIGHT = Palette(
    ink="#1b1f24",
    soft="#5a6470",
    line="#d4d9df",
    track="#e7eaee",
    paper="#fefefd",
    accent="#0b5a7a",
    tint="#a9c8d6",
    faint="#c5cdd5",
    land="#e3e5e1",
    good="#2c6e4a",
    best="#1c5238",
    warn="#cc8e12",
    bad="#a4262c",
    worst="#74142e",
    idle="#d9dde3",
    on_warn="#1b1f23",
    good_ink="#2b6d48",
    warn_ink="#8f6000",
)
PRINT = replace(
    LIGHT,
    best="#1f553b",
    warn="#d09631",
    bad="#9d3635",
    worst="#66333a",
    warn_ink="#8a6731",
)
"""Colours that four inks on coated paper reach, so that a press changes none of them."""
GREY = Palette(
    ink="#1d1d1d",
    soft="#606060",
    line="#d6d6d6",
    track="#ebebeb",
    paper="#fefefe",
    accent="#474747",
    tint="#969696",
    faint="#d3d3d3",
    land="#efefef",
    good="#6d6d6d",
    best="#515151",
    warn="#b3b3b3",
    bad="#353535",
    worst="#222222",
    idle="#dddddd",
    on_warn="#1f1f1f",
    good_ink="#626262",
    warn_ink="#6b6b6b",
)
"""One ink. Signs and words beside every area stay the second cue."""

FLUSH = 40
"""Pixels from the end of an axis of days within which its first and last label stay inside."""
MOST_TICKS = 6

_TONES = {
    "achieved": "best",
    "ahead": "good",
    "on_track": "good",
    "kept": "good",
    "within": "good",
    "behind": "warn",
    "off_track": "bad",
    "off_target": "bad",
    "over_ceiling": "bad",
    "not_achieved": "bad",
    "overdue": "bad",
    "moving_away": "worst",
}
_INKS = {"good": "good_ink", "best": "best", "warn": "warn_ink", "bad": "bad", "worst": "worst"}


def status_fill(status: str) -> str:
    """Return the colour of an area that shows a status; always beside its sign or word."""
    return str(getattr(LIGHT, _TONES.get(status, "idle")))


def status_ink(status: str) -> str:
    """Return the colour of a status written as a word: at least 4.5 : 1 on the page."""
    return str(getattr(LIGHT, _INKS.get(_TONES.get(status, ""), "soft")))


def on_fill(status: str) -> str:
    """Return the colour of a word written inside an area of the status's colour."""
    tone = _TONES.get(status, "idle")
    return {"idle": LIGHT.ink, "warn": LIGHT.on_warn}.get(tone, LIGHT.paper)


def painted(column: str, codes: Sequence[Any], colours: Iterable[str]) -> alt.Color:
    """Return the colour of marks by the code in a column."""
    scale = alt.Scale(domain=[*codes], range=[*colours])
    return alt.Color(f"{column}:N", legend=None, scale=scale)


def status_colour(frame: pd.DataFrame, colour_of: Callable[[str], str]) -> alt.Color:
    """Return the colour of marks by their status: `status_fill` or `status_ink` of each."""
    codes = [str(code) for code in frame["status"].unique()]
    return painted("status", codes, map(colour_of, codes))


def config(t: Translate) -> dict[str, Any]:
    """Return the Vega-Lite config of all charts; numbers as the language has them."""
    symbols = t.locale.number_symbols
    words = {
        "labelColor": LIGHT.soft,
        "labelFontSize": 12,
        "labelLimit": 320,
        "titleColor": LIGHT.soft,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titleLimit": 600,
    }
    number = {
        "decimal": str(symbols.get("latn", symbols).get("decimal", ".")),
        "thousands": THIN_SPACE,
        "grouping": [3],
        "currency": ["", ""],
        "percent": "%" if t.right_to_left else f"{THIN_SPACE}%",
    }
    return {
        "background": "transparent",
        "font": FONT_FAMILY_ARABIC if t.right_to_left else FONT_FAMILY,
        "padding": {"left": 0, "right": 0, "top": 2, "bottom": 2},
        "view": {"stroke": None},
        "mark": {"aria": False},
        "axis": {
            **words,
            "gridColor": LIGHT.line,
            "domainColor": LIGHT.line,
            "tickColor": LIGHT.line,
            "labelPadding": 6,
            "titlePadding": 8,
            "labelOverlap": True,
        },
        "axisY": {"domain": False, "ticks": False},
        "axisX": {"grid": False},
        "legend": {**words, "symbolSize": 90, "labelLimit": 240},
        "text": {"color": LIGHT.ink, "fontSize": 12},
        "bar": {"color": LIGHT.accent},
        "line": {"color": LIGHT.accent, "strokeWidth": 2},
        "rule": {"color": LIGHT.ink},
        "locale": {"number": number},
    }


def moment(day: str) -> int:
    """Return an ISO day as a chart's scales and axes take it: milliseconds since 1970, UTC."""
    return pd.Timestamp(day).value // 10**6


def day_scale(days: Iterable[str], padding: int) -> alt.Scale:
    """Return a scale from the first to the last of some days (ISO).

    An expression, because Vega-Lite makes a list of days a set of rows, which differs from layer to
    layer and has no extent at first.
    """
    moments = [moment(day) for day in days]
    ends = f"[{min(moments)}, {max(moments)}]"
    return alt.Scale(type="utc", padding=padding, domain=alt.ExprRef(ends))


def day_axis(days: Iterable[str], t: Translate, **options: Any) -> alt.Axis:
    """Return an axis of days (ISO) with its ticks at the last days of months.

    Values are mostly of the end of a quarter or year: a tick on the first day of the next one
    would make 31 December 2012 read as 2013.
    """
    in_order = sorted(set(days))
    ends = pd.date_range(in_order[0], in_order[-1], freq="ME") if in_order else pd.DatetimeIndex([])
    for months in (1, 3, 6, 12, 24, 60):
        ticks = [str(d.date()) for d in ends if (12 * d.year + d.month) % months == 0]
        if len(ticks) <= MOST_TICKS:
            break
    ticks = ticks or [*dict.fromkeys((*in_order[:1], *in_order[-1:]))]
    labels = {day: t.date(date.fromisoformat(day), "d MMM y") for day in ticks}
    return alt.Axis(
        labelExpr=f"({json.dumps(labels)})[utcFormat(datum.value, '%Y-%m-%d')]",
        values=[moment(day) for day in ticks],
        labelFlush=FLUSH,
        labelSeparation=12,
        **options,
    )


def layered(*layers: alt.Chart | alt.LayerChart) -> alt.LayerChart:
    """Return layers as one chart, the first at the back.

    The rows of the first stand at the chart, so that they are read once and not for each layer.
    """
    rows = layers[0].data
    for layer in layers:
        if layer.data is rows:
            layer.data = alt.Undefined
    return alt.LayerChart(data=rows, layer=list(layers))


def finish(
    chart: alt.LayerChart, t: Translate, *params: alt.Parameter, height: float
) -> alt.LayerChart:
    """Put the theme on a chart just made and let it be as wide as what holds it.

    Set on the chart itself: Altair's `configure` and `properties` copy and check all of it each
    time, which `to_dict` does once more anyway.
    """
    chart.width = "container"
    chart.autosize = alt.AutoSizeParams(type="fit-x", contains="padding")
    chart.config = config(t)
    chart.height = height
    finished: alt.LayerChart = chart.add_params(*params)
    return finished


def as_dictionary(chart: alt.LayerChart | Callable[[], alt.LayerChart]) -> dict[str, Any]:
    """Return a chart, or what a function gives, as a Vega-Lite dictionary with its rows inside."""
    made = chart() if callable(chart) else chart
    spec: dict[str, Any] = made.to_dict(validate=False)
    return spec


_HEX = re.compile(r"#[0-9a-f]{6}\b")
_TURNED = {
    mode: {getattr(LIGHT, f.name): getattr(palette, f.name) for f in fields(Palette)}
    for mode, palette in (("grey", GREY), ("print", PRINT))
}
_TURNED["screen"] = {
    getattr(LIGHT, f.name): f"var(--{f.name.replace('_', '-')})" for f in fields(Palette)
}


def in_mode(spec: Any, mode: Mode) -> Any:
    """Return a copy of a chart's dictionary in the colours of `mode`; data stay as they are."""
    if mode == "light":
        return spec
    if isinstance(spec, dict):
        return {k: v if k in {"datasets", "values"} else in_mode(v, mode) for k, v in spec.items()}
    if isinstance(spec, list):
        return [in_mode(v, mode) for v in spec]
    if isinstance(spec, str) and "#" in spec:
        turned = _TURNED[mode]
        return _HEX.sub(lambda found: turned.get(found.group(), found.group()), spec)
    return spec


at_x: Any = alt.XValue
to_x: Any = alt.X2Value
at_y: Any = alt.YValue
to_y: Any = alt.Y2Value
in_colour: Any = alt.ColorValue
"""Channels at a fixed place (pixels, or an ExprRef) or of one colour.

`alt.value` means the same, but Altair then searches its whole schema for the class, which takes
longer than building the chart.
"""

Tooltip = Sequence[tuple[str, str]]
"""Columns of a chart's frame that hold text, each with its title."""


def picking(*columns: str) -> alt.Parameter:
    """Return the parameter that holds what was clicked: these columns of the row of the mark."""
    return alt.selection_point(
        name="pick", fields=[*columns], on="click", empty=False, toggle=False
    )


def text(chart: alt.Chart, words: str, *, x: Any = None, y: Any = None, **style: Any) -> alt.Chart:
    """Return the words of an expression at a place of each row."""
    given = {"align": "left", "color": LIGHT.soft, **style}
    marks = chart.mark_text(text=alt.ExprRef(words), **given)
    found: alt.Chart = marks.encode(
        **{channel: place for channel, place in (("x", x), ("y", y)) if place is not None}
    )
    return found


def with_tooltip_and_click(
    marks: alt.Chart, tooltip: Tooltip, pick: Sequence[str] = ()
) -> alt.Chart:
    """Return the marks of a layer with a tooltip, where a click picks these columns of one.

    A chart has one such layer, its last; all others are silent for screen readers (`config`).
    """
    found: alt.Chart = marks.encode(
        tooltip=[alt.Tooltip(f"{column}:N", title=title) for column, title in tooltip]
    )
    found.mark.aria = True
    if pick:
        found.name = "marks"  # A name that Altair makes up is another one each time.
        found = found.add_params(picking(*pick))
    return found
