"""Features that must survive a rebuild, used and seen through pages, commands and addresses only.

Nothing of the store is called here. docs/reliability.md says which test shows which feature.
"""

import csv
import json
import re
import shutil

import openpyxl
import pytest
from lxml import html
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.cli.main import main
from ifla_metrics.figures.since import LISTED_AS
from ifla_metrics.imports import strategy
from ifla_metrics.metrics.disclosure import SMALLEST
from ifla_metrics.models.drafts import LIST_FIELDS
from ifla_metrics.settings import DATA, database_url
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.rights import stored_actor
from ifla_metrics.ui import auth
from ifla_metrics.ui.forms.fields import fields_of
from ifla_metrics.ui.forms.parse import FIELD_OF
from ifla_metrics.ui.import_preview import XLSX
from ifla_metrics.ui.web.middleware import MIDDLEWARE
from ifla_metrics.ui.web.routes import ROUTES
from tests.imports import test_strategy
from tests.imports.making import edited
from tests.pages.forms import WHOLE, Reader, log
from tests.pages.test_secretariat import choose

TITLE = WHOLE["title"]
SERVER = "http://127.0.0.1:8501"
PLAN = ("--framework", "2010-2015")
LISTS = ("our-work", "entries")
MEETING = (*PLAN, "--period", "2011-2012", "--known-on", "2012-12")
WOMEN = "P-02~2010-2015~2011-2012~2012-12~all~full~all~en"
REPORT = """
title = "Mine"
[[blocks]]
kind = "key_numbers"
[[blocks]]
kind = "figure"
figures = ["women-share"]
"""

pytestmark = pytest.mark.usefixtures("own_history")


