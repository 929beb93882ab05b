"""A figure leaves as a picture: what is to be seen is in it, and it knows what it is."""

import io

import pandas as pd
import pikepdf
import pytest
from lxml import etree
from PIL import Image

from ifla_metrics.assets import FONTS
from ifla_metrics.errors import NotDrawn
from ifla_metrics.figures.figure import Column, Table
from ifla_metrics.i18n import translate
from ifla_metrics.report.rendering import COLUMNS_OF_A_PICTURE, ROWS_OF_A_PICTURE, render
from ifla_metrics.report.typesetting import width
from tests.report import specimens

T = translate("en")
SVG = "{http://www.w3.org/2000/svg}"
DC = "{http://purl.org/dc/elements/1.1/}"
PICTURES = ("png", "svg", "pdf")
SHAPES = (specimens.charted, specimens.tabled, specimens.wordless)


def png_of(figure) -> Image.Image:
    return Image.open(io.BytesIO(render(figure, "png", T)))


def svg_of(figure) -> etree._Element:
    return etree.fromstring(render(figure, "svg", T))


def words_of(svg: etree._Element) -> list[str]:
    return ["".join(part.itertext()) for part in svg.iter(f"{SVG}text")]


def darkest(picture: Image.Image, left: float, top: float, right: float, bottom: float) -> int:
    """The darkest grey within a box given in parts of the picture."""
    wide, high = picture.size
    box = (int(left * wide), int(top * high), int(right * wide), int(bottom * high))
    return picture.convert("L").crop(box).getextrema()[0]


def test_there_is_ink_where_title_labels_and_source_line_stand():
    picture = png_of(specimens.charted())

    assert darkest(picture, 0, 0, 0.5, 0.1) < 60
    assert darkest(picture, 0.03, 0.3, 0.3, 0.6) < 60
    assert darkest(picture, 0, 0.88, 0.5, 1) < 160


@pytest.mark.parametrize("make", SHAPES)
def test_the_margins_of_a_picture_are_white(make):
    picture = png_of(make()).convert("L")
    wide, high = picture.size

    for edge in ((0, 0, wide, 24), (0, high - 24, wide, high), (0, 0, 24, high)):
        assert picture.crop(edge).getextrema() == (255, 255)
    assert picture.crop((wide - 24, 0, wide, high)).getextrema() == (255, 255)


def test_a_png_says_what_it_shows():
    info = png_of(specimens.charted()).info

    assert info["Title"] == specimens.TITLE
    assert info["Description"] == specimens.ALT
    assert info["Source"] == specimens.SOURCE
    assert info["Identifier"] == "participations.2010-2015.2011-2012"


def test_an_svg_is_one_picture_with_title_description_and_metadata():
    svg = svg_of(specimens.charted())

    assert svg.get("role") == "img"
    labels = dict(zip(svg.get("aria-labelledby").split(), svg[:2], strict=True))
    assert {name: part.get("id") for name, part in labels.items()} == {n: n for n in labels}
    assert [part.tag for part in svg[:3]] == [f"{SVG}title", f"{SVG}desc", f"{SVG}metadata"]
    assert [part.text for part in svg[:2]] == [specimens.TITLE, specimens.ALT]
    assert svg.find(f".//{DC}source").text == specimens.SOURCE
    spoken = [part for part in svg.iter() if part is not svg and part.get("aria-label")]
    assert spoken == []


def test_a_pdf_says_what_it_shows():
    with pikepdf.open(io.BytesIO(render(specimens.charted(), "pdf", T))) as document:
        assert document.docinfo["/Title"] == specimens.TITLE
        assert document.docinfo["/Subject"] == specimens.ALT
        assert specimens.SOURCE in str(document.docinfo["/Keywords"])
        with document.open_metadata() as facts:
            assert facts["dc:title"] == specimens.TITLE
            assert facts["dc:source"] == specimens.SOURCE
        assert document.Root.Lang == "en"


@pytest.mark.parametrize("make", SHAPES)
def test_every_font_of_a_pdf_is_embedded_and_is_ours(make):
    with pikepdf.open(io.BytesIO(render(make(), "pdf", T))) as document:
        fonts = [part for part in document.objects if _is_font(part)]
        descriptors = [part.DescendantFonts[0].FontDescriptor for part in fonts]

    assert fonts
    assert all("NotoSans" in str(part.BaseFont) for part in fonts)
    assert all("/FontFile2" in part or "/FontFile3" in part for part in descriptors)


