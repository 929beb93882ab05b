"""Autosave forms, and save them without overwriting a newer version.

An autosaved form is offered again after a lost connection or a closed tab. Where somebody else
saved a version while the form was open, it starts from that one, with what the reader changed, and
shows what saving it again changes.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from ifla_metrics.errors import Conflict, IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, kind_title
from ifla_metrics.imports.differences import MINE, differences, merge, merge_units
from ifla_metrics.models.drafts import AnyDraft
from ifla_metrics.store import entries, versions
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.duplicates import likely_duplicates
from ifla_metrics.store.entries import RecordedVersion
from ifla_metrics.store.form_drafts import FormDraft, discard_form, save_form, unfinished_forms
from ifla_metrics.store.versions import Version
from ifla_metrics.ui import lists, navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms import open_form
from ifla_metrics.ui.forms.fields import empty_values, plain_fields
from ifla_metrics.ui.forms.open_form import OpenForm, Values
from ifla_metrics.ui.forms.read import read_form, values_of
from ifla_metrics.ui.markup import as_markdown

log = logging.getLogger("ifla_metrics")


# Kept as it is typed


def autosave(form: OpenForm, t: Translate) -> OpenForm:
    """Keep what was typed since; where that fails, say why, and the next run tries again."""
    if form.values == (form.kept or form.opened_with):
        return form
    content = as_json(form.framework, form.values)
    base_version = form.base.version if form.base else None
    kept = FormDraft(form.key, content, form.kind, form.uid, base_version)
    try:
        save_form(engine(), kept, actor=actor())
    except IflaMetricsError as fault:
        log.warning("A form could not be kept", exc_info=True)
        words = t("What you typed is not kept until you save it. {why}", why=fault.translate(t))
        st.warning(as_markdown(words))
        return form
    return open_form.change(form, kept=form.values, kept_at=datetime.now(UTC))


def discard(form: OpenForm) -> None:
    """Close a form and delete what was kept of it."""
    forget(form.key)
    open_form.close(form)


def forget(key: str) -> None:
    """Delete what was kept of a form."""
    try:
        discard_form(engine(), key, actor=actor())
    except IflaMetricsError:
        log.warning("A kept form could not be deleted", exc_info=True)


def as_json(framework: str, values: Values) -> str:
    """Return a form as text to be kept."""
    return json.dumps({"framework": framework, "values": values}, default=date.isoformat)


def form_of_kept(kept: FormDraft) -> OpenForm:
    """Return a kept form, with the version that it was begun with."""
    said, empty = json.loads(kept.content), empty_values(kept.kind)
    base, opened_with = None, empty
    if kept.subject:
        every = versions_of(kept.kind, kept.subject)
        base = next(one for one in every if one.version == kept.base_version)
        opened_with = values_of(kept.kind, base.draft)
    found = {name: _frozen(value) for name, value in said["values"].items()}
    for one in plain_fields(kept.kind):
        if one.widget == "day" and found.get(one.name):
            found[one.name] = date.fromisoformat(found[one.name])
    values = {**empty, **found}
    form = OpenForm(kept.key, kept.kind, said["framework"], values, base, opened_with)
    return replace(form, kept=values, kept_at=kept.saved_at)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def offer_unfinished(form: OpenForm, t: Translate) -> None:
    """Show the reader's latest unfinished form of the same entry, or for a new one of this kind."""
    with read_transaction(engine()) as connection:
        kept = unfinished_forms(connection, actor=actor())
    same = (form.kind, form.uid)
    others = [one for one in kept if one.key != form.key and (one.kind, one.subject) == same]
    with st.container():
        for one in others[:1]:
            show_unfinished(one, t)


def show_unfinished(kept: FormDraft, t: Translate) -> None:
    """Show an unfinished form, to be continued or discarded."""
    form = form_of_kept(kept)
    words = t(
        "You have an unfinished form from {time}: “{title}”.",
        time=shell.local_time(kept.saved_at, t) if kept.saved_at else "",
        title=form.values.get("title") or t(kind_title(kept.kind)),
    )
    with st.container(key=f"unfinished_{kept.key}", border=True):
        st.markdown(as_markdown(words))
        with st.container(horizontal=True):
            if st.button(t("Continue"), key=f"continue_{kept.key}"):
                open_form.change(form)
                navigation.open_entry(kept.kind, kept.subject, form.framework)
            if st.button(t("Discard"), key=f"discard_{kept.key}", type="tertiary"):
                forget(kept.key)
                st.rerun()


