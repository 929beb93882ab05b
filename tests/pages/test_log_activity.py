"""The page "Log an activity": each way through it, and its form while it is unfinished."""

import json
import os
import time

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from ifla_metrics.access import ANONYMOUS, LOCAL, Actor, Role, allowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store import form_drafts
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.form_drafts import unfinished_forms
from ifla_metrics.store.people import add_person
from ifla_metrics.ui import auth, menu, shell
from tests.pages.doors import ENTRIES, plain
from tests.pages.forms import WHOLE, Reader, log, titled, versions

TITLE, NEW = WHOLE["title"], "open_form_activity__"
CANARY = "Zebrafink Quarterdeck"
GROUPS = frozenset({"ALP"})
BY_DAY = {"our-work", "log", "review", "audit"}
NIGHT = bool(os.environ.get("IFLA_NIGHT"))


@pytest.fixture
def drafts(own_history):
    return lambda: [
        version.draft
        for uid in titled(own_history.url, TITLE)
        for version in versions(own_history.url, uid)
    ]


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(drafts):
    reader = log(when="3/4/2011", title="").click("save")
    assert drafts() == []
    assert reader.field("when").value == "3/4/2011"
    assert "It is not clear which number is the day" in reader.html
    assert "This field is required." in reader.html
    assert "Please correct 2 fields." in reader.html

    form = reader.fill(title=TITLE, when="4 March 2011").app.session_state[NEW]
    reader.click("save").app.session_state[NEW] = form  # As if the answer had been lost.
    assert "It is in the log" in reader.run().click("save").html
    [saved] = drafts()
    assert saved.countries == ("ZMB",)
    assert str(saved.started_on) == "2011-03-04"


BOARD = ("25 participations", "Zambia", "2 Strategic capacity", "Associations in more countries")


def test_beside_the_form_stands_what_the_board_will_see_and_directions_can_be_chosen(drafts):
    reader = log(lifecycle="planned")
    assert "It counts in no figure." in reader.html
    assert "It counts in no figure." in reader.fill(lifecycle="completed", when="May 2031").html
    assert all(words in reader.fill(when=WHOLE["when"]).html for words in BOARD)
    reader.fill(**{"directions_2010-2015": ["SD1", "SD2", "SD4"]})
    reader.fill(**{f"share_2010-2015 {code}": 33 for code in ("SD1", "SD2", "SD4")})
    assert "These sum to 99 %" in reader.html
    reader.fill(**{"share_2010-2015 SD4": 34, "primary": "2010-2015 SD2"}).click("save")

    found = [(a.direction, a.weight, a.is_primary) for a in drafts()[0].alignments]
    assert found == [("SD1", 396, False), ("SD2", 396, True), ("SD4", 408, False)]


def test_what_was_typed_last_in_a_table_is_saved_with_the_press_and_once(drafts, monkeypatch):
    reader = log(with_lines=True)
    [table] = [editor for editor in reader.app.data_editor if "lines_table" in editor.key]
    edited = {"edited_rows": {"0": {"count": "17"}}, "added_rows": [], "deleted_rows": []}
    edits = [WidgetState(id=table.proto.id, string_value=json.dumps(edited))]

    def arrive(seconds, sleep=time.sleep):
        sleep(seconds)
        if edits and seconds == shell.EDIT_DELAY:
            states = WidgetStates(widgets=[edits.pop()])
            run = get_script_run_ctx()
            again = RerunData(page_script_hash=run.page_script_hash, widget_states=states)
            run.script_requests.request_rerun(again)

    monkeypatch.setattr(time, "sleep", arrive)
    reader.click("save")
    assert not edits
    assert [[line.count for line in draft.participation] for draft in drafts()] == [[17]]


def test_a_partner_is_on_the_form_when_the_reader_comes_back_and_on_the_page(own_history):
    form = log(title="Course with a partner")
    # A test cannot type into a table: these are the rows that it begins with.
    start = form.field("with_partners").key.replace("with_partners", "partners_from")
    form.app.session_state[start] = [{"name": "EIFL", "kind": "ngo_foundation"}]
    form.fill(with_partners=True)
    form.app.session_state[start] = []  # As if the row had been typed.
    for page in ("stories", "log"):
        form.app.switch_page(ENTRIES[page].script)
        form.run()
    assert [*form.app.data_editor[0].value["name"]] == ["EIFL"]
    form.click("save")
    [uid] = titled(own_history.url, "Course with a partner")

    assert versions(own_history.url, uid)[-1].draft.partners[0].name == "EIFL"
    assert "EIFL (NGO or foundation)" in Reader("activity", uid=uid).html


def test_an_unfinished_form_is_its_authors_alone(own_history, monkeypatch):
    def actor(name, role=Role.EDITOR):
        said = PersonDraft(name=name, role=Role.EDITOR, groups=GROUPS)
        code = add_person(own_history, said, actor=LOCAL).uid
        return Actor(code, role, GROUPS, person=code)

    def page(who, address):
        monkeypatch.setattr(auth, "_actor", lambda *_: who)
        return Reader(address, framework="2010-2015").html

    author = actor("Thandi")
    monkeypatch.setattr(auth, "_actor", lambda *_: author)
    form = Reader("log", framework="2010-2015")
    assert "Unfinished" not in page(author, "our-work")  # Nothing was typed yet.
    form.fill(title=CANARY)
    looked_at = 0
    for role in (Role.EDITOR, Role.SECRETARIAT, Role.VIEWER):
        who = actor(role.value, role)
        for entry in menu.MENU:
            wanted = NIGHT or entry.url_path in BY_DAY
            if wanted and entry.listed and allowed(who, entry.right, who.groups):
                assert CANARY not in page(who, entry.url_path), (role, entry.url_path)
                looked_at += 1
    assert looked_at >= 6
    assert CANARY in page(author, "our-work")
    assert CANARY in page(author, "log")


def test_a_form_that_the_store_refuses_to_keep_says_so(own_history, monkeypatch):
    monkeypatch.setattr(form_drafts, "MAX_FORM_LENGTH", 9)
    reader = Reader("log", framework="2010-2015").fill(title=CANARY)
    said = "The form is too long to be saved as a draft; please shorten its texts."
    assert [said in plain(one.value) for one in reader.app.warning] == [True]
    assert "Draft saved" not in reader.html

    monkeypatch.setattr(form_drafts, "MAX_FORM_LENGTH", 9_999)
    assert not reader.fill(description="Further").app.warning
    assert "Draft saved" in reader.html
    with read_transaction(own_history) as connection:
        assert CANARY in unfinished_forms(connection, actor=LOCAL)[0].content


def test_who_has_signed_out_in_another_tab_presses_no_button_any_more(own_history, monkeypatch):
    ada = Actor("ada", Role.EDITOR, GROUPS)
    monkeypatch.setattr(auth, "_actor", lambda *_: ada)
    reader = Reader("log", framework="2010-2015").fill(title="Begun")
    monkeypatch.setattr(auth, "_actor", lambda *_: ANONYMOUS)
    reader.click("discard")

    with read_transaction(own_history) as connection:
        assert len(unfinished_forms(connection, actor=ada)) == 1
