"""Every figure that there is leaves with its numbers, and the map with its shapes.

test_paper.py prints each figure.
"""

import io

import pytest
from PIL import Image

from ifla_metrics.figures import registry
from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import translate
from ifla_metrics.report.rendering import render
from ifla_metrics.settings import DATA

T = translate("en")
SVG = "{http://www.w3.org/2000/svg}"
STRATEGY = read_folder(DATA / "frameworks" / "2010-2015")
KINDS = {kind.name: kind for kind in registry.kinds(STRATEGY)}


@pytest.fixture(scope="module")
def figures(read):
    return {name: kind.build(read, T) for name, kind in KINDS.items()}


def test_the_map_is_the_same_on_paper_as_in_its_file(figures):
    """A map without shapes is drawn empty, and nothing says so."""
    picture = Image.open(io.BytesIO(render(figures["coverage-map"], "png", T))).convert("L")
    wide, high = picture.size
    middle = picture.crop((wide // 10, high // 3, wide * 9 // 10, high * 5 // 6))
    land = sum(count for count, grey in middle.getcolors(256) if grey < 235)

    assert land / (middle.width * middle.height) > 0.15
