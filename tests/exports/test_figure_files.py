"""Printed figures are complete, legible and of the right size, and carry metadata."""

import io
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pikepdf
import pytest
from lxml import etree

from ifla_metrics.exports.chart_files import DC
from ifla_metrics.exports.figure_files import figure_file
from ifla_metrics.exports.mirror import SVG
from ifla_metrics.exports.printed_text import has_font
from ifla_metrics.exports.sizes import MIN_FONT_SIZE, SIZES
from ifla_metrics.figures import registry
from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import FIGURE_LANGUAGES, translate
from ifla_metrics.settings import DATA
from tests.exports import samples
from tests.exports.samples import T, chart_figure, pdf_pages, png_image, svg_parts

SIZE_NAMES = ("one_column", "full_page", "slide")
SPECS = {spec.name: spec for spec in registry.specs_for(read_folder(DATA / "frameworks/2010-2015"))}
DAY_CASES = [
    (spec.name, SIZE_NAMES[n % 3], FIGURE_LANGUAGES[n // 3 % 3])
    for n, spec in enumerate(registry.standalone_specs()[::8])
]
NIGHT_CASES = [
    pytest.param(*case, marks=pytest.mark.night)
    for case in product(SPECS, SIZE_NAMES, FIGURE_LANGUAGES)
]
TOLERANCE = {"en": 1.5, "fr": 1.5, "ar": 5}
"""Points by which the box of a word may exceed the page: Arabic vowel signs are high."""


def mm(length: str) -> float:
    return float(length.removesuffix("mm"))


@pytest.fixture(scope="module")
def figure_of(reading):
    @cache
    def build(name, language):
        translated = replace(reading, choices=replace(reading.choices, language=language))
        return SPECS[name].build(translated, translate(language))

    return build


@pytest.mark.parametrize(("name", "size_name", "language"), [*DAY_CASES, *NIGHT_CASES])
def test_a_printed_figure_is_complete_and_legible_in_the_shipped_fonts(
    figure_of, name, size_name, language
):
    figure, t, size = figure_of(name, language), translate(language), SIZES[size_name]
    parts = svg_parts(figure, t, size=size)
    for svg in parts:
        assert svg.find(f"{SVG}title").text.startswith(figure.title)
        assert svg.find(f"{SVG}desc").text.strip()
        assert svg.get("lang") == t.language
        assert mm(svg.get("height")) <= size.height_limit_mm + 0.5
        points = mm(svg.get("width")) / 25.4 * 72 / float(svg.get("viewBox").split()[2])
        for text in svg.iter(f"{SVG}text"):
            assert float(text.get("font-size").removesuffix("px")) * points >= MIN_FONT_SIZE - 0.01
            assert all(map(has_font, "".join(text.itertext()).translate(samples.DIRECTION_MARKS)))
    pdf = figure_file(figure, "pdf", t, size=size)
    pages = pdf_pages(pdf)
    assert len(pages) == len(parts)
    for width, height, words in pages:
        assert words
        for word, (left, top, right, bottom) in words:
            excess = max(-left, -top, right - width, bottom - height)
            assert excess <= TOLERANCE[language], word
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = {str(font.FontName) for font in dictionaries_with("/FontFile2", document)}
    expected_font = "NotoSansArabic" if t.right_to_left else "NotoSans"
    assert {font.split("+")[-1].split("-")[0] for font in fonts} == {expected_font}
    assert_white_margin(png_image(figure, t, size=size), size)


def dictionaries_with(key, document):
    return [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and key in o]


def assert_white_margin(png, size):
    grey = np.asarray(png.convert("L"))
    assert grey.shape[1] == pytest.approx(size.width_mm / 25.4 * (size.dpi or 300), abs=1)
    assert grey[len(grey) // 8 :].min() < 120
    assert min(side.min() for side in (grey[:8], grey[-8:], grey[:, :8], grey[:, -8:])) == 255


@pytest.mark.parametrize("size", SIZES.values())
def test_a_figure_has_the_dimensions_of_its_size(size):
    (svg,) = svg_parts(chart_figure(), size=size)
    [(width, height, _words)] = pdf_pages(figure_file(chart_figure(), "pdf", T, size=size))
    size_height = size.height_mm or mm(svg.get("height"))

    assert mm(svg.get("width")) == pytest.approx(size.width_mm, abs=0.05)
    assert mm(svg.get("height")) == pytest.approx(size_height, abs=0.05)
    assert width == pytest.approx(size.width_mm / 25.4 * 72, abs=0.3)
    assert height == pytest.approx(size_height / 25.4 * 72, abs=0.3)
    if size.height_mm:
        png = png_image(chart_figure(), size=size)
        assert_white_margin(png, size)
        lower = png.convert("L").crop((0, png.height * 6 // 10, png.width, png.height * 8 // 10))
        assert lower.getextrema()[0] < 120, "The chart does not fill its page."


def test_every_format_contains_the_texts_id_and_metadata_of_its_figure():
    figure = chart_figure(facts={"framework_version": "1-8865fbec"})
    (svg,) = svg_parts(figure)
    info = png_image(figure).info
    with pikepdf.open(io.BytesIO(figure_file(figure, "pdf", T))) as document:
        assert document.docinfo["/Title"] == samples.TITLE
        assert document.docinfo["/Subject"] == samples.ALT
        assert document.Root.Lang == "en"
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert [str(d.Alt) for d in dictionaries_with("/Alt", document)] == [samples.ALT]
        xmp = document.Root.Metadata.read_bytes().decode()

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby").split() == [part.get("id") for part in svg[:2]]
    assert [part.text for part in svg[:2]] == [samples.TITLE, samples.ALT]
    assert svg.find(f".//{{{DC}}}source").text == samples.SOURCE
    expected = {"Description": samples.ALT, "Identifier": figure.id, "Source": samples.SOURCE}
    assert {key: info[key] for key in expected} == expected
    assert info["Framework_version"] == "1-8865fbec"
    for value in ("1-8865fbec", figure.id):
        assert value in xmp
        assert value in etree.tostring(svg).decode()
