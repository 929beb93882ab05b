"""Workbook: download the group's file, upload it or another table, see what would change."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from ifla_metrics.access import Right, Role
from ifla_metrics.imports.read import MEGABYTE, PAGE_LIMITS
from ifla_metrics.imports.workbook import write_workbook
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.ui import errors, filters, import_preview, imports, lists, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.imports import Upload
from ifla_metrics.ui.markup import as_markdown

PLACE, FILE = "workbook", "workbook_file"
TYPES = ("xlsx", "csv", "tsv", "txt")
EVERYBODY = ""


def choose_group() -> str | None:
    """Return the group of the filter bar, "" for all, and say whose it is; None for no group."""
    reader, titles = actor(), form_code_book(t).groups
    own = filters.own_groups(reader, titles)
    if len(own) == 1:
        st.markdown(as_markdown(t("Working group: {group}", group=titles[own[0]])))
        return own[0]
    if reader.role is Role.SECRETARIAT:
        st.markdown(t("For all working groups. For one, choose it in the filters above."))
        return EVERYBODY
    notice = t("You are in no working group yet. The secretariat can change that.")
    errors.notice(t("Choose your working group in the filters above.") if own else notice)
    return None


def show_downloads(group: str) -> None:
    """Offer the filled workbook."""
    st.header(t("1. Download"), anchor=False)
    st.download_button(
        t("Download the workbook"),
        data=partial(write, group),
        file_name=f"{group or 'all'}-{datetime.now(UTC).date()}.xlsx",
        mime=import_preview.XLSX,
        type="primary",
        on_click="ignore",
        key="workbook_download",
    )


def write(group: str) -> bytes:
    """Return the workbook of a group."""
    with read_transaction(engine()) as connection:
        return write_workbook(connection, group, t, framework=framework)


def take_upload(group: str) -> None:
    """Take a file; its size is checked here, whatever the browser checked."""
    st.header(t("2. Upload"), anchor=False)
    st.markdown(
        t(
            "The workbook that you filled in, or any other table with one row per activity. "
            "You say once which column is which."
        )
    )
    label = t(
        "A workbook (.xlsx) or CSV file, up to {most} MB and {rows} rows",
        most=PAGE_LIMITS.bytes // MEGABYTE,
        rows=t.number(PAGE_LIMITS.rows),
    )
    upload = imports.ask_file(FILE, label, TYPES, t)
    if upload is not None:
        lists.clear_selection(FILE)
        imports.put(Upload(PLACE, upload.name, group, upload.getvalue()))
        st.rerun()


shell.require(Right.IMPORT)
t, framework = shell.t(), shell.choices().framework
shell.title(
    t("Workbook"),
    intro=t("Send many entries at once. You see what would change before anything changes."),
)
with st.container(key="workbook_page"):
    group = choose_group()
    upload = imports.current(PLACE)
    if group is not None and upload is None:
        show_downloads(group)
        take_upload(group)
    elif group is not None:
        import_preview.show(upload, group, t)
