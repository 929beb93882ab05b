"""The page of the audit: filters in its address, a page of entries at a time, the whole as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.store import audit_query
from ifla_metrics.store.audit import Entry
from ifla_metrics.store.audit_query import Called, Key, Known, Wanted, entries, key_of, known
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.kinds import KINDS
from ifla_metrics.store.rights import names
from ifla_metrics.ui.audit_view import words
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms.lists import lists
from ifla_metrics.ui.forms.times import moment
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.our_work.returned_list import ACTIVITY, address_of
from ifla_metrics.ui.who import who

CSV = "/audit.csv"
A_PAGE = 50
BEFORE = "audit_before"
"""Session key: ids of the last entries of the pages that were turned over."""
CODED = ("observation", "remark")
"""Records that have no title, and are called by the code of what they speak of."""
Names = Mapping[str, str]
Titles = Mapping[Key, Called]


def draw(t: Translate) -> None:
    """Show the page."""
    reader = actor()
    with reading(engine_of(database_url())) as connection:
        there, called = known(connection, actor=reader), names(connection)
    lede = t(
        "Every saved change has an entry, and so does a refused one. The command “verify” shows "
        "whether an entry was changed or deleted."
    )
    st.html(tag("h1", t("Who changed what")) + tag("p", lede, class_="im-lede"))
    wanted = _wanted(there, called, t)
    turned: list[int] = st.session_state.setdefault(BEFORE, [])
    with reading(engine_of(database_url())) as connection:
        found = entries(
            connection, wanted, actor=reader, before=turned[-1] if turned else 0, limit=A_PAGE + 1
        )
        shown = found[:A_PAGE]
        named = audit_query.titles(connection, shown)
    st.html(_table(shown, called, named, t) if shown else _nothing(t))
    _turn(turned, shown, more=len(found) > A_PAGE, t=t)
    query = urlencode({name: value for name, value in _said(wanted).items() if value})
    st.html(
        tag("a", t("All of these as CSV"), href=f"{CSV}?{query}", download=True, class_="im-take")
    )


def _wanted(there: Known, called: Names, t: Translate) -> Wanted:
    """Show the filters; another choice begins at the newest entry again."""
    groups = dict(lists(t).groups)
    with st.container(key="audit_filters", horizontal=True, vertical_alignment="bottom"):
        person = st.selectbox(
            t("Person"),
            ["", *there.persons],
            key="audit_person",
            on_change=_newest,
            format_func=lambda code: who(code, called, t) if code else t("Everybody"),
        )
        group = st.selectbox(
            t("Working group"),
            ["", *groups],
            key="audit_group",
            on_change=_newest,
            format_func=lambda code: groups[code] if code else t("All groups"),
        )
        kind = st.selectbox(
            t("What"),
            ["", *there.kinds],
            key="audit_kind",
            on_change=_newest,
            format_func=lambda code: words.about(code, t) if code else t("Everything"),
        )
        first = st.date_input(
            t("From"), value=None, key="audit_first", on_change=_newest, format="YYYY-MM-DD"
        )
        last = st.date_input(
            t("Until"), value=None, key="audit_last", on_change=_newest, format="YYYY-MM-DD"
        )
    return Wanted(person, group, kind, first, last)


def _newest() -> None:
    st.session_state[BEFORE] = []


def _turn(turned: list[int], shown: list[Entry], *, more: bool, t: Translate) -> None:
    with st.container(key="audit_turn", horizontal=True):
        if turned and st.button(t("Newer"), key="audit_newer"):
            st.session_state[BEFORE] = turned[:-1]
            st.rerun()
        if more and st.button(t("Older"), key="audit_older"):
            st.session_state[BEFORE] = [*turned, shown[-1].id]
            st.rerun()


def _said(wanted: Wanted) -> dict[str, str]:
    return {
        "person": wanted.person,
        "group": wanted.group,
        "kind": wanted.kind,
        "first": wanted.first.isoformat() if wanted.first else "",
        "last": wanted.last.isoformat() if wanted.last else "",
    }


def _nothing(t: Translate) -> Html:
    return tag("p", t("No entry is like that."), class_="im-empty")


def _table(found: list[Entry], called: Names, named: Titles, t: Translate) -> Html:
    heads = (t("When"), t("Who"), t("What"), t("Why"))
    rows = [
        tag(
            "tr",
            tag("td", moment(entry.at, t), class_="nowrap"),
            tag("td", who(entry.actor, called, t)),
            tag(
                "td",
                t("{subject}: {told}", subject=words.done(entry, t), told=""),
                _subject(entry, called, named, t),
            ),
            tag("td", entry.reason),
        )
        for entry in found
    ]
    return tag(
        "table",
        tag("caption", t("Who changed what"), class_="im-unseen"),
        tag("thead", tag("tr", join(tag("th", head, scope="col") for head in heads))),
        tag("tbody", join(rows)),
        class_="im-table im-audit",
    )


def _subject(entry: Entry, called: Names, named: Titles, t: Translate) -> Html:
    """Return what an entry is about, as a link where there is a page of it."""
    found = named.get(key_of(entry)) or Called(called.get(entry.subject, entry.subject))
    name = found.name
    if entry.kind in CODED:
        name = " ".join(filter(None, (name, _of_code(found, t))))
    said = f"{words.about(entry.kind, t)} {name}"
    if entry.version is not None:
        said = t("{name}, version {number}", name=said, number=entry.version)
    if entry.kind == ACTIVITY or entry.kind in KINDS:
        href = address_of(entry.kind, entry.subject, language=t.language)
        return tag("a", said, href=href, target="_self")
    return join((said,))


def _of_code(found: Called, t: Translate) -> str:
    """Return the title of an indicator or a part by its code in the strategy of the record.

    Strategies share codes (each has an SD1), so a code without its strategy has no title; neither
    has one that names both an indicator and a part.
    """
    framework = lists(t).frameworks.get(found.framework)
    if framework is None:
        return ""
    titles = [part.title for part in framework.nodes if part.code == found.name]
    titles += [part.title for part in framework.indicators if part.code == found.name]
    return titles[0] if len(titles) == 1 else ""
