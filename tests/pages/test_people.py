"""The page of people, and what each kind of reader finds in the menu."""

import re

import pytest
import streamlit as st

from ifla_metrics.access import LOCAL, Actor, Role, allowed
from ifla_metrics.errors import Refused
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.database import read_transaction, touch_reference, write_transaction
from ifla_metrics.store.people import add_person, change_person, people, remove_person
from ifla_metrics.ui import auth, menu
from tests.pages.doors import html
from tests.pages.forms import Reader

HOSTILE = "Board **Member** <b>x</b> :red[y] ![](https://evil.example/x.png) $z$"
THANDI = PersonDraft(
    name="Thandi Mokoena", email="thandi@example.org", role=Role.EDITOR, groups={"ALP"}
)


def kept(engine):
    with read_transaction(engine) as connection:
        return {p.draft.name: p for p in people(connection)}


def opened(engine, draft=THANDI):
    """The page with the form of the only person that there is."""
    code = add_person(engine, draft, actor=LOCAL).uid
    found = Reader("people")
    return code, select(found)


def select(found, row=0):
    [key] = [one.key for one in found.app.dataframe]
    found.app.session_state[key] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    return found.run()


def test_a_person_is_added_when_nothing_is_wrong_and_removed_and_a_name_is_text(own_history):
    found = Reader("people")
    assert not found.app.menu_button  # No filter changes what is shown.
    found.app.text_input[0].input(HOSTILE)
    found.press("Save")
    assert "An editor must belong to at least one group." in html(found.app)
    assert kept(own_history) == {}

    found.app.multiselect[0].set_value(["OA-TF"])
    found.press("Save")
    assert kept(own_history)[HOSTILE].draft.groups == {"OA-TF"}
    assert "is added." in found.html
    assert found.app.text_input[0].value == ""
    titles = [*select(found).app.subheader]
    shown = (*titles, *found.app.markdown, *found.app.success)
    assert not any(HOSTILE[:12] in one.value for one in shown)
    select(found).click("remove")
    assert kept(own_history) == {}


def test_a_form_that_was_opened_before_anothers_change_overwrites_nothing(own_history):
    code, found = opened(own_history)
    other = THANDI.model_copy(update={"name": "Thandi M."})
    change_person(own_history, code, other, base_version=1, actor=LOCAL)
    found.app.text_input[1].input("new@example.org")
    found.press("Save")

    assert "Somebody else has changed" in html(found.app)
    assert found.app.text_input[1].value == "new@example.org"
    select(found.press("Save"))
    assert kept(own_history)["Thandi M."].draft.email == "thandi@example.org"
    assert found.app.text_input[0].value == "Thandi M."


def test_who_reports_for_a_group_that_was_retired_keeps_it_and_nobody_else_is_given_it(own_history):
    add_person(own_history, THANDI, actor=LOCAL)
    with write_transaction(own_history) as connection:
        retire = "UPDATE working_group SET retired_on = '2020-01-01' WHERE code = 'ALP'"
        connection.exec_driver_sql(retire)
        touch_reference(connection)
    found = select(Reader("people"))
    found.app.text_input[0].input("Thandi M.")
    found.press("Save")
    assert kept(own_history)["Thandi M."].draft.groups == {"ALP"}
    with pytest.raises(Refused, match="group ALP is retired"):
        add_person(own_history, THANDI.model_copy(update={"email": ""}), actor=LOCAL)


@pytest.mark.parametrize("row", [0, 1])
def test_a_row_of_a_list_that_is_another_one_now_opens_nobody(own_history, row):
    code, found = opened(own_history)
    add_person(own_history, PersonDraft(name="Zola", role="viewer"), actor=LOCAL)
    found = Reader("people")
    remove_person(own_history, code, base_version=1, actor=LOCAL)
    select(found, row)

    assert not found.app.exception
    assert [one.value for one in found.app.subheader] == ["Add a person"]


def test_a_link_is_made_where_people_sign_in_and_shown_once(own_history, monkeypatch):
    _, found = opened(own_history)
    assert "people_make_link" not in [b.key for b in found.app.button]

    monkeypatch.setenv("IFLA_SIGN_IN", "links")
    monkeypatch.setattr(auth, "_actor", lambda *_: Actor("p-9", Role.SECRETARIAT))
    found = found.run().click("make_link")
    assert re.search(r"/sign-in/link/[\w-]{43}", found.app.code[0].value)
    assert not found.run().app.code


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_the_menu_shows_what_its_reader_may_open_and_nothing_else(history, role, monkeypatch):
    who = Actor("p-1", role, frozenset({"ALP"} if role is Role.EDITOR else ()))
    monkeypatch.setattr(auth, "_actor", lambda *_: who)
    app = Reader("stories").app
    for entry in menu.MENU:
        if allowed(who, entry.right, who.groups):
            app.switch_page(entry.script)
        else:
            with pytest.raises(ValueError, match=re.escape(entry.file.rpartition("/")[2])):
                app.switch_page(entry.script)


def test_a_stranger_is_asked_to_sign_in_on_every_page_and_sees_nothing(history, monkeypatch):
    monkeypatch.setenv("IFLA_SIGN_IN", "links")
    monkeypatch.setattr(type(st.context), "cookies", {})  # AppTest gives a mock for every cookie.
    app = Reader("overview").app
    for entry in menu.MENU:
        shown = html(app.switch_page(entry.script).run())
        assert app.title[0].value == "Sign in to IFLA Metrics", entry.url_path
        assert not app.selectbox
        assert "<table" not in shown
