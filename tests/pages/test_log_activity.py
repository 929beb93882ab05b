"""The page "Log an activity", and its form while it is unfinished."""

import json
import os
import time

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from ifla_metrics.access import ANONYMOUS, LOCAL, Actor, Role, allowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.accounts.people import add_person
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.write import form_drafts
from ifla_metrics.store.write.form_drafts import unfinished_forms
from ifla_metrics.ui import menu, shell
from tests.pages.page import ACTIVITY, ENTRIES, Page, log_form, uids_of, versions

TITLE, NEW = ACTIVITY["title"], "open_form_activity__"
CANARY = "Zebrafink Quarterdeck"
GROUPS = frozenset({"ALP"})
BY_DAY = {"our-work", "log", "review", "audit"}
NIGHT = bool(os.environ.get("IFLA_NIGHT"))


@pytest.fixture
def drafts(own_history):
    return lambda: [
        version.draft
        for uid in uids_of(own_history.url, TITLE)
        for version in versions(own_history.url, uid)
    ]


def test_faults_are_shown_at_their_fields_and_no_input_is_lost(drafts):
    page = log_form(when="3/4/2011", title="", evidence="javascript:alert(1)").click("save")
    assert drafts() == []
    assert page.field("when").value == "3/4/2011"
    assert "It is not clear which number is the day" in page.text
    assert "This field is required." in page.text
    assert "Line 1: Please write a full web address" in page.text
    assert "lost.\n- What was it?\n- When?\n- Where can it be read or seen?" in page.text
    page.fill(title=TITLE, evidence="https://ifla.org/a", when="March 2031")
    assert page.app.expander[0].proto.expanded, "must not close when its fault is corrected"
    assert "The activity is completed, but it starts in the future." in page.text

    form = page.fill(when="4 March 2011").app.session_state[NEW]
    page.click("save").app.session_state[NEW] = form  # As if the response had been lost.
    assert "It is in the log" in page.run().click("save").text
    [draft] = drafts()
    assert draft.countries == ("ZMB",)
    assert str(draft.started_on) == "2011-03-04"


def test_a_receipt_says_whether_the_activity_counts(own_history):
    for values, counts in (
        ({"lifecycle": "planned", "when": "June 2011"}, False),
        ({"when": "1999"}, False),
        ({"when": "June 2012"}, True),
    ):
        page = log_form(**values).click("save")
        assert ("It counts in no figure." in page.text) != counts
        assert ("Participation participation?" in page.text) == counts


def test_directions_can_be_weighted(drafts):
    page = log_form()
    assert "From the outcomes: SD2 Strategic capacity" in page.text
    page.fill(directions=["2010-2015 SD1", "2010-2015 SD2", "2010-2015 SD4"])
    assert "From the outcomes" not in page.text
    assert "SD1 33.33; SD2 33.33; SD4 33.33" in page.fill(shares="SD1 33; SD2 33; SD4 32").text
    page.fill(shares="SD1 33; SD2 33; SD4 34", primary_direction="2010-2015 SD2").click("save")

    alignments = [(a.direction, a.weight, a.is_primary) for a in drafts()[0].alignments]
    assert alignments == [("SD1", 396, False), ("SD2", 396, True), ("SD4", 408, False)]


def test_people_whose_gender_is_missing_are_named(drafts):
    page = log_form(participants="24", women="14", men="")
    assert "Gender not stated: 10." in page.text
    assert "Gender not stated" not in page.fill(men="10").text
    assert "Gender not stated" not in page.fill(women="", men="").text


def test_an_edit_that_arrives_after_the_click_is_saved_once(drafts, monkeypatch):
    page = log_form(with_lines=True)
    [table] = [editor for editor in page.app.data_editor if "lines_table" in editor.key]
    edits = {"edited_rows": {"0": {"count": "17"}}, "added_rows": [], "deleted_rows": []}
    pending = [WidgetState(id=table.proto.id, string_value=json.dumps(edits))]

    def send_edit(seconds, sleep=time.sleep):
        sleep(seconds)
        if pending and seconds == shell.EDIT_DELAY:
            states = WidgetStates(widgets=[pending.pop()])
            context = get_script_run_ctx()
            rerun = RerunData(page_script_hash=context.page_script_hash, widget_states=states)
            context.script_requests.request_rerun(rerun)

    monkeypatch.setattr(time, "sleep", send_edit)
    page.click("save")
    assert not pending
    assert [[line.count for line in draft.participation] for draft in drafts()] == [[17]]


