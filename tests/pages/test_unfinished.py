"""What somebody has only begun to type is shown to nobody else, on no page, from no memory."""

import os
from dataclasses import replace

from ifla_metrics.access import LOCAL, STRANGER, Actor, Role, allowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.database import reading
from ifla_metrics.store.form_drafts import MOST, FormDraft, discard_form, save_form, unfinished
from ifla_metrics.store.people import add_person
from ifla_metrics.ui import auth, navigation
from tests.pages.doors import plain
from tests.pages.forms import Reader

CANARY = "Zebrafink Quarterdeck"
GROUPS = frozenset({"ALP"})
BY_DAY = {"our-work", "log", "review", "audit"}
NIGHT = bool(os.environ.get("IFLA_NIGHT"))


def test_an_unfinished_form_is_its_authors_alone(own_history, monkeypatch):
    def editor(name):
        said = PersonDraft(name=name, role=Role.EDITOR, groups=GROUPS)
        code = add_person(own_history, said, actor=LOCAL).uid
        return Actor(code, Role.EDITOR, GROUPS, person=code)

    def page(who, address):
        monkeypatch.setattr(auth, "_actor", lambda *_: who)
        return Reader(address, framework="2010-2015")

    author, other = editor("Thandi"), editor("Jorge")
    page(author, "log").fill(title=CANARY)
    readers = {
        "an editor of the same group": other,
        "the secretariat": replace(other, role=Role.SECRETARIAT),
        "a viewer": replace(other, role=Role.VIEWER),
    }
    looked_at = 0
    for name, who in readers.items():
        for entry in navigation.MENU:
            wanted = NIGHT or entry.address in BY_DAY
            if wanted and entry.listed and allowed(who, entry.right, who.groups):
                assert CANARY not in page(who, entry.address).html, (name, entry.address)
                looked_at += 1
    assert looked_at >= 6
    assert CANARY in page(author, "our-work").html
    assert CANARY in page(author, "log").html


def test_a_form_that_the_store_refuses_to_keep_says_so(own_history):
    """What is typed is never lost without a word; the next form that can be kept says so too."""
    for n in range(MOST):
        save_form(own_history, FormDraft(f"{n}", '{"values": {"title": "T"}}'), actor=LOCAL)
    reader = Reader("log", framework="2010-2015").fill(title=CANARY)
    said = "You have 50 unfinished forms; please send or discard some."
    assert [said in plain(one.value) for one in reader.app.warning] == [True]
    assert "Kept as you type" not in reader.html

    discard_form(own_history, "0", actor=LOCAL)
    assert not reader.fill(description="Further").app.warning
    assert "Kept as you type" in reader.html
    with reading(own_history) as connection:
        assert CANARY in unfinished(connection, actor=LOCAL)[0].content


def test_who_has_signed_out_in_another_tab_presses_no_button_any_more(own_history, monkeypatch):
    """Streamlit calls what a button does before the page asks who reads."""
    ada = Actor("ada", Role.EDITOR, GROUPS)
    monkeypatch.setattr(auth, "_actor", lambda *_: ada)
    reader = Reader("log", framework="2010-2015").fill(title="Begun")
    monkeypatch.setattr(auth, "_actor", lambda *_: STRANGER)
    reader.click("discard")

    with reading(own_history) as connection:
        assert len(unfinished(connection, actor=ada)) == 1
