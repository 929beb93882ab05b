"""The page "Log an activity": each way through it, from the front door."""

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import NotAllowed, n_
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.versions import own_records
from ifla_metrics.ui.forms import saving
from tests.pages.forms import Reader, copy_of_the_history, log, titled, versions
from tests.store.conftest import entries

TITLE = "Course for new members of boards"


@pytest.fixture
def url(tmp_path, monkeypatch):
    found = copy_of_the_history(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", found)
    yield found
    engine_of(found).dispose()


def test_six_fields_make_an_activity_that_says_where_it_counts(url):
    reader = log().click("save")

    [uid] = titled(url, TITLE)
    [version] = versions(url, uid)
    assert version.draft.countries == ("ZMB",)
    assert [(a.direction, a.weight) for a in version.draft.alignments] == [
        ("SD2", 600),
        ("SD4", 600),
    ]
    assert "It is in the log" in reader.html
    assert "25 participations, 2011–2012" in reader.html
    assert "Zambia" in reader.html
    assert 'href="participation?framework=2010-2015&amp;period=2011-2012' in reader.html
    assert f'href="activity?uid={uid}"' in reader.html


def test_an_error_stands_at_its_field_and_what_was_typed_is_still_there(url):
    reader = log(when="some day in June", title="").click("save")

    assert titled(url, TITLE) == []
    assert "This cannot be read as a date." in reader.html
    assert "Please give it a title." in reader.html
    assert reader.field("when").value == "some day in June"
    assert reader.field("countries").value == ["ZMB"]
    assert reader.field("people").value == "25"

    reader.fill(title=TITLE, when="14-16 June 2011").click("save")
    assert len(titled(url, TITLE)) == 1


def test_a_story_is_told_with_its_activity_and_both_are_saved_once_or_neither(url):
    reader = log(story="Board members now share the chair.", **{"outcomes_2010-2015": []})
    reader.click("save")
    assert "the story belongs to it" in reader.html
    assert titled(url, TITLE) == []

    unsaved = None
    reader.fill(**{"outcomes_2010-2015": ["2010-2015 KI2.A.1"]}, story_for="Boards in Zambia")
    unsaved = reader.app.session_state["open_form_"]
    for _ in range(2):
        reader.app.session_state["open_form_"] = unsaved
        reader.run().click("save")
    assert "among the stories of change" in reader.html
    assert len(titled(url, TITLE)) == 1
    with reading(engine_of(url)) as connection:
        told = [
            (story.draft.change, story.draft.for_whom, story.draft.country, story.draft.node)
            for story in own_records(connection, "story", framework="2010-2015", groups=None)
            if story.draft.title == TITLE
        ]
    assert told == [("Board members now share the chair.", "Boards in Zambia", "ZMB", "KI2.A.1")]


def test_a_form_for_another_group_is_refused_and_leaves_a_line_in_the_audit(url, monkeypatch):
    amina = Actor("p-1", Role.EDITOR, frozenset({"ALP"}), shown="Amina")
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: amina)
    reader = log(groups=["OA-TF"]).click("save")

    assert "may not do" in reader.html
    assert titled(url, TITLE) == []
    with reading(engine_of(url)) as connection:
        [entry] = [e for e in entries(connection) if e.actor == "p-1"]
    assert (entry.action, entry.kind, entry.subject) == ("refused", "activity", "OA-TF")


def test_no_activity_is_logged_when_its_story_is_refused(url, monkeypatch):
    def refuse(*_, **__):
        raise NotAllowed(n_("You may not do this."))

    reader = log(story="Board members now share the chair.")
    monkeypatch.setattr(saving, "record", refuse)
    reader.click("save")

    assert titled(url, TITLE) == []
    assert reader.field("story").value == "Board members now share the chair."


def test_the_story_of_a_joint_activity_belongs_to_the_group_of_who_tells_it(url, monkeypatch):
    amina = Actor("p-1", Role.EDITOR, frozenset({"ALP"}), shown="Amina")
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: amina)
    log(groups=["OA-TF", "ALP"], story="Board members now share the chair.").click("save")

    with reading(engine_of(url)) as connection:
        stories = own_records(connection, "story", framework="2010-2015", groups=None)
    assert [s.draft.group for s in stories if s.draft.title == TITLE] == ["ALP"]


