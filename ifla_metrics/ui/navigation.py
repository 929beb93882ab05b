"""Links between pages, what clicks open, and widgets whose values are in the URL.

Charts cannot be used by keyboard, so every click has an alternative on the page: a link, a select
box or a filter.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.charts.theme import NO_CODES
from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.store.kinds import ACTIVITY
from ifla_metrics.ui import filters, menu, page_data, shell, url_choices
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

PAGE_OF_MARK = {
    "direction": ("progress", ("direction",)),
    "element": ("progress", ("element",)),
    "status": ("progress", ("status", "direction", "element")),
    "cell": ("entries", ("direction", "element")),
    "country": ("coverage", ("country",)),
}
"""The page that a mark opens, and the codes of the mark to put into its URL."""
ENTRIES = frozenset({"activity", "milestone"})
"""Marks and rows that open an entry by its `uid`; a `code` names the kind where it varies."""
DETAILS = ("indicator", "country", "association")
"""Marks whose detail opens on their own page: beside the figure or in a dialog."""
FILTERS = {"region": "region", "quarter": "period"}
"""The filter that a mark sets."""


def has_right(right: Right) -> bool:
    """Return whether the reader has a right (an editor: for one of their groups)."""
    reader = actor()
    return allowed(reader, right, reader.groups)


def can_follow(click: str) -> bool:
    """Return whether the reader may open what marks of this kind lead to."""
    if click in FILTERS:
        return FILTERS[click] in url_choices.allowed_names()
    if click in ENTRIES:
        return has_right(Right.READ_ENTRY)
    return click in DETAILS or (click in PAGE_OF_MARK and may_open(PAGE_OF_MARK[click][0]))


def follow(click: str, mark: Mapping[str, Any], *, page: str) -> None:
    """Open what a mark of a figure of this page leads to. Call it in the callback of the chart.

    `mark` holds the codes of the mark by their URL parameters.
    """
    codes = {k: str(value) for k, value in mark.items() if value not in (None, *NO_CODES)}
    if click in ("element", "status") and click not in codes:
        click = "direction"  # Figures about the strategy's parts have marks of both kinds.
    if click in ENTRIES:
        open_url(entry_url(codes.get("code", click), codes["uid"]))
        return
    target, names = PAGE_OF_MARK.get(click, (page, (click,)))
    parameters = {name: codes[name] for name in names if name in codes}
    required = set(names) if click == "cell" else {click}
    if not required <= set(parameters):
        return  # The mark stands for a total.
    if click in FILTERS:
        filters.change_choices(**{FILTERS[click]: codes[click]})
    elif click in DETAILS and target == page:
        st.query_params[click] = codes[click]
    else:
        chosen = filters.choices()
        if "framework" in codes:  # Across strategies. One step of the browser's history.
            chosen = filters.changed_choices(framework=codes["framework"])
        open_url(page_url(target, link_query(chosen, **parameters)))


def link_query(choices: Choices, **parameters: str) -> dict[str, str]:
    """Return the query of a link: the choices and the non-empty parameters."""
    return {**choices.query(), **{name: value for name, value in parameters.items() if value}}


def may_open(page: str) -> bool:
    """Return whether the reader may open a page."""
    return has_right(menu.BY_URL_PATH[page].right)


def page_url(page: str, query: Mapping[str, str]) -> str:
    """Return the URL of a page, or "" if the reader may not open it."""
    return f"{page}?{urlencode(query)}" if may_open(page) else ""


def entry_url(kind: str, uid: str, framework: str = "") -> str:
    """Return the URL of an entry, or of the form for a new one if `uid` is empty.

    Everybody who signs in can read an activity; the page of a record is a form for its group, and
    "" for others. `framework` is its strategy, if it may be another one.
    """
    choices = filters.choices()
    if framework not in ("", choices.framework):  # Lists have a thousand rows.
        choices = filters.changed_choices(framework=framework)
    if kind == ACTIVITY:
        return page_url("activity" if uid else "log", link_query(choices, uid=uid))
    return page_url("records", link_query(choices, kind=kind, record=uid))


def open_url(url: str) -> None:
    """Switch to a page of ours by its URL; an empty one is ignored."""
    if url:
        script, query = _parse(url)
        st.switch_page(script, query_params=query)


def link(label: str, page: str, **parameters: str) -> None:
    """Show a link to a page with the reader's choices and these parameters."""
    link_to_url(label, page_url(page, link_query(filters.choices(), **parameters)))


