"""Every filter of the bar and the banner of invented rows: what they change, and what is said."""

from dataclasses import replace

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.reading import CodeLabel
from ifla_metrics.store.entries import record
from ifla_metrics.ui import page_data
from tests import databases
from tests.pages.doors import opened
from tests.pages.test_pages import asked, html, title
from tests.store.conftest import draft


@pytest.fixture
def open_page(history):
    return opened


def chips(app):
    return {b.key.removeprefix("remove_"): b.label for b in app.button if "remove_" in str(b.key)}


def pick(app, name, code):
    app.menu_button(key=f"choice_{name}").click(code).run()
    assert not app.exception


def test_what_an_address_says_wrongly_is_named_with_the_nearest_right_one(open_page):
    app = open_page(period="2011-2021")

    said = "Unknown choice &#x27;period=2011-2021&#x27;. Did you mean &#x27;period=2011-2012&#x27;?"
    assert said in html(app)
    assert asked(app, "period") == "2011-2012"


def test_another_strategy_brings_its_own_period_and_keeps_what_it_has_too(open_page):
    app = open_page(period="2012", direction="SD2", documented_only="1")
    pick(app, "framework", "2016-2021")

    assert asked(app, "framework") == "2016-2021"
    assert asked(app, "period") != "2012"
    assert asked(app, "direction") is None
    assert asked(app, "documented_only") == "1"


def test_a_filter_narrows_the_figures_of_a_page(own_history):
    own = {"countries": ("FJI",), "groups": ("OA-TF",)}  # First reached by this entry, which waits.
    record(own_history, draft(**own), actor=LOCAL)
    app = opened("coverage")
    app.session_state["more_filters"] = True
    everything = title(app.run())
    for name, code, words in (
        ("region", "africa", "Region: Africa"),
        ("group", "ALP", "Working group: ALP"),
        ("reviewed_only", "1", "Entries: Reviewed only"),
    ):
        pick(app, name, code)
        assert title(app) != everything
        assert asked(app, name) == code
        assert words in chips(app)[name].replace("\\", "")
        app.button(key=f"remove_{name}").click().run()


def test_words_of_a_list_are_text_and_no_markdown(history, monkeypatch):
    group = CodeLabel("X", "*Group* [x](//evil.example)")
    known = replace(page_data.available_choices(), groups={"X": group})
    monkeypatch.setattr(page_data, "available_choices", lambda: known)
    shown = opened("stories", group="X").menu_button(key="choice_group")

    assert shown.options[-1] == r"\*Group\* \[x\](//evil.example)"
    assert shown.label == rf"**Working group** {shown.options[-1]}"


SAID = (
    "Demonstration data: 76 of 105 activities and 24 of 27 indicator rows are invented, "
    "targets included."
)


def banner(app):
    assert not app.exception
    buttons = {button.key for button in app.button} & {"real_only", "start_empty"}
    return [text.value for text in app.markdown if text.value.startswith("Demonstration")], buttons


def test_one_press_shows_real_data_only_and_the_address_says_so(history):
    app = opened("coverage")
    assert banner(app) == ([SAID], {"real_only", "start_empty"})
    app.button(key="start_empty").click().run()
    assert "--empty" in app.code[0].value
    assert "--documented-only" in app.markdown[-1].value
    app.button(key="real_only").click().run()

    assert app.query_params["documented_only"] in ("1", ["1"])
    assert banner(app) == ([], set())
    app.button(key="remove_documented_only").click().run()
    assert banner(app)[0] == [SAID]


def test_a_log_of_own_entries_has_no_banner(monkeypatch):
    monkeypatch.setenv("IFLA_DATABASE_URL", databases.empty_url())
    assert banner(opened("log")) == ([], set())
