"""Settings and backup: what figures count, locks of reporting periods, and a backup."""

from datetime import timedelta

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.choices import COUNTED_ENTRIES
from ifla_metrics.errors import n_
from ifla_metrics.metrics.due import activity_due_dates
from ifla_metrics.periods import Period
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store.as_of import today
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.locks import read_locks
from ifla_metrics.store.write.frameworks import MOST_DUE_DAYS, change_settings, settings_of
from ifla_metrics.store.write.periods import lock_period, open_period, unlock_period
from ifla_metrics.ui import errors, lists, page_data, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.markup import markdown_link

COUNT_LABELS = {
    "sent": n_("All entries that were sent and not returned"),
    "approved": n_("Approved entries only"),
}
TWO_WEEKS = timedelta(days=14)


def state(period: Period) -> str:
    """Describe a period: open, or why it is locked and for which groups it is open.

    The lock of a longer period locks it too.
    """
    for lock in period_locks:
        is_inside = lock.starts_on <= period.starts_on and period.ends_on <= lock.ends_on
        if is_inside or lock.period == period.code:
            openings = [
                t("open for {group} until {day}", group=groups.get(group, group), day=t.date(until))
                for group, until in sorted(lock.open_to.items())
            ]
            return t("; ").join([t("locked: {reason}", reason=lock.reason), *openings])
    return t("open")


def show_lock_form() -> None:
    """Show the form to lock an open period, open a locked one for a group, or unlock it."""
    period = st.selectbox(
        t("Period"), list(titles), None, titles.__getitem__, placeholder=t("Choose a period")
    )
    if not period:
        return
    args, title = (engine(), framework.id, period), titles[period]
    is_locked = any(lock.period == period for lock in period_locks)
    reason = st.text_input(t("Reason"), max_chars=200, key=f"why_{period}_{is_locked}")
    kwargs = {"reason": reason, "actor": actor()}
    if not is_locked:
        st.caption(t("Nobody can add or change entries dated in a locked period."))
        if st.button(t("Lock"), type="primary"):
            done = t("{period} is locked.", period=title)
            errors.attempt(t, done, lock_period, *args, **kwargs)
        return
    if st.button(t("Unlock for everybody")):
        done = t("{period} is no longer locked.", period=title)
        errors.attempt(t, done, unlock_period, *args, **kwargs)
    hint = t("Choose a group")
    group = st.selectbox(
        t("Or open it for one group"), list(groups), None, groups.__getitem__, placeholder=hint
    )
    until = st.date_input(
        t("Open until"), today() + TWO_WEEKS, min_value=today(), format=t.day_format
    )
    if st.button(t("Open for this group"), type="primary", disabled=not group) and group:
        done = t("{period} is open for {group}.", period=title, group=groups[group])
        errors.attempt(t, done, open_period, *args, group=group, until=until, **kwargs)


def show_settings_form() -> None:
    """Show the form for what figures count, and when reports are due."""
    with st.form("review_settings", border=False):
        counts = st.radio(
            t("Figures of this strategy count"),
            COUNTED_ENTRIES,
            index=COUNTED_ENTRIES.index(settings.counts),
            format_func=lambda code: t(COUNT_LABELS[code]),
        )
        label = t("Days allowed for activity reports after a period ends")
        due_days = st.number_input(label, 0, MOST_DUE_DAYS, settings.due_days)
        label = t("Ask for reports of periods that end on this day or later")
        asked_from = st.date_input(label, settings.asked_from, format=t.day_format)
        if not st.form_submit_button(t("Save settings")):
            return
    changed = FrameworkSettings(counts, int(due_days), asked_from)
    done = t("The settings are saved.")
    errors.attempt(t, done, change_settings, engine(), framework.id, changed, actor=actor())


shell.require(Right.CHANGE_SETTINGS)
choices, t = shell.choices(), shell.t()
framework = page_data.frameworks(t.language)[choices.framework]
with read_transaction(engine()) as connection:
    settings = settings_of(connection, framework.id)
    period_locks = [lock for lock in read_locks(connection) if lock.framework == framework.id]
periods = sorted(framework.periods, key=lambda p: (p.ends_on, p.starts_on), reverse=True)
titles = {period.code: period.title for period in periods}
groups = form_code_book(t).groups

shell.title(
    t("Settings and backup"),
    intro=t("For the strategy {strategy}. Choose another above.", strategy=framework.short_title),
)
st.header(t("Reporting periods"), anchor=False)
due_days = activity_due_dates(framework, settings)
rows = [
    {
        t("Period"): period.title,
        t("Status"): state(period),
        t("First day"): period.starts_on,
        t("Last day"): period.ends_on,
        t("Reports on activities are due"): due_days.get(period.code),
    }
    for period in periods
]
lists.table(rows, title=t("Reporting periods"))
st.caption(t("Periods are part of the strategy: change them on the page Strategy, tab Edit."))
errors.show_success()
with st.container(key="review_locks"):
    with st.expander(t("Lock a period, open a locked one for one group, or unlock it")):
        show_lock_form()
    with st.expander(t("What figures count and when reports are due")):
        show_settings_form()
st.header(t("Backup"), anchor=False)
st.markdown(
    t(
        "Everything in one file: activities with their history, records, evidence, editions, "
        "people, settings, audit. It holds names and addresses: keep it where nobody else reads it."
    )
)
st.markdown(markdown_link(t("Download a backup"), f"/backup?language={t.language}"))
st.caption(t("To restore a backup, use the command in docs/backup.md."))