@pytest.fixture
def run(capfdbinary, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def once(*words):
        capfdbinary.readouterr()
        code = main(list(words))
        out, err = capfdbinary.readouterr()
        assert code == 0, err.decode()
        return out.decode()

    return once


@pytest.fixture
def data(run):
    return lambda name, *words: json.loads(run("figure", "data", name, *words))


@pytest.fixture
def report(run, tmp_path):
    def write(*words):
        template, out = tmp_path / "mine.toml", tmp_path / "mine.html"
        template.write_text(REPORT, "utf-8")
        run("report", "--template", str(template), "--out", str(out), *MEETING, *words)
        return html.fromstring(out.read_bytes())

    return write


@pytest.fixture
def client():
    app = Starlette(routes=ROUTES, middleware=MIDDLEWARE)
    return TestClient(app, base_url=SERVER, client=("127.0.0.1", 50000), follow_redirects=False)


@pytest.fixture
def act_as(run, monkeypatch):
    """Add somebody by command, who reads from now on; their code."""

    def act(*words):
        code = re.search(r"p-[0-9a-f]+", run("people", "add", "Thandi Mokoena", *words)).group()

        def actor(*_):
            with read_transaction(engine_of(database_url())) as connection:
                return stored_actor(connection, code)

        monkeypatch.setattr(auth, "_actor", actor)
        return code

    return act


@pytest.fixture
def logged(run):
    return lambda: [
        entry["subject"]
        for entry in json.loads(run("audit", "list", "--json"))
        if entry["action"] == "record"
    ]


def saved(form, button="save"):
    form.click(button)
    assert "It is in the log" in form.html
    return re.search(r"\buid=([^&\s]+)", form.html)[1]


def row_of(uid, app):
    frame = app.dataframe[0].value
    return frame[frame["link"].str.contains(f"uid={uid}")].iloc[0]


def test_a_field_that_lists_show_is_on_form_list_workbook_and_in_print(run, data, tmp_path):
    uid, file = saved(log()), tmp_path / "ALP.xlsx"
    run("export", *PLAN, "--group", "ALP", "--out", str(file))
    asked = {field.name for field in fields_of("activity")}
    lists = [row_of(uid, Reader(page, framework="2010-2015").app) for page in LISTS]
    written = [cell.value for row in openpyxl.load_workbook(file)["Activities"] for cell in row]
    [printed] = [row for row in data("since-activities", *PLAN)["rows"] if row["uid"] == uid]

    for name in LIST_FIELDS:
        assert FIELD_OF.get(name, name) in asked
        assert f"ifla:activities.{name}" in written
        assert all(row[name] for row in lists)
        assert printed[LISTED_AS.get(name, name)]


def test_a_link_and_a_file_are_evidence_that_a_reader_can_open(client):
    form = log(evidence="https://example.org/report")
    form.app.file_uploader[0].set_value(("Rapport d'été.pdf", b"%PDF-1.7 x", "application/pdf"))
    page = Reader("activity", uid=saved(form.run())).html

    assert "](<https://example.org/report>)" in page
    file = client.get(re.search(r"\(<(/evidence/[^>]+)>\)", page)[1])
    assert (file.content, file.headers["content-type"]) == (b"%PDF-1.7 x", "application/pdf")


def test_what_is_returned_leaves_the_figure_and_comes_back_to_its_group_with_the_comment(
    act_as, data, monkeypatch
):
    def counted():
        rows = data("direction-status", *PLAN, "--period", "2011-2012")["rows_counted"]
        return rows["unreviewed"], len(
            Reader("entries", framework="2010-2015").app.dataframe[0].value
        )

    office, (_, before) = auth._actor, counted()
    act_as("--role", "editor", "--group", "ALP")
    uid = saved(log())
    editor = auth._actor
    assert counted() == (1, before + 1)

    monkeypatch.setattr(auth, "_actor", office)
    page = Reader("review", framework="2010-2015")
    choose(page.app).text_area[0].set_value("Please add the women.")
    page.press("Return 1 entry")
    assert "1 decision is saved." in page.html
    assert counted() == (0, before)

    monkeypatch.setattr(auth, "_actor", editor)
    work = Reader("our-work", framework="2010-2015").app
    assert "Please add the women." in [one.value for one in work.text]
    assert any(f"uid={uid}" in link.proto.query_string for link in work.get("page_link"))


def test_what_another_group_may_have_logged_is_shown_before_it_is_saved(logged):
    first = saved(log(title="Course for new board members", when="15 June 2011", groups=["HQ"]))
    again = log().click("save")

    assert f"uid={first}" in again.html
    assert logged()[0] == first
    assert saved(again, "apart") != first


def test_a_revised_target_gives_its_reason_and_not_before_it_was_decided(data):
    reason = "Lowered: associations need more time to write and check their case studies."
    for day, target, has_reason in (("2012-04", 20, False), ("2012-12", 12, True)):
        chosen = (*PLAN, "--period", "2011-2012", "--known-on", day)
        subtitle = data("trend-C1", *chosen)["subtitle"]
        assert (reason in subtitle) == has_reason
        rows = data("indicator-bullets", *chosen)["rows"]
        assert [row["target"] for row in rows if row["indicator"] == "C1"] == [target]


def test_a_changed_framework_changes_no_figure_of_a_past_day(run, data, tmp_path, monkeypatch):
    folder = shutil.copytree(DATA, tmp_path / "data")
    for name in ("nodes", "translations"):
        file = folder / "frameworks" / "2010-2015" / f"{name}.csv"
        text = file.read_text("utf-8")
        file.write_text(text.replace("Equitable access to", "Fair access to"), "utf-8")
    before = data("direction-status", *MEETING)
    monkeypatch.setattr("ifla_metrics.cli.database.DATA", folder)
    run("init")

    after, now = data("direction-status", *MEETING), data("direction-status", *PLAN)
    assert {**after, "revision": 0} == {**before, "revision": 0}
    assert "Equitable access to information" in str(before["rows"])
    assert "Fair access to information" in str(now["rows"])


def test_an_indicator_added_in_a_spreadsheet_reaches_the_board(data, run):
    workbook = strategy.write_strategy(test_strategy.PLAN, test_strategy.T)
    page = Reader("framework", framework="2010-2015", tab="edit")
    written = edited(workbook, test_strategy.new_indicator)
    page.app.file_uploader[0].upload("strategy.xlsx", written, XLSX)
    assert "A change needs a reason." in page.run().press("Apply").html
    page.app.text_input[-1].input("Board decision 7")
    assert "Figures as known on past days keep" in page.press("Apply").html

    listed = [row["indicator"] for row in data("indicator-bullets", *PLAN)["rows"]]
    assert "A99" in listed
    assert "Board decision 7" in run("audit", "list")


def test_what_is_over_and_still_planned_is_told_by_the_page_of_data_quality():
    uid = saved(log(title="A <b>plan</b> of long ago", lifecycle="planned"))
    page = Reader("quality", framework="2010-2015", check="never_updated").app

    assert row_of(uid, page)["title"] == "A <b>plan</b> of long ago"


def test_a_report_has_key_numbers_and_figures_with_caption_alt_text_and_source(report, data):
    page = report()
    keys = {
        re.sub(r"\D", "", "".join(key.xpath("./b//text()")))
        for key in page.xpath("//ul[@class='keys']/li")
    }
    people, regions, share = (
        data(name, *MEETING)
        for name in ("participation-over-time", "coverage-by-region", "women-share")
    )
    [caption] = page.xpath("//figcaption")
    [alt] = page.xpath("//figure/img/@alt")

    assert str(sum(row["participations"] or 0 for row in people["rows"])) in keys
    assert str(sum(row["reached"] for row in regions["rows"])) in keys
    assert share["title"] in caption.text_content()
    assert alt == share["description"]
    assert share["figure"] in page.xpath("string(//p[@class='source'])")


def test_a_small_number_cannot_be_had_by_subtraction_from_a_public_address(client, monkeypatch):
    def rows():
        return client.get(f"/figures/{WOMEN}.json").json()["rows"]

    whole = rows()
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    hidden = [full for full, row in zip(whole, rows(), strict=True) if row["hidden"]]

    assert any(0 < full["women"] < SMALLEST for full in hidden)
    for column in ("participations", "women", "gender_known"):
        rest = sum(full[column] for full in hidden)
        assert rest == 0 or rest >= SMALLEST
    text = client.get(f"/figures/{WOMEN}.csv").content.decode("utf-8-sig")
    data = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    assert [row["Women"] for row in data if row["Hidden"]] == [""] * len(hidden)
