"""Slides have a title and a figure each, editable charts, footers and placeholders."""

import io
from dataclasses import replace

import pptx
import pytest

from ifla_metrics.exports import slides
from ifla_metrics.exports.document import Grid, Items
from ifla_metrics.figures.words import is_missing
from ifla_metrics.metrics.status import WITHOUT_PROGRESS_BAR

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PROGRESS = {"mean", "expected", "progress"}


@pytest.fixture(scope="module")
def show(written):
    return pptx.Presentation(io.BytesIO(written("short", "pptx")))


def charts(show):
    return {
        slide.shapes.title.text_frame.text: shape.chart
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_chart
    }


def texts(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_every_figure_has_a_slide_with_title_source_and_notes(show, make):
    document = make("short")[0]
    described = {e.get("descr"): slide for slide in show.slides for e in slide.element.iter()}

    for picture in document.pictures:
        slide = described[picture.alt]
        assert slide.shapes.title.text_frame.text == picture.title
        assert picture.source in texts(slide)
        assert picture.alt in slide.notes_slide.notes_text_frame.text


def test_the_values_of_a_chart_are_those_of_the_figures_table(show, make):
    by_title = {figure.title: figure for figure in make("short")[1]}

    assert len(charts(show)) >= 3
    for title, chart in charts(show).items():
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
            assert any(value is not None for value in expected), "An empty chart is none."
            assert list(series.values) == expected, (title, series.name)


def test_every_slide_has_a_title_a_number_and_the_demonstration_mark(show, make):
    demonstration = make("short")[0].words["demonstration"]

    for slide in show.slides:
        assert slide.shapes.title.text_frame.text
        assert demonstration in texts(slide)
        assert any(place.placeholder_format.idx == 12 for place in slide.placeholders)
        assert not [p for p in slide.placeholders if p.has_text_frame and not p.text_frame.text]


def test_arabic_slides_are_mirrored_with_their_charts_and_tables(written):
    show = pptx.Presentation(io.BytesIO(written("board-paper", "pptx", "ar")))

    assert charts(show)
    assert all(chart.value_axis.reverse_order for chart in charts(show).values())
    for slide in show.slides:
        for paragraph in slide.element.iter(f"{DRAWING}p"):
            assert paragraph.find(f"{DRAWING}pPr").get("rtl") == "1"
        assert all(table.get("rtl") == "1" for table in slide.element.iter(f"{DRAWING}tblPr"))
        for shape in slide.shapes:
            assert 0 <= shape.left <= show.slide_width - shape.width


def test_long_texts_and_tables_continue_on_further_slides(make):
    words = "A long request "
    requests = [
        dict.fromkeys(("title", "subject", "text", "about"), words * n) for n in (14, 14, 300)
    ]
    grid = next(block for block in make("short")[0].blocks if isinstance(block, Grid))
    grid = replace(grid, rows=[[words * 10] * len(grid.titles)] * 9, more="There is more.")
    blocks = (Items("decisions", requests), grid)
    written = slides.write(replace(make("short")[0], blocks=blocks), {})
    _, *new_slides = pptx.Presentation(io.BytesIO(written)).slides
    tables = [shape.table for slide in new_slides for shape in slide.shapes if shape.has_table]
    scales = [slide.element.findall(f".//{DRAWING}normAutofit[@fontScale]") for slide in new_slides]

    assert [len(one) for one in scales[:4]] == [0, 0, 1, 0]
    assert sum(len(table.rows) - 1 for table in tables) == 9
    assert max(len(table.rows) for table in tables) < 9
    assert all("There is more." in " ".join(texts(slide)) for slide in new_slides[3:])
