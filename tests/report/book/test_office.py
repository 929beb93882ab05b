"""Word files that an editor goes on with, and slides whose charts can be edited."""

import io

import docx
import pptx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Mm

from ifla_metrics.charts.theme import status_fill
from ifla_metrics.figures import registry
from ifla_metrics.figures.words import missing
from ifla_metrics.i18n import translate
from ifla_metrics.report.book import press
from ifla_metrics.report.book.docx_xml import TABLE_STYLE
from ifla_metrics.report.book.parts import Grid, Heading
from ifla_metrics.report.book.pptx_slide import even

WAYS = {"mean", "expected", "progress"}
UNDRAWN = {"overdue", "kept", "off_target", "within", "over_ceiling", "too_few_data"}


@pytest.fixture(scope="module")
def word(written):
    return docx.Document(io.BytesIO(written("annual-report", "docx")))


@pytest.fixture(scope="module")
def show(written):
    return pptx.Presentation(io.BytesIO(written("annual-report", "pptx")))


def paragraphs(word):
    """All of them, those in tables too."""
    return [Paragraph(p, word) for p in word.element.body.iter(qn("w:p"))]


def data_tables(word):
    return [table for table in word.tables if table.style.name == TABLE_STYLE]


def keeps_with_next(paragraph):
    style = paragraph.style
    while paragraph.paragraph_format.keep_with_next is None and style is not None:
        if style.paragraph_format.keep_with_next is not None:
            return style.paragraph_format.keep_with_next
        style = style.base_style
    return paragraph.paragraph_format.keep_with_next


def test_headings_and_captions_have_the_styles_of_word(word, make):
    book = make("annual-report")[0]
    headings = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    captions = [p for p in paragraphs(word) if p.style.name == "Caption"]

    assert headings == [part.text for part in book.parts if isinstance(part, Heading)]
    assert len(captions) == len(book.pictures) + len(data_tables(word))
    assert all("SEQ " in p._p.xml for p in captions)


def test_every_picture_of_a_word_file_carries_its_words_and_300_dots_per_inch(word, make):
    book = make("annual-report")[0]
    said = [s._inline.docPr.get("descr") for s in word.inline_shapes]

    assert list(dict.fromkeys(said)) == [part.alt for part in book.pictures]
    assert {s._inline.get(f"dist{side}") for s in word.inline_shapes for side in "LR"} == {"0"}
    for shape in word.inline_shapes:
        part = word.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
        assert part.image.px_width / (shape.width / Mm(25.4)) >= 299


def test_tables_of_a_word_file_have_a_head_that_is_repeated(word, make):
    grids = [part for part in make("annual-report")[0].parts if isinstance(part, Grid)]

    assert len(data_tables(word)) == len(grids)
    for table, part in zip(data_tables(word), grids, strict=True):
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert [[c.text for c in row.cells] for row in table.rows] == [part.titles, *part.rows]


def test_no_words_that_introduce_something_stand_alone_at_the_foot_of_a_page_in_word(word):
    """A heading keeps its lede, a lede its figures, a caption its picture, a picture its source."""
    introduces = [
        p
        for p in paragraphs(word)
        if p.style.name.startswith("Heading")
        or p.style.name in {"Caption", "Lede"}
        or p._p.findall(f".//{qn('w:drawing')}")
    ]

    assert len(introduces) > 50
    assert [p.text for p in introduces if not keeps_with_next(p)] == []
    for table in data_tables(word):
        assert len(table.rows) <= 13, "a longer table would be torn"
        assert all(keeps_with_next(row.cells[0].paragraphs[0]) for row in table.rows)


def test_figures_of_half_the_width_stand_side_by_side_in_word(word, make):
    half = [part for part in make("annual-report")[0].pictures if part.half]
    beside = [table for table in word.tables if table.style.name != TABLE_STYLE]
    said = [
        [drawing.get("descr") for drawing in cell._tc.iter(qn("wp:docPr"))]
        for table in beside
        for cell in table.rows[0].cells
    ]

    assert said == [[part.alt] for part in half]
    assert len(beside) == len(half) / 2 == 2


def test_a_word_file_says_its_language_title_and_contents(written):
    document = docx.Document(io.BytesIO(written("board-paper", "docx", "fr")))
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")

    assert language.get(qn("w:val")) == "fr-FR"
    assert document.core_properties.title.startswith("Note au Conseil")
    assert document.core_properties.language == "fr-FR"


def test_french_words_stand_before_a_colon_with_a_space(written):
    document = docx.Document(io.BytesIO(written("annual-report", "docx", "fr")))
    led = [p.text for p in document.paragraphs if p.text.startswith(("Pour qui", "Source"))]

    assert len(led) > 10
    assert all(words.startswith(("Pour qui\u00a0: ", "Source\u00a0: ")) for words in led)


def test_a_word_chapter_has_a_field_of_contents(word):
    assert any('TOC \\o "1-2"' in p._p.xml for p in word.paragraphs)


