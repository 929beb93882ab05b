"""Review, first part: what waits for a decision, each with what changed, and the decisions.

The list is fixed when it is drawn: a decision is about the version that was on the screen, and the
store refuses it when somebody has changed the entry since. The only place that names these keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from ifla_metrics.errors import Conflict, IflaMetricsError, n_
from ifla_metrics.exchange.columns import OF_RECORD
from ifla_metrics.exchange.differences import Difference, Names, differences
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.settings import database_url
from ifla_metrics.store import people
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.review_lists import Compared, Item, compared, count_waiting, waiting
from ifla_metrics.store.reviews import Decision, decide
from ifla_metrics.ui import trouble
from ifla_metrics.ui.forms.lists import Lists, lists
from ifla_metrics.ui.forms.times import moment
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.reader import actor
from ifla_metrics.ui.records.options import options_of

SHOWN = 20
"""Entries on the screen at once: what can be read before it is decided."""
QUEUE, DONE = "review_queue", "review_done"
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

    def key(self, place: int, name: str) -> str:
        """Return the key of a widget of an item: of its version, so that no other takes it over."""
        item = self.items[place]
        return f"review_{item.kind}_{item.uid}_{item.version}_{name}"


def head(t: Translate, *, overdue: int) -> None:
    """Show the answer first: how much waits for a decision, and how many reports are overdue."""
    with reading(engine_of(database_url())) as connection:
        number = count_waiting(connection)
    title = (
        t.plural("{n} entry waits for review", "{n} entries wait for review", number)
        if number
        else t("Nothing waits for review")
    )
    late = (
        t.plural("{n} report is overdue.", "{n} reports are overdue.", overdue)
        if overdue
        else t("No report is overdue.")
    )
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
    known = lists()
    with st.container(key="review_queue_list"):
        st.button(t("Approve all below"), key="review_all", on_click=_approve_all, args=(queue,))
        chosen = [_entry(queue, place, known, t) for place in range(len(queue.items))]
        _save(queue, [d for d in chosen if d is not None], t)


def _read() -> Queue:
    with reading(engine_of(database_url())) as connection:
        items = waiting(connection, most=SHOWN)
        return Queue(
            tuple(items),
            tuple(compared(connection, item) for item in items),
            people.names(connection),
        )


def _approve_all(queue: Queue) -> None:
    for place in range(len(queue.items)):
        st.session_state[queue.key(place, "decision")] = APPROVED


def _entry(queue: Queue, place: int, known: Lists, t: Translate) -> Decision | None:
    item, said = queue.items[place], queue.said[place]
    with st.container(key=f"review_entry_{place}"):
        st.html(_told(item, said, queue.names, known, t))
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
                t("What should the group change?"), key=queue.key(place, "comment"), height=90,
                max_chars=2000,
            )  # fmt: skip
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
        trouble.say(refused, t)
        if isinstance(refused, Conflict):
            st.button(t("Draw the list again"), key="review_again", on_click=_let_go)
        return
    numbers = {word: sum(d.decision == word for d in chosen) for word in WORDS}
    told = [
        t.plural("{n} entry approved.", "{n} entries approved.", numbers[APPROVED])
        if numbers[APPROVED]
        else "",
        t.plural("{n} entry returned.", "{n} entries returned.", numbers[RETURNED])
        if numbers[RETURNED]
        else "",
    ]
    st.session_state[DONE] = " ".join(filter(None, told))
    _let_go()
    st.rerun()


def _let_go() -> None:
    st.session_state.pop(QUEUE, None)


def _told(
    item: Item, said: Compared, names: dict[str, str], known: Lists, t: Translate
) -> Html:
    kind = t("Activity") if item.kind == "activity" else t(OF_RECORD[item.kind].title)
    groups = ", ".join(known.groups.get(code, code) for code in item.groups)
    facts = [kind, groups, t.date(item.day, "medium") if item.day else ""]
    sent = t(
        "sent by {who}, {time}",
        who=names.get(item.recorded_by, item.recorded_by),
        time=moment(item.recorded_at, t),
    )
    found = differences(said.before, said.after, t, names=_names(item, known))
    return join(
        (
            tag("h3", _title(item, said.after, known)),
            tag("p", " · ".join(filter(None, [*facts, sent])), class_="im-small"),
            tag("p", f"“{item.reason}”", class_="im-reason") if item.reason else Html(),
            _first(found, t) if said.before is None else _changes(found, said, t),
        )
    )


def _title(item: Item, said: ActivityDraft | RecordDraft, known: Lists) -> str:
    framework = known.frameworks.get(item.framework)
    if framework is None or "title" in type(said).model_fields:
        return item.title
    parts = {i.code: i.short_title for i in framework.indicators}
    parts |= {n.code: n.short_title for n in framework.nodes}
    return f"{item.title} {parts.get(item.title, '')}".strip()


def _names(item: Item, known: Lists) -> Names:
    framework = known.frameworks.get(item.framework)
    if item.kind == "activity" or framework is None:
        return known.name
    columns = OF_RECORD[item.kind].by_key

    def name(field: str, code: str, t: Translate) -> str:
        if field in columns and columns[field].codes:
            return options_of(columns[field], framework, known, t).get(code, code)
        return known.name(field, code, t)

    return name


def _first(found: list[Difference], t: Translate) -> Html:
    """Return a first version: everything that it says."""
    rows = (
        tag("tr", tag("th", one.title, scope="row"), tag("td", one.after or "–"))
        for one in found
        if one.field != "title"
    )
    return tag(
        "details",
        tag("summary", t("New: everything it says")),
        tag("table", tag("tbody", *rows), class_="im-changes"),
    )


def _changes(found: list[Difference], said: Compared, t: Translate) -> Html:
    if not found:
        return tag(
            "p",
            t("The same as version {version}, sent again.", version=said.before_version),
            class_="im-small",
        )
    head = tag("tr", *(tag("th", w, scope="col") for w in (t("Field"), t("Before"), t("After"))))
    rows = (
        tag(
            "tr",
            tag("th", one.title, scope="row"),
            tag("td", tag("del", one.before) if one.before else "–"),
            tag("td", tag("ins", one.after) if one.after else "–"),
        )
        for one in found
    )
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="im-changes")
