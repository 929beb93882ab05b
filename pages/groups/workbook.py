"""Workbook: download the group's file, upload it or another table, and preview the changes."""

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

UPLOAD_PAGE, FILE = "workbook", "workbook_file"
TYPES = ("xlsx", "csv", "tsv", "txt")
ALL_GROUPS = ""


def choose_group() -> str | None:
    """Show and return the group that is chosen in the filters; "" for all, None for no group."""
    reader, titles = actor(), form_code_book(t).groups
    groups = filters.own_groups(reader, titles)
    if len(groups) == 1:
        [group] = groups
        st.markdown(as_markdown(t("Working group: {group}", group=titles[group])))
        return group
    if reader.role is Role.SECRETARIAT:
        st.markdown(t("For all working groups. For one, choose it in the filters above."))
        return ALL_GROUPS
    errors.notice(t("Choose your working group in the filters above."))
    return None


def write(group: str) -> bytes:
    """Return the workbook of a group."""
    with read_transaction(engine()) as connection:
        return write_workbook(connection, group, t, framework=framework)


def show_upload(group: str) -> None:
    """Let the reader choose a file, and open it as an upload."""
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
    file = imports.choose_file(FILE, label, TYPES)
    if file is not None:
        lists.clear_selection(FILE)
        imports.save(Upload(UPLOAD_PAGE, file.name, group, file.getvalue()))
        st.rerun()


shell.require(Right.IMPORT)
t, framework = shell.t(), shell.choices().framework
shell.title(
    t("Workbook"),
    intro=t("Send many entries at once. You see what would change before anything changes."),
)
with st.container(key="workbook_page"):
    group = choose_group()
    upload = imports.current(UPLOAD_PAGE)
    if group is not None and upload is not None:
        import_preview.show(upload, group, t)
    elif group is not None:
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
        show_upload(group)
