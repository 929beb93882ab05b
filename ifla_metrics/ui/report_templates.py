"""Report templates that the secretariat keeps for everybody who signs in, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ifla_metrics.access import Right, allowed, require
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.exports import templates
from ifla_metrics.settings import database_url
from ifla_metrics.store import report_templates
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.ui import errors
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

if TYPE_CHECKING:
    from ifla_metrics.exports.templates import Template
    from ifla_metrics.i18n import Translate

DONE = "report_kept_done"
"""Session key of what was done, said on the next run."""


def names() -> list[str]:
    """Return the names of the kept templates; none to whom they are not open."""
    if not allowed(actor(), Right.READ_ENTRY):  # Drafts may stand in them.
        return []
    with reading(engine_of(database_url())) as connection:
        return report_templates.template_names(connection)


def load(name: str) -> Template:
    """Return a kept template; raises NotAllowed, UnknownCode, WrongTemplate."""
    require(actor(), Right.READ_ENTRY)
    with reading(engine_of(database_url())) as connection:
        return templates.read(report_templates.template_text(connection, name))


def choose(t: Translate) -> Template | None:
    """Let the reader open one of the kept templates; return it once it is opened."""
    kept = names()
    if not kept:
        st.caption(t("No template is kept yet."))
        return None
    # A name that is gone meanwhile is nothing, and never the first of those that are left.
    name = st.selectbox(
        t("Kept templates"),
        kept,
        index=None,
        key="report_kept_open",
        placeholder=t("Choose a template"),
    )
    if name is None or not st.button(t("Open"), key="report_kept_opens"):
        return None
    try:
        return load(name)
    except IflaMetricsError as wrong:
        errors.show(wrong, t)
        return None


def offer(template: Template, t: Translate) -> None:
    """Let the secretariat keep a report as it is assembled, or remove a kept one."""
    if done := st.session_state.pop(DONE, ""):
        st.success(as_markdown(done))
    if not allowed(actor(), Right.SAVE_TEMPLATE):
        return
    kept = names()
    with st.expander(t("Keep this template for everybody who signs in")):
        _save(template, kept, t)
        if kept and allowed(actor(), Right.REMOVE_TEMPLATE):
            _remove(kept, t)


def _save(template: Template, kept: list[str], t: Translate) -> None:
    with st.form("report_kept", border=False):
        name = st.text_input(t("Name of the template"), key="report_kept_name", max_chars=100)
        replaces = bool(kept) and st.checkbox(
            t("Replace the one that has this name"), key="report_kept_replaces"
        )
        sent = st.form_submit_button(t("Keep"), type="primary")
    if not sent:
        return
    try:
        named = templates.rename(template, name or "")
        report_templates.save_template(
            engine_of(database_url()),
            named.title,
            templates.write(named),
            replaces=replaces,
            actor=actor(),
        )
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    st.session_state[DONE] = t("“{name}” is kept.", name=named.title)
    st.rerun()


def _remove(kept: list[str], t: Translate) -> None:
    with st.form("report_kept_removal", border=False):
        name = st.selectbox(
            t("Remove a kept template"),
            kept,
            index=None,
            key="report_kept_gone",
            placeholder=t("Choose a template"),
        )
        sent = st.form_submit_button(t("Remove"))
    if not sent:
        return
    if name is None:
        errors.notice(t("Choose a template first. One that was removed meanwhile is gone."))
        return
    try:
        report_templates.remove_template(engine_of(database_url()), name, actor=actor())
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    st.session_state[DONE] = t("“{name}” is removed.", name=name)
    st.rerun()
