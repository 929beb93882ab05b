"""The page of people, and what each kind of reader finds in the menu."""

import re

import pytest
import streamlit as st

from ifla_metrics.access import LOCAL, Actor, Role, allowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.database import reading
from ifla_metrics.store.people import add_person, change_person, people
from ifla_metrics.ui import auth, navigation
from tests.pages.doors import html
from tests.pages.forms import Reader

HOSTILE = "Board **Member** <b>x</b> :red[y] ![](https://evil.example/x.png) $z$"
THANDI = PersonDraft(
    name="Thandi Mokoena", email="thandi@example.org", role=Role.EDITOR, groups={"ALP"}
)


def kept(engine):
    with reading(engine) as connection:
        return {p.draft.name: p for p in people(connection)}


def press(page, key):
    page.app.button(key=key).click()
    return page.run()


def page(person):
    found = Reader("people")
    found.app.selectbox(key="people_chosen").select(person)
    return found.run()


def test_a_person_is_added_when_nothing_is_wrong_and_removed_and_a_name_is_text(own_history):
    found = Reader("people")
    found.app.text_input(key="people_name_new").input(HOSTILE)
    press(found, "people_save")
    assert "An editor belongs to at least one group." in html(found.app)
    assert kept(own_history) == {}

    found.app.multiselect(key="people_groups_new").set_value(["OA-TF"])
    press(found, "people_save")
    assert kept(own_history)[HOSTILE].draft.groups == {"OA-TF"}
    assert "is added." in found.html
    assert found.app.text_input(key="people_name_new").value == ""
    found.app.selectbox(key="people_chosen").select_index(1)
    press(found.run(), "people_end")
    assert not any(HOSTILE[:12] in m.value for m in (*found.app.markdown, *found.app.success))
    press(found, "people_remove")
    assert kept(own_history) == {}


def test_a_form_that_was_opened_before_anothers_change_overwrites_nothing(own_history):
    code = add_person(own_history, THANDI, actor=LOCAL).uid
    found = page(code)
    other = THANDI.model_copy(update={"name": "Thandi M."})
    change_person(own_history, code, other, base_version=1, actor=LOCAL)
    found.app.text_input(key=f"people_email_{code}_1").input("new@example.org")
    press(found, "people_save")

    assert "was changed by somebody else since" in html(found.app)
    press(press(found, "people_save"), "people_again")
    assert kept(own_history)["Thandi M."].draft.email == "thandi@example.org"
    assert found.app.text_input(key=f"people_name_{code}_2").value == "Thandi M."


def test_a_link_is_made_where_people_sign_in_and_shown_once(own_history, monkeypatch):
    code = add_person(own_history, THANDI, actor=LOCAL).uid
    assert not [b for b in page(code).app.button if b.key == "people_make_link"]

    monkeypatch.setenv("IFLA_SIGN_IN", "links")
    monkeypatch.setattr(auth, "_actor", lambda *_: Actor("p-9", Role.SECRETARIAT))
    found = press(page(code), "people_make_link")
    assert re.search(r"/sign-in/link/[\w-]{43}", found.app.code[0].value)
    assert not found.run().app.code


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_the_menu_shows_what_its_reader_may_open_and_nothing_else(history, role, monkeypatch):
    who = Actor("p-1", role, frozenset({"ALP"} if role is Role.EDITOR else ()))
    monkeypatch.setattr(auth, "_actor", lambda *_: who)
    app = Reader("stories").app
    for entry in navigation.MENU:
        if allowed(who, entry.right, who.groups):
            app.switch_page(entry.path)
        else:
            with pytest.raises(ValueError, match=re.escape(entry.file.rpartition("/")[2])):
                app.switch_page(entry.path)


def test_a_stranger_is_asked_to_sign_in_on_every_page_and_sees_nothing(history, monkeypatch):
    monkeypatch.setenv("IFLA_SIGN_IN", "links")
    monkeypatch.setattr(type(st.context), "cookies", {})  # AppTest gives a mock for every cookie.
    app = Reader("overview").app
    for entry in navigation.MENU:
        shown = html(app.switch_page(entry.path).run())
        assert app.title[0].value == "Sign in to IFLA Metrics", entry.address
        assert not app.selectbox
        assert "<table" not in shown
