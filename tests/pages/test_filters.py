"""The filters of the bar, and the banner about demonstration data."""

from dataclasses import replace

from ifla_metrics.access import LOCAL
from ifla_metrics.reading import CodeLabel
from ifla_metrics.store.write.entries import record
from ifla_metrics.ui import page_data
from tests import databases
from tests.pages.page import html, open_page, query_value, title
from tests.store.conftest import draft


def chips(app):
    return {b.key.removeprefix("remove_"): b.label for b in app.button if "remove_" in str(b.key)}


def choose(app, name, code):
    app.menu_button(key=f"choice_{name}").click(code).run()
    assert not app.exception


def test_an_unknown_choice_in_the_url_is_named_with_the_closest_one(history):
    app = open_page(period="2011-2021")

    warning = (
        "Unknown choice &#x27;period=2011-2021&#x27;. Did you mean &#x27;period=2011-2012&#x27;?"
    )
    assert warning in html(app)
    assert query_value(app, "period") == "2011-2012"


def test_another_framework_resets_the_choices_that_it_does_not_have(history):
    app = open_page(period="2012", direction="SD2", documented_only="1")
    choose(app, "framework", "2016-2021")

    assert query_value(app, "framework") == "2016-2021"
    assert query_value(app, "period") != "2012"
    assert query_value(app, "direction") is None
    assert query_value(app, "documented_only") == "1"


def test_a_filter_narrows_the_figures_of_a_page(own_history):
    # Only this entry, which waits for review, reaches Fiji.
    record(own_history, draft(countries=("FJI",), groups=("OA-TF",)), actor=LOCAL)
    app = open_page("coverage")
    app.session_state["more_filters"] = True
    unfiltered = title(app.run())
    for name, code, chip in (
        ("region", "africa", "Region: Africa"),
        ("group", "ALP", "Working group: ALP"),
        ("reviewed_only", "1", "Entries: Reviewed only"),
    ):
        choose(app, name, code)
        assert title(app) != unfiltered
        assert query_value(app, name) == code
        assert chip in chips(app)[name].replace("\\", "")
        app.button(key=f"remove_{name}").click().run()


def test_the_label_of_a_code_is_text_and_no_markdown(history, monkeypatch):
    group = CodeLabel("X", "*Group* [x](//evil.example)")
    catalogue = replace(page_data.catalogue(), lists={"working_groups": {"X": group}})
    monkeypatch.setattr(page_data, "catalogue", lambda: catalogue)
    filter_menu = open_page("stories", group="X").menu_button(key="choice_group")

    assert filter_menu.options[-1] == r"\*Group\* \[x\](//evil.example)"
    assert filter_menu.label == rf"**Working group** {filter_menu.options[-1]}"


BANNER = (
    "Demonstration data: 76 of 105 activities and 24 of 27 indicator values are invented, "
    "targets included."
)


def banner(app):
    assert not app.exception
    buttons = {button.key for button in app.button} & {"real_only", "start_empty"}
    return [text.value for text in app.markdown if text.value.startswith("Demonstration")], buttons


def test_the_banner_appears_only_with_demonstration_data(history, monkeypatch):
    app = open_page("coverage")
    assert banner(app) == ([BANNER], {"real_only", "start_empty"})
    app.button(key="start_empty").click().run()
    assert "--empty" in app.code[0].value
    assert "--documented-only" in app.markdown[-1].value
    app.button(key="real_only").click().run()

    assert query_value(app, "documented_only") == "1"
    assert banner(app) == ([], set())
    app.button(key="remove_documented_only").click().run()
    assert banner(app)[0] == [BANNER]
    monkeypatch.setenv("IFLA_DATABASE_URL", databases.empty_url())
    assert banner(open_page("log")) == ([], set())
