"""Every page, from the front door: who reads, the choices, then the page."""

import ast
import re

import pytest
from streamlit.testing.v1 import AppTest

from ifla_metrics.settings import ROOT
from ifla_metrics.ui import figure_card, menu
from tests.pages.doors import html, opened, plain

PAGES = sorted((ROOT / "pages").rglob("*.py"))
FIGURES = {
    "overview": (
        *("direction-status", "element-progress"),
        *("needs-the-board", "participation-over-time"),
    ),
    "since-last-meeting": ("since-causes", "since-status"),
    "participation": ("participation-over-time", "participation-by-region", "women-share"),
    "coverage": ("coverage-map", "coverage-by-region", "direction-element-matrix"),
    "progress": ("indicator-bullets",),
    "stories": ("stories", "evidence-share"),
    "framework": ("framework-tree",),
}
"""The figures of a page before a tab is opened."""


@pytest.fixture
def open_page(history):
    return opened


def text(app):
    kinds = (app.title, app.header, app.subheader, app.caption, app.markdown)
    return html(app) + "\n".join(plain(one.value) for kind in kinds for one in kind)


def links(app):
    return [(plain(one.proto.label), one.proto.query_string) for one in app.get("page_link")]


def asked(app, name):
    """What the address says; a list when it was opened with it, text when the page wrote it."""
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def title(app):
    if app.title:
        return plain(app.title[0].value)
    return re.search(r"<h1[^>]*>(.*?)</h1>", html(app)).group(1)


@pytest.mark.parametrize("name", FIGURES)
def test_a_page_shows_its_figures_each_with_one_menu(open_page, name):
    app = open_page(name)

    assert not app.exception
    assert not app.warning
    menus = [menu.key for menu in app.menu_button if menu.key.startswith("menu_")]
    assert menus == [f"menu_{n}" for n in FIGURES[name]]
    assert title(open_page(name, framework="2024-2029"))


def test_the_overview_names_the_elements_that_are_not_on_course_under_its_headline(open_page):
    app = open_page("overview", framework="2010-2015", period="2011-2012")

    words = text(app)
    assert "4 of 6 elements are on course" in title(app)
    assert "Behind: Copyright advocacy. Too few data: Open access advocacy." in words


def test_a_country_is_opened_by_its_address_and_by_keyboard(open_page):
    assert "Botswana" in text(open_page("coverage", country="BWA"))

    app = open_page("coverage")
    app.selectbox(key="page_country").select("BWA").run()
    assert asked(app, "country") == "BWA"
    assert "Botswana" in text(app)


def test_a_figure_answers_from_its_menu(history, monkeypatch):
    monkeypatch.setenv("IFLA_READ_ONLY", "1")  # Without a link to a page: here are none.
    for action in figure_card.ACTIONS:
        app = AppTest.from_function(answered, kwargs={"action": action}).run()
        assert not app.exception
        shown = text(app) + "".join(code.value for code in app.code)
        assert {
            "table": not shown.strip(),
            "explain": "published number" in shown,
            "download": ".png>)" in shown,
            "link": "#coverage-by-region" in shown,
            "source": "figure C-02~" in shown,
        }[action], (action, shown)


def answered(action):
    import streamlit as st

    from ifla_metrics.ui import figure_card, filters, page_data, shell

    st.session_state[filters.CHOICES_KEY] = page_data.available_choices().defaults()
    figure_card.open_dialog(action, figure_card.build("coverage-by-region", shell.choices()))


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_page_asks_for_a_right_first_and_computes_nothing(file):
    assert str(file) in [entry.script for entry in menu.MENU]
    tree = ast.parse(file.read_text())
    definitions = (ast.Import, ast.ImportFrom, ast.FunctionDef)
    does = [
        node
        for node in tree.body
        if not isinstance(node, definitions)
        and not ast.unparse(node).partition(" =")[0].partition(":")[0].isupper()  # A constant.
        and any(isinstance(part, ast.Call) for part in ast.walk(node))
    ]

    assert ast.unparse(does[0]).startswith("shell.require(Right.")
    assert not {"pandas", "altair", "sqlalchemy"} & set(re.findall(r"\w+", file.read_text()))
