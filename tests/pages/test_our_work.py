"""Our work: what is due and came back comes first; a few letters find the own log."""

from functools import partial

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.store.periods import lock_period
from tests.pages import doors
from tests.pages.test_pages import text, title

OA = Actor("ada", Role.EDITOR, frozenset({"OA-TF"}))


opened = partial(doors.opened, "our-work")


def test_an_editor_sees_the_own_group_and_the_secretariat_the_chosen_one(history, monkeypatch):
    of_the_chosen = text(opened(group="OA-TF"))
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: OA)
    for shown in (of_the_chosen, text(opened())):
        assert "Open access taskforce" in shown
        assert "ALP ·" not in shown


def test_nothing_to_report_is_confirmed_can_be_undone_and_is_not_asked_when_locked(
    own_history, monkeypatch
):
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: OA)

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


def test_the_log_is_searched_by_the_beginnings_of_words(history):
    app = opened(search="kathm", group="ALP")
    found = app.dataframe[0].value["title"]

    assert found.str.contains("Kathmandu").any()
    assert not found.str.contains("Kumasi").any()
    app.text_input(key="page_search").set_value("<i>no such words").run()
    assert "No entry has these words." in text(app)
    app.text_input(key="page_search").set_value("kathm").run()
    assert title(app.selectbox(key="open_own_log_0").select_index(0).run()) == found[0]
