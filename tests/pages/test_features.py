"""Features used through pages, commands and URLs only, without calling the store.

docs/reliability.md names the test of each feature.
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

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.cli.main import main
from ifla_metrics.figures.change import LISTED_AS
from ifla_metrics.imports import strategy
from ifla_metrics.metrics.small_numbers import SMALLEST
from ifla_metrics.models.drafts import LIST_FIELDS
from ifla_metrics.models.field_titles import TITLES
from ifla_metrics.settings import DATA
from ifla_metrics.ui.forms.fields import fields_of
from ifla_metrics.ui.forms.parse import FIELD_OF
from ifla_metrics.ui.import_preview import XLSX
from ifla_metrics.ui.web.middleware import MIDDLEWARE
from ifla_metrics.ui.web.routes import ROUTES
from tests.imports import test_strategy
from tests.imports.sample_files import edit_workbook
from tests.pages.page import Page, log_form

FRAMEWORK = ("--framework", "2010-2015")
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
MEETING = (*FRAMEWORK, "--period", "2011-2012", "--known-on", "2012-12")
WOMEN_SHARE = "P-02~2010-2015~2011-2012~2012-12~all~full~all~en"
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

    def run_command(*arguments):
        capfdbinary.readouterr()
        code = main(list(arguments))
        out, err = capfdbinary.readouterr()
        assert code == 0, err.decode()
        return out.decode()

    return run_command


@pytest.fixture
def figure_data(run):
    return lambda name, *options: json.loads(run("figure", "data", name, *options))


@pytest.fixture
def client():
    app = Starlette(routes=ROUTES, middleware=MIDDLEWARE)
    return TestClient(app, base_url="http://127.0.0.1:8501", client=("127.0.0.1", 50000))


def save(form, button="save"):
    form.click(button)
    assert "It is in the log" in form.text
    return re.search(r"\buid=([^&\s]+)", form.text)[1]


def row_of(uid, app):
    frame = app.dataframe[0].value
    return frame[frame["link"].str.contains(f"uid={uid}")].iloc[0]


def test_a_listed_field_is_on_the_form_in_workbook_and_figures(run, figure_data, tmp_path):
    uid, file = save(log_form()), tmp_path / "ALP.xlsx"
    run("export", *FRAMEWORK, "--group", "ALP", "--out", str(file))
    form_fields = {field.name for field in fields_of("activity")}
    pages = [Page(page, framework="2010-2015") for page in ("our-work", "entries")]
    listed = [row_of(uid, page.app) for page in pages]
    cells = [cell.value for row in openpyxl.load_workbook(file)["Activities"] for cell in row]
    rows = figure_data("since-activities", *FRAMEWORK)["rows"]
    [figure_row] = [row for row in rows if row["uid"] == uid]

    for name in LIST_FIELDS:
        assert FIELD_OF.get(name, name) in form_fields
        assert f"ifla:activities.{name}" in cells
        assert all(row[TITLES[name]] for row in listed)
        assert figure_row[LISTED_AS.get(name, name)]


def test_links_and_files_of_evidence_can_be_opened(client):
    form = log_form(evidence="https://example.org/report")
    form.app.file_uploader[0].set_value(("Rapport d'été.pdf", b"%PDF-1.7 x", "application/pdf"))
    page = Page("activity", uid=save(form.run())).text

    assert "](<https://example.org/report>)" in page
    file = client.get(re.search(r"\(<(/evidence/[^>]+)>\)", page)[1])
    assert (file.content, file.headers["content-type"]) == (b"%PDF-1.7 x", "application/pdf")


def test_a_returned_entry_leaves_the_figures_and_goes_back_to_its_group(act_as, figure_data):
    def count_entries():
        figure = figure_data("direction-status", *FRAMEWORK, "--period", "2011-2012")
        entries = Page("entries", framework="2010-2015").app.dataframe[0].value
        return figure["rows_counted"]["unreviewed"], len(entries)

    _, before = count_entries()
    act_as(THANDI)
    uid = save(log_form())
    assert count_entries() == (1, before + 1)

    act_as(LOCAL)
    page = Page("review", framework="2010-2015").select()
    page.app.text_area[0].set_value("Please add the women.")
    page.press("Return 1 entry")
    assert "1 decision is saved." in page.text
    assert count_entries() == (0, before)

    act_as(THANDI)
    work = Page("our-work", framework="2010-2015").app
    assert "Please add the women." in [text.value for text in work.text]
    assert any(f"uid={uid}" in link.proto.query_string for link in work.get("page_link"))


def test_a_likely_duplicate_of_another_group_is_shown_before_saving(run):
    form = log_form(title="Course for new board members", when="15 June 2011", groups=["HQ"])
    first = save(form)
    again = log_form().click("save")

    assert f"uid={first}" in again.text
    assert json.loads(run("audit", "list", "--json"))[0]["subject"] == first
    assert save(again, "apart") != first


def test_a_revised_target_and_its_reason_are_shown_from_the_day_of_the_decision(figure_data):
    reason = "Lowered: associations need more time to write and check their case studies."
    for day, target, has_reason in (("2012-04", 20, False), ("2012-12", 12, True)):
        choices = (*FRAMEWORK, "--period", "2011-2012", "--known-on", day)
        revisions = figure_data("target-revisions", *choices)["rows"]
        assert (reason in str(revisions)) == has_reason
        rows = figure_data("indicator-bullets", *choices)["rows"]
        assert [row["target"] for row in rows if row["indicator"] == "C1"] == [target]


def test_a_changed_framework_changes_no_past_figure(run, figure_data, tmp_path, monkeypatch):
    folder = shutil.copytree(DATA, tmp_path / "data")
    for name in ("nodes", "translations"):
        file = folder / "frameworks" / "2010-2015" / f"{name}.csv"
        text = file.read_text("utf-8")
        file.write_text(text.replace("Equitable access to", "Fair access to"), "utf-8")
    before = figure_data("direction-status", *MEETING)
    monkeypatch.setattr("ifla_metrics.cli.database.DATA", folder)
    run("init")

    after = figure_data("direction-status", *MEETING)
    now = figure_data("direction-status", *FRAMEWORK)
    assert {**after, "revision": 0} == {**before, "revision": 0}
    assert "Equitable access to information" in str(before["rows"])
    assert "Fair access to information" in str(now["rows"])


def test_an_indicator_added_in_a_workbook_appears_in_figures(figure_data, run):
    workbook = strategy.write_strategy(test_strategy.PLAN, test_strategy.T)
    page = Page("framework", framework="2010-2015", tab="edit")
    with_indicator = edit_workbook(workbook, test_strategy.new_indicator)
    page.app.file_uploader[0].upload("strategy.xlsx", with_indicator, XLSX)
    assert "A change needs a reason." in page.run().press("Apply").text
    page.app.text_input[-1].input("Board decision 7")
    assert "Figures as known on past days keep" in page.press("Apply").text

    indicators = [row["indicator"] for row in figure_data("indicator-bullets", *FRAMEWORK)["rows"]]
    assert "A99" in indicators
    assert "Board decision 7" in run("audit", "list")


def test_the_quality_page_lists_activities_that_are_over_but_still_planned():
    uid = save(log_form(title="A <b>plan</b> of long ago", lifecycle="planned"))
    page = Page("quality", framework="2010-2015", check="never_updated").app

    assert row_of(uid, page)["Entry"] == "A <b>plan</b> of long ago"


def test_a_report_has_key_numbers_captions_alt_text_and_sources(run, figure_data, tmp_path):
    template, out = tmp_path / "mine.toml", tmp_path / "mine.html"
    template.write_text(REPORT, "utf-8")
    run("report", "--template", str(template), "--out", str(out), *MEETING)
    page = html.fromstring(out.read_bytes())
    key_numbers = {
        re.sub(r"\D", "", "".join(item.xpath("./b//text()")))
        for item in page.xpath("//ul[@class='keys']/li")
    }
    people, regions, share = (
        figure_data(name, *MEETING)
        for name in ("participation-over-time", "coverage-by-region", "women-share")
    )
    [caption] = page.xpath("//figcaption")
    [alt] = page.xpath("//figure//img/@alt")

    assert str(sum(row["participations"] or 0 for row in people["rows"])) in key_numbers
    assert str(sum(row["reached"] for row in regions["rows"])) in key_numbers
    assert share["title"] in caption.text_content()
    assert alt == share["description"]
    assert share["figure"] in page.xpath("string(//p[@class='source'])")


def test_a_small_number_cannot_be_computed_from_what_the_public_sees(client, monkeypatch):
    def rows():
        return client.get(f"/figures/{WOMEN_SHARE}.json").json()["rows"]

    complete = rows()
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    hidden = [row for row, public in zip(complete, rows(), strict=True) if public["hidden"]]

    assert any(0 < row["women"] < SMALLEST for row in hidden)
    for column in ("participations", "women", "gender_known"):
        difference = sum(row[column] for row in hidden)
        assert difference == 0 or difference >= SMALLEST
    text = client.get(f"/figures/{WOMEN_SHARE}.csv").content.decode("utf-8-sig")
    table = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    assert [row["Women"] for row in table if row["Hidden"]] == [""] * len(hidden)
