"""The pages of the secretariat: review, settings with periods, who changed what, data quality."""

from html import unescape

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.choices import Choices
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.entries import amend, record
from ifla_metrics.store.periods import read_locks
from ifla_metrics.store.review import Decision, decide, list_pending, list_returned
from ifla_metrics.ui import page_data
from tests.pages import doors
from tests.pages.forms import Reader, words
from tests.pages.test_pages import title
from tests.store.conftest import FRAMEWORK, draft
from tests.store.test_records import RECORDS

HOSTILE = "<img src=x onerror=alert(1)> **bold** :red[x]"
CHOSEN = {"framework": "2010-2015"}


def last(kind, label):
    return [widget for widget in kind if widget.label == label][-1]


def test_a_period_is_locked_with_a_reason_and_opened_for_one_group(own_history):
    page = Reader("settings", **CHOSEN)
    assert "(</backup?language=en>)" in page.html
    assert [one.key for one in page.app.menu_button] == ["choice_framework"]
    last(page.app.selectbox, "Period").set_value("2011").run()
    press(page.app, "Lock")
    assert "A change needs a reason." in page.html
    last(page.app.text_input, "Reason").set_value("Printed")
    press(page.app, "Lock")
    assert "2011 is locked." in page.html

    last(page.app.text_input, "Reason").set_value("A late list")
    last(page.app.selectbox, "Or open it for one group").set_value("ALP").run()
    press(page.app, "Open for this group")
    with read_transaction(own_history) as connection:
        [lock] = read_locks(connection)
    assert (lock.period, list(lock.open_to)) == ("2011", ["ALP"])
    periods = page.app.dataframe[0].value.set_index("Period")["State"]
    assert periods["2011"].startswith("locked: Printed; open for ALP until")
    assert periods["2011 Q1"].startswith("locked: Printed")
    assert (periods == "open").sum() >= 4


def test_what_counts_is_changed_and_every_figure_says_so(own_history):
    page = Reader("settings", **CHOSEN)
    last(page.app.radio, "Figures of this strategy count").set_value("approved")
    press(page.app, "Save settings")
    assert "The settings are saved." in page.html
    figure, _reading = page_data.figure("direction-status", Choices("2010-2015", "2012"))
    assert "approved entries only" in figure.source


def test_the_audit_names_who_what_and_why_and_opens_the_entry(own_history):
    said = RECORDS["remark"].model_copy(update={"framework": "2016-2021", "subject": "SD1"})
    record(own_history, said, actor=LOCAL)
    record(own_history, draft(title=HOSTILE), actor=LOCAL)
    page = Reader("audit", **CHOSEN)
    newest = page.app.dataframe[0].value.iloc[0]

    called = "SD1 Libraries in Society"  # SD1 is a part of three strategies.
    assert page.app.dataframe[0].value["subject"].str.contains(called).any()
    assert (newest["who"], newest["done"]) == ("this computer", "recorded")
    assert newest["subject"] == f"Activity: {HOSTILE}, version 1"
    assert not any(HOSTILE[:12] in one.value for one in page.app.markdown)
    assert not Reader("audit", **CHOSEN, person="local", about="story").app.dataframe
    assert any("(/audit.csv?" in one.value for one in page.app.markdown)
    page.app.session_state["list_audit_0"] = {"selection": {"rows": [0]}}
    assert unescape(title(page.run().app)) == HOSTILE


OFFICE = Actor("office", Role.SECRETARIAT)
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))


def press(app, label):
    next(b for b in app.button if b.label.startswith(label)).click().run()


@pytest.fixture
def engine(own_history):
    return own_history


def opened(**query):
    return doors.opened("review", **{"framework": FRAMEWORK, "known_on": "2012-12", **query})


def test_typed_text_stays_text_and_what_changed_is_told_since_the_last_decision(engine):
    said = {"title": HOSTILE, "date_precision": "month", "date_as_stated": "mars 2012"}
    uid, _ = record(engine, draft(**said), actor=THANDI)
    decide(engine, [Decision("activity", uid, 1, "returned", "Which country?")], actor=OFFICE)
    for version, country in ((1, "ZAF"), (2, "NAM")):
        later = draft(countries=(country,), **said)
        amend(engine, uid, later, base_version=version, reason="Country", actor=THANDI)
    app = choose(opened())
    shown = words(app)

    assert "1 entry waits for review" in shown
    assert HOSTILE in shown
    assert not any(HOSTILE in one.value for one in app.subheader)  # Each mark is escaped.
    assert "Botswana\nNamibia" in shown
    assert "South Africa" not in shown
    assert "Nothing waits for review" in words(opened(group="HQ"))


def choose(app, *rows):
    """Choose rows of the list, the first one unless told."""
    key = next(one.key for one in app.dataframe if one.key)
    app.session_state[key] = {"selection": {"rows": rows or (0,), "columns": [], "cells": []}}
    return app.run()


def test_of_many_entries_twenty_are_decided_at_once_and_those_of_one_group_are_listed(engine):
    for n in range(23):
        record(engine, draft(title=f"Workshop number {n:02}"), actor=THANDI)
    app = choose(opened(), *range(23))
    assert len(app.subheader) == 20
    press(app, "Approve 20 entries")
    assert "20 decisions are saved." in words(app)
    assert [*app.dataframe[0].value["Entry"]] == [f"Workshop number {n}" for n in (20, 21, 22)]
    assert "Entries that groups send appear here." in words(opened(group="OA-TF"))


def test_a_decision_that_meets_a_newer_version_is_refused_and_its_comment_kept(engine):
    uid, _ = record(engine, draft(), actor=THANDI)
    app = choose(opened())
    app.text_area(key="review_comment").input("Add the women.").run()
    record(engine, draft(title="Sent meanwhile"), actor=THANDI)
    amend(engine, uid, draft(countries=("NAM",)), base_version=1, reason="x", actor=THANDI)
    press(app, "Return 1 entry")
    refusal = "was changed by Thandi since you opened the list. Nothing was saved."
    assert refusal in words(app)
    assert app.text_area[0].value == "Add the women."

    assert "Namibia" in words(choose(app, 1))
    press(app, "Return 1 entry")
    assert "1 decision is saved." in words(app)
    with read_transaction(engine) as connection:
        assert [item.title for item in list_pending(connection)] == ["Sent meanwhile"]
        [item] = list_returned(connection, ["ALP"])
    assert (item.version, item.comment) == (2, "Add the women.")
    assert choose(app).text_area[0].value == ""
