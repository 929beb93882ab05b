"""Served for reading only, the tool is open to anybody, and shows no small number of people."""

import csv
import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.access import Right, allowed
from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.figures.small_numbers import HIDDEN
from ifla_metrics.metrics.disclosure import is_small
from ifla_metrics.ui import menu, report_figures, sources
from ifla_metrics.ui.auth import VISITOR
from ifla_metrics.ui.web.routes import ROUTES

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

    book, figures = report_figures.read(template("overview"), CHOICES)

    assert all(HIDDEN not in f.table.frame or f.name in PEOPLE for f in figures.values())
    assert "%" in json.dumps(book.record(), ensure_ascii=False)


def test_anybody_opens_figures_and_no_single_entry_and_no_edition():
    titles = {entry.address for entry in menu.ENTRIES if allowed(VISITOR, entry.right)}

    assert {"overview", "participation", "figures", "annual-report"} <= titles
    assert not titles & {"activity", "editions", "log", "review", "people"}
    assert not allowed(VISITOR, Right.READ_EVIDENCE)


def test_who_signs_in_or_works_on_this_computer_sees_every_number(history, monkeypatch):
    monkeypatch.delenv("IFLA_READ_ONLY", raising=False)

    assert HIDDEN not in sources.figure("women-share", CHOICES)[0].table.frame
