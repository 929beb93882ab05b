"""Autosave forms, and save them without overwriting a newer version.

An autosaved form is offered again after a lost connection or a closed tab. If somebody else saved a
version while the form was open, it is opened again on that version with the fields that the reader
changed, and shows what saving again would change.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import Conflict, IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, ENTRY_TITLES
from ifla_metrics.models.system_tables import FormDraftRow
from ifla_metrics.store import versions
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.read.duplicates import likely_duplicates
from ifla_metrics.store.versions import Version
from ifla_metrics.store.write import entries
from ifla_metrics.store.write.entries import RecordedVersion
from ifla_metrics.store.write.form_drafts import discard_form, save_form, unfinished_forms
from ifla_metrics.ui import lists, navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms import open_form
from ifla_metrics.ui.forms.open_form import OpenForm, View
from ifla_metrics.ui.forms.parse import empty_values, values_of
from ifla_metrics.ui.markup import as_markdown

log = logging.getLogger("ifla_metrics")


# Autosave


def autosave() -> None:
    """Update the open forms from their widgets, and save what was typed since the last autosave.

    Call it at the start of a run: the next press, or a closed tab, can end a run at any element. A
    form is saved for the person who opened it, whose sign-in may have ended while they typed.
    """
    for form in open_form.collect():
        autosaved, error = form.autosaved, None
        if form.values != (autosaved or form.initial):
            try:
                save_form(engine(), _draft_of(form), actor=form.author)
                autosaved = form.values
            except IflaMetricsError as reason:
                log.warning("A form could not be autosaved", exc_info=True)
                error = reason
        open_form.change(form, autosaved=autosaved, autosave_error=error)


def _draft_of(form: OpenForm) -> FormDraftRow:
    content = json.dumps({"framework": form.framework, "values": form.values})
    version = form.base.version if form.base else None
    return FormDraftRow(
        key=form.key, kind=form.kind, subject=form.uid, base_version=version, content=content
    )


def discard(form: OpenForm) -> None:
    """Close a form and delete its autosaved copy."""
    delete_autosave(form.key)
    open_form.close(form)


def delete_autosave(key: str) -> None:
    """Delete the autosaved copy of a form."""
    try:
        discard_form(engine(), key, actor=actor())
    except IflaMetricsError:
        log.warning("An autosaved form could not be deleted", exc_info=True)


def restore_form(form_draft: FormDraftRow) -> OpenForm:
    """Return an autosaved form, with the version that it amends."""
    content = json.loads(form_draft.content)
    base, initial = None, empty_values(form_draft.kind)
    if form_draft.subject:
        stored = versions_of(form_draft.kind, form_draft.subject)
        base = next(v for v in stored if v.version == form_draft.base_version)
        initial = values_of(form_draft.kind, base.draft)
    values = {name: content["values"].get(name, value) for name, value in initial.items()}
    key, kind, framework = form_draft.key, form_draft.kind, content["framework"]
    return OpenForm(key, kind, framework, actor(), values, base, initial, autosaved=values)


def offer_unfinished(kind: str, uid: str, t: Translate, *, other_than: str = "") -> None:
    """Show the reader's latest unfinished form for an entry, except that with a key.

    For a new entry, show that for another new entry of the same kind.
    """
    with read_transaction(engine()) as connection:
        form_drafts = unfinished_forms(connection, actor=actor())
    others = (d for d in form_drafts if (d.kind, d.subject) == (kind, uid) and d.key != other_than)
    with st.container():
        if latest := next(others, None):
            show_unfinished(latest, t)


def show_unfinished(form_draft: FormDraftRow, t: Translate) -> None:
    """Show an unfinished form, to be continued or discarded."""
    form = restore_form(form_draft)
    kind = t(ENTRY_TITLES[form.kind])
    text = t("You have an unfinished form: “{title}”.", title=form.values.get("title") or kind)
    facts = [kind, t("saved {time}", time=shell.utc_time(form_draft.saved_at, t))]
    if form.base:
        facts.insert(1, t("amendment of version {version}", version=form.base.version))
    with st.container(key=f"unfinished_{form.key}", border=True):
        st.markdown(as_markdown(text))
        st.caption(as_markdown(" · ".join(facts)))
        with st.container(horizontal=True):
            if st.button(t("Continue"), key=f"continue_{form.key}"):
                open_form.change(form)
                url = navigation.entry_url(form.kind, form_draft.subject, form.framework)
                navigation.open_url(url)
            if st.button(t("Discard"), key=f"discard_{form.key}", type="tertiary"):
                opened = open_form.current(form.kind, form.uid, form.framework)
                if opened and opened.key == form.key:
                    open_form.close(opened)
                delete_autosave(form.key)
                st.rerun()


def versions_of(kind: str, uid: str) -> list[Version[Any]]:
    """Return all versions of an entry, oldest first; raises UnknownCode when there is none."""
    with read_transaction(engine()) as connection:
        return versions.versions_of(connection, kind, uid)


def show_returned(version: Version[Any], t: Translate) -> None:
    """Show that the secretariat returned a version and, to those who may amend it, its comment."""
    text = t(
        "Returned by the secretariat: this version does not count. "
        "Its group should correct it and send it again."
    )
    if allowed(actor(), Right.AMEND, version.groups):
        text = f"{text} {t('“{words}”', words=version.comment)}"
    st.warning(as_markdown(text))


def show_autosave(view: View) -> None:
    """Show that the form was autosaved, with a button that discards it."""
    form, t = view.form, view.t
    if form.autosaved and not form.autosave_error:
        st.caption(t("Draft saved"))
    if form.autosaved or form.base:
        key = form.key_of("discard")
        st.button(t("Discard"), type="tertiary", key=key, on_click=discard, args=(form,))


# Save


def save(view: View, *, is_another: bool = False) -> None:
    """Save the form, and keep the outcome in it.

    Nothing is written, and nothing typed is lost, if the form has faults, the store refuses it,
    somebody else saved a newer version, or the log has likely duplicates and the reader has not
    confirmed with `is_another` that this is none of them.
    """
    form = open_form.change(view.form, is_submitted=True, error="", duplicates=())
    if view.faults:
        return
    if form.base:
        _write(form, view.t, entries.amend, form.uid, view.draft)
        return
    if form.kind == ACTIVITY and not is_another:
        with read_transaction(engine()) as connection:
            [duplicates] = likely_duplicates(connection, [view.draft], key=form.key)
        if duplicates:
            open_form.change(form, duplicates=tuple(duplicates))
            return
    _write(form, view.t, entries.record, view.draft)


def withdraw(view: View) -> None:
    """Withdraw the entry that the form amends; it stays in the history."""
    form = view.form
    # The form's own key may belong to a saved amendment; with it, this would count as a repeat.
    _write(form, view.t, entries.withdraw, form.kind, form.uid, key=f"{form.key}-w")


def _write(
    form: OpenForm, t: Translate, write: Callable[..., RecordedVersion], *args: Any, key: str = ""
) -> None:
    kwargs: dict[str, Any] = {"actor": actor(), "key": key or form.key}
    if form.base:
        kwargs |= {"base_version": form.base.version, "reason": form.values["reason"]}
    try:
        saved = write(engine(), *args, **kwargs)
    except IflaMetricsError as error:
        if form.base and isinstance(error, Conflict):
            _open_on_newer_version(form)
        else:
            open_form.change(form, error=error.translate(t))
    else:
        open_form.change(form, saved=saved)  # First, so that a double click finds it.
        delete_autosave(form.key)


def _open_on_newer_version(form: OpenForm) -> None:
    """Open the form again on the current version, with the fields that the reader changed."""
    theirs = versions_of(form.kind, form.uid)[-1]
    initial = values_of(form.kind, theirs.draft)
    delete_autosave(form.key)
    # Opened with a new key: the same form in another tab may have been saved with the old one.
    new_form = open_form.new(form.kind, initial, framework=form.framework, base=theirs)
    values = {**initial, **{name: form.values[name] for name in form.changed}}
    open_form.change(new_form, values=values, is_merged=True)


def show_merge(view: View) -> None:
    """Show that somebody else saved the entry, and what saving the form changes in it."""
    t, base = view.t, view.form.base
    with st.container(border=True):
        st.header(t("Somebody else saved this while your form was open"), anchor=False)
        st.markdown(
            t("Nothing you typed is lost. Saving again makes these changes to their version.")
        )
        if base and view.draft:
            lists.show_differences(view.code_book.differences(base.draft, view.draft), t)
