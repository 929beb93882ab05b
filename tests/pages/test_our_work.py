"""Our work: what is due and came back comes first; a few letters find the own log."""

from functools import partial

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.store.entries import record
from ifla_metrics.store.periods import lock_period
from ifla_metrics.store.review import Decision, decide
from tests.pages import doors
from tests.pages.test_pages import links, text, title
from tests.store.conftest import draft

OA = Actor("ada", Role.EDITOR, frozenset({"OA-TF"}))


@pytest.fixture
def editor(monkeypatch):
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: OA)


opened = partial(doors.opened, "our-work")


def test_an_editor_sees_the_own_group_and_the_secretariat_the_chosen_one(history, monkeypatch):
    of_the_chosen = text(opened(group="OA-TF"))
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: OA)
    for shown in (of_the_chosen, text(opened())):
        assert "Open access taskforce" in shown
        assert "ALP ·" not in shown


def test_nothing_to_report_is_confirmed_can_be_undone_and_is_not_asked_when_locked(
    own_history, editor
):
    def asked(app):
        return [b for b in app.button if b.label == "Yes, nothing to report"]

    app = opened()
    assert title(app) == "5 reports for 3 indicators are overdue"
    app = asked(app)[0].click().run()
    assert title(app) == "3 reports for 3 indicators are overdue"
    [back] = [b for b in app.button if b.label == "Undo"]
    assert title(back.click().run()) == "5 reports for 3 indicators are overdue"

    lock_period(own_history, "2010-2015", "2012-Q3", reason="printed", actor=LOCAL)
    locked = opened()
    assert "2 reports for 2 indicators · locked" in text(locked)
    assert len(asked(locked)) == len(asked(app)) - 1


def test_what_came_back_is_shown_with_its_comment(own_history, editor):
    said = draft(title="Study of *open* access", groups=("OA-TF",))
    uid, _ = record(own_history, said, actor=OA)
    back = Decision("activity", uid, 1, "returned", comment="Which <b>country</b>?")
    decide(own_history, [back], actor=LOCAL)
    app = opened()
    assert "1 entry came back" in title(app)
    assert "Which <b>country</b>?" in [one.value for one in app.text]
    [query] = [query for label, query in links(app) if label == "Study of *open* access"]
    assert f"uid={uid}" in query


def test_the_log_is_searched_by_the_beginnings_of_words(history):
    app = opened(search="kathm", group="ALP")
    found = app.dataframe[0].value["title"]

    assert found.str.contains("Kathmandu").any()
    assert not found.str.contains("Kumasi").any()
    app.text_input(key="page_search").set_value("<i>no such words").run()
    assert "No entry has these words." in text(app)
    app.text_input(key="page_search").set_value("kathm").run()
    assert title(app.selectbox(key="open_own_log_0").select_index(0).run()) == found[0]
