"""Every format that a figure leaves in says whether anything in it is invented."""

import io
import subprocess

import pytest
from lxml import etree
from PIL import Image

from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.report import rendering
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.read import read
from tests.ui import house

T = translate("en")
WORD = "Demonstration"


@pytest.fixture(scope="module", params=[False, True], ids=["all rows", "real data only"])
def chosen(request):
    """A reading with all that any figure needs, and whether anything in it is invented."""
    choices = Choices("2010-2015", "2011-2012", "2012-12", documented_only=request.param)
    with reading(engine_of(house.history_url())) as connection:
        kinds = registry.kinds(read_framework(connection, choices.framework))
        needs = {"sources", *(need for kind in kinds for need in kind.needs)}
        previous = {need for kind in kinds for need in kind.previous}
        return read(connection, choices, needs, previous), not request.param


def text_of(pdf):
    return subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def test_a_figure_says_it_in_each_of_its_formats(chosen):
    read, invented = chosen
    figure = registry.build("participation-over-time", read, T)
    made = {form: rendering.render(figure, form, T) for form in rendering.FORMATS}
    said = {
        "png": Image.open(io.BytesIO(made["png"])).text["Source"],
        "svg": "".join(etree.fromstring(made["svg"]).itertext()),
        "pdf": text_of(made["pdf"]),
        "csv": made["csv"].decode("utf-8-sig"),
        "json": made["json"].decode(),
    }

    assert set(said) == set(rendering.FORMATS)
    assert {form: WORD in words for form, words in said.items()} == dict.fromkeys(said, invented)
