"""A size in millimetres is that size in every file; palettes, outlines and grounds are as asked."""

import io
import re

import altair as alt
import pandas as pd
import pikepdf
import pytest
from lxml import etree
from PIL import Image

from ifla_metrics.assets import FONTS
from ifla_metrics.charts import ledger
from ifla_metrics.charts.theme import finish
from ifla_metrics.errors import UnknownCode
from ifla_metrics.exports.report import PAGE as PAPER
from ifla_metrics.i18n import translate
from ifla_metrics.report import page
from ifla_metrics.report.rendering import parts, picture, render, sheets_of
from ifla_metrics.report.sheet import Passport
from ifla_metrics.report.sizes import SIZES, size_of
from tests.report import specimens
from tests.report.boxes import SVG, lines

T = translate("en")
AR = translate("ar")


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


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_an_svg_and_a_pdf_are_as_many_millimetres_wide_and_high_as_their_size(size):
    svg = etree.fromstring(render(specimens.charted(), "svg", T, size=size))
    with pikepdf.open(io.BytesIO(render(specimens.charted(), "pdf", T, size=size))) as document:
        left, bottom, right, top = map(float, document.pages[0].mediabox)

    assert float(svg.get("width").removesuffix("mm")) == pytest.approx(size.width_mm, abs=0.01)
    assert (right - left) / 72 * 25.4 == pytest.approx(size.width_mm, abs=0.1)
    if size.height_mm:
        assert float(svg.get("height").removesuffix("mm")) == pytest.approx(
            size.height_mm, abs=0.01
        )
        assert (top - bottom) / 72 * 25.4 == pytest.approx(size.height_mm, abs=0.1)


@pytest.mark.parametrize("dpi", [300, 600])
@pytest.mark.parametrize("name", ["one_column", "two_columns"])
def test_a_png_has_as_many_dots_as_its_millimetres_ask_for(name, dpi):
    found = Image.open(io.BytesIO(render(specimens.charted(), "png", T, size=SIZES[name], dpi=dpi)))

    assert found.width == pytest.approx(SIZES[name].width_mm / 25.4 * dpi, abs=1)
    assert [round(dots) for dots in found.info["dpi"]] == [dpi, dpi]


@pytest.mark.parametrize("dpi", [300, 600])
def test_a_card_is_1200_by_630_pixels_whatever_resolution_is_asked(dpi):
    found = render(specimens.charted(), "png", T, size=SIZES["social"], dpi=dpi)

    assert Image.open(io.BytesIO(found)).size == (1200, 630)


def test_a_chart_is_laid_out_for_its_column_and_not_drawn_smaller():
    """Type has the same size in one column as in two, give or take a tenth."""

    def largest(name):
        svg = etree.fromstring(render(specimens.charted(), "svg", T, size=SIZES[name]))
        wide = float(svg.get("viewBox").split()[2])
        return max(line.size for line in lines(svg)) * SIZES[name].width_mm / wide

    assert largest("one_column") == pytest.approx(largest("two_columns"), rel=0.1)


def test_a_figure_too_high_for_its_page_goes_on_and_says_so():
    figure, place = rows(60), SIZES["full_page"]
    count = parts(figure, T, size=place)
    written = [
        etree.fromstring(render(figure, "svg", T, size=place, part=n + 1)) for n in range(count)
    ]
    told = ["|".join(line.words for line in lines(svg)) for svg in written]
    with pikepdf.open(io.BytesIO(render(figure, "pdf", T, size=place))) as document:
        assert len(document.pages) == count

    assert count > 1
    for number, words in enumerate(told, start=1):
        assert f"({number} of {count})" in words.replace("|", " ")
    found = [n for n in range(60) if any(re.search(rf"Row {n}(?!\d)", words) for words in told)]
    assert found == list(range(60))
    with pytest.raises(UnknownCode, match="part"):
        render(figure, "svg", T, size=place, part=count + 1)


