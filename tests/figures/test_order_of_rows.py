"""No figure hangs on the order of rows: two databases with the same records show the same."""

import os
from dataclasses import replace

import pytest

from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate

T = translate("en")
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
BY_DAY = [spec.name for spec in registry.standalone_specs()]


def turned(found):
    """The same reading with the rows of every frame from the last to the first."""
    frames = {name: f.iloc[::-1].reset_index(drop=True) for name, f in found.frames.items()}
    return replace(found, frames=frames, previous=found.previous and turned(found.previous))


def said(figure):
    rows = figure.explanation.rows
    chart = as_dictionary(figure.chart) if NIGHT and figure.chart else None
    return (
        figure.title,
        figure.subtitle,
        figure.alt,
        figure.table.shown(T),
        figure.source,
        figure.explanation.formula,
        figure.explanation.definition,
        None if rows is None else rows.shown(T),
        chart,
    )


@pytest.mark.parametrize("choices", [{}, {"known_on": "now"}] if NIGHT else [{}])
def test_the_same_rows_in_another_order_give_the_same_figures(read, choices):
    found = read(**choices)
    other = turned(found)
    specs = registry.specs_for(found.framework)

    for spec in specs if NIGHT else [spec for spec in specs if spec.name in BY_DAY]:
        assert said(spec.build(other, T)) == said(spec.build(found, T)), spec.name
