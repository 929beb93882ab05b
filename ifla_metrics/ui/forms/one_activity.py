"""The page of one activity: what it says and counts in, its history; amend, withdraw, restore."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ifla_metrics.access import Right, others_removed
from ifla_metrics.errors import Conflict, IflaMetricsError, UnknownCode, n_
from ifla_metrics.exchange.differences import said
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.settings import database_url
from ifla_metrics.store.activities import amend_activity, withdraw_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.versions import Version, activity_versions
from ifla_metrics.ui import evidence, shell, trouble
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms import activity, amending, effect, history, opened, saving
from ifla_metrics.ui.forms import lists as lists_of
from ifla_metrics.ui.forms.checking import typed_of
from ifla_metrics.ui.forms.days import framework_of
from ifla_metrics.ui.forms.lists import Lists
from ifla_metrics.ui.markup import tag

ASKED = "uid"
"""The parameter of the address that names the activity."""
TOLD = "activity_told"
"""Session key of what became of the last button, said once."""
CHANGED_SINCE = n_("Somebody saved a later version meanwhile. Look at it first; nothing was done.")


def draw(t: Translate) -> None:
    """Show the page."""
    uid = st.query_params.get(ASKED, "")
    if not uid:
        st.html(
            tag("h1", t("Activity"))
            + tag("p", t("Open an activity from a list or a link."), class_="im-lede")
        )
        return
    lists = lists_of.lists(t)
    try:
        with reading(engine_of(database_url())) as connection:
            versions = activity_versions(connection, uid)
    except UnknownCode as unknown:
        st.html(tag("h1", t("This activity is not in the log")))
        trouble.say(unknown, t)
        st.html(tag("p", tag("a", t("Look for it in the log"), href="our-work", target="_self")))
        return
    if opened.current(uid) is not None:
        amending.draw(uid, versions, lists, t)
        return
    _read(versions, lists, t)


def _read(versions: list[Version[ActivityDraft]], lists: Lists, t: Translate) -> None:
    now = versions[-1]
    st.html(tag("h1", now.draft.title))
    told = st.session_state.pop(TOLD, "")
    if told:
        st.html(tag("p", told, class_="im-notice", role="status"))
    if now.withdrawn:
        words = t("Withdrawn: it stands in the history and in no number.")
        st.html(tag("p", words, class_="im-notice"))
    with st.container(key="activity_page"):
        wide, narrow = st.columns([5, 3], gap="large")
        with wide:
            _facts(now.draft, lists, t)
            _acts(versions, lists, t)
            st.html(tag("h2", t("History")))
            history.draw(versions, lists, t)
        with narrow, st.container(key="form_preview"):
            st.html(tag("h2", t("Counted in")))
            if now.withdrawn:
                st.html(tag("p", t("It counts in no figure: it is withdrawn."), class_="im-sub"))
            else:
                found = effect.counts(now.draft, _strategy(now.draft, lists, t), lists, t)
                st.html(effect.listing(now.draft, found, t))


def _strategy(draft: ActivityDraft, lists: Lists, t: Translate) -> Framework:
    """Return the strategy that the activity names; else the one in force at its dates."""
    named = typed_of(draft, t, default="").framework
    in_force = framework_of(draft.started_on, lists.frameworks, shell.choices().framework)
    return lists.frameworks.get(named) or lists.frameworks[in_force]


def _facts(draft: ActivityDraft, lists: Lists, t: Translate) -> None:
    rows = (
        tag("div", tag("dt", title), tag("dd", words))
        for title, words in said(draft, t, names=lists.name)
        if words and words not in (draft.title, "\n".join(draft.evidence))
    )
    st.html(tag("dl", *rows, class_="im-facts"))
    if draft.evidence:
        st.html(tag("h2", t("Evidence")) + evidence.links(draft.evidence, t))


def _acts(versions: list[Version[ActivityDraft]], lists: Lists, t: Translate) -> None:
    now = versions[-1]
    groups = now.draft.groups
    joint = activity.joint(groups, lists, t)
    withdraws = saving.may(Right.WITHDRAW_ACTIVITY, groups) and not now.withdrawn
    with st.container(horizontal=True, key="activity_acts"):
        if saving.may(Right.AMEND_ACTIVITY, groups) and not now.withdrawn:
            st.button(t("Amend"), type="primary", on_click=amending.begin, args=(now, t))
        if withdraws and not joint:
            with st.popover(t("Withdraw")):
                key = f"withdraw_reason_{now.uid}_{now.version}"
                reason = st.text_input(t("Why is it withdrawn?"), key=key, autocomplete="off")
                if st.button(t("Withdraw it"), key=f"withdraw_{now.uid}_{now.version}"):
                    _tell(lambda: _withdraw(now, reason or "", t), t)
        _restore(versions, t)
    if withdraws and joint:
        st.html(tag("p", joint, class_="im-sub"))


def _restore(versions: list[Version[ActivityDraft]], t: Translate) -> None:
    now = versions[-1]
    earlier = {
        v.version: v
        for v in reversed(versions)
        if not v.withdrawn
        and v is not now
        and not others_removed(actor(), now.draft.groups, v.draft.groups)
    }
    if not earlier or not saving.may(Right.AMEND_ACTIVITY, now.draft.groups):
        return
    with st.popover(t("Restore an earlier version")):
        picked = st.selectbox(
            t("Version"), list(earlier), format_func=str, key=f"restore_of_{now.uid}_{now.version}"
        )
        key = f"restore_reason_{now.uid}_{now.version}"
        reason = st.text_input(t("Why is it restored?"), key=key, autocomplete="off")
        if st.button(t("Restore it"), key=f"restore_{now.uid}_{now.version}"):
            _tell(lambda: _put_back(now, earlier[picked], reason or "", t), t)


def _tell(act: Callable[[], str], t: Translate) -> None:
    """Do it, and hold what is to be said about it for the page as it then stands."""
    try:
        told = act()
    except Conflict:
        told = t(CHANGED_SINCE)
    except IflaMetricsError as refused:
        told = refused.say(t)
    st.session_state[TOLD] = told
    st.rerun()


def _withdraw(now: Version[ActivityDraft], reason: str, t: Translate) -> str:
    withdraw_activity(
        engine_of(database_url()),
        now.uid,
        base_version=now.version,
        reason=reason,
        actor=actor(),
        key=f"withdraw-{now.uid}-{now.version}",
    )
    return t("It was withdrawn.")


def _put_back(
    now: Version[ActivityDraft], chosen: Version[ActivityDraft], reason: str, t: Translate
) -> str:
    amend_activity(
        engine_of(database_url()),
        now.uid,
        chosen.draft,
        base_version=now.version,
        reason=reason,
        actor=actor(),
        key=f"restore-{now.uid}-{now.version}-{chosen.version}",
    )
    return t("Version {number} was restored.", number=chosen.version)