def test_every_slide_has_a_title_and_every_figure_its_words_and_source(show, make):
    book = make("annual-report")[0]
    titles = [slide.shapes.title.text_frame.text for slide in show.slides]
    said = {
        found.get("descr")
        for slide in show.slides
        for found in slide._element.iter()
        if found.tag.endswith("}cNvPr") and found.get("descr")
    }
    notes = [s.notes_slide.notes_text_frame.text for s in show.slides if s.has_notes_slide]

    assert all(titles)
    assert {part.alt for part in book.pictures} <= said
    for part in book.pictures:
        assert any(part.source in note for note in notes)


def test_the_values_of_a_chart_are_those_of_the_figures_table(show, make):
    _book, figures = make("annual-report")
    by_title = {f.title: f for f in figures.values()}
    charts = {
        slide.shapes.title.text_frame.text: shape.chart
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_chart
    }

    assert len(charts) >= 10
    for title, chart in charts.items():
        figure = by_title[title]
        plain = registry.named(figure.name).native
        columns = {column.title: column.key for column in figure.table.columns}
        for series in chart.plots[0].series:
            key, frame = columns[series.name], figure.table.frame[: len(series.values)]
            expected = [None if missing(v) else float(v) for v in frame[key].tolist()]
            if key in WAYS:
                expected = [
                    None if status in UNDRAWN else value
                    for value, status in zip(expected, frame["status"], strict=True)
                ]
            turned = plain.shape in {"bar", "stacked"}
            drawn = [*reversed(series.values)] if turned else [*series.values]
            assert drawn == expected, (title, series.name)


def test_a_full_bar_on_a_slide_is_100_per_cent(show):
    """Else North America, 2 of 2, is as long as the longest there happens to be."""
    percents = [
        shape.chart
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_chart and shape.chart.value_axis.tick_labels.number_format == "0%"
    ]
    categories = [name for chart in percents for name in chart.plots[0].categories]

    assert len(percents) >= 4
    for chart in percents:
        most = max(v or 0 for one in chart.plots[0].series for v in one.values)
        assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (0, max(1, most))
    assert "North America · 2 of 2" in categories


def test_a_slide_draws_no_way_to_a_target_that_the_printed_figure_does_not_draw(show, make):
    """Of too few indicators, and of what is overdue: their words stand in the figure instead."""
    named = {figure.name: figure for figure in make("annual-report")[1].values()}
    elements, open_access = named["element-progress"], named["indicators-KI2.C"]
    drawn = {
        slide.shapes.title.text_frame.text: dict(zip(plot.categories, one.values, strict=True))
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_chart
        for plot in shape.chart.plots
        for one in plot.series
    }
    told = {
        figure.title: figure.table.frame.set_index(figure.table.columns[place].key)["status"]
        for figure, place in ((elements, 0), (open_access, 1))
    }

    assert told[elements.title]["Open access advocacy"] == "too_few_data"
    assert drawn[elements.title]["Open access advocacy"] is None
    overdue = told[open_access.title] == "overdue"
    assert 0 < sum(overdue) < len(overdue)
    assert {drawn[open_access.title][title] for title in overdue.index[overdue]} == {None}
    assert {drawn[open_access.title][title] for title in overdue.index[~overdue]} != {None}


def test_what_tells_of_the_marks_of_a_drawing_is_not_said_of_a_chart(show, make):
    named = {figure.name: figure for figure in make("annual-report")[1].values()}
    said = " ".join(
        shape.text_frame.text
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_text_frame
    )

    assert "the tick is" in named["indicators-KI2.A"].subtitle
    assert "Mean progress of the rated indicators" in said
    assert "tick is what" not in said
    assert "tick is where" not in said


def test_office_files_of_the_same_report_are_the_same_bytes(written, make):
    book, figures = make("board-paper")
    for file_format in ("docx", "pptx"):
        again = press.write(book, file_format, figures, translate("en"))

        assert again == written("board-paper", file_format)


def test_the_parts_of_a_status_chart_have_the_colours_of_their_status(show):
    stacked = next(
        shape.chart
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_chart and shape.chart.chart_type == XL_CHART_TYPE.BAR_STACKED
    )
    colours = {one.name: str(one.format.fill.fore_color.rgb) for one in stacked.plots[0].series}
    named = {
        word: colour
        for name, colour in colours.items()
        for word in ("achieved", "off track", "behind")
        if name.endswith(word)
    }

    codes = {"achieved": "achieved", "off track": "off_track", "behind": "behind"}
    assert named == {word: status_fill(code)[1:].upper() for word, code in codes.items()}
    assert len(set(colours.values())) == len(colours)


def test_what_goes_on_on_a_second_slide_is_shared_evenly():
    assert [list(some) for some in even("abcdefg", most=5)] == [list("abcd"), list("efg")]
    assert [list(some) for some in even("ab", most=5)] == [list("ab")]
    assert even("", most=5) == []


def test_sentences_in_a_row_stand_on_one_slide(written, make):
    show = pptx.Presentation(io.BytesIO(written("board-paper", "pptx")))
    words = [
        shape.text_frame.text
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_text_frame
    ]

    assert any("No targets revised." in said and "No corrections." in said for said in words)
