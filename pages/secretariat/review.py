"""Review: the entries that wait for a decision, their content or changes, and the reports due."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.figures import words
from ifla_metrics.imports.columns import ENTRY_TITLES
from ifla_metrics.metrics import due
from ifla_metrics.models.drafts import EVIDENCE_SEPARATOR
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.read.reading import cached_reading
from ifla_metrics.store.versions import AnyVersion
from ifla_metrics.store.write import review
from ifla_metrics.ui import due_reports, errors, lists, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book, people_names, person_name
from ifla_metrics.ui.markup import as_markdown, evidence_list

MAX_SELECTED = 20
"""Entries to read and decide at once."""
SELECTED, COMMENT = "review_selected", "review_comment"
"""Session keys: the selected entries, with the hash of the list they are from; the comment."""


def select() -> list[AnyVersion]:
    """Show the waiting entries, oldest first, and return those that the reader selects.

    If the list changes meanwhile, the entries stay selected, as the versions that were listed.
    """
    list_hash = hash(tuple((entry.kind, entry.uid, entry.version) for entry in entries))
    event = lists.table(
        [row(entry) for entry in entries],
        title=t("Entries that wait for review"),
        key=f"review_{list_hash}",
        on_select="rerun",
        selection_mode="multi-row",
    )
    selected_from, selected = st.session_state.get(SELECTED, (None, []))
    if event.selection.rows or selected_from == list_hash:
        selected = [entries[index] for index in event.selection.rows if index < len(entries)]
        st.session_state[SELECTED] = list_hash, selected
    return list(selected)


def row(entry: AnyVersion) -> dict[str, object]:
    """Return the row of an entry in the list, by column title."""
    return {
        t("Entry"): code_book.entry_title(entry.kind, entry.title, entry.framework),
        t("Kind"): t(ENTRY_TITLES[entry.kind]),
        t("Working groups"): ", ".join(map(code_book.group, entry.groups)),
        t("By"): person_name(entry.recorded_by, people, t),
        t("Sent"): entry.recorded_at.date(),
    }


def show_entry(entry: AnyVersion) -> None:
    """Show the fields of a new entry, or what changed since the last decision."""
    with read_transaction(engine()) as connection:
        after, *decided = review.with_decided(connection, entry)
    title = code_book.entry_title(entry.kind, entry.title, entry.framework)
    st.header(as_markdown(title), anchor=False)
    if entry.reason:
        st.markdown(as_markdown(t("“{words}”", words=entry.reason)))
    before = decided[0].draft if decided else None
    changes = code_book.differences(before, after.draft)
    if before is None:
        shown_elsewhere = ("title", "evidence")
        lists.key_values((c.title, c.after) for c in changes if c.field not in shown_elsewhere)
    elif changes:
        lists.show_differences(changes, t)
    else:
        st.caption(t("The same as version {version}, sent again.", version=decided[0].version))
    evidence = getattr(after.draft, "evidence", ())
    if evidence:
        addresses = evidence.split(EVIDENCE_SEPARATOR) if isinstance(evidence, str) else evidence
        st.markdown(evidence_list(addresses, t))


def show_decision(selected: list[AnyVersion]) -> None:
    """Show a comment field and the buttons that approve or return all selected entries."""
    comment = st.text_area(
        t("Comment for the group (needed to return)"), key=COMMENT, height=90, max_chars=2000
    )
    number = len(selected)
    with st.container(horizontal=True):
        label = t.plural("Approve {n} entry", "Approve {n} entries", number)
        is_approved = st.button(label, type="primary", key="review_approve")
        label = t.plural("Return {n} entry", "Return {n} entries", number)
        is_returned = st.button(label, key="review_return")
    if is_approved or is_returned:
        decisions = [
            review.Decision(
                e.kind, e.uid, e.version, "approved" if is_approved else "returned", comment
            )
            for e in selected
        ]
        done = t.plural("{n} decision is saved.", "{n} decisions are saved.", number)
        errors.attempt(t, done, save, decisions)


def save(decisions: list[review.Decision]) -> None:
    """Save decisions, then clear the selection and the comment."""
    review.decide(engine(), decisions, actor=actor())
    for key in (SELECTED, COMMENT):
        st.session_state.pop(key, None)


shell.require(Right.REVIEW)
choices, t = shell.choices(), shell.t()
reading = cached_reading(choices, due.NEEDS)
reports = due.reports(reading)
groups = [choices.group] if choices.group else None
with read_transaction(engine()) as connection:
    number = review.count_pending(connection, groups)
    entries = review.list_pending(connection, groups, limit=lists.MAX_ROWS)
code_book, people = form_code_book(t), people_names()
title = t.plural("{n} entry waits for review", "{n} entries wait for review", number)
shell.title(
    title if number else t("Nothing waits for review"),
    intro=words.sentences(words.overdue_sentence(due.overdue(reports), t)),
)
errors.show_success()
if entries:
    lists.caption_limit(number, t)
    selected = select()[:MAX_SELECTED]
    st.caption(t("Choose entries to read and decide; {n} at a time.", n=MAX_SELECTED))
    with st.container(key="review_queue_list"):
        for index, entry in enumerate(selected):
            with st.container(key=f"review_entry_{index}"):
                show_entry(entry)
        if selected:
            show_decision(selected)
else:
    st.caption(t("Entries that groups send appear here."))
due_reports.show_by_group(reports, reading, code_book, t)
