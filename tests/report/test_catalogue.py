"""Every figure that there is can leave, in every format, with nothing cut off.

All of them as JSON. As SVG and with their margins printed all at night (IFLA_NIGHT=1); by day those
that every strategy has, and of these every third for its margins. The fonts are looked at in every
fifth. test_paper.py prints each figure.
"""

import io
import json
import os

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from ifla_metrics.figures import registry
from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import translate
from ifla_metrics.report.data_files import value
from ifla_metrics.report.rendering import render
from ifla_metrics.settings import DATA

T = translate("en")
SVG = "{http://www.w3.org/2000/svg}"
STRATEGY = read_folder(DATA / "frameworks" / "2010-2015")
KINDS = {kind.name: kind for kind in registry.kinds(STRATEGY)}
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
DRAWN = list(KINDS) if NIGHT else [k.name for k in registry.figures()]
"""By day those that every strategy has; the others are made by the same builders, one a part."""


@pytest.fixture(scope="module")
def figures(read):
    return {name: kind.build(read, T) for name, kind in KINDS.items()}


@pytest.mark.parametrize("name", DRAWN if NIGHT else DRAWN[::3])
def test_the_margins_of_every_printed_figure_are_white_and_its_labels_are_there(figures, name):
    picture = Image.open(io.BytesIO(render(figures[name], "png", T))).convert("L")
    wide, high = picture.size

    for edge in ((0, 0, 20, high), (wide - 20, 0, wide, high), (0, high - 20, wide, high)):
        assert picture.crop(edge).getextrema() == (255, 255)
    assert picture.crop((0, high // 4, wide, high * 3 // 4)).getextrema()[0] < 110
    assert [round(dots) for dots in picture.info["dpi"]] == [300, 300]


@pytest.mark.parametrize("name", DRAWN)
def test_every_figure_leaves_as_svg_with_its_words_in_it(figures, name):
    figure = figures[name]
    svg = etree.fromstring(render(figure, "svg", T))
    words = " ".join("".join(part.itertext()) for part in svg.iter(f"{SVG}text"))

    assert svg.find(f"{SVG}title").text == figure.title
    for sentence in (figure.title, figure.id):
        assert sentence.replace("\u202f", " ") in words.replace("\u202f", " ")
    assert not [part for part in svg.iter() if any("href" in key for key in part.attrib)]


@pytest.mark.parametrize("name", DRAWN[::5])
def test_every_font_of_a_printed_figure_is_embedded_and_is_ours(figures, name):
    with pikepdf.open(io.BytesIO(render(figures[name], "pdf", T))) as document:
        fonts = [
            part
            for part in document.objects
            if isinstance(part, pikepdf.Dictionary) and part.get("/Subtype") == "/Type0"
        ]
        assert {str(font.BaseFont).split("+")[-1].split("-")[0] for font in fonts} == {"NotoSans"}
        descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert all("/FontFile2" in part or "/FontFile3" in part for part in descriptors)


@pytest.mark.parametrize("name", KINDS)
def test_the_numbers_of_every_json_are_those_of_the_figures_table(figures, read, name):
    table = figures[name].table
    written = json.loads(render(figures[name], "json", T, reading=read))
    keys = [column.key for column in table.data_columns]

    assert [list(row) for row in written["rows"]] == [keys] * len(table.frame)
    assert [list(row.values()) for row in written["rows"]] == [
        [value(cell) for cell in row]
        for row in table.frame[keys].itertuples(index=False, name=None)
    ]
    assert written["revision"] == read.revision
    assert written["known_on"] == {"date": "2012-12-12", "meeting": "2012-12"}


def test_the_map_has_its_countries_and_its_small_states(figures):
    svg = etree.fromstring(render(figures["coverage-map"], "svg", T))
    shapes = [path for path in svg.iter(f"{SVG}path") if len(path.get("d", "")) > 40]

    assert len(shapes) > 150


def test_the_map_is_the_same_on_paper_as_in_its_file(figures):
    """A map without shapes is drawn empty, and nothing says so."""
    picture = Image.open(io.BytesIO(render(figures["coverage-map"], "png", T))).convert("L")
    wide, high = picture.size
    middle = picture.crop((wide // 10, high // 3, wide * 9 // 10, high * 5 // 6))
    land = sum(count for count, grey in middle.getcolors(256) if grey < 235)

    assert land / (middle.width * middle.height) > 0.15
