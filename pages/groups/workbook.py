"""Workbook: download the group's file, upload it or another table, see what would change."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from ifla_metrics.access import Right, Role
from ifla_metrics.imports.read import MEGABYTE, PAGE
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.ui import errors, import_preview, imports, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.imports import Upload

PLACE = "workbook"
TYPES = ("xlsx", "csv", "tsv", "txt")
EVERYBODY = ""
SENT = "workbook_files"
"""Session key: how many files were sent, so that the next one is asked for anew."""


def choose_group() -> str | None:
    """Let the reader choose one of their groups; None when there is none."""
    reader, titles = actor(), form_code_book(t).groups
    own = {code: title for code, title in titles.items() if code in reader.groups}
    if reader.role is Role.SECRETARIAT:
        own = {**titles, EVERYBODY: t("All groups")}
    if len(own) < 2:
        return next(iter(own), None)

    def words(code: str) -> str:
        return own[code] if code in ("", own[code]) else f"{code} – {own[code]}"

    return st.selectbox(t("Working group"), list(own), format_func=words, key="workbook_group")


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
    from ifla_metrics.imports.workbook import write_workbook

    with reading(engine_of(database_url())) as connection:
        return write_workbook(connection, group, t, framework=framework)


def take_upload(group: str) -> None:
    """Take a file; its size is checked here, whatever the browser checked."""
    st.header(t("2. Upload"), anchor=False)
    st.markdown(
        t(
            "The workbook that you filled in, or any other table with a row for each activity: "
            "you say once which column is which."
        )
    )
    number = st.session_state.get(SENT, 0)
    upload = st.file_uploader(
        t(
            "A workbook (.xlsx) or CSV file, up to {most} MB and {rows} rows",
            most=PAGE.bytes // MEGABYTE,
            rows=t.number(PAGE.rows),
        ),
        type=list(TYPES),
        key=f"workbook_file_{number}",
    )
    if upload is not None:
        st.session_state[SENT] = number + 1
        imports.put(Upload(PLACE, upload.name, group, upload.getvalue()))
        st.rerun()


shell.require(Right.IMPORT)
t, framework = shell.t(), shell.choices().framework
shell.title(
    t("Workbook"),
    lede=t("Send many entries at once. You see what would change before anything changes."),
)
with st.container(key="workbook_page"):
    group = choose_group()
    upload = imports.current(PLACE)
    if group is None:
        errors.notice(t("You are in no working group yet. The secretariat can change that."))
    elif upload is None:
        show_downloads(group)
        take_upload(group)
    else:
        import_preview.show(upload, group, t)
