"""The page of one activity: read, amend, withdraw, restore; and nobody's version is overwritten."""

import os

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict
from ifla_metrics.i18n import translate
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.activities import amend_activity, log_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.people import add_person, remove_person
from tests.pages.forms import Reader, copy_of_the_history, versions
from tests.store.conftest import draft


@pytest.fixture
def url(tmp_path, monkeypatch):
    found = copy_of_the_history(tmp_path / "log.db")
    monkeypatch.setenv("IFLA_DATABASE_URL", found)
    yield found
    engine_of(found).dispose()


@pytest.fixture
def uid(url):
    return log_activity(engine_of(url), draft(description="Two days"), actor=LOCAL).uid


def opened(uid):
    """A reader who has the form of an activity open."""
    return Reader("activity", uid=uid).press("Amend")


def test_the_page_of_every_shipped_activity_opens_and_so_does_its_form(url):
    """One of them, before the first strategy, has neither outcome nor direction."""
    with reading(engine_of(url)) as connection:
        uids = connection.exec_driver_sql("SELECT uid FROM activity ORDER BY uid").scalars().all()
    assert len(uids) > 100
    reader = Reader("activity")
    for uid in uids if os.environ.get("IFLA_NIGHT") else uids[::15]:
        reader.app.query_params["uid"] = uid
        assert "Amend" in {button.label for button in reader.run().app.button}, uid
    form = Reader("activity", uid="act-d-001").press("Amend")
    assert form.field("title").value.startswith("Training of trainers")


def test_an_amendment_needs_a_reason_and_shows_what_changed(uid, url):
    reader = opened(uid).fill(title="Workshop for library associations").click("save")
    assert "A change needs a reason." in reader.html
    assert len(versions(url, uid)) == 1

    reader.fill(reason="Named as in the programme").click("save")
    assert [v.version for v in versions(url, uid)] == [1, 2]
    assert "“Named as in the programme”" in reader.html
    [row] = [r for table in reader.app.table for r in table.value.to_numpy() if r[0] == "Title"]
    assert list(row[1:]) == [
        "Workshop on library associations",
        "Workshop for library associations",
    ]


def test_a_later_version_is_shown_beside_and_nothing_is_overwritten(uid, url):
    reader = opened(uid).fill(title="My title", description="Three days")
    amend_activity(
        engine_of(url),
        uid,
        draft(title="Their title", description="Two days", mode="remote"),
        base_version=1,
        reason="They knew",
        actor=LOCAL,
    )
    reader.fill(reason="I know better").click("save")

    assert [v.draft.title for v in versions(url, uid)][1:] == ["Their title"]
    assert "Somebody else saved this while" in reader.html
    assert reader.field("choice_title").options == ["Yours: My title", "Theirs: Their title"]

    reader.press("Combine both and look again")
    assert "Please choose for each field first." in reader.html
    reader.field("choice_title").set_value("mine")
    reader.run().press("Combine both and look again")
    assert reader.field("title").value == "My title"
    assert reader.field("description").value == "Three days"
    assert reader.field("mode").value == "remote"

    reader.click("save")
    latest = versions(url, uid)[-1]
    assert (latest.version, latest.draft.title) == (3, "My title")
    assert (latest.draft.mode, latest.draft.description) == ("remote", "Three days")


def test_who_wrote_a_version_is_named_and_somebody_removed_has_no_code(uid, url):
    said = PersonDraft(
        name="Amina Diallo", email="amina@example.org", role="editor", groups=frozenset({"ALP"})
    )
    person = add_person(engine_of(url), said, actor=LOCAL).uid
    amina = Actor(person, Role.EDITOR, frozenset({"ALP"}))
    amend_activity(
        engine_of(url), uid, draft(title="Her title"), base_version=1, reason="x", actor=amina
    )
    shown = Reader("activity", uid=uid).html
    assert "version 2, Amina Diallo" in shown
    assert "version 1, this computer" in shown

    with pytest.raises(Conflict) as late:
        amend_activity(
            engine_of(url), uid, draft(title="Late"), base_version=1, reason="y", actor=LOCAL
        )
    assert "is by Amina Diallo" in late.value.say(translate("en"))

    remove_person(engine_of(url), person, base_version=1, actor=LOCAL)
    shown = Reader("activity", uid=uid).html
    assert "version 2, somebody who was removed" in shown
    assert person not in shown


def test_a_kept_amendment_is_found_again_with_the_version_it_was_begun_with(uid, url):
    opened(uid).fill(title="My title")
    amend_activity(
        engine_of(url), uid, draft(title="Their title"), base_version=1, reason="x", actor=LOCAL
    )
    later = opened(uid).press("Continue")
    assert later.field("title").value == "My title"
    later.fill(reason="y").click("save")

    assert "Somebody else saved this while" in later.html
    assert versions(url, uid)[-1].draft.title == "Their title"


def test_an_activity_is_withdrawn_with_a_reason_and_can_be_restored(uid, url):
    reader = Reader("activity", uid=uid)
    reader.press("Withdraw it")
    assert "A change needs a reason." in reader.html
    [field] = [w for w in reader.app.text_input if (w.key or "").startswith("withdraw_reason")]
    field.input("Logged twice")
    reader.run().press("Withdraw it")

    assert versions(url, uid)[-1].withdrawn
    assert "Withdrawn: it is kept in the history and counts in no figure." in reader.html
    assert "Restore it" in {button.label for button in reader.app.button}


def test_the_page_of_a_joint_activity_says_what_only_the_secretariat_can_do(url, monkeypatch):
    joint = draft(groups=("ALP", "OA-TF"))
    uid = log_activity(engine_of(url), draft(), actor=LOCAL).uid
    amend_activity(engine_of(url), uid, joint, base_version=1, reason="joint", actor=LOCAL)
    amina = Actor("Amina", Role.EDITOR, frozenset({"ALP"}))

    office = Reader("activity", uid=uid)
    assert {"Withdraw it", "Restore it"} <= {b.label for b in office.app.button}

    monkeypatch.setattr("ifla_metrics.ui.auth._actor", lambda cookies, claims: amina)
    editor = Reader("activity", uid=uid)
    told = "Only the secretariat can remove another group or withdraw it."
    assert told in editor.html
    assert not {"Withdraw it", "Restore it"} & {b.label for b in editor.app.button}

    editor.press("Amend").fill(groups=["ALP"])
    assert told in editor.html
    editor.fill(reason="mine").click("save")
    assert "Only the secretariat can remove OA-TF" in editor.html
    assert len(versions(url, uid)) == 2

    editor.fill(groups=["OA-TF"]).click("save")
    assert versions(url, uid)[-1].draft.groups == ("OA-TF",)


def test_a_button_pressed_on_an_old_page_does_nothing(uid, url):
    reader = Reader("activity", uid=uid)
    amend_activity(
        engine_of(url), uid, draft(title="Their title"), base_version=1, reason="x", actor=LOCAL
    )
    [field] = [w for w in reader.app.text_input if (w.key or "").startswith("withdraw_reason")]
    field.input("Logged twice")
    [button] = [b for b in reader.app.button if b.label == "Withdraw it"]
    button.click()
    reader.run()

    assert not versions(url, uid)[-1].withdrawn
    assert "Their title" in reader.html
