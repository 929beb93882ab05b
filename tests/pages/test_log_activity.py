"""The page "Log an activity": each way through it, from the front door."""

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import NotAllowed, n_
from ifla_metrics.store import activities
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.versions import own_records
from tests.pages.forms import Reader, copy_of_the_history, log, titled, versions

TITLE = "Course for new members of boards"
STORY = "Board members now share the chair."
AMINA = Actor("p-1", Role.EDITOR, frozenset({"ALP"}), shown="Amina")


@pytest.fixture
def url(tmp_path, monkeypatch):
    found = copy_of_the_history(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", found)
    yield found
    engine_of(found).dispose()


@pytest.fixture
def amina(monkeypatch):
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: AMINA)


def only_version(url, title=TITLE):
    [uid] = titled(url, title)
    [version] = versions(url, uid)
    return version.draft


def stories(url):
    with reading(engine_of(url)) as connection:
        every = own_records(connection, "story", framework="2010-2015", groups=None)
    return [story.draft for story in every if story.draft.title == TITLE]


def test_faults_stand_at_their_fields_and_what_was_typed_is_still_there(url):
    reader = log(when="some day in June", title="").click("save")

    assert titled(url, TITLE) == []
    assert "This cannot be read as a date." in reader.html
    assert "Please give it a title." in reader.html
    assert "Please correct 2 fields." in reader.html
    assert reader.field("when").value == "some day in June"
    assert reader.field("countries").value == ["ZMB"]

    reader.fill(title=TITLE, when="14-16 June 2011").click("save")
    assert only_version(url)


def test_a_form_sent_again_after_a_lost_answer_is_one_activity_with_one_story(url):
    """The answer never arrived: the same form, with the same key, is sent once more."""
    reader = log(story=STORY, **{"outcomes_2010-2015": []}).click("save")
    assert "the story belongs to it" in reader.html
    assert titled(url, TITLE) == []

    reader.fill(**{"outcomes_2010-2015": ["2010-2015 KI2.A.1"]}, story_for="Boards in Zambia")
    unsaved = reader.app.session_state["open_form_activity__"]
    for _ in range(3):
        reader.app.session_state["open_form_activity__"] = unsaved
        reader.run().click("save")

    assert "among the stories of change" in reader.html
    assert only_version(url)
    [story] = stories(url)
    assert (story.change, story.for_whom) == (STORY, "Boards in Zambia")
    assert (story.country, story.node) == ("ZMB", "KI2.A.1")


def test_no_activity_is_logged_when_its_story_is_refused(url, monkeypatch):
    def refuse(*_, **__):
        raise NotAllowed(n_("You may not do this."))

    reader = log(story=STORY)
    monkeypatch.setattr(activities, "record", refuse)
    reader.click("save")

    assert titled(url, TITLE) == []
    assert reader.field("story").value == STORY


def test_the_story_of_a_joint_activity_belongs_to_the_group_of_its_writer(url, amina):
    log(groups=["OA-TF", "ALP"], story=STORY).click("save")

    assert [story.group for story in stories(url)] == ["ALP"]


def test_what_was_typed_survives_a_lost_connection(url):
    log(description="Three days of work")
    later = Reader("log", framework="2010-2015")
    assert "You have an unfinished form from" in later.html
    assert TITLE in later.html
    later.press("Continue")

    assert later.field("title").value == TITLE
    assert later.field("countries").value == ["ZMB"]
    assert later.field("description").value == "Three days of work"
    later.click("save")
    assert only_version(url)
    assert "unfinished form" not in Reader("log").html


def test_a_name_of_two_countries_is_asked_and_the_answer_takes_its_place(url):
    reader = log(countries=["ZMB", "Congo"])
    assert reader.field("countries").value == ["ZMB"]
    assert "Which country is meant by “Congo”?" in reader.html
    assert "Please correct 1 field." in reader.click("save").html

    [question] = [b for b in reader.app.button_group if "asked" in (b.key or "")]
    question.set_value("COD")
    reader.run().click("save")
    assert only_version(url).countries == ("ZMB", "COD")


def test_directions_can_be_chosen_with_shares_and_a_main_one(url):
    reader = log()
    reader.fill(**{"directions_2010-2015": ["SD1", "SD2", "SD4"]}, unequal=True)
    reader.fill(share_SD1="33", share_SD2="33", share_SD4="33")
    assert "The shares sum to 99 %, not 100 %." in reader.html
    reader.fill(share_SD4="34", primary="SD2").click("save")

    found = [(a.direction, a.weight, a.is_primary) for a in only_version(url).alignments]
    assert found == [("SD1", 396, False), ("SD2", 396, True), ("SD4", 408, False)]


def test_a_field_keeps_its_place_whatever_is_asked_or_read_back_above_it(own_history):
    """A field that moves is drawn anew by the browser, and what is being typed in it is lost."""
    page = Reader("log", framework="2010-2015")

    def places():
        """Where the fields of the form stand, by key."""
        found = {}

        def walk(block, place):
            for number, child in block.children.items():
                key = getattr(child, "key", None)
                if key and key.startswith("form_"):
                    found[key] = (*place, number)
                walk(child, (*place, number)) if hasattr(child, "children") else None

        walk(page.app.main, ())
        return found

    before = places()
    page.fill(when="3/4/2012", countries=["Congo"], groups=["ALP"])
    page.fill(**{"outcomes_2010-2015": ["2010-2015 KI2.A.1"]}, people="many")
    page.click("save")
    after = places()

    assert len(before) > 10
    assert {key: after[key] for key in before if key in after} == {
        key: place for key, place in before.items() if key in after
    }
