"""The filter bar: what every number of a page depends on, chosen by codes and kept in the address.

What is chosen stands in the session, and the address says it in full: a link opens what its
sender saw, and each change is a step on the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from ifla_metrics.access import Actor, Role
from ifla_metrics.choices import COUNTING, NOW, Choices, day_of
from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui import address, errors, sources
from ifla_metrics.ui.address import AvailableChoices
from ifla_metrics.ui.markup import as_markdown
from ifla_metrics.ui.web.answers import language_of

if TYPE_CHECKING:
    from ifla_metrics.framework import Framework

CHOSEN = "choices"
WRITTEN = "address"
"""Session key of the choices that we wrote into the address last."""
OPENED = "filters_opened"
"""Session key of whether a phone shows the lists."""
ANOTHER_DAY = "day"
"""Stands in a list of dates for a day of the reader's own."""
DAYS = ("known_on", "since")
"""Choices that may be such a day."""
COUNTING_WORDS = {
    "full": n_("Each direction counts the whole activity"),
    "fractional": n_("By share: an activity is divided among its directions"),
    "primary": n_("Main direction only: an activity counts once"),
}
LONGEST_FIRST = ("strategy", "biennium", "year", "quarter")
"""Kinds of periods in the order of their list."""


class Filter(NamedTuple):
    """One list of the bar: what can be chosen, by code, and how it is called."""

    name: str
    label: str
    codes: list[str]
    words: Callable[[str], str]


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
    available = available.in_language(chosen.language)
    framework = available.frameworks[chosen.framework]
    offered = address.offered()
    bar, more = (
        [one for one in lists if one.name in offered]
        for lists in (_lists(available, framework, t), _more_lists(t))
    )
    active = _active(chosen, available, [*bar, *more], t)
    opened = st.session_state.get(OPENED, False)
    st.button(
        t("Filters ({n} active)", n=len(active)) if active else t("Filters"),
        key="close_filters" if opened else "open_filters",
        icon=":material/expand_less:" if opened else ":material/expand_more:",
        icon_position="right",
        on_click=_open_or_close,
        width="stretch",
    )
    with st.container(horizontal=True, vertical_alignment="center", key="filters"):
        for one in bar:
            _select(one, chosen, hidden=True)
        if day := day_of(chosen.known_on):
            _day("known_on", t("Day"), day, hidden=True)
        with st.popover(t("More"), type="tertiary"):
            for one in more:
                _select(one, chosen)
    if active:
        with st.container(horizontal=True, key="chips"):
            for name, words in active.items():
                st.button(
                    f"✕ {as_markdown(words)}",
                    key=f"remove_{name}",
                    on_click=change_choices,
                    kwargs={name: ""},
                )


def _open_or_close() -> None:
    st.session_state[OPENED] = not st.session_state.get(OPENED, False)


def compare() -> bool:
    """Let the reader choose what a page compares with; say whether there is anything."""
    chosen, available = choices(), sources.available_choices()
    t = translate(chosen.language)
    day = day_of(chosen.since)
    with st.container(horizontal=True, key="compare"):
        codes = [m.meeting for m in available.meetings]
        earlier = [c for c in codes if address.in_order(replace(chosen, since=c), available)]

        def words(code: str) -> str:
            return _moment(code, available, t) if code else _meeting_before(chosen, available, t)

        since = Filter("since", t("What changed since"), ["", *earlier, ANOTHER_DAY], words)
        _select(since, chosen, width=300)
        if day:
            _day("since", t("Day"), day)
    return bool(chosen.since) or address.before(chosen, available) is not None


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
    if changed.get("framework", chosen.framework) != chosen.framework:
        # Its own period and no direction: the codes of another strategy mean nothing here.
        kept = ("language", "known_on", "group", "documented_only", "reviewed_only")
        query = {name: value for name, value in chosen.query().items() if name in kept}
    else:
        query = chosen.query()
    query = {name: value for name, value in {**query, **changed}.items() if value}
    st.session_state[CHOSEN], _ = address.checked(query, available, language=chosen.language)


def _lists(available: AvailableChoices, framework: Framework, t: Translate) -> list[Filter]:
    """Return the lists of the bar."""

    def period(code: str) -> str:
        found = framework.period(code)
        if found.kind == "strategy":
            return t("{period}, whole strategy", period=found.title)
        return t.period(found.title)

    def strategy(code: str) -> str:
        return t("Strategy {years}", years=available.frameworks[code].short_title)

    periods = sorted(framework.periods, key=lambda p: (LONGEST_FIRST.index(p.kind), p.starts_on))
    regions = available.regions.get(framework.region_scheme, {})
    directions = {d.code: d.short_title for d in framework.directions}
    return [
        Filter("framework", t("Strategy"), [*available.frameworks], strategy),
        Filter("period", t("Period"), [period.code for period in periods], period),
        _with_all("direction", t(framework.direction_level.name), directions, t("All directions")),
        _with_all("region", t("Region"), {c: t(r) for c, r in regions.items()}, t("All regions")),
        _with_all(
            "group",
            t("Working group"),
            {code: t(title) for code, title in available.groups.items()},
            t("All working groups"),
        ),
        Filter(
            "known_on",
            t("As known on"),
            [NOW, *(m.meeting for m in available.meetings), ANOTHER_DAY],
            lambda code: t("As known today") if code == NOW else _moment(code, available, t),
        ),
    ]


