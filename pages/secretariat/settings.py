"""Settings and backup: what figures count, reporting periods and their locks, a backup."""

from datetime import timedelta

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.choices import COUNTS
from ifla_metrics.errors import n_
from ifla_metrics.metrics.due import activity_reports_due
from ifla_metrics.periods import Period
from ifla_metrics.settings import database_url
from ifla_metrics.store.as_of import today
from ifla_metrics.store.catalogue import Setting
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.frameworks import MOST_DUE_DAYS, set_framework, setting_of
from ifla_metrics.store.periods import lock_period, locks, open_period, unlock_period
from ifla_metrics.ui import errors, lists, shell, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.markup import markdown_link

COUNT_WORDS = {
    "sent": n_("All entries that were sent and not returned"),
    "approved": n_("Approved entries only"),
}
TWO_WEEKS = timedelta(days=14)


def rows() -> list[dict[str, str]]:
    """Return every period in the order of their days: when reports are due, what is locked."""
    due = activity_reports_due(framework, setting.due_days, setting.asked_from)
    return [
        {
            "period": titles[period.code],
            "state": state(period),
            "days": t(
                "{first} to {last}",
                first=t.date(period.starts_on, "medium"),
                last=t.date(period.ends_on, "medium"),
            ),
            "due": t.date(due[period.code], "medium") if period.code in due else "–",
        }
        for period in periods
    ]


def state(period: Period) -> str:
    """Return whether a period is open; why it, or a longer one, is locked, for whom it is open."""
    covers = (k for k in held if period.starts_on in k.period and period.ends_on in k.period)
    lock = next(covers, None)
    if lock is None:
        return t("open")
    openings = [
        t(
            "open for {group} until {day}: {reason}",
            group=groups.get(one.group, one.group),
            day=t.date(one.until, "medium"),
            reason=one.reason,
        )
        for one in lock.openings
    ]
    return t("; ").join([t("locked: {reason}", reason=lock.reason), *openings])


def lock_form() -> None:
    """Ask for a period: to lock an open one; to open a locked one for a group, or unlock it."""
    period = st.selectbox(
        t("Period"), list(titles), None, titles.__getitem__, placeholder=t("Choose a period")
    )
    if not period:
        return
    of, name = (engine, framework.id, period), titles[period]
    is_open = period not in {lock.period.code for lock in held}
    with st.form(f"period_{is_open}", border=False):
        if is_open:
            st.caption(
                t("Nothing more can be written about the days of a locked period, by anybody.")
            )
        else:
            group = st.selectbox(
                t("Working group"),
                list(groups),
                None,
                groups.__getitem__,
                placeholder=t("Choose a group"),
            )
            until = st.date_input(
                t("Open until"), today() + TWO_WEEKS, min_value=today(), format=lists.DAY_FORMAT
            )
        why = {"reason": st.text_input(t("Reason"), max_chars=200), "actor": actor()}
        locks_it = is_open and st.form_submit_button(t("Lock"), type="primary")
        opens = not is_open and st.form_submit_button(t("Open for this group"), type="primary")
        unlocks = not is_open and st.form_submit_button(t("Unlock for everybody"))
    if locks_it:
        errors.attempt(t, t("{period} is locked.", period=name), lock_period, *of, **why)
    elif unlocks:
        done = t("{period} is no longer locked.", period=name)
        errors.attempt(t, done, unlock_period, *of, **why)
    elif opens and not group:
        errors.notice(t("Choose a group"))
    elif opens:
        done = t("{period} is open for {group}.", period=name, group=groups[group])
        errors.attempt(t, done, open_period, *of, group=group, until=until, **why)


def settings_form() -> None:
    """Ask what figures count, and which reports are due when."""
    with st.form("review_settings", border=False):
        counts = st.radio(
            t("Figures of this strategy count"),
            COUNTS,
            index=COUNTS.index(setting.counts),
            format_func=lambda code: t(COUNT_WORDS[code]),
        )
        due_days = st.number_input(
            t("Days allowed for activity reports after a period ends"),
            0,
            MOST_DUE_DAYS,
            setting.due_days,
            help=t("Due dates for indicator reports are set in the strategy's files."),
        )
        asked_from = st.date_input(
            t("Ask for reports of periods that end on this day or later"),
            value=setting.asked_from,
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
        engine,
        framework.id,
        Setting(counts, int(due_days), asked_from),
        actor=actor(),
    )


shell.require(Right.SET_FRAMEWORK)
choices, t, engine = shell.choices(), shell.t(), engine_of(database_url())
framework = sources.available_choices().in_language(t.language).frameworks[choices.framework]
with reading(engine) as connection:
    setting = setting_of(connection, framework.id)
    held = [lock for lock in locks(connection) if lock.framework == framework.id]
periods = sorted(framework.periods, key=lambda p: (p.starts_on, -p.ends_on.toordinal()))
titles = {period.code: t.period(period.title) for period in periods}
groups = form_code_book(t).groups

shell.title(
    t("Settings and backup"),
    lede=t(
        "Figures of {strategy} count: {rule}. Choose another strategy above.",
        strategy=framework.short_title,
        rule=t(COUNT_WORDS[setting.counts]),
    ),
)
st.header(t("Reporting periods"), anchor=False)
columns = {
    "period": t("Period"),
    "state": t("State"),
    "days": t("Days"),
    "due": t("Reports on activities are due"),
}
lists.table(rows(), t, columns=columns, title=t("Reporting periods"))
st.caption(t("Periods are part of the strategy: change them on the page Strategy, tab Edit."))
errors.show_done()
with st.container(key="review_locks"):
    with st.expander(t("Lock a period, open a locked one for one group, or unlock it")):
        lock_form()
    with st.expander(t("What figures count, and when reports are due")):
        settings_form()
st.header(t("Backup"), anchor=False)
st.markdown(
    t(
        "Everything in one file: activities with their history, records, evidence, editions, "
        "people, settings, audit. It holds names and addresses: keep it where nobody else reads it."
    )
)
st.markdown(markdown_link(t("Download a backup"), f"/backup?language={t.language}"))
st.caption(
    t("The audit records who downloaded it and when. A command restores it: see docs/backup.md.")
)
