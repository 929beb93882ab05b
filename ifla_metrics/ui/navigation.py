"""Where a click leads: to a page with the reader's choices, or to a detail.

A chart cannot be reached by keyboard, so every click has a twin on the page: a link, a select box
or a filter.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from ifla_metrics.access import Right, allowed
from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.ui import address, filters, menu, shell, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

PAGE_OF_MARK = {
    "direction": ("progress", ("direction",)),
    "element": ("progress", ("element",)),
    "status": ("progress", ("status", "direction", "element")),
    "cell": ("entries", ("direction", "element")),
}
"""The page that a mark leads to, and the codes of the mark that stand in its address."""
ON_PAGE = frozenset({"indicator", "country", "quarter", "association"})
"""Marks whose detail opens on the same page, by a parameter of the address of this name."""
ENTRIES = frozenset({"activity", "milestone"})
"""Marks and rows that stand for an entry, by its `uid`, and its kind in `code` where it varies."""
FILTERS = frozenset({"region", "group"})
"""Marks that set the choice of the same name."""
NOTHING = (None, "", "all", "outside")
"""Codes of marks that stand for no one thing: the whole, not stated, outside every region."""
ACTIVITY = "activity"


def may(right: Right) -> bool:
    """Say whether the reader has a right (an editor: for an own group)."""
    reader = actor()
    return allowed(reader, right, reader.groups)


def may_open(click: str) -> bool:
    """Say whether the reader may open what a mark of this kind leads to."""
    if click in FILTERS:
        return click in address.offered()
    if click in ENTRIES:
        return may(Right.READ_ENTRY)
    return click in ON_PAGE or (
        click in PAGE_OF_MARK and may(menu.BY_ADDRESS[PAGE_OF_MARK[click][0]].right)
    )


def follow(click: str, picked: Mapping[str, Any]) -> None:
    """Open what was clicked. Call it in the callback of the chart.

    `picked` are the codes of the mark, named as in an address.
    """
    codes = {name: str(value) for name, value in picked.items() if value not in NOTHING}
    if click == "element" and click not in codes:
        click = "direction"  # A chart of parts of the strategy has marks of both.
    if click in FILTERS and click in codes:
        filters.change_choices(**{click: codes[click]})
    elif click in ON_PAGE and click in codes:
        st.query_params[click] = codes[click]
    elif click in ENTRIES:
        open_entry(codes.get("code", click), codes["uid"])
    elif click in PAGE_OF_MARK:
        page, names = PAGE_OF_MARK[click]
        wanted = {name: codes[name] for name in names if name in codes}
        needed = set(names) if click == "cell" else {click}
        if not needed <= set(wanted):
            return  # The mark stands for a total.
        framework = codes.get("framework", "")
        if framework not in ("", filters.choices().framework):
            filters.change_choices(framework=framework)
        st.switch_page(menu.path(page), query_params=query(filters.choices(), **wanted))


def entry_page(kind: str, uid: str, framework: str = "") -> tuple[str, dict[str, str]]:
    """Return the page of an entry, or of the form for a new one, and the query of its address.

    Everybody who signs in reads an activity; the page of a record is the form of who reports.
    """
    own = choices_of_strategy(framework)
    if kind == ACTIVITY:
        return "activity" if uid else "log", query(own, uid=uid)
    return "records", query(own, kind=kind, record=uid)


def open_entry(kind: str, uid: str, framework: str = "") -> None:
    """Open an entry, where the reader may open its page."""
    page, asked = entry_page(kind, uid, framework)
    if may(menu.BY_ADDRESS[page].right):
        st.switch_page(menu.path(page), query_params=asked)


def entry_address(kind: str, uid: str, framework: str = "") -> str:
    """Return the address of an entry; empty for who may not open its page."""
    page, asked = entry_page(kind, uid, framework)
    return f"{page}?{urlencode(asked)}" if may(menu.BY_ADDRESS[page].right) else ""


def entry_link(label: str, kind: str, uid: str, framework: str = "") -> None:
    """Show a link to an entry, or to the form for a new one where it has no code."""
    page, asked = entry_page(kind, uid, framework)
    st.page_link(menu.path(page), label=as_markdown(label), query_params=asked)


def query(choices: Choices, **more: str) -> dict[str, str]:
    """Return the query of a link: the choices of now and what the link adds."""
    return {**choices.query(), **{name: value for name, value in more.items() if value}}


def link(label: str, page: str, **more: str) -> None:
    """Show a link to a page of ours, where the reader may open it; else its words."""
    words = as_markdown(label)
    if may(menu.BY_ADDRESS[page].right):
        st.page_link(menu.path(page), label=words, query_params=query(filters.choices(), **more))
    else:
        st.markdown(words)


def bound(name: str, read: Callable[[str], object], default: str = "") -> dict[str, Any]:
    """Return the arguments that tie a widget to a parameter of the address.

    Call it right before the widget: what the address says is what the widget shows and returns.
    """
    key = f"page_{name}"
    st.session_state[key] = read(st.query_params.get(name, default))

    def taken() -> None:
        value = st.session_state.get(key)
        said = "" if value in (None, False, default) else str(value)
        put(name, "1" if value is True else said)

    return {"key": key, "on_change": taken}


def tabs(titles: Mapping[str, str]) -> dict[str, TabContainer]:
    """Show tabs by their codes; that of the open one stands in the address."""
    codes = {title: code for code, title in titles.items()}
    first = next(iter(titles))
    st.session_state["page_tab"] = titles[chosen("tab", titles, first)]

    def opened() -> None:
        code = codes.get(st.session_state.get("page_tab", ""), first)
        put("tab", "" if code == first else code)

    places = st.tabs(list(titles.values()), key="page_tab", on_change=opened)
    return dict(zip(titles, places, strict=True))


def select_in_address(name: str, options: Mapping[str, str], label: str) -> str:
    """Show a list of names whose choice stands in the address by its code; return the code."""
    code = st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        index=None,
        placeholder=label,
        label_visibility="collapsed",
        **bound(name, lambda code: code if code in options else None),
    )
    return code or ""


def chosen(name: str, options: Collection[str], default: str = "") -> str:
    """Return the value of a parameter of the address where it is one of the options."""
    value = st.query_params.get(name, default)
    return value if value in options else default


def put(name: str, value: str) -> None:
    """Write a parameter of a page into the address; an empty one leaves it."""
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def link_to_counted(figure: Figure) -> None:
    """Show a link to the activities that a figure counts, to who may read entries."""
    counted = counted_entries(figure, filters.choices())
    if counted and may(Right.READ_ENTRY):
        t = shell.t()
        label = t("The activities that are counted")
        st.page_link(menu.path("entries"), label=label, query_params=counted)


def counted_entries(figure: Figure, choices: Choices) -> dict[str, str]:
    """Return the query of the list of activities that a figure counts; empty if it counts none."""
    spec = registry.find_spec(figure.name)
    of_indicator = spec.each == "indicator"
    counts = figure.facts.get("about") == "activities"
    if of_indicator:
        counts = logged_indicator(sources.framework(choices), spec.part) is not None
    if not counts:
        return {}
    if spec.of_all:
        choices = replace(choices, direction="")
    return query(choices, indicator=spec.part if of_indicator else "")


def choices_of_strategy(framework: str) -> Choices:
    """Return the choices; those that a strategy opens with where another one is chosen."""
    choices = filters.choices()
    if framework in ("", choices.framework):
        return choices
    return sources.available_choices().start(framework, language=choices.language)


def logged_indicator(framework: Framework, code: str) -> Indicator | None:
    """Return an indicator that is counted from the log; None for any other."""
    found = (i for i in framework.indicators if i.code == code and i.data_source == "log")
    return next(found, None)
