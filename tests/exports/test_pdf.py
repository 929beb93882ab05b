"""PDF and HTML reports meet the needs of assistive software, printers and browsers."""

import io
import re
from dataclasses import replace

import pikepdf
import pytest
from lxml import html
from PIL import Image

from ifla_metrics.exports import report
from ifla_metrics.exports.document import Grid, Text
from ifla_metrics.exports.editions import figure_ids
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.i18n import translate
from tests.exports.conftest import build_report
from tests.exports.specimens import pages_of, text_of

EN = translate("en")
TRENDS = ("trend-A2", "trend-A3", "trend-D1", "trend-X2")
RIGHT = (210 - 17.5) / 25.4 * 72
"""Start of a right-to-left line, in points."""
TYPED = (
    '#import "@preview/cetz:0.3": *',
    "*bold* _it_ `raw` $x$",
    "<script>alert(1)</script>",
    '#read("/etc/passwd")',
    "@label <label> \\ // /* ",
    "{{ d }} {% raw %}",
    "&amp; &lt;b&gt; ]]> <!-- -->",
)


def elements(document) -> list[pikepdf.Dictionary]:
    dictionaries = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
    return [one for one in dictionaries if "/S" in one and "/P" in one]


def test_the_pdf_is_tagged_has_a_language_and_claims_pdf_ua_1(written):
    chapter = pikepdf.open(io.BytesIO(written("annual-report", "pdf")))
    with chapter.open_metadata() as facts:
        assert facts["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert chapter.Root.MarkInfo.Marked
    assert str(chapter.Root.Lang).startswith("en")
    assert chapter.Root.ViewerPreferences.DisplayDocTitle
    assert str(chapter.docinfo["/Title"]).startswith("Annual report chapter")
    tags = {str(element.S) for element in elements(chapter)}
    assert {"/H1", "/Figure", "/Table", "/TH", "/TD", "/Caption", "/TOC"} <= tags


def test_figures_have_alternative_text_and_the_file_has_their_ids(read):
    template = Template("x", "X", (Block("figure", figures=(*TRENDS, "milestones")),))
    document, figures = build_report(template, read, EN)
    pdf = report.write(document, "pdf", figures, EN)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        alts = [str(e.Alt) for e in elements(opened) if e.S == "/Figure" and "/Alt" in e]

    assert {picture.alt for picture in document.pictures} == set(alts)
    assert figure_ids(pdf) == tuple(document.figure_ids)


def test_the_board_paper_has_four_pages_in_english_and_french(written):
    for language in ("en", "fr"):
        pdf = written("board-paper", "pdf", language)
        assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 4


def test_only_the_last_page_of_the_annual_report_may_be_largely_empty(make):
    document, figures = make("annual-report")
    pages = report.write(document, "pages", figures, EN)

    assert 10 <= len(pages) <= 14
    for number, page in enumerate(pages[:-1], start=1):
        seen = Image.open(io.BytesIO(page)).convert("L")
        body = seen.crop((0, seen.height // 12, seen.width, seen.height * 92 // 100))
        _, _, _, last = body.point(lambda light: 255 * (light < 200)).getbbox()
        assert last / body.height >= 0.6, number


def test_every_page_says_that_it_is_a_demonstration(make, written):
    document = make("board-paper")[0]
    pages = text_of(written("board-paper", "pdf")).split("\f")[:-1]

    assert document.demonstration in pages[0].replace("\n", " ")
    for page in pages:
        assert "Demonstration data" in "\n".join(page.splitlines()[:4])


def test_typed_text_stays_text_and_characters_without_a_font_are_replaced(read):
    blocks = [Block("heading", text=words) for words in (*TYPED, "", "\u2060 \u2060")]
    blocks += [Block("text", text=f"{words} ไทย 👩‍💻 \x00\ud800") for words in TYPED]
    template = Template("typed", "\u2060", tuple(blocks), contents=True)
    document, figures = build_report(template, read, EN)
    pdf = re.sub(r"\s+", "", text_of(report.write(document, "pdf", figures, EN)))

    for words in TYPED:
        assert re.sub(r"\s+", "", words) in pdf
    assert "□" in next(b.text for b in document.blocks if isinstance(b, Text))


def test_a_drawing_with_arabic_vowel_signs_can_be_printed(read):
    t, arabic = translate("ar"), replace(read, choices=replace(read.choices, language="ar"))
    template = Template("x", "X", (Block("figure", figures=("milestones",)),))
    document, figures = build_report(template, arabic, t)

    assert "\u064f" in document.pictures[0].alt
    assert report.write(document, "pdf", figures, t).startswith(b"%PDF-")


def test_arabic_captions_start_at_the_right(written, make):
    words = [one for page in pages_of(written("board-paper", "pdf", "ar")) for one in page[2]]
    caption = sorted(make("board-paper", "ar")[0].words["table"])
    ends = [box[2] for word, box in words if sorted(word) == caption]  # Of any order of letters.

    assert len(ends) > 2
    assert ends == pytest.approx([RIGHT] * len(ends), abs=1)
    said = {word for word, _box in words}
    assert {"countries.", "element."} <= said, "A Latin sentence keeps its full stop."


@pytest.fixture
def body(written):
    return written("short", "html")


def test_the_html_is_one_small_file_without_scripts_and_external_content(body):
    tree = html.fromstring(body)
    attributes = [(n.rpartition("}")[2], v) for e in tree.iter() for n, v in e.attrib.items()]
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    assert len(body) < 3_200_000
    assert policy.startswith("default-src 'none'")
    assert not tree.xpath("//script | //iframe | //object | //link | //form")
    for name, value in attributes:
        assert not name.lower().startswith("on")
        assert value.startswith(("#", "data:image/png;base64,")) or name not in {
            *("src", "href", "action", "data", "srcset")
        }
    assert not re.findall(rb"url\((?!#|data:)", body)


def test_drawings_have_alternative_text_tables_headers_and_pages_a_mark(body, make):
    tree, document = html.fromstring(body), make("short")[0]
    said = {picture.get("alt") for picture in tree.xpath("//figure/img")}
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    (demonstration,) = tree.xpath("//header//p[@class='demonstration']")

    assert said == {picture.alt for picture in document.pictures}
    heads = tree.xpath("//table/thead//th[@scope='col']")
    assert len(heads) == sum(len(grid.titles) for grid in grids)
    assert demonstration.text_content() == document.demonstration
    assert '@page { @top-left { content: "Demonstration data"' in body.decode()


def test_typed_text_stays_text(read):
    template = Template("typed", TYPED[2], tuple(Block("text", text=words) for words in TYPED))
    document, figures = build_report(template, read, EN)
    tree = html.fromstring(report.write(document, "html", figures, EN))

    assert not tree.xpath("//script")
    assert [p.text_content() for p in tree.xpath("//main/p")] == list(map(str.strip, TYPED))
