"""A figure is laid out for its place: type, parts, palettes, background, reading direction."""

import io
import re

import pandas as pd
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from ifla_metrics.charts import ledger, matrix
from ifla_metrics.errors import UnknownCode
from ifla_metrics.exports.figure_files import figure_file, figure_parts
from ifla_metrics.exports.metadata import SVG
from ifla_metrics.exports.mirror import with_direction
from ifla_metrics.exports.sizes import SIZES
from ifla_metrics.exports.table_files import MOST_COLUMNS, MOST_ROWS
from ifla_metrics.exports.wrap import ELLIPSIS, text_width, wrap
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from tests.exports import specimens
from tests.exports.boxes import lines_of, page_of
from tests.exports.test_figure_files import png_of, svg_of, text_of

T, AR = translate("en"), translate("ar")
RIGHT, LEFT, END, MARK = "\u202b", "\u202a", "\u202c", "\u200e"
SENTENCE = "Nine in ten participations came through Building Strong Library Associations"


def rows(count: int) -> specimens.Figure:
    frame = pd.DataFrame(
        {
            "row": [f"r{n}" for n in range(count)],
            "label": [f"Row {n}" for n in range(count)],
            "number": [str(n) for n in range(count)],
            "value": list(range(count)),
        }
    )
    return specimens.charted(chart=ledger.bars(frame, t=T))


# Sizes and parts


@pytest.mark.parametrize(("name", "dpi"), [("one_column", 600), ("social", 600)])
def test_a_png_has_the_dots_that_its_size_asks_for(name, dpi):
    found = png_of(specimens.charted(), size=SIZES[name], dpi=dpi)
    dots = SIZES[name].dpi or dpi

    assert found.width == pytest.approx(SIZES[name].width_mm / 25.4 * dots, abs=1)
    assert [round(n) for n in found.info["dpi"]] == [dots, dots]


def test_a_chart_is_laid_out_for_its_column_and_not_drawn_smaller():
    """Type has the same size in one column as in two, give or take a tenth."""
    one, two = (
        max(line.size for line in lines_of(svg_of(specimens.charted(), size=SIZES[name])))
        for name in ("one_column", "two_columns")
    )

    assert one == pytest.approx(two, rel=0.1)


@pytest.mark.parametrize(("name", "count"), [("full_page", 60), ("slide", 12)])
def test_a_figure_too_high_for_its_page_goes_on_and_says_so(name, count):
    drawn = [etree.fromstring(one) for one in figure_parts(rows(count), "svg", T, size=SIZES[name])]
    pdf = figure_file(rows(count), "pdf", T, size=SIZES[name])
    words = [" ".join(line.words for line in lines_of(svg)) for svg in drawn]

    assert len(drawn) > 1
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == len(drawn)
    for number, said in enumerate(words, start=1):
        assert f"({number} of {len(drawn)})" in said
    assert re.findall(r"Row (\d+)", " ".join(words)) == [str(n) for n in range(count)]
    with pytest.raises(UnknownCode, match="part"):
        figure_file(rows(count), "svg", T, size=SIZES[name], part=len(drawn) + 1)


def test_a_part_of_a_matrix_has_the_names_of_its_columns_again():
    cells = pd.DataFrame(
        {
            "row": [f"r{n}" for n in range(30) for _ in "ab"],
            "row_label": [f"Resource {n}" for n in range(30) for _ in "ab"],
            "column": ["a", "b"] * 30,
            "column_label": ["French", "Arabic"] * 30,
            "column_short": ["French", "Arabic"] * 30,
            "words": "x",
            "value": 1,
        }
    )
    figure = specimens.charted(chart=matrix.matrix(cells, t=T))
    drawn = [etree.fromstring(one) for one in figure_parts(figure, "svg", T, size=SIZES["slide"])]
    words = [" ".join(line.words for line in lines_of(svg)) for svg in drawn]

    assert len(drawn) > 1
    assert all("French" in said and "Arabic" in said for said in words)
    assert re.findall(r"Resource (\d+)", " ".join(words)) == [str(n) for n in range(30)]


