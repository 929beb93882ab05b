"""Every page, from the front door: who reads, the choices, then the page."""

import ast
import re
from pathlib import Path

import pytest

from ifla_metrics.settings import ROOT
from ifla_metrics.ui import menu
from tests.pages.doors import opened
from tests.ui import house

PAGES = sorted((ROOT / "pages").rglob("*.py"))
FIGURES = {
    "overview": ["direction-status", "element-progress", "needs-the-board"],
    "since-last-meeting": [
        "since-status",
        "since-reports",
        "since-corrections",
        "since-activities",
        "since-milestones",
        "since-targets",
        "since-countries",
    ],
    "participation": [
        "participation-over-time",
        "participation-by-region",
        "women-share",
        "participation-profile",
        "participation-by-level",
        "associations-taking-part",
    ],
    "coverage": [
        "coverage-map",
        "coverage-by-region",
        "direction-element-matrix",
        "priority-countries",
        "not-reached",
    ],
    "progress": [
        "indicator-bullets",
        "trend-A1",
        "milestones",
        "leaders-pipeline",
        "resource-languages",
        "association-outcomes",
        "plan-versus-actual",
    ],
    "stories": ["stories"],
    "framework": ["framework-tree", "indicator-definitions", "target-revisions"],
}


@pytest.fixture
def open_page(history):
    return opened


def html(app):
    return "".join(element.proto.body for element in app.get("html"))


def asked(app, name):
    """What the address says; a list when it was opened with it, text when the page wrote it."""
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def title(app):
    return re.search(r"<h1[^>]*>(.*?)</h1>", html(app)).group(1)


@pytest.mark.parametrize("name", FIGURES)
def test_a_page_shows_its_figures_each_with_a_source_and_a_way_to_take_it_along(open_page, name):
    app = open_page(name)
    shown = html(app)

    assert not app.exception
    assert 'class="im-notice"' not in shown
    for figure in FIGURES[name]:
        assert f'id="{figure}"' in shown, figure
    assert shown.count('class="im-src"') == len(FIGURES[name])
    assert shown.count(".png") == shown.count(".csv") == len(FIGURES[name])


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("framework", ["2016-2021", "2019-2024", "2024-2029"])
def test_a_page_of_another_strategy_says_what_is_missing_and_does_not_fail(
    open_page, name, framework
):
    app = open_page(name, framework=framework)

    assert not app.exception
    assert title(app)


@pytest.mark.parametrize(("framework", "cards"), [("2010-2015", 4), ("2024-2029", 3)])
def test_the_overview_has_one_card_for_each_direction(open_page, framework, cards):
    assert html(open_page(framework=framework)).count('class="im-card"') == cards


def test_a_card_says_how_its_direction_is_rated(open_page):
    assert re.findall(r"of the way</span><b[^>]*>(.)", html(open_page(known_on="2012-12"))) == [
        "▼",
        "●",
        "●",
        "●",
    ]


def test_the_overview_opens_with_an_answer_in_one_sentence(open_page):
    app = open_page(known_on="2012-12")

    assert re.fullmatch(r"\d of 6 elements are on course", title(app))
    assert "31 indicators" in html(app)


def test_what_cannot_be_rated_is_not_said_to_be_off_course(open_page):
    shown = html(open_page(known_on="2011-06-30"))

    assert "Not on course: Building Strong Library Associations (behind). Not rated: " in shown
    assert "<small>no target</small>" in shown
    assert "too few data: 0 of 0" not in shown


def test_a_card_tells_moved_indicators_where_activities_are_the_same(open_page):
    since = re.findall(r"since December 2012: ([^<]*)<", html(open_page()))

    assert len(since) == 4
    assert any("↑ " in told for told in since)
    assert "aucun indicateur" in html(open_page(framework="2024-2029", language="fr"))


def test_any_day_can_be_compared_with_any_earlier_day(open_page):
    app = open_page("since-last-meeting", known_on="2012-12-12", since="2012-12-11")

    assert not app.exception
    assert title(app) == "Nothing changed between 11 Dec 2012 and 12 Dec 2012"


def test_what_changed_leads_to_where_it_comes_from(open_page):
    shown = html(open_page("since-last-meeting", known_on="2012-12"))

    assert re.search(r'href="progress\?[^"]*known_on=2012-12[^"]*indicator=A3#trend-A3"', shown)
    assert 'href="activity?uid=act-s-039' in shown
    assert 'href="coverage?' in shown


def test_an_indicator_is_chosen_for_its_trend_and_stands_in_the_address(open_page):
    app = open_page("progress")
    app.selectbox(key="choice_indicator").select("D1").run()

    assert 'id="trend-D1"' in html(app)
    assert asked(app, "indicator") == "D1"


def test_the_pages_are_french_for_a_reader_of_french(open_page):
    app = open_page(language="fr")

    assert re.fullmatch(r"\d des 6 éléments .*", title(app))
    assert app.selectbox(key="choice_framework").label == "Stratégie"


def test_without_a_prepared_database_a_page_says_which_command_helps(
    open_page, tmp_path, monkeypatch
):
    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    app = open_page()

    assert not app.exception
    assert "python -m ifla_metrics init" in html(app)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_the_first_thing_that_a_page_does_is_to_ask_for_a_right(file):
    statements = [
        node
        for node in ast.parse(file.read_text()).body
        if not isinstance(node, ast.Import | ast.ImportFrom)
    ][1:]

    assert ast.unparse(statements[0]).startswith("shell.require(Right.")


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_page_chooses_fetches_and_shows_and_imports_nothing_to_compute_with(file):
    modules = {
        node.module
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom)
    }

    outside = {m for m in modules if m.split(".")[:2] != ["ifla_metrics", "ui"]}
    assert outside <= {"ifla_metrics.access"}
    assert len(file.read_text().splitlines()) <= 60


def test_every_page_file_is_in_the_menu():
    assert {menu.path_of(entry) for entry in menu.ENTRIES} == set(map(Path, PAGES))


@pytest.mark.parametrize(
    ("read_only", "links"), [("0", True), ("1", False)], ids=["who may log", "who may not"]
)
def test_where_nothing_is_logged_only_who_may_log_is_led_to_the_form(
    monkeypatch, open_page, read_only, links
):
    monkeypatch.setenv("IFLA_DATABASE_URL", house.empty_url())
    monkeypatch.setenv("IFLA_READ_ONLY", read_only)
    shown = html(open_page("participation", language="en"))

    assert 'class="im-empty"' in shown
    assert ('href="log?' in shown) is links


def test_an_empty_overview_leads_to_the_form_and_a_full_one_does_not(monkeypatch, open_page):
    assert 'href="log?' not in html(open_page(language="en"))
    monkeypatch.setenv("IFLA_DATABASE_URL", house.empty_url())
    assert 'href="log?' in html(open_page(language="en"))


def test_where_activities_are_drawn_nobody_is_led_to_the_form(open_page):
    assert 'href="log?' not in html(open_page("participation", language="en"))
