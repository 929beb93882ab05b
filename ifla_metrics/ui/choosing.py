"""The row of choices: shown, checked when something is chosen, and written into the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import streamlit as st

from ifla_metrics.choices import NOW, Choices, day_of
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.i18n import translate
from ifla_metrics.ui import address, choice_words, frame, sign_in, sources, trouble
from ifla_metrics.ui.address import Plan
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.shell import CHOSEN, choices, key_of, t

WRITTEN = "address"
"""Session key of the choices that we wrote into the address last."""
FIRST_DAY = date(2009, 1, 1)
"""The first day of the documented history."""
ANOTHER_DAY = "day"
"""Stands in the list of known-on dates for a day of the reader's own."""


def compare() -> bool:
    """Let the reader choose the two dates that a page compares; say whether there are two."""
    chosen = choices()
    plan = sources.plan().told(chosen.language)
    words = choice_words.ChoiceWords(t(), plan)
    day = day_of(chosen.since)
    line = st.container(horizontal=True, key="compare")
    with line.container(width=300):
        _pick(
            "since",
            words.t("What changed since"),
            words.earlier(chosen, ANOTHER_DAY),
            partial(words.since, chosen),
            ANOTHER_DAY if day else chosen.since,
            on="page_",
        )
        if day:
            _day("since_day", words.t("Day"), day, on="page_")
    with line.container(width=300):
        _known_on(words, chosen.known_on, on="page_")
    return bool(chosen.since) or address.before(chosen, plan) is not None


def choose(plan: Plan) -> Choices:
    """Show the row of choices and return them; the address then carries every one.

    What an address says counts when it is not what we wrote ourselves: a link that was opened, or
    the way back. Otherwise the reader's last choice counts, on whatever page it was made.
    """
    state = st.session_state
    asked = {k: v for k, v in st.query_params.to_dict().items() if k in address.KEYS}
    faults: tuple[IflaMetricsError, ...] = ()
    if CHOSEN not in state or (asked and asked not in (state.get(WRITTEN), state[CHOSEN].query())):
        state[CHOSEN], faults = address.checked(asked, plan, language=frame.language())
    chosen: Choices = state[CHOSEN]
    _row(plan, chosen)
    for fault in faults:
        trouble.say(fault, translate(chosen.language))
    written = chosen.query()
    if written != asked:
        others = {k: v for k, v in st.query_params.to_dict().items() if k not in address.KEYS}
        st.query_params.from_dict({**others, **written})
    state[WRITTEN] = written
    return chosen


def take_real_only() -> None:
    """Leave out what is invented, as the toggle among the choices does."""
    st.session_state[key_of("documented_only")] = True
    _take("documented_only")


def _set(name: str, value: object) -> None:
    """Let a widget show `value`: what was chosen is the truth, and widgets forget."""
    if st.session_state.get(key_of(name)) != value:
        st.session_state[key_of(name)] = value


def _row(plan: Plan, chosen: Choices) -> None:
    """Show what is chosen in one line, and behind it the choices themselves."""
    plan = plan.told(chosen.language)
    words = choice_words.ChoiceWords(translate(chosen.language), plan)
    t, framework = words.t, plan.frameworks[chosen.framework]
    line = st.container(horizontal=True, vertical_alignment="center", key="choices")
    reader = actor()
    line.html(words.line(chosen, framework) + frame.languages(chosen, reader), width="content")
    with line.popover(t("Choices"), type="tertiary"):
        _pick("framework", t("Strategy"), plan.frameworks, words.strategy, chosen.framework)
        _pick(
            "period",
            t("Period"),
            words.periods(framework),
            partial(words.period, framework),
            chosen.period,
        )
        _known_on(words, chosen.known_on)
        _pick(
            "direction",
            words.level(framework),
            ["", *(d.code for d in framework.directions)],
            partial(words.direction, framework),
            chosen.direction,
        )
        _pick("counting", t("Counting"), words.counting_rules, words.counting, chosen.counting)
        _set("documented_only", chosen.documented_only)
        st.toggle(
            t("Real data only"),
            key=key_of("documented_only"),
            on_change=_take,
            args=("documented_only",),
        )
    control = sign_in.control(reader, t)
    if control:
        line.html(control, width="content")


def _pick(
    name: str,
    label: str,
    options: Iterable[str],
    words: Callable[[str], str],
    value: str,
    *,
    on: str = "",
) -> None:
    """Show a list; `on` sets it apart where a page shows one that stands among the choices."""
    _set(on + name, value)
    st.selectbox(
        label,
        list(options),
        format_func=words,
        key=key_of(on + name),
        on_change=_take,
        args=(name, on),
    )


def _known_on(words: choice_words.ChoiceWords, known_on: str, *, on: str = "") -> None:
    day = day_of(known_on)
    value = ANOTHER_DAY if day else known_on
    _pick(
        "known_on", words.t("As known on"), words.moments(ANOTHER_DAY), words.moment, value, on=on
    )
    if day:
        _day("day", words.t("Day"), day, on=on)


def _day(name: str, label: str, day: date, *, on: str) -> None:
    _set(on + name, day)
    st.date_input(
        label,
        key=key_of(on + name),
        min_value=FIRST_DAY,
        max_value=_today(),
        format="YYYY-MM-DD",
        on_change=_take,
        args=(name, on),
    )


def _today() -> date:
    return datetime.now(UTC).date()


def _take(name: str, on: str = "") -> None:
    """Take over what the reader has just chosen; runs before the page is drawn again.

    What is not among what can be chosen is not taken over: a list is only shown by a page, and
    whoever speaks to the server without one sends what they like.
    """
    state = st.session_state
    if CHOSEN not in state or key_of(on + name) not in state:
        return  # Another page was asked for in the same moment, and the list is gone.
    chosen: Choices = state[CHOSEN]
    value = state[key_of(on + name)]
    plan = sources.plan()
    if name == "framework":
        if value not in plan.frameworks:
            return
        # Its own period and no direction: the codes of another strategy mean nothing here.
        chosen = replace(
            plan.start(value, language=chosen.language),
            known_on=chosen.known_on,
            documented_only=chosen.documented_only,
        )
    elif name == "day":
        chosen = replace(chosen, known_on=value.isoformat() if value else NOW)
    elif name == "known_on" and value == ANOTHER_DAY:
        ends = plan.frameworks[chosen.framework].period(chosen.period).ends_on
        chosen = replace(chosen, known_on=min(ends, _today()).isoformat())
    elif name == "since_day":
        chosen = replace(chosen, since=value.isoformat() if value else "")
    elif name == "since" and value == ANOTHER_DAY:
        chosen = replace(chosen, since=(_last_day(chosen, plan) - timedelta(days=90)).isoformat())
    else:
        chosen = replace(chosen, **{name: value})
    # Of a day that is not the earlier one the meeting before is taken, which always is.
    state[CHOSEN], _ = address.checked(chosen.query(), plan, language=chosen.language)


def _last_day(chosen: Choices, plan: Plan) -> date:
    """Return the known-on day that is chosen."""
    return min(address.day(chosen.known_on, plan), _today())
