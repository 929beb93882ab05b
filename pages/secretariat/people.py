"""People: who may read, who reports for which groups, and the secretariat."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.people import Person, people
from ifla_metrics.ui import lists, people_form, shell
from ifla_metrics.ui.codes import form_code_book


def heading(everybody: list[Person]) -> str:
    """Return how many people report, and for how many groups."""
    editors = [p.draft for p in everybody if p.draft.active and p.draft.role == "editor"]
    groups = {group for draft in editors for group in draft.groups}
    if not everybody:
        return t("Nobody has been added yet")
    return t.plural(
        "{reporting} for {n} working group",
        "{reporting} for {n} working groups",
        len(groups),
        reporting=t.plural("{n} person reports", "{n} people report", len(editors)),
    )


def open_chosen() -> None:
    """Open the person whose row was chosen."""
    people_form.choose(everybody[st.session_state[table].selection.rows[0]].code)


shell.require(Right.MANAGE_PEOPLE)
t = shell.t()
with reading(engine_of(database_url())) as connection:
    everybody = people(connection)
groups = dict(form_code_book(t).groups)
table = f"people_table_{st.session_state.get(people_form.CHOSEN, people_form.NEW)}"
"""A row stays selected as long as the table has the same key."""
shell.title(
    heading(everybody),
    lede=t(
        "Everybody who signs in can read. An editor can edit their own groups, the secretariat "
        "everything. Access that you remove ends at once."
    ),
)
wide, narrow = shell.columns(3, 2)
with wide:
    if everybody:
        rows = [
            {
                "name": p.draft.name,
                "may": people_form.role_words(p.draft, groups, t),
                "by": people_form.signs_in_by(p, t),
            }
            for p in everybody
        ]
        lists.table(
            rows,
            t,
            columns={"name": t("Name"), "may": t("May"), "by": t("Signs in by")},
            title=t("People"),
            key=table,
            on_select=open_chosen,
            selection_mode="single-row",
        )
    else:
        st.markdown(t("Start with somebody from the secretariat."))
with narrow if everybody else wide, st.container(key="people_form"):
    people_form.show(everybody, groups, t)
