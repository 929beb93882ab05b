"""One activity: what it says, what it counts in, its history; amend, withdraw, restore."""

import streamlit as st

from ifla_metrics.access import Right, allowed, protected_owners
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.imports.differences import differences
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.database import engine
from ifla_metrics.store.entries import amend
from ifla_metrics.store.versions import Version
from ifla_metrics.ui import errors, lists, navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book, people_names, person_name
from ifla_metrics.ui.forms import form, open_form, saving
from ifla_metrics.ui.forms.directions import in_force, strategy_of
from ifla_metrics.ui.markup import as_markdown, evidence_list

Activity = Version[ActivityDraft]


def show_activity(versions: list[Activity]) -> None:
    """Show what it says, what can be done, its history and the figures in which it counts."""
    now = versions[-1]
    shell.title(now.draft.title)
    errors.show_success()
    if now.withdrawn:
        st.warning(t("Withdrawn: it is kept in the history and counts in no figure."))
    with st.container(key="activity_page"):
        left, right = st.columns([5, 3], gap="large")
        with left:
            show_facts(now.draft)
            show_buttons(now)
            show_history(versions)
        if now.withdrawn:
            return
        with right, st.container(key="form_preview"):
            st.header(t("Counted in"), anchor=False)
            frameworks = code_book.frameworks
            usual = in_force(now.draft.started_on, frameworks, choices.framework)
            strategy = frameworks.get(strategy_of(now.draft), usual)
            form.show_counts(now.draft, strategy, code_book, t)


def show_facts(draft: ActivityDraft) -> None:
    """Show what the activity says, field by field, and its evidence."""
    shown_elsewhere = ("", draft.title, "\n".join(draft.evidence))
    texts = differences(None, draft, t, get_label=code_book.names())
    lists.key_values((d.title, d.after) for d in texts if d.after not in shown_elsewhere)
    if draft.evidence:
        st.header(t("Evidence"), anchor=False)
        st.markdown(evidence_list(draft.evidence, t))


def show_buttons(now: Activity) -> None:
    """Offer to amend, and say what the store would not take."""
    if not allowed(actor(), Right.AMEND, now.draft.groups):
        return
    if not now.withdrawn:
        words, begun = t("Amend or withdraw"), (ACTIVITY, choices.framework, now)
        with st.container(key="activity_acts"):
            st.button(words, type="primary", on_click=form.begin, args=begun)
    if others := protected_owners(actor(), now.draft.groups):
        words = t(
            "Joint activity with {groups}. "
            "Only the secretariat can remove another group or withdraw it.",
            groups=", ".join(map(code_book.group, others)),
        )
        st.caption(as_markdown(words))


def may_restore(version: Activity, now: Activity) -> bool:
    """Say whether the reader may make the entry what an earlier version says."""
    reader, groups = actor(), now.draft.groups
    is_earlier = version.version < now.version and not version.withdrawn
    may = is_earlier and allowed(reader, Right.AMEND, groups)
    return may and not protected_owners(reader, groups, version.draft.groups)


def offer_restore(version: Activity, now: Activity) -> None:
    """Offer to save once more what an earlier version says, with a reason."""
    key = f"restore_{version.uid}_{version.version}"
    with st.popover(t("Restore it")):
        reason = st.text_input(t("Why is it changed?"), key=f"{key}_reason")
        # Of one version that stands: a second press finds no button.
        if st.button(t("Restore it"), key=f"{key}_{now.version}"):
            said = {"base_version": now.version, "reason": reason, "actor": actor()}
            errors.attempt(t, t("Restored"), amend, engine(), version.uid, version.draft, **said)


def show_history(versions: list[Activity]) -> None:
    """Show the versions, the latest first, each with who, when, why and what it changed."""
    st.header(t("History"), anchor=False)
    people = people_names()
    for before, version in reversed(list(zip((None, *versions), versions, strict=False))):
        line = t(
            "version {number}, {who}, {time}",
            number=version.version,
            who=person_name(version.recorded_by, people, t),
            time=shell.local_time(version.recorded_at, t),
        )
        reason = t("“{words}”", words=version.reason) if version.reason else ""
        said = as_markdown(" · ".join(filter(None, (line, reason))))
        st.caption(f"**{t(event(version, before))}** · {said}")
        if before is not None:
            lists.show_differences(
                differences(before.draft, version.draft, t, get_label=code_book.names()), t
            )
        if may_restore(version, versions[-1]):
            offer_restore(version, versions[-1])


def event(version: Activity, before: Activity | None) -> str:
    """Return what a version did."""
    if before is None:
        return n_("Logged")
    if version.withdrawn:
        return n_("Withdrawn")
    return n_("Restored") if before.withdrawn else n_("Amended")


shell.require(Right.READ_ENTRY)
choices, t = shell.choices(), shell.t()
code_book = form_code_book(t)
uid = st.query_params.get("uid", "")
opened = open_form.current(open_form.session_key_of(ACTIVITY, uid))
if opened and opened.saved:
    open_form.close(opened)
    opened = None
if not uid:
    shell.title(t("Activity"), intro=t("Open an activity from a list or a link."))
elif opened and opened.base:
    called = {"title": opened.base.draft.title, "version": opened.base.version}
    shell.title(t("Amend an activity"), intro=t("“{title}”, version {version}", **called))
    form.show_activity_form(opened, code_book, t, button=t("Save the amendment"))
else:
    try:
        versions = saving.versions_of(ACTIVITY, uid)
    except UnknownCode as unknown:
        shell.title(t("This activity is not in the log"))
        errors.show(unknown, t)
        navigation.link(t("Search the log for it"), "our-work")
    else:
        show_activity(versions)
