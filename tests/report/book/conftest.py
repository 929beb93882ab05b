"""The shipped reports, made once from the documented history, in every format and two languages."""

from functools import cache

import pytest

from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.report.book import asked, contents, press, templates
from ifla_metrics.report.book.facts import facts_of


@pytest.fixture(scope="session")
def make(read):
    """`make("board-paper", "fr")`: a report, and the figures in it."""

    @cache
    def made(name="board-paper", language="en"):
        template, t = templates.shipped(name), translate(language)
        wanted = asked.asked(template, read.framework, read.choices)
        figures = {one: registry.build(one.name, read, t) for one in wanted}
        return contents.build(template, figures, facts_of(read, t), t), figures

    return made


@pytest.fixture(scope="session")
def written(make):
    """`written("board-paper", "pdf", "fr")`: the bytes of a file."""

    @cache
    def made(name, file_format, language="en"):
        book, figures = make(name, language)
        return press.write(book, file_format, figures, translate(language))

    return made