@pytest.mark.parametrize("axis", [None, alt.Axis()], ids=["no axis", "an axis"])
def test_parts_in_a_text_are_low_enough_to_fill_its_pages_unless_each_repeats_an_axis(axis):
    frame = pd.DataFrame({"row": [str(n) for n in range(40)], "value": range(40)})
    bars = alt.Chart(frame).mark_bar().encode(y=ledger.band(frame), x=alt.X("value:Q", axis=axis))
    figure = specimens.charted(chart=finish(bars, T, height=1600))

    sheets = sheets_of(figure, "svg", T, size=PAPER, framed=False)
    heights = [sheet.spec["height"] * PAPER.type_scale * 25.4 / 96 for sheet in sheets]

    assert sum(heights) == pytest.approx(1600 * PAPER.type_scale * 25.4 / 96, abs=1)
    assert max(heights) < PAPER.tallest_mm
    assert (max(heights) < PAPER.part_mm) is (axis is None)


@pytest.mark.parametrize("name", ["one_column", "full_page"])
def test_a_table_in_a_narrow_column_becomes_records_and_loses_no_word(name):
    table = specimens.frame().assign(
        **{f"c{n}": f"a rather long word of column {n}" for n in range(7)}
    )
    columns = (
        *specimens.COLUMNS,
        *(specimens.Column(f"c{n}", f"Column {n}") for n in range(6)),
    )
    figure = specimens.tabled(specimens.Table(table, columns))
    svg = etree.fromstring(render(figure, "svg", T, size=SIZES[name]))
    words = " ".join(line.words for line in lines(svg))

    assert "Building Strong Library" in words
    assert "Column 5" in words
    for line in lines(svg):
        assert line.right <= float(svg.get("viewBox").split()[2])


def test_a_transparent_picture_has_no_ground():
    for size in (None, SIZES["one_column"]):
        found = Image.open(
            io.BytesIO(render(specimens.charted(), "png", T, size=size, transparent=True))
        )
        assert found.mode == "RGBA"
        assert found.getchannel("A").getextrema() == (0, 255)
        svg = etree.fromstring(render(specimens.charted(), "svg", T, size=size, transparent=True))
        assert svg.find(f"{SVG}rect") is None


def test_outlined_letters_need_no_font_and_stand_where_they_stood():
    plain = render(specimens.charted(), "pdf", T, size=SIZES["one_column"])
    shapes = render(specimens.charted(), "pdf", T, size=SIZES["one_column"], outlined=True)
    svg = etree.fromstring(
        render(specimens.charted(), "svg", T, size=SIZES["one_column"], outlined=True),
        etree.XMLParser(huge_tree=True),
    )
    with pikepdf.open(io.BytesIO(plain)) as one, pikepdf.open(io.BytesIO(shapes)) as other:
        for document, inside in ((one, True), (other, False)):
            assert inside == any(
                isinstance(part, pikepdf.Dictionary) and part.get("/Type") == "/Font"
                for part in document.objects
            )
        sides = [[float(n) for n in d.pages[0].mediabox] for d in (one, other)]
        assert sides[0] == pytest.approx(sides[1], abs=0.1)

    assert next(svg.iter(f"{SVG}text"), None) is None
    assert len(list(svg.iter(f"{SVG}use"))) > 100
    assert float(svg.get("width").removesuffix("mm")) == pytest.approx(85, abs=0.01)
    assert svg.find(f"{SVG}title").text == specimens.TITLE


def test_a_grey_picture_has_no_colour_in_it():
    table = specimens.frame()
    chart = specimens.chart(table).configure_mark(color="#0b5a7a")
    figure = specimens.charted(chart=chart)
    found = Image.open(
        io.BytesIO(render(figure, "png", T, size=SIZES["one_column"], palette="grey"))
    )
    coloured = Image.open(io.BytesIO(render(figure, "png", T, size=SIZES["one_column"])))

    def hue(picture):
        return max(picture.convert("HSV").getchannel("S").getextrema())

    assert hue(coloured) > 100
    assert hue(found) <= 6


def test_what_is_not_known_is_named_with_what_is_near():
    with pytest.raises(UnknownCode, match=r"'one_colum'.*'one_column'"):
        size_of("one_colum")
    with pytest.raises(UnknownCode, match="palette"):
        render(specimens.charted(), "png", T, palette="gray")
    with pytest.raises(UnknownCode, match="resolution"):
        render(specimens.charted(), "png", T, dpi=299)


def test_a_picture_for_a_report_has_the_chart_and_none_of_the_words_around_it():
    svg = etree.fromstring(picture(specimens.charted(), "svg", T, size=SIZES["two_columns"]))
    words = " ".join(line.words for line in lines(svg))

    assert "Building Strong Library" in words
    assert "As known on" not in words
    assert "Direct participations" not in words
    assert svg.find(f"{SVG}title").text == specimens.TITLE


