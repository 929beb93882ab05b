"""Editing a strategy as a workbook: download, upload, look at what would change, apply."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.errors import FaultyData, IflaMetricsError, InvalidRecord, n_
from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.imports import strategy
from ifla_metrics.imports.limits import MEGABYTE, PAGE
from ifla_metrics.imports.read import read
from ifla_metrics.imports.rows import Reason
from ifla_metrics.imports.strategy import StrategyFile, StrategyPreview
from ifla_metrics.settings import database_url
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import engine_of, reading, revision_of
from ifla_metrics.store.frameworks import ADDED, CHANGED, RETIRED, edit_framework
from ifla_metrics.ui import errors, lists
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.import_preview import XLSX

ROUND, DONE = "strategy_round", "strategy_done"
"""Session keys: how often a file was put aside, and what the last one did."""
KINDS = {ADDED: n_("Added"), CHANGED: n_("Changed"), RETIRED: n_("Retired")}
PARTS = {
    "framework": n_("Strategy"),
    "level": n_("Level"),
    "node": n_("Part"),
    "link": n_("Direction served"),
    "indicator": n_("Indicator"),
    "target": n_("Target"),
    "period": n_("Reporting period"),
    "text": n_("Translation"),
}


def show(choices: Choices, t: Translate) -> None:
    """Show the downloads, the upload and, with a file, its faults or its preview."""
    st.markdown(
        t(
            "Download the strategy, edit it in a spreadsheet, upload it. "
            "You see what would change before anything does; figures of past days keep the "
            "strategy of their day."
        )
    )
    with st.container(horizontal=True):
        st.download_button(
            t("Download this strategy"),
            data=lambda: _workbook(choices.framework, t),
            file_name=f"strategy-{choices.framework}.xlsx",
            mime=XLSX,
            on_click="ignore",
            key="strategy_take",
        )
        st.download_button(
            t("Download an empty template"),
            data=lambda: strategy.strategy_workbook(None, t),
            file_name="strategy-template.xlsx",
            mime=XLSX,
            on_click="ignore",
            key="strategy_template",
        )
    if done := st.session_state.pop(DONE, ""):
        st.success(done)
    upload = st.file_uploader(
        t("A strategy as a workbook (.xlsx), up to {most} MB", most=PAGE.bytes // MEGABYTE),
        type=["xlsx"],
        max_upload_size=PAGE.bytes // MEGABYTE,
        key=f"strategy_file_{st.session_state.get(ROUND, 0)}",
    )
    if upload is None:
        return
    key = f"strategy_{upload.file_id}_{revision_of(database_url())}"
    if key not in st.session_state:
        with st.spinner(t("Comparing the workbook with the strategy")):
            st.session_state[key] = _compared(upload.getvalue(), upload.name, t)
    found = st.session_state[key]
    if isinstance(found, IflaMetricsError):
        errors.show(found, t)
    elif isinstance(found, list):
        _show_faults(found, t)
    else:
        file, preview = found
        _show_preview(file, preview, t)


def _workbook(framework: str, t: Translate) -> bytes:
    with reading(engine_of(database_url())) as connection:
        return strategy.strategy_workbook(read_framework(connection, framework), t)


def _compared(
    data: bytes, name: str, t: Translate
) -> tuple[StrategyFile, StrategyPreview] | list[Reason] | IflaMetricsError:
    """Return the strategy of a file with what it would change, its faults, or the refusal."""
    try:
        table = read(data, name)
        if not strategy.is_strategy(table):
            raise InvalidRecord(
                n_("This is no strategy workbook. Download the strategy and edit that file.")
            )
        try:
            file = strategy.read_strategy(table)
        except FaultyData as faulty:
            return strategy.reasons(faulty, table, t)
        return file, strategy.compare_strategy(engine_of(database_url()), file, actor=actor())
    except IflaMetricsError as refused:
        return refused


def _show_faults(faults: list[Reason], t: Translate) -> None:
    st.warning(
        t.plural(
            "{n} cell must be corrected. Nothing was changed.",
            "{n} cells must be corrected. Nothing was changed.",
            len(faults),
        )
    )
    columns = {
        t("Cell"): [fault.cell.describe(t) for fault in faults],
        t("Value"): [fault.value for fault in faults],
        t("Problem"): [t(fault.message.text) for fault in faults],
        t("Closest valid value"): [fault.suggestion for fault in faults],
    }
    _show_table(t("Cells to correct"), columns, t, key="strategy_faults")


def _show_preview(file: StrategyFile, preview: StrategyPreview, t: Translate) -> None:
    changes, ratings = preview.changes, preview.ratings
    if not changes:
        st.info(t("The workbook says what the strategy says already. Nothing would change."))
        return
    if preview.outdated:
        st.warning(
            t(
                "The strategy was changed after this workbook was downloaded. Applying it would "
                "undo those changes: they are in the list below."
            )
        )
    if preview.is_new:
        st.info(t("This starts a new strategy: {title}", title=file.framework.title))
    numbers = {t(title): sum(c.kind == kind for c in changes) for kind, title in KINDS.items()}
    with st.container(horizontal=True):
        for label, number in {**numbers, t("Ratings that change"): len(ratings)}.items():
            st.metric(label, t.number(number), width="content")
    st.subheader(t("What would change"), anchor=False)
    columns = {
        t("Change"): [t(KINDS[change.kind]) for change in changes],
        t("Part"): [t(PARTS[change.part]) for change in changes],
        t("Code"): [change.code for change in changes],
        t("Field"): [t(strategy.TITLES.get(change.field, change.field)) for change in changes],
        t("Before"): [change.old for change in changes],
        t("After"): [change.new for change in changes],
    }
    _show_table(t("What would change"), columns, t, key="strategy_changes")
    if ratings:
        st.subheader(t("Ratings that change"), anchor=False)
        columns = {
            t("Code"): [rating.code for rating in ratings],
            t("Direction or indicator"): [rating.title for rating in ratings],
            t("Rating before"): [_status(rating.before, t) for rating in ratings],
            t("Rating after"): [_status(rating.after, t) for rating in ratings],
        }
        _show_table(t("Ratings that change"), columns, t, key="strategy_ratings")
    _apply(file, t)


def _status(code: str, t: Translate) -> str:
    return words.cell(code, "status", t) if code else ""


def _show_table(title: str, columns: dict[str, list[str]], t: Translate, *, key: str) -> None:
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    lists.table(rows, {name: name for name in columns}, t, title=title, key=key)


def _apply(file: StrategyFile, t: Translate) -> None:
    with st.form("strategy_apply"):
        reason = st.text_input(t("Why is the strategy changed?"), max_chars=200)
        with st.container(horizontal=True):
            wanted = st.form_submit_button(t("Apply"), type="primary")
            cancelled = st.form_submit_button(t("Cancel"))
    if wanted:
        try:
            edit_framework(engine_of(database_url()), file.framework, actor=actor(), reason=reason)
        except IflaMetricsError as refused:
            errors.show(refused, t)
            return
        st.session_state[DONE] = t(
            "{strategy} is changed. The version before stays for figures of past days.",
            strategy=file.framework.title,
        )
    if wanted or cancelled:
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
        st.rerun()
