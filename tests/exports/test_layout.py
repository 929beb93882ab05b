"""Layout of printed figures: parts, palettes, background, reading direction."""

import io
import re

import numpy as np
import pandas as pd
import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ifla_metrics.charts import labelled_bars
from ifla_metrics.exports.figure_files import MAX_COLUMNS, MAX_ROWS, figure_file
from ifla_metrics.exports.mirror import SVG, with_direction
from ifla_metrics.exports.printed_text import text_width, wrap
from ifla_metrics.exports.sizes import PALETTES, SIZES
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from tests.exports import samples
from tests.exports.samples import T, pdf_pages, pdf_text, png_image, svg_parts

AR = translate("ar")
COLUMN = SIZES["one_column"]
RTL, LTR, END, LTR_MARK = "\u202b", "\u202a", "\u202c", "\u200e"


def bars(count: int) -> samples.Figure:
    numbers = pd.Series(range(count)).astype(str)
    frame = pd.DataFrame({"label": "Row " + numbers, "row": numbers, "number": numbers})
    frame, none = frame.assign(value=range(count)), ()
    chart = labelled_bars.bars(frame, t=T, shares=False, tooltip=none, pick=none, hatched=False)
    return samples.chart_figure(chart=chart)


@pytest.mark.parametrize(("name", "count"), [("full_page", 60), ("slide", 12)])
def test_a_figure_too_high_for_its_page_is_split_into_numbered_parts(name, count):
    pdf = figure_file(bars(count), "pdf", T, size=SIZES[name])
    pages = [" ".join(page.split()) for page in pdf_text(pdf).split("\f")[:-1]]
    rows_by_page = [re.findall(r"Row (\d+)", page) for page in pages]

    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert f"({number} of {len(pages)})" in text
    assert [row for page in rows_by_page for row in page] == [str(n) for n in range(count)]
    assert max(map(len, rows_by_page)) - min(map(len, rows_by_page)) <= 1


def test_a_table_cut_to_its_page_says_that_there_is_more():
    columns = tuple(samples.Column(f"c{n}", f"Column {n}") for n in range(12))
    frame = pd.DataFrame({column.key: [f"{column.key} word"] * 100 for column in columns})
    frame.loc[0] = "M" * 15
    pdf = figure_file(samples.table_figure(samples.Table(frame, columns)), "pdf", T)
    [(width, _, boxes)] = pdf_pages(pdf)
    assert max(right for _, (_, _, right, _) in boxes) < width
    text = pdf_text(pdf)

    assert 20 < text.count("c0 word") <= MAX_ROWS
    assert f"Column {MAX_COLUMNS - 1}" in text
    assert "The data file has more rows." in text


@pytest.mark.parametrize("make_figure", [samples.chart_figure, samples.table_figure])
def test_a_picture_can_be_transparent_with_text_as_outlines(make_figure):
    png = png_image(make_figure(), size=COLUMN, transparent=True)
    (svg,) = svg_parts(make_figure(), size=COLUMN, outlined=True)

    assert png.getchannel("A").getextrema() == (0, 255)
    pdf = figure_file(make_figure(), "pdf", T, size=COLUMN, outlined=True)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert not [part for part in document.objects if "/FontDescriptor" in repr(part)]
    assert next(svg.iter(f"{SVG}text"), None) is None
    assert float(svg.get("width").removesuffix("mm")) == pytest.approx(85, abs=0.01)
    assert svg.find(f"{SVG}title").text == samples.TITLE


@pytest.mark.parametrize("palette", PALETTES)
def test_only_the_grey_palette_has_no_colours(palette):
    png = png_image(bars(3), size=COLUMN, palette=palette)
    _, saturation = png.convert("HSV").getchannel("S").getextrema()

    assert saturation <= 6 if palette == "grey" else saturation > 100


@pytest.mark.parametrize(("name", "n"), [("coverage-map", 150), ("direction-element-matrix", 20)])
def test_a_map_and_a_matrix_have_their_shapes(reading, name, n):
    svg = figure_file(registry.find_spec(name).build(reading, T), "svg", T, size=COLUMN)
    assert svg.count(b"<path") > n


@pytest.mark.night
def test_a_map_is_not_mirrored_in_arabic(reading):
    figure = registry.find_spec("coverage-map").build(reading, T)

    def pale_areas(t):
        png = png_image(figure, t, size=COLUMN).convert("L")
        middle = png.crop((0, png.height // 2, png.width, png.height * 3 // 4))
        return np.asarray(middle.resize((40, 12))) > 225

    english, arabic = pale_areas(T), pale_areas(AR)
    assert (english == arabic).sum() > (english == arabic[:, ::-1]).sum()


def test_arabic_text_and_bars_start_at_the_right():
    for t, is_rtl in ((T, False), (AR, True)):
        pdf = figure_file(samples.chart_figure(source="السجل"), "pdf", t, size=COLUMN)
        [(width, _height, words)] = pdf_pages(pdf)
        labels = [box for word, box in words if word.startswith("Building")]
        left, _top, right, _bottom = max(labels, key=lambda box: box[1])  # Not in the title.
        assert left > width / 2 if is_rtl else right < width / 2
    (svg,) = svg_parts(samples.chart_figure(), AR, size=COLUMN)
    fonts = {part.get("font-family") for part in svg.iter(f"{SVG}text")}
    assert fonts == {"Noto Sans Arabic, sans-serif"}


@pytest.mark.parametrize(
    "expected",
    [
        f"{RTL}السجل كما عُرف{END}",
        f"{LTR}help with contacts.{LTR_MARK}{END}",
        f"{RTL}two fell through.{LTR_MARK} نطلب: Please{END}",
        f"{RTL}برنامج IFLA.{END}",
        f"{RTL}الاستراتيجية 1-74cb2d0e · الشكل{END}",
    ],
)
def test_a_line_in_another_script_keeps_its_final_punctuation(expected):
    assert with_direction(expected[1:-1].replace(LTR_MARK, "")) == expected


@given(st.text(max_size=300), st.floats(30, 400), st.integers(1, 5))
@example("Library Associations in Botswana", 130, 1)
def test_text_is_wrapped_into_its_width_and_lines_or_ends_with_an_ellipsis(text, width, max_lines):
    lines = wrap(text, width / 12, max_lines)

    assert len(lines) <= max_lines
    is_complete = "".join(text.split()) == "".join("".join(lines).split())
    assert is_complete or lines[-1].endswith("…")
    assert all(text_width(line) <= width / 12 + 0.001 or len(line) <= 2 for line in lines)
