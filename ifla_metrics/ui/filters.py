"""The filter bar: what every number of a page depends on, chosen by codes and kept in the address.

What is chosen stands in the session, and the address says it in full: a link opens what its
sender saw, and each change is a step on the way back.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import streamlit as st

from ifla_metrics.access import Actor, Role
from ifla_metrics.choices import NOW, Choices, day_of
from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui import address, errors, sources
from ifla_metrics.ui.address import AvailableChoices
from ifla_metrics.ui.markup import as_markdown
from ifla_metrics.ui.web.answers import language_of

CHOSEN = "choices"
WRITTEN = "address"
"""Session key of the choices that we wrote into the address last."""
OPENED = "filters_opened"
"""Session key of whether a phone shows the lists."""
ANOTHER_DAY = "day"
"""Stands in a list of dates for a day of the reader's own."""
COUNTING_WORDS = {
    "full": n_("Each direction counts the whole activity"),
    "fractional": n_("By share: an activity is divided among its directions"),
    "primary": n_("Main direction only: an activity counts once"),
}
BEHIND_MORE = frozenset({"counting", "documented_only", "reviewed_only"})
LONGEST_FIRST = ("strategy", "biennium", "year", "quarter")
"""Kinds of periods in the order of their list."""


class Filter(NamedTuple):
    """One list of the bar: what can be chosen, in words by code."""

    name: str
    label: str
    options: dict[str, str]


def choices() -> Choices:
    """Return what the reader of this run has chosen."""
    chosen: Choices = st.session_state[CHOSEN]
    return chosen


def is_chosen() -> bool:
    """Say whether the choices of this session were read already."""
    return CHOSEN in st.session_state


def browser_language() -> str:
    """Return the language before anything is chosen, by the same rule as `<html lang>`."""
    return language_of(st.query_params, st.context.cookies, st.context.headers)


def read(available: AvailableChoices) -> None:
    """Read the choices from the address, and let it carry every one.

    What an address says counts when it is not what we wrote ourselves: a link that was opened, or
    the way back. Otherwise the reader's last choice counts, on whatever page it was made.
    """
    state = st.session_state
    query = st.query_params.to_dict()
    asked = {name: value for name, value in query.items() if name in address.KEYS}
    if CHOSEN not in state or (asked and asked not in (state.get(WRITTEN), state[CHOSEN].query())):
        state[CHOSEN], faults = address.checked(asked, available, language=browser_language())
        for fault in faults:
            errors.show(fault, translate(state[CHOSEN].language))
    state[WRITTEN] = choices().query()
    if state[WRITTEN] != asked:
        others = {name: value for name, value in query.items() if name not in address.KEYS}
        st.query_params.from_dict({**others, **state[WRITTEN]})


def show(available: AvailableChoices) -> None:
    """Show the bar, and what is active as chips that remove it.

    One line on a desktop. On a phone the same widgets are a panel, which a button opens: the style
    sheet shows both there alone.
    """
    chosen = choices()
    t = translate(chosen.language)
    lists = _lists(available, chosen.framework, chosen.language)
    lists = [one for one in lists if one.name in address.offered()]
    more = [one for one in lists if one.name in BEHIND_MORE]
    bar = [one for one in lists if one not in more]
    active = _active(chosen, available, lists, t)
    values, opened = chosen.query(), st.session_state.get(OPENED, False)
    st.button(
        t("Filters ({n} active)", n=len(active)) if active else t("Filters"),
        key="close_filters" if opened else "open_filters",
        icon=":material/expand_less:" if opened else ":material/expand_more:",
        icon_position="right",
        on_click=st.session_state.update,
        args=({OPENED: not opened},),
        width="stretch",
    )
    with st.container(horizontal=True, vertical_alignment="center", key="filters"):
        for one in bar:
            _show_list(one, values.get(one.name, ""))
            if one.name == "known_on":
                _show_day("known_on", chosen.known_on, t)
        popover = st.popover(t("More"), type="tertiary", key="more_filters", on_change="rerun")
        for one in more if popover.open else ():
            with popover:
                _show_list(one, values.get(one.name, ""))
    if active:
        with st.container(horizontal=True, key="chips"):
            for name, words in active.items():
                st.button(
                    f"✕ {as_markdown(words)}",
                    key=f"remove_{name}",
                    on_click=change_choices,
                    kwargs={name: ""},
                )


def compare() -> bool:
    """Let the reader choose what a page compares with; say whether there is anything."""
    chosen, available = choices(), sources.available_choices()
    t = translate(chosen.language)
    before = address.before(chosen, available)
    usual = (
        t("the meeting before, {day}", day=t.date(before.known_on, "medium"))
        if before
        else t("no earlier meeting of this strategy")
    )
    earlier = {
        code: words
        for code, words in _meetings(available, t).items()
        if address.in_order(replace(chosen, since=code), available)
    }
    options = {"": usual, **earlier, ANOTHER_DAY: t("another day …")}
    with st.container(horizontal=True, key="compare"):
        _show_list(Filter("since", t("What changed since"), options), chosen.since)
        _show_day("since", chosen.since, t)
    return bool(chosen.since or before)


def own_groups(reader: Actor, groups: Collection[str]) -> tuple[str, ...]:
    """Return whose work is shown: the group of the bar where the reader works for it, else all.

    The secretariat works for every group.
    """
    every = reader.role is Role.SECRETARIAT
    mine = tuple(code for code in groups if every or code in reader.groups)
    return (choices().group,) if choices().group in mine else mine


