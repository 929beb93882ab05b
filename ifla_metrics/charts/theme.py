"""The theme of all charts, for screen and print, and the marks that charts share.

Charts are built in the colours of `LIGHT`. `in_mode` replaces each colour: for print by another
colour, on screen by a CSS variable of ui/styles/page.css (light or dark mode). Therefore colours
must not be part of a chart's data, the colours of a palette must differ, and no scale or expression
may compute with a colour.
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
    """The colours of one mode, by use."""

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
    on_warn: str
    warn_ink: str


LIGHT = Palette(
    ink="#1b1f24",
    soft="#5a6470",
    line="#d4d9df",
    track="#e7eaee",
    paper="#fefefd",
    accent="#0b5a7a",
    tint="#86b2c6",
    faint="#c5cdd5",
    land="#e3e5e1",
    good="#2c6e4a",
    best="#1c5238",
    warn="#cc8e12",
    bad="#a4262c",
    worst="#74142e",
    on_warn="#1b1f23",
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
"""Colours that can be printed with four inks on coated paper without a change."""
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
    on_warn="#1f1f1f",
    warn_ink="#6b6b6b",
)
"""Shades of one ink. Signs and words beside each area remain as the second cue."""

MAX_TICKS = 6

_TONES = {
    "achieved": "best",
    **dict.fromkeys(("ahead", "on_track", "kept", "within"), "good"),
    "behind": "warn",
    **dict.fromkeys(("off_track", "off_target", "over_ceiling"), "bad"),
    **dict.fromkeys(("not_achieved", "overdue"), "bad"),
    "moving_away": "worst",
}


def status_fill(status: str) -> str:
    """Return the colour of an area for a status. Always show its sign or word, too."""
    return str(getattr(LIGHT, _TONES.get(status, "faint")))


def status_ink(status: str) -> str:
    """Return the colour of text for a status, with a contrast of at least 4.5 : 1."""
    tone = _TONES.get(status, "soft")
    return LIGHT.warn_ink if tone == "warn" else str(getattr(LIGHT, tone))


def text_on_fill(status: str) -> str:
    """Return the colour of text inside an area in the colour of a status."""
    tone = _TONES.get(status, "faint")
    return {"faint": LIGHT.ink, "warn": LIGHT.on_warn}.get(tone, LIGHT.paper)


def colour_by(column: str, codes: Sequence[Any], colours: Iterable[str]) -> alt.Color:
    """Return the encoding that colours marks by the codes in a column."""
    scale = alt.Scale(domain=[*codes], range=[*colours])
    return alt.Color(f"{column}:N", legend=None, scale=scale)


def status_colour(frame: pd.DataFrame, colour_of: Callable[[str], str]) -> alt.Color:
    """Return the encoding that colours marks by status, by `status_fill` or `status_ink`."""
    codes = [str(code) for code in frame["status"].unique()]
    return colour_by("status", codes, map(colour_of, codes))


def config(t: Translate) -> dict[str, Any]:
    """Return the Vega-Lite config of all charts, with numbers in the format of the language."""
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
        "decimal": str(t.locale.number_symbols["latn"]["decimal"]),
        "thousands": THIN_SPACE,
        "grouping": [3],
        "currency": ["", ""],
        "percent": t.percent_sign,
    }
    return {
        "background": "transparent",
        "font": FONT_FAMILY_ARABIC if t.right_to_left else FONT_FAMILY,
        "padding": {"left": 0, "right": 0, "top": 2, "bottom": 2},
        "view": {"stroke": None},
        "mark": {"aria": False, "tooltip": None},  # Streamlit would show the codes of any mark.
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
        "text": {"fontSize": 12},
        "locale": {"number": number},
    }


def epoch_milliseconds(day: str) -> int:
    """Return an ISO day in milliseconds since 1970 (UTC), as scales and axes expect it."""
    return pd.Timestamp(day).value // 10**6


def day_scale(days: Iterable[str], padding: int) -> alt.Scale:
    """Return a scale from the first to the last of some ISO days.

    The domain is an expression, because Vega-Lite turns a list of days into data, which differ
    between layers and have no extent at first.
    """
    times = [epoch_milliseconds(day) for day in days]
    domain = f"[{min(times)}, {max(times)}]"
    return alt.Scale(type="utc", padding=padding, domain=alt.ExprRef(domain))


def day_axis(days: Iterable[str], t: Translate, **options: Any) -> alt.Axis:
    """Return an axis of ISO days, with ticks on the last days of months.

    Most values are dated at the end of a quarter or year. With ticks on first days, 31 December
    2012 would look like 2013.
    """
    ordered = sorted(set(days))
    ends = pd.date_range(ordered[0], ordered[-1], freq="ME")
    for months in (1, 3, 6, 12, 24, 60):
        ticks = [str(d.date()) for d in ends if (12 * d.year + d.month) % months == 0]
        if len(ticks) <= MAX_TICKS:
            break
    ticks = ticks or [*dict.fromkeys((ordered[0], ordered[-1]))]
    labels = {day: t.date(date.fromisoformat(day), "d MMM y") for day in ticks}
    times = ", ".join(str(epoch_milliseconds(day)) for day in ticks)
    return alt.Axis(
        labelExpr=f"({json.dumps(labels)})[utcFormat(datum.value, '%Y-%m-%d')]",
        # An expression: Vega-Lite turns a list into calls that fail under our security policy.
        values=alt.ExprRef(f"[{times}]"),
        labelSeparation=12,
        **options,
    )


def count_axis(**options: Any) -> alt.Axis:
    """Return an axis of counts, with ticks at whole numbers."""
    return alt.Axis(tickCount=4, tickMinStep=1, format=",.0f", **options)


def layered(*layers: alt.Chart | alt.LayerChart) -> alt.LayerChart:
    """Return layers as one chart, the first at the back.

    The chart gets the data of the first layer, and layers with the same data share it.
    """
    data = layers[0].data
    for layer in layers:
        if layer.data is data:
            layer.data = alt.Undefined
    return alt.LayerChart(data=data, layer=list(layers))


def finish(
    chart: alt.LayerChart, t: Translate, *params: alt.Parameter, height: float
) -> alt.LayerChart:
    """Apply the theme to a new chart and make it as wide as its container.

    This changes the chart in place, because `configure` and `properties` of Altair copy and
    validate the whole chart each time.
    """
    chart.width = "container"
    chart.autosize = alt.AutoSizeParams(type="fit-x", contains="padding")
    chart.config = config(t)
    chart.height = height
    finished: alt.LayerChart = chart.add_params(*params)
    return finished


def as_dictionary(chart: alt.LayerChart | Callable[[], alt.LayerChart]) -> dict[str, Any]:
    """Return a chart, or the chart that a function builds, as a Vega-Lite dictionary with data."""
    built = chart() if callable(chart) else chart
    spec: dict[str, Any] = built.to_dict(validate=False)
    return spec


_HEX = re.compile(r"#[0-9a-f]{6}\b")
_REPLACEMENTS = {
    mode: {getattr(LIGHT, f.name): getattr(palette, f.name) for f in fields(Palette)}
    for mode, palette in (("grey", GREY), ("print", PRINT))
}
_REPLACEMENTS["screen"] = {
    getattr(LIGHT, f.name): f"var(--{f.name.replace('_', '-')})" for f in fields(Palette)
}


def in_mode(spec: Any, mode: Mode) -> Any:
    """Return a copy of a chart's dictionary in the colours of `mode`, with unchanged data."""
    if mode == "light":
        return spec
    if isinstance(spec, dict):
        return {k: v if k in {"datasets", "values"} else in_mode(v, mode) for k, v in spec.items()}
    if isinstance(spec, list):
        return [in_mode(v, mode) for v in spec]
    if isinstance(spec, str) and "#" in spec:
        colours = _REPLACEMENTS[mode]
        return _HEX.sub(lambda match: colours.get(match.group(), match.group()), spec)
    return spec


