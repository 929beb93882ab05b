"""A report in Arabic is read from the right in every format, and says everything in Arabic."""

import io
import re
import subprocess
import zipfile

import docx
import pikepdf
import pptx
import pytest
from docx.oxml.ns import qn
from lxml import html

from ifla_metrics.report.book.parts import Decisions, Heading, KeyNumbers, Listing, Paragraph
from ifla_metrics.report.book.text_screen import Screen
from ifla_metrics.report.two_ways import LEFT_TO_RIGHT

RIGHT = (210 - 17.5) / 25.4 * 72
"""Where a line of the PDF begins, in points."""
LETTERS = re.compile("[\u0621-\u064a]")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
REPORTS = ["board-paper", "annual-report"]


@pytest.mark.parametrize("name", REPORTS)
def test_headings_key_numbers_and_words_between_figures_are_arabic(make, name):
    book, _ = make(name, "ar")
    said = [book.title, *(words for name, words in vars(book.words).items() if name != "lead")]
    for part in book.parts:
        if isinstance(part, Heading) and part.level == 1:
            said.append(part.text)
        elif isinstance(part, KeyNumbers):
            said += [item.label for item in part.items]
        elif isinstance(part, Listing):
            said.append(part.title)
        elif isinstance(part, Paragraph) and part.style in {"lede", "note"}:
            said.append(part.text)

    assert [words for words in said if not LETTERS.search(words)] == []


def test_typed_words_of_another_script_keep_their_full_stop_at_their_end(make):
    (asked,) = (p for p in make("board-paper", "ar")[0].parts if isinstance(p, Decisions))
    screen = Screen(frozenset(range(0x2100)), right_to_left=True)

    assert all(item.ask.endswith(f".{LEFT_TO_RIGHT}") for item in asked.items)
    assert screen.text("كلمة (two)", "") == "كلمة (two)"
    assert screen.text("Two words", "") == "Two words"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (
            "Eleven of 48 were reached. نطلب: Please help with contacts.",
            "Eleven of 48 were reached.| نطلب: Please help with contacts.|",
        ),
        ("Two trainings in 2013. نطلب", "Two trainings in 2013.| نطلب"),
        ("لم يصل شيء من ALP.", "لم يصل شيء من ALP."),
        ("لم يصل شيء من ALP. شكرًا.", "لم يصل شيء من ALP. شكرًا."),
        ("Four resources are out.", "Four resources are out.|"),
        ("SCCR.", "SCCR.|"),
        ("عدد الأنشطة الموثقة هنا: IFLA", "عدد الأنشطة الموثقة هنا: IFLA"),
        ("عدد الأنشطة الموثقة · IFLA Strategic Plan", "عدد الأنشطة الموثقة · IFLA Strategic Plan"),
        ("هذا نص عربي طويل.", "هذا نص عربي طويل."),
        ("2012.", "2012."),
        ("Was it so? ", "Was it so?| "),
        ("", ""),
    ],
)
def test_the_mark_at_the_end_of_a_sentence_belongs_to_its_script(typed, shown):
    screen = Screen(frozenset(range(0x2100)), right_to_left=True)

    assert screen.text(typed, "here") == shown.replace("|", LEFT_TO_RIGHT)
    assert Screen(frozenset(range(0x2100))).text(typed, "here") == typed


def test_a_word_file_is_turned_with_its_tables_and_pages(written):
    content = written("board-paper", "docx", "ar")
    document = docx.Document(io.BytesIO(content))
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()

    normal = document.styles["Normal"].element.pPr
    assert normal.find(qn("w:bidi")) is not None
    assert document.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert xml.count("<w:bidiVisual/>") == len(document.tables) > 1
    for run in document.element.body.iter(qn("w:r")):
        if LETTERS.search("".join(run.itertext())):
            assert run.rPr.find(qn("w:rtl")) is not None
    for style in document.styles.element.iter(qn("w:rPr")):
        for name in ("b", "sz"):
            latin, arabic = (style.find(qn(f"w:{name}{script}")) for script in ("", "Cs"))
            if latin is not None:
                assert arabic.get(qn("w:val")) == latin.get(qn("w:val"))
    french = written("board-paper", "docx", "fr")
    assert b"w:bidi" not in zipfile.ZipFile(io.BytesIO(french)).read("word/document.xml")


def test_slides_are_turned_with_their_charts_and_tables(written):
    show = pptx.Presentation(io.BytesIO(written("board-paper", "pptx", "ar")))
    charts = [s.chart for slide in show.slides for s in slide.shapes if s.has_chart]

    for slide in show.slides:
        for paragraph in slide.element.iter(f"{DRAWING}p"):
            assert paragraph.find(f"{DRAWING}pPr").get("rtl") == "1"
        for table in slide.element.iter(f"{DRAWING}tblPr"):
            assert table.get("rtl") == "1"
        for shape in slide.shapes:
            assert 0 <= shape.left <= show.slide_width - shape.width
    assert charts
    assert all(chart.value_axis.reverse_order for chart in charts)


def test_a_page_in_html_is_turned_and_brings_its_letters(written):
    page = html.fromstring(written("board-paper", "html", "ar"))

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert 'font-family: "Noto Sans Arabic"' in page.find("head/style").text
    assert html.fromstring(written("board-paper", "html", "fr")).get("dir") == "ltr"


def test_captions_and_first_columns_of_the_pdf_begin_at_the_right(written, make):
    found = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"],
        input=written("board-paper", "pdf", "ar"),
        capture_output=True,
        check=True,
    ).stdout.decode()
    ends = {}
    for end, word in re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">([^<]*)<', found):
        ends.setdefault("".join(sorted(word)), []).append(float(end))  # Of any order of letters.
    book = make("board-paper", "ar")[0]
    captions = ends["".join(sorted(book.words.table))]
    first_column = [ends["".join(sorted(code))][0] for code in ("A3", "B1", "E2")]

    assert len(captions) == 3
    assert captions == pytest.approx([RIGHT] * 3, abs=1)
    assert first_column == pytest.approx([RIGHT] * 3, abs=1)


@pytest.mark.parametrize("name", REPORTS)
def test_the_pdf_is_tagged_and_says_its_language(written, name):
    with pikepdf.open(io.BytesIO(written(name, "pdf", "ar"))) as document:
        assert str(document.Root.Lang).startswith("ar")
        assert document.Root.MarkInfo.Marked


def test_a_latin_sentence_in_a_cell_has_its_full_stop_at_its_end(written):
    """In the PDF it is one word with its letters; at their other side it would stand alone."""
    found = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"],
        input=written("board-paper", "pdf", "ar"),
        capture_output=True,
        check=True,
    ).stdout.decode()
    words = re.findall(r">([^<]*)</word>", found.replace(LEFT_TO_RIGHT, ""))

    assert {"countries.", "element."} <= set(words)
    page = html.fromstring(written("board-paper", "html", "ar"))
    assert all(cell.find("bdi") is not None for cell in page.iter("td"))