def test_a_partner_stays_on_the_form_and_is_saved(own_history):
    form = log_form(title="Course with a partner")
    table = form.field("with_partners").key.replace("with_partners", "partners_table")
    row = {"name": "EIFL", "kind": "ngo_foundation"}
    edits = {"edited_rows": {}, "added_rows": [row], "deleted_rows": []}
    form.fill(with_partners=True)
    form.app.session_state[table] = edits
    form.run()
    for url_path in ("stories", "log"):
        form.app.switch_page(ENTRIES[url_path].script)
        form.run()
    assert [*form.app.data_editor[0].value["name"]] == ["EIFL"]
    form.click("save")
    [uid] = uids_of(own_history.url, "Course with a partner")

    assert versions(own_history.url, uid)[-1].draft.partners[0].name == "EIFL"
    assert "EIFL (NGO or foundation)" in Page("activity", uid=uid).text


def test_a_report_that_is_due_opens_a_new_form_with_its_group(own_history, act_as):
    act_as(Actor("ada", Role.EDITOR, frozenset({"OA-TF", "ALP"})))
    page = Page("log").fill(title=TITLE)
    page.app.query_params["owner"] = "ALP"

    assert page.run().field("groups").value == ["ALP"]
    shown = (f"You have an unfinished form: “{TITLE}”.", "Activity · saved ")
    assert all(part in page.text for part in shown)


def test_only_its_author_sees_an_unfinished_form(own_history, act_as):
    def add_actor(name, role=Role.EDITOR):
        person = PersonDraft(name=name, role=Role.EDITOR, groups=GROUPS)
        code = add_person(own_history, person, actor=LOCAL).uid
        return Actor(code, role, GROUPS, person=code)

    def page_text(actor, url_path):
        act_as(actor)
        return Page(url_path, framework="2010-2015").text

    author = add_actor("Thandi")
    act_as(author)
    form = Page("log", framework="2010-2015")
    assert "Unfinished" not in page_text(author, "our-work"), "nothing was entered yet"
    form.fill(title=CANARY)
    pages = [entry for entry in menu.MENU if NIGHT or entry.url_path in BY_DAY]
    checked = 0
    for role in (Role.EDITOR, Role.SECRETARIAT, Role.VIEWER):
        actor = add_actor(role.value, role)
        for entry in pages:
            if entry.listed and allowed(actor, entry.right, actor.groups):
                assert CANARY not in page_text(actor, entry.url_path), (role, entry.url_path)
                checked += 1
    assert checked >= 6
    assert CANARY in page_text(author, "our-work")
    assert CANARY in page_text(author, "log")


def test_a_form_too_long_for_a_draft_says_so(own_history, monkeypatch):
    monkeypatch.setattr(form_drafts, "MAX_FORM_LENGTH", 9)
    page = Page("log", framework="2010-2015").fill(title=CANARY)
    warning = "The form is too long to be saved as a draft; please shorten its texts."
    assert warning in page.text
    assert "Draft saved" not in page.text
    assert not page.fill(title="").app.warning

    page.fill(title=CANARY)
    monkeypatch.setattr(form_drafts, "MAX_FORM_LENGTH", 9_999)
    assert not page.run().app.warning
    assert "Draft saved" in page.text
    with read_transaction(own_history) as connection:
        assert CANARY in unfinished_forms(connection, actor=LOCAL)[0].content


def test_after_signing_out_a_text_is_autosaved_and_a_button_has_no_effect(own_history, act_as):
    ada = Actor("ada", Role.EDITOR, GROUPS)
    act_as(ada)
    tabs = [Page("log", framework="2010-2015").fill(title="Begun") for _ in range(2)]
    act_as(ANONYMOUS)
    tabs[0].click("discard")
    tabs[1].fill(title=CANARY)
    with read_transaction(own_history) as connection:
        kept = unfinished_forms(connection, actor=ada)
    assert [CANARY in form.content for form in kept] == [True, False]
