"""Whose work is shown: the reader's own groups; the secretariat looks at any."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.access import Role
from ifla_metrics.i18n import Translate
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms.lists import Lists

GROUP = "whose"
"""The parameter of the address that names the group; `group` is the filter of all pages."""


def chosen(known: Lists, t: Translate) -> tuple[str, ...]:
    """Let the reader choose one of the groups, or all own ones; returns their codes."""
    reader = actor()
    every = reader.role is Role.SECRETARIAT
    mine = [code for code in known.groups if every or code in reader.groups]
    if len(mine) < 2:
        return tuple(mine)
    asked = st.query_params.get(GROUP, "")
    picked = st.selectbox(
        t("Working group"),
        ["", *mine],
        index=mine.index(asked) + 1 if asked in mine else 0,
        format_func=lambda code: known.groups.get(code, t("All groups")),
        key="our_work_group",
    )
    if picked:
        st.query_params[GROUP] = picked
        return (picked,)
    st.query_params.pop(GROUP, None)
    return tuple(mine)
