"""One activity: what it says, what it counts in, its history; amend, withdraw, restore."""

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.errors import UnknownCode
from ifla_metrics.framework import Framework
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.imports.differences import field_texts
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.versions import Version
from ifla_metrics.ui import errors, lists, navigation, shell
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.forms import form, history, open_form, saving
from ifla_metrics.ui.forms.open_form import OpenForm
from ifla_metrics.ui.forms.read import strategy_of
from ifla_metrics.ui.forms.when import framework_of
from ifla_metrics.ui.markup import evidence_list


def show_activity(versions: list[Version[ActivityDraft]]) -> None:
    """Show what it says, what can be done, its history and the figures in which it counts."""
    now = versions[-1]
    shell.title(now.draft.title)
    if now.withdrawn:
        st.warning(t("Withdrawn: it is kept in the history and counts in no figure."))
    with st.container(key="activity_page"):
        left, right = shell.columns(5, 3)
        with left:
            show_facts(now.draft)
            history.show_buttons(versions, code_book, t)
            st.header(t("History"), anchor=False)
            history.show(versions, code_book, t)
        with right, st.container(key="form_preview"):
            st.header(t("Counted in"), anchor=False)
            if now.withdrawn:
                st.caption(t("It counts in no figure: it is withdrawn."))
            else:
                form.show_counts(now.draft, framework(now.draft), code_book, t)


def framework(draft: ActivityDraft) -> Framework:
    """Return the strategy that the activity names; else the one in force at its dates."""
    in_force = framework_of(draft.started_on, code_book.frameworks, choices.framework)
    return code_book.frameworks.get(strategy_of(draft)) or code_book.frameworks[in_force]


def show_facts(draft: ActivityDraft) -> None:
    """Show what the activity says, field by field, and its evidence."""
    shown_elsewhere = ("", draft.title, "\n".join(draft.evidence))
    texts = field_texts(draft, t, names=code_book.name)
    lists.values((title, words) for title, words in texts if words not in shown_elsewhere)
    if draft.evidence:
        st.header(t("Evidence"), anchor=False)
        st.markdown(evidence_list(draft.evidence, t))


def show_form(opened: OpenForm) -> None:
    """Show the form that amends the activity."""
    if opened.base:
        title, version = opened.base.draft.title, opened.base.version
        lede = t("“{title}”, version {version}", title=title, version=version)
        shell.title(t("Amend an activity"), lede=lede)
        form.show_sheet(opened, code_book, t, button=t("Save the amendment"))


shell.require(Right.READ_ENTRY)
choices, t = shell.choices(), shell.t()
code_book = form_code_book(t)
uid = st.query_params.get("uid", "")
opened = open_form.current(open_form.session_key_of(ACTIVITY, uid))
if opened and opened.saved:
    open_form.close(opened)
    opened = None
if not uid:
    shell.title(t("Activity"), lede=t("Open an activity from a list or a link."))
elif opened:
    show_form(opened)
else:
    try:
        versions = saving.versions_of(ACTIVITY, uid)
    except UnknownCode as unknown:
        shell.title(t("This activity is not in the log"))
        errors.show(unknown, t)
        navigation.link(t("Look for it in the log"), "our-work", choices)
    else:
        show_activity(versions)