def _is_font(part: object) -> bool:
    return isinstance(part, pikepdf.Dictionary) and part.get("/Subtype") == "/Type0"


def test_a_figure_without_a_chart_leaves_as_a_picture_of_its_table():
    words = words_of(svg_of(specimens.tabled()))

    assert {"Element", "Participations", "Progress"} <= set(words)
    assert "Building Strong Library Associations" in words
    assert T.number(1312) in words
    assert T("n/k") in words


def test_a_long_table_says_how_many_rows_are_left_out():
    many = specimens.frame().iloc[[0]].loc[lambda f: f.index.repeat(100)]
    words = words_of(svg_of(specimens.tabled(specimens.Table(many, specimens.COLUMNS))))
    drawn = words.count("Building Strong Library Associations")

    assert 30 < drawn <= ROWS_OF_A_PICTURE
    assert f"{100 - drawn} further rows are in the data file." in words


def test_a_table_of_very_many_columns_says_how_many_are_left_out():
    columns = tuple(Column(f"c{n}", f"Column {n}") for n in range(12))
    wide = pd.DataFrame({column.key: ["a word", "another"] for column in columns})
    words = words_of(svg_of(specimens.tabled(Table(wide, columns))))

    assert {f"Column {n}" for n in range(COLUMNS_OF_A_PICTURE)} <= set(words)
    assert f"Column {COLUMNS_OF_A_PICTURE}" not in words
    assert f"{12 - COLUMNS_OF_A_PICTURE} further columns are in the data file." in words


@pytest.mark.parametrize("columns", [1, 3, 6, 9])
@pytest.mark.parametrize("cell", ["a", "a few words that go on for a while " * 3, "x" * 90])
def test_no_line_of_a_table_runs_into_the_next_column(columns, cell):
    titles = tuple(Column(f"c{n}", f"Column {n}") for n in range(columns))
    table = pd.DataFrame({column.key: [cell] for column in titles})
    svg = svg_of(specimens.tabled(Table(table, titles)))
    body = next(part for part in svg if part.get("transform"))
    starts = sorted({float(part.get("x")) for part in body.iter(f"{SVG}text")})
    limits = dict(zip(starts, [*starts[1:], float(svg.get("width")) - 32 + 1], strict=True))

    for part in body.iter(f"{SVG}text"):
        size = float(part.get("font-size").removesuffix("px"))
        end = float(part.get("x")) + width(part.text, size, fonts=str(FONTS))
        assert end <= limits[float(part.get("x"))]


def test_a_figure_with_nothing_to_draw_says_so():
    assert "No activity is logged in this period." in words_of(svg_of(specimens.wordless()))


@pytest.mark.parametrize("make", SHAPES)
@pytest.mark.parametrize("picture", PICTURES)
def test_the_same_figure_gives_the_same_bytes(make, picture):
    assert render(make(), picture, T) == render(make(), picture, T)


def test_a_chart_that_would_fetch_something_is_refused_by_name():
    spec = specimens.charted().chart.to_dict()
    spec["data"] = {"url": "https://example.org/map.json"}

    with pytest.raises(NotDrawn, match=r"'plan-versus-actual'.*https://example.org/map.json"):
        render(specimens.charted(chart=spec), "svg", T)


def test_a_chart_wider_than_the_page_keeps_its_right_edge():
    wide = specimens.charted().chart.to_dict() | {"width": 1100}
    picture = png_of(specimens.charted(chart=wide))

    assert picture.width > 2009
    assert darkest(picture, 0.9, 0.25, 0.985, 0.5) < 240
    assert darkest(picture, 0.985, 0, 1, 1) == 255


def test_a_link_in_a_chart_does_not_leave_with_the_picture():
    table = specimens.frame().assign(address="javascript:alert(1)")
    linked = specimens.chart(table).encode(href="address:N")

    for picture in PICTURES:
        written = render(specimens.charted(chart=linked), picture, T)
        assert b"javascript" not in written
        assert b"href" not in written


def test_a_french_file_says_that_it_is_french():
    figure = specimens.charted(title="La plupart des participations")
    svg = etree.fromstring(render(figure, "svg", translate("fr")))

    assert svg.get("lang") == "fr"
