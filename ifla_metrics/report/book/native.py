"""Bars and lines that a slide program draws itself, from the columns that a figure declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.charts.theme import status_fill
from ifla_metrics.figures import registry
from ifla_metrics.metrics.status import CODES, NO_WAY
from ifla_metrics.report.book.parts import NativeChart, Series, Value
from ifla_metrics.report.book.tables import records
from ifla_metrics.report.passport import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate

MOST_BARS = 15
WAYS = frozenset({"mean", "expected", "progress"})


def native(figure: Figure, t: Translate) -> NativeChart | None:
    """Return the figure as a chart that a program draws itself; None for one that is not plain."""
    plain = registry.named(figure.name).native
    if plain is None or figure.chart is None:
        return None
    columns = {column.key: column for column in figure.table.columns}
    keys = [key for key in plain.values if key in columns]
    rows = records(figure)[: None if plain.shape in {"line", "column"} else MOST_BARS]
    place = [*columns].index(plain.category) if plain.category in columns else -1
    if place < 0 or not keys or not rows:
        return None
    cells = figure.table.shown(t)[: len(rows)]
    names = [one_line(row[place]) for row in cells]
    if plain.counts:
        part, whole = ([*columns].index(key) for key in plain.counts)
        drawn = [_number(row[plain.values[0]]) is not None for row in rows]
        names = [
            f"{name} · {t('{n} of {k}', n=row[part], k=row[whole])}" if has else name
            for name, row, has in zip(names, cells, drawn, strict=True)
        ]
    series = [
        Series(
            one_line(columns[key].title),
            [_drawn(row, key) for row in rows],
            colour=status_fill(key) if key in CODES else "",
        )
        for key in keys
    ]
    told = [one for one in series if any(v is not None for v in one.values)]
    if plain.shape == "stacked":
        told = [one for one in told if any(one.values)]
    kinds = {columns[key].kind for key in keys}
    if not told:
        return None
    return NativeChart(
        plain.shape,
        names,
        told,
        percent=kinds == {"percent"},
        subtitle=one_line(figure.subtitle.removesuffix(figure.marks)).strip(),
    )


def _drawn(row: Mapping[str, Value], key: str) -> float | None:
    """Return what is drawn of a column: of a way to the target that does not count, nothing."""
    return None if key in WAYS and row.get("status") in NO_WAY else _number(row[key])


def _number(value: Value) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
