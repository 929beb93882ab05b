"""The page "Figures": what is seen is what is taken, and an id opens its figure."""

from functools import partial

import pytest

from ifla_metrics.figures import registry
from tests.pages import doors

ID = "C-01~2010-2015~2011-2012~2012-12~SD1~full~all~ar"


@pytest.fixture
def opened(history):
    return partial(doors.opened, "figures")


def codes(app):
    return [code.value for code in app.get("code")]


def test_the_figure_is_seen_with_its_words_and_taken_as_it_is_chosen(opened):
    app = opened()
    [seen] = app.get("image")[0].proto.imgs
    taken = next(one.proto.url for one in app.get("link_button"))

    assert seen.alt
    assert f"/figures/{codes(app)[0]}.pdf?size=one_column" in taken
    assert app.selectbox(key="figures_name_").value == registry.standalone_specs()[0].name


def test_an_id_in_the_address_opens_its_figure_with_its_choices(opened):
    app = opened(figure=ID)

    assert codes(app)[0] == ID
    assert app.selectbox(key=f"figures_name_{ID}").value == "coverage-map"
    app.text_input(key="page_figure").set_value("C-02" + ID[4:]).run()
    assert codes(app)[0] == "C-02" + ID[4:]
