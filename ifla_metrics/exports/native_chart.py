"""Build editable PowerPoint charts from the columns that a figure declares for them."""

from typing import Any

from ifla_metrics.exports.document import NativeChart
from ifla_metrics.figures import registry, words
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.selection import Record, records
from ifla_metrics.metrics.status import WITHOUT_PROGRESS_BAR

MAX_CATEGORIES = {"bar": 15, "column": 40, "line": 400}
"""Maximum number of categories on a slide, by shape."""
PROGRESS_COLUMNS = frozenset({"mean", "expected", "progress"})
"""Columns left empty in rows whose status has no progress bar."""


def native_chart(figure: Figure, t: Translate) -> NativeChart | None:
    """Return a figure as an editable chart, or None if it declares none.

    Also None if most rows have no value, or there are too many rows for a slide.
    """
    declared = registry.find_spec(figure.name).native
    if declared is None or figure.chart is None:
        return None
    columns = {column.key: column for column in figure.table.columns}
    rows, cells = records(figure.table.frame), figure.table.text_rows(t)
    if len(rows) > MAX_CATEGORIES[declared.shape]:
        return None
    category = [*columns].index(declared.category)
    categories = [row[category] for row in cells]
    values = declared.values
    if declared.counts:
        part, total = ([*columns].index(key) for key in declared.counts)
        for i, (row, texts) in enumerate(zip(rows, cells, strict=True)):
            if _value(row, values[0]) is not None:
                categories[i] += " · " + t("{n} of {k}", n=texts[part], k=texts[total])
    series = {columns[key].title: [_value(row, key) for row in rows] for key in values}
    rows_with_value = [row for row in rows if any(_value(row, key) is not None for key in values)]
    if 2 * len(rows_with_value) < max(1, len(rows)):
        return None  # The drawing explains missing values in words.
    return NativeChart(
        declared.shape,
        categories,
        {title: numbers for title, numbers in series.items() if set(numbers) != {None}},
        percent={columns[key].kind for key in values} == {"percent"},
        subtitle=figure.subtitle.removesuffix(figure.legend).rstrip(),
    )


def _value(row: Record, key: str) -> float | None:
    value: Any = row[key]
    if words.is_missing(value) or (
        key in PROGRESS_COLUMNS and row.get("status") in WITHOUT_PROGRESS_BAR
    ):
        return None
    return float(value)
