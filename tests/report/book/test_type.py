"""However far a report is pressed to fit its pages, its type can be read."""

from itertools import pairwise

import pytest
from lxml import etree

from ifla_metrics.i18n import translate
from ifla_metrics.report.book.drawings import drawings, wanted_of
from ifla_metrics.report.book.typst_pdf import FITS
from ifla_metrics.report.sizes import LEAST_TYPE
from tests.report.boxes import lines, points_a_length

SMALLEST = min(figures for figures, _spaces in FITS)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ["board-paper", "annual-report"])
def test_no_type_in_a_figure_of_a_report_is_smaller_than_the_least(make, name, language):
    book, figures = make(name, language)
    by_id = {figure.id: figure for figure in figures.values()}
    made = drawings(by_id, wanted_of(book.pictures), "svg", translate(language))
    sizes = {}
    for key, parts in made.items():
        for drawing in parts:
            root = etree.fromstring(drawing.body, etree.XMLParser(huge_tree=True))
            points = points_a_length(root)
            sizes[key] = min(line.size * points for line in lines(root))

    assert len(sizes) == len({part.key for part in book.pictures}) > 0
    assert min(sizes.values()) * SMALLEST >= LEAST_TYPE


def test_figures_shrink_first_and_then_spaces_alone():
    assert FITS[0] == (1.0, 1.0)
    for (figures, spaces), (smaller, tighter) in pairwise(FITS):
        assert smaller <= figures
        assert tighter < spaces
