"""Bars and lines that a slide program draws itself, from the columns that a figure declares."""

from typing import Any

from ifla_metrics.exports.document import NativeChart
from ifla_metrics.figures import registry, words
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.selection import Record, records
from ifla_metrics.metrics.status import WITHOUT_PROGRESS_BAR

MOST = {"bar": 15, "column": 40, "line": 400}
"""Categories that a slide can hold."""
PROGRESS = frozenset({"mean", "expected", "progress"})
"""Columns that are not drawn where a row's status says that its progress does not count."""


def native_chart(figure: Figure, t: Translate) -> NativeChart | None:
    """Return a figure as a chart that a program draws itself; None where it declares none.

    None too where most rows have no value to draw, or there are more than a slide can hold.
    """
    declared = registry.find_spec(figure.name).native
    if declared is None or figure.chart is None:
        return None
    columns = {column.key: column for column in figure.table.columns}
    rows, cells = records(figure.table.frame), figure.table.shown(t)
    if declared.category not in columns or len(rows) > MOST[declared.shape]:
        return None
    place = [*columns].index(declared.category)
    categories = [row[place] for row in cells]
    values = [key for key in declared.values if key in columns]
    if declared.counts:
        part, whole = ([*columns].index(key) for key in declared.counts)
        categories = [
            f"{name} · {t('{n} of {k}', n=row[part], k=row[whole])}"
            if _value(raw, values[0]) is not None
            else name
            for name, row, raw in zip(categories, cells, rows, strict=True)
        ]
    series = {columns[key].title: [_value(row, key) for row in rows] for key in values}
    known = [row for row in rows if any(_value(row, key) is not None for key in values)]
    if 2 * len(known) < max(1, len(rows)):
        return None  # The drawing says in words what is known of them.
    return NativeChart(
        declared.shape,
        categories,
        {name: known for name, known in series.items() if set(known) != {None}},
        percent={columns[key].kind for key in values} == {"percent"},
        subtitle=figure.subtitle.removesuffix(figure.marks).rstrip(),
    )


def _value(row: Record, key: str) -> float | None:
    value: Any = row[key]
    if words.missing(value) or (key in PROGRESS and row.get("status") in WITHOUT_PROGRESS_BAR):
        return None
    return float(value)
