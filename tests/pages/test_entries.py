"""From a number of the Overview to the rows behind it: as many as the number says."""

from functools import partial

import pytest

from ifla_metrics.ui import navigation, page_data, url_choices
from tests.pages.doors import opened
from tests.pages.test_pages import title


@pytest.fixture
def entries(history):
    return partial(opened, "entries")


def listed(app):
    assert not app.exception
    return app.dataframe[0].value if app.dataframe else ()


@pytest.mark.parametrize(
    ("query", "number"), [({}, 105), ({"direction": "SD4"}, 50), ({"framework": "2016-2021"}, 13)]
)
def test_as_many_activities_are_listed_as_the_figures_count(entries, query, number):
    app = entries(**query)

    assert len(listed(app)) == number
    assert title(app).startswith(f"{number} activit")


def test_a_cell_of_the_matrix_lists_what_it_counts(entries):
    available = page_data.available_choices()
    figure, _ = page_data.figure("direction-element-matrix", available.defaults())
    cells = [row for row in figure.table.frame.to_dict("records") if row["direction"]]
    for cell in cells[1:3]:
        app = entries(direction=cell["direction"], element=cell["node"])
        assert len(listed(app)) == cell["count"], cell


PAIRS = [
    ("A2", {}),
    ("A3", {"period": "2011", "direction": "SD4"}),
    ("C4", {"known_on": "2012-08-10", "period": "2012"}),
    ("D2", {"documented_only": "1"}),
]


@pytest.mark.parametrize(("code", "chosen"), PAIRS)
def test_what_is_listed_of_an_indicator_is_what_its_number_is_made_of(entries, code, chosen):
    choices, _ = url_choices.parse(chosen, page_data.available_choices())
    figure, _ = page_data.figure(f"trend-{code}", choices)
    rows = listed(entries(**chosen, indicator=code))
    made_of = {
        "activities": len(rows),
        "participations": rows["people"].sum(),
        "countries": len({place for row in rows["countries"] for place in row.split(", ")} - {""}),
    }
    measure = page_data.framework(choices).indicator(code).measure

    assert len(rows)
    assert made_of[measure] == figure.table.frame["actual"].iloc[-1]


def test_a_figure_lists_the_entries_it_is_made_of(history):
    choices, _ = url_choices.parse({"direction": "SD1"}, page_data.available_choices())

    def offered(name):
        return navigation.entries_query(page_data.figure(name, choices)[0], choices)

    assert "direction" not in offered("direction-status")
    assert offered("coverage-map")["direction"] == "SD1"
    for name in ("framework-tree", "indicator-definitions", "trend-A1"):
        assert offered(name) == {}