def test_arabic_begins_at_the_right_and_its_bars_grow_from_there():
    figure = specimens.charted(title="معظم المشاركات", subtitle="مشاركات", source="السجل")
    left = etree.fromstring(render(figure, "svg", T, size=SIZES["one_column"]))
    right = etree.fromstring(render(figure, "svg", AR, size=SIZES["one_column"]))
    wide = float(right.get("viewBox").split()[2])

    def place(svg, words):
        return next(line for line in lines(svg) if words in line.words)

    assert place(right, "معظم").right == pytest.approx(wide - place(left, "معظم").left, abs=1)
    bar = place(right, "Building Strong")
    assert bar.left > wide / 2
    assert place(left, "Building Strong").right < wide / 2
    assert {part.get("font-family") for part in right.iter(f"{SVG}text")} == {
        "Noto Sans Arabic, sans-serif"
    }


def test_places_on_a_map_stay_where_they_are_in_arabic(read):
    from dataclasses import replace

    from ifla_metrics.figures import registry

    kind = registry.find("coverage-map")

    def land(t):
        chosen = replace(read, choices=replace(read.choices, language=t.language))
        png = render(kind.build(chosen, t), "png", t, size=SIZES["one_column"])
        found = Image.open(io.BytesIO(png)).convert("L")
        middle = found.crop((0, found.height // 2, found.width, found.height * 4 // 5))
        return middle.resize((40, 12)).point(lambda grey: 255 if grey > 225 else 0)

    one, other = land(T), land(AR)
    same = sum(a == b for a, b in zip(one.tobytes(), other.tobytes(), strict=True))
    turned = other.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    mirrored = sum(a == b for a, b in zip(one.tobytes(), turned.tobytes(), strict=True))
    assert same > mirrored


def test_a_map_is_the_same_file_whatever_was_drawn_before(read):
    from ifla_metrics.figures import registry

    figure = registry.find("coverage-map").build(read, T)
    sizes = ("one_column", "two_columns", "full_page", "one_column")
    first, *_, last = [render(figure, "svg", T, size=SIZES[name]) for name in sizes]

    assert b"clip-path" in first
    assert first == last


def test_the_facts_of_a_figure_are_in_every_file():
    facts = {"known_on": "2012-12-12", "framework_version": "1-8865fbec"}
    figure = specimens.charted(facts=facts)
    svg = render(figure, "svg", T).decode()
    info = Image.open(io.BytesIO(render(figure, "png", T))).info
    with pikepdf.open(io.BytesIO(render(figure, "pdf", T))) as document:
        xmp = document.Root.Metadata.read_bytes().decode()

    for value in facts.values():
        assert value in svg
        assert value in info.values()
        assert value in xmp


def test_rows_keep_room_for_a_second_line_of_names_only_where_one_needs_it():
    wrapped = rows(4)
    frame = pd.DataFrame(
        {
            "row": ["a", "b"],
            "value": [1, 2],
            "number": ["1", "2"],
            "label": ["A short name", "A name of two lines in one column\nand of one in two"],
        }
    )
    long = specimens.charted(chart=ledger.bars(frame, t=T))
    plain = specimens.charted(
        chart=ledger.bars(frame.assign(label=["A short name", "Another"]), t=T)
    )

    def height(figure, name):
        (sheet,) = sheets_of(figure, "svg", T, size=SIZES[name], framed=False)
        return sheet.spec["height"]

    assert height(long, "one_column") == height(plain, "one_column") + 2 * ledger.LINE_PX
    assert height(long, "two_columns") == height(plain, "two_columns")
    assert height(wrapped, "two_columns") == height(wrapped, "one_column")


def test_a_page_as_high_as_it_needs_cuts_no_word_and_one_of_fixed_height_leaves_room():
    subtitle = (
        "Mean progress of the rated indicators towards the target, in French twice as long. " * 6
    )
    passport = Passport("X", "x", "A title", subtitle, "Log · figure", "", "en")

    def said(*, fixed):
        made, _ = page.head(
            passport, margin=10.0, measure=380.0, fonts=str(FONTS), scale=0.8, fixed=fixed
        )
        return [line.text for line in made[1:]]

    assert " ".join(said(fixed=False)) == subtitle.strip()
    assert len(said(fixed=True)) == 4
    assert said(fixed=True)[-1].endswith("…")