def _more_lists(t: Translate) -> list[Filter]:
    """Return the lists that stand behind "More"."""
    entries = {"": t("All"), "1": t("Reviewed only")}
    data = {"": t("Real and demonstration"), "1": t("Real only")}
    return [
        Filter("counting", t("Counting"), [*COUNTING], lambda code: t(COUNTING_WORDS[code])),
        Filter("documented_only", t("Data"), [*data], data.__getitem__),
        Filter("reviewed_only", t("Entries"), [*entries], entries.__getitem__),
    ]


def _with_all(name: str, label: str, titles: dict[str, str], every: str) -> Filter:
    return Filter(name, label, ["", *titles], {"": every, **titles}.__getitem__)


def _active(
    chosen: Choices, available: AvailableChoices, lists: Iterable[Filter], t: Translate
) -> dict[str, str]:
    """Return what is not as a page opens, by name, in words."""
    usual = available.start(chosen.framework, language=chosen.language)
    active = {}
    for one in lists:
        value = getattr(chosen, one.name)
        if value == getattr(usual, one.name) or one.name == "framework":
            continue
        known_on = one.name == "known_on"
        words = _moment(value, available, t) if known_on else one.words(_code(chosen, one.name))
        active[one.name] = t("{label}: {value}", label=one.label, value=words)
    if chosen.since:
        active["since"] = t("Compared with: {value}", value=_moment(chosen.since, available, t))
    return active


def _code(chosen: Choices, name: str) -> str:
    """Return the code that the list of a choice shows."""
    value = getattr(chosen, name)
    if isinstance(value, bool):
        return "1" if value else ""
    return ANOTHER_DAY if name in DAYS and day_of(value) else str(value)


def _select(one: Filter, chosen: Choices, *, hidden: bool = False, width: int = 0) -> None:
    _set(one.name, _code(chosen, one.name))
    st.selectbox(
        one.label,
        one.codes,
        format_func=one.words,
        key=_key(one.name),
        label_visibility="collapsed" if hidden else "visible",
        filter_mode=None,
        on_change=_on_widget_change,
        args=(one.name, one.name),
        width=width or "stretch",
    )


def _day(name: str, label: str, day: date, *, hidden: bool = False) -> None:
    """Show a day of the reader's own."""
    _set(f"{name}_day", day)
    st.date_input(
        label,
        key=_key(f"{name}_day"),
        min_value=address.FIRST_DAY,
        max_value=_today(),
        format="YYYY-MM-DD",
        label_visibility="collapsed" if hidden else "visible",
        on_change=_on_widget_change,
        args=(name, f"{name}_day"),
        width=150,
    )


def _on_widget_change(name: str, widget: str) -> None:
    value = st.session_state.get(_key(widget))
    if not is_chosen() or value is None:
        return  # Another page was asked for in the same moment, and the widget is gone.
    if isinstance(value, date):
        value = value.isoformat()
    if value == ANOTHER_DAY:
        chosen, available = choices(), sources.available_choices()
        if name == "since":
            known_on = min(address.day(chosen.known_on, available), _today())
            value = (known_on - timedelta(days=90)).isoformat()
        else:
            ends = available.frameworks[chosen.framework].period(chosen.period).ends_on
            value = min(ends, _today()).isoformat()
    change_choices(**{name: value})


def _set(name: str, value: object) -> None:
    """Let a widget show `value`: what was chosen is the truth, and widgets forget."""
    if st.session_state.get(_key(name)) != value:
        st.session_state[_key(name)] = value


def _key(name: str) -> str:
    return f"choice_{name}"


def _moment(moment: str, available: AvailableChoices, t: Translate) -> str:
    """Return a known-on date in words."""
    if moment == NOW:
        return t("today")
    if day := day_of(moment):
        return t.date(day)
    for meeting in available.meetings:
        if meeting.meeting == moment:
            return t("Governing Board, {day}", day=t.date(meeting.known_on, "medium"))
    return t("another day …")


def _meeting_before(chosen: Choices, available: AvailableChoices, t: Translate) -> str:
    meeting = address.before(chosen, available)
    if meeting is None:
        return t("no earlier meeting of this strategy")
    return t("the meeting before, {day}", day=t.date(meeting.known_on, "medium"))


def _today() -> date:
    return datetime.now(UTC).date()
