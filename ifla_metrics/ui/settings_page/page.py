"""The page of settings: what figures count, every reporting period and its lock, the backup."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.frameworks import setting_of
from ifla_metrics.store.periods import locks
from ifla_metrics.ui import review_locks
from ifla_metrics.ui.markup import tag
from ifla_metrics.ui.settings_page import backup, periods


def draw(framework: Framework, t: Translate) -> None:
    """Show the page for a strategy."""
    with reading(engine_of(database_url())) as connection:
        setting = setting_of(connection, framework.id)
        held = [lock for lock in locks(connection) if lock.framework == framework.id]
    counts = t(review_locks.COUNT_WORDS[setting.counts])
    lede = t(
        "What figures of {strategy} count: “{rule}”. Another strategy is chosen above.",
        strategy=framework.short_title,
        rule=counts,
    )
    st.html(tag("h1", t("Settings and backup")) + tag("p", lede, class_="im-lede"))
    review_locks.draw(framework, t)
    st.html(tag("h2", t("Reporting periods")) + periods.table(framework, setting, held, t))
    st.html(
        tag(
            "p",
            t("Periods belong to the strategy's files: data/frameworks, file periods.csv."),
            class_="im-small",
        )
        + backup.section(t)
    )
