"""Figures in French: no line of theirs can break before a mark."""

from dataclasses import replace

import pytest

from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from tests.i18n.french import breaking

FR = translate("fr")
EXPRESSIONS = frozenset(
    {
        "expr",
        "test",
        "calculate",
        "filter",
        "labelExpr",
        "groupby",
        "formatLocale",
        "timeFormatLocale",
    }
)


@pytest.fixture(scope="module")
def french(whole):
    return replace(whole, choices=replace(whole.choices, language="fr"))


def said(figure):
    """Every text of a figure: around it, in its table, on its chart."""
    yield from (figure.title, figure.subtitle, figure.source, figure.alt, figure.empty)
    if figure.explanation is not None:
        yield from (figure.explanation.formula, figure.explanation.definition)
    for row in figure.table.shown(FR):
        yield from row
    yield from (column.title for column in figure.table.columns)
    if figure.chart is not None:
        yield from texts_of(as_dictionary(figure.chart))


def texts_of(spec):
    """The texts of a chart's specification that have a space in them: words, and no keys."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key not in EXPRESSIONS:
                yield from texts_of(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from texts_of(value)
    elif isinstance(spec, str):
        yield spec


@pytest.mark.parametrize("name", [kind.name for kind in registry.figures()])
def test_no_line_of_a_french_figure_breaks_before_a_mark(whole, french, name):
    typed = set(said(registry.build(name, whole, translate("en"))))
    figure = registry.build(name, french, FR)

    told = [text for text in said(figure) if text not in typed]
    assert [place for text in told for place in breaking(text)] == []
