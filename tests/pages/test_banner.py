"""While invented rows count, every page says so, and how to do without them."""

from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.settings import DATA
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.entries import record
from ifla_metrics.store.initialise import initialise
from tests.pages.doors import opened
from tests.store.conftest import close, draft

SAID = (
    "Demonstration data: 76 of 105 activities and 24 of 27 indicator rows are invented, "
    "targets included."
)


def banner(app):
    return [text.value for text in app.markdown if text.value.startswith("Demonstration")]


def buttons(app):
    return {button.key for button in app.button} & {"real_only", "start_empty"}


@pytest.mark.parametrize("page", ["overview", "log"])
def test_every_page_counts_what_is_invented(history, page):
    app = opened(page)

    assert not app.exception
    assert banner(app) == [SAID]


def test_one_press_shows_real_data_only_and_the_address_says_so(history):
    app = opened("coverage")
    app.button(key="real_only").click().run()

    assert not app.exception
    assert app.query_params["documented_only"] in ("1", ["1"])
    assert (banner(app), buttons(app)) == ([], set())
    assert app.selectbox(key="choice_documented_only").value == "1"

    app.button(key="remove_documented_only").click().run()
    assert banner(app) == [SAID]


def test_who_may_load_a_log_is_told_the_commands(history):
    app = opened()
    assert not app.code

    app.button(key="start_empty").click().run()

    first, second = (code.value for code in app.code)
    assert "IFLA_DATABASE_URL=" in first
    assert "python -m ifla_metrics init --empty" in first
    assert "python -m ifla_metrics init --documented-only" in second


@pytest.mark.parametrize("logged", [False, True])
def test_an_empty_log_and_one_of_own_entries_have_no_banner(tmp_path, monkeypatch, logged):
    url = f"sqlite:///{tmp_path / 'own.db'}"
    initialise(url, data=DATA, empty=True, documented_only=True)
    if logged:
        own = draft(started_on=date(2012, 3, 1), ended_on=date(2012, 3, 2))
        record(engine_of(url), own, actor=LOCAL)
    monkeypatch.setenv("IFLA_DATABASE_URL", url)
    app = opened("participation")

    assert not app.exception
    assert (banner(app), buttons(app)) == ([], set())
    close(url)
