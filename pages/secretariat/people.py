"""People: who may read, who reports for which groups, and the secretariat."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.errors import n_
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.settings import public_address
from ifla_metrics.store import people
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.people import Person
from ifla_metrics.store.sessions import issue_link
from ifla_metrics.ui import auth, errors, lists, shell
from ifla_metrics.ui.auth import Mode, actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.markup import as_markdown

ROLES = {
    "viewer": n_("Read"),
    "editor": n_("Report for working groups"),
    "secretariat": n_("Manage everything (secretariat)"),
}
"""What each role may do, in the order of the choice."""
OPENED, TURN = "people_opened", "people_turn"
"""Session keys: the person as the form was opened with, and how often it was begun."""


def show_list() -> None:
    """Show everybody; a chosen row opens the person, one of an earlier list (by its key) nobody."""
    rows = [
        {
            t("Name"): one.draft.name,
            t("Role"): roles[one.draft.role] if one.draft.active else t("no access"),
            t("Working groups"): ", ".join(map(code_book.group, sorted(one.draft.groups))),
            t("Signs in with"): one.draft.email or t("personal link"),
        }
        for one in everybody
    ]
    key = f"people_table_{turn}_{hash(tuple(one.code for one in everybody))}"
    event = lists.table(
        rows, t, title=t("People"), key=key, on_select="rerun", selection_mode="single-row"
    )
    for person in [everybody[place] for place in event.selection.rows if place < len(everybody)]:
        begin(person)
        st.rerun()


def begin(person: Person | None = None) -> None:
    """Begin the form anew: for a person as stored now, or for somebody new."""
    st.session_state[OPENED], st.session_state[TURN] = person, turn + 1


def show_form() -> None:
    """Show the form of one person, or of somebody new.

    The store saves nothing when somebody else changed the person since the form was begun.
    """
    before = opened.draft if opened else PersonDraft.model_construct(name="", role="editor")
    st.subheader(as_markdown(before.name) or t("Add a person"), anchor=False)
    errors.show_success()
    with st.form(f"people_{turn}", border=False):
        name = st.text_input(t("Name"), before.name, 120, autocomplete="off")
        email = st.text_input(
            t("E-mail address (empty: personal links only)"), before.email, 254, autocomplete="off"
        )
        role = st.radio(t("Role"), list(roles), list(roles).index(before.role), roles.__getitem__)
        own = sorted(before.groups)
        groups = {code: code_book.group(code) for code in (*code_book.groups, *own)}
        words = t("Working groups for which they report")
        chosen = st.multiselect(
            words, list(groups), own, groups.__getitem__, placeholder=t("Choose"), select_all=False
        )
        active = not opened or st.toggle(t("Has access"), before.active)
        is_saved = st.form_submit_button(t("Save"), type="primary")
    if is_saved:
        done = n_("{name} is changed.") if opened else n_("{name} is added.")
        reported = frozenset(chosen if role == "editor" else ())
        typed = {"name": name, "email": email, "role": role, "groups": reported}
        attempt(t(done, name=name.strip()), save, active=active, **typed)


def save(**typed: Any) -> None:
    """Add or change a person."""
    draft = PersonDraft(**typed)
    if opened:
        base = opened.version
        people.change_person(engine(), opened.code, draft, base_version=base, actor=actor())
    else:
        people.add_person(engine(), draft, actor=actor())


def show_further(person: Person) -> None:
    """Show what else can be done: a link, shown this once; removal."""
    name, one = person.draft.name, (engine(), person.code)
    by = {"base_version": person.version, "actor": actor()}
    if auth.mode() is Mode.SIGN_IN and st.button(t("Make a personal link"), key="people_make_link"):
        link = issue_link(*one, actor=actor())
        here = urlsplit(st.context.url or "")
        address = public_address(f"{here.scheme}://{here.netloc}" if here.netloc else "")
        words = t(
            "For {name} only. It works once, until {day}, and is not shown again.",
            name=name,
            day=t.date(link.expires_at.date()),
        )
        st.markdown(as_markdown(words))
        st.code(f"{address}/sign-in/link/{link.secret}", language=None, wrap_lines=True)
    with st.popover(t("More"), type="tertiary"):
        st.caption(t("The name and address of a removed person are erased. Their entries stay."))
        if st.button(t("Remove permanently"), key="people_remove"):
            attempt(t("{name} is removed.", name=name), people.remove_person, *one, **by)


def attempt(done: str, write: Callable[..., object], *args: Any, **kwargs: Any) -> None:
    """Write and begin the form anew; what is typed stays when the store refuses it."""

    def write_and_begin() -> None:
        write(*args, **kwargs)
        begin()

    errors.attempt(t, done, write_and_begin)


shell.require(Right.MANAGE_PEOPLE)
t = shell.t()
with read_transaction(engine()) as connection:
    everybody = people.people(connection)
code_book = form_code_book(t)
roles = {code: t(may) for code, may in ROLES.items()}
opened: Person | None = st.session_state.get(OPENED)
turn: int = st.session_state.get(TURN, 0)
number = sum(person.draft.active for person in everybody)
shell.title(
    t.plural("{n} person has access", "{n} people have access", number),
    intro=t("Everybody who signs in can read. Access that you remove ends at once."),
)
wide, narrow = st.columns([3, 2], gap="large")
with wide:
    if everybody:
        show_list()
    else:
        st.markdown(t("Add somebody from the secretariat first."))
with narrow, st.container(key="people_form"):
    show_form()
    if opened:
        show_further(opened)
        st.button(t("Add a person"), type="tertiary", key="people_new", on_click=begin)
