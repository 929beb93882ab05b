"""Review, first part: what waits for a decision, each with what changed, and the decisions.

The list is fixed when it is drawn: a decision is about the version that was on the screen, and the
store refuses it when somebody has changed the entry since. The only place that names these keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from ifla_metrics.errors import Conflict, IflaMetricsError, n_
from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.due import Report
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
from ifla_metrics.ui import errors
from ifla_metrics.ui.auth import actor, people_names
from ifla_metrics.ui.forms.lists import Lists, lists
from ifla_metrics.ui.markup import tag
from ifla_metrics.ui.review_told import told

SHOWN = 20
"""Entries on the screen at once: what can be read before it is decided."""
QUEUE, DONE, PLACE = "review_queue", "review_done", "review_place"
"""Session keys: the list as it was drawn, what was done last, and how many entries come before."""
APPROVED: Final = "approved"
RETURNED: Final = "returned"
WORDS = {APPROVED: n_("Approve"), RETURNED: n_("Return")}


@dataclass(frozen=True)
class Queue:
    """What was read when the list was drawn."""

    items: tuple[Item, ...]
    said: tuple[Compared, ...]
    names: dict[str, str]
    """Names of people by what the audit keeps."""
    before: int
    """Entries that wait and come before these, and how many wait in all."""
    total: int

    def key(self, place: int, name: str) -> str:
        """Return the key of a widget of an item: of its version, so that no other takes it over."""
        item = self.items[place]
        return f"review_{item.kind}_{item.uid}_{item.version}_{name}"


def head(t: Translate, *, overdue: list[Report]) -> None:
    """Show the answer first: how much waits for a decision, and how many reports are overdue."""
    with reading(engine_of(database_url())) as connection:
        number = count_waiting(connection)
    title = (
        t.plural("{n} entry waits for review", "{n} entries wait for review", number)
        if number
        else t("Nothing waits for review")
    )
    late = words.sentences(words.overdue_reports(overdue, t))
    st.html(tag("h1", title) + tag("p", late, class_="im-lede"))


def draw(t: Translate) -> None:
    """Show what waits, oldest first, with a decision on each."""
    done = st.session_state.pop(DONE, None)
    if done:
        st.html(tag("p", done, class_="im-done", role="status"))
    queue: Queue = st.session_state.get(QUEUE) or _read()
    st.session_state[QUEUE] = queue
    if not queue.items:
        st.html(tag("p", t("What groups send appears here."), class_="im-empty"))
        st.session_state.pop(QUEUE)
        return
    known = lists(t)
    with st.container(key="review_queue_list"):
        _pages(queue, t)
        st.button(t("Approve all below"), key="review_all", on_click=_approve_all, args=(queue,))
        chosen = [_entry(queue, place, known, t) for place in range(len(queue.items))]
        _save(queue, [d for d in chosen if d is not None], t)


def _read() -> Queue:
    with reading(engine_of(database_url())) as connection:
        total = count_waiting(connection)
        before = min(st.session_state.get(PLACE, 0), max(0, total - 1) // SHOWN * SHOWN)
        items = waiting(connection, most=before + SHOWN)[before:]
        said = tuple(compared(connection, item) for item in items)
    return Queue(tuple(items), said, people_names(), before, total)


def _pages(queue: Queue, t: Translate) -> None:
    """Say which entries stand here, and lead to those before and after; one page needs neither."""
    if queue.total <= SHOWN:
        return
    first, last = queue.before + 1, queue.before + len(queue.items)
    with st.container(horizontal=True, vertical_alignment="center", key="review_pages"):
        st.html(
            tag(
                "p",
                t(
                    "Entries {first} to {last} of {all}, the oldest first",
                    first=t.number(first),
                    last=t.number(last),
                    all=t.number(queue.total),
                ),
                class_="im-sub",
            )
        )
        for words, place, there in (
            (t("Earlier"), queue.before - SHOWN, queue.before > 0),
            (t("Later"), queue.before + SHOWN, last < queue.total),
        ):
            st.button(
                words,
                key=f"review_to_{place}",
                disabled=not there,
                type="tertiary",
                on_click=_turn,
                args=(max(0, place),),
            )


def _turn(place: int) -> None:
    """Go to another page; decisions that were not saved are let go with theirs."""
    st.session_state[PLACE] = place
    _let_go()


def _approve_all(queue: Queue) -> None:
    for place in range(len(queue.items)):
        st.session_state[queue.key(place, "decision")] = APPROVED


def _entry(queue: Queue, place: int, known: Lists, t: Translate) -> Decision | None:
    item, said = queue.items[place], queue.said[place]
    with st.container(key=f"review_entry_{place}"):
        st.html(told(item, said, queue.names, known, t))
        picked = st.segmented_control(
            t("Decision on entry {n}", n=place + 1),
            list(WORDS),
            format_func=lambda word: t(WORDS[word]),
            key=queue.key(place, "decision"),
            label_visibility="collapsed",
        )
        comment = ""
        if picked == RETURNED:
            comment = st.text_area(
                t("What should the group change?"),
                key=queue.key(place, "comment"),
                height=90,
                max_chars=2000,
            )
    if picked == RETURNED:
        return Decision(item.kind, item.uid, item.version, RETURNED, comment or "")
    if picked == APPROVED:
        return Decision(item.kind, item.uid, item.version, APPROVED)
    return None


def _save(queue: Queue, chosen: list[Decision], t: Translate) -> None:
    label = (
        t.plural("Save {n} decision", "Save {n} decisions", len(chosen))
        if chosen
        else t("Save decisions")
    )
    if not st.button(label, type="primary", disabled=not chosen, key="review_save"):
        return
    try:
        decide(engine_of(database_url()), chosen, actor=actor())
    except IflaMetricsError as refused:
        errors.show(refused, t)
        if isinstance(refused, Conflict):
            st.button(t("Draw the list again"), key="review_again", on_click=_let_go)
        return
    numbers = {word: sum(d.decision == word for d in chosen) for word in WORDS}
    results = [
        t.plural("{n} entry approved.", "{n} entries approved.", numbers[APPROVED])
        if numbers[APPROVED]
        else "",
        t.plural("{n} entry returned.", "{n} entries returned.", numbers[RETURNED])
        if numbers[RETURNED]
        else "",
    ]
    st.session_state[DONE] = " ".join(filter(None, results))
    _let_go()
    st.rerun()


def _let_go() -> None:
    st.session_state.pop(QUEUE, None)
