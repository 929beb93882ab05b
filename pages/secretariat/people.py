"""People: who may read, who reports for which groups, and the secretariat."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.settings import database_url, public_address
from ifla_metrics.store import people
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.people import Person
from ifla_metrics.store.sessions import issue_link
from ifla_metrics.ui import auth, errors, lists, shell
from ifla_metrics.ui.auth import Mode, actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.markup import as_markdown

ROLES = {
    "viewer": n_("Read"),
    "editor": n_("Report for their working groups"),
    "secretariat": n_("Manage everything (secretariat)"),
}
"""What each role may do, in the order of the choice."""
OPENED, TURN = "people_opened", "people_turn"
"""Session keys: the person as the form was opened with, and how often it was begun."""


def show_list() -> None:
    """Show everybody in a table; a chosen row opens the person.

    A row that was chosen in an earlier list, which the key tells apart, opens nobody.
    """
    listed = hash(tuple(person.code for person in everybody))
    event = lists.table(
        [row(person) for person in everybody],
        t,
        columns={"name": t("Name"), "may": t("May"), "by": t("Signs in by")},
        title=t("People"),
        key=f"people_table_{turn}_{listed}",
        on_select="rerun",
        selection_mode="single-row",
    )
    for place in event.selection.rows:
        begin(everybody[place])
        st.rerun()


def row(person: Person) -> dict[str, str]:
    """Return a person's name, what they may do, and how they sign in."""
    draft, signs_in_by = person.draft, person.draft.email or t("personal link")
    may = t(ROLES[draft.role]) if draft.active else t("no access")
    if draft.active and draft.groups:
        may += ": " + ", ".join(groups.get(code, code) for code in sorted(draft.groups))
    if draft.email and not person.bound:
        signs_in_by = t("{email} (not signed in yet)", email=draft.email)
    return {"name": draft.name, "may": may, "by": signs_in_by}


def begin(person: Person | None = None) -> None:
    """Begin the form anew: for a person as stored now, or for somebody new."""
    st.session_state[OPENED], st.session_state[TURN] = person, turn + 1


def show_form() -> None:
    """Show the form of one person, or of somebody new.

    The store saves nothing when somebody else changed the person since the form was begun.
    """
    st.subheader(as_markdown(opened.draft.name) if opened else t("Somebody new"), anchor=False)
    errors.show_done()
    typed = ask(opened.draft if opened else PersonDraft.model_construct(name="", role="editor"))
    if st.button(t("Save"), type="primary", key="people_save"):
        done = n_("{name} is changed.") if opened else n_("{name} is added.")
        attempt(t(done, name=typed["name"].strip()), save, typed)
    if opened:
        st.button(t("Somebody new"), type="tertiary", key="people_new", on_click=begin)
        show_further(opened)


def ask(before: PersonDraft) -> dict[str, Any]:
    """Show the fields and return what stands in them, unchecked."""
    name = st.text_input(t("Name"), before.name, 120, key=f"people_name_{turn}", autocomplete="off")
    email = st.text_input(
        t("E-mail address"),
        before.email,
        254,
        key=f"people_email_{turn}",
        help=t(
            "The account that the person signs in with. Leave it empty for personal links only."
        ),
        autocomplete="off",
    )
    role = st.radio(
        t("May"),
        list(ROLES),
        index=list(ROLES).index(before.role),
        format_func=lambda code: t(ROLES[code]),
        key=f"people_role_{turn}",
    )
    chosen: list[str] = []
    if role == "editor":
        chosen = st.multiselect(
            t("Working groups"),
            list(groups),
            default=sorted(before.groups & set(groups)),
            format_func=groups.__getitem__,
            key=f"people_groups_{turn}",
            placeholder=t("Choose"),
            select_all=False,
        )
    active = not opened or st.toggle(t("Has access"), before.active, key=f"people_on_{turn}")
    typed = {"name": name, "email": email, "role": role, "active": active}
    return {**typed, "groups": frozenset(chosen)}


def save(typed: dict[str, Any]) -> None:
    """Add or change a person."""
    draft = PersonDraft(**typed)
    if opened:
        base = opened.version
        people.change_person(engine, opened.code, draft, base_version=base, actor=actor())
    else:
        people.add_person(engine, draft, actor=actor())


def show_further(person: Person) -> None:
    """Show what else can be done: a link, the end of all sign-ins, another account, removal."""
    name, one = person.draft.name, (engine, person.code)
    by = {"base_version": person.version, "actor": actor()}
    by_link = auth.mode() is Mode.SIGN_IN and person.draft.active
    if by_link and st.button(t("Make a personal link"), key="people_make_link"):
        show_link(person)
    with st.popover(t("More"), type="tertiary"):
        if st.button(t("End all sign-ins and links"), key="people_end"):
            done = t("{name} is signed out everywhere.", name=name)
            attempt(done, people.end_sign_ins, *one, actor=actor())
        if person.bound and st.button(t("Let another account sign in"), key="people_unbind"):
            done = t("{name} can sign in with another account with the same address.", name=name)
            attempt(done, people.change_person, *one, person.draft, **by, unbind=True)
        st.caption(t("The name and address of a removed person are erased. Their entries stay."))
        if st.button(t("Remove permanently"), key="people_remove"):
            attempt(t("{name} is removed.", name=name), people.remove_person, *one, **by)


def show_link(person: Person) -> None:
    """Make a personal link and show it, this once."""
    try:
        link = issue_link(engine, person.code, actor=actor())
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    here = urlsplit(st.context.url or "")
    address = public_address(f"{here.scheme}://{here.netloc}" if here.netloc else "")
    words = t(
        "For {name} only. It works once, until {day}, and is not shown again.",
        name=person.draft.name,
        day=t.date(link.expires_at.date()),
    )
    st.markdown(as_markdown(words))
    st.code(f"{address}/sign-in/link/{link.secret}", language=None, wrap_lines=True)
    st.caption(t("Do not send it to anybody else."))


def attempt(done: str, write: Callable[..., object], *args: Any, **kwargs: Any) -> None:
    """Write and begin the form anew; what is typed stays when the store refuses it."""

    def write_and_begin() -> None:
        write(*args, **kwargs)
        begin()

    errors.attempt(t, done, write_and_begin)


shell.require(Right.MANAGE_PEOPLE)
t, engine = shell.t(), engine_of(database_url())
with reading(engine) as connection:
    everybody = people.people(connection)
groups = dict(form_code_book(t).groups)
opened: Person | None = st.session_state.get(OPENED)
turn: int = st.session_state.get(TURN, 0)
reporting = sum(p.draft.active and p.draft.role == "editor" for p in everybody)
shell.title(
    t.plural("{n} person reports", "{n} people report", reporting)
    if everybody
    else t("Nobody has been added yet"),
    lede=t(
        "Everybody who signs in can read. An editor can edit their own groups, the secretariat "
        "everything. Access that you remove ends at once."
    ),
)
wide, narrow = shell.columns(3, 2)
with wide:
    if everybody:
        show_list()
    else:
        st.markdown(t("Start with somebody from the secretariat."))
with narrow if everybody else wide, st.container(key="people_form"):
    show_form()
