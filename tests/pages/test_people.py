"""The page "People", and the menu of each role."""

import re

import pytest
import streamlit as st

from ifla_metrics.access import LOCAL, Actor, Role, allowed
from ifla_metrics.errors import Refused
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.accounts.people import add_person, change_person, people, remove_person
from ifla_metrics.store.database import read_transaction, touch_reference, write_transaction
from ifla_metrics.ui import menu
from tests.pages.page import Page, html

HOSTILE = "Board **Member** <b>x</b> :red[y] ![](https://evil.example/x.png) $z$"
THANDI = PersonDraft(
    name="Thandi Mokoena", email="thandi@example.org", role=Role.EDITOR, groups={"ALP"}
)


def people_by_name(engine):
    with read_transaction(engine) as connection:
        return {person.draft.name: person for person in people(connection)}


@pytest.fixture
def thandi(own_history):
    """The code of the only person."""
    return add_person(own_history, THANDI, actor=LOCAL).uid


def test_a_person_is_added_and_removed_and_their_name_is_text(own_history):
    page = Page("people")
    assert not page.app.menu_button, "filters have no effect here"
    page.app.text_input[0].input(HOSTILE)
    page.press("Save")
    assert "A person who reports needs a working group; others have none." in html(page.app)
    assert people_by_name(own_history) == {}

    page.app.multiselect[0].set_value(["OA-TF"])
    page.press("Save")
    assert people_by_name(own_history)[HOSTILE].draft.groups == {"OA-TF"}
    assert "is added." in page.text
    assert page.app.text_input[0].value == ""
    app = page.select().app
    elements = (*app.header, *app.markdown, *app.success)
    assert not any(HOSTILE[:12] in element.value for element in elements), "must be escaped"
    page.select().click("remove")
    assert people_by_name(own_history) == {}


def test_a_form_opened_before_another_change_overwrites_nothing(own_history, thandi):
    page = Page("people").select()
    renamed = THANDI.model_copy(update={"name": "Thandi M."})
    change_person(own_history, thandi, renamed, base_version=1, actor=LOCAL)
    page.app.text_input[1].input("new@example.org")
    page.press("Save")

    assert "Somebody else has changed" in html(page.app)
    assert page.app.text_input[1].value == "new@example.org"
    page.press("Save").select()
    assert people_by_name(own_history)["Thandi M."].draft.email == "thandi@example.org"
    assert page.app.text_input[0].value == "Thandi M."


def test_a_retired_group_stays_with_its_people_and_is_given_to_nobody_else(own_history, thandi):
    with write_transaction(own_history) as connection:
        retire = "UPDATE working_group SET retired_on = '2020-01-01' WHERE code = 'ALP'"
        connection.exec_driver_sql(retire)
        touch_reference(connection)
    page = Page("people").select()
    page.app.text_input[0].input("Thandi M.")
    page.press("Save")
    assert people_by_name(own_history)["Thandi M."].draft.groups == {"ALP"}
    with pytest.raises(Refused, match="group ALP is retired"):
        add_person(own_history, THANDI.model_copy(update={"email": ""}), actor=LOCAL)


def test_people_are_filtered_by_role_and_group(own_history, thandi):
    add_person(own_history, PersonDraft(name="Zola", role="viewer"), actor=LOCAL)

    def names(**query):
        return [*Page("people", **query).app.dataframe[0].value["Name"]]

    assert names() == ["Thandi Mokoena", "Zola"]
    assert names(role="viewer") == ["Zola"]
    assert names(reports_for="ALP") == ["Thandi Mokoena"]
    assert "Nobody matches." in Page("people", role="none").text


@pytest.mark.parametrize("row", [0, 1])
def test_a_row_selected_in_an_outdated_list_opens_nobody(own_history, thandi, row):
    add_person(own_history, PersonDraft(name="Zola", role="viewer"), actor=LOCAL)
    page = Page("people")
    remove_person(own_history, thandi, base_version=1, actor=LOCAL)
    page.select(row)

    assert [header.value for header in page.app.header] == ["Add a person"]


def test_a_sign_in_link_is_offered_where_links_are_used_and_shown_once(thandi, act_as, monkeypatch):
    page = Page("people").select()
    assert "people_make_link" not in [button.key for button in page.app.button]

    monkeypatch.setenv("IFLA_SIGN_IN", "links")
    act_as(Actor("p-9", Role.SECRETARIAT))
    page = page.run().click("make_link")
    assert re.search(r"/sign-in/link/[\w-]{43}", page.app.code[0].value)
    assert not page.run().app.code


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_the_menu_has_exactly_the_pages_that_the_reader_may_open(history, role, act_as):
    reader = Actor("p-1", role, frozenset({"ALP"} if role is Role.EDITOR else ()))
    act_as(reader)
    app = Page("stories").app
    for entry in menu.MENU:
        if allowed(reader, entry.right, reader.groups):
            app.switch_page(entry.script)
        else:
            with pytest.raises(ValueError, match=re.escape(entry.file.rpartition("/")[2])):
                app.switch_page(entry.script)


def test_every_page_asks_a_stranger_to_sign_in_and_shows_nothing_else(history, monkeypatch):
    monkeypatch.setenv("IFLA_SIGN_IN", "links")
    monkeypatch.setattr(type(st.context), "cookies", {})  # AppTest mocks every cookie.
    app = Page("overview").app
    for entry in menu.MENU:
        app.switch_page(entry.script).run()
        assert app.title[0].value == "Sign in to IFLA Metrics", entry.url_path
        assert not app.selectbox
        assert "<table" not in html(app)
