"""The form of one person. What stands in it is fixed to the version that it was opened with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from ifla_metrics.errors import Conflict, IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.settings import database_url, public_address
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.people import Person, add_person, change_person, end_sign_ins, remove_person
from ifla_metrics.store.sessions import issue_link
from ifla_metrics.ui import auth, trouble
from ifla_metrics.ui.auth import Mode, actor
from ifla_metrics.ui.markup import tag
from ifla_metrics.ui.people.words import ROLES

CHOSEN, OPENED, SAID, LINK = "people_chosen", "people_opened", "people_said", "people_link"
"""Session keys: who is chosen, the person as the form was opened with, what was done, a link."""
NEW = ""


def draw(everybody: list[Person], groups: dict[str, str], t: Translate) -> None:
    """Show the choice of a person, the form, and what else can be done for the person."""
    state = st.session_state
    known = {p.code: p for p in everybody}
    if state.get(CHOSEN) not in known:
        state[CHOSEN] = NEW
    chosen: str = st.selectbox(
        t("Person"),
        [NEW, *known],
        format_func=lambda code: known[code].draft.name if code else t("Somebody new"),
        key=CHOSEN,
        on_change=_forget,
    )
    opened = state.setdefault(OPENED, known.get(chosen))
    _told(t)
    said = _fields(opened, groups, t)
    if st.button(t("Save"), type="primary", key="people_save"):
        _do(lambda: _save(opened, said, t), t)
    if opened is not None:
        _further(opened, t)


def _fields(opened: Person | None, groups: dict[str, str], t: Translate) -> dict[str, Any]:
    """Show the fields and return what stands in them, unchecked."""
    before = opened.draft if opened else None
    mark = f"{opened.code}_{opened.version}" if opened else "new"
    name = st.text_input(
        t("Name"), before.name if before else "", key=f"people_name_{mark}", autocomplete="off"
    )
    email = st.text_input(
        t("E-mail address"),
        before.email if before else "",
        key=f"people_email_{mark}",
        help=t("Of the account that the person signs in with. Empty: by personal links only."),
        autocomplete="off",
    )
    roles = list(ROLES)
    role = st.radio(
        t("May"),
        roles,
        index=roles.index(before.role if before else "editor"),
        format_func=lambda code: t(ROLES[code]),
        key=f"people_role_{mark}",
    )
    chosen: list[str] = []
    if role == "editor":
        chosen = st.multiselect(
            t("Working groups"),
            list(groups),
            default=sorted(before.groups & set(groups)) if before else [],
            format_func=lambda code: groups.get(code, code),
            key=f"people_groups_{mark}",
            placeholder=t("Choose"),
            select_all=False,
        )
    active = True
    if before is not None:
        active = st.toggle(t("Admitted"), before.active, key=f"people_active_{mark}")
    return {
        "name": name,
        "email": email,
        "role": role,
        "groups": frozenset(chosen),
        "active": active,
    }


def _further(opened: Person, t: Translate) -> None:
    """Show what else can be done: a link, the end of all sign-ins, another account, removal."""
    by_link = auth.mode() is Mode.SIGN_IN and opened.draft.active
    if by_link and st.button(t("Make a personal link"), key="people_make_link"):
        _do(lambda: _issue(opened, t), t)
    with st.popover(t("More"), type="tertiary"):
        if st.button(t("End all sign-ins and links"), key="people_end"):
            _do(lambda: _end(opened, t), t)
        if opened.bound and st.button(t("Let another account sign in"), key="people_unbind"):
            _do(lambda: _unbind(opened, t), t)
        st.html(
            tag(
                "p",
                t("A removed person's name and address are erased. The entries stay, with a code."),
                class_="im-small",
            )
        )
        if st.button(t("Remove for good"), key="people_remove"):
            _do(lambda: _remove(opened, t), t)


def _do(work: Callable[[], str], t: Translate) -> None:
    """Do what a button asks for and draw the page anew; on a fault say why and keep the form."""
    state = st.session_state
    try:
        state[SAID] = work()
    except Conflict as conflict:
        state.pop(OPENED, None)
        state[SAID] = conflict.say(t)
    except IflaMetricsError as fault:
        trouble.say(fault, t)
        return
    else:
        state.pop(OPENED, None)
    st.rerun()


def _save(opened: Person | None, said: dict[str, Any], t: Translate) -> str:
    draft = PersonDraft(**said)
    engine = engine_of(database_url())
    if opened is None:
        add_person(engine, draft, actor=actor())
        for key in [k for k in st.session_state if str(k).endswith("_new")]:
            del st.session_state[key]
        return t("{name} is added.", name=draft.name)
    change_person(engine, opened.code, draft, base_version=opened.version, actor=actor())
    return t("{name} is changed.", name=draft.name)


def _issue(opened: Person, t: Translate) -> str:
    link = issue_link(engine_of(database_url()), opened.code, actor=actor())
    st.session_state[LINK] = f"{_address()}/sign-in/link/{link.secret}"
    return t(
        "For {name} alone, once, until {day}. It is not shown again.",
        name=opened.draft.name,
        day=t.date(link.expires_at.date()),
    )


def _address() -> str:
    """Return where this page was found, unless the surroundings say what others call it."""
    here = urlsplit(st.context.url or "")
    return public_address(f"{here.scheme}://{here.netloc}" if here.netloc else "")


def _end(opened: Person, t: Translate) -> str:
    end_sign_ins(engine_of(database_url()), opened.code, actor=actor())
    return t("{name} is signed out everywhere.", name=opened.draft.name)


def _unbind(opened: Person, t: Translate) -> str:
    change_person(
        engine_of(database_url()),
        opened.code,
        opened.draft,
        base_version=opened.version,
        actor=actor(),
        unbind=True,
    )
    return t("The next account with the address of {name} is taken.", name=opened.draft.name)


def _remove(opened: Person, t: Translate) -> str:
    remove_person(
        engine_of(database_url()), opened.code, base_version=opened.version, actor=actor()
    )
    return t("{name} is removed.", name=opened.draft.name)


def _told(t: Translate) -> None:
    """Say once what was done, and show a link that was made."""
    state = st.session_state
    if SAID in state:
        trouble.notice(state.pop(SAID))
    if LINK in state:
        st.code(state.pop(LINK), language=None, wrap_lines=True)
        st.html(tag("p", t("Send it to nobody else."), class_="im-small"))


def _forget() -> None:
    """Open another person: the form begins anew, and a link is not shown for somebody else."""
    for key in (OPENED, SAID, LINK):
        st.session_state.pop(key, None)
