"""Figures are laid out for their size: parts, palettes, background, reading direction."""

import io
import re

import numpy as np
import pandas as pd
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.charts import labelled_bars
from ifla_metrics.exports.figure_files import MAX_COLUMNS, MAX_ROWS, figure_file
from ifla_metrics.exports.metadata import SVG
from ifla_metrics.exports.mirror import with_direction
from ifla_metrics.exports.printed_text import text_width, wrap
from ifla_metrics.exports.sizes import PALETTES, SIZES
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from tests.exports import specimens
from tests.exports.specimens import T, pages_of, parts_of, png_of, text_of

AR = translate("ar")
COLUMN = SIZES["one_column"]
RIGHT, LEFT, END, MARK = "\u202b", "\u202a", "\u202c", "\u200e"


def rows(count: int) -> specimens.Figure:
    names = pd.Series(range(count)).astype(str)
    frame = pd.DataFrame({"label": "Row " + names, "row": names, "number": names})
    return specimens.charted(chart=labelled_bars.bars(frame.assign(value=range(count)), t=T))


@pytest.mark.parametrize(("name", "count"), [("full_page", 60), ("slide", 12)])
def test_a_figure_too_high_for_its_page_is_split_into_numbered_parts(name, count):
    pdf = figure_file(rows(count), "pdf", T, size=SIZES[name])
    pages = [" ".join(page.split()) for page in text_of(pdf).split("\f")[:-1]]
    rows_by_page = [re.findall(r"Row (\d+)", page) for page in pages]

    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert f"({number} of {len(pages)})" in text
    assert [row for page in rows_by_page for row in page] == [str(n) for n in range(count)]
    assert max(map(len, rows_by_page)) - min(map(len, rows_by_page)) <= 1


def test_a_long_and_wide_table_says_that_there_is_more():
    columns = tuple(specimens.Column(f"c{n}", f"Column {n}") for n in range(12))
    frame = pd.DataFrame({column.key: [f"{column.key} word"] * 100 for column in columns})
    frame.loc[0] = "M" * 15
    pdf = figure_file(specimens.tabled(specimens.Table(frame, columns)), "pdf", T)
    [(width, _, boxes)] = pages_of(pdf)
    assert max(right for _, (_, _, right, _) in boxes) < width
    words = text_of(pdf)
    drawn = words.count("c0 word")

    assert 20 < drawn <= MAX_ROWS
    assert f"Column {MAX_COLUMNS - 1}" in words
    assert "The data file has more." in words


@pytest.mark.parametrize("make", [specimens.charted, specimens.tabled])
def test_a_picture_can_be_transparent_with_text_as_outlines(make):
    png = png_of(make(), size=COLUMN, transparent=True)
    (svg,) = parts_of(make(), size=COLUMN, outlined=True)

    assert png.getchannel("A").getextrema() == (0, 255)
    pdf = figure_file(make(), "pdf", T, size=COLUMN, outlined=True)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert not [part for part in document.objects if "/FontDescriptor" in repr(part)]
    assert next(svg.iter(f"{SVG}text"), None) is None
    assert float(svg.get("width").removesuffix("mm")) == pytest.approx(85, abs=0.01)
    assert svg.find(f"{SVG}title").text == specimens.TITLE


@pytest.mark.parametrize("palette", PALETTES)
def test_only_the_grey_palette_has_no_colours(palette):
    png = png_of(rows(3), size=COLUMN, palette=palette)
    _least, most = png.convert("HSV").getchannel("S").getextrema()

    assert most <= 6 if palette == "grey" else most > 100


def test_a_map_has_its_shapes_and_is_the_same_file_each_time(read):
    figure = registry.find_spec("coverage-map").build(read, T)
    drawn = (figure, specimens.charted(), figure)
    first, _, last = [figure_file(drawn_figure, "svg", T, size=COLUMN) for drawn_figure in drawn]

    assert first.count(b"<path") > 150
    assert first == last


@pytest.mark.night
def test_a_map_is_not_mirrored_in_arabic(read):
    figure = registry.find_spec("coverage-map").build(read, T)

    def land(t):
        png = png_of(figure, t, size=COLUMN).convert("L")
        middle = png.crop((0, png.height // 2, png.width, png.height * 3 // 4))
        return np.asarray(middle.resize((40, 12))) > 225

    assert (land(T) == land(AR)).sum() > (land(T) == land(AR)[:, ::-1]).sum()


def test_arabic_text_and_bars_start_at_the_right():
    for t, is_rtl in ((T, False), (AR, True)):
        pdf = figure_file(specimens.charted(source="السجل"), "pdf", t, size=COLUMN)
        [(width, _height, words)] = pages_of(pdf)
        labels = [box for word, box in words if word.startswith("Building")]
        left, _top, right, _bottom = max(labels, key=lambda box: box[1])  # Not in the title.
        assert left > width / 2 if is_rtl else right < width / 2
    (svg,) = parts_of(specimens.charted(), AR, size=COLUMN)
    fonts = {part.get("font-family") for part in svg.iter(f"{SVG}text")}
    assert fonts == {"Noto Sans Arabic, sans-serif"}


@pytest.mark.parametrize(
    ("line", "way", "said"),
    [
        ("السجل كما عُرف", RIGHT, "السجل كما عُرف"),
        ("help with contacts.", LEFT, f"help with contacts.{MARK}"),
        ("two fell through. نطلب: Please", RIGHT, f"two fell through.{MARK} نطلب: Please"),
        ("برنامج IFLA.", RIGHT, "برنامج IFLA."),
    ],
)
def test_a_line_in_another_script_keeps_its_final_punctuation(line, way, said):
    assert with_direction(line) == f"{way}{said}{END}"


def test_a_title_breaks_between_words_and_has_an_ellipsis_if_cut():
    title = "Building Strong Library Associations in Botswana and in Peru"
    whole = ["Building Strong", "Library Associations in", "Botswana and in Peru"]

    assert wrap(title, 12, 130) == wrap(title, 12, 130, max_lines=3) == whole
    assert wrap(title, 12, 130, max_lines=2) == [whole[0], "Library Associations i…"]
    balanced = wrap("Women and men in Botswana", 12, 130, balanced=True)
    assert balanced == ["Women and men", "in Botswana"]


@given(st.text(max_size=300), st.floats(30, 400), st.integers(1, 5), st.booleans())
def test_no_line_is_too_wide_and_no_text_has_too_many_lines(text, width, max_lines, balanced):
    lines = wrap(text, 12, width, max_lines=max_lines, balanced=balanced)

    assert len(lines) <= max_lines
    if len(lines) < max_lines and " ·" not in text:
        assert "".join(text.split()) == "".join("".join(lines).split())
    assert all(text_width(line, 12) <= width + 0.01 or len(line) <= 2 for line in lines)
