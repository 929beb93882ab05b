"""While invented rows count, every page says so, and how to do without them."""

from tests.pages.doors import opened
from tests.ui import house

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
    assert "--documented-only" in app.code[1].value
    app.button(key="real_only").click().run()

    assert app.query_params["documented_only"] in ("1", ["1"])
    assert banner(app) == ([], set())
    app.button(key="remove_documented_only").click().run()
    assert banner(app)[0] == [SAID]


def test_a_log_of_own_entries_has_no_banner(monkeypatch):
    monkeypatch.setenv("IFLA_DATABASE_URL", house.empty_url())
    assert banner(opened("log")) == ([], set())
