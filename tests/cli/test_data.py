"""All figures leave as tables and the results as IATI, by one command."""

import io
import zipfile

import openpyxl
import pytest
from lxml import etree

from ifla_metrics.cli.main import main
from tests.ui import house

ASKED = ["--known-on", "2012-12", "--language", "en"]


@pytest.fixture
def log(monkeypatch):
    monkeypatch.setenv("IFLA_DATABASE_URL", house.history_url())
    monkeypatch.setenv("LANG", "en")


def written(tmp_path, file_format, *further):
    out = tmp_path / "out"
    assert main(["data", "--format", file_format, "--out", str(out), *ASKED, *further]) == 0
    return out.read_bytes()


def test_a_package_holds_a_table_a_figure(log, tmp_path):
    content = written(tmp_path, "package")

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
    assert "datapackage.json" in names
    assert len([name for name in names if name.endswith(".csv")]) >= 20


def test_a_workbook_opens_and_has_no_formula(log, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(written(tmp_path, "xlsx")))

    assert len(book.sheetnames) >= 20
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    assert all(cell.data_type != "f" for cell in cells)


def test_results_leave_as_iati_only_under_an_identifier_of_the_organisation(log, tmp_path):
    found = etree.fromstring(written(tmp_path, "iati", "--reporting-org", "NL-KVK-12345678"))

    assert found.tag == "iati-activities"
    ids = [one.findtext("iati-identifier") for one in found.findall("iati-activity")]
    assert len(set(ids)) == len(ids) >= 6
    assert all(one.startswith("NL-KVK-12345678-") for one in ids)
    out = str(tmp_path / "none")
    wrong = ["data", "--format", "iati", "--out", out, "--reporting-org", "nobody", *ASKED]
    assert main(wrong) == 2