def test_rows_keep_room_for_a_second_line_of_names_only_where_one_needs_it():
    frame = pd.DataFrame(
        {
            "row": ["a", "b"],
            "value": [1, 2],
            "number": ["1", "2"],
            "label": ["A short name", "A name of two lines in one column\nand of one in two"],
        }
    )
    long = specimens.charted(chart=ledger.bars(frame, t=T))
    short = specimens.charted(chart=ledger.bars(frame.assign(label=["A name", "Another"]), t=T))

    def height(figure, name):
        (svg,) = figure_parts(figure, "svg", T, size=SIZES[name], framed=False)
        return page_of(etree.fromstring(svg))[1]

    assert height(long, "one_column") > height(short, "one_column") + 10
    assert height(long, "two_columns") == height(short, "two_columns")


def test_the_words_of_a_page_as_high_as_it_needs_are_whole_and_cut_on_one_of_fixed_height():
    subtitle = "Mean progress of the rated indicators towards the target, twice as long. " * 9
    figure = specimens.charted(subtitle=subtitle)
    whole, cut = (
        " ".join(line.words for line in lines_of(svg_of(figure, size=SIZES[name])))
        for name in ("one_column", "social")
    )

    assert subtitle.strip() in whole
    assert subtitle.strip() not in cut
    assert ELLIPSIS in cut


def test_a_full_page_has_the_table_under_a_chart_that_leaves_room():
    page, column = (
        text_of(figure_file(specimens.charted(), "pdf", T, size=SIZES[name]))
        for name in ("full_page", "two_columns")
    )

    assert T("n/k") in page
    assert page.count("International Leaders Programme") == 2
    assert column.count("International Leaders Programme") == 1


# Tables


def test_a_long_and_wide_table_says_what_is_left_out():
    columns = tuple(specimens.Column(f"c{n}", f"Column {n}") for n in range(12))
    frame = pd.DataFrame({column.key: [f"{column.key} word"] * 100 for column in columns})
    words = text_of(figure_file(specimens.tabled(specimens.Table(frame, columns)), "pdf", T))
    drawn = words.count("c0 word")

    assert 20 < drawn <= MOST_ROWS
    assert f"{100 - drawn} further rows are in the data file." in words
    assert f"Column {MOST_COLUMNS - 1}" in words
    assert f"Column {MOST_COLUMNS}\n" not in words
    assert f"{12 - MOST_COLUMNS} further columns are in the data file." in words


def test_a_table_in_a_narrow_column_becomes_records_and_loses_no_word():
    frame = specimens.frame().assign(**{f"c{n}": f"a long word of column {n}" for n in range(6)})
    columns = (
        *specimens.COLUMNS,
        *(specimens.Column(f"c{n}", f"Column {n}") for n in range(6)),
    )
    figure = specimens.tabled(specimens.Table(frame, columns))
    words = text_of(figure_file(figure, "pdf", T, size=SIZES["one_column"])).replace("\n", " ")

    assert "Building Strong Library Associations" in words
    assert "Column 5: a long word of column 5" in words


# Palettes, background, outlines


@pytest.mark.parametrize("make", [specimens.charted, specimens.tabled])
def test_a_transparent_picture_has_no_background(make):
    found = png_of(make(), size=SIZES["one_column"], transparent=True)

    assert found.mode == "RGBA"
    assert found.getchannel("A").getextrema() == (0, 255)


@pytest.mark.parametrize("make", [specimens.charted, specimens.tabled])
def test_outlined_text_needs_no_font_and_stands_where_it_stood(make):
    size = SIZES["one_column"]
    plain = figure_file(make(), "pdf", T, size=size)
    outlined = figure_file(make(), "pdf", T, size=size, outlined=True)
    svg = svg_of(make(), size=size, outlined=True)
    with pikepdf.open(io.BytesIO(plain)) as one, pikepdf.open(io.BytesIO(outlined)) as other:
        fonts = [
            any(
                isinstance(part, pikepdf.Dictionary) and part.get("/Type") == "/Font"
                for part in document.objects
            )
            for document in (one, other)
        ]
        boxes = [[float(n) for n in d.pages[0].mediabox] for d in (one, other)]

    assert fonts == [True, False]
    assert boxes[0] == pytest.approx(boxes[1], abs=0.1)
    assert next(svg.iter(f"{SVG}text"), None) is None
    assert float(svg.get("width").removesuffix("mm")) == pytest.approx(85, abs=0.01)
    assert svg.find(f"{SVG}title").text == specimens.TITLE


