"""A figure leaves as a picture: what is to be seen is in it, and it knows what it is."""

import io
import subprocess
from dataclasses import replace

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from ifla_metrics.errors import UnknownCode
from ifla_metrics.exports.figure_files import FORMATS, figure_file
from ifla_metrics.exports.metadata import DC, SVG
from ifla_metrics.exports.sizes import OWN_SIZE, SIZES, size_of
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.read import read as read_log
from tests.exports import specimens
from tests.exports.boxes import figure_parts
from tests.ui import house

T = translate("en")
PICTURES = ("png", "svg", "pdf")


def png_of(figure, **options) -> Image.Image:
    return Image.open(io.BytesIO(figure_file(figure, "png", T, **options)))


def svg_of(figure, t=T, **options) -> etree._Element:
    parser = etree.XMLParser(huge_tree=True)
    return etree.fromstring(figure_file(figure, "svg", t, **options), parser)


def words_of(svg: etree._Element) -> str:
    return " ".join("".join(part.itertext()) for part in svg.iter(f"{SVG}text", f"{SVG}tspan"))


def mm(length: str) -> float:
    return float(length.removesuffix("mm"))


def text_of(pdf: bytes) -> str:
    command = ["pdftotext", "-raw", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize(
    ("make", "size"),
    [
        *((specimens.charted, size) for size in (OWN_SIZE, *SIZES.values())),
        *((specimens.tabled, SIZES[name]) for name in ("one_column", "slide")),
        (specimens.wordless, SIZES["full_page"]),
    ],
)
def test_a_figure_is_as_large_as_its_size_and_its_margins_are_white(make, size):
    svg = svg_of(make(), size=size)
    with pikepdf.open(io.BytesIO(figure_file(make(), "pdf", T, size=size))) as document:
        left, bottom, right, top = map(float, document.pages[0].mediabox)
    png = png_of(make(), size=size)
    edge = round(png.width * (size.margin_mm - 1) / size.width_mm)

    assert mm(svg.get("width")) == pytest.approx(size.width_mm, abs=0.05)
    assert (right - left) / 72 * 25.4 == pytest.approx(size.width_mm, abs=0.1)
    assert png.width == pytest.approx(size.width_mm / 25.4 * (size.dpi or 300), abs=1)
    if size.height_mm:
        assert mm(svg.get("height")) == pytest.approx(size.height_mm, abs=0.05)
        assert (top - bottom) / 72 * 25.4 == pytest.approx(size.height_mm, abs=0.1)
    grey = png.convert("L")
    wide, high = grey.size
    for strip in ((0, 0, edge, high), (wide - edge, 0, wide, high), (0, high - edge, wide, high)):
        assert grey.crop(strip).getextrema() == (255, 255)
    assert grey.crop((0, 0, wide, high // 3)).getextrema()[0] < 60


def test_every_format_carries_the_words_the_id_and_the_facts_of_its_figure():
    figure = specimens.charted(facts={"framework_version": "1-8865fbec"})
    svg = svg_of(figure)
    info = png_of(figure).info
    with pikepdf.open(io.BytesIO(figure_file(figure, "pdf", T))) as document:
        properties, language = dict(document.docinfo), str(document.Root.Lang)
        xmp = document.Root.Metadata.read_bytes().decode()

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby").split() == [part.get("id") for part in svg[:2]]
    assert [part.text for part in svg[:2]] == [specimens.TITLE, specimens.ALT]
    assert svg.find(f".//{{{DC}}}source").text == specimens.SOURCE
    assert info["Description"] == specimens.ALT
    assert info["Identifier"] == figure.id
    assert properties["/Title"] == specimens.TITLE
    assert properties["/Subject"] == specimens.ALT
    assert language == "en"
    for value in ("1-8865fbec", figure.id):
        assert value in xmp
        assert value in etree.tostring(svg).decode()
    assert info["Framework_version"] == "1-8865fbec"


@pytest.mark.parametrize("picture", PICTURES)
def test_the_same_figure_gives_the_same_bytes(picture):
    for make in (specimens.charted, specimens.tabled):
        assert figure_file(make(), picture, T) == figure_file(make(), picture, T)


def test_what_is_not_known_is_named_with_what_is_near():
    with pytest.raises(UnknownCode, match=r"'one_colum'.*'one_column'"):
        size_of("one_colum")
    for options in ({"palette": "gray"}, {"dpi": 299}, {"part": 2}):
        with pytest.raises(UnknownCode):
            figure_file(specimens.charted(), "png", T, **options)


def test_a_picture_for_a_document_has_the_chart_and_none_of_the_words_around_it():
    (svg,) = figure_parts(specimens.charted(), "svg", T, size=SIZES["two_columns"], framed=False)
    words = words_of(etree.fromstring(svg))

    assert "Building Strong Library" in words
    assert "As known on" not in words
    assert "Direct participations" not in words
    assert etree.fromstring(svg).find(f"{SVG}title").text == specimens.TITLE


@pytest.mark.parametrize("documented_only", [False, True])
def test_a_figure_says_in_each_format_whether_anything_in_it_is_invented(read, documented_only):
    choices = replace(read.choices, documented_only=documented_only)
    with reading(engine_of(house.history_url())) as connection:
        spec = registry.find_spec("participation-over-time")
        needs = ("sources", *spec.needs)
        figure = spec.build(read_log(connection, choices, needs, spec.previous), T)
    made = {form: figure_file(figure, form, T) for form in FORMATS}
    said = {
        "png": Image.open(io.BytesIO(made["png"])).text["Source"],
        "svg": "".join(etree.fromstring(made["svg"]).itertext()),
        "pdf": text_of(made["pdf"]),
        "csv": made["csv"].decode("utf-8-sig"),
        "json": made["json"].decode(),
    }
    found = {form: "Demonstration" in words for form, words in said.items()}

    assert found == dict.fromkeys(FORMATS, not documented_only)
