"""What a page that is drawn again does not do again, and what it asks anew every time."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ifla_metrics.ui import navigation
from tests.pages.doors import DOOR


def test_streamlit_is_told_not_to_look_through_everything_in_memory_after_every_run():
    """An option that its help does not list: a version without it raises here."""
    assert st.get_option("runner.postScriptGC") is False


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Since last meeting"), ("fr", "Depuis la dernière réunion")]
)
def test_a_menu_is_in_the_words_of_each_reader(history, monkeypatch, language, title):
    named = []
    monkeypatch.setattr(st, "set_page_config", lambda page_title, **_: named.append(page_title))
    app = AppTest.from_file(DOOR, default_timeout=60)
    app.query_params["language"] = language
    app.run().switch_page(str(navigation.path_of(navigation.MENU[1]))).run()

    assert named[-1].startswith(f"{title} · ")
