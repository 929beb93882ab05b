"""The banner above every page while invented rows count, and the ways to do without them."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.access import Actor, Right, allowed
from ifla_metrics.i18n import Translate
from ifla_metrics.ui import filters, shell, sources

NEW = """\
export IFLA_DATABASE_URL=sqlite:///own-log.db
python -m ifla_metrics init {option}
streamlit run app.py"""
"""The commands that begin another database; this one stays as it is."""


def draw(reader: Actor) -> None:
    """Say how much of what counts is invented; nothing where nothing is."""
    t = shell.t()
    said = sources.demonstration(shell.choices())
    if not said:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="demonstration"):
        st.markdown(said, width="content")
        st.button(
            t("Real data only"),
            key="real_only",
            type="tertiary",
            on_click=filters.take,
            kwargs={"documented_only": "1"},
        )
        if allowed(reader, Right.LOAD_HISTORY) and st.button(
            t("Start with an empty log"), key="start_empty", type="tertiary"
        ):
            st.dialog(t("Start with an empty log"))(_start)(t)


def _start(t: Translate) -> None:
    st.markdown(
        t(
            "Stop the tool and name a new database file; this one stays as it is. On Windows write "
            '`$env:IFLA_DATABASE_URL = "sqlite:///own-log.db"` in the first line.'
        )
    )
    st.code(NEW.format(option="--empty"), language="shell", wrap_lines=True)
    st.markdown(t("Or begin with the real history, without anything invented:"))
    st.code(NEW.format(option="--documented-only"), language="shell", wrap_lines=True)
