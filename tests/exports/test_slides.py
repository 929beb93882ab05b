"""Slides have titles, notes and editable charts, and long content continues."""

import io
from dataclasses import replace

import pptx
import pytest

from ifla_metrics.exports import slides
from ifla_metrics.exports.document import Grid, Items, Text
from ifla_metrics.figures.words import is_missing
from ifla_metrics.metrics.status import WITHOUT_PROGRESS_BAR

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PROGRESS = {"mean", "expected", "progress"}


@pytest.fixture(scope="module")
def deck(sample_file):
    return pptx.Presentation(io.BytesIO(sample_file("short", "pptx")))


def charts(deck):
    return {
        slide.shapes.title.text_frame.text: shape.chart
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_chart
    }


def texts(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_slides_have_titles_numbers_and_a_mark_and_figures_have_alternative_text(
    deck, sample_report
):
    document = sample_report("short")[0]

    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        assert document.words["demonstration"] in texts(slide)
        assert any(shape.placeholder_format.idx == 12 for shape in slide.placeholders)
        assert not [p for p in slide.placeholders if p.has_text_frame and not p.text_frame.text]
    by_alt = {e.get("descr"): slide for slide in deck.slides for e in slide.element.iter()}
    for picture in document.pictures:
        slide = by_alt[picture.alt]
        assert slide.shapes.title.text_frame.text == picture.title
        assert picture.source in texts(slide)


def test_a_chart_has_the_values_of_its_figures_table(deck, sample_report):
    by_title = {figure.title: figure for figure in sample_report("short")[1]}

    assert len(charts(deck)) >= 3
    labels = [c.label for chart in charts(deck).values() for c in chart.plots[0].categories]
    assert "Open access advocacy (◔ too few data)" in labels
    for title, chart in charts(deck).items():
        figure = by_title[title]
        columns = {column.title: column.key for column in figure.table.columns}
        frame = figure.table.frame
        for series in chart.plots[0].series:
            key = columns[series.name]
            statuses = frame["status"] if key in PROGRESS else [""] * len(frame)
            expected = [
                None if is_missing(value) or status in WITHOUT_PROGRESS_BAR else float(value)
                for value, status in zip(frame[key].tolist(), statuses, strict=True)
            ]
            assert any(value is not None for value in expected), "The chart is empty."
            assert list(series.values) == expected, (title, series.name)


def test_arabic_slides_are_mirrored_with_their_charts_and_tables(sample_file):
    deck = pptx.Presentation(io.BytesIO(sample_file("board-paper", "pptx", "ar")))

    assert charts(deck)
    assert all(chart.value_axis.reverse_order for chart in charts(deck).values())
    for slide in deck.slides:
        for paragraph in slide.element.iter(f"{DRAWING}p"):
            assert paragraph.find(f"{DRAWING}pPr").get("rtl") == "1"
        assert all(table.get("rtl") == "1" for table in slide.element.iter(f"{DRAWING}tblPr"))
        for shape in slide.shapes:
            assert 0 <= shape.left <= deck.slide_width - shape.width


def test_long_texts_and_tables_continue_on_further_slides(sample_report):
    document = sample_report("short")[0]
    keys, text = ("title", "subject", "text", "about"), "A long request "
    requests = [dict.fromkeys(keys, text * n) for n in (14, 14)]
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    grid = replace(grid, rows=[[text * 10] * len(grid.titles)] * 9, more="There is more.")
    blocks = (Text(text * 150), Items("decisions", requests), grid)
    content = slides.write(replace(document, blocks=blocks))
    _, *new_slides = pptx.Presentation(io.BytesIO(content)).slides
    tables = [shape.table for slide in new_slides for shape in slide.shapes if shape.has_table]

    assert len(new_slides) == 6
    assert sum(" ".join(texts(slide)).count(text.strip()) for slide in new_slides[:2]) == 150
    assert [len(table.rows) - 1 for table in tables] == [5, 4]
    assert all("There is more." in " ".join(texts(slide)) for slide in new_slides[4:])
