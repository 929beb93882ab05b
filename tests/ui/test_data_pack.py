"""The data pack leaves by an address that asks for the right, with what the public may see."""

import io
import json
import zipfile

import openpyxl
import pytest
from lxml import etree
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ifla_metrics.errors import NotDrawn
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.report import data_out, data_press
from ifla_metrics.report.iati.organisation import Organisation
from ifla_metrics.ui import data_pack, reader, report_jobs, sources
from ifla_metrics.ui.data_pack import DATA_ROUTES, Pack, begun
from tests.ui.crowd import ASKING, Held, answered, run_apart

ASKED = "framework=2010-2015&period=2011-2012&known_on=2012-12"


@pytest.fixture
def client(history):
    report_jobs._jobs.clear()
    yield TestClient(Starlette(routes=DATA_ROUTES))
    report_jobs._jobs.clear()


def test_a_package_is_for_the_public_and_has_every_figure(client):
    answer = client.get(f"/data/pack.package?{ASKED}")
    package = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("datapackage.json"))
    framework = sources.plan().frameworks["2010-2015"]

    assert answer.status_code == 200
    assert "2011-2012_2012-12_package.zip" in answer.headers["content-disposition"]
    assert len(package["resources"]) == len(registry.kinds(framework))
    women = next(r for r in package["resources"] if r["name"] == "women-share")
    assert "hidden" in [field["name"] for field in women["schema"]["fields"]]


def test_a_workbook_for_use_inside_hides_nothing_and_is_refused_to_the_public(client, monkeypatch):
    inside = client.get(f"/data/pack.xlsx?{ASKED}&public=0")
    sheet = openpyxl.load_workbook(io.BytesIO(inside.content))["women-share"]
    monkeypatch.setattr(reader, "mode", lambda: reader.Mode.READ_ONLY)

    assert "Hidden" not in [cell.value for row in sheet.iter_rows() for cell in row]
    assert client.get(f"/data/pack.xlsx?{ASKED}&public=0").status_code == 403


def test_nobody_without_a_right_gets_a_byte(client, monkeypatch):
    monkeypatch.setattr(reader, "mode", lambda: reader.Mode.SIGN_IN)

    assert client.get(f"/data/pack.package?{ASKED}").status_code == 403


def test_iati_needs_who_reports_and_is_then_an_xml_file(client):
    assert client.get(f"/data/pack.iati?{ASKED}").status_code == 400
    answer = client.get(f"/data/pack.iati?{ASKED}&reporting_org=NL-KVK-12345678")

    assert etree.fromstring(answer.content).tag == "iati-activities"


@pytest.mark.parametrize(
    ("asked", "said"),
    [("pack.exe?", "Unknown format 'exe'"), ("pack.csv?framework=2099", "Unknown strategy '2099'")],
)
def test_a_wrong_address_is_answered_with_a_sentence(client, asked, said):
    answer = client.get(f"/data/{asked}")

    assert answer.status_code == 404
    assert said in answer.text


def test_a_file_that_takes_too_long_is_given_up(history):
    pack = Pack("csv", sources.plan().start("2010-2015"))
    needs = data_out.needs("csv", sources.plan().frameworks["2010-2015"])
    reading = sources.everything(pack.choices, *needs)

    with pytest.raises(NotDrawn, match="longer than"):
        data_press.write(
            "csv",
            reading,
            translate("en"),
            hide_small=True,
            reporting_org=Organisation(),
            limit=0.01,
        )


@pytest.fixture
def held(client, monkeypatch):
    made = Held()

    def begin(pack):
        made.came += 1
        return begun(pack)

    def write(_pack, job):
        made.wait()
        job.files = (b"made",)

    monkeypatch.setattr(data_pack, "_write", write)
    monkeypatch.setattr(data_pack, "begun", begin)
    return made


def test_many_who_wait_for_a_file_keep_nobody_else_waiting(held):
    other = Route("/other", lambda _request: PlainTextResponse("here"))
    [told], got = run_apart(
        answered, held, [*DATA_ROUTES, other], f"/data/pack.csv?{ASKED}", "/other"
    )

    assert told.text == "here"
    assert {(answer.status_code, answer.content) for answer in got} == {(200, b"made")}
    assert len(got) == ASKING


def test_who_has_waited_too_long_is_told_when_to_ask_again(client, held, monkeypatch):
    monkeypatch.setattr(data_pack, "PATIENCE", 0.3)
    answer = client.get(f"/data/pack.csv?{ASKED}")
    held.on.set()

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "ask again" in answer.text
