"""People: who may read, who reports for which groups, and who is in the secretariat."""

from urllib.parse import urlsplit

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.errors import n_
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.settings import public_address
from ifla_metrics.store.accounts import people
from ifla_metrics.store.accounts.people import Person
from ifla_metrics.store.accounts.sessions import issue_link
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.ui import auth, errors, lists, navigation, shell
from ifla_metrics.ui.auth import Mode, actor
from ifla_metrics.ui.codes import ROLES, form_code_book
from ifla_metrics.ui.markup import as_markdown

NO_ACCESS = "none"
"""The option of the filter by role for people who have no access."""
PERSON, FORM_NUMBER = "people_opened", "people_form_number"
"""Session keys: the stored person in the form, and a number that changes with each new form."""


def show_list() -> None:
    """Show the people of the chosen role and group; selecting a row opens its person."""
    with st.container(horizontal=True, key="people_filters"):
        role = navigation.selectbox_in_url(
            "role", {**roles, NO_ACCESS: t("no access")}, t("All roles")
        )
        group_titles = code_book.groups
        group = navigation.selectbox_in_url("reports_for", group_titles, t("All working groups"))
    shown = [
        person
        for person in everybody
        if role in ("", person.draft.role if person.draft.active else NO_ACCESS)
        and (not group or group in person.draft.groups)
    ]
    if not shown:
        st.caption(t("Nobody matches."))
        return
    rows = [
        {
            t("Name"): person.draft.name,
            t("Role"): roles[person.draft.role] if person.draft.active else t("no access"),
            t("Working groups"): ", ".join(map(code_book.group, sorted(person.draft.groups))),
            t("Signs in with"): person.draft.email or t("personal link"),
        }
        for person in shown
    ]
    # A changed list gets a new key, so that an old selection cannot open the wrong person.
    key = f"people_table_{hash(tuple(person.code for person in shown))}"
    position = lists.selected_row(key, rows, title=t("People"))
    if position is not None:
        open_form(shown[position])
        st.rerun()


def open_form(person: Person | None = None) -> None:
    """Open a new form, for a stored person or for somebody new."""
    st.session_state[PERSON], st.session_state[FORM_NUMBER] = person, form_number + 1


def show_form() -> None:
    """Show the form of a stored person, or of somebody new."""
    stored = opened.draft if opened else PersonDraft.model_construct(name="", role="editor")
    st.header(as_markdown(stored.name) or t("Add a person"), anchor=False)
    errors.show_success()
    with st.form(f"people_{form_number}", border=False):
        name = st.text_input(t("Name"), stored.name, 120, autocomplete="off")
        email = st.text_input(
            t("E-mail address (empty: personal links only)"), stored.email, 254, autocomplete="off"
        )
        role = st.radio(t("Role"), list(roles), list(roles).index(stored.role), roles.__getitem__)
        stored_groups = sorted(stored.groups)
        options = {code: code_book.group(code) for code in (*code_book.groups, *stored_groups)}
        label, get_label = t("Working groups for which they report"), options.__getitem__
        groups = st.multiselect(
            label, [*options], stored_groups, get_label, placeholder=t("Choose"), select_all=False
        )
        active = not opened or st.toggle(t("Has access"), stored.active)
        is_submitted = st.form_submit_button(t("Save"), type="primary")
    reported = frozenset(groups if role == "editor" else ())

    def save() -> None:
        draft = PersonDraft(name=name, email=email, role=role, groups=reported, active=active)
        if opened:
            base = opened.version
            people.change_person(engine(), opened.code, draft, base_version=base, actor=actor())
        else:
            people.add_person(engine(), draft, actor=actor())
        open_form()  # If the store refuses, the form stays as it is.

    if is_submitted:
        done = n_("The changes for {name} are saved.") if opened else n_("{name} is added.")
        errors.attempt(t, t(done, name=name.strip()), save)


def show_actions(person: Person) -> None:
    """Show the buttons that make a personal link, which is shown only once, and remove a person."""
    name = person.draft.name
    if auth.mode() is Mode.SIGN_IN and st.button(t("Make a personal link"), key="people_make_link"):
        link = issue_link(engine(), person.code, actor=actor())
        page = urlsplit(st.context.url or "")
        address = public_address(f"{page.scheme}://{page.netloc}" if page.netloc else "")
        note = t(
            "For {name} only. It works once, until {day}, and is not shown again.",
            name=name,
            day=t.date(link.expires_at.date()),
        )
        st.markdown(as_markdown(note))
        st.code(f"{address}/sign-in/link/{link.secret}", language=None, wrap_lines=True)

    def remove() -> None:
        people.remove_person(engine(), person.code, base_version=person.version, actor=actor())
        open_form()

    with st.popover(t("More"), type="tertiary"):
        st.caption(t("Name, address and unfinished forms are erased. The entries stay."))
        if st.button(t("Remove permanently"), key="people_remove"):
            errors.attempt(t, t("{name} is removed.", name=name), remove)


shell.require(Right.MANAGE_PEOPLE)
t = shell.t()
with read_transaction(engine()) as connection:
    everybody = people.people(connection)
code_book = form_code_book(t)
roles = {code: t(label) for code, label in ROLES.items()}
opened: Person | None = st.session_state.get(PERSON)
form_number: int = st.session_state.get(FORM_NUMBER, 0)
number = sum(person.draft.active for person in everybody)
shell.title(
    t.plural("{n} person has access", "{n} people have access", number),
    intro=t("Everybody who signs in can read. Access that you remove ends at once."),
)
left, right = st.columns([3, 2], gap="large")
with left:
    if everybody:
        show_list()
    else:
        st.markdown(t("Add somebody from the secretariat first."))
with right, st.container(key="people_form"):
    show_form()
    if opened:
        show_actions(opened)
        st.button(t("Add a person"), type="tertiary", key="people_new", on_click=open_form)
