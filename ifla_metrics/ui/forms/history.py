"""The versions of an activity, and what can be done with them: amend, withdraw or restore."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ifla_metrics.access import Right, allowed, others_removed
from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.imports.differences import differences
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.versions import Version
from ifla_metrics.ui import lists, shell
from ifla_metrics.ui.auth import actor, people_names, person_name
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms import open_form
from ifla_metrics.ui.forms.read import values_of
from ifla_metrics.ui.forms.widgets import joint_note
from ifla_metrics.ui.markup import as_markdown

Activity = Version[ActivityDraft]


def show(versions: Sequence[Activity], code_book: FormCodeBook, t: Translate) -> None:
    """Show the versions, the latest first, each with who, when, why and what it changed."""
    people = people_names()
    for before, version in reversed(list(zip((None, *versions), versions, strict=False))):
        st.markdown(f"**{t(_event(version, before))}**")
        line = t(
            "version {number}, {who}, {time}",
            number=version.version,
            who=person_name(version.recorded_by, people, t),
            time=shell.local_time(version.recorded_at, t),
        )
        reason = t("“{words}”", words=version.reason) if version.reason else ""
        st.caption(as_markdown(" · ".join(filter(None, (line, reason)))))
        if before is not None:
            lists.changes(differences(before.draft, version.draft, t, names=code_book.name), t)


def _event(version: Activity, before: Activity | None) -> str:
    if before is None:
        return n_("Logged")
    if version.withdrawn:
        return n_("Withdrawn")
    return n_("Restored") if before.withdrawn else n_("Amended")


def show_buttons(versions: Sequence[Activity], code_book: FormCodeBook, t: Translate) -> None:
    """Offer to amend and to restore, as far as the store would take it: both open the form."""
    now, reader = versions[-1], actor()
    groups = now.draft.groups
    if not allowed(reader, Right.AMEND_ACTIVITY, groups):
        return
    note = joint_note(groups, code_book, t)
    earlier = {
        v.version: v.draft
        for v in reversed(versions[:-1])
        if not v.withdrawn and not others_removed(reader, groups, v.draft.groups)
    }
    with st.container(horizontal=True, key="activity_acts"):
        if not now.withdrawn:
            label = t("Amend") if note else t("Amend or withdraw")
            st.button(label, type="primary", on_click=_open, args=(now, t))
        if earlier:
            with st.popover(t("Restore an earlier version")):
                key = f"restore_of_{now.uid}_{now.version}"
                picked = st.selectbox(t("Version"), list(earlier), format_func=str, key=key)
                restored = now._replace(draft=earlier[picked])
                st.button(t("Restore it"), key=f"{key}_look", on_click=_open, args=(restored, t))
    if note:
        st.caption(as_markdown(note))


def _open(base: Activity, t: Translate) -> None:
    """Open the form that makes a further version: what it says at first is `base`."""
    values = values_of(ACTIVITY, base.draft, t)
    open_form.new(ACTIVITY, values, framework="", base=base)
