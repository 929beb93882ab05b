"""The form of one person. It saves nothing when somebody else changed the person meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from ifla_metrics.errors import Conflict, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.settings import database_url, public_address
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.people import Person, add_person, change_person, end_sign_ins, remove_person
from ifla_metrics.store.sessions import issue_link
from ifla_metrics.ui import auth, errors
from ifla_metrics.ui.auth import Mode, actor
from ifla_metrics.ui.markup import as_markdown

ROLES = {
    "viewer": n_("Read"),
    "editor": n_("Report for their working groups"),
    "secretariat": n_("Manage everything (secretariat)"),
}
"""What each role may do, in the order of the choice."""
IN_SHORT = {
    "viewer": n_("read"),
    "editor": n_("report for {groups}"),
    "secretariat": n_("manage everything"),
}
CHOSEN, OPENED = "people_chosen", "people_opened"
"""Session keys: who is chosen, and the person as the form was opened with."""
LINK = "people_link"
"""Session key of a new personal link and the words about it, shown once."""
NEW = ""
NOBODY = PersonDraft.model_construct(name="", role="editor")
"""What the form for somebody new begins with."""


def role_words(draft: PersonDraft, groups: Mapping[str, str], t: Translate) -> str:
    """Return what a person may do; nothing any more when not active."""
    if not draft.active:
        return t("no access")
    named = ", ".join(groups.get(code, code) for code in sorted(draft.groups))
    return t(IN_SHORT[draft.role], groups=named)


def signs_in_by(person: Person, t: Translate) -> str:
    """Return how a person signs in: by an account with an address, or by personal links."""
    if not person.draft.email:
        return t("personal link")
    if person.bound:
        return person.draft.email
    return t("{email} (not signed in yet)", email=person.draft.email)


def show(everybody: list[Person], groups: dict[str, str], t: Translate) -> None:
    """Show the list of people to choose from, the form, and what else can be done."""
    state, known = st.session_state, {p.code: p for p in everybody}
    if state.get(CHOSEN) not in known:
        state[CHOSEN] = NEW
    chosen: str = st.selectbox(
        t("Person"),
        [NEW, *known],
        format_func=lambda code: known[code].draft.name if code else t("Somebody new"),
        key=CHOSEN,
        on_change=_forget,
    )
    opened: Person | None = state.setdefault(OPENED, known.get(chosen))
    errors.show_done()
    if LINK in state:
        words, link = state.pop(LINK)
        st.markdown(as_markdown(words))
        st.code(link, language=None, wrap_lines=True)
        st.caption(t("Do not send it to anybody else."))
    typed = _fields(opened, groups, t)
    if st.button(t("Save"), type="primary", key="people_save"):
        done = n_("{name} is changed.") if opened else n_("{name} is added.")
        _attempt(t, t(done, name=typed["name"].strip()), _save, opened, typed)
    if opened is not None:
        _further(opened, t)


def choose(code: str) -> None:
    """Open a person, or the form for somebody new; for callbacks."""
    st.session_state[CHOSEN] = code
    _forget()


def _fields(opened: Person | None, groups: dict[str, str], t: Translate) -> dict[str, Any]:
    """Show the fields and return what stands in them, unchecked."""
    before = opened.draft if opened else NOBODY
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


def _further(opened: Person, t: Translate) -> None:
    """Show what else can be done: a link, the end of all sign-ins, another account, removal."""
    engine, code, name = engine_of(database_url()), opened.code, opened.draft.name
    by_link = auth.mode() is Mode.SIGN_IN and opened.draft.active
    if by_link and st.button(t("Make a personal link"), key="people_make_link"):
        errors.attempt(t, "", _issue, opened, t)
    with st.popover(t("More"), type="tertiary"):
        if st.button(t("End all sign-ins and links"), key="people_end"):
            done = t("{name} is signed out everywhere.", name=name)
            _attempt(t, done, _change, end_sign_ins, engine, code)
        base = {"base_version": opened.version}
        if opened.bound and st.button(t("Let another account sign in"), key="people_unbind"):
            done = t("{name} can sign in with another account with the same address.", name=name)
            unbound = (change_person, engine, code, opened.draft)
            _attempt(t, done, _change, *unbound, **base, unbind=True)
        st.caption(t("The name and address of a removed person are erased. Their entries stay."))
        if st.button(t("Remove permanently"), key="people_remove"):
            done = t("{name} is removed.", name=name)
            _attempt(t, done, _change, remove_person, engine, code, **base)


def _attempt(t: Translate, done: str, write: Callable[..., object], *args: Any, **kw: Any) -> None:
    """Write; where somebody else changed the person, keep what is typed and offer to look again."""
    if isinstance(errors.attempt(t, done, write, *args, **kw), Conflict):
        st.button(t("Show the person again"), key="people_again", on_click=_forget)


def _change(write: Callable[..., object], *args: object, **kwargs: object) -> None:
    """Write; the person is opened anew then."""
    write(*args, **kwargs, actor=actor())
    st.session_state.pop(OPENED, None)


def _save(opened: Person | None, typed: dict[str, Any]) -> None:
    draft, engine = PersonDraft(**typed), engine_of(database_url())
    if opened is not None:
        _change(change_person, engine, opened.code, draft, base_version=opened.version)
        return
    _change(add_person, engine, draft)
    for key in [k for k in st.session_state if str(k).endswith("_new")]:
        del st.session_state[key]


def _issue(opened: Person, t: Translate) -> None:
    link = issue_link(engine_of(database_url()), opened.code, actor=actor())
    here = urlsplit(st.context.url or "")
    address = public_address(f"{here.scheme}://{here.netloc}" if here.netloc else "")
    words = t(
        "For {name} only. It works once, until {day}, and is not shown again.",
        name=opened.draft.name,
        day=t.date(link.expires_at.date()),
    )
    st.session_state[LINK] = (words, f"{address}/sign-in/link/{link.secret}")


def _forget() -> None:
    """Begin the form anew: a link is not shown for somebody else."""
    for key in (OPENED, errors.DONE, LINK):
        st.session_state.pop(key, None)
