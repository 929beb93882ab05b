"""People: who may read, who reports for which groups, and the secretariat."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.errors import Conflict, IflaMetricsError, n_
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.settings import database_url, public_address
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.people import (
    Person,
    add_person,
    change_person,
    end_sign_ins,
    people,
    remove_person,
)
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
CHOSEN, OPENED = "people_chosen", "people_opened"
"""Session keys: who is chosen, and the person as the form was opened with."""
NEW = ""


def heading() -> str:
    """Return how many people report, and for how many groups."""
    editors = [p.draft for p in everybody if p.draft.active and p.draft.role == "editor"]
    if not everybody:
        return t("Nobody has been added yet")
    return t.plural(
        "{reporting} for {n} working group",
        "{reporting} for {n} working groups",
        len({group for draft in editors for group in draft.groups}),
        reporting=t.plural("{n} person reports", "{n} people report", len(editors)),
    )


def show_list() -> None:
    """Show everybody in a table; a chosen row opens the person."""
    rows = [{"name": p.draft.name, "may": may(p.draft), "by": signs_in_by(p)} for p in everybody]
    key = f"people_table_{st.session_state.get(CHOSEN, NEW)}"  # Of another person: none is chosen.

    def open_chosen() -> None:
        st.session_state[CHOSEN] = everybody[st.session_state[key].selection.rows[0]].code
        close()

    lists.table(
        rows,
        t,
        columns={"name": t("Name"), "may": t("May"), "by": t("Signs in by")},
        title=t("People"),
        key=key,
        on_select=open_chosen,
        selection_mode="single-row",
    )


def may(draft: PersonDraft) -> str:
    """Return what a person may do; nothing any more when not active."""
    if not draft.active:
        return t("no access")
    named = [groups.get(code, code) for code in sorted(draft.groups)]
    return ": ".join(filter(None, (t(ROLES[draft.role]), ", ".join(named))))


def signs_in_by(person: Person) -> str:
    """Return how a person signs in: by an account with an address, or by personal links."""
    if not person.draft.email:
        return t("personal link")
    if person.bound:
        return person.draft.email
    return t("{email} (not signed in yet)", email=person.draft.email)


def show_form() -> None:
    """Show the form of one person, and what else can be done.

    It saves nothing when somebody else changed the person since it was opened.
    """
    state, known = st.session_state, {p.code: p for p in everybody}
    if state.get(CHOSEN) not in known:
        state[CHOSEN] = NEW
    chosen: str = st.selectbox(
        t("Person"),
        [NEW, *known],
        format_func=lambda code: known[code].draft.name if code else t("Somebody new"),
        key=CHOSEN,
        on_change=close,
    )
    opened: Person | None = state.setdefault(OPENED, known.get(chosen))
    errors.show_done()
    typed = ask(opened)
    if st.button(t("Save"), type="primary", key="people_save"):
        done = n_("{name} is changed.") if opened else n_("{name} is added.")
        attempt(t(done, name=typed["name"].strip()), save, opened, typed)
    if opened is not None:
        show_further(opened)


def ask(opened: Person | None) -> dict[str, Any]:
    """Show the fields and return what stands in them, unchecked."""
    nobody = PersonDraft.model_construct(name="", role="editor")
    before = opened.draft if opened else nobody
    mark = f"{opened.code}_{opened.version}" if opened else "new"
    name = st.text_input(t("Name"), before.name, key=f"people_name_{mark}", autocomplete="off")
    email = st.text_input(
        t("E-mail address"),
        before.email,
        key=f"people_email_{mark}",
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
        key=f"people_role_{mark}",
    )
    chosen: list[str] = []
    if role == "editor":
        chosen = st.multiselect(
            t("Working groups"),
            list(groups),
            default=sorted(before.groups & set(groups)),
            format_func=lambda code: groups.get(code, code),
            key=f"people_groups_{mark}",
            placeholder=t("Choose"),
            select_all=False,
        )
    active = opened is None or st.toggle(t("Has access"), before.active, key=f"people_on_{mark}")
    typed = {"name": name, "email": email, "role": role, "active": active}
    return {**typed, "groups": frozenset(chosen)}


def show_further(opened: Person) -> None:
    """Show what else can be done: a link, the end of all sign-ins, another account, removal."""
    engine, code, name = engine_of(database_url()), opened.code, opened.draft.name
    by_link = auth.mode() is Mode.SIGN_IN and opened.draft.active
    if by_link and st.button(t("Make a personal link"), key="people_make_link"):
        show_link(opened)
    with st.popover(t("More"), type="tertiary"):
        if st.button(t("End all sign-ins and links"), key="people_end"):
            done = t("{name} is signed out everywhere.", name=name)
            attempt(done, change, end_sign_ins, engine, code)
        base = {"base_version": opened.version}
        if opened.bound and st.button(t("Let another account sign in"), key="people_unbind"):
            done = t("{name} can sign in with another account with the same address.", name=name)
            attempt(done, change, change_person, engine, code, opened.draft, **base, unbind=True)
        st.caption(t("The name and address of a removed person are erased. Their entries stay."))
        if st.button(t("Remove permanently"), key="people_remove"):
            done = t("{name} is removed.", name=name)
            attempt(done, change, remove_person, engine, code, **base)


def show_link(opened: Person) -> None:
    """Make a personal link and show it, this once."""
    try:
        link = issue_link(engine_of(database_url()), opened.code, actor=actor())
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    here = urlsplit(st.context.url or "")
    address = public_address(f"{here.scheme}://{here.netloc}" if here.netloc else "")
    words = t(
        "For {name} only. It works once, until {day}, and is not shown again.",
        name=opened.draft.name,
        day=t.date(link.expires_at.date()),
    )
    st.markdown(as_markdown(words))
    st.code(f"{address}/sign-in/link/{link.secret}", language=None, wrap_lines=True)
    st.caption(t("Do not send it to anybody else."))


def attempt(done: str, write: Callable[..., None], *args: Any, **kwargs: Any) -> None:
    """Write; where somebody else changed the person, keep what is typed and offer to look again."""
    if isinstance(errors.attempt(t, done, write, *args, **kwargs), Conflict):
        st.button(t("Show the person again"), key="people_again", on_click=close)


def change(write: Callable[..., object], *args: Any, **kwargs: Any) -> None:
    """Write; the person is opened anew then."""
    write(*args, **kwargs, actor=actor())
    st.session_state.pop(OPENED, None)


def save(opened: Person | None, typed: dict[str, Any]) -> None:
    """Add or change a person."""
    draft, engine = PersonDraft(**typed), engine_of(database_url())
    if opened is not None:
        change(change_person, engine, opened.code, draft, base_version=opened.version)
        return
    change(add_person, engine, draft)
    for key in [k for k in st.session_state if str(k).endswith("_new")]:
        del st.session_state[key]


def close() -> None:
    """Begin the form anew."""
    for key in (OPENED, errors.DONE):
        st.session_state.pop(key, None)


shell.require(Right.MANAGE_PEOPLE)
t = shell.t()
with reading(engine_of(database_url())) as connection:
    everybody = people(connection)
groups = dict(form_code_book(t).groups)
shell.title(
    heading(),
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
