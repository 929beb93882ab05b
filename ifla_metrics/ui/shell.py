"""What every page stands in: its reader's right, the choices, the words, and how to show things.

The only place that names a session key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ifla_metrics import access
from ifla_metrics.choices import NOW, Choices, day_of
from ifla_metrics.errors import IflaMetricsError, NotAllowed, n_
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui import address, choice_words, figures_view, frame, sign_in, sources, trouble
from ifla_metrics.ui.address import Plan
from ifla_metrics.ui.markup import tag
from ifla_metrics.ui.reader import actor
from ifla_metrics.ui.specs import Finished

WRITTEN = "address"
"""Session key of the choices that we wrote into the address last."""
CHOSEN = "choices"
INDICATOR = "indicator"
ONE_INDICATOR = n_("One indicator over time")
FIRST_DAY = date(2009, 1, 1)
"""The first day of the documented history."""
ANOTHER_DAY = "day"
"""Stands in the list of known-on dates for a day of the reader's own."""


def require(right: access.Right) -> None:
    """End the page unless the reader has the right (an editor: for an own group).

    The first line of every page.
    """
    reader = actor()
    try:
        access.require(reader, right, reader.groups)
    except NotAllowed as refused:
        trouble.say(refused, t())
        st.stop()


def choices() -> Choices:
    """Return what the reader of this run has chosen."""
    chosen: Choices = st.session_state[CHOSEN]
    return chosen


def language() -> str:
    """Return the reader's language: as chosen; before that, as the browser says."""
    return choices().language if CHOSEN in st.session_state else frame.language()


def t() -> Translate:
    """Return the words of the reader's language."""
    return translate(language())


def title(figure: Finished) -> None:
    """Open the page with its answer: the title of its first figure, and a sentence under it."""
    st.html(tag("h1", figure.title, id=figure.name) + tag("p", figure.lede, class_="im-lede"))


def show(figure: Finished) -> None:
    """Show one finished figure with its actions and source.

    A figure is the same for every reader; where it is empty, who may log finds the form here.
    """
    figures_view.draw(figure, _log_one() if figure.without_activities else "")


def _log_one() -> str:
    reader = actor()
    if not access.allowed(reader, access.Right.LOG_ACTIVITY, reader.groups):
        return ""
    link = tag("a", t()("Log an activity"), href=f"log?{address.of(choices())}", target="_self")
    return tag("p", link, class_="im-empty")


def columns(*widths: int) -> list[DeltaGenerator]:
    """Return places side by side; one below the other where there is no room."""
    return st.columns(widths, gap="large")


def beside(wide: Finished, narrow: Finished) -> None:
    """Show two figures without charts side by side; one below the other where there is no room."""
    figures_view.draw_beside(wide, narrow)


def mode() -> Literal["light", "dark"]:
    """Return `dark` or `light`, as the reader's screen is set."""
    return "dark" if st.context.theme.type == "dark" else "light"


def indicator() -> str:
    """Let the reader choose one indicator (of the chosen direction); "" when there is none.

    The address carries it beside the choices.
    """
    chosen = choices()
    framework = sources.framework(chosen)
    under = (
        framework.indicators_under(chosen.direction) if chosen.direction else framework.indicators
    )
    titles = {i.code: f"{i.code} {i.short_title}" for i in under}
    if not titles:
        return ""
    key = _key(INDICATOR)
    asked = st.query_params.get(INDICATOR, "")
    if st.session_state.get(key) not in titles:
        st.session_state[key] = asked if asked in titles else next(iter(titles))
    picked: str = st.selectbox(
        t()(ONE_INDICATOR), list(titles), format_func=titles.__getitem__, key=key
    )
    if picked != (asked or next(iter(titles))):
        st.query_params[INDICATOR] = picked  # The first one needs no step on the way back.
    return picked


def compare() -> None:
    """Let the reader choose the two dates that a page compares."""
    plan, chosen = sources.plan(), choices()
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


def choose(plan: Plan) -> Choices:
    """Show the row of choices and return them; the address then carries every one.

    What an address says counts when it is not what we wrote ourselves: a link that was opened, or
    the way back. Otherwise the reader's last choice counts, on whatever page it was made.
    """
    state = st.session_state
    asked = {k: v for k, v in st.query_params.to_dict().items() if k in address.KEYS}
    faults: tuple[IflaMetricsError, ...] = ()
    if CHOSEN not in state or (asked and asked not in (state[WRITTEN], state[CHOSEN].query())):
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


def _key(name: str) -> str:
    return f"choice_{name}"


def _set(name: str, value: object) -> None:
    """Let a widget show `value`: what was chosen is the truth, and widgets forget."""
    if st.session_state.get(_key(name)) != value:
        st.session_state[_key(name)] = value


def _row(plan: Plan, chosen: Choices) -> None:
    """Show what is chosen in one line, and behind it the choices themselves."""
    words = choice_words.ChoiceWords(translate(chosen.language), plan)
    t, framework = words.t, plan.frameworks[chosen.framework]
    line = st.container(horizontal=True, vertical_alignment="center", key="choices")
    line.html(words.line(chosen, framework) + frame.languages(chosen), width="content")
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
            t("Documented rows only"),
            key=_key("documented_only"),
            on_change=_take,
            args=("documented_only",),
        )
    control = sign_in.control(actor(), t)
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
        key=_key(on + name),
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
        key=_key(on + name),
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
    if CHOSEN not in state or _key(on + name) not in state:
        return  # Another page was asked for in the same moment, and the list is gone.
    chosen: Choices = state[CHOSEN]
    value = state[_key(on + name)]
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
