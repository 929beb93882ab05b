"""A reading of the documented history with all figures of the strategy, shared by the tests."""

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
from ifla_metrics.store.read import read as read_log
from tests import databases

CHOICES = Choices("2010-2015", "2011-2012", "2012-12")
FIGURES = ("direction-status", "element-progress", "coverage-map")
SHORT = Template(
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
"""Each kind of block once; its drawings are cached for many tests."""


@pytest.fixture(scope="session")
def read() -> Reading:
    engine = engine_of(databases.history_url())
    with read_transaction(engine) as connection:
        plan = read_catalogue(connection).framework("2010-2015")
        needs, previous = open_data.needs("package", plan)
        log = read_log(connection, CHOICES, needs, previous)
    engine.dispose()
    return log


@pytest.fixture(scope="session")
def figures(read) -> list[Figure]:
    t = translate("en")
    return [spec.build(read, t) for spec in registry.specs_for(read.framework)]


@pytest.fixture(scope="session")
def public_figures(read) -> list[Figure]:
    t, public = translate("en"), replace(read, hide_small=True)
    return [spec.build(public, t) for spec in registry.specs_for(read.framework)]


@pytest.fixture(scope="session")
def make(read):
    """`make("short", "fr")`: SHORT or a shipped report as a document, and its figures."""

    @cache
    def made(name="board-paper", language="en"):
        t = translate(language)
        translated = replace(read, choices=replace(read.choices, language=language))
        template = SHORT if name == "short" else templates.load_shipped(name)
        return build_report(template, translated, t)

    return made


@pytest.fixture(scope="session")
def written(make):
    @cache
    def made(name, file_format, language="en"):
        document, figures = make(name, language)
        return report.write(document, file_format, figures, translate(language))

    return made


def build_report(template, read, t):
    return report_content.build(template, lambda name, _: (registry.build(name, read, t), read), t)
