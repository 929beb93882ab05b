"""The report as one HTML file: nothing runs in it, nothing is fetched, every figure speaks."""

import re
from itertools import pairwise

import pytest
from lxml import html

from ifla_metrics.exports import report
from ifla_metrics.exports.document import Grid
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.i18n import translate
from tests.exports.conftest import build_report

EN = translate("en")


@pytest.fixture(scope="module")
def body(written):
    return written("annual-report", "html")


@pytest.fixture(scope="module")
def page(body):
    return html.fromstring(body)


def test_it_is_one_small_file_that_runs_no_script_and_fetches_nothing(page, body):
    addresses = [
        value
        for element in page.iter()
        for name, value in element.attrib.items()
        if name.rpartition("}")[2] in {"src", "href", "action", "data", "srcset"}
    ]
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    assert len(body) < 3_000_000
    assert policy.startswith("default-src 'none'")
    assert not page.xpath("//script | //iframe | //object | //link | //form")
    assert all(value.startswith("#") for value in addresses)
    assert not re.findall(rb"url\((?!#|data:)", body)
    assert not [n for e in page.iter() for n in e.attrib if n.lower().startswith("on")]


def test_every_drawing_speaks_and_every_table_has_a_head(page, make):
    document = make("annual-report")[0]
    said = {svg.get("aria-label") for svg in page.xpath("//figure/*[local-name()='svg']")}
    grids = [block for block in document.blocks if isinstance(block, Grid)]

    assert said == {picture.alt for picture in document.pictures}
    heads = page.xpath("//table/thead//th[@scope='col']")
    assert len(heads) == sum(len(grid.titles) for grid in grids)


def test_its_headings_step_down_one_by_one_and_its_contents_lead_to_them(page):
    levels = [int(e.tag[1]) for e in page.xpath("//h1 | //h2 | //h3 | //h4")]
    names = [element.get("id") for element in page.iter() if element.get("id")]
    links = page.xpath("//nav//a")

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(names) == len(set(names))
    assert links
    for link in links:
        (heading,) = page.xpath(f"//*[@id='{link.get('href')[1:]}']")
        assert heading.text_content() == link.text_content()


def test_it_says_that_it_is_a_demonstration_at_its_head_and_on_every_printed_page(body, make):
    (said,) = html.fromstring(body).xpath("//header//p[@class='demonstration']")

    assert said.text_content() == make("annual-report")[0].demonstration
    assert '@page { @top-left { content: "Demonstration data"' in body.decode()


def test_what_somebody_typed_is_text(read):
    typed = ("<script>alert(1)</script>", "{{ d }} {% raw %}", "&amp; &lt;b&gt; ]]> <!-- -->")
    template = Template("typed", typed[0], tuple(Block("text", text=words) for words in typed))
    document, figures = build_report(template, read, EN)
    page = html.fromstring(report.write(document, "html", figures, EN))

    assert not page.xpath("//script")
    assert [p.text_content() for p in page.xpath("//main/p")] == list(typed)


def test_in_arabic_it_is_turned_and_brings_its_letters(written):
    page = html.fromstring(written("board-paper", "html", "ar"))

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert 'font-family: "Noto Sans Arabic"' in page.find("head/style").text
    assert all(cell.find("bdi") is not None for cell in page.iter("td"))
