"""Every page: its right comes first, then its figures. The menu of a figure, and "Figures"."""

import ast
import re

import pytest
from streamlit.testing.v1 import AppTest

from ifla_metrics.figures import registry
from ifla_metrics.settings import ROOT
from ifla_metrics.ui import figure_card, menu, navigation
from tests.pages.page import open_page, query_value, text, title

PAGES = sorted((ROOT / "pages").rglob("*.py"))
FIGURES = {
    "overview": (
        *("direction-status", "element-progress"),
        *("needs-the-board", "participation-over-time"),
    ),
    "since-last-meeting": ("since-causes", "since-status"),
    "participation": (
        *("participation-over-time", "participation-by-region", "participation-by-level"),
        "women-share",
    ),
    "coverage": ("coverage-map", "coverage-by-region", "direction-element-matrix"),
    "progress": ("indicator-bullets",),
    "stories": ("stories", "evidence-share"),
    "framework": ("framework-tree",),
}
"""The figures of each page before a tab is opened."""
FIGURE_ID = "C-01~2010-2015~2011-2012~2012-12~SD1~full~all~ar"


@pytest.mark.parametrize("name", FIGURES)
def test_a_page_shows_its_figures_each_with_one_menu(history, name):
    app = open_page(name)

    assert not app.exception
    assert not app.warning
    menus = [menu.key for menu in app.menu_button if menu.key.startswith("menu_")]
    assert menus == [f"menu_{figure}" for figure in FIGURES[name]]
    assert title(open_page(name, framework="2024-2029"))


@pytest.mark.parametrize(
    ("page", "code", "n"),
    [("coverage?country", "BWA", 9), ("participation?association", "bwa-bla", 5)],
)
def test_a_mark_is_opened_by_its_url_and_by_the_list(history, monkeypatch, page, code, n):
    (name, kind), links = page.split("?"), []
    monkeypatch.setattr(navigation, "link", lambda label, *_, **__: links.append(label))
    app = open_page(name, tab=kind + "s", **{kind: code})
    assert "Botswana" in text(app)
    assert len(links) == n + 1  # The number in the chart, and the list of them.
    assert title(open_page("entries", **{kind: code})).startswith(f"{n} activities")

    app = open_page(name, tab=kind + "s")
    app.selectbox(key=f"page_{kind}").select(code).run()
    assert query_value(app, kind) == code
    [close] = [button for button in app.button if button.label == "Close"]
    assert kind not in close.click().run().query_params


def test_progress_shows_the_element_of_its_url_also_across_strategies(history):
    app = open_page("progress", element="KI2.C", tab="across")

    assert "of 4\u00a0indicators" in title(app)  # No line ends after the number.
    assert "menu_across-KI2.C" in [menu.key for menu in app.menu_button]


def test_each_action_in_the_menu_of_a_figure_opens_its_dialog(history, monkeypatch):
    monkeypatch.setenv("IFLA_READ_ONLY", "1")  # Without page links: this script has no pages.
    for action in figure_card.ACTIONS:
        app = AppTest.from_function(dialog_script, kwargs={"action": action}).run()
        assert not app.exception
        dialog = text(app) + "".join(code.value for code in app.code)
        assert {
            "table": not dialog.strip(),
            "explain": "published number" in dialog,
            "download": ".png>)" in dialog,
            "link": "#coverage-by-region" in dialog,
            "source": "figure C-02~" in dialog,
        }[action], (action, dialog)


def test_a_figure_shown_as_a_table_opens_that_table_in_a_dialog_too(history, monkeypatch):
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    arguments = {"action": "table", "name": "not-reached", "on_page": True}
    app = AppTest.from_function(dialog_script, kwargs=arguments).run()

    assert not app.exception
    assert len(app.dataframe) == 2


def dialog_script(action, name="coverage-by-region", *, on_page=False):
    import streamlit as st

    from ifla_metrics.ui import figure_card, filters, page_data, shell, url_choices

    st.session_state[filters.CHOICES_KEY] = url_choices.defaults(page_data.catalogue())
    if on_page:
        figure_card.show(name)
    figure_card.open_dialog(action, figure_card.build(name, shell.choices()))


def shown_id(app):
    return app.get("code")[0].value


def test_the_first_figure_is_previewed_with_alt_text_and_its_download(history):
    app = open_page("figures")
    [image] = app.get("image")[0].proto.imgs

    assert image.alt
    url = app.get("link_button")[0].proto.url
    assert f"/figures/{shown_id(app)}.pdf?size=one_column" in url
    assert app.selectbox(key="figures_name_").value == registry.standalone_specs()[0].name


def test_an_id_in_the_url_opens_its_figure_with_its_choices(history):
    app = open_page("figures", figure=FIGURE_ID)

    assert shown_id(app) == FIGURE_ID
    assert app.selectbox(key=f"figures_name_{FIGURE_ID}").value == "coverage-map"
    app.text_input(key="page_figure").set_value("C-02" + FIGURE_ID[4:]).run()
    assert shown_id(app) == "C-02" + FIGURE_ID[4:]


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_page_asks_for_a_right_first_and_computes_nothing(file):
    assert str(file) in [entry.script for entry in menu.MENU]
    definitions = (ast.Import, ast.ImportFrom, ast.FunctionDef)
    calls = [
        node
        for node in ast.parse(file.read_text()).body
        if not isinstance(node, definitions)
        and not ast.unparse(node).partition(" =")[0].partition(":")[0].isupper()  # A constant.
        and any(isinstance(part, ast.Call) for part in ast.walk(node))
    ]

    assert ast.unparse(calls[0]).startswith("shell.require(Right.")
    assert not {"pandas", "altair", "sqlalchemy"} & set(re.findall(r"\w+", file.read_text()))
