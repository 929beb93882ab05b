"""The page "Entries" lists the rows behind a number, as many as the number says."""

import pytest

from ifla_metrics.ui import navigation, page_data, url_choices
from tests.pages.page import open_page, title


def list_entries(**query):
    app = open_page("entries", **query)
    assert not app.exception
    return app, app.dataframe[0].value if app.dataframe else ()


@pytest.mark.parametrize(
    ("query", "number"), [({}, 105), ({"direction": "SD4"}, 50), ({"framework": "2016-2021"}, 13)]
)
def test_the_list_has_as_many_activities_as_the_figures_count(history, query, number):
    app, entries = list_entries(**query)

    assert len(entries) == number
    assert title(app).startswith(f"{number} activit")


def test_a_cell_of_the_matrix_lists_as_many_entries_as_it_counts(history):
    choices = url_choices.defaults(page_data.catalogue())
    figure, _ = page_data.figure("direction-element-matrix", choices)
    cells = [row for row in figure.table.frame.to_dict("records") if row["direction"]]
    for cell in cells[1:3]:
        _, entries = list_entries(direction=cell["direction"], element=cell["node"])
        assert len(entries) == cell["count"], cell


@pytest.mark.parametrize(
    ("code", "query"),
    [
        ("A2", {}),
        ("A3", {"period": "2011", "direction": "SD4"}),
        ("C4", {"known_on": "2012-08-10", "period": "2012"}),
        ("D2", {"documented_only": "1"}),
    ],
)
def test_the_entries_of_an_indicator_add_up_to_its_actual(history, code, query):
    choices, _ = url_choices.parse(query, page_data.catalogue())
    figure, _ = page_data.figure(f"trend-{code}", choices)
    _, entries = list_entries(**query, indicator=code)
    countries = {code for row in entries["Countries"] for code in row.split("; ")} - {""}
    sums = {
        "activities": len(entries),
        "participations": entries["Participations"].sum(),
        "countries": len(countries),
    }
    measure = page_data.framework(choices).indicator(code).measure

    assert len(entries)
    assert sums[measure] == figure.table.frame["actual"].iloc[-1]


def test_a_figure_links_to_the_entries_it_counts(history):
    choices, _ = url_choices.parse({"direction": "SD1"}, page_data.catalogue())

    def query(name):
        return navigation.entries_query(page_data.figure(name, choices)[0], choices)

    assert "direction" not in query("direction-status")
    assert query("coverage-map")["direction"] == "SD1"
    for name in ("framework-tree", "indicator-definitions", "trend-A1"):
        assert query(name) == {}
