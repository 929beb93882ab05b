"""The filter bar: what every number of a page depends on, chosen by codes and kept in the address.

What is chosen stands in the session, and the address says it in full: a link opens what its
sender saw, and each change is a step on the way back.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import streamlit as st

from ifla_metrics.access import Actor, Role
from ifla_metrics.choices import Choices, parse_day
from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui import address, errors, sources
from ifla_metrics.ui.address import AvailableChoices
from ifla_metrics.ui.markup import as_markdown
from ifla_metrics.ui.web.answers import language_of

CHOSEN = "choices"
OPENED = "filters_opened"
"""Session key of whether a phone shows the lists."""
ANOTHER_DAY = "day"
"""Stands in a list of dates for a day of the reader's own."""
LABELS = {
    "framework": n_("Strategy"),
    "period": n_("Period"),
    "direction": n_("Direction"),
    "region": n_("Region"),
    "group": n_("Working group"),
    "known_on": n_("As known on"),
    "counting": n_("Counting"),
    "documented_only": n_("Data"),
    "reviewed_only": n_("Entries"),
    "since": n_("What changed since"),
}
"""What choices are called, in the order of the bar."""
BEHIND_MORE = ("counting", "documented_only", "reviewed_only")


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

    An address without choices, such as that of the menu, keeps those of before.
    """
    state, query = st.session_state, st.query_params.to_dict()
    asked = {name: value for name, value in query.items() if name in address.KEYS}
    if asked or not is_chosen():
        language = choices().language if is_chosen() else browser_language()
        state[CHOSEN], faults = address.checked(asked, available, language=language)
        for fault in faults:
            errors.show(fault, translate(state[CHOSEN].language))
    if choices().query() != asked:
        _write()


def _write() -> None:
    """Write the choices into the address, beside what else it says."""
    query = st.query_params.to_dict()
    others = {name: value for name, value in query.items() if name not in address.KEYS}
    st.query_params.from_dict({**others, **choices().query()})


def show(available: AvailableChoices, names: Collection[str]) -> None:
    """Show the lists of the choices that a page depends on, and chips that remove what is active.

    One line on a desktop. On a phone the same widgets are a panel, which a button opens: the style
    sheet shows both there alone.
    """
    chosen = choices()
    t = translate(chosen.language)
    offered = [name for name in LABELS if name in names and name in address.offered()]
    if not offered:
        return
    options = address.options(available, chosen.framework, chosen.language)
    active = _active(chosen, available, offered, t)
    opened = st.session_state.get(OPENED, False)
    st.button(
        t("Filters ({n} active)", n=len(active)) if active else t("Filters"),
        key="close_filters" if opened else "open_filters",
        icon=":material/expand_less:" if opened else ":material/expand_more:",
        icon_position="right",
        on_click=st.session_state.update,
        args=({OPENED: not opened},),
        width="stretch",
    )
    more = [name for name in offered if name in BEHIND_MORE]
    with st.container(horizontal=True, vertical_alignment="center", key="filters"):
        for name in offered:
            if name not in (*more, "since"):
                _show_list(name, options[name], chosen, t)
        if more:
            popover = st.popover(t("More"), type="tertiary", key="more_filters", on_change="rerun")
            for name in more if popover.open else ():
                with popover:
                    _show_list(name, options[name], chosen, t)
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
    meetings = address.options(available, chosen.framework, chosen.language)["since"]
    earlier = {
        code: words
        for code, words in meetings.items()
        if address.in_order(replace(chosen, since=code), available)
    }
    with st.container(horizontal=True, key="compare"):
        _show_list("since", {**earlier, "": usual}, chosen, t)
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
    _write()


def _active(
    chosen: Choices, available: AvailableChoices, names: Collection[str], t: Translate
) -> dict[str, str]:
    """Return what is not as a page opens, by name, in words."""
    options = address.options(available, chosen.framework, chosen.language)
    usual = available.start(chosen.framework, language=chosen.language).query()
    values, active = chosen.query(), {}
    for name in names:
        value = values.get(name, "")
        if value != usual.get(name, "") and name != "framework":
            day = parse_day(value)
            words = t.date(day) if day else options[name][value]
            active[name] = t("{label}: {value}", label=t(LABELS[name]), value=words)
    return active


def _show_list(name: str, options: Mapping[str, str], chosen: Choices, t: Translate) -> None:
    """Show a list behind what is chosen of it; the style sheet hides its name in the bar."""
    value = chosen.query().get(name, "")
    day = parse_day(value) if name in address.DAYS else None
    if name in address.DAYS:
        options = {**options, ANOTHER_DAY: t("another day …")}
    words, key = options[ANOTHER_DAY if day else value], f"choice_{name}"
    st.menu_button(
        f"**{as_markdown(t(LABELS[name]))}** {as_markdown(words)}",
        list(options),
        format_func=lambda code: as_markdown(options[code]),
        key=key,
        on_click=_choose,
        args=(name, key),
        width="stretch",
        wrap=True if name == "since" else None,  # On a phone its words take two lines.
    )
    if day:
        _show_day(name, day, t)


def _show_day(name: str, day: date, t: Translate) -> None:
    """Show a day of the reader's own: the choice counts, not the widget."""
    key = f"day_{name}"
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
        period = available.frameworks[chosen.framework].period(chosen.period)
        last = period.starts_on if name == "since" else period.ends_on
        value = min(last, datetime.now(UTC).date())
    change_choices(**{name: str(value)})  # Of a day: as ISO writes it.
