"""The page of the workbook: what is typed in a file is text, and size is asked on the server."""

import io
import re
from dataclasses import replace

import openpyxl
import pytest

from ifla_metrics.exchange.limits import PAGE
from ifla_metrics.i18n import translate
from ifla_metrics.intake.exporting import workbook_of
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.ui.workbook import view
from tests.pages import doors
from tests.pages.doors import html

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def opened(history):
    return doors.opened("workbook", patience=120, framework="2010-2015")


def file_of(history, **cells):
    with reading(engine_of(history)) as connection:
        data = workbook_of(connection, "ALP", translate("en"), framework="2010-2015")
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, value in cells.items():
        book["Activities"][place].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(app, data, name="ALP.xlsx"):
    app.file_uploader[0].upload(name, data, XLSX).run()
    return app


def test_a_file_is_read_and_nothing_typed_in_it_becomes_markup(opened, history):
    typed = "<b>bold</b> **stars** :red[x]"
    app = send(opened, file_of(history, C2=typed, D3="wrokshop", G4="Congo"))
    shown = html(app)

    assert not app.exception
    assert "&lt;b&gt;bold&lt;/b&gt; **stars** :red[x]" in shown
    assert "<b>bold</b>" not in shown
    assert "wrokshop" in shown
    assert re.search(r"Countries.*Congo", shown)
    assert app.button(key="workbook_apply").disabled
    app.checkbox(key="workbook_valid").check().run()
    assert not app.button(key="workbook_apply").disabled


def test_a_file_can_be_put_aside(opened, history):
    app = send(opened, file_of(history, C2="Another title"))
    assert "1 would change" in html(app)
    app.button(key="workbook_aside").click().run()

    assert "1 would change" not in html(app)
    assert app.file_uploader[0].value is None


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("ALP.xlsx", b"%PDF-1.7", "This is a PDF"),
        ("ALP.xlsx", b"PK\x03\x04 and no more", "damaged"),
        ("ALP.csv", b"a,b\n1,2\n", "No table was found"),
    ],
)
def test_what_is_no_workbook_is_refused_in_a_sentence(opened, name, data, says):
    app = send(opened, data, name)

    assert not app.exception
    assert says in html(app)


def test_size_is_asked_on_the_server(opened, history, monkeypatch):
    monkeypatch.setattr(view, "PAGE", replace(PAGE, bytes=1024 * 1024))
    app = send(opened, b"x" * (1024 * 1024 + 1))

    assert "larger than 1 MB" in html(app)
