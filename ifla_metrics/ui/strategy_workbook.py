"""Edit a strategy as a workbook: download it, upload it, preview the changes, apply them."""

from collections.abc import Sequence

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports import strategy
from ifla_metrics.imports.read import MEGABYTE, PAGE_LIMITS, read
from ifla_metrics.imports.strategy import StrategyPreview
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.write.frameworks import ADDED, CHANGED, RETIRED, Change, edit_framework
from ifla_metrics.ui import errors, imports, lists
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.import_preview import XLSX, show_reasons

FILE = "strategy_file"
"""Name of the file uploader, which is reset when a file is applied."""
PREVIEWED = "strategy_shown"
"""Session key of the changes in the preview that the reader saw; only these are applied."""
CHANGE_TITLES = {ADDED: n_("Added"), CHANGED: n_("Changed"), RETIRED: n_("Retired")}


def show(choices: Choices, t: Translate) -> None:
    """Show the downloads and the upload and, with a file, its faults or its preview."""
    st.markdown(
        t(
            "Download the strategy, edit it in a spreadsheet and upload it. You see every "
            "change before it is applied; figures as known on past days keep the strategy of "
            "their day."
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
            data=lambda: strategy.write_strategy(None, t),
            file_name="strategy-template.xlsx",
            mime=XLSX,
            on_click="ignore",
            key="strategy_template",
        )
    errors.show_success()
    label = t(
        "A strategy as a workbook (.xlsx), up to {most} MB", most=PAGE_LIMITS.bytes // MEGABYTE
    )
    upload = imports.choose_file(FILE, label, ["xlsx"])
    if upload is not None:
        with st.spinner(t("Comparing the workbook with the strategy")):
            _show_file(upload.getvalue(), upload.name, t)


def _workbook(framework: str, t: Translate) -> bytes:
    with read_transaction(engine()) as connection:
        return strategy.write_strategy(read_catalogue(connection).framework(framework), t)


def _show_file(data: bytes, name: str, t: Translate) -> None:
    """Show what the workbook would change, or its faults."""
    table = read(data, name)
    framework, faults = strategy.read_strategy(table, t)
    if framework is None:
        st.warning(t("These cells must be corrected. Nothing was changed."))
        show_reasons(faults, t)
        return
    preview = strategy.compare_strategy(engine(), framework, actor=actor())
    if not preview.changes:
        st.info(t("The workbook matches the strategy. Nothing would change."))
        return
    _show_preview(framework, preview, t)
    previewed = st.session_state.get(PREVIEWED)
    st.session_state[PREVIEWED] = preview.changes
    with st.form("strategy_apply"):
        reason = st.text_input(t("Why is the strategy changed?"), max_chars=200)
        is_submitted = st.form_submit_button(t("Apply"), type="primary")
    if is_submitted:
        done = t("The strategy is saved. Figures as known on past days keep the version before.")
        errors.attempt(t, done, _apply, framework, previewed, reason)


def _show_preview(framework: Framework, preview: StrategyPreview, t: Translate) -> None:
    """Show what would change in the strategy, and in its ratings."""
    if preview.is_new:
        st.info(t("This starts a new strategy: {title}", title=framework.title))
    st.header(t("What would change"), anchor=False)
    rows = [
        {
            t("Change"): t(CHANGE_TITLES[change.kind]),
            t("Part"): t(strategy.SHEETS[change.part]),
            t("Code"): change.code,
            t("Field"): t(strategy.TITLES.get(change.field, change.field)),
            t("Before"): change.old,
            t("After"): change.new,
        }
        for change in preview.changes
    ]
    lists.table(rows, title=t("What would change"))
    if preview.ratings:
        st.header(t("Ratings that change"), anchor=False)
        rows = [
            {
                t("Code"): rating.code,
                t("Direction or indicator"): rating.title,
                t("Rating before"): _status(rating.before, t),
                t("Rating after"): _status(rating.after, t),
            }
            for rating in preview.ratings
        ]
        lists.table(rows, title=t("Ratings that change"))


def _status(code: str, t: Translate) -> str:
    return words.cell(code, "status", t) if code else ""


def _apply(framework: Framework, previewed: Sequence[Change] | None, reason: str) -> None:
    edit_framework(engine(), framework, actor=actor(), reason=reason, expected=previewed)
    lists.clear_selection(FILE)
