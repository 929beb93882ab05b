"""The groups' own log: the newest entries, or what a few letters find; each opens its page."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.models.columns import Precision
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.search import Entry, find
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.markup import Html, tag
from ifla_metrics.ui.our_work.returned_list import ACTIVITY, address_of

SEARCH = "search"
"""The parameter of the address that holds what is searched for."""
MOST = 30
FEW_COUNTRIES = 3


def draw(groups: Collection[str], known: Lists, t: Translate) -> None:
    """Show the search and the entries."""
    st.html(tag("h2", t("Our log")))
    asked = st.query_params.get(SEARCH, "")
    typed = st.text_input(
        t("Search: the beginning of any word"),
        asked,
        key="our_work_search",
        max_chars=200,
        placeholder=t("workshop nepal"),
    )
    if typed:
        st.query_params[SEARCH] = typed
    else:
        st.query_params.pop(SEARCH, None)
    found = find(engine_of(database_url()), typed, groups=groups, limit=MOST)
    if not found:
        words = t("No entry has these words.") if typed else t("Nothing is logged yet.")
        st.html(tag("p", words, class_="im-sub"))
        return
    st.html(tag("ul", *(_entry(entry, known, t) for entry in found), class_="im-entries"))
    if len(found) == MOST:
        more = t("The newest {n} are shown; search to find older ones.", n=t.number(MOST))
        st.html(tag("p", more, class_="im-sub"))


def _entry(entry: Entry, known: Lists, t: Translate) -> Html:
    countries = [known.country(code, t) for code in entry.countries[:FEW_COUNTRIES]]
    rest = len(entry.countries) - len(countries)
    if rest:
        countries.append(t.plural("{n} more country", "{n} more countries", rest))
    said = [
        _when(entry, t),
        ", ".join(countries),
        ", ".join(known.groups.get(code, code) for code in entry.groups),
        t("withdrawn") if entry.withdrawn else "",
    ]
    href = address_of(ACTIVITY, entry.uid, language=t.language)
    return tag(
        "li",
        tag("a", entry.title, href=href, target="_self"),
        tag("span", " · ".join(part for part in said if part), class_="im-small"),
    )


def _when(entry: Entry, t: Translate) -> str:
    if entry.date_precision != Precision.DAY.value and entry.date_as_stated:
        return entry.date_as_stated
    first, last = t.date(entry.started_on, "medium"), t.date(entry.ended_on, "medium")
    return first if first == last else t("{first} to {last}", first=first, last=last)
