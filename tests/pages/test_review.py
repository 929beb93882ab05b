"""The secretariat's page: what waits, what changed, decisions, due reports."""

import re
from datetime import date

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import amend, record
from ifla_metrics.store.review import Decision, decide, waiting
from tests.pages import doors
from tests.pages.forms import words
from tests.pages.test_pages import text
from tests.store.conftest import FRAMEWORK, draft

OFFICE = Actor("office", Role.SECRETARIAT)
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))


@pytest.fixture
def engine(own_history):
    return own_history


def opened(**query):
    return doors.opened("review", **{"framework": FRAMEWORK, "known_on": "2012-12", **query})


def press(app, label):
    next(b for b in app.button if b.label.startswith(label)).click().run()


def test_typed_text_stays_text_and_what_changed_is_told_since_the_last_decision(engine):
    known = {
        "date_precision": "month",
        "date_as_stated": "mars 2012",
        "started_on": date(2012, 3, 1),
        "ended_on": date(2012, 3, 31),
    }
    uid, _ = record(engine, draft(title="A *bold* <b>title</b>", **known), actor=THANDI)
    decide(engine, [Decision("activity", uid, 1, "returned", "Which country?")], actor=OFFICE)
    for version, country in ((1, "ZAF"), (2, "NAM")):
        said = draft(title="A *bold* <b>title</b>", countries=(country,), **known)
        amend(engine, uid, said, base_version=version, reason="Country", actor=THANDI)
    app = opened()
    shown = words(app)

    assert "1 entry waits for review" in shown
    assert "A *bold* <b>title</b>" in shown
    assert not [one for one in app.subheader if "*bold* <b>" in one.value]  # Each mark escaped.
    assert "· mars 2012 · sent by" in shown
    assert "Botswana\nNamibia" in shown
    assert "South Africa" not in shown


def test_of_many_entries_the_oldest_are_shown_first_and_those_of_one_group_alone(engine):
    for n in range(23):
        record(engine, draft(title=f"Workshop number {n:02}"), actor=THANDI)
    app = opened()
    assert "The 20 oldest; the others follow" in words(app)
    press(app, "Pass over these")
    assert re.findall(r"^Workshop number (\d\d)$", words(app), re.M) == ["20", "21", "22"]
    press(app, "Pass over these")
    assert "Workshop number 00" in words(app)
    press(app, "Approve all below")
    press(app, "Save 20 decisions")
    assert re.findall(r"^Workshop number (\d\d)$", words(app), re.M) == ["20", "21", "22"]
    assert "Workshop number" not in words(opened(group="OA-TF"))


def test_a_version_that_was_not_on_the_screen_is_not_decided(engine):
    uid, _ = record(engine, draft(), actor=THANDI)
    record(engine, draft(title="Second workshop"), actor=THANDI)
    app = opened()
    press(app, "Approve all below")
    amend(engine, uid, draft(countries=("NAM",)), base_version=1, reason="x", actor=THANDI)
    press(app, "Save 2 decisions")

    assert "1 entry approved." in words(app)
    assert "Namibia" in words(app)
    with reading(engine) as connection:
        assert [(item.uid, item.version) for item in waiting(connection)] == [(uid, 2)]


def test_reports_are_told_and_a_reminder_is_ready_in_the_language_of_the_letter(engine):
    app = opened()
    assert "Nothing waits for review" in words(app)
    assert "2 reports for 2 indicators are overdue." in words(app)
    assert app.dataframe[0].value.stack().str.startswith("⏱ overdue").any()
    assert "/review/due.ics?framework=2010-2015" in text(app)
    [letter] = app.code
    assert ", 2012 Q3: due on 30 October 2012" in letter.value
    next(s for s in app.selectbox if s.label == "Language of the letter").set_value("fr").run()
    assert "30 octobre 2012" in app.code[0].value
