"""Bars and lines on slides as charts that can be edited, with their numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Pt

from ifla_metrics.exports.document import NativeChart

SHAPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}
LYING = frozenset({"bar", "stacked"})
"""Shapes whose categories stand one below the other."""
THEME_COLOURS = (
    MSO_THEME_COLOR.ACCENT_1,
    MSO_THEME_COLOR.ACCENT_2,
    MSO_THEME_COLOR.ACCENT_3,
    MSO_THEME_COLOR.ACCENT_4,
    MSO_THEME_COLOR.ACCENT_5,
    MSO_THEME_COLOR.ACCENT_6,
)
FEW = 3
"""Categories whose bars would be too thick."""


def add(slide: Any, native: NativeChart, box: tuple[int, ...], right_to_left: bool) -> Any:
    """Add a chart to a slide; return its shape."""
    make: Any = CategoryChartData  # The library states no types.
    data = make(number_format="0%" if native.percent else "General")
    data.categories = native.categories
    for one in native.series:
        data.add_series(one.name, one.values)
    shape = slide.shapes.add_chart(SHAPES[native.shape], *box, data)
    chart = shape.chart
    chart.font.size = Pt(11)
    chart.has_title = False
    chart.has_legend = len(native.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    _values(chart, native)
    _colours(chart, native)
    lying = native.shape in LYING
    chart.category_axis.reverse_order = lying or right_to_left  # The first is lowest otherwise.
    chart.value_axis.reverse_order = lying and right_to_left
    return shape


def _values(chart: Any, native: NativeChart) -> None:
    """Write the values on bars, which then need no axis; draw one for lines."""
    axis, plot = chart.value_axis, chart.plots[0]
    axis.has_major_gridlines = axis.visible = native.shape == "line"
    if native.percent:
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0%", False
    if native.shape == "line":
        grid = axis.major_gridlines.format.line
        grid.width, grid.color.theme_color = Pt(0.5), MSO_THEME_COLOR.BACKGROUND_1
        grid.color.brightness = -0.15
        return
    axis.minimum_scale = 0
    values = [value or 0 for one in native.series for value in one.values]
    if native.percent:  # Else the longest bar is a full one, whatever its percentage.
        axis.maximum_scale = max(1, *values)
    whole = all(float(value).is_integer() for value in values)
    plot.gap_width = 60 if len(native.categories) > FEW else 180
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.font.size, labels.number_format_is_linked = Pt(10), False
    # A part of nothing has no label; a decimal only where the number has one.
    plain = "#,##0;-#,##0;;" if whole else "#,##0.##;-#,##0.##;;"
    labels.number_format = "0%" if native.percent else plain


def _colours(chart: Any, native: NativeChart) -> None:
    """Colour the series: by their own colour, lighter each time it returns, or by the theme's."""
    seen: Counter[str] = Counter()
    rgb: Any = RGBColor  # The library states no types.
    for number, (series, one) in enumerate(zip(chart.plots[0].series, native.series, strict=True)):
        line = native.shape == "line"
        series.smooth = False
        if not line:
            series.format.fill.solid()
        colour = series.format.line.color if line else series.format.fill.fore_color
        if not one.colour:
            colour.theme_color = THEME_COLOURS[number % len(THEME_COLOURS)]
            continue
        tones = [int(one.colour[i : i + 2], 16) for i in (0, 2, 4)]
        lighter = min(0.8, 0.4 * seen[one.colour])
        seen[one.colour] += 1
        red, green, blue = (round(tone + (255 - tone) * lighter) for tone in tones)
        colour.rgb = rgb(red, green, blue)
        if native.shape == "stacked" and 0.3 * red + 0.59 * green + 0.11 * blue < 140:
            labels = series.data_labels
            labels.font.color.rgb, labels.font.size = rgb(255, 255, 255), Pt(10)
            labels.show_value, labels.number_format_is_linked = True, False
            labels.number_format = "#,##0;-#,##0;;"
