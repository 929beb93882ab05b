"""The registry: every figure builds, says what it is, asks for all it needs, opens by its id."""

import os
import re
from dataclasses import replace

import pytest

from ifla_metrics.charts.theme import as_dictionary
from ifla_metrics.figures import registry
from ifla_metrics.figures.registry import parse_figure_id
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


@pytest.fixture(scope="module")
def figures(whole):
    return {name: registry.build(name, whole, T) for name in NAMES}


TABLES_ONLY = {
    *("needs-the-board", "not-reached", "association-outcomes", "stories", "framework-tree"),
    *("indicator-definitions", "target-revisions"),
    *(name for name in STATIC if name.startswith("since-") and name != "since-causes"),
}


def said(figure):
    texts = (figure.title, figure.subtitle, figure.source, figure.alt, figure.formula)
    tables = (figure.table.text_rows(T), figure.detail_table and figure.detail_table.text_rows(T))
    return (*texts, figure.empty, figure.definition, *tables)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_history_says_what_it_shows_and_has_its_table(figures, name):
    figure = figures[name]
    told = (figure.title, figure.subtitle, figure.source, figure.alt, figure.formula)

    assert all(words.strip() for words in told)
    for words in (*told, figure.empty):
        assert not re.search(r"\bnan\b|\bNone\b|NaT|[{}]|– of\b", words), words
    assert figure.id in figure.source
    assert figure.source.startswith(("Demonstration", "Position"))
    assert "Log as known on 12 December 2012" in figure.source
    assert len(figure.method) <= 90
    assert figure.short_source.endswith(", 12 Dec 2012")
    assert len(figure.table.text_rows(T)) == len(figure.table.frame)
    if name not in TABLES_ONLY:
        assert (figure.chart is None) == bool(figure.empty), "a chart, or the reason why not"
    if figure.chart is not None:
        drawn = as_dictionary(figure.chart)
        assert drawn["width"] == "container"
        assert "title" not in drawn


DRAWN = ("value", "progress", "before", "after", "participations")
"""Fields of a chart's rows that are drawn as lengths, heights and shades."""
OWN = ("trend-", "across-", "women-share", "resource-languages")
"""Figures that draw targets, sums or rounded shares beside the numbers of their table."""


def numbers(frame):
    cells = (v for v in frame.to_numpy().ravel() if isinstance(v, int | float))
    return {round(float(v), 6) for v in cells if v == v} | {0.0}


def test_what_is_drawn_stands_in_the_table_of_the_figure_or_in_the_rows_behind_it(figures):
    for name, made in figures.items():
        behind = made.detail_table or made.table
        assert made.table.frame.empty or len(behind.frame), name
        if made.chart is None or name.startswith(OWN):
            continue
        known = numbers(made.table.frame) | numbers(behind.frame)
        sets = as_dictionary(made.chart)["datasets"].values()
        rows = [row for one in sets if isinstance(one, list) for row in one]
        for field in DRAWN:
            drawn = {row[field] for row in rows if isinstance(row.get(field), int | float)}
            assert {round(float(n), 6) for n in drawn} <= known, (name, field)


@pytest.mark.parametrize("which", ["nothing", "documented"])
@pytest.mark.parametrize("name", FEW)
def test_every_figure_builds_on_little_and_on_nothing(request, which, name):
    figure = registry.build(name, request.getfixturevalue(which), T)

    assert figure.title
    assert figure.subtitle
    if figure.chart is not None:
        assert as_dictionary(figure.chart)
    figure.table.text_rows(T)


@pytest.mark.parametrize("name", FEW if NIGHT else FEW[::3])
def test_a_figure_asks_for_all_that_it_draws(figures, read, name):
    spec = registry.find_spec(name, STRATEGY)
    alone, among_all = spec.build(read(*registry.needs_of([spec])), T), figures[name]

    assert (alone.id, said(alone)) == (among_all.id, said(among_all))
    if alone.chart is not None:
        assert as_dictionary(alone.chart) == as_dictionary(among_all.chart)


@pytest.mark.parametrize(
    "choices",
    [
        {"direction": "SD3", "counting": "fractional", "region": "africa"},
        {"documented_only": True, "language": "fr", "period": "2012"},
        {"since": "2012-06-30", "known_on": "2012-09-30"},
        {"group": "ALP", "reviewed_only": True, "since": "2011-12"},
    ],
)
def test_a_reopened_figure_is_the_same_figure(read, choices):
    for name in FEW if NIGHT else ("participation-over-time", "since-status"):
        needs = registry.needs_of([registry.find_spec(name, STRATEGY)])
        first = registry.build(name, read(*needs, **choices), T)
        again, chosen = parse_figure_id(first.id)
        values = {field: getattr(chosen, field) for field in chosen.__dataclass_fields__}
        second = registry.build(again, read(*needs, **values), T)

        assert (second.id, second.title, second.source) == (first.id, first.title, first.source)
        assert second.table.text_rows(T) == first.table.text_rows(T)


def turned(found):
    frames = {name: f.iloc[::-1].reset_index(drop=True) for name, f in found.frames.items()}
    return replace(found, frames=frames, previous=found.previous and turned(found.previous))


@pytest.mark.parametrize("choices", [{}, {"known_on": "now"}] if NIGHT else [{}])
def test_the_same_rows_in_another_order_give_the_same_figures(read, choices):
    found = read(**choices)
    other = turned(found)
    specs = registry.specs_for(found.framework)

    for spec in specs if NIGHT else [spec for spec in specs if spec.name in STATIC]:
        one, turned_round = spec.build(found, T), spec.build(other, T)
        assert said(one) == said(turned_round), spec.name
        if NIGHT and one.chart:
            assert as_dictionary(one.chart) == as_dictionary(turned_round.chart), spec.name
