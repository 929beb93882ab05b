"""A reading of the shipped history, its figures, and reports made from them."""

from dataclasses import replace
from functools import cache

import pytest

from ifla_metrics.choices import Choices
from ifla_metrics.exports import open_data, report, report_content, templates
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import translate
from ifla_metrics.reading import Reading
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.read.reading import read
from tests import databases

CHOICES = Choices("2010-2015", "2011-2012", "2012-12")
FIGURES = ("direction-status", "element-progress", "coverage-map")
SHORT_REPORT = Template(
    "short",
    "A short report",
    (
        Block("heading", text="The programme"),
        Block("summary", figures=FIGURES),
        Block("key_numbers"),
        Block("figure", figures=FIGURES),
        Block("heading", text="Coverage"),
        Block("figure", figures=("coverage-by-region", "priority-countries"), half=True),
        Block("decisions"),
        Block("stories", rows=3),
        Block("methods"),
        Block("table", figures=("needs-the-board", *FIGURES[:2])),
    ),
    contents=True,
)
"""Has each kind of block once. Tests share its drawings."""


@pytest.fixture(scope="session")
def reading() -> Reading:
    engine = engine_of(databases.history_url())
    with read_transaction(engine) as connection:
        framework = read_catalogue(connection).framework("2010-2015")
        needs, previous = open_data.needs("package", framework)
        reading = read(connection, CHOICES, needs, previous)
    engine.dispose()
    return reading


@pytest.fixture(scope="session")
def figures(reading) -> list[Figure]:
    t = translate("en")
    return [spec.build(reading, t) for spec in registry.specs_for(reading.framework)]


@pytest.fixture(scope="session")
def public_figures(reading) -> list[Figure]:
    t, public = translate("en"), replace(reading, hide_small=True)
    return [spec.build(public, t) for spec in registry.specs_for(reading.framework)]


@pytest.fixture(scope="session")
def sample_report(reading):
    """`sample_report("short", "fr")` returns SHORT_REPORT or a shipped report, and its figures."""

    @cache
    def build(name="board-paper", language="en"):
        translated = replace(reading, choices=replace(reading.choices, language=language))
        template = SHORT_REPORT if name == "short" else templates.load_shipped(name)
        return build_report(template, translated, translate(language))

    return build


@pytest.fixture(scope="session")
def sample_file(sample_report):
    """`sample_file("short", "pdf")` returns such a report as a file."""

    @cache
    def write(name, file_format, language="en"):
        document, figures = sample_report(name, language)
        return report.write(document, file_format, figures, translate(language))

    return write


def build_report(template, reading, t):
    def figure_of(name, _):
        return registry.build(name, reading, t), reading

    return report_content.build(template, figure_of, t)
