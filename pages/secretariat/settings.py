"""Settings and backup: what figures count, reporting periods and their locks, a backup."""

from datetime import date, timedelta

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.periods import Period, finest
from ifla_metrics.settings import database_url
from ifla_metrics.store.as_of import today
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.frameworks import setting_of
from ifla_metrics.store.periods import locks
from ifla_metrics.ui import lists, period_locks, shell, sources
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.markup import markdown_link


def rows() -> list[dict[str, str]]:
    """Return every period in the order of their days: when reports are due, what is locked."""
    start = setting.asked_from or date.min
    asked = {p.code for p in finest(framework.periods) if p.ends_on >= start}
    ordered = sorted(framework.periods, key=lambda p: (p.starts_on, -p.ends_on.toordinal()))
    return [
        {
            "period": t.period(period.title),
            "state": state(period),
            "days": t(
                "{first} to {last}",
                first=t.date(period.starts_on, "medium"),
                last=t.date(period.ends_on, "medium"),
            ),
            "due": t.date(period.ends_on + timedelta(days=setting.due_days), "medium")
            if period.code in asked
            else "–",
        }
        for period in ordered
    ]


def state(period: Period) -> str:
    """Return whether a period is open; why it, or a longer one, is locked, for whom it is open."""
    covers = (k for k in held if k.starts_on <= period.starts_on and period.ends_on <= k.ends_on)
    lock = next(covers, None)
    if lock is None:
        return t("open")
    names = form_code_book(t).groups
    openings = [
        t(
            "open for {group} until {day}: {reason}",
            group=names.get(one.group, one.group),
            day=t.date(one.until, "medium"),
            reason=one.reason,
        )
        for one in lock.openings
        if one.until >= today()
    ]
    return t("; ").join([t("locked: {reason}", reason=lock.reason), *openings])


shell.require(Right.SET_FRAMEWORK)
choices, t = shell.choices(), shell.t()
framework = sources.available_choices().in_language(t.language).frameworks[choices.framework]
with reading(engine_of(database_url())) as connection:
    setting = setting_of(connection, framework.id)
    held = [lock for lock in locks(connection) if lock.framework == framework.id]

shell.title(
    t("Settings and backup"),
    lede=t(
        "Figures of {strategy} count: {rule}. Choose another strategy above.",
        strategy=framework.short_title,
        rule=t(period_locks.COUNT_WORDS[setting.counts]),
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
period_locks.show(framework, held, t)
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
