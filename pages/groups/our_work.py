"""Our work: due reports, returned entries, unfinished forms, and the group's own log."""

from collections.abc import Collection
from typing import Any

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.figures import words
from ifla_metrics.imports.columns import ENTRY_TITLES
from ifla_metrics.metrics import due
from ifla_metrics.metrics.due import Report
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.read.reading import cached_reading
from ifla_metrics.store.read.search import find_activities
from ifla_metrics.store.versions import AnyVersion, Version, current_versions
from ifla_metrics.store.write.form_drafts import unfinished_forms
from ifla_metrics.store.write.review import list_returned
from ifla_metrics.ui import due_reports, filters, lists, navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.forms import saving


def heading(reports: list[Report], returned_count: int) -> str:
    """Return a sentence on what there is to do."""
    overdue = due.overdue(reports)
    parts = [words.overdue_sentence(overdue, t)] if overdue else []
    if owed := [report for report in reports if report.state == "due"]:
        counts = words.report_counts(owed, t)
        parts.append(t.plural("{reports} is due", "{reports} are due", len(owed), reports=counts))
    if returned_count:
        parts.append(t.plural("{n} entry returned", "{n} entries returned", returned_count))
    return ", ".join(parts) or t("Everything is reported")


def show_returned(entries: list[AnyVersion]) -> None:
    """Show the returned entries, each with its comment."""
    st.header(t("Returned to you"), anchor=False)
    for index, entry in enumerate(entries):
        with st.container(key=f"returned_{index}", gap=None, border=True):
            url = navigation.entry_url(entry.kind, entry.uid, entry.framework)
            title = code_book.entry_title(entry.kind, entry.title, entry.framework)
            navigation.link_to_url(title, url)
            st.caption(t(ENTRY_TITLES[entry.kind]))
            st.text(entry.comment)


def show_log(groups: Collection[str]) -> None:
    """Show a search field and the newest matches."""
    st.header(t("Our log"), anchor=False)
    query = lists.search_box(t("Search: the beginning of any word"), t("workshop nepal"))
    with read_transaction(engine()) as connection:
        uids = find_activities(connection, query, groups=groups, limit=lists.MAX_ROWS + 1)
        matches = current_versions(connection, ACTIVITY_KIND, uids=uids)
    if not matches:
        st.markdown(t("No entry contains these words.") if query else t("Nothing is logged yet."))
        return
    rows = []
    for uid in uids:
        version: Version[Any] = matches[uid]
        state = code_book.field_label("lifecycle", version.draft.lifecycle)
        state = t("withdrawn") if version.withdrawn else state
        link = {lists.LINK: navigation.entry_url(ACTIVITY_KIND.name, uid)}
        rows.append({**code_book.list_row(version.draft), t("Status"): state, **link})
    widths = {t("Title"): 170, t("Working groups"): 130, t("Countries"): 100}
    lists.show("own_log", rows, title=t("Our log"), widths=widths)


shell.require(Right.RECORD)
choices, t = shell.choices(), shell.t()
code_book = form_code_book(t)
groups = filters.own_groups(actor(), code_book.groups)
reading = cached_reading(choices, due.NEEDS)
reports = due.reports(reading, groups)
with read_transaction(engine()) as connection:
    returned_entries = list_returned(connection, groups)
    form_drafts = unfinished_forms(connection, actor=actor())

shell.title(heading(reports, len(returned_entries)))
with st.container(key="our_work_links"):
    navigation.link(t("Log an activity"), "log")
with st.container(key="our_work"):
    left, right = st.columns([4, 5], gap="large")
    with left:
        if returned_entries:
            show_returned(returned_entries)
        if form_drafts:
            st.header(t("Unfinished"), anchor=False)
            for form_draft in form_drafts:
                saving.show_unfinished(form_draft, t)
        due_reports.show_own(reports, reading, code_book, t)
    with right:
        show_log(groups)
