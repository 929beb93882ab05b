"""The page "Figures": what is seen is what is taken, and an id opens its figure."""

import json
import re
from functools import partial

import pandas as pd
import pytest

from ifla_metrics.cli.main import main
from ifla_metrics.figures import participation, registry
from ifla_metrics.figures.figure import build_figure, table
from ifla_metrics.metrics import participation as metric
from ifla_metrics.ui.web.routes import board_template
from tests.pages import doors

ID = "C-01~2010-2015~2011-2012~2012-12~SD1~full~all~ar"


@pytest.fixture
def opened(history):
    return partial(doors.opened, "figures")


def codes(app):
    return [code.value for code in app.get("code")]


def test_the_file_is_the_one_that_is_seen(opened):
    app = opened()
    markdown = "".join(one.value for one in app.markdown)
    seen = re.search(r"!\[.+\]\(<(/figures/[^>]+)>\)", markdown, re.DOTALL).group(1)
    taken = next(one.proto.url for one in app.get("link_button"))

    assert seen.replace(".png", ".pdf") == taken
    assert "size=one_column" in seen
    assert app.selectbox(key="figures_name").value == registry.standalone_specs()[0].name


def test_an_id_in_the_address_opens_its_figure_with_its_choices(opened):
    app = opened(figure=ID)

    assert codes(app)[0] == ID
    assert codes(app)[1] == f"/figures?figure={ID}"
    assert app.selectbox(key="figures_name").value == "coverage-map"


@pytest.fixture
def declared(monkeypatch):
    registry.load()
    monkeypatch.setattr(registry, "_declared", {**registry._declared})

    @registry.figure(
        name="activities-in-all",
        id="P-90",
        page="participation",
        label="Activities in all",
        needs=participation.NEEDS,
        columns=("activities",),
    )
    def in_all(reading, t):
        count = metric.totals(reading).activities
        return build_figure(
            reading,
            t,
            title="Activities in all",
            subtitle="Activities",
            table=table(pd.DataFrame({"activities": [count]}), t, "activities"),
            formula="",
        )


def test_a_declared_figure_is_listed_given_as_data_and_offered_everywhere(
    declared, opened, history, capsys
):
    assert main(["figure", "list"]) == 0
    listed = [line.split() for line in capsys.readouterr().out.splitlines()]
    last = max(n for n, (_, page) in enumerate(listed) if page == "participation")
    assert listed[last] == ["activities-in-all", "participation"]

    assert main(["figure", "data", "activities-in-all"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["figure"].startswith("P-90~")
    assert data["rows"][0]["activities"] > 0

    page = opened(figure=ID.replace("C-01", "P-90"))
    assert page.selectbox(key="figures_name").value == "activities-in-all"
    assert "P-90  Activities in all" in page.selectbox(key="figures_name").options

    blocks = board_template("participation").blocks
    assert ("activities-in-all",) in [block.figures for block in blocks]
