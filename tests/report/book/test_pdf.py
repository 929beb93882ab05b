"""The report as PDF: what assistive software, a printer and a court of audit ask of it."""

import io
import re
import subprocess

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from ifla_metrics.i18n import translate
from ifla_metrics.report.book import press
from ifla_metrics.report.book.drawings import drawings, wanted_of
from tests.report.book.reading_pdf import elements, fonts, opened, outline
from tests.report.boxes import lines, points_a_length

REPORTS = [("board-paper", "en"), ("board-paper", "fr"), ("annual-report", "en")]


@pytest.fixture(params=REPORTS, ids="-".join)
def report(request, written, make):
    name, language = request.param
    return opened(written(name, "pdf", language)), make(name, language)[0]


def text_of(pdf):
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def test_it_is_tagged_says_its_language_and_claims_pdf_ua_1(report):
    document, book = report
    with document.open_metadata() as facts:
        part = facts["{http://www.aiim.org/pdfua/ns/id/}part"]

    assert part == "1"
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang).split("-")[0] == book.language
    assert document.Root.ViewerPreferences.DisplayDocTitle
    assert str(document.docinfo["/Title"]).startswith(book.title)
    assert {"/H1", "/Figure", "/Table", "/TH", "/TD"} <= {str(e.S) for e in elements(document)}


def test_every_figure_carries_its_words(report):
    document, book = report
    said = {str(e.Alt) for e in elements(document) if "/Alt" in e}

    assert book.pictures
    assert {part.alt for part in book.pictures} <= said


def test_every_font_is_embedded_and_shipped(report):
    found = fonts(report[0])

    assert found
    for name, descriptor in found.items():
        assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys()), name
        assert re.fullmatch(r"/[A-Z]{6}\+NotoSans.*", name)


def test_its_headings_are_bookmarks(report):
    document, book = report
    sections = [p.text for p in book.parts if type(p).__name__ == "Heading" and p.level == 1]

    assert [title for title in outline(document) if title in sections] == sections


def test_the_board_paper_has_four_pages(written):
    for language in ("en", "fr"):
        assert len(opened(written("board-paper", "pdf", language)).pages) == 4


def test_the_chapter_has_about_twelve_pages(written):
    assert 10 <= len(opened(written("annual-report", "pdf")).pages) <= 14


def test_no_page_of_the_chapter_is_left_largely_empty(make):
    book, figures = make("annual-report")
    pages = press.pages(book, figures, translate("en"))

    for number, page in enumerate(pages, start=1):
        seen = Image.open(io.BytesIO(page)).convert("L")
        body = seen.crop((0, seen.height // 12, seen.width, seen.height * 92 // 100))
        _, _, _, last = body.point(lambda light: 255 * (light < 200)).getbbox()
        least = 0.4 if number == len(pages) else 0.6
        assert last / body.height >= least, number


def test_the_type_of_its_figures_is_legible_on_paper(make):
    t = translate("en")
    book, figures = make("annual-report")
    by_id = {figure.id: figure for figure in figures.values()}

    assert book.pages == 0, "figures of a report of so many pages are made smaller"
    for key, parts in drawings(by_id, wanted_of(book.pictures), "svg", t).items():
        for part in parts:
            svg = etree.fromstring(part.body, etree.XMLParser(huge_tree=True))
            points = points_a_length(svg)
            assert part.height_mm <= 215, key
            assert min(line.size * points for line in lines(svg)) >= 6.5, key


def test_figures_are_numbered_in_the_words_of_the_language(written, make):
    for language, word in (("en", "Table"), ("fr", "Tableau")):
        text = text_of(written("board-paper", "pdf", language))
        book = make("board-paper", language)[0]

        assert translate(language)("Table") == word
        assert all(f"{book.words.figure} {p.number}. " in text for p in book.pictures)
        assert f"{word} 1. " in text


def test_the_same_report_has_the_same_bytes(written, make):
    book, figures = make("board-paper")

    assert press.write(book, "pdf", figures, translate("en")) == written("board-paper", "pdf")


def test_nothing_in_it_runs_or_is_fetched(report):
    document, _book = report
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary):
            assert not {"/JS", "/JavaScript", "/URI", "/Launch"} & set(thing.keys())


def test_its_pages_can_be_looked_at(make):
    book, figures = make("board-paper")
    pages = press.pages(book, figures, translate("en"))

    assert len(pages) == 4
    assert all(page.startswith(b"\x89PNG") for page in pages)
