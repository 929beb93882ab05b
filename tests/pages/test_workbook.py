"""The page of the workbook: what is typed in a file is text, and nothing typed is lost."""

import io
from dataclasses import replace

import openpyxl
import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.imports import limits
from ifla_metrics.imports.workbook import write_workbook
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.ui.markup import as_markdown
from tests.imports import foreign
from tests.pages.forms import Reader, titled

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


def test_a_file_is_read_and_nothing_typed_in_it_becomes_markup(reader, history):
    typed = "<b>bold</b> **stars** :red[x]"
    data = workbook(history, title_3=typed, kind_4="<i>wrokshop</i>", countries_5="Congo")
    send(reader, data)

    cells = [str(cell) for table in reader.app.table for cell in table.value.to_numpy().flat]
    assert as_markdown("<i>wrokshop</i>") in cells
    assert "<i>wrokshop</i>" not in cells
    assert reader.field("save").disabled
    assert "must be corrected or decided first" in reader.html
    [take_valid] = [box for box in reader.app.checkbox if box.key.endswith("_take_valid")]
    take_valid.check()
    assert not reader.run().field("save").disabled


def test_a_file_can_be_closed_without_saving(reader, history):
    send(reader, workbook(history, title_3="Another title"))
    assert "Save 1 entry" in reader.buttons
    reader.click("close")

    assert "Save 1 entry" not in reader.buttons
    assert reader.app.file_uploader[0].value is None


def test_what_is_typed_stays_when_the_page_is_left_and_opened_again(reader, history):
    send(reader, workbook(history, title_3="Another title"))
    reader.fill(reason="As in the programme")
    reader.app.switch_page("../../pages/groups/our_work.py").run()
    reader.app.switch_page("../../pages/groups/workbook.py").run()

    assert reader.field("reason").value == "As in the programme"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("ALP.xlsx", b"%PDF-1.7", "This is a PDF"),
        ("ALP.xlsx", b"PK\x03\x04 and no more", "damaged"),
        ("ALP.csv", b"", "empty"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(reader, name, data, says):
    send(reader, data, name)

    assert says in reader.html
    assert reader.app.file_uploader[0].value is None


def test_size_is_asked_on_the_server(reader, monkeypatch):
    monkeypatch.setattr(limits, "PAGE", replace(limits.PAGE, bytes=1024 * 1024))
    send(reader, b"x" * (1024 * 1024 + 1))

    assert "larger than 1 MB" in reader.html


def test_a_table_is_mapped_saved_and_known_again(own_history):
    reader = Reader("workbook", framework="2010-2015")
    reader.app.default_timeout = 120
    reader.field("group").set_value("ALP")
    reader.run()
    send(reader, foreign.ODK, "odk.csv")
    assert not any(label.startswith("Save") for label in reader.buttons)
    reader.fill(lifecycle="=completed").click("columns").click("save")
    assert titled(own_history.url, "Workshop in Lusaka")

    reader.click("close")
    send(reader, foreign.ODK.replace(b"Lusaka", b"Ndola"), "next.csv")
    assert "These columns are right" not in reader.buttons
    assert "Save 1 entry" in reader.buttons
