"""Every figure on paper, in every format and language: whole, legible, in our own letters.

At night (IFLA_NIGHT=1) every figure at three sizes in three languages as SVG, PNG and PDF. By day
each once, the next one at another size, as SVG and as PNG or PDF in turn.
"""

import io
import os
from dataclasses import replace
from functools import cache

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from ifla_metrics.figures import registry
from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import FIGURE_LANGUAGES, translate
from ifla_metrics.report.rendering import parts, render
from ifla_metrics.report.sizes import LEAST_TYPE, SIZES
from ifla_metrics.settings import DATA
from tests.report.boxes import SVG, lines, points_a_length

NIGHT = bool(os.environ.get("IFLA_NIGHT"))
PRINT = ("one_column", "two_columns", "full_page")
STRATEGY = read_folder(DATA / "frameworks" / "2010-2015")
KINDS = {kind.name: kind for kind in registry.kinds(STRATEGY)}
NAMES = list(KINDS) if NIGHT else [kind.name for kind in registry.figures()]
CASES = [
    (name, size, language)
    for a, name in enumerate(NAMES)
    for b, size in enumerate(PRINT)
    for c, language in enumerate(FIGURE_LANGUAGES)
    if NIGHT or (b, c) == (a % 3, a // 3 % 3)
]
IN_TURN = (("png",), ("pdf",))
FILES = {case: ("png", "pdf") if NIGHT else IN_TURN[n % 2] for n, case in enumerate(CASES)}
"""What each case is drawn as, beside SVG."""
ROUNDING = 2.5
"""Lengths of a page by which a measured line may differ from the drawn one."""


@pytest.fixture(scope="module")
def figure_of(read):
    @cache
    def built(name, language):
        chosen = replace(read, choices=replace(read.choices, language=language))
        return KINDS[name].build(chosen, translate(language))

    return built


@pytest.mark.parametrize(("name", "size", "language"), CASES)
def test_a_figure_on_paper_is_whole_and_legible_and_its_fonts_are_inside(
    figure_of, name, size, language
):
    figure, t, place = figure_of(name, language), translate(language), SIZES[size]
    svg = etree.fromstring(render(figure, "svg", t, size=place), etree.XMLParser(huge_tree=True))
    written = lines(svg)
    points = points_a_length(svg)

    assert svg.find(f"{SVG}title").text.startswith(figure.title)
    assert svg.find(f"{SVG}desc").text.strip()
    assert svg.get("lang") == language
    assert min(line.size * points for line in written) >= LEAST_TYPE
    for line in written:
        left, top, right, bottom = line.place
        assert line.left >= left - ROUNDING, line
        assert line.right <= right + ROUNDING, line
        assert line.top >= top - ROUNDING, line
        assert line.bottom <= bottom + ROUNDING, line

    for file in FILES[name, size, language]:
        content = render(figure, file, t, size=place)
        if file == "png":
            assert_ink(content, place)
        else:
            assert_fonts(content, t, parts(figure, t, size=place))


def assert_ink(content, place):
    png = Image.open(io.BytesIO(content))
    grey = png.convert("L")
    assert png.width == pytest.approx(place.width_mm / 25.4 * 300, abs=1)
    assert grey.crop((0, grey.height // 8, grey.width, grey.height)).getextrema()[0] < 120
    for edge in ((0, 0, 8, grey.height), (grey.width - 8, 0, grey.width, grey.height)):
        assert grey.crop(edge).getextrema() == (255, 255)
    assert png.info["Description"]


def assert_fonts(content, t, pages):
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == pages
        fonts = [
            part
            for part in document.objects
            if isinstance(part, pikepdf.Dictionary) and part.get("/Subtype") == "/Type0"
        ]
        ours = "NotoSansArabic" if t.right_to_left else "NotoSans"
        assert {str(font.BaseFont).split("+")[-1].split("-")[0] for font in fonts} == {ours}
        descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert all("/FontFile2" in part or "/FontFile3" in part for part in descriptors)
        assert "" not in missing_glyphs(document)


def missing_glyphs(document: pikepdf.Pdf) -> set[str]:
    """{""} when some text shows the glyph of a missing letter (number 0), else nothing."""
    streams = [
        part
        for part in document.objects
        if isinstance(part, pikepdf.Stream) and part.get("/Subtype") == "/Form"
    ]
    found = set()
    for owner in [*document.pages, *streams]:
        for operands, operator in pikepdf.parse_content_stream(owner, operators="Tj TJ"):
            shown = operands[0] if str(operator) == "TJ" else operands
            for piece in shown:
                if isinstance(piece, pikepdf.String):
                    glyphs = bytes(piece)
                    pairs = (glyphs[i : i + 2] for i in range(0, len(glyphs), 2))
                    if b"\0\0" in set(pairs):
                        found.add("")
    return found
