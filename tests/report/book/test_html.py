"""The report as one HTML file: nothing runs in it, nothing is fetched, every figure speaks."""

import re
from itertools import pairwise

import pytest
from lxml import html

from ifla_metrics.report.book.parts import Grid


@pytest.fixture(scope="module", params=["en", "fr"])
def page(request, written, make):
    body = written(
        "annual-report" if request.param == "en" else "board-paper", "html", request.param
    )
    book = make("annual-report" if request.param == "en" else "board-paper", request.param)[0]
    return html.fromstring(body), body.decode(), book


def test_it_runs_no_script_and_fetches_nothing(page):
    tree, body, _book = page
    addresses = [
        value
        for element in tree.iter()
        for name, value in element.attrib.items()
        if name.rpartition("}")[2] in {"src", "href", "action", "data", "srcset"}
    ]

    assert not tree.xpath("//script | //iframe | //object | //link | //form")
    assert all(value.startswith("#") for value in addresses)
    assert not re.findall(r"url\((?!#|data:)", body)
    assert not [n for e in tree.iter() for n in e.attrib if n.lower().startswith("on")]


def test_every_drawing_speaks_and_every_table_has_a_head(page):
    tree, _body, book = page
    said = {svg.get("aria-label") for svg in tree.xpath("//figure/*[local-name()='svg']")}
    grids = [part for part in book.parts if isinstance(part, Grid)]

    assert said == {part.alt for part in book.pictures}
    assert len(tree.xpath("//table/thead//th[@scope='col']")) == sum(
        len(part.titles) for part in grids
    )


def test_its_headings_step_down_one_by_one_and_its_language_is_said(page):
    tree, _body, book = page
    levels = [int(e.tag[1]) for e in tree.xpath("//h1 | //h2 | //h3 | //h4")]

    assert tree.get("lang") == book.language
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_no_two_drawings_share_a_name(page):
    tree = page[0]
    names = [e.get("id") for e in tree.iter() if e.get("id")]

    assert len(names) == len(set(names))
