"""Bars and lines on slides as charts that can be edited, with their numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.util import Pt

from ifla_metrics.report.book.parts import NativeChart
from ifla_metrics.report.book.pptx_slide import FONT, rgb

SERIES = ("0B5A7A", "A9C8D6", "C5CDD5", "C59A22", "903242", "598564", "74142E", "8FA3AE", "D4D9DF")
"""Colours of a chart's series, dark to light in turn; a series that has a colour keeps its own."""
FEW = 3
"""Categories whose bars would be too thick."""
SHAPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}


def data(chart: NativeChart) -> Any:
    """Return the numbers of a chart, as the program keeps them beside it."""
    make: Any = CategoryChartData  # The library states no types.
    data = make(number_format="0%" if chart.percent else "General")
    # Bars are listed from below; a reader reads from above.
    turned = chart.shape in {"bar", "stacked"}
    data.categories = [*reversed(chart.categories)] if turned else chart.categories
    for one in chart.series:
        data.add_series(one.name, [*reversed(one.values)] if turned else one.values)
    return data


def dress(chart: Any, native: NativeChart) -> None:
    """Give a chart its type, colours, labels and axes."""
    chart.font.size, chart.font.name = Pt(11), FONT
    chart.has_title = False
    chart.has_legend = len(native.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.legend.font.size = Pt(11)
    plot = chart.plots[0]
    plot.has_data_labels = native.shape != "line"
    if plot.has_data_labels:
        plot.data_labels.font.size = Pt(10)
        plot.data_labels.number_format_is_linked = False
        # A part of nothing has no label; a decimal only where the number has one.
        plot.data_labels.number_format = "0%" if native.percent else "#,##0.##;-#,##0.##;;"
        if all(float(v or 0).is_integer() for one in native.series for v in one.values):
            plot.data_labels.number_format = "#,##0;-#,##0;;" if not native.percent else "0%"
        plot.gap_width = 60 if len(native.categories) > FEW else 180
    for series, colour in zip(plot.series, _colours(native), strict=True):
        target = series.format.line.color if native.shape == "line" else None
        if target is None:
            series.format.fill.solid()
            target = series.format.fill.fore_color
        target.rgb = rgb(colour)
        if native.shape == "stacked" and _dark(colour):
            series.data_labels.font.color.rgb = rgb("FFFFFF")
            series.data_labels.font.size = Pt(10)
            series.data_labels.show_value = True
            series.data_labels.number_format = "#,##0;-#,##0;;"
            series.data_labels.number_format_is_linked = False
    axis = chart.value_axis
    axis.has_major_gridlines = native.shape == "line"
    axis.format.line.fill.background()
    axis.tick_labels.font.size = Pt(10)
    if native.percent:
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0%", False
    if native.shape != "line":
        axis.visible = False
        axis.minimum_scale = 0
        if native.percent:  # Else the longest bar is a full one, whatever its percentage.
            axis.maximum_scale = max(1, *(v or 0 for one in native.series for v in one.values))


def _colours(native: NativeChart) -> list[str]:
    """Return the colour of each series; of several with the same one, each is lighter."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    for number, one in enumerate(native.series):
        colour = one.colour.removeprefix("#") or SERIES[number % len(SERIES)]
        found.append(_lighter(colour, 0.4 * seen[colour]))
        seen[colour] += bool(one.colour)
    return found


def _lighter(colour: str, part: float) -> str:
    tones = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return "".join(f"{round(tone + (255 - tone) * min(part, 0.8)):02X}" for tone in tones)


def _dark(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return 0.3 * red + 0.59 * green + 0.11 * blue < 140
