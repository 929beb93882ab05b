"""What a page that is drawn again does not do again, and what it asks anew every time."""

from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ifla_metrics.ui import auth, menu
from tests.pages.doors import DOOR


@pytest.fixture
def app(history):
    return AppTest.from_file(DOOR, default_timeout=60).run()


def test_streamlit_is_told_not_to_look_through_everything_in_memory_after_every_run():
    """An option that its help does not list: a version without it raises here."""
    assert st.get_option("runner.postScriptGC") is False


def test_a_menu_is_made_once_and_each_run_has_pages_of_its_own(app, monkeypatch):
    handed, navigation = [], st.navigation

    def seen(pages, **how):
        handed.append([page for listed in pages.values() for page in listed])
        return navigation(pages, **how)

    monkeypatch.setattr(st, "navigation", seen)
    monkeypatch.setattr(menu.st, "Page", lambda *_, **__: pytest.fail("made again"))
    app.run()
    app.run()

    assert not app.exception
    first, second = handed
    assert [page.title for page in first] == [page.title for page in second]
    assert not set(map(id, first)) & set(map(id, second))


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Since last meeting"), ("fr", "Depuis la dernière réunion")]
)
def test_a_menu_is_in_the_words_of_each_reader(history, monkeypatch, language, title):
    named = []
    monkeypatch.setattr(st, "set_page_config", lambda page_title, **_: named.append(page_title))
    app = AppTest.from_file(DOOR, default_timeout=60)
    app.query_params["language"] = language
    app.run().switch_page(str(menu.path_of(menu.ENTRIES[1]))).run()

    assert named[-1].startswith(f"{title} · ")


def test_a_provider_that_is_not_set_up_is_looked_for_once_for_a_page(app, monkeypatch):
    asked = []
    monkeypatch.setattr(auth, "get_secrets_auth_section", lambda: asked.append(1) or {})
    monkeypatch.setattr(auth, "time", SimpleNamespace(monotonic=lambda: -1))
    app.run()

    assert not app.exception
    assert len(asked) == 1
