"""Who gets the calendar of due dates, and of which groups."""

import pytest
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.ui import review_routes
from ifla_metrics.ui.routes import ROUTES

THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))
VIEWER = Actor("board", Role.VIEWER)


@pytest.fixture
def ask(history, monkeypatch):
    client = TestClient(Starlette(routes=ROUTES))

    def asked(actor, query=""):
        monkeypatch.setattr(review_routes, "actor_of", lambda _request: actor)
        return client.get(f"/review/due.ics{query}")

    return asked


def groups(answer):
    assert answer.status_code == 200
    return {
        str(e["uid"]).split("@")[0].split(".")[-1]
        for e in Calendar.from_ical(answer.content).walk("VEVENT")
    }


def test_the_secretariat_gets_the_dates_of_all_groups_and_a_group_its_own(ask):
    everybody = ask(LOCAL, "?period=2010-2015&known_on=2010-12")

    assert everybody.headers["content-type"].startswith("text/calendar")
    assert {"alp", "oa-tf"} <= groups(everybody)
    assert groups(ask(LOCAL, "?group=OA-TF")) == {"oa-tf"}
    own = "?period=2010-2015&known_on=2010-12"
    assert groups(ask(THANDI, own)) == groups(ask(THANDI, f"{own}&group=ALP")) == {"alp"}


@pytest.mark.parametrize(
    ("actor", "query", "status"),
    [
        (VIEWER, "", 403),
        (THANDI, "?group=OA-TF", 403),
        (Actor("nobody", Role.STRANGER), "", 403),
        (Actor("new", Role.EDITOR), "", 403),
        (LOCAL, "?group=ALPP", 404),
    ],
)
def test_nobody_else_learns_who_is_late(ask, actor, query, status):
    assert ask(actor, query).status_code == status


def test_another_strategy_has_its_own_dates(ask):
    assert groups(ask(LOCAL, "?framework=2016-2021")) == set()