def test_the_outcomes_of_ones_own_group_come_first(url):
    assert (
        log(groups=["ILP-AG"])
        .field("outcomes_2010-2015")
        .options[0]
        .endswith("(International Leaders Programme)")
    )


@pytest.mark.parametrize("times", [1, 3])
def test_a_form_that_is_sent_again_after_a_lost_answer_is_one_activity(url, times):
    """The answer never arrived: the same form, with the same key, is sent once more."""
    reader = log()
    unsaved = reader.app.session_state["open_form_"]
    for _ in range(1 + times):
        reader.app.session_state["open_form_"] = unsaved
        reader.run().click("save")

    assert len(titled(url, TITLE)) == 1
    assert "It is in the log" in reader.html


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
    assert len(titled(url, TITLE)) == 1
    assert "unfinished form" not in Reader("log").html


def test_an_unfinished_form_can_be_thrown_away(url):
    log()
    later = Reader("log").press("Discard")

    assert "unfinished form" not in later.html
    assert titled(url, TITLE) == []


def test_a_name_of_two_countries_is_asked_and_the_answer_takes_its_place(url):
    reader = log(countries=["ZMB", "Congo"])

    assert reader.field("countries").value == ["ZMB"]
    assert "Which country is meant by “Congo”?" in reader.html
    reader.click("save")
    assert titled(url, TITLE) == []

    [question] = [b for b in reader.app.button_group if "asked" in (b.key or "")]
    question.set_value("COD")
    reader.run()
    assert reader.field("countries").value == ["ZMB", "COD"]
    reader.click("save")
    assert versions(url, titled(url, TITLE)[0])[0].draft.countries == ("ZMB", "COD")


@pytest.mark.parametrize("typed", ["Sambia", "ZAMBIE", "赞比亚", "Northern Rhodesia", "zmb"])
def test_a_country_is_taken_in_any_language_and_shown_in_the_readers(url, typed):
    reader = log(countries=[typed])

    assert reader.field("countries").value == ["ZMB"]


def test_directions_can_be_chosen_with_shares_and_a_main_one(url):
    reader = log()
    reader.fill(**{"directions_2010-2015": ["SD1", "SD2", "SD4"]})
    assert reader.field("directions_2010-2015").value == ["SD1", "SD2", "SD4"]
    reader.fill(unequal=True)
    reader.fill(share_SD1="33", share_SD2="33", share_SD4="33")
    assert "The shares sum to 99 %, not 100 %." in reader.html
    reader.fill(share_SD4="34", primary="SD2").click("save")

    [version] = versions(url, titled(url, TITLE)[0])
    assert [(a.direction, a.weight, a.is_primary) for a in version.draft.alignments] == [
        ("SD1", 396, False),
        ("SD2", 396, True),
        ("SD4", 408, False),
    ]


def test_a_planned_activity_is_logged_and_counts_nowhere_yet(url):
    reader = log(lifecycle="planned").click("save")

    assert "Not counted yet" in reader.html
    assert versions(url, titled(url, TITLE)[0])[0].draft.planned_started_on is not None


HOSTILE = "<script>alert(1)</script> ![x](http://evil.example/x.png) :red[boo] $\\frac{1}{2}$"


def test_hostile_text_stays_text(url):
    reader = log(title=HOSTILE + "\x0bend", description=HOSTILE).click("save")

    [uid] = titled(url, HOSTILE + " end")
    assert "<script" not in reader.html
    page = Reader("activity", uid=uid)
    assert "<script" not in page.html
    assert "&lt;script&gt;" in page.html
    assert not [m for m in page.app.markdown if "evil.example" in m.value]


def test_the_form_speaks_french(url):
    reader = Reader("log", language="fr")

    assert "Log an activity" not in reader.html
    assert reader.field("title").label != "What was it?"
