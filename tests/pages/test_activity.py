"""The page of one activity: read, amend, withdraw, restore; and nobody's version is overwritten."""

import os
from dataclasses import replace
from datetime import date

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.models.drafts import AlignmentDraft, PersonDraft
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import read_transaction, touch_reference, write_transaction
from ifla_metrics.store.entries import amend, record
from ifla_metrics.store.frameworks import edit_framework
from ifla_metrics.store.people import add_person, remove_person
from tests.pages.forms import Reader, versions
from tests.store.conftest import FRAMEWORK, draft

RETIRED = {
    "working_group": "code = 'ALP'",
    "country": "alpha3 = 'BWA'",
    "association": "code = 'bwa-bla'",
    "term": "list = 'activity_kind' AND code = 'workshop'",
}
"""What left its file, by table."""


@pytest.fixture
def uid(own_history):
    return record(own_history, draft(description="Two days"), actor=LOCAL).uid


@pytest.fixture
def amended(own_history, uid):
    def save(actor=LOCAL, base_version=1, **said):
        of_base = {"base_version": base_version, "reason": "They knew"}
        amend(own_history, uid, draft(**said), actor=actor, **of_base)

    return save


@pytest.fixture
def latest(own_history, uid):
    return lambda: versions(own_history.url, uid)[-1]


def opened(uid):
    return Reader("activity", uid=uid).press("Amend or withdraw")


def test_the_page_of_every_shipped_activity_opens_and_so_does_its_form(own_history):
    with read_transaction(own_history) as connection:
        every = "SELECT uid FROM activity_version WHERE version = 1 ORDER BY uid"
        uids = connection.exec_driver_sql(every).scalars().all()
    reader = Reader("activity")
    for uid in uids if os.environ.get("IFLA_NIGHT") else uids[::25]:
        reader.app.query_params["uid"] = uid
        assert "Amend or withdraw" in reader.run().buttons, uid
    assert opened("act-d-001").field("title").value.startswith("Training of trainers")


def test_what_was_retired_is_shown_and_no_amendment_loses_it(own_history):
    shares = [AlignmentDraft(framework=FRAMEWORK, direction="SD1", weight=900, is_primary=True)]
    shares += [AlignmentDraft(framework=FRAMEWORK, direction="SD3", weight=300)]
    said = {"groups": ("ALP", "HQ"), "countries": ("BWA",), "associations": ("bwa-bla",)}
    uid = record(own_history, draft(alignments=tuple(shares), **said), actor=LOCAL).uid
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

    page, form = Reader("activity", uid=uid), Reader("log", framework=FRAMEWORK)
    for name in ("Botswana", "ALP", "Botswana Library Association", "Workshop", "SD3"):
        assert name in page.html
        for field in ("groups", "countries", "kind", f"directions_{FRAMEWORK}"):
            assert name not in form.field(field).options
    opened(uid).fill(title="Another title", reason="Named anew").click("save")
    first, second = (version.draft for version in versions(own_history.url, uid))
    assert second == first.model_copy(update={"title": "Another title"})


def test_an_amendment_needs_a_reason_and_shows_what_changed(uid, latest):
    reader = opened(uid).fill(title="Workshop for library associations").click("save")
    assert "A change needs a reason." in reader.html
    assert latest().version == 1

    reader.fill(reason="Named as in the programme").click("save")
    assert "“Named as in the programme”" in reader.html
    [row] = [r for table in reader.app.table for r in table.value.to_numpy() if r[0] == "Title"]
    assert list(row[1:]) == [draft().title, latest().draft.title]


def test_a_later_version_is_shown_beside_and_nothing_is_overwritten(uid, amended, latest):
    opened(uid).fill(title="My title", description="Three days")
    amended(title="Their title", description="Two days", mode="remote")
    reader = opened(uid).press("Continue")
    assert reader.field("title").value == "My title"
    reader.fill(reason="I know better").click("save")

    assert (latest().version, latest().draft.title) == (2, "Their title")
    assert "Somebody else saved this while" in reader.html
    changed = [row for table in reader.app.table for row in table.value.to_numpy().tolist()]
    assert ["Title", "Their title", "My title"] in changed
    assert reader.field("mode").value == "remote"

    reader.click("save")
    assert (latest().version, latest().draft.title) == (3, "My title")
    assert (latest().draft.mode, latest().draft.description) == ("remote", "Three days")


def test_a_version_is_restored_whole_with_a_reason_after_the_latest_was_shown(
    own_history, amended, latest, uid
):
    amended(title="Planned", language="fr", planned_started_on=date(2011, 1, 1))
    amended(base_version=2, title="Their title")
    reader = Reader("activity", uid=uid).click(f"{uid}_2_3")
    assert "reason" in reader.app.warning[0].value
    reader.fill(**{f"{uid}_2_reason": "It was right"})
    amended(base_version=3, title="A later title")

    assert "A later title" in reader.click(f"{uid}_2_3").html
    assert "Restored" in reader.click(f"{uid}_2_4").html
    assert (latest().version, latest().reason) == (5, "It was right")
    assert latest().draft == versions(own_history.url, uid)[1].draft


def test_who_wrote_a_version_is_named_and_somebody_removed_has_no_code(own_history, uid, amended):
    said = PersonDraft(name="Amina Diallo", role="editor", groups=frozenset({"ALP"}))
    person = add_person(own_history, said, actor=LOCAL).uid
    amended(Actor(person, Role.EDITOR, frozenset({"ALP"})), title="Her title")
    assert "version 2, Amina Diallo" in Reader("activity", uid=uid).html

    remove_person(own_history, person, base_version=1, actor=LOCAL)
    shown = Reader("activity", uid=uid).html
    assert "version 2, somebody who was removed" in shown
    assert person not in shown


def test_an_activity_is_withdrawn_with_a_reason_but_not_over_a_later_version(uid, amended, latest):
    old = opened(uid).fill(reason="Logged twice")
    amended(title="Their title")
    assert "Somebody else saved this while" in old.click("withdraw").html
    reader = opened(uid).click("withdraw")
    assert not latest().withdrawn

    late = opened(uid).fill(title="A late title", reason="Better")
    reader.fill(reason="Logged twice").click("withdraw")
    assert latest().withdrawn
    assert "This is withdrawn. Saving the form restores it." in late.click("save").html
    assert latest().withdrawn
    assert "Withdrawn: it is kept in the history and counts in no figure." in reader.html
    assert "Restore it" in reader.buttons


def test_the_page_of_a_joint_activity_says_what_only_the_secretariat_can_do(
    uid, amended, monkeypatch
):
    amended(groups=("ALP", "OA-TF"))
    assert "Withdraw" in opened(uid).buttons
    amina = Actor("Amina", Role.EDITOR, frozenset({"ALP"}))
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: amina)
    editor = Reader("activity", uid=uid)
    assert "Only the secretariat can remove another group or withdraw it." in editor.html
    assert "Restore it" not in editor.buttons
    assert "Withdraw" not in editor.press("Amend or withdraw").buttons

    editor.fill(groups=["ALP"], reason="mine").click("save")
    assert "is also by OA-TF: only the secretariat can take it from them." in editor.html
    viewer = Actor("Vera", Role.VIEWER)
    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: viewer)
    assert not any(label.startswith("Amend") for label in Reader("activity", uid=uid).buttons)