def change_choices(**changed: str) -> None:
    """Change choices by their codes; "" is the usual one. Runs in callbacks, before the page.

    What is not among what can be chosen is not taken over: whoever speaks to the server without a
    page sends what they like.
    """
    if not is_chosen():
        return
    chosen, available = choices(), sources.available_choices()
    query = chosen.query()
    if changed.get("framework", chosen.framework) != chosen.framework:
        # Its own period and no direction: the codes of another strategy mean nothing here.
        kept = ("language", "known_on", "group", "documented_only", "reviewed_only")
        query = {name: query[name] for name in kept if name in query}
    query = {name: value for name, value in {**query, **changed}.items() if value}
    st.session_state[CHOSEN], _ = address.checked(query, available, language=chosen.language)


@lru_cache(maxsize=32)
def _lists(available: AvailableChoices, framework_id: str, language: str) -> list[Filter]:
    """Return the lists of the bar where a strategy is chosen."""
    available, t = available.in_language(language), translate(language)
    framework = available.frameworks[framework_id]
    strategies = {
        code: t("Strategy {years}", years=one.short_title)
        for code, one in available.frameworks.items()
    }
    periods = {
        period.code: t("{period}, whole strategy", period=period.title)
        if period.kind == "strategy"
        else t.period(period.title)
        for period in sorted(
            framework.periods, key=lambda p: (LONGEST_FIRST.index(p.kind), p.starts_on)
        )
    }
    directions = {d.code: d.short_title for d in framework.directions}
    regions = available.regions.get(framework.region_scheme, {})
    region_titles = {code: t(title) for code, title in regions.items()}
    groups = {code: t(title) for code, title in available.groups.items()}
    known_on = {
        NOW: t("As known today"),
        **_meetings(available, t),
        ANOTHER_DAY: t("another day …"),
    }
    level = t(framework.direction_level.name)
    counting = {code: t(words) for code, words in COUNTING_WORDS.items()}
    data = {"": t("Real and demonstration"), "1": t("Real only")}
    entries = {"": t("All"), "1": t("Reviewed only")}
    return [
        Filter("framework", t("Strategy"), strategies),
        Filter("period", t("Period"), periods),
        Filter("direction", level, {"": t("All directions"), **directions}),
        Filter("region", t("Region"), {"": t("All regions"), **region_titles}),
        Filter("group", t("Working group"), {"": t("All working groups"), **groups}),
        Filter("known_on", t("As known on"), known_on),
        Filter("counting", t("Counting"), counting),
        Filter("documented_only", t("Data"), data),
        Filter("reviewed_only", t("Entries"), entries),
    ]


def _meetings(available: AvailableChoices, t: Translate) -> dict[str, str]:
    return {
        m.meeting: t("Governing Board, {day}", day=t.date(m.known_on, "medium"))
        for m in available.meetings
    }


def _active(
    chosen: Choices, available: AvailableChoices, lists: Iterable[Filter], t: Translate
) -> dict[str, str]:
    """Return what is not as a page opens, by name, in words."""
    usual = available.start(chosen.framework, language=chosen.language).query()
    values, active = chosen.query(), {}
    since = Filter("since", t("Compared with"), {"": "", **_meetings(available, t)})
    for name, label, options in (*lists, since):
        value = values.get(name, "")
        if value != usual.get(name, "") and name != "framework":
            day = day_of(value)
            words = t.date(day) if day else options[value]
            active[name] = t("{label}: {value}", label=label, value=words)
    return active


def _show_list(one: Filter, value: str) -> None:
    """Show a list behind what is chosen of it; the style sheet hides its name in the bar."""
    words = one.options[ANOTHER_DAY if day_of(value) else value]
    key = f"choice_{one.name}"
    st.menu_button(
        f"**{as_markdown(one.label)}** {as_markdown(words)}",
        list(one.options),
        format_func=lambda code: as_markdown(one.options[code]),
        key=key,
        on_click=_choose,
        args=(one.name, key),
        width="stretch",
        wrap=True if one.name == "since" else None,  # On a phone its words take two lines.
    )


def _show_day(name: str, value: str, t: Translate) -> None:
    """Show a day of the reader's own, where one is chosen: the choice counts, not the widget."""
    key, day = f"day_{name}", day_of(value)
    if day is None:
        return
    if st.session_state.get(key) != day:
        st.session_state[key] = day
    st.date_input(
        t("Day"),
        min_value=address.FIRST_DAY,
        max_value=datetime.now(UTC).date(),
        format=t.day_format,
        key=key,
        on_change=_choose,
        args=(name, key),
        label_visibility="collapsed",
        width=150,
    )


def _choose(name: str, key: str) -> None:
    value = st.session_state.get(key)
    if not is_chosen() or value is None:
        return  # Another page was asked for in the same moment, and the widget is gone.
    if value == ANOTHER_DAY:
        chosen, available = choices(), sources.available_choices()
        today = datetime.now(UTC).date()
        if name == "since":
            value = min(address.day(chosen.known_on, available), today) - timedelta(days=90)
        else:
            value = min(available.frameworks[chosen.framework].period(chosen.period).ends_on, today)
    change_choices(**{name: str(value)})  # Of a day: as ISO writes it.
