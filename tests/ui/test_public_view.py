"""Served for reading only, the tool is open to anybody, and shows no small number of people."""

import csv
import json
from dataclasses import fields, replace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.access import Right, allowed
from ifla_metrics.choices import PUBLIC, Choices
from ifla_metrics.errors import NotAllowed
from ifla_metrics.exports import open_data
from ifla_metrics.figures import registry
from ifla_metrics.figures.small_numbers import HIDDEN
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.disclosure import is_small
from ifla_metrics.ui import menu, report_jobs, sources
from ifla_metrics.ui.auth import VISITOR
from ifla_metrics.ui.web.routes import ROUTES
from tests.pages.doors import opened

CHOICES = Choices("2010-2015", "2011-2012", known_on="2012-12")
PEOPLE = {one.name: one.people for one in registry.figures() if one.people}
"""The figures about people, and their columns that count them."""
ID = "P-02~2010-2015~2011-2012~2012-12~all~full~all~en"


@pytest.fixture
def public(history, monkeypatch):
    monkeypatch.setenv("IFLA_READ_ONLY", "1")


@pytest.fixture
def client(public):
    return TestClient(Starlette(routes=ROUTES))


def test_data_that_anybody_may_download_has_no_small_number_of_people(client):
    text = client.get(f"/figures/{ID}.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    told = json.loads(client.get(f"/figures/{ID}.json").content)["rows"]

    assert [row for row in rows if row["Hidden"]]
    for row in rows:
        assert not any(is_small(int(row[key] or 0)) for key in ("Participations", "Women"))
    assert [row[HIDDEN] for row in told] == [row["Hidden"] for row in rows]


def test_a_page_for_anybody_is_made_from_what_is_left(public):
    for name in PEOPLE:
        figure, reading = sources.figure(name, CHOICES)
        assert reading.hide_small
        if HIDDEN in figure.table.frame:
            assert "small number" in str(figure.table.frame[HIDDEN].tolist())


def test_a_report_for_anybody_leaves_a_total_out_that_it_cannot_tell(public):
    from ifla_metrics.ui.board_pdf import template

    document, figures = report_jobs.read(template("overview"), CHOICES)

    assert all(HIDDEN not in f.table.frame or f.name in PEOPLE for f in figures.values())
    assert "%" in json.dumps(document.as_dict(), ensure_ascii=False)


def test_anybody_opens_figures_and_no_single_entry_and_no_edition():
    titles = {entry.address for entry in menu.ENTRIES if allowed(VISITOR, entry.right)}

    assert {"overview", "participation", "figures", "annual-report"} <= titles
    assert not titles & {"activity", "editions", "log", "review", "people"}
    assert not allowed(VISITOR, Right.READ_EVIDENCE)


def test_who_signs_in_or_works_on_this_computer_sees_every_number(history, monkeypatch):
    monkeypatch.delenv("IFLA_READ_ONLY", raising=False)

    assert HIDDEN not in sources.figure("women-share", CHOICES)[0].table.frame


DENIED = {
    "~r=africa": {"region": "africa"},
    "~g=ALP": {"group": "ALP"},
    "~rev": {"reviewed_only": "1"},
}


@pytest.mark.parametrize(("end", "query"), DENIED.items(), ids=str)
def test_no_address_filters_the_public_view_by_region_group_or_review(client, end, query):
    """The filtered figure, taken from the whole, would tell a small number."""
    chosen = {"period": "2011-2012", "known_on": "2012-12", **query}

    assert client.get("/data/pack.csv", params=chosen).status_code == 403
    assert client.get("/board/overview.pdf", params=chosen).status_code == 403
    assert client.get(f"/figures/{ID}{end}.csv").status_code == 403
    app = opened("participation", **chosen)
    assert app.session_state["choices"] == replace(CHOICES, language="en")
    assert any("cannot be filtered" in one.value for one in app.warning)


def test_the_public_is_offered_no_filter_that_it_does_not_have(public):
    keys = {box.key for box in opened("participation").selectbox}

    assert {"choice_period", "choice_direction"} <= keys
    assert not keys & {"choice_region", "choice_group", "choice_reviewed_only"}


@pytest.mark.parametrize("query", DENIED.values(), ids=str)
def test_nothing_for_the_public_is_made_from_such_a_choice(history, monkeypatch, query):
    reading = sources.everything(replace(CHOICES, **query), ())
    with pytest.raises(NotAllowed):
        open_data.write("csv", reading, translate("en"), hide_small=True)
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    with pytest.raises(NotAllowed):
        sources.figure("women-share", replace(CHOICES, **query))


def test_a_choice_that_is_added_is_denied_to_the_public_until_it_is_allowed():
    assert {one.name for one in fields(Choices)} - PUBLIC == {
        "region",
        "group",
        "reviewed_only",
    }
