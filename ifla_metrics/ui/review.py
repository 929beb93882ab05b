"""The review queue: what waits for a decision, each entry with what changed, and the decisions.

A decision is about the version that was on the screen: the key of its widget has its number, so
that a version that somebody saved meanwhile is shown undecided, and the store compares it again.
What was typed for the group stays in its box.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, OF_RECORD
from ifla_metrics.imports.differences import differences
from ifla_metrics.metrics.due import Report
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
from ifla_metrics.ui import errors, lists, shell
from ifla_metrics.ui.auth import actor, people_names, person_name
from ifla_metrics.ui.codes import FormCodeBook, form_code_book, names_of
from ifla_metrics.ui.markup import as_markdown

SHOWN = 20
"""Entries on the screen at once: what can be read before it is decided."""
PASSED = "review_passed"
"""Session key: how many entries were passed over."""
APPROVED: Final = "approved"
RETURNED: Final = "returned"
DECISIONS = {APPROVED: n_("Approve"), RETURNED: n_("Return")}


def show(choices: Choices, t: Translate, *, overdue: list[Report]) -> None:
    """Show what waits, of the chosen group or of all, oldest first, with a decision on each."""
    groups, passed = [choices.group] if choices.group else None, st.session_state.get(PASSED, 0)
    with reading(engine_of(database_url())) as connection:
        number = count_waiting(connection)
        items = waiting(connection, groups, most=passed + SHOWN)[passed:]
        if passed and not items:  # After the last ones the oldest again.
            passed = st.session_state[PASSED] = 0
            items = waiting(connection, groups, most=SHOWN)
        versions = [compared(connection, item) for item in items]
    title = t.plural("{n} entry waits for review", "{n} entries wait for review", number)
    shell.title(
        title if number else t("Nothing waits for review"),
        lede=words.sentences(words.overdue_reports(overdue, t)),
    )
    errors.show_done()
    if not items:
        st.caption(t("What groups send appears here."))
        return
    code_book, people = form_code_book(t), people_names()
    with st.container(key="review_queue_list"):
        if passed or len(items) == SHOWN:
            if not passed:
                st.caption(t("The {n} oldest; the others follow when these are decided.", n=SHOWN))
            st.button(t("Pass over these"), type="tertiary", key="review_pass", on_click=_pass)
        st.button(t("Approve all below"), key="review_all", on_click=_approve, args=(items,))
        decisions = []
        for place, (item, version) in enumerate(zip(items, versions, strict=True)):
            with st.container(key=f"review_entry_{place}"):
                _show_entry(item, version, people, code_book, t)
                decisions += _ask(item, place, t)
        _save(decisions, t)


def _pass() -> None:
    """Show the entries that follow; what cannot be decided now, as in a locked period, waits."""
    st.session_state[PASSED] = st.session_state.get(PASSED, 0) + SHOWN


def _decision_key(item: Item) -> str:
    return f"review_{item.kind}_{item.uid}_{item.version}_decision"


def _comment_key(entry: Item | Decision) -> str:
    return f"review_{entry.kind}_{entry.uid}_comment"


def _approve(items: list[Item]) -> None:
    for item in items:
        st.session_state[_decision_key(item)] = APPROVED


def _ask(item: Item, place: int, t: Translate) -> list[Decision]:
    """Ask for the decision on an entry; return it, if there is one."""
    picked = st.segmented_control(
        t("Decision on entry {n}", n=place + 1),
        list(DECISIONS),
        format_func=lambda decision: t(DECISIONS[decision]),
        key=_decision_key(item),
        label_visibility="collapsed",
    )
    if picked == APPROVED:
        return [Decision(item.kind, item.uid, item.version, APPROVED)]
    key = _comment_key(item)
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


def _show_entry(
    item: Item, versions: Compared, people: dict[str, str], code_book: FormCodeBook, t: Translate
) -> None:
    """Show whose entry it is and who sent it; all that it says when new, else what changed."""
    kind = t("Activity") if item.kind == ACTIVITY else t(OF_RECORD[item.kind].title)
    groups = ", ".join(code_book.group(code) for code in item.groups)
    sent = t(
        "sent by {who}, {time}",
        who=person_name(item.recorded_by, people, t),
        time=shell.local_time(item.recorded_at, t),
    )
    st.subheader(as_markdown(code_book.entry(item.kind, item.title, item.framework)), anchor=False)
    facts = [kind, groups, _day(item, versions.after, t), sent]
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


def _day(item: Item, draft: ActivityDraft | RecordDraft, t: Translate) -> str:
    """Return the day no more exactly than it is known: "mars 2012" as it was typed."""
    stated = str(getattr(draft, "date_as_stated", ""))
    if stated and getattr(draft, "date_precision", Precision.DAY) != Precision.DAY:
        return stated
    return t.date(item.day, "medium") if item.day else ""


def _save(decisions: list[Decision], t: Translate) -> None:
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
    errors.attempt(t, " ".join(done), _decide, decisions)


def _decide(decisions: list[Decision]) -> None:
    decide(engine_of(database_url()), decisions, actor=actor())
    for one in decisions:
        st.session_state.pop(_comment_key(one), None)
