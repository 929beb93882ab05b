"""The report as one HTML file: nothing runs in it, nothing is fetched, every figure speaks."""

import re

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
    return written("short", "html")


@pytest.fixture(scope="module")
def tree(body):
    return html.fromstring(body)


def test_it_is_one_small_file_that_runs_no_script_and_fetches_nothing(tree, body):
    attributes = [(n.rpartition("}")[2], v) for e in tree.iter() for n, v in e.attrib.items()]
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    assert len(body) < 3_200_000
    assert policy.startswith("default-src 'none'")
    assert not tree.xpath("//script | //iframe | //object | //link | //form")
    for name, value in attributes:
        assert not name.lower().startswith("on")
        assert value.startswith("#") or name not in {"src", "href", "action", "data", "srcset"}
    assert not re.findall(rb"url\((?!#|data:)", body)


def test_every_drawing_speaks_every_table_has_a_head_and_each_page_is_marked(tree, body, make):
    document = make("short")[0]
    said = {svg.get("aria-label") for svg in tree.xpath("//figure/*[local-name()='svg']")}
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    (demonstration,) = tree.xpath("//header//p[@class='demonstration']")

    assert said == {picture.alt for picture in document.pictures}
    heads = tree.xpath("//table/thead//th[@scope='col']")
    assert len(heads) == sum(len(grid.titles) for grid in grids)
    assert demonstration.text_content() == document.demonstration
    assert '@page { @top-left { content: "Demonstration data"' in body.decode()


def test_what_somebody_typed_is_text(read):
    typed = ("<script>alert(1)</script>", "{{ d }} {% raw %}", "&amp; &lt;b&gt; ]]> <!-- -->")
    template = Template("typed", typed[0], tuple(Block("text", text=words) for words in typed))
    document, figures = build_report(template, read, EN)
    tree = html.fromstring(report.write(document, "html", figures, EN))

    assert not tree.xpath("//script")
    assert [p.text_content() for p in tree.xpath("//main/p")] == list(typed)
