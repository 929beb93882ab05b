"""The review queue: what waits for a decision, each entry with what changed, and the decisions.

The list is fixed when it is shown: a decision is about the version that was on the screen, and the
store refuses it when somebody has changed the entry since.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.errors import Conflict, n_
from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import OF_RECORD
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
QUEUE, PASSED = "review_queue", "review_passed"
"""Session keys: the list as it was shown, and how many were passed over."""
APPROVED: Final = "approved"
RETURNED: Final = "returned"
DECISIONS = {APPROVED: n_("Approve"), RETURNED: n_("Return")}


class Queue(NamedTuple):
    """What was read when the list was shown."""

    group: str
    """Whose entries they are; "" for those of all."""
    items: list[Item]
    versions: list[Compared]
    people: dict[str, str]
    """Names of people by the code that the log keeps."""


def _key(item: Item, name: str) -> str:
    """Return the key of a widget of an entry, in the version that was shown."""
    return f"review_{item.kind}_{item.uid}_{item.version}_{name}"


def show_title(t: Translate, *, overdue: list[Report]) -> None:
    """Show the answer first: how much waits for a decision, and how many reports are overdue."""
    with reading(engine_of(database_url())) as connection:
        number = count_waiting(connection)
    title = (
        t.plural("{n} entry waits for review", "{n} entries wait for review", number)
        if number
        else t("Nothing waits for review")
    )
    shell.title(title, lede=words.sentences(words.overdue_reports(overdue, t)))


def show_queue(choices: Choices, t: Translate) -> None:
    """Show what waits, of the chosen group or of all, oldest first, with a decision on each."""
    errors.show_done()
    queue: Queue | None = st.session_state.get(QUEUE)
    if queue is None or queue.group != choices.group:
        queue = st.session_state[QUEUE] = _read(choices.group)
    if not queue.items:
        st.caption(t("What groups send appears here."))
        st.session_state.pop(QUEUE)
        return
    code_book = form_code_book(t)
    with st.container(key="review_queue_list"):
        passed, full = st.session_state.get(PASSED), len(queue.items) == SHOWN
        if full and not passed:
            st.caption(t("The {n} oldest; the others follow when these are decided.", n=SHOWN))
        if full or passed:
            st.button(t("Pass over these"), type="tertiary", key="review_pass", on_click=_pass)
        st.button(t("Approve all below"), key="review_all", on_click=_approve_all, args=(queue,))
        chosen = [_entry(queue, place, code_book, t) for place in range(len(queue.items))]
        _save([decision for decision in chosen if decision is not None], t)


def _pass() -> None:
    """Show the entries that follow; what cannot be decided now, as in a locked period, waits."""
    st.session_state[PASSED] = st.session_state.get(PASSED, 0) + SHOWN
    _forget()


def _read(group: str) -> Queue:
    """Read what waits after those that were passed over; after the last ones the oldest again."""
    groups = [group] if group else None
    with reading(engine_of(database_url())) as connection:
        passed = st.session_state.get(PASSED, 0)
        items = waiting(connection, groups, most=passed + SHOWN)[passed:]
        if passed and not items:
            st.session_state[PASSED] = 0
            items = waiting(connection, groups, most=SHOWN)
        versions = [compared(connection, item) for item in items]
    return Queue(group, items, versions, people_names())


def _forget() -> None:
    st.session_state.pop(QUEUE, None)


def _approve_all(queue: Queue) -> None:
    for item in queue.items:
        st.session_state[_key(item, "decision")] = APPROVED


def _entry(queue: Queue, place: int, code_book: FormCodeBook, t: Translate) -> Decision | None:
    """Show an entry with the choice; return the decision on it."""
    item = queue.items[place]
    with st.container(key=f"review_entry_{place}"):
        _show_entry(item, queue.versions[place], queue.people, code_book, t)
        picked = st.segmented_control(
            t("Decision on entry {n}", n=place + 1),
            list(DECISIONS),
            format_func=lambda decision: t(DECISIONS[decision]),
            key=_key(item, "decision"),
            label_visibility="collapsed",
        )
        comment = ""
        if picked == RETURNED:
            comment = st.text_area(
                t("What should the group change?"),
                key=_key(item, "comment"),
                height=90,
                max_chars=2000,
            )
    if picked == RETURNED:
        return Decision(item.kind, item.uid, item.version, RETURNED, comment or "")
    return Decision(item.kind, item.uid, item.version, APPROVED) if picked == APPROVED else None


def _show_entry(
    item: Item, versions: Compared, people: dict[str, str], code_book: FormCodeBook, t: Translate
) -> None:
    """Show whose entry it is and who sent it; all that it says when new, else what changed."""
    kind = t("Activity") if item.kind == "activity" else t(OF_RECORD[item.kind].title)
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


def _save(chosen: list[Decision], t: Translate) -> None:
    label = (
        t.plural("Save {n} decision", "Save {n} decisions", len(chosen))
        if chosen
        else t("Save decisions")
    )
    if not st.button(label, type="primary", disabled=not chosen, key="review_save"):
        return
    approved = sum(one.decision == APPROVED for one in chosen)
    results = []
    if approved:
        results.append(t.plural("{n} entry approved.", "{n} entries approved.", approved))
    if came_back := len(chosen) - approved:
        results.append(t.plural("{n} entry returned.", "{n} entries returned.", came_back))
    if isinstance(errors.attempt(t, " ".join(results), _decide, chosen), Conflict):
        st.button(t("Show the list again"), key="review_again", on_click=_forget)


def _decide(chosen: list[Decision]) -> None:
    decide(engine_of(database_url()), chosen, actor=actor())
    _forget()
