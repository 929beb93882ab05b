"""Whatever somebody typed is text in every format, and never markup, a formula, a link, a crash."""

import io
import re
import subprocess
from dataclasses import replace

import docx
import pandas as pd
import pptx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from ifla_metrics.assets import FONTS
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.status import MOVE_SIGNS, SIGNS
from ifla_metrics.report.book import contents, press, templates
from ifla_metrics.report.book.asked import Asked
from ifla_metrics.report.book.blocks import Block
from ifla_metrics.report.book.facts import Remark, facts_of
from ifla_metrics.report.book.font_coverage import covered
from ifla_metrics.report.book.text_screen import Screen
from tests.report import specimens
from tests.report.book.reading_pdf import opened

EN = translate("en")
HOSTILE = (
    '#import "@preview/cetz:0.3": *',
    "*bold* _it_ `raw` $x$",
    "<script>alert(1)</script>",
    "=1+cmd|'/c calc'!A1",
    '#read("/etc/passwd")',
    "@label <label> \\ // /* ",
    "{{ book }} {% raw %}",
    "&amp; &lt;b&gt; ]]> <!-- -->",
    "[x](https://evil.example)",
    "\x00\x08\x1b control \ud800",
    "\u202eright to left\u202c",
    "ไทย 👩‍💻 中文 e\u0301",
)


@pytest.fixture(scope="module")
def typed(read):
    """A report whose every text somebody typed, and what of it can be printed."""
    from ifla_metrics.figures import registry

    stories = registry.build("stories", read, EN)
    frame = stories.table.frame.head(len(HOSTILE)).copy()
    for column in ("title", "change", "for_whom"):
        frame[column] = pd.Series([*HOSTILE], index=frame.index, dtype=object)
    stories = replace(stories, table=replace(stories.table, frame=frame))
    drawn = specimens.charted(title=HOSTILE[0], subtitle=HOSTILE[2], alt=HOSTILE[1])
    chart_rows = specimens.frame(first=HOSTILE[2])
    drawn = replace(drawn, chart=specimens.chart(chart_rows))
    tabled = specimens.tabled(id="t~1", title=HOSTILE[3])
    facts = replace(
        facts_of(read, EN),
        remarks={
            str(n): Remark(words, words, words, words, read.on, of_a_row=True)
            for n, words in enumerate(HOSTILE)
        },
    )
    figures = {Asked("stories"): stories, Asked("c"): drawn, Asked("t"): tabled}
    blocks = (
        *(Block("heading", text=words) for words in HOSTILE),
        *(Block("text", text=words) for words in HOSTILE),
        Block("figure", figures=("c",)),
        Block("table", figures=("t",)),
        Block("stories"),
        Block("decisions"),
    )
    template = templates.Template("hostile", HOSTILE[2], blocks, contents=True)
    return contents.build(template, figures, facts, EN), figures


def plain(text):
    return re.sub(r"\s+", "", text)


def words_of(book):
    return [plain(p.text) for p in book.parts if type(p).__name__ in {"Heading", "Paragraph"}]


def test_in_a_pdf_it_is_text(typed):
    book, figures = typed
    pdf = press.write(book, "pdf", figures, EN)
    text = plain(
        subprocess.run(
            ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
        ).stdout.decode()
    )

    assert len(opened(pdf).pages) > 2
    for words in words_of(book)[: len(HOSTILE) - 2]:
        assert words in text, words


def test_in_a_word_file_it_is_text(typed):
    book, figures = typed
    document = docx.Document(io.BytesIO(press.write(book, "docx", figures, EN)))
    found = plain(" ".join(p.text for p in document.paragraphs))

    assert all(words in found for words in words_of(book))


def test_on_slides_it_is_text(typed):
    book, figures = typed
    show = pptx.Presentation(io.BytesIO(press.write(book, "pptx", figures, EN)))
    found = plain(
        " ".join(
            shape.text_frame.text
            for slide in show.slides
            for shape in slide.shapes
            if shape.has_text_frame
        )
    )

    assert plain("<script>alert(1)</script>") in found
    assert plain('#import "@preview/cetz:0.3": *') in found


def test_in_html_it_is_text(typed):
    book, figures = typed
    tree = html.fromstring(press.write(book, "html", figures, EN))
    found = plain(tree.text_content())

    assert not tree.xpath("//script")
    assert all(words in found for words in words_of(book))


def test_letters_that_no_font_has_are_named_with_their_place(typed):
    book, _figures = typed
    lost = {one.where for one in book.undrawable}

    assert any("U+0E44" in one.letters and "□" in one.text for one in book.undrawable)
    assert any(place.startswith("Stories, row ") for place in lost)
    assert "Decisions wanted, row 12" in lost


def test_a_table_names_the_row_of_a_letter_that_no_font_has():
    screen = Screen(covered(str(FONTS)), row=lambda n: f"row {n}")
    grid = contents.grid(
        specimens.tabled(table=replace(specimens.tabled().table, frame=specimens.frame("ไ"))), EN
    )

    assert screen.part(grid, "Table 3").rows[0][0] == "□"
    assert [one.where for one in screen.found] == ["Table 3, row 1"]


@given(st.text(max_size=80))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_screened_text_holds_only_letters_that_a_font_has(words):
    letters = covered(str(FONTS))
    found = Screen(letters).text(words, "here")

    assert all(ord(letter) in letters or letter == "\n" for letter in found)


def test_the_fonts_cover_what_the_words_of_the_reports_need():
    assert {ord(c) for c in "AÉœжΩ–□↑↓−≥’«»…\u202f"} <= covered(str(FONTS))


@pytest.mark.parametrize("font", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_each_font_has_the_sign_of_every_status(font, tmp_path):
    """A line of an Arabic report is set in one family alone, a title in one weight."""
    (tmp_path / "Only-Regular.ttf").symlink_to(font)

    assert {ord(sign) for sign in (*SIGNS.values(), *MOVE_SIGNS.values()) if sign} <= covered(
        str(tmp_path)
    )
