"""The page of the workbook: what is typed in a file is text, and nothing typed is lost."""

import io
from dataclasses import replace

import openpyxl
import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.imports import limits
from ifla_metrics.imports.workbook import write_workbook
from ifla_metrics.store.database import engine_of, reading
from tests.pages.forms import Reader

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def reader(history):
    found = Reader("workbook", framework="2010-2015")
    found.app.default_timeout = 120
    return found


def workbook(history, **cells):
    """The workbook of ALP with cells of its activities changed."""
    with reading(engine_of(history)) as connection:
        data = write_workbook(connection, "ALP", translate("en"), framework="2010-2015")
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Activities"]
    columns = {str(c.value).removeprefix("ifla:activities."): c.column for c in sheet[1]}
    for name, value in cells.items():
        key, _, row = name.rpartition("_")
        sheet.cell(int(row), columns[key]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(reader, data, name="ALP.xlsx"):
    reader.app.file_uploader[0].upload(name, data, XLSX)
    return reader.run()


def test_what_is_typed_stays_when_the_page_is_left_and_opened_again(reader, history):
    send(reader, workbook(history, title_3="Another title"))
    reader.fill(reason="As in the programme")
    reader.app.switch_page("../../pages/groups/our_work.py").run()
    reader.app.switch_page("../../pages/groups/workbook.py").run()

    assert reader.field("reason").value == "As in the programme"


def test_what_is_no_table_or_too_large_is_refused_in_a_sentence(reader, monkeypatch):
    for name, data, says in (
        ("ALP.xlsx", b"PK\x03\x04 and no more", "damaged"),
        ("ALP.csv", b"", "empty"),
        ("ALP.csv", b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
    ):
        monkeypatch.setattr(limits, "PAGE", replace(limits.PAGE, bytes=1024 * 1024))
        assert says in send(reader, data, name).html
        assert reader.app.file_uploader[0].value is None
