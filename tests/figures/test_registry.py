"""The registry: every figure builds, says what it is, and asks for all it needs."""

import os
import re
from dataclasses import replace

import pytest

from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.errors import UnknownCode
from ifla_metrics.figures import registry
from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import translate
from ifla_metrics.settings import DATA

T = translate("en")
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
STRATEGY = read_folder(DATA / "frameworks" / "2010-2015")
NAMES = [spec.name for spec in registry.specs_for(STRATEGY)]
STATIC = [spec.name for spec in registry.standalone_specs()]
FEW = [*STATIC, "indicators-KI2.A", "ladder-KI2.B", "trend-A2", "trend-D1", "across-KI2.D"]
"""All figures of every strategy, and some of those made one per row and indicator."""
TABLES_ONLY = {
    "needs-the-board",
    "not-reached",
    "association-outcomes",
    "stories",
    "framework-tree",
    "indicator-definitions",
    "target-revisions",
    *(name for name in STATIC if name.startswith("since-") and name != "since-causes"),
}


@pytest.fixture(scope="module")
def figures(whole):
    return {name: registry.build(name, whole, T) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_history_says_what_it_shows(figures, name):
    figure = figures[name]
    told = (figure.title, figure.subtitle, figure.source, figure.alt, figure.explanation.formula)

    assert figure.name == name
    assert all(words.strip() for words in told)
    for words in (*told, figure.empty):
        assert not re.search(r"\bnan\b|\bNone\b|NaT|[{}]|\bn/k of\b", words), words
    assert figure.id in figure.source
    assert figure.source.startswith(("Demonstration", "Position"))
    assert len(figure.method) <= 90
    assert figure.short_source.endswith(", 12 Dec 2012")
    assert "Log as known on 12 December 2012" in figure.source


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_its_table_and_either_a_chart_or_the_reason_why_not(figures, name):
    figure = figures[name]
    shown = figure.table.shown(T)

    assert len(shown) == len(figure.table.frame)
    assert all(len(row) == len(figure.table.columns) for row in shown)
    if name not in TABLES_ONLY:
        assert (figure.chart is None) == bool(figure.empty)
    if figure.chart is not None:
        drawn = as_dictionary(figure.chart)
        assert drawn["width"] == "container"
        assert "title" not in drawn
    if figure.explanation.rows is not None:
        figure.explanation.rows.shown(T)


@pytest.mark.parametrize("which", ["nothing", "documented"])
@pytest.mark.parametrize("name", FEW)
def test_every_figure_builds_on_little_and_on_nothing(request, which, name):
    figure = registry.build(name, request.getfixturevalue(which), T)

    assert figure.title
    assert figure.subtitle
    if figure.chart is not None:
        assert as_dictionary(figure.chart)
    figure.table.shown(T)


@pytest.mark.parametrize("name", FEW if NIGHT else FEW[::3])
def test_a_figure_asks_for_all_that_it_draws(figures, read, name):
    spec = registry.find_spec(name, STRATEGY)
    alone, among_all = spec.build(read(spec.needs, spec.previous), T), figures[name]

    for part in ("id", "title", "subtitle", "source", "alt", "empty"):
        assert getattr(alone, part) == getattr(among_all, part)
    assert alone.table.shown(T) == among_all.table.shown(T)
    assert (alone.chart and as_dictionary(alone.chart)) == (
        among_all.chart and as_dictionary(among_all.chart)
    )


def test_an_unknown_figure_is_named_with_the_nearest_one():
    with pytest.raises(UnknownCode, match=r"'coverage-mpa'.*Did you mean 'coverage-map'"):
        registry.find_spec("coverage-mpa")
    with pytest.raises(UnknownCode, match=r"'trend-A99'"):
        registry.find_spec("trend-A99", STRATEGY)


def test_every_figure_is_written_in_the_readers_language_only(whole):
    """Every word passes the catalogue: a language that shouts leaves no quiet title behind."""

    class Shouting(type(T)):
        def __call__(self, message, **values):
            return super().__call__(message, **values).upper()

        def plural(self, one, many, n, **values):
            return super().plural(one, many, n, **values).upper()

    loud, bare = Shouting("en"), replace(whole, previous=None)
    for name in STATIC:
        figure = registry.build(name, bare, loud)
        titles = [column.title for column in figure.table.columns]
        assert [t for t in titles if t != t.upper()] == [], name
        assert figure.explanation.formula == figure.explanation.formula.upper(), name