at_x: Any = alt.XValue
to_x: Any = alt.X2Value
at_y: Any = alt.YValue
to_y: Any = alt.Y2Value
"""Channels with a constant position, in pixels or as an ExprRef.

`alt.value` is much slower, because Altair then searches its whole schema for the class.
"""

NO_CODES = ["", "all", "outside"]
"""Codes of marks that open nothing: totals, not stated, outside every region."""

Tooltip = Sequence[tuple[str, str]]
"""The text columns of a frame to show in a tooltip, each with its title."""


def click_parameter(*columns: str) -> alt.Parameter:
    """Return the parameter with these columns of the mark that was clicked."""
    return alt.selection_point(
        name="pick", fields=[*columns], on="click", empty=False, toggle=False
    )


def text(
    chart: alt.Chart, expression: str, *, x: Any = None, y: Any = None, **style: Any
) -> alt.Chart:
    """Return a layer with the text of an expression for each row."""
    style = {"align": "left", "color": LIGHT.soft, **style}
    marks = chart.mark_text(text=alt.ExprRef(expression), **style)
    layer: alt.Chart = marks.encode(
        **{channel: value for channel, value in (("x", x), ("y", y)) if value is not None}
    )
    return layer


def with_tooltip_and_click(
    marks: alt.Chart, tooltip: Tooltip, pick: Sequence[str] = ()
) -> alt.Chart:
    """Return marks with a tooltip, where a click selects the columns `pick`.

    Use this for the last layer of a chart only: screen readers ignore all others (see `config`).
    """
    layer: alt.Chart = marks.encode(
        tooltip=[alt.Tooltip(f"{column}:N", title=title) for column, title in tooltip]
    )
    layer.mark.aria = True
    if pick:
        opens = " || ".join(f"indexof({NO_CODES}, datum.{column}) < 0" for column in pick)
        layer.mark.cursor = alt.ExprRef(f"{opens} ? 'pointer' : 'default'")
        layer.name = "marks"  # Generated names would differ each time.
        layer = layer.add_params(click_parameter(*pick))
    return layer