def versions_of(kind: str, uid: str) -> list[Version[Any]]:
    """Return all versions of an entry, oldest first; raises UnknownCode when there is none."""
    with read_transaction(engine()) as connection:
        return versions.versions_of(connection, kind, uid)


def show_kept(form: OpenForm, t: Translate) -> None:
    """Say when a form was kept, with the button that discards it."""
    if form.kept_at:
        time = shell.local_time(form.kept_at, t)
        st.caption(as_markdown(t("Draft saved {time}", time=time)))
        key = form.widget("discard")
        st.button(t("Discard"), type="tertiary", key=key, on_click=discard, args=(form,))


# Saved: the store decides


def save(
    form: OpenForm, code_book: FormCodeBook, t: Translate, *, is_another: bool = False
) -> None:
    """Save the form, and hold what became of it.

    It is saved, or has faults, or likely doubles to be answered (`is_another` answers that it is
    none of them), or starts from a later version, or the store refused it: then nothing was
    written and what was typed is still there.
    """
    form = open_form.change(form, tried=True, refusal="", likely=())
    read = read_form(form, code_book, t)
    if read.draft is None or read.faults:
        return
    if form.kind == ACTIVITY and form.base is None and not is_another:
        with read_transaction(engine()) as connection:
            [found] = likely_duplicates(connection, [read.draft], key=form.key)
        if found:
            open_form.change(form, likely=tuple(found))
            return
    if form.base is None:
        _write(form, code_book, t, entries.record, read.draft)
    else:
        _write(form, code_book, t, entries.amend, form.uid, read.draft)


def withdraw(form: OpenForm, code_book: FormCodeBook, t: Translate) -> None:
    """Withdraw the entry that the form was opened with; it stays in the history."""
    # A key of its own: an amendment that was saved with the form's is not this withdrawal.
    _write(form, code_book, t, entries.withdraw, form.kind, form.uid, key=f"{form.key}-w")


def _write(
    form: OpenForm,
    code_book: FormCodeBook,
    t: Translate,
    write: Callable[..., RecordedVersion],
    *said: Any,
    key: str = "",
) -> None:
    named: dict[str, Any] = {"actor": actor(), "key": key or form.key}
    if form.base:
        named |= {"base_version": form.base.version, "reason": form.values["reason"]}
    try:
        saved = write(engine(), *said, **named)
    except IflaMetricsError as refused:
        mine = read_form(form, code_book, t).draft
        if form.base and mine and isinstance(refused, Conflict):
            _start_from_theirs(form, form.base.draft, mine, t)
        else:
            open_form.change(form, refusal=refused.translate(t))
    else:
        # Held before anything else is done: a doubled click finds it.
        open_form.change(form, saved=saved)
        forget(form.key)


# Somebody else saved meanwhile


def _start_from_theirs(form: OpenForm, base: AnyDraft, mine: AnyDraft, t: Translate) -> None:
    """Begin the form again from the version that stands now, with what the reader changed."""
    theirs = versions_of(form.kind, form.uid)[-1]
    merged = merge(base, theirs.draft, mine, sides={u[0]: MINE for u in merge_units(type(mine))})
    strategy = form.values.get("framework", "")
    values = values_of(form.kind, mine if merged.broken_rule else merged.draft, framework=strategy)
    opened_with = values_of(form.kind, theirs.draft, framework=strategy)
    forget(form.key)
    # With a key of its own: another tab that went on with this form may have saved with the old.
    again = open_form.new(form.kind, opened_with, framework=form.framework, base=theirs)
    values["reason"] = form.values["reason"]
    autosave(open_form.change(again, values=values, is_combined=True), t)


def show_combined(
    form: OpenForm,
    theirs: AnyDraft,
    mine: AnyDraft,
    code_book: FormCodeBook,
    t: Translate,
) -> None:
    """Show what somebody else saved while the form was open, and what saving changes of it."""
    with st.container(border=True):
        st.header(t("Somebody else saved this while your form was open"), anchor=False)
        st.markdown(
            t("Nothing you typed is lost. Saving again makes these changes to their version.")
        )
        names = code_book.names(form.kind, form.framework)
        lists.show_differences(differences(theirs, mine, t, get_label=names), t)
