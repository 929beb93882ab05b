"""Activity: its fields and its history; amend, withdraw, restore."""

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.database import engine
from ifla_metrics.store.versions import Version
from ifla_metrics.store.write.entries import amend
from ifla_metrics.ui import errors, lists, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book, people_names, person_name
from ifla_metrics.ui.forms import form, open_form, saving
from ifla_metrics.ui.markup import as_markdown, evidence_list, source_link

Activity = Version[ActivityDraft]


def show_activity(versions: list[Activity]) -> None:
    """Show an activity: whether it counts, its fields, buttons and history."""
    current, may_amend = versions[-1], allowed(actor(), Right.AMEND, versions[-1].draft.groups)
    shell.title(current.draft.title)
    errors.show_success()
    if current.withdrawn:
        st.warning(t("Withdrawn: it is kept in the history and counts in no figure."))
    elif current.returned_at:
        saving.show_returned(current, t)
    elif not current.approved_at and needs_approval(current.draft):
        st.info(t("This version counts once the secretariat has approved it."))
    if may_amend:
        saving.offer_unfinished(ACTIVITY, current.uid, t)
    with st.container(key="activity_page"):
        show_fields(current.draft)
        if may_amend and not current.withdrawn:
            st.button(t("Amend or withdraw"), type="primary", on_click=begin, args=(current,))
        show_history(versions, may_restore=may_amend)


def needs_approval(draft: ActivityDraft) -> bool:
    """Return whether the activity would count in a strategy that counts approved entries only."""
    strategies = [code_book.frameworks[code] for code in code_book.approved_only]
    periods = [period for strategy in strategies for period in strategy.periods]
    is_counted = draft.lifecycle in ("completed", "under_way")
    return is_counted and any(draft.started_on in period for period in periods)


def begin(current: Activity) -> None:
    """Open the form to amend the activity."""
    form.begin(ACTIVITY, choices.framework, current)


def show_fields(draft: ActivityDraft) -> None:
    """Show the filled fields of the activity, its evidence and its sources."""
    fields = code_book.differences(None, draft)
    shown_elsewhere = ("title", "evidence", "source")
    lists.key_values(
        (d.title, d.after) for d in fields if d.after and d.field not in shown_elsewhere
    )
    if draft.evidence:
        st.header(t("Evidence"), anchor=False)
        st.markdown(evidence_list(draft.evidence, t))
    if sources := code_book.sources(draft.source):
        st.header(t("Source"), anchor=False)
        st.markdown("\n".join(f"- {source_link(s.title, s.address)}" for s in sources))


def offer_restore(version: Activity, current: Activity) -> None:
    """Show a button that saves an earlier version as a new one, with a reason."""
    key = f"restore_{version.uid}_{version.version}"
    with st.popover(t("Restore it")):
        reason = st.text_input(t("Why is it changed?"), key=f"{key}_reason")
        # Keyed by the current version too: a second click finds no button.
        if st.button(t("Restore it"), key=f"{key}_{current.version}"):
            kwargs = {"base_version": current.version, "reason": reason, "actor": actor()}
            errors.attempt(t, t("Restored"), amend, engine(), version.uid, version.draft, **kwargs)


def show_history(versions: list[Activity], *, may_restore: bool) -> None:
    """Show the versions, latest first, each with who, when, why and its changes."""
    st.header(t("History"), anchor=False)
    people = people_names()
    for before, version in reversed(list(zip((None, *versions), versions, strict=False))):
        line = t(
            "version {number}, {who}, {time}",
            number=version.version,
            who=person_name(version.recorded_by, people, t),
            time=shell.utc_time(version.recorded_at, t),
        )
        reason = t("“{words}”", words=version.reason) if version.reason else ""
        details = as_markdown(" · ".join(filter(None, (line, reason))))
        event = t("Withdrawn") if version.withdrawn else t("Amended") if before else t("Logged")
        st.caption(f"**{event}** · {details}")
        if before is not None:
            lists.show_differences(code_book.differences(before.draft, version.draft), t)
        if may_restore and version is not versions[-1] and not version.withdrawn:
            offer_restore(version, versions[-1])


shell.require(Right.READ_ENTRY)
choices, t = shell.choices(), shell.t()
code_book = form_code_book(t)
uid = st.query_params.get("uid", "")
opened = open_form.current(ACTIVITY, uid)
if opened and opened.saved:
    open_form.close(opened)
    opened = None
    st.session_state[errors.SUCCESS] = t("Saved")
if not uid:
    shell.title(t("Activity"), intro=t("Open an activity from a list or a link."))
elif opened and opened.base:
    base = opened.base
    intro = t("“{title}”, version {version}", title=base.draft.title, version=base.version)
    shell.title(t("Amend an activity"), intro=intro)
    form.show(opened, code_book, button=t("Save the amendment"))
else:
    show_activity(saving.versions_of(ACTIVITY, uid))
