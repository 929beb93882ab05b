"""Every registered figure: texts, table, chart, needs and id."""

import os
import re
from dataclasses import asdict, replace

import pytest

from ifla_metrics.charts.theme import as_dictionary
from ifla_metrics.figures import registry
from ifla_metrics.figures.registry import parse_figure_id
from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import translate
from ifla_metrics.settings import DATA

T = translate("en")
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
FRAMEWORK = read_folder(DATA / "frameworks" / "2010-2015")
NAMES = [spec.name for spec in registry.specs_for(FRAMEWORK)]
STANDALONE = [spec.name for spec in registry.standalone_specs()]
SOME = [*STANDALONE, "indicators-KI2.A", "ladder-KI2.B", "trend-A2", "trend-D1", "across-KI2.D"]
"""The figures of every strategy, and some of those that exist per element or indicator."""
TABLES_ONLY = {
    *("needs-the-board", "not-reached", "association-outcomes", "stories", "framework-tree"),
    *("indicator-definitions", "target-revisions"),
    *(name for name in STANDALONE if name.startswith("since-") and name != "since-causes"),
}


@pytest.fixture(scope="module")
def figures(reading):
    return {name: registry.build(name, reading, T) for name in NAMES}


def texts_of(figure):
    return (figure.title, figure.subtitle, figure.source, figure.alt, figure.formula)


def contents_of(figure):
    tables = (figure.table.text_rows(T), figure.detail_table and figure.detail_table.text_rows(T))
    return (*texts_of(figure), figure.empty, figure.definition, *tables)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_its_texts_its_table_and_a_chart(figures, name):
    figure = figures[name]

    assert all(text.strip() for text in texts_of(figure))
    for text in (*texts_of(figure), figure.empty):
        assert not re.search(r"\bnan\b|\bNone\b|NaT|[{}]|– of\b", text), text
    assert figure.id in figure.source
    assert figure.source.startswith(("Demonstration", "Position"))
    assert "Log as known on 12 December 2012" in figure.source
    assert len(figure.method) <= 90
    assert figure.short_source.endswith(", 12 Dec 2012")
    assert len(figure.table.text_rows(T)) == len(figure.table.frame)
    if name not in TABLES_ONLY:
        assert (figure.chart is None) == bool(figure.empty), "a chart, or the reason why not"
    if figure.chart is not None:
        spec = as_dictionary(figure.chart)
        assert spec["width"] == "container"
        assert "title" not in spec


DRAWN = ("value", "progress", "before", "after", "participations")
"""Fields of a chart's rows that are drawn as lengths, heights and shades."""
NOT_IN_TABLE = ("trend-", "across-", "women-share", "resource-languages")
"""Figures that also draw targets, sums or rounded shares, which their tables do not have."""


def numbers_in(cells):
    return {round(float(c), 6) for c in cells if isinstance(c, int | float) and c == c}


def test_the_numbers_drawn_are_in_the_table_or_in_the_detail_table(figures):
    for name, figure in figures.items():
        details = figure.detail_table or figure.table
        assert figure.table.frame.empty or len(details.frame), name
        if figure.chart is None or name.startswith(NOT_IN_TABLE):
            continue
        frames = (figure.table.frame, details.frame)
        in_tables = numbers_in(cell for frame in frames for cell in frame.to_numpy().ravel())
        datasets = as_dictionary(figure.chart)["datasets"].values()
        rows = [row for data in datasets if isinstance(data, list) for row in data]
        for field in DRAWN:
            assert numbers_in(row.get(field) for row in rows) <= in_tables | {0.0}, (name, field)


@pytest.mark.parametrize("log", ["empty", "documented"])
@pytest.mark.parametrize("name", SOME)
def test_every_figure_can_be_built_from_an_empty_or_small_log(request, log, name):
    figure = registry.build(name, request.getfixturevalue(log), T)

    assert figure.title
    assert figure.subtitle
    if figure.chart is not None:
        assert as_dictionary(figure.chart)
    figure.table.text_rows(T)


@pytest.mark.parametrize("name", SOME if NIGHT else SOME[::3])
def test_a_figure_declares_all_frames_that_it_needs(figures, read, name):
    spec = registry.find_spec(name, FRAMEWORK)
    alone, expected = spec.build(read(*registry.needs_of([spec])), T), figures[name]

    assert (alone.id, contents_of(alone)) == (expected.id, contents_of(expected))
    if alone.chart is not None:
        assert as_dictionary(alone.chart) == as_dictionary(expected.chart)


@pytest.mark.parametrize(
    "choices",
    [
        {"direction": "SD3", "counting": "fractional", "region": "africa"},
        {"documented_only": True, "language": "fr", "period": "2012"},
        {"since": "2012-06-30", "known_on": "2012-09-30"},
        {"group": "ALP", "reviewed_only": True, "since": "2011-12"},
    ],
)
def test_a_figure_reopened_by_its_id_is_the_same(read, choices):
    for name in SOME if NIGHT else ("participation-over-time", "since-status"):
        needs = registry.needs_of([registry.find_spec(name, FRAMEWORK)])
        figure = registry.build(name, read(*needs, **choices), T)
        parsed_name, parsed = parse_figure_id(figure.id)
        reopened = registry.build(parsed_name, read(*needs, **asdict(parsed)), T)

        assert reopened.id == figure.id
        assert (reopened.title, reopened.source) == (figure.title, figure.source)
        assert reopened.table.text_rows(T) == figure.table.text_rows(T)


def with_reversed_rows(reading):
    frames = {name: f.iloc[::-1].reset_index(drop=True) for name, f in reading.frames.items()}
    previous = reading.previous and with_reversed_rows(reading.previous)
    return replace(reading, frames=frames, previous=previous)


@pytest.mark.parametrize("choices", [{}, {"known_on": "now"}] if NIGHT else [{}])
def test_the_order_of_rows_does_not_change_a_figure(read, choices):
    reading = read(**choices)
    reversed_rows = with_reversed_rows(reading)
    specs = registry.specs_for(reading.framework)

    for spec in specs if NIGHT else [spec for spec in specs if spec.name in STANDALONE]:
        figure, other = spec.build(reading, T), spec.build(reversed_rows, T)
        assert contents_of(figure) == contents_of(other), spec.name
        if NIGHT and figure.chart:
            assert as_dictionary(figure.chart) == as_dictionary(other.chart), spec.name
