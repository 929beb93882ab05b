"""The page "Figures": what is seen is what is taken, and an id opens its figure."""

import html
import re

import pytest

from ifla_metrics.ui.figure_names import NAMES
from tests.pages import doors

ID = "C-01~2010-2015~2011-2012~2012-12~SD1~full~all~ar"


@pytest.fixture
def opened(history):
    def page(**query):
        app = doors.opened("figures", **query)
        assert not app.exception
        return app

    return page


def body(app):
    return html.unescape("".join(element.proto.body for element in app.get("html")))


def codes(app):
    return [code.value for code in app.get("code")]


def test_the_file_is_the_one_that_is_seen(opened):
    app = opened()
    seen = re.search(r'<img src="([^"]+)"', body(app)).group(1)
    taken = re.search(r'<a href="(/figures/[^"]+)" download class="im-take"', body(app)).group(1)

    assert seen.replace(".png", ".pdf") == taken
    assert "size=one_column" in seen
    assert app.selectbox(key="figures_name").value == next(iter(NAMES))


def test_an_id_in_the_address_opens_its_figure_with_its_choices(opened):
    app = opened(figure=ID)

    assert codes(app)[0] == ID
    assert codes(app)[1] == f"/figures?figure={ID}"
    assert app.selectbox(key="figures_name").value == "coverage-map"


def test_an_id_that_is_typed_opens_its_figure(opened):
    app = opened()
    app.text_input(key="figures_id").set_value(ID.replace("C-01", "R-02")).run()

    assert codes(app)[0] == ID.replace("C-01", "R-02")


@pytest.mark.parametrize("wrong", ["nonsense", ID.replace("2011-2012", "1999"), "C-01~<b>~"])
def test_an_id_that_is_none_is_said_in_words_and_the_page_stays(opened, wrong):
    app = opened(figure=wrong)

    assert "<b>~" not in "".join(element.proto.body for element in app.get("html"))
    assert codes(app)
