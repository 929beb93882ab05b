"""From a number of the Overview to the rows behind it: as many as the number says."""

import re
from collections import OrderedDict
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from ifla_metrics.ui import specs
from tests.pages.test_pages import DOOR, ENTRIES, html, menu, title


@pytest.fixture
def entries(history):
    def opened(**query):
        app = AppTest.from_file(DOOR, default_timeout=60)
        app.query_params.update(query)
        app.run()
        return app.switch_page(str(menu.path_of(ENTRIES["entries"]))).run()

    return opened


def listed(app):
    body = re.search(r"<tbody>(.*)</tbody>", html(app), re.DOTALL)
    return body.group(1).count("<tr>") if body else 0


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({}, 105), ({"direction": "SD1"}, 32), ({"direction": "SD4"}, 50),
        ({"documented_only": "1"}, 29), ({"framework": "2016-2021"}, 13),
        ({"framework": "2019-2024"}, 6), ({"node": "KI2.A"}, 45),
    ],
)  # fmt: skip
def test_as_many_activities_are_listed_as_the_figures_count(entries, query, number):
    app = entries(**query)

    assert not app.exception
    assert listed(app) == number
    assert title(app).startswith(f"{number} activit")


def test_each_activity_leads_to_its_entry_and_names_its_source(entries):
    shown = unescape(html(entries(documented_only="1")))

    assert "activity?uid=act-d-" in shown
    assert re.search(r"<td>S\d+", shown)


def test_explain_on_the_overview_leads_to_the_activities_and_to_each_indicator(history):
    app = AppTest.from_file(DOOR, default_timeout=60)
    app.query_params.update({"framework": "2010-2015", "period": "2012"})
    shown = unescape(unescape(html(app.run())))  # What opens late is kept as text.

    assert re.search(r'href="entries\?framework=2010-2015&period=2012', shown)
    assert re.search(r'href="progress\?[^"]*indicator=A2#trend-A2"', shown)


def test_the_public_is_offered_no_list_of_entries(history, monkeypatch):
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    monkeypatch.setattr(specs, "_kept", OrderedDict())  # A server is public or not, never both.
    app = AppTest.from_file(DOOR, default_timeout=60)

    assert 'href="entries?' not in unescape(unescape(html(app.run())))
