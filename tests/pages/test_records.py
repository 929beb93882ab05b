"""Everything a group reports beside its activities: entered, amended, refused, never lost."""

from datetime import date
from functools import partial

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.imports.columns import RECORD_DRAFTS
from ifla_metrics.store.database import reading
from ifla_metrics.store.records import amend_record, record
from ifla_metrics.store.versions import own_records, record_versions
from tests.pages import doors
from tests.pages.forms import words as html
from tests.store.test_records import SAID


@pytest.fixture
def engine(own_history):
    return own_history


opened = partial(doors.opened, "records")


def field(app, name):
    """The widget of a field, whatever form it stands in."""
    kinds = ("text_input", "text_area", "selectbox", "date_input", "number_input")
    [found] = [
        widget
        for kind in kinds
        for widget in app.get(kind)
        if widget.key and widget.key.startswith("form_") and widget.key.endswith(f"_{name}")
    ]
    return found


def press(app, label):
    [button] = [b for b in app.button if b.label == label]
    return button.click().run()


def titles(engine, uid):
    with reading(engine) as connection:
        return [v.draft.title for v in record_versions(connection, "story", uid)]


def stories(engine):
    with reading(engine) as connection:
        return own_records(connection, "story", framework="2010-2015")


@pytest.mark.parametrize("kind", RECORD_DRAFTS)
def test_each_kind_has_its_form_and_lists_what_is_recorded(engine, kind):
    app = opened(kind=kind)

    assert not app.exception
    assert not app.warning
    assert "Recorded so far" in html(app)


def test_a_story_is_corrected_offered_while_unfinished_and_entered(engine):
    before = len(stories(engine))
    app = opened(kind="story")
    field(app, "title").set_value("X")
    field(app, "change").set_value("It lends *books* now.")
    app = press(app, "Save")
    assert "at least 3 characters" in html(app)
    assert field(app, "title").value == "X"

    field(app, "node").set_value("KI2.A.1")
    field(app, "title").set_value("A library opens")
    field(app, "as_of").set_value(date(2012, 5, 1))
    field(app, "group").set_value("ALP").run()
    assert "A library opens records" in html(doors.opened("our-work", framework="2010-2015"))
    app = press(app, "Save")

    assert "Saved." in html(app)
    assert "A library opens records" not in html(doors.opened("our-work", framework="2010-2015"))
    [newest, *others] = stories(engine)
    assert len(others) == before
    assert newest.draft.title == "A library opens"
    assert newest.recorded_by == LOCAL.name


def test_what_was_typed_is_kept_and_continued_in_another_session(engine):
    app = opened(kind="milestone")
    field(app, "title").set_value("First national plan").run()
    field(app, "planned_on").set_value(date(2012, 5, 1)).run()
    assert "Kept as you type" in html(app)

    again = opened(kind="milestone")
    assert "“First national plan”" in html(again)
    assert "First national plan" not in html(opened(kind="story"))
    again = press(again, "Continue")
    assert field(again, "title").value == "First national plan"
    assert field(again, "planned_on").value == date(2012, 5, 1)
    press(again, "Discard")
    assert "unfinished form" not in html(opened(kind="milestone"))


def test_what_somebody_saved_meanwhile_is_shown_and_nothing_is_overwritten(engine):
    uid, _ = record(engine, SAID["story"], actor=LOCAL)
    app = opened(kind="story", record=uid)
    theirs = SAID["story"].model_copy(update={"title": "Theirs"})
    ada = Actor("Ada", Role.SECRETARIAT)
    amend_record(engine, uid, theirs, base_version=1, reason="y", actor=ada)

    field(app, "title").set_value("Mine")
    field(app, "reason").set_value("A better title")
    app = press(app, "Save")

    assert "Ada saved version 2" in html(app)
    [choice] = app.radio
    assert choice.options == ["Yours: Mine", "Theirs: Theirs"]
    assert titles(engine, uid) == [SAID["story"].title, "Theirs"]

    choice.set_value("mine").run()
    app = press(app, "Combine both and look again")
    assert field(app, "title").value == "Mine"
    press(app, "Save")
    assert titles(engine, uid) == [SAID["story"].title, "Theirs", "Mine"]


def test_a_form_continued_in_two_tabs_loses_neither_text(engine):
    uid, _ = record(engine, SAID["story"], actor=LOCAL)
    field(opened(kind="story", record=uid), "title").set_value("Begun").run()
    tabs = [press(opened(kind="story", record=uid), "Continue") for _ in range(2)]
    for tab, title in zip(tabs, ("First tab", "Second tab"), strict=True):
        field(tab, "title").set_value(title)
        field(tab, "reason").set_value("A better title").run()
    first, second = (press(tab, "Save") for tab in tabs)

    assert "Saved." in html(first)
    [choice] = second.radio
    choice.set_value("mine").run()
    press(press(second, "Combine both and look again"), "Save")
    assert titles(engine, uid) == [SAID["story"].title, "First tab", "Second tab"]


@pytest.mark.parametrize("kind", ["story", "remark"])
def test_a_record_stays_in_its_strategy_whichever_is_looked_at(engine, kind):
    uid, _ = record(engine, SAID[kind], actor=LOCAL)
    app = opened(kind=kind, record=uid, framework="2019-2024")
    field(app, "reason").set_value("As the report says")
    assert "Saved." in html(press(app, "Save"))

    with reading(engine) as connection:
        versions = record_versions(connection, kind, uid)
    assert [v.draft.framework for v in versions] == ["2010-2015", "2010-2015"]


def test_a_record_is_amended_with_a_reason_and_withdrawn(engine):
    uid, _ = record(engine, SAID["story"], actor=LOCAL)
    app = opened(kind="story", record=uid)
    field(app, "title").set_value("An association grows twice")
    app = press(app, "Save")
    assert "A change needs a reason." in html(app)

    field(app, "reason").set_value("As the report says")
    app = press(app, "Save")
    assert "Saved." in html(app)

    app = opened(kind="story", record=uid)
    field(app, "reason").set_value("It is another association")
    app = press(app, "Withdraw")

    with reading(engine) as connection:
        versions = record_versions(connection, "story", uid)
    assert [v.withdrawn for v in versions] == [False, False, True]
    assert versions[1].draft.title == "An association grows twice"


def test_an_editor_sees_and_enters_only_for_own_groups(engine, monkeypatch):
    ada = Actor("ada", Role.EDITOR, frozenset({"OA-TF"}))
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: ada)
    app = opened(kind="story")

    assert field(app, "group").options == ["Open access taskforce"]
    listed = " ".join(app.dataframe[0].value["title"])
    assert "A ministry asks the association" in listed
    assert "A dormant association wakes" not in listed
