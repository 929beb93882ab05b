"""The page to log an activity, with its preview and receipt, and the page of one activity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

import streamlit as st

from ifla_metrics.access import Right, Role, others_removed
from ifla_metrics.errors import Conflict, IflaMetricsError, UnknownCode, n_
from ifla_metrics.figures.counted_in import PAGES, counted_in
from ifla_metrics.figures.words import capital
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.differences import differences, field_texts
from ifla_metrics.models.columns import Lifecycle, Precision
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.settings import database_url
from ifla_metrics.store.activities import amend_activity, withdraw_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.duplicates import Likely
from ifla_metrics.store.form_drafts import FormDraft
from ifla_metrics.store.versions import Version, activity_versions
from ifla_metrics.ui import errors, lists, navigation, shell
from ifla_metrics.ui.auth import actor, people_names, person_name
from ifla_metrics.ui.codes import CodeNames, code_names
from ifla_metrics.ui.forms import activity_form, conflict, fields, session
from ifla_metrics.ui.forms.days import framework_of, span
from ifla_metrics.ui.forms.session import OpenForm
from ifla_metrics.ui.forms.values import ReadForm, Typed, read_form, typed_of
from ifla_metrics.ui.markup import as_markdown, evidence_list

NOTICE = "activity_notice"
"""Session key of what became of the last button, shown once."""
Versions = Sequence[Version[ActivityDraft]]


# Log an activity


def show_log(t: Translate) -> None:
    """Show the page to log an activity, or the receipt of the one that was saved."""
    known = code_names(t)
    form = session.current(session.place_of())
    if form is None:
        empty = _empty(known)
        framework = shell.choices().framework
        form = session.new(empty, framework=framework, opened_with=empty)
    if form.saved:
        _receipt(form, known, t)
        return
    shell.title(t("Log an activity"), lede=t("Six required fields. The rest can wait."))
    _offer_unfinished(form, t)
    _show_sheet(form, known, t, button=t("Log it"))


def _empty(known: CodeNames) -> Typed:
    reader = actor()
    own = tuple(code for code in known.groups if code in reader.groups)
    return Typed(groups=own if reader.role is Role.EDITOR and len(own) == 1 else ())


def _offer_unfinished(form: OpenForm, t: Translate) -> None:
    def resume(form: OpenForm, kept: FormDraft) -> None:
        session.resume_activity(form, kept, t)

    session.offer_unfinished(form, resume, t)


def _show_sheet(form: OpenForm, known: CodeNames, t: Translate, *, button: str) -> None:
    """Show the open form with its button, and beside it what the Board will see.

    The page runs again when it no longer shows how the form is read: only after the button, whose
    click would be lost otherwise.
    """
    with st.container(key="form_page"):
        left, right = shell.columns(5, 3)
        with left:
            form, shown, read = activity_form.show(form, known, t)
            form = session.autosave(form)
            _foot(form, read, known, t, label=button)
        with right, st.container(key="form_preview"):
            st.header(t("What the Board will see"), anchor=False)
            if read.draft is None:
                st.caption(t("Complete the form to see the figures in which it counts."))
            else:
                _show_counts(read.draft, read.framework, known, t)
    if not shown.looks_like(read):
        st.rerun()


def _foot(form: OpenForm, read: ReadForm, known: CodeNames, t: Translate, *, label: str) -> None:
    """Close the form: likely doubles, what to correct, the button, and when it was kept.

    The button saves after all fields were read: what was typed last arrives with its click.
    """
    with st.container(key="form_foot"):
        with st.container():
            if form.likely and _ask_doubles(form, known, t):
                session.save_as_another(form, t)
                st.rerun()
        with st.container():
            no_reason = bool(form.base) and not form.values.reason.strip()
            wrong = len(read.faults) + no_reason if form.tried else 0
            fields.show_summary(wrong, form.refusal, t)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(label, type="primary", key=form.widget("save")):
                session.save(form, t)
                st.rerun()
            session.show_kept(form, t)


def _ask_doubles(form: OpenForm, known: CodeNames, t: Translate) -> bool:
    """Show activities that may be the same; return whether the reader calls them different."""
    with st.container(key="doubles", border=True):
        st.header(t("Is it the same?"), anchor=False)
        st.markdown(t("The log already has this, from about the same days and places."))
        for likely in form.likely:
            navigation.link(likely.title, "activity", shell.choices(), uid=likely.uid)
            st.caption(as_markdown(_likely_words(likely, known, t)))
        return st.button(t("No, save mine as a new one"), key=form.widget("apart"))


def _likely_words(likely: Likely, known: CodeNames, t: Translate) -> str:
    parts = (
        known.term("kind", likely.kind, t),
        span(likely.started_on, likely.ended_on, Precision.DAY, t),
        fields.names((known.country(code, t) for code in likely.countries), t, most=3),
        fields.names((known.groups.get(code, code) for code in likely.groups), t, most=3),
    )
    return " · ".join(filter(None, parts))


def _show_counts(
    draft: ActivityDraft, framework: Framework, known: CodeNames, t: Translate
) -> bool:
    """Show the figures in which an activity counts, with links; return whether there are any."""
    found = counted_in(
        draft,
        framework,
        t,
        roles=known.counting_roles,
        country=lambda code: known.country(code, t),
        listed=known.listed,
    )
    if not found:
        st.caption(t(_why_not(draft)))
    for page, counts in groupby(found, lambda one: one.page):
        of_page = list(counts)
        path = navigation.path(page)
        st.page_link(path, label=t(PAGES[page]), query_params=of_page[0].query)
        st.caption(as_markdown("; ".join(capital(one.what) for one in of_page)))
    return bool(found)


def _why_not(draft: ActivityDraft) -> str:
    if draft.lifecycle is Lifecycle.PLANNED:
        return n_("It counts in no figure yet: it is planned, and counts once it is done.")
    if draft.lifecycle in (Lifecycle.SUSPENDED, Lifecycle.CANCELLED):
        return n_("It counts in no figure: it is suspended or cancelled.")
    return n_("It counts in no figure: its dates lie outside the periods of the strategy.")


def _receipt(form: OpenForm, known: CodeNames, t: Translate) -> None:
    """Show that the activity is in the log, and the figures in which it counts."""
    read = read_form(form.values, known, t, usual=form.framework)
    if form.saved is None or read.draft is None:
        return
    with st.container(key="receipt"):
        shell.title(t("It is in the log"))
        navigation.link(read.draft.title, "activity", shell.choices(), uid=form.saved.uid)
        st.header(t("Counted in"), anchor=False)
        _show_counts(read.draft, read.framework, known, t)
        if read.story is not None:
            words = t("Your story is saved with it, among the stories of change.")
            navigation.link(words, "stories", shell.choices())
        st.button(
            t("Log another activity"),
            type="primary",
            key=f"another_{form.key}",
            on_click=session.close,
            args=(form,),
        )


# One activity


def show_one(t: Translate) -> None:
    """Show the activity that the address names: to read, or its open form."""
    uid = st.query_params.get("uid", "")
    if not uid:
        shell.title(t("Activity"), lede=t("Open an activity from a list or a link."))
        return
    known = code_names(t)
    try:
        with reading(engine_of(database_url())) as connection:
            versions = activity_versions(connection, uid)
    except UnknownCode as unknown:
        shell.title(t("This activity is not in the log"))
        errors.show(unknown, t)
        navigation.link(t("Look for it in the log"), "our-work", shell.choices())
        return
    form = session.current(session.place_of(uid))
    if form is not None and form.saved:
        session.close(form)
        form = None
    if form is None:
        _show_activity(versions, known, t)
    else:
        _show_form(form, known, t)


def _show_form(form: OpenForm, known: CodeNames, t: Translate) -> None:
    """Show the form of the activity, or both versions where somebody saved one since."""
    if form.base is None:
        return
    title, version = form.base.draft.title, form.base.version
    lede = t("“{title}”, version {version}", title=title, version=version)
    shell.title(t("Amend an activity"), lede=lede)
    _offer_unfinished(form, t)
    mine = read_form(form.values, known, t, basis=form.basis, usual=form.framework).draft
    if form.theirs is None or mine is None:
        _show_sheet(form, known, t, button=t("Save the amendment"))
        return
    typed: Typed = form.values

    def values_of(draft: conflict.AnyDraft) -> Typed:
        if not isinstance(draft, ActivityDraft):
            raise TypeError(type(draft))
        return replace(typed_of(draft, t, default=typed.framework), reason=typed.reason)

    conflict.show(form, mine, t, names=known.name, values_of=values_of)


def _show_activity(versions: Versions, known: CodeNames, t: Translate) -> None:
    now = versions[-1]
    shell.title(now.draft.title)
    if notice := st.session_state.pop(NOTICE, ""):
        st.info(as_markdown(notice))
    if now.withdrawn:
        st.warning(t("Withdrawn: it is kept in the history and counts in no figure."))
    with st.container(key="activity_page"):
        left, right = shell.columns(5, 3)
        with left:
            _show_facts(now.draft, known, t)
            _show_buttons(versions, known, t)
            st.header(t("History"), anchor=False)
            _show_history(versions, known, t)
        with right, st.container(key="form_preview"):
            st.header(t("Counted in"), anchor=False)
            if now.withdrawn:
                st.caption(t("It counts in no figure: it is withdrawn."))
            else:
                _show_counts(now.draft, _strategy(now.draft, known, t), known, t)


def _strategy(draft: ActivityDraft, known: CodeNames, t: Translate) -> Framework:
    """Return the strategy that the activity names; else the one in force at its dates."""
    named = typed_of(draft, t).framework
    in_force = framework_of(draft.started_on, known.frameworks, shell.choices().framework)
    return known.frameworks.get(named) or known.frameworks[in_force]


def _show_facts(draft: ActivityDraft, known: CodeNames, t: Translate) -> None:
    shown_elsewhere = ("", draft.title, "\n".join(draft.evidence))
    texts = field_texts(draft, t, names=known.name)
    lists.values((title, words) for title, words in texts if words not in shown_elsewhere)
    if draft.evidence:
        st.header(t("Evidence"), anchor=False)
        st.markdown(evidence_list(draft.evidence, t))


def _show_history(versions: Versions, known: CodeNames, t: Translate) -> None:
    """Show the versions, the latest first, each with who, when, why and what it changed."""
    people = people_names()
    pairs = list(zip((None, *versions), versions, strict=False))
    for before, version in reversed(pairs):
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


def _event(version: Version[ActivityDraft], before: Version[ActivityDraft] | None) -> str:
    if before is None:
        return n_("Logged")
    if version.withdrawn:
        return n_("Withdrawn")
    return n_("Restored") if before.withdrawn else n_("Amended")


def _show_buttons(versions: Versions, known: CodeNames, t: Translate) -> None:
    now = versions[-1]
    groups = now.draft.groups
    note = activity_form.joint(groups, known, t)
    withdraws = session.may(Right.WITHDRAW_ACTIVITY, groups) and not now.withdrawn
    with st.container(horizontal=True, key="activity_acts"):
        if session.may(Right.AMEND_ACTIVITY, groups) and not now.withdrawn:
            st.button(t("Amend"), type="primary", on_click=session.amend, args=(now, t))
        if withdraws and not note:
            with st.popover(t("Withdraw")):
                key = f"withdraw_reason_{now.uid}_{now.version}"
                reason = st.text_input(t("Why is it withdrawn?"), key=key, autocomplete="off")
                if st.button(t("Withdraw it"), key=f"withdraw_{now.uid}_{now.version}"):
                    _do(lambda: _withdraw(now, reason or "", t), t)
        _offer_restore(versions, t)
    if withdraws and note:
        st.caption(as_markdown(note))


def _offer_restore(versions: Versions, t: Translate) -> None:
    now = versions[-1]
    earlier = {
        v.version: v
        for v in reversed(versions)
        if not v.withdrawn
        and v is not now
        and not others_removed(actor(), now.draft.groups, v.draft.groups)
    }
    if not earlier or not session.may(Right.AMEND_ACTIVITY, now.draft.groups):
        return
    with st.popover(t("Restore an earlier version")):
        picked = st.selectbox(
            t("Version"), list(earlier), format_func=str, key=f"restore_of_{now.uid}_{now.version}"
        )
        key = f"restore_reason_{now.uid}_{now.version}"
        reason = st.text_input(t("Why is it restored?"), key=key, autocomplete="off")
        if st.button(t("Restore it"), key=f"restore_{now.uid}_{now.version}"):
            _do(lambda: _restore(now, earlier[picked], reason or "", t), t)


def _do(act: Callable[[], str], t: Translate) -> None:
    """Do it, and hold the notice for the page that follows."""
    try:
        notice = act()
    except Conflict:
        notice = t("Somebody saved a later version meanwhile. Look at it first; nothing was done.")
    except IflaMetricsError as refused:
        notice = refused.say(t)
    st.session_state[NOTICE] = notice
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


def _restore(
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
