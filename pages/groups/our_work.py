"""Our work: what is due, what came back, what is unfinished, and the group's own log."""

from collections.abc import Collection
from typing import Any

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.figures import words
from ifla_metrics.imports.columns import kind_title
from ifla_metrics.metrics.due import DueList
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.form_drafts import unfinished_forms
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.review import returned_versions
from ifla_metrics.store.search import find_activities
from ifla_metrics.store.versions import AnyVersion, Version, current_versions
from ifla_metrics.ui import due_reports, filters, lists, navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.forms import saving


def heading(due: DueList, came_back: int) -> str:
    """Return in one sentence what there is to do."""
    parts = [words.overdue_sentence(due.overdue, t)] if due.overdue else []
    if owed := [report for report in due.reports if report.state == "due"]:
        reports = words.report_counts(owed, t)
        parts.append(t.plural("{reports} is due", "{reports} are due", len(owed), reports=reports))
    if came_back:
        parts.append(t.plural("{n} entry came back", "{n} entries came back", came_back))
    return ", ".join(parts) or t("Everything is reported")


def show_returned(items: list[AnyVersion]) -> None:
    """Show what was returned, each with its comment."""
    st.header(t("Returned to you"), anchor=False)
    for place, item in enumerate(items):
        with st.container(key=f"returned_{place}", gap=None, border=True):
            navigation.entry_link(item.title, item.kind, item.uid, item.framework)
            st.caption(t(kind_title(item.kind)))
            st.text(item.comment)


def show_log(groups: Collection[str]) -> None:
    """Show the search and the newest entries that it finds."""
    st.header(t("Our log"), anchor=False)
    typed = lists.search_box(t("Search: the beginning of any word"), t("workshop nepal"))
    with read_transaction(engine()) as connection:
        uids = find_activities(connection, typed, groups=groups, limit=lists.MAX_ROWS + 1)
        found = current_versions(connection, ACTIVITY_KIND, uids=uids)
    if not found:
        st.markdown(t("No entry contains these words.") if typed else t("Nothing is logged yet."))
        return
    columns = {
        "title": st.column_config.TextColumn(t("Activity"), width=190),
        "started_on": st.column_config.TextColumn(t("First day"), width=120),
        "countries": t("Countries"),
        "groups": t("Working groups"),
        "state": t("State"),
    }
    rows = [row(found[uid]) for uid in uids]
    lists.show("own_log", rows, lists.with_listed_fields(columns, t), title=t("Our log"))


def row(version: Version[Any]) -> dict[str, Any]:
    """Return what the list shows of an activity."""
    state = code_book.names()("lifecycle", version.draft.lifecycle, t)
    return {**code_book.listed(version), "state": t("withdrawn") if version.withdrawn else state}


shell.require(Right.RECORD)
choices, t = shell.choices(), shell.t()
code_book = form_code_book(t)
groups = filters.own_groups(actor(), code_book.groups)
due = due_reports.read(choices, groups)
with read_transaction(engine()) as connection:
    items = returned_versions(connection, groups)
    forms = unfinished_forms(connection, actor=actor())

shell.title(heading(due, len(items)))
with st.container(horizontal=True, key="our_work_links"):
    navigation.link(t("Log an activity"), "log")
    navigation.link(t("Use the workbook"), "workbook")
    navigation.link(t("Results and milestones"), "records")
with st.container(key="our_work"):
    asked, logged = st.columns([4, 5], gap="large")
    with asked:
        if items:
            show_returned(items)
        if forms:
            st.header(t("Unfinished"), anchor=False)
            for one in forms:
                saving.show_unfinished(one, t)
        due_reports.show_own(due, code_book, t)
    with logged:
        show_log(groups)
