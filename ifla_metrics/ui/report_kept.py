"""Templates of reports that the secretariat keeps for everybody, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.report.book import templates
from ifla_metrics.settings import database_url
from ifla_metrics.store import report_templates
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.ui import report_blocks, trouble
from ifla_metrics.ui.markup import tag
from ifla_metrics.ui.reader import actor

if TYPE_CHECKING:
    from ifla_metrics.i18n import Translate
    from ifla_metrics.report.book.templates import Template

DONE, KEPT = "report_kept_done", "kept:"
"""Session key of what was done; and what stands before a kept name: it may be a shipped one too."""


def names() -> list[str]:
    """Return the names of the kept templates."""
    with reading(engine_of(database_url())) as connection:
        return report_templates.template_names(connection)


def titles(kept: list[str], t: Translate) -> dict[str, str]:
    """Return what a reader calls each template, shipped or kept, by what a widget knows it by."""
    shipped = {name: t(title) for name, title in templates.TITLES.items()}
    return shipped | {KEPT + name: name for name in kept}


def template(known_by: str) -> Template:
    """Return a template of `titles`; raises UnknownCode, WrongTemplate."""
    if not known_by.startswith(KEPT):
        return templates.shipped(known_by)
    with reading(engine_of(database_url())) as connection:
        text = report_templates.template_text(connection, known_by.removeprefix(KEPT))
    return templates.read(text)


def offer(kept: list[str], t: Translate) -> None:
    """Let the secretariat keep the report as it is assembled, or remove a kept one."""
    done = st.session_state.pop(DONE, None)
    if done:
        st.html(tag("p", done, class_="im-done", role="status"))
    if not allowed(actor(), Right.SAVE_TEMPLATE):
        return
    with st.expander(t("Keep this template for everybody")):
        _save(kept, t)
        if kept:
            _remove(kept, t)


def _save(kept: list[str], t: Translate) -> None:
    with st.form("report_kept", border=False):
        name = st.text_input(
            t("Name of the template"), key="report_kept_name", max_chars=100,
            help=t("A template that has the name already is replaced."),
        )  # fmt: skip
        sent = st.form_submit_button(t("Keep"), type="primary")
    if not sent:
        return
    text, said = templates.write(report_blocks.current()), (name or "").strip()
    try:
        report_templates.save_template(engine_of(database_url()), said, text, actor=actor())
    except IflaMetricsError as refused:
        trouble.say(refused, t)
        return
    told = t("“{name}” is replaced.", name=said) if said in kept else t(
        "“{name}” is kept: everybody finds it among the templates.", name=said
    )  # fmt: skip
    st.session_state[DONE] = told
    st.rerun()


def _remove(kept: list[str], t: Translate) -> None:
    with st.form("report_kept_removal", border=False):
        name = st.selectbox(t("Kept templates"), kept, key="report_kept_gone")
        sent = st.form_submit_button(t("Remove"))
    if not sent or name is None:
        return
    try:
        report_templates.remove_template(engine_of(database_url()), name, actor=actor())
    except IflaMetricsError as refused:
        trouble.say(refused, t)
        return
    st.session_state[DONE] = t("“{name}” is removed.", name=name)
    st.rerun()
