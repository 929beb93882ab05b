"""Forms that lock and open periods, and that say what the figures of a strategy count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st

from ifla_metrics.choices import COUNTS
from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.store.as_of import today
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.frameworks import MOST_DUE_DAYS, set_framework, setting_of
from ifla_metrics.store.periods import Lock, lock_period, open_period, unlock_period
from ifla_metrics.ui import errors
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book

COUNT_WORDS = {
    "sent": n_("All entries that were sent and not returned"),
    "approved": n_("Approved entries only"),
}
TWO_WEEKS = timedelta(days=14)


def show(framework: Framework, held: list[Lock], t: Translate) -> None:
    """Show the ways to lock, open and unlock periods of a strategy, and what its figures count."""
    errors.show_done()
    names = {p.code: p.title for p in framework.periods}
    titles = {one.period: names.get(one.period, t.period(one.title)) for one in held}
    with st.container(key="review_locks"):
        with st.expander(t("Lock a period")):
            _lock_form(framework, set(titles), t)
        if held:
            with st.expander(t("Open a locked period for one group, or unlock it")):
                _open_form(framework, titles, t)
        with st.expander(t("What figures count, and when reports are due")):
            _settings_form(framework, t)


def _lock_form(framework: Framework, locked: set[str], t: Translate) -> None:
    periods = sorted(framework.periods, key=lambda period: period.starts_on)
    free = {one.code: one.title for one in periods if one.code not in locked}
    with st.form("review_lock", border=False):
        st.caption(t("Nothing more can be written about the days of a locked period, by anybody."))
        period = st.selectbox(
            t("Period"),
            list(free),
            format_func=free.__getitem__,
            index=None,
            placeholder=t("Choose a period"),
        )
        reason = st.text_input(t("Reason"), max_chars=200)
        if not st.form_submit_button(t("Lock"), type="primary"):
            return
    if not period:
        _say_incomplete(t)
        return
    done = t("{period} is locked.", period=free[period])
    lock = (engine_of(database_url()), framework.id, period)
    errors.attempt(t, done, lock_period, *lock, reason=reason, actor=actor())


def _open_form(framework: Framework, titles: dict[str, str], t: Translate) -> None:
    names = form_code_book(t).groups
    with st.form("review_open", border=False):
        period = st.selectbox(t("Period"), list(titles), format_func=titles.__getitem__)
        group = st.selectbox(
            t("Working group"),
            list(names),
            format_func=names.__getitem__,
            index=None,
            placeholder=t("Choose a group"),
        )
        until = st.date_input(
            t("Open until"), value=today() + TWO_WEEKS, min_value=today(), format="YYYY-MM-DD"
        )
        reason = st.text_input(t("Reason"), max_chars=200)
        opens = st.form_submit_button(t("Open for this group"), type="primary")
        unlocks = st.form_submit_button(t("Unlock for everybody"))
    why: dict[str, Any] = {"reason": reason, "actor": actor()}
    lock = (engine_of(database_url()), framework.id, period)
    if unlocks:
        done = t("{period} is no longer locked.", period=titles[period])
        errors.attempt(t, done, unlock_period, *lock, **why)
    elif opens and group:
        done = t("{period} is open for {group}.", period=titles[period], group=names[group])
        errors.attempt(t, done, open_period, *lock, group=group, until=until, **why)
    elif opens:
        _say_incomplete(t)


def _settings_form(framework: Framework, t: Translate) -> None:
    with reading(engine_of(database_url())) as connection:
        now = setting_of(connection, framework.id)
    with st.form("review_settings", border=False):
        counts = st.radio(
            t("Figures of this strategy count"),
            COUNTS,
            index=COUNTS.index(now.counts),
            format_func=lambda code: t(COUNT_WORDS[code]),
        )
        due_days = st.number_input(
            t("Days allowed for activity reports after a period ends"),
            0,
            MOST_DUE_DAYS,
            now.due_days,
            help=t("Due dates for indicator reports are set in the strategy's files."),
        )
        asked_from = st.date_input(
            t("Ask for reports of periods that end on this day or later"),
            value=now.asked_from,
            format="YYYY-MM-DD",
        )
        st.caption(
            t(
                "When you change what counts, all figures of this strategy are counted again. "
                "Every figure says what it counts."
            )
        )
        if not st.form_submit_button(t("Save settings")):
            return
    errors.attempt(
        t,
        t("The settings are saved."),
        set_framework,
        engine_of(database_url()),
        framework.id,
        actor=actor(),
        counts=counts,
        due_days=int(due_days),
        asked_from=asked_from,
        asked_from_start=asked_from is None,
    )


def _say_incomplete(t: Translate) -> None:
    errors.notice(t("Fill in every field first, with a reason."))
