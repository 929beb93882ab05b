"""Review: what waits for a decision, what each entry says or changed; and which reports are due."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.figures import words
from ifla_metrics.imports.columns import kind_title
from ifla_metrics.imports.differences import differences
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.review import (
    Decision,
    count_pending,
    decide,
    list_pending,
    with_decided,
)
from ifla_metrics.store.versions import AnyVersion
from ifla_metrics.ui import due_reports, errors, lists, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book, people_names, person_name
from ifla_metrics.ui.markup import as_markdown

SHOWN = 20
"""Entries on the screen at once: what can be read before it is decided."""
CHOSEN, COMMENT = "review_chosen", "review_comment"
"""Session keys: the chosen entries, with the list that they were chosen from; what is typed."""


def choose() -> list[AnyVersion]:
    """Show what waits, the oldest first; return the entries that the reader chose.

    They stay chosen, as the versions that were listed, when somebody sends or decides meanwhile.
    """
    listed = hash(tuple((item.kind, item.uid, item.version) for item in items))
    event = lists.table(
        [row(item) for item in items],
        t,
        title=t("Entries that wait for review"),
        key=f"review_{listed}",
        on_select="rerun",
        selection_mode="multi-row",
    )
    chosen_from, chosen = st.session_state.get(CHOSEN, (None, []))
    if event.selection.rows or chosen_from == listed:
        chosen = [items[place] for place in event.selection.rows if place < len(items)]
        st.session_state[CHOSEN] = listed, chosen
    return chosen


def row(item: AnyVersion) -> dict[str, object]:
    """Return what the list shows of an entry, by title."""
    return {
        t("Entry"): code_book.entry(item.kind, item.title, item.framework),
        t("Kind"): t(kind_title(item.kind)),
        t("Working groups"): ", ".join(map(code_book.group, item.groups)),
        t("By"): person_name(item.recorded_by, people, t),
        t("Sent"): item.recorded_at.date(),
    }


def show_entry(item: AnyVersion) -> None:
    """Show all that an entry says when it is new, else what changed since the last decision."""
    with read_transaction(engine()) as connection:
        after, *decided = with_decided(connection, item)
    st.subheader(as_markdown(code_book.entry(item.kind, item.title, item.framework)), anchor=False)
    if item.reason:
        st.markdown(as_markdown(t("“{words}”", words=item.reason)))
    names = code_book.names(item.kind, item.framework)
    before = decided[0].draft if decided else None
    changes = differences(before, after.draft, t, get_label=names)
    if before is None:
        lists.key_values((one.title, one.after) for one in changes if one.field != "title")
    elif changes:
        lists.show_differences(changes, t)
    else:
        st.caption(t("The same as version {version}, sent again.", version=decided[0].version))


def ask(chosen: list[AnyVersion]) -> None:
    """Ask for the decision on the chosen entries, which is saved for all of them or none."""
    comment = st.text_area(
        t("Comment for the group (needed to return)"), key=COMMENT, height=90, max_chars=2000
    )
    number = len(chosen)
    with st.container(horizontal=True):
        approve = t.plural("Approve {n} entry", "Approve {n} entries", number)
        approves = st.button(approve, type="primary", key="review_approve")
        send_back = t.plural("Return {n} entry", "Return {n} entries", number)
        returns = st.button(send_back, key="review_return")
    if approves or returns:
        made = "approved" if approves else "returned"
        decisions = [Decision(i.kind, i.uid, i.version, made, comment) for i in chosen]
        done = t.plural("{n} decision is saved.", "{n} decisions are saved.", number)
        errors.attempt(t, done, save, decisions)


def save(decisions: list[Decision]) -> None:
    """Save decisions; nothing is chosen then."""
    decide(engine(), decisions, actor=actor())
    for key in (CHOSEN, COMMENT):
        st.session_state.pop(key, None)


shell.require(Right.REVIEW)
choices, t = shell.choices(), shell.t()
reports = due_reports.read(choices)
groups = [choices.group] if choices.group else None
with read_transaction(engine()) as connection:
    number = count_pending(connection, groups)
    items = list_pending(connection, groups, limit=lists.MAX_ROWS)
code_book, people = form_code_book(t), people_names()
title = t.plural("{n} entry waits for review", "{n} entries wait for review", number)
shell.title(
    title if number else t("Nothing waits for review"),
    intro=words.sentences(words.overdue_sentence(reports.overdue, t)),
)
errors.show_success()
if items:
    chosen = choose()[:SHOWN]
    st.caption(t("Choose entries to read and decide; {n} at a time.", n=SHOWN))
    with st.container(key="review_queue_list"):
        for place, item in enumerate(chosen):
            with st.container(key=f"review_entry_{place}"):
                show_entry(item)
        if chosen:
            ask(chosen)
else:
    st.caption(t("Entries that groups send appear here."))
due_reports.show_by_group(reports, t)
