"""PDF and HTML reports are accessible, complete and safe to open."""

import io
import re
from dataclasses import replace

import pikepdf
import pytest
from lxml import html
from PIL import Image

from ifla_metrics.exports import report
from ifla_metrics.exports.document import Grid
from ifla_metrics.exports.editions import figure_ids
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.i18n import translate
from tests.exports.conftest import build_report
from tests.exports.samples import pdf_pages, pdf_text

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


def structure_elements(document) -> list[pikepdf.Dictionary]:
    dictionaries = [part for part in document.objects if isinstance(part, pikepdf.Dictionary)]
    return [part for part in dictionaries if "/S" in part and "/P" in part]


def test_the_pdf_is_tagged_states_its_language_and_claims_pdf_ua_1(sample_file):
    pdf = pikepdf.open(io.BytesIO(sample_file("annual-report", "pdf")))
    with pdf.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang).startswith("en")
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo["/Title"]).startswith("Annual report chapter")
    tags = {str(element.S) for element in structure_elements(pdf)}
    assert {"/H1", "/Figure", "/Table", "/TH", "/TD", "/Caption", "/TOC"} <= tags


@pytest.mark.parametrize("language", ["en", "ar"])
def test_figures_have_alternative_text_and_the_file_has_their_ids(reading, language):
    t = translate(language)
    translated = replace(reading, choices=replace(reading.choices, language=language))
    template = Template("x", "X", (Block("figure", figures=(*TRENDS, "milestones")),))
    document, figures = build_report(template, translated, t)
    pdf = report.write(document, "pdf", figures, t)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        alts = [str(e.Alt) for e in structure_elements(file) if e.S == "/Figure" and "/Alt" in e]

    assert {picture.alt for picture in document.pictures} == set(alts)
    assert language == "en" or any("\u064f" in alt for alt in alts), "An Arabic vowel sign."
    assert figure_ids(pdf) == tuple(document.figure_ids)


@pytest.mark.parametrize(("name", "most_pages"), [("annual-report", 14), ("board-paper", 4)])
def test_only_the_last_page_of_a_report_may_be_largely_empty(sample_report, name, most_pages):
    document, figures = sample_report(name)
    pages = report.write(document, "pages", figures, EN)

    assert most_pages - 4 <= len(pages) <= most_pages
    for number, page in enumerate(pages[:-1], start=1):
        image = Image.open(io.BytesIO(page)).convert("L")
        body = image.crop((0, image.height // 12, image.width, image.height * 92 // 100))
        *_, bottom = body.point(lambda light: 255 * (light < 200)).getbbox()
        assert bottom / body.height >= 0.65, number


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_board_paper_has_four_pages_marked_as_a_demonstration(
    sample_report, sample_file, language
):
    document = sample_report("board-paper", language)[0]
    pages = pdf_text(sample_file("board-paper", "pdf", language)).split("\f")[:-1]

    assert len(pages) == 4
    assert " ".join(document.demonstration.split()) in " ".join(pages[0].split())
    for page in pages[1:]:
        assert document.words["demonstration"] in "\n".join(page.splitlines()[:4])


def test_typed_text_is_no_markup_and_characters_without_a_font_are_boxes(reading):
    headings = [Block("heading", text=text) for text in (*TYPED, "", "\u2060 \u2060")]
    texts = [Block("text", text=text) for text in (*TYPED, "ไทย 👩‍💻 \x00\ud800")]
    template = Template("typed", TYPED[2], (*headings, *texts), contents=True)
    document, figures = build_report(template, reading, EN)
    pdf = re.sub(r"\s+", "", pdf_text(report.write(document, "pdf", figures, EN)))
    tree = html.fromstring(report.write(document, "html", figures, EN))
    *paragraphs, boxes = [p.text_content() for p in tree.xpath("//main/p")]

    assert all(re.sub(r"\s+", "", text) in pdf for text in TYPED)
    assert paragraphs == [text.strip() for text in TYPED]
    assert "□" in boxes
    assert not tree.xpath("//script")


def test_arabic_captions_start_at_the_right_and_english_sentences_keep_their_full_stop(
    sample_file, sample_report
):
    pages = pdf_pages(sample_file("board-paper", "pdf", "ar"))
    boxes = [word_box for _width, _height, words in pages for word_box in words]
    caption = sorted(sample_report("board-paper", "ar")[0].words["table"])
    # A PDF may list the letters of an Arabic word in reverse.
    ends = [box[2] for word, box in boxes if sorted(word) == caption]

    assert len(ends) > 2
    assert ends == pytest.approx([RIGHT] * len(ends), abs=1)
    assert {"countries.", "element."} <= {word for word, _box in boxes}


def test_the_html_is_one_small_accessible_file_without_scripts(sample_file, sample_report):
    content, document = sample_file("short", "html"), sample_report("short")[0]
    tree = html.fromstring(content)
    alts = {picture.get("alt") for picture in tree.xpath("//figure//img")}
    headers = tree.xpath("//table/thead//th[@scope='col']")
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    (demonstration,) = tree.xpath("//header//p[@class='demonstration']")
    attributes = [(n.rpartition("}")[2], v) for e in tree.iter() for n, v in e.attrib.items()]
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    assert len(content) < 3_200_000
    assert policy.startswith("default-src 'none'")
    assert not tree.xpath("//script | //iframe | //object | //link | //form")
    for name, value in attributes:
        assert not name.lower().startswith("on")
        assert value.startswith(("#", "data:image/png;base64,")) or name not in {
            *("src", "href", "action", "data", "srcset")
        }
    assert not re.findall(rb"url\((?!#|data:)", content)
    assert alts == {picture.alt for picture in document.pictures}
    assert len(headers) == sum(len(grid.titles) for grid in grids)
    assert demonstration.text_content() == document.demonstration
    assert '@page { @top-left { content: "Demonstration data"' in content.decode()
