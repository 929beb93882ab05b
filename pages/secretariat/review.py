"""Review: what waits for a decision, each entry with what changed; and which reports are due.

Decisions are about the versions on the screen: while one is chosen the list stays as it was read,
and the store refuses all of them when an entry was changed since.
"""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.errors import Conflict, n_
from ifla_metrics.figures import words
from ifla_metrics.imports.columns import ACTIVITY, OF_RECORD
from ifla_metrics.imports.differences import differences
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.review import (
    Compared,
    Decision,
    Item,
    compared,
    count_waiting,
    decide,
    waiting,
)
from ifla_metrics.ui import due_reports, errors, lists, shell
from ifla_metrics.ui.auth import actor, people_names, person_name
from ifla_metrics.ui.codes import form_code_book, names_of
from ifla_metrics.ui.markup import as_markdown

SHOWN = 20
"""Entries on the screen at once: what can be read before it is decided."""
LIST, PASSED = "review_list", "review_passed"
"""Session keys: the list as it was read, with its group; how many entries were passed over."""
DECISIONS = {"approved": n_("Approve"), "returned": n_("Return")}


def read_list() -> list[tuple[Item, Compared]]:
    """Return the oldest entries that wait and were not passed over; keep them while any is decided.

    After the last ones come the oldest again.
    """
    state, groups = st.session_state, [choices.group] if choices.group else None
    of_groups, found = state.get(LIST, (None, []))
    if of_groups == groups and any(state.get(decision_key(item)) for item, _versions in found):
        return found
    with reading(engine) as connection:
        items = waiting(connection, groups, skip=state.get(PASSED, 0), most=SHOWN)
        if not items:
            state[PASSED] = 0
            items = waiting(connection, groups, most=SHOWN)
        state[LIST] = groups, [(item, compared(connection, item)) for item in items]
    return state[LIST][1]


def show_list() -> None:
    """Show what waits, with a decision on each entry."""
    passed, items = st.session_state.get(PASSED, 0), [item for item, _versions in found]
    with st.container(key="review_queue_list"):
        if passed or len(items) == SHOWN:
            if not passed:
                st.caption(t("The {n} oldest; the others follow when these are decided.", n=SHOWN))
            st.button(t("Pass over these"), type="tertiary", key="review_pass", on_click=pass_over)
        st.button(t("Approve all below"), key="review_all", on_click=approve, args=(items,))
        decisions = []
        for place, (item, versions) in enumerate(found):
            with st.container(key=f"review_entry_{place}"):
                show_entry(item, versions)
                decisions += ask(item, place)
        save(decisions)


def pass_over() -> None:
    """Show the entries that follow; what cannot be decided now, as in a locked period, waits."""
    st.session_state[PASSED] = st.session_state.get(PASSED, 0) + SHOWN
    read_again()


def read_again() -> None:
    """Read the list anew: an entry that was changed since is undecided then."""
    st.session_state.pop(LIST, None)


def decision_key(item: Item) -> str:
    """Return the key of the decision on a version."""
    return f"review_{item.kind}_{item.uid}_{item.version}_decision"


def comment_key(entry: Item | Decision) -> str:
    """Return the key of what is typed for the group, whichever version is shown."""
    return f"review_{entry.kind}_{entry.uid}_comment"


def approve(items: list[Item]) -> None:
    """Choose "Approve" for all that is shown."""
    for item in items:
        st.session_state[decision_key(item)] = "approved"


def ask(item: Item, place: int) -> list[Decision]:
    """Ask for the decision on an entry; return it, if there is one."""
    decision = st.segmented_control(
        t("Decision on entry {n}", n=place + 1),
        list(DECISIONS),
        format_func=lambda decision: t(DECISIONS[decision]),
        key=decision_key(item),
        label_visibility="collapsed",
    )
    comment = ""
    if decision == "returned":
        comment = st.text_area(
            t("What should the group change?"),
            key=comment_key(item),
            height=90,
            max_chars=2000,
            persist_state="session",
        )
    return [Decision(item.kind, item.uid, item.version, decision, comment)] if decision else []


def show_entry(item: Item, versions: Compared) -> None:
    """Show whose entry it is and who sent it; all that it says when new, else what changed."""
    kind = t("Activity") if item.kind == ACTIVITY else t(OF_RECORD[item.kind].title)
    groups = ", ".join(code_book.group(code) for code in item.groups)
    stated = vars(versions.after).get("date_as_stated")  # "mars 2012", as it was typed.
    day = stated or (t.date(item.day, "medium") if item.day else "")
    sent = t(
        "sent by {who}, {time}",
        who=person_name(item.recorded_by, people, t),
        time=shell.local_time(item.recorded_at, t),
    )
    st.subheader(as_markdown(code_book.entry(item.kind, item.title, item.framework)), anchor=False)
    facts = [kind, groups, day, sent]
    st.caption(as_markdown(" · ".join(filter(None, facts))))
    if item.reason:
        st.markdown(as_markdown(t("“{words}”", words=item.reason)))
    names = names_of(item.kind, item.framework, code_book)
    changes = differences(versions.before, versions.after, t, names=names)
    if versions.before is None:
        with st.expander(t("New: everything it says")):
            lists.values((one.title, one.after) for one in changes if one.field != "title")
    elif changes:
        lists.changes(changes, t)
    else:
        same = t("The same as version {version}, sent again.", version=versions.before_version)
        st.caption(same)


def save(decisions: list[Decision]) -> None:
    """Show the button that saves all decisions at once, or none."""
    label = t("Save decisions")
    if decisions:
        label = t.plural("Save {n} decision", "Save {n} decisions", len(decisions))
    if not st.button(label, type="primary", disabled=not decisions, key="review_save"):
        return
    done = t.plural("{n} decision is saved.", "{n} decisions are saved.", len(decisions))
    if isinstance(errors.attempt(t, done, decide_all, decisions), Conflict):
        st.button(t("Show the list again"), key="review_again", on_click=read_again)


def decide_all(decisions: list[Decision]) -> None:
    """Save decisions, and empty the boxes of their comments."""
    decide(engine, decisions, actor=actor())
    read_again()
    for one in decisions:
        st.session_state.pop(comment_key(one), None)


shell.require(Right.REVIEW)
choices, t, engine = shell.choices(), shell.t(), engine_of(database_url())
reports = due_reports.read(choices)
with reading(engine) as connection:
    number = count_waiting(connection)
found = read_list()
code_book, people = form_code_book(t), people_names()
title = t.plural("{n} entry waits for review", "{n} entries wait for review", number)
shell.title(
    title if number else t("Nothing waits for review"),
    lede=words.sentences(words.overdue_reports(reports.overdue, t)),
)
errors.show_done()
if found:
    show_list()
else:
    st.caption(t("What groups send appears here."))
due_reports.show_by_group(reports, choices, t)
