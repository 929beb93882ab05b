"""From a number of the Overview to the rows behind it: as many as the number says."""

import re
from functools import partial
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from ifla_metrics.ui import address, sources
from ifla_metrics.ui.entries import links
from tests.pages.doors import DOOR, opened
from tests.pages.test_pages import html, title


@pytest.fixture
def entries(history):
    return partial(opened, "entries")


def listed(app):
    body = re.search(r"<tbody>(.*)</tbody>", html(app), re.DOTALL)
    return body.group(1).count("<tr>") if body else 0


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({}, 105),
        ({"direction": "SD1"}, 32),
        ({"direction": "SD4"}, 50),
        ({"documented_only": "1"}, 29),
        ({"framework": "2016-2021"}, 13),
        ({"framework": "2019-2024"}, 6),
    ],
)
def test_as_many_activities_are_listed_as_the_figures_count(entries, query, number):
    app = entries(**query)

    assert not app.exception
    assert listed(app) == number
    assert title(app).startswith(f"{number} activit")


@pytest.mark.parametrize("code", ["A2", "A3", "C4", "D2", "X1"])
@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"period": "2012"},
        {"period": "2011", "direction": "SD4"},
        {"known_on": "2012-08-10", "period": "2012"},
        {"documented_only": "1"},
    ],
)
def test_what_is_listed_of_an_indicator_is_what_its_number_is_made_of(entries, code, chosen):
    """A sum since the baseline does not begin with the period, nor ask for a direction."""
    choices, _ = address.checked(chosen, sources.plan())
    told, _ = sources.figure(f"trend-{code}", choices)
    shown = unescape(html(entries(**chosen, indicator=code)))
    rows = [
        [re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for row in re.findall(r"<tr>(<td.*?)</tr>", shown)
    ]
    people = [int(found[0]) for row in rows if (found := re.match(r"\d+", row[6]))]
    made_of = {
        "activities": len(rows),
        "participations": sum(people),
        "countries": len({place for row in rows for place in row[3].split(", ") if place}),
    }
    measure = sources.framework(choices).indicator(code).measure

    assert rows
    assert made_of[measure] == told.table.frame["actual"].iloc[-1]


def test_counts_that_are_not_exact_are_told_in_the_words_of_the_reader(entries):
    english, french = (unescape(html(entries(language=one))) for one in ("en", "fr"))

    assert "50 · more than 50</td>" in english
    assert "50 · plus de 50</td>" in french
    assert not re.search("more_than|at_least|unknown", english + french)


def test_a_figure_of_all_directions_lists_those_of_all(history):
    choices, _ = address.checked({"direction": "SD1"}, sources.plan())

    def offered(name):
        return links.of_entries(sources.figure(name, choices)[0], choices)

    assert "direction" not in offered("direction-status")
    assert "direction=SD1" in offered("coverage-map")


@pytest.mark.parametrize("name", ["framework-tree", "indicator-definitions", "trend-A1"])
def test_what_is_made_of_no_activity_lists_none(history, name):
    choices, _ = address.checked({}, sources.plan())

    assert links.of_entries(sources.figure(name, choices)[0], choices) == ""


def test_each_activity_leads_to_its_entry_and_names_its_source(entries):
    shown = unescape(html(entries(documented_only="1")))

    assert "activity?uid=act-d-" in shown
    assert re.search(r"<td>S\d+", shown)


def test_a_cell_of_the_matrix_leads_to_the_activities_of_its_element(history):
    whole = title(opened("entries", direction="SD1"))
    cell = opened("entries", direction="SD1", element="KI2.A")

    assert "Building Strong Library Associations" in html(cell)
    assert int(title(cell).split()[0]) < int(whole.split()[0])


def test_the_public_is_offered_no_list_of_entries(history, monkeypatch):
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    app = AppTest.from_file(DOOR, default_timeout=60)

    assert 'href="entries?' not in unescape(unescape(html(app.run())))
