"""The page of one activity: read, amend, withdraw and restore it without overwriting anybody."""

import os
from dataclasses import replace
from datetime import date

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.models.drafts import AlignmentDraft, PersonDraft
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store.accounts.people import add_person, remove_person
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import read_transaction, touch_reference, write_transaction
from ifla_metrics.store.write.entries import amend, record
from ifla_metrics.store.write.frameworks import change_settings, edit_framework
from ifla_metrics.store.write.review import Decision, decide
from tests.pages.page import Page, versions
from tests.store.conftest import FRAMEWORK, draft

RETIRED = {
    "working_group": "code = 'ALP'",
    "country": "alpha3 = 'BWA'",
    "association": "code = 'bwa-bla'",
    "term": "list = 'activity_kind' AND code = 'workshop'",
}
"""Codes to retire, by table."""


@pytest.fixture
def uid(own_history):
    return record(own_history, draft(description="Two days"), actor=LOCAL).uid


@pytest.fixture
def amend_activity(own_history, uid):
    def save(actor=LOCAL, base_version=1, **fields):
        version = {"base_version": base_version, "reason": "They knew"}
        amend(own_history, uid, draft(**fields), actor=actor, **version)

    return save


@pytest.fixture
def latest(own_history, uid):
    return lambda: versions(own_history.url, uid)[-1]


def open_form(uid):
    return Page("activity", uid=uid).press("Amend or withdraw")


def test_every_shipped_activity_has_a_page_and_a_form(own_history):
    with read_transaction(own_history) as connection:
        query = "SELECT uid FROM activity_version WHERE version = 1 ORDER BY uid"
        uids = connection.exec_driver_sql(query).scalars().all()
    page = Page("activity")
    for uid in uids if os.environ.get("IFLA_NIGHT") else uids[::25]:
        page.app.query_params["uid"] = uid
        assert "Amend or withdraw" in page.run().buttons, uid
    assert open_form("act-d-001").field("title").value.startswith("Training of trainers")


def test_retired_codes_are_shown_and_kept_by_an_amendment(own_history):
    shares = [AlignmentDraft(framework=FRAMEWORK, direction="SD1", weight=900, is_primary=True)]
    shares += [AlignmentDraft(framework=FRAMEWORK, direction="SD3", weight=300)]
    fields = {"groups": ("ALP", "HQ"), "countries": ("BWA",), "associations": ("bwa-bla",)}
    fields["source"] = "Minutes of 2012"  # No code of a known source.
    uid = record(own_history, draft(alignments=tuple(shares), **fields), actor=LOCAL).uid
    with write_transaction(own_history) as connection:
        for table, row in RETIRED.items():
            retire = f"UPDATE {table} SET retired_on = '2020-01-01' WHERE {row}"
            assert connection.exec_driver_sql(retire).rowcount == 1
        touch_reference(connection)
        plan = read_catalogue(connection).frameworks[FRAMEWORK]
    nodes = tuple(node for node in plan.nodes if node.code != "SD3")
    links = tuple(link for link in plan.links if link.direction != "SD3")
    edited = replace(plan, nodes=nodes, links=links)
    edit_framework(own_history, edited, actor=LOCAL, reason="SD3 was merged")

    page, form = Page("activity", uid=uid), Page("log", framework=FRAMEWORK)
    assert "Minutes of 2012" in page.text
    for name in ("Botswana", "ALP", "Botswana Library Association", "Workshop", "SD3"):
        assert name in page.text
        for field in ("groups", "countries", "kind", "directions"):
            assert name not in form.field(field).options
    open_form(uid).fill(title="Another title", reason="Named anew").click("save")
    first, second = (version.draft for version in versions(own_history.url, uid))
    assert second == first.model_copy(update={"title": "Another title"})


def test_an_amendment_needs_a_reason_and_shows_what_changed(uid, latest):
    assert "Amend or withdraw" in open_form(uid).press("Discard").buttons
    page = open_form(uid).fill(title="Workshop for library associations").click("save")
    assert "A change needs a reason." in page.text
    assert latest().version == 1

    page.fill(reason="Named as in the programme").click("save")
    assert "Saved" in page.text
    assert "“Named as in the programme”" in page.text
    [row] = [r for table in page.app.table for r in table.value.to_numpy() if r[0] == "Title"]
    assert list(row[1:]) == [draft().title, latest().draft.title]


