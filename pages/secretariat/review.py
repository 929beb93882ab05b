"""Review: what waits for a decision, each entry with what changed; and which reports are due.

A decision is about the version that was on the screen: the key of its widget has its number, so
that a version that somebody saved meanwhile is shown undecided, and the store compares it again.
What was typed for the group stays in its box.
"""

from typing import Final

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.imports.columns import ACTIVITY, OF_RECORD
from ifla_metrics.imports.differences import differences
from ifla_metrics.models.columns import Precision
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
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
PASSED = "review_passed"
"""Session key: how many entries were passed over."""
APPROVED: Final = "approved"
RETURNED: Final = "returned"
DECISIONS = {APPROVED: n_("Approve"), RETURNED: n_("Return")}


def read_queue() -> tuple[int, list[tuple[Item, Compared]]]:
    """Return how many entries wait, and the oldest of the group that were not passed over."""
    groups, passed = [choices.group] if choices.group else None, st.session_state.get(PASSED, 0)
    with reading(engine_of(database_url())) as connection:
        items = waiting(connection, groups, most=passed + SHOWN)[passed:]
        if passed and not items:  # After the last ones the oldest again.
            st.session_state[PASSED] = 0
            items = waiting(connection, groups, most=SHOWN)
        found = [(item, compared(connection, item)) for item in items]
        return count_waiting(connection), found


def show_queue() -> None:
    """Show what waits, with a decision on each entry."""
    with st.container(key="review_queue_list"):
        passed = st.session_state.get(PASSED, 0)
        if passed or len(queue) == SHOWN:
            if not passed:
                st.caption(t("The {n} oldest; the others follow when these are decided.", n=SHOWN))
            st.button(t("Pass over these"), type="tertiary", key="review_pass", on_click=pass_over)
        items = [item for item, _versions in queue]
        st.button(t("Approve all below"), key="review_all", on_click=approve, args=(items,))
        decisions = []
        for place, (item, versions) in enumerate(queue):
            with st.container(key=f"review_entry_{place}"):
                show_entry(item, versions)
                decisions += ask(item, place)
        save(decisions)


def pass_over() -> None:
    """Show the entries that follow; what cannot be decided now, as in a locked period, waits."""
    st.session_state[PASSED] = st.session_state.get(PASSED, 0) + SHOWN


def decision_key(item: Item) -> str:
    """Return the key of the decision on the version that is shown."""
    return f"review_{item.kind}_{item.uid}_{item.version}_decision"


def comment_key(entry: Item | Decision) -> str:
    """Return the key of what is typed for the group, whichever version is shown."""
    return f"review_{entry.kind}_{entry.uid}_comment"


def approve(items: list[Item]) -> None:
    """Choose "Approve" for all that is shown."""
    for item in items:
        st.session_state[decision_key(item)] = APPROVED


def ask(item: Item, place: int) -> list[Decision]:
    """Ask for the decision on an entry; return it, if there is one."""
    picked = st.segmented_control(
        t("Decision on entry {n}", n=place + 1),
        list(DECISIONS),
        format_func=lambda decision: t(DECISIONS[decision]),
        key=decision_key(item),
        label_visibility="collapsed",
    )
    if picked == APPROVED:
        return [Decision(item.kind, item.uid, item.version, APPROVED)]
    key = comment_key(item)
    if picked != RETURNED and not st.session_state.get(key):
        return []
    comment = st.text_area(
        t("What should the group change?"),
        key=key,
        height=90,
        max_chars=2000,
        persist_state="session",
    )
    if picked != RETURNED:
        return []
    return [Decision(item.kind, item.uid, item.version, RETURNED, comment or "")]


def show_entry(item: Item, versions: Compared) -> None:
    """Show whose entry it is and who sent it; all that it says when new, else what changed."""
    kind = t("Activity") if item.kind == ACTIVITY else t(OF_RECORD[item.kind].title)
    groups = ", ".join(code_book.group(code) for code in item.groups)
    sent = t(
        "sent by {who}, {time}",
        who=person_name(item.recorded_by, people, t),
        time=shell.local_time(item.recorded_at, t),
    )
    st.subheader(as_markdown(code_book.entry(item.kind, item.title, item.framework)), anchor=False)
    facts = [kind, groups, day(item, versions.after), sent]
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


def day(item: Item, draft: ActivityDraft | RecordDraft) -> str:
    """Return the day no more exactly than it is known: "mars 2012" as it was typed."""
    stated = str(getattr(draft, "date_as_stated", ""))
    if stated and getattr(draft, "date_precision", Precision.DAY) != Precision.DAY:
        return stated
    return t.date(item.day, "medium") if item.day else ""


def save(decisions: list[Decision]) -> None:
    """Show the button that saves all decisions at once."""
    label = t("Save decisions")
    if decisions:
        label = t.plural("Save {n} decision", "Save {n} decisions", len(decisions))
    if not st.button(label, type="primary", disabled=not decisions, key="review_save"):
        return
    approved = sum(one.decision == APPROVED for one in decisions)
    done = []
    if approved:
        done.append(t.plural("{n} entry approved.", "{n} entries approved.", approved))
    if came_back := len(decisions) - approved:
        done.append(t.plural("{n} entry returned.", "{n} entries returned.", came_back))
    errors.attempt(t, " ".join(done), decide_all, decisions)


def decide_all(decisions: list[Decision]) -> None:
    """Save decisions, and empty the boxes of their comments."""
    decide(engine_of(database_url()), decisions, actor=actor())
    for one in decisions:
        st.session_state.pop(comment_key(one), None)


shell.require(Right.REVIEW)
choices, t = shell.choices(), shell.t()
reports = due_reports.read(choices)
number, queue = read_queue()
code_book, people = form_code_book(t), people_names()
title = t.plural("{n} entry waits for review", "{n} entries wait for review", number)
shell.title(
    title if number else t("Nothing waits for review"),
    lede=words.sentences(words.overdue_reports(reports.overdue, t)),
)
errors.show_done()
if queue:
    show_queue()
else:
    st.caption(t("What groups send appears here."))
due_reports.show_by_group(reports, choices, t)