def link_to_url(label: str, url: str) -> None:
    """Show a link to a page of ours by its URL; only the label if the URL is empty."""
    if url:
        script, query = _parse(url)
        st.page_link(script, label=as_markdown(label), query_params=query)
    else:
        st.markdown(as_markdown(label))


def _parse(url: str) -> tuple[str, dict[str, str]]:
    """Return the script and the query of a page's URL."""
    page, _, query = url.partition("?")
    return menu.script(page), dict(parse_qsl(query))


def bind_to_url(name: str, read: Callable[[str], object], default: str = "") -> dict[str, Any]:
    """Return arguments for a widget that tie its value to a URL parameter.

    Call it right before the widget, because it sets the widget's value.
    """
    key = f"page_{name}"
    st.session_state[key] = read(st.query_params.get(name, default))

    def on_change() -> None:
        value = st.session_state.get(key)
        text = "" if value in (None, False, default) else str(value)
        set_parameter(name, "1" if value is True else text)

    return {"key": key, "on_change": on_change}


@contextmanager
def open_tab(titles: Mapping[str, str]) -> Iterator[str]:
    """Show tabs with titles by code; the block fills the open one, whose code it gets.

    The URL holds the code. The other tabs stay empty until the reader opens them.
    """
    codes = {title: code for code, title in titles.items()}
    first = next(iter(titles))
    code = parameter("tab", titles, first)
    st.session_state["page_tab"] = titles[code]

    def on_change() -> None:
        chosen = codes.get(st.session_state.get("page_tab", ""), first)
        set_parameter("tab", "" if chosen == first else chosen)

    tabs = st.tabs(list(codes), key="page_tab", on_change=on_change)
    with tabs[list(titles).index(code)]:
        yield code


def selectbox_in_url(name: str, options: Mapping[str, str], label: str) -> str:
    """Show a select box of names by code; return the chosen code, which the URL holds."""
    code = st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        index=None,
        placeholder=label,
        label_visibility="collapsed",
        **bind_to_url(name, lambda code: code if code in options else None),
    )
    return code or ""


def parameter(name: str, options: Collection[str], default: str = "") -> str:
    """Return a URL parameter, or the default if its value is not one of the options."""
    value = st.query_params.get(name, default)
    return value if value in options else default


def set_parameter(name: str, value: str) -> None:
    """Set a URL parameter, or remove it if the value is empty."""
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def link_to_entries(figure: Figure) -> None:
    """Show a link to the activities that a figure counts, to readers who may read entries."""
    query = entries_query(figure, filters.choices())
    if query and (url := page_url("entries", query)):
        link_to_url(shell.t()("The activities that are counted"), url)


def entries_query(figure: Figure, choices: Choices) -> dict[str, str]:
    """Return the query that lists the activities a figure counts; empty if it counts none."""
    spec = registry.find_spec(figure.name)
    is_indicator = spec.per == "indicator"
    counts = figure.facts.get("about") == "activities"
    if is_indicator:
        counts = logged_indicator(page_data.framework(choices), spec.part) is not None
    if not counts:
        return {}
    if spec.all_directions:
        choices = replace(choices, direction="")
    return link_query(choices, indicator=spec.part if is_indicator else "")


def logged_indicator(framework: Framework, code: str) -> Indicator | None:
    """Return the indicator with this code if it is counted from the log."""
    logged = (i for i in framework.indicators if i.code == code and i.data_source == "log")
    return next(logged, None)
