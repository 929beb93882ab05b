"""A file beside the links of an activity: kept at once, its address stands among the links."""

from __future__ import annotations

import streamlit as st

from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.evidence_types import ENDINGS, LARGEST
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.evidence_files import keep_evidence
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import tag


def attach(field: str, group: str, t: Translate) -> None:
    """Let the reader add a file; `field` is the key of the widget that holds the links.

    Without a group there is nobody whose file it would be.
    """
    if not group:
        st.html(tag("p", t("Choose the working group first to add a file."), class_="im-small"))
        return
    key = f"{field}_file"
    st.file_uploader(
        t("Or a file, up to {most} MB", most=LARGEST // 1_000_000),
        type=[ending[1:] for ending in ENDINGS],
        key=key,
        on_change=_keep,
        args=(field, key, group, t),
    )
    trouble = st.session_state.pop(f"{key}_trouble", "")
    if trouble:
        st.html(tag("p", trouble, class_="im-fault", role="alert"))


def _keep(field: str, key: str, group: str, t: Translate) -> None:
    upload = st.session_state.get(key)
    if upload is None or not hasattr(upload, "getvalue"):
        # Taken away again: what is kept stays, its address can be deleted from the text. Or the
        # server no longer has it, after it was started anew: the list shows that nothing is there.
        return
    try:
        kept = keep_evidence(
            engine_of(database_url()),
            upload.getvalue(),
            name=upload.name,
            group=group,
            actor=actor(),
        )
    except IflaMetricsError as refused:
        st.session_state[f"{key}_trouble"] = refused.say(t)
        return
    lines = str(st.session_state.get(field) or "").splitlines()
    if kept.address not in lines:
        st.session_state[field] = "\n".join([*lines, kept.address])
