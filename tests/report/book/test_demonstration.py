"""A report with anything invented in it says so: how much on its first page, and on every page."""

import io
import subprocess
from dataclasses import replace

import docx
import pptx
import pytest
from lxml import html

from ifla_metrics.choices import Choices
from ifla_metrics.i18n import translate
from ifla_metrics.report.book import press, templates
from ifla_metrics.report.book.book import Book
from ifla_metrics.ui import report_figures
from tests.ui import house

WORD = "Demonstration data"
SAID = (
    "Demonstration data: 76 of 105 activities and 21 of 27 indicator rows are invented, "
    "targets included."
)


def pages(pdf):
    text = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    return text.split("\f")[:-1]


def words_of(slide):
    return "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)


@pytest.fixture(scope="module")
def real(make):
    """The same report as the board paper, of real data alone."""
    book, figures = make("board-paper")
    return replace(book, demonstration=""), figures


def test_every_page_of_the_pdf_says_it_and_the_first_how_much(written, real):
    found = pages(written("board-paper", "pdf"))
    book, figures = real

    assert SAID in found[0].replace("\n", " ")
    assert all(WORD in "\n".join(page.splitlines()[:4]) for page in found)
    without = pages(press.write(book, "pdf", figures, translate("en")))
    assert len(without) == len(found)
    assert not any(WORD in "\n".join(page.splitlines()[:4]) for page in without)


def test_every_page_of_the_word_file_and_every_slide_says_it(written, real):
    book, figures = real
    for wanted in (True, False):
        made = {
            form: written("board-paper", form)
            if wanted
            else press.write(book, form, figures, translate("en"))
            for form in ("docx", "pptx")
        }
        word = docx.Document(io.BytesIO(made["docx"]))
        slides = pptx.Presentation(io.BytesIO(made["pptx"])).slides

        assert (WORD in word.sections[0].header.paragraphs[0].text) is wanted
        assert (SAID in [p.text for p in word.paragraphs[:5]]) is wanted
        assert (SAID in words_of(slides[0])) is wanted
        heads = {s.text_frame.text for slide in slides for s in slide.shapes if s.has_text_frame}
        assert (WORD in heads) is wanted
        if wanted:
            assert all(WORD in words_of(slide).split("\n") for slide in slides)


def test_the_web_page_says_it_at_its_head_and_on_every_printed_page(written):
    body = written("board-paper", "html")

    (said,) = html.fromstring(body).xpath("//header//p[@class='demonstration']")
    assert said.text_content() == SAID
    assert '@page { @top-left { content: "Demonstration data"' in body.decode()


def test_a_report_of_real_data_says_nothing_of_it(monkeypatch):
    monkeypatch.setenv("IFLA_DATABASE_URL", house.history_url())
    chosen = Choices("2010-2015", "2011-2012", "2012-12", documented_only=True)

    book, _figures = report_figures.read(templates.shipped("board-paper"), chosen)

    assert book.demonstration == ""


def test_a_report_that_was_frozen_before_is_read_without_it(make):
    kept = make("board-paper")[0].record()
    del kept["demonstration"], kept["words"]["demonstration"]

    assert Book.unpacked(kept).demonstration == ""
