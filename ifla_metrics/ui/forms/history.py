"""The versions of an activity, and what can be done with them: amend, withdraw, restore."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from ifla_metrics.access import Right, allowed, others_removed
from ifla_metrics.errors import Conflict, IflaMetricsError, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.imports.differences import differences
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.settings import database_url
from ifla_metrics.store.activities import amend_activity, withdraw_activity
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.versions import Version
from ifla_metrics.ui import lists, shell
from ifla_metrics.ui.auth import actor, people_names, person_name
from ifla_metrics.ui.codes import CodeNames
from ifla_metrics.ui.forms import open_form
from ifla_metrics.ui.forms.read import values_of
from ifla_metrics.ui.forms.widgets import joint_note
from ifla_metrics.ui.markup import as_markdown

NOTICE = "activity_notice"
"""Session key of what became of the last button, shown once."""
Activity = Version[ActivityDraft]


def show_notice() -> None:
    """Show what became of the last button."""
    if notice := st.session_state.pop(NOTICE, ""):
        st.info(as_markdown(notice))


def show(versions: Sequence[Activity], known: CodeNames, t: Translate) -> None:
    """Show the versions, the latest first, each with who, when, why and what it changed."""
    people = people_names()
    for before, version in reversed(list(zip((None, *versions), versions, strict=False))):
        st.markdown(f"**{t(_event(version, before))}**")
        line = t(
            "version {number}, {who}, {time}",
            number=version.version,
            who=person_name(version.recorded_by, people, t),
            time=shell.moment(version.recorded_at, t),
        )
        reason = t("“{words}”", words=version.reason) if version.reason else ""
        st.caption(as_markdown(" · ".join(filter(None, (line, reason)))))
        if before is not None:
            lists.changes(differences(before.draft, version.draft, t, names=known.name), t)


def _event(version: Activity, before: Activity | None) -> str:
    if before is None:
        return n_("Logged")
    if version.withdrawn:
        return n_("Withdrawn")
    return n_("Restored") if before.withdrawn else n_("Amended")


def show_buttons(versions: Sequence[Activity], known: CodeNames, t: Translate) -> None:
    """Offer to amend, to withdraw and to restore, as far as the store would take it."""
    now, reader = versions[-1], actor()
    groups = now.draft.groups
    note = joint_note(groups, known, t)
    amends = allowed(reader, Right.AMEND_ACTIVITY, groups)
    withdraws = allowed(reader, Right.WITHDRAW_ACTIVITY, groups) and not now.withdrawn
    with st.container(horizontal=True, key="activity_acts"):
        if amends and not now.withdrawn:
            st.button(t("Amend"), type="primary", on_click=_amend, args=(now, t))
        if withdraws and not note:
            _ask_withdrawal(now, t)
        if amends:
            _ask_restoring(versions, t)
    if withdraws and note:
        st.caption(as_markdown(note))


def _amend(now: Activity, t: Translate) -> None:
    values = values_of(ACTIVITY, now.draft, t)
    open_form.new(ACTIVITY, values, framework="", base=now)


def _ask_withdrawal(now: Activity, t: Translate) -> None:
    with st.popover(t("Withdraw")):
        key = f"withdraw_reason_{now.uid}_{now.version}"
        reason = st.text_input(t("Why is it withdrawn?"), key=key, autocomplete="off")
        if not st.button(t("Withdraw it"), key=f"withdraw_{now.uid}_{now.version}"):
            return

    def withdraw() -> None:
        withdraw_activity(
            engine_of(database_url()),
            now.uid,
            base_version=now.version,
            reason=reason,
            actor=actor(),
            key=f"withdraw-{now.uid}-{now.version}",
        )

    _do(withdraw, t("It was withdrawn."), t)


def _ask_restoring(versions: Sequence[Activity], t: Translate) -> None:
    now, reader = versions[-1], actor()
    earlier = {
        v.version: v.draft
        for v in reversed(versions[:-1])
        if not v.withdrawn and not others_removed(reader, now.draft.groups, v.draft.groups)
    }
    if not earlier:
        return
    with st.popover(t("Restore an earlier version")):
        picked = st.selectbox(
            t("Version"), list(earlier), format_func=str, key=f"restore_of_{now.uid}_{now.version}"
        )
        key = f"restore_reason_{now.uid}_{now.version}"
        reason = st.text_input(t("Why is it restored?"), key=key, autocomplete="off")
        if not st.button(t("Restore it"), key=f"restore_{now.uid}_{now.version}"):
            return

    def restore() -> None:
        amend_activity(
            engine_of(database_url()),
            now.uid,
            earlier[picked],
            base_version=now.version,
            reason=reason,
            actor=actor(),
            key=f"restore-{now.uid}-{now.version}-{picked}",
        )

    _do(restore, t("Version {number} was restored.", number=picked), t)


def _do(act: Callable[[], None], done: str, t: Translate) -> None:
    """Do it, and hold the notice for the page that follows."""
    notice = done
    try:
        act()
    except Conflict:
        notice = t("Somebody saved a later version meanwhile. Look at it first; nothing was done.")
    except IflaMetricsError as refused:
        notice = refused.say(t)
    st.session_state[NOTICE] = notice
    st.rerun()
