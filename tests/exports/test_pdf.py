"""The report as PDF: what assistive software, a printer and a court of audit ask of it."""

import io
import re
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image

from ifla_metrics.exports import report
from ifla_metrics.exports.document import Text
from ifla_metrics.exports.editions import figure_ids
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.i18n import translate
from tests.exports.conftest import build_report
from tests.exports.specimens import pages_of, text_of

EN = translate("en")
TRENDS = ("trend-A2", "trend-A3", "trend-D1", "trend-X2")
RIGHT = (210 - 17.5) / 25.4 * 72
"""Where a line that is read from the right begins, in points."""
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
    """Every element of the structure tree."""
    dictionaries = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
    return [one for one in dictionaries if "/S" in one and "/P" in one]


@pytest.fixture(scope="module")
def chapter(written):
    return pikepdf.open(io.BytesIO(written("annual-report", "pdf")))


def test_it_is_tagged_says_its_language_and_claims_pdf_ua_1(chapter):
    with chapter.open_metadata() as facts:
        assert facts["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert chapter.Root.MarkInfo.Marked
    assert str(chapter.Root.Lang).startswith("en")
    assert chapter.Root.ViewerPreferences.DisplayDocTitle
    assert str(chapter.docinfo["/Title"]).startswith("Annual report chapter")
    tags = {str(element.S) for element in elements(chapter)}
    assert {"/H1", "/Figure", "/Table", "/TH", "/TD", "/Caption", "/TOC"} <= tags


def test_all_figures_carry_their_words_and_the_file_their_ids(read):
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


def test_no_page_of_the_chapter_is_left_largely_empty(make):
    document, figures = make("annual-report")
    pages = report.pages(document, figures, EN)

    assert 10 <= len(pages) <= 14
    for number, page in enumerate(pages, start=1):
        seen = Image.open(io.BytesIO(page)).convert("L")
        body = seen.crop((0, seen.height // 12, seen.width, seen.height * 92 // 100))
        _, _, _, last = body.point(lambda light: 255 * (light < 200)).getbbox()
        assert last / body.height >= (0.4 if number == len(pages) else 0.6), number


def test_every_page_says_that_it_is_a_demonstration(make, written):
    document = make("board-paper")[0]
    pages = text_of(written("board-paper", "pdf")).split("\f")[:-1]

    assert document.demonstration in pages[0].replace("\n", " ")
    for page in pages:
        assert "Demonstration data" in "\n".join(page.splitlines()[:4])


def test_what_somebody_typed_is_text_and_a_letter_without_a_font_stops_nothing(read):
    blocks = [Block("heading", text=words) for words in TYPED]
    blocks += [Block("text", text=f"{words} ไทย 👩‍💻 \x00\ud800") for words in TYPED]
    template = Template("typed", TYPED[2], tuple(blocks), contents=True)
    document, figures = build_report(template, read, EN)
    pdf = re.sub(r"\s+", "", text_of(report.write(document, "pdf", figures, EN)))

    for words in TYPED:
        assert re.sub(r"\s+", "", words) in pdf
    assert "□" in next(b.text for b in document.blocks if isinstance(b, Text))


def test_a_drawing_with_arabic_vowel_signs_stops_no_report(read):
    t, arabic = translate("ar"), replace(read, choices=replace(read.choices, language="ar"))
    template = Template("x", "X", (Block("figure", figures=("milestones",)),))
    document, figures = build_report(template, arabic, t)

    assert "\u064f" in document.pictures[0].alt
    assert report.write(document, "pdf", figures, t).startswith(b"%PDF-")


def test_in_arabic_captions_begin_at_the_right(written, make):
    words = [one for page in pages_of(written("board-paper", "pdf", "ar")) for one in page[2]]
    caption = sorted(make("board-paper", "ar")[0].words["table"])
    ends = [box[2] for word, box in words if sorted(word) == caption]  # Of any order of letters.

    assert len(ends) > 2
    assert ends == pytest.approx([RIGHT] * len(ends), abs=1)
    said = {word for word, _box in words}
    assert {"countries.", "element."} <= said, "A Latin sentence keeps its full stop."
