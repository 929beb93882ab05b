"""Every figure on paper, in every format and language: whole, legible, in our own letters.

At night every figure at three sizes in three languages as SVG, PNG and PDF. By day every eighth
once, the next one at another size and in another language.
"""

import io
import re
import subprocess
from dataclasses import replace
from functools import cache
from itertools import product

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from ifla_metrics.exports.figure_files import figure_file
from ifla_metrics.exports.metadata import SVG
from ifla_metrics.exports.sizes import LEAST_TYPE, SIZES
from ifla_metrics.figures import registry
from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import FIGURE_LANGUAGES, translate
from ifla_metrics.settings import DATA
from tests.exports.boxes import figure_parts, lines_of, page_of

PLACES = ("one_column", "full_page", "slide")
SPECS = {spec.name: spec for spec in registry.specs_for(read_folder(DATA / "frameworks/2010-2015"))}
DAY = [
    (spec.name, PLACES[n % 3], FIGURE_LANGUAGES[n // 3 % 3])
    for n, spec in enumerate(registry.standalone_specs()[::8])
]
NIGHT = [
    pytest.param(*one, marks=pytest.mark.night) for one in product(SPECS, PLACES, FIGURE_LANGUAGES)
]
ROUNDING = 1.5
"""Points by which a measured line may differ from the drawn one."""


@pytest.fixture(scope="module")
def figure_of(read):
    @cache
    def built(name, language):
        chosen = replace(read, choices=replace(read.choices, language=language))
        return SPECS[name].build(chosen, translate(language))

    return built


@pytest.mark.parametrize(("name", "place", "language"), [*DAY, *NIGHT])
def test_a_figure_on_paper_is_whole_and_legible_in_our_fonts(figure_of, name, place, language):
    figure, t, size = figure_of(name, language), translate(language), SIZES[place]
    drawn = figure_parts(figure, "svg", t, size=size)
    for part in drawn:
        svg = etree.fromstring(part, etree.XMLParser(huge_tree=True))
        assert svg.find(f"{SVG}title").text.startswith(figure.title)
        assert svg.find(f"{SVG}desc").text.strip()
        assert svg.get("lang") == t.language
        width, height = page_of(svg)
        assert height <= size.most_mm / 25.4 * 72 + 1
        for line in lines_of(svg):
            assert line.size >= LEAST_TYPE - 0.01, line
            assert min(line.left, line.top) >= -ROUNDING, line
            assert line.right <= width + ROUNDING, line
            assert line.bottom <= height + ROUNDING, line
    assert_ink(figure_file(figure, "png", t, size=size), size)
    assert_fonts(figure_file(figure, "pdf", t, size=size), t, len(drawn))


def assert_ink(content, size):
    png = Image.open(io.BytesIO(content))
    grey = png.convert("L")
    assert png.width == pytest.approx(size.width_mm / 25.4 * 300, abs=1)
    assert grey.crop((0, grey.height // 8, grey.width, grey.height)).getextrema()[0] < 120
    wide, high = grey.size
    for edge in (
        (0, 0, 8, high),
        (wide - 8, 0, wide, high),
        (0, 0, wide, 8),
        (0, high - 8, wide, high),
    ):
        assert grey.crop(edge).getextrema() == (255, 255)
    assert png.info["Description"]


def assert_fonts(content, t, pages):
    """All fonts are ours and inside, no letter is missing; no word leaves its page at a side."""
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
        assert not has_missing_letters(document)
    command = ["pdftotext", "-bbox", "-", "-"]
    found = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    for page in found.split("<page ")[1:]:
        wide = float(re.findall(r'width="([\d.]+)"', page)[0])
        words = re.findall(r'xMin="(\S+)" yMin="\S+" xMax="(\S+)" yMax="\S+">(.+?)<', page)
        assert words
        for left, right, word in words:
            assert float(left) >= -ROUNDING, word
            assert float(right) <= wide + ROUNDING, word


def has_missing_letters(document: pikepdf.Pdf) -> bool:
    """Whether some text shows the glyph of a missing letter, which is number 0."""
    forms = [
        part
        for part in document.objects
        if isinstance(part, pikepdf.Stream) and part.get("/Subtype") == "/Form"
    ]
    for owner in [*document.pages, *forms]:
        for operands, operator in pikepdf.parse_content_stream(owner, operators="Tj TJ"):
            for piece in operands[0] if str(operator) == "TJ" else operands:
                glyphs = bytes(piece) if isinstance(piece, pikepdf.String) else b""
                if b"\0\0" in {glyphs[i : i + 2] for i in range(0, len(glyphs), 2)}:
                    return True
    return False
