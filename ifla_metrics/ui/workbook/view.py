"""The page in four steps: take the workbook, send it back, look, apply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from ifla_metrics.access import Role
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.exchange.limits import MEGABYTE, PAGE
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import FORMATS
from ifla_metrics.settings import database_url
from ifla_metrics.ui import errors, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms.lists import lists
from ifla_metrics.ui.markup import tag
from ifla_metrics.ui.workbook import opened, preview

TYPES = ("xlsx", "csv", "tsv", "txt")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EVERYBODY = ""
WIDE = 640
"""Pixels of the bar that shows what becomes of a file, with its button."""


def draw(t: Translate) -> None:
    """Show the page."""
    st.html(
        tag("h1", t("Workbook"))
        + tag(
            "p",
            t(
                "Take your group's workbook, work offline, send it back. "
                "You see what would change; nothing changes before you apply it."
            ),
            class_="im-lede",
        )
    )
    with st.container(key="workbook_page"):
        group = _group(t)
        if group is None:
            errors.notice(t("You are in no working group yet. The secretariat can change that."))
            return
        found = opened.current()
        if found is not None and found.group != group:
            opened.put_aside()
            found = None
        if found is not None:
            preview.draw(found, t)
        else:
            _take(group, t)
            _send(group, t)


def _group(t: Translate) -> str | None:
    """Let the reader choose one of the groups that are theirs; None when there is none."""
    reader, titles = actor(), lists(t).groups
    everybody = {EVERYBODY: t("All groups")}
    mine = (
        {**titles, **everybody}
        if reader.role is Role.SECRETARIAT
        else {code: title for code, title in titles.items() if code in reader.groups}
    )
    if len(mine) < 2:
        return next(iter(mine), None)
    chosen: str = st.selectbox(
        t("Working group"),
        list(mine),
        format_func=lambda code: (
            mine[code] if mine[code] == code or not code else f"{code} – {mine[code]}"
        ),
        key="workbook_group",
    )
    return chosen


def _take(group: str, t: Translate) -> None:
    """Offer the filled workbook, and each sheet as CSV."""
    st.html(tag("h2", t("1. Take it")))
    framework, day = shell.choices().framework, datetime.now(UTC).date()
    stem = f"{group or 'all'}-{day}"
    st.download_button(
        t("Download the workbook"),
        data=_workbook(group, framework, t),
        file_name=f"{stem}.xlsx",
        mime=XLSX,
        type="primary",
        on_click="ignore",
        key="workbook_take",
    )
    with st.popover(t("As CSV"), type="tertiary"):
        for name, sheet in FORMATS.items():
            st.download_button(
                t(sheet.title),
                data=_csv(group, name, framework, t),
                file_name=f"{stem}-{name}.csv",
                mime="text/csv",
                on_click="ignore",
                key=f"workbook_csv_{name}",
                type="tertiary",
            )


def _workbook(group: str, framework: str, t: Translate) -> Callable[[], bytes]:
    def made() -> bytes:
        from ifla_metrics.intake.exporting import workbook_of
        from ifla_metrics.store.database import engine_of, reading

        with reading(engine_of(database_url())) as connection:
            return workbook_of(connection, group, t, framework=framework)

    return made


def _csv(group: str, sheet: str, framework: str, t: Translate) -> Callable[[], bytes]:
    def made() -> bytes:
        from ifla_metrics.intake.exporting import csv_of
        from ifla_metrics.store.database import engine_of, reading

        with reading(engine_of(database_url())) as connection:
            return csv_of(connection, group, sheet, t, framework=framework)

    return made


def _send(group: str, t: Translate) -> None:
    """Take a file and read it; size and kind are checked here, whatever the browser checked."""
    st.html(tag("h2", t("2. Send it back")))
    upload = st.file_uploader(
        t(
            "A workbook (.xlsx) or CSV file, up to {most} MB and {rows} rows",
            most=PAGE.bytes // MEGABYTE,
            rows=t.number(PAGE.rows),
        ),
        type=list(TYPES),
        key=f"workbook_file_{opened.round_number()}",
    )
    if upload is None:
        return
    if upload.size > PAGE.bytes:
        errors.notice(t("The file is larger than {most} MB.", most=PAGE.bytes // MEGABYTE))
        return
    try:
        with st.container(horizontal=True, vertical_alignment="center", width=WIDE):
            bar = st.progress(0.0, text="\u00a0")
            # A press is noticed when the bar is drawn the next time: reading ends there.
            st.button(t("Stop"), on_click=opened.put_aside, key="workbook_stop")
        opened.open_upload(
            upload.file_id,
            upload.name,
            upload.getvalue(),
            group=group,
            framework=shell.choices().framework,
            t=t,
            told=_on(bar, t),
        )
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    st.rerun()


def _on(bar: Any, t: Translate) -> Callable[[int], None]:
    """Return what draws the step that is being taken on a bar."""
    from ifla_metrics.intake.preparing import STEPS, WRITTEN

    def draw(step: int) -> None:
        bar.progress((step + 0.5) / WRITTEN, text=f"{t(STEPS[step])} …")

    return draw