def test_a_conflict_shows_both_versions_and_overwrites_nothing(uid, amend_activity, latest):
    open_form(uid).fill(title="My title", description="Three days")
    amend_activity(title="Their title", description="Two days", mode="remote")
    page = Page("activity", uid=uid).press("Continue")
    assert page.field("title").value == "My title"
    page.fill(reason="I know better").click("save")

    assert (latest().version, latest().draft.title) == (2, "Their title")
    assert "Somebody else saved this while" in page.text
    changed = [row for table in page.app.table for row in table.value.to_numpy().tolist()]
    assert ["Title", "Their title", "My title"] in changed
    assert page.field("mode").value == "remote"

    page.click("save")
    assert (latest().version, latest().draft.title) == (3, "My title")
    assert (latest().draft.mode, latest().draft.description) == ("remote", "Three days")


def test_a_version_is_restored_with_a_reason_after_the_latest_was_shown(
    own_history, amend_activity, latest, uid
):
    amend_activity(title="Planned", language="fr", planned_started_on=date(2011, 1, 1))
    amend_activity(base_version=2, title="Their title")
    page = Page("activity", uid=uid).click(f"{uid}_2_3")
    assert "reason" in page.app.warning[0].value
    page.fill(**{f"{uid}_2_reason": "It was right"})
    amend_activity(base_version=3, title="A later title")

    assert "A later title" in page.click(f"{uid}_2_3").text
    assert "Restored" in page.click(f"{uid}_2_4").text
    assert (latest().version, latest().reason) == (5, "It was right")
    assert latest().draft == versions(own_history.url, uid)[1].draft


def test_the_author_of_a_version_is_named_until_removed(own_history, uid, amend_activity):
    amina = PersonDraft(name="Amina Diallo", role="editor", groups=frozenset({"ALP"}))
    person = add_person(own_history, amina, actor=LOCAL).uid
    amend_activity(Actor(person, Role.EDITOR, frozenset({"ALP"})), title="Her title")
    assert "version 2, Amina Diallo" in Page("activity", uid=uid).text

    remove_person(own_history, person, base_version=1, actor=LOCAL)
    text = Page("activity", uid=uid).text
    assert "version 2, somebody who was removed" in text
    assert person not in text


def test_a_withdrawal_needs_a_reason_and_the_latest_version(uid, amend_activity, latest):
    old = open_form(uid).fill(reason="Logged twice")
    amend_activity(title="Their title")
    assert "Somebody else saved this while" in old.click("withdraw").text
    page = open_form(uid).click("withdraw")
    assert not latest().withdrawn

    late = open_form(uid).fill(title="A late title", reason="Better")
    page.fill(reason="Logged twice").click("withdraw")
    assert latest().withdrawn
    assert "This is withdrawn. Saving the form restores it." in late.click("save").text
    assert latest().withdrawn
    assert "Withdrawn: it is kept in the history and counts in no figure." in page.text
    assert "Restore it" in page.buttons


def test_only_the_secretariat_can_withdraw_a_joint_activity(uid, amend_activity, act_as, latest):
    amend_activity(groups=("ALP", "OA-TF"))
    act_as(Actor("Amina", Role.EDITOR, frozenset({"ALP"})))
    editor = open_form(uid).fill(reason="mine").click("withdraw")
    refusal = "also belongs to OA-TF: only the secretariat can take it from them."
    assert refusal in editor.text
    assert refusal in editor.fill(groups=["ALP"]).click("save").text
    restored = Page("activity", uid=uid).fill(**{f"{uid}_1_reason": "mine"}).click(f"{uid}_1_2")
    assert refusal in restored.text
    assert latest().version == 2
    act_as(Actor("Vera", Role.VIEWER))
    assert not {"Amend or withdraw", "Restore it"} & Page("activity", uid=uid).buttons


def test_an_activity_says_when_the_secretariat_keeps_it_out_of_the_figures(own_history, uid):
    planned = record(own_history, draft(lifecycle="planned"), actor=LOCAL).uid
    change_settings(own_history, FRAMEWORK, FrameworkSettings("approved"), actor=LOCAL)
    unread = Page("activity", uid=uid).text
    decide(own_history, [Decision("activity", uid, 1, "returned", "Which day?")], actor=LOCAL)
    returned = Page("activity", uid=uid).text

    assert "This version counts once the secretariat has approved it." in unread
    assert "This version counts once" not in Page("activity", uid=planned).text
    assert "send it again. “Which day?”" in returned