def test_a_grey_picture_has_no_colour_in_it():
    def most_colour(palette):
        found = png_of(rows(3), size=SIZES["one_column"], palette=palette)
        return max(found.convert("HSV").getchannel("S").getextrema())

    assert most_colour("colour") > 100
    assert most_colour("print") > 100
    assert most_colour("grey") <= 6


# Maps


def test_a_map_has_its_shapes_and_is_the_same_file_whatever_was_drawn_before(read):
    figure = registry.find("coverage-map").build(read, T)
    names = ("one_column", "slide", "one_column")
    first, _, last = [figure_file(figure, "svg", T, size=SIZES[name]) for name in names]

    assert first.count(b"<path") > 150
    assert b"clip-path" in first
    assert first == last


@pytest.mark.parametrize("name", ["one_column", "slide"])
def test_places_on_a_map_stay_where_they_are_in_arabic_and_none_is_cut_off(read, name):
    figure = registry.find("coverage-map").build(read, T)

    def land(t):
        found = Image.open(io.BytesIO(figure_file(figure, "png", t, size=SIZES[name]))).convert("L")
        middle = found.crop((0, found.height // 2, found.width, found.height * 3 // 4))
        return middle.resize((40, 12)).point(lambda grey: 255 if grey > 225 else 0)

    one, other = land(T), land(AR)
    turned = other.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    same, mirrored = (
        sum(a == b for a, b in zip(one.tobytes(), third.tobytes(), strict=True))
        for third in (other, turned)
    )
    assert same > mirrored


# Reading direction


def test_arabic_begins_at_the_right_and_its_bars_grow_from_there():
    figure = specimens.charted(title="معظم المشاركات", subtitle="مشاركات", source="السجل")
    size = SIZES["one_column"]
    left, right = svg_of(figure, size=size), svg_of(figure, AR, size=size)
    wide = page_of(right)[0]

    def place(svg, words):
        return next(line for line in lines_of(svg) if words in line.words)

    assert place(right, "معظم").right == pytest.approx(wide - place(left, "معظم").left, abs=1)
    assert place(right, "Building Strong").left > wide / 2
    assert place(left, "Building Strong").right < wide / 2
    fonts = {part.get("font-family") for part in right.iter(f"{SVG}text")}
    assert fonts == {"Noto Sans Arabic, sans-serif"}


@pytest.mark.parametrize(
    ("line", "way", "said"),
    [
        ("السجل كما عُرف", RIGHT, "السجل كما عُرف"),
        ("help with contacts.", LEFT, f"help with contacts.{MARK}"),
        (
            "two trainings fell through. نطلب: Please",
            RIGHT,
            f"two trainings fell through.{MARK} نطلب: Please",
        ),
        ("برنامج IFLA.", RIGHT, "برنامج IFLA."),
        ("2012–2011", RIGHT, "2012–2011"),
    ],
)
def test_a_line_of_another_script_keeps_its_marks_at_its_own_end(line, way, said):
    assert with_direction(line) == f"{way}{said}{END}"


# Wrapping


@given(st.text(max_size=300), st.floats(30, 400), st.integers(1, 5))
def test_no_line_is_wider_than_its_measure_and_no_text_has_too_many(text, measure, most):
    found = wrap(text, 12, measure, most=most)

    assert len(found) <= most
    assert all(text_width(line, 12) <= measure + 0.01 or len(line) <= 2 for line in found)


def test_lines_break_at_ordinary_spaces_and_keep_all_words():
    assert " ".join(wrap(SENTENCE, 12, 200)) == SENTENCE
    thin = wrap("a" * 24 + " 1\u202f312\u202f000 participations", 12, 180)
    assert any("1\u202f312\u202f000" in line for line in thin)
    long = wrap("x" * 300, 12, 200)
    assert "".join(long) == "x" * 300
    assert len(long) > 5
    assert wrap(SENTENCE * 5, 12, 200, most=2)[-1].endswith(ELLIPSIS)


@pytest.mark.parametrize("measure", [180, 240, 300, 420])
def test_even_lines_are_as_many_as_ordinary_ones_and_more_alike(measure):
    ordinary, even = (wrap(SENTENCE, 12, measure, even=way) for way in (False, True))

    def spread(lines):
        widths = [text_width(line, 12) for line in lines]
        return max(widths) - min(widths)

    assert len(even) == len(ordinary)
    assert spread(even) <= spread(ordinary)
