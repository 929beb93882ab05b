"""Every format that a figure leaves in says whether anything in it is invented."""

import io
import subprocess
import zipfile

import openpyxl
import pytest
from lxml import etree
from PIL import Image

from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.report import data_out, rendering
from ifla_metrics.report.iati.organisation import Organisation
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


def test_data_say_it_beside_their_rows(chosen):
    read, invented = chosen
    xlsx, csv, package, iati = (
        data_out.write(form, read, T, hide_small=False, reporting_org=Organisation("NL-KVK-1"))
        for form in ("xlsx", "csv", "package", "iati")
    )
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    about = {row[0].value: row[1].value for row in book["About"]}
    files = zipfile.ZipFile(io.BytesIO(package))
    tables = zipfile.ZipFile(io.BytesIO(csv))

    assert (about["Demonstration data"] != "none") is invented
    assert (WORD in book["participation-over-time"]["A3"].value) is invented
    assert (WORD in tables.read("participation-over-time.csv").decode("utf-8-sig")) is invented
    for name in ("README.md", "datapackage.json"):
        told = files.read(name).decode()
        assert ("activities and 21 of 27 indicator rows are invented" in told) is invented
        assert ("Demonstration data" in told and f"{WORD}: " in told) or not invented
    assert (f"{WORD} data: 76 of 105".encode() in iati) is invented
    assert (b"demonstration: invented" in iati) is invented
