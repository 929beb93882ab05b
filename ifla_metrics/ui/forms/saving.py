"""A form is saved over nobody's later version: the store decides, and both versions are shown.

Where somebody else saved a version while the form was open, what only one of the two changed is
taken from that one; where both did, the reader chooses. The form then starts from the later one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st

from ifla_metrics.errors import Conflict, IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.imports.differences import Names, differences
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.settings import database_url
from ifla_metrics.store.activities import amend_activity, log_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.duplicates import likely_duplicates
from ifla_metrics.store.records import amend_record, record, withdraw_record
from ifla_metrics.store.versions import Recorded
from ifla_metrics.ui import shell
from ifla_metrics.ui.auth import actor, people_names, person_name
from ifla_metrics.ui.codes import CodeNames, record_names
from ifla_metrics.ui.forms import kept, open_form
from ifla_metrics.ui.forms.open_form import OpenForm
from ifla_metrics.ui.forms.read import ReadForm, read_form, values_of
from ifla_metrics.ui.markup import as_markdown

AnyDraft = ActivityDraft | RecordDraft
MINE, THEIRS = "mine", "theirs"
DATES = (
    "started_on",
    "ended_on",
    "date_precision",
    "date_as_stated",
    "planned_started_on",
    "planned_ended_on",
)
"""Fields of an activity that only make sense together."""


def save(form: OpenForm, known: CodeNames, t: Translate, *, is_another: bool = False) -> None:
    """Save the form, and hold what became of it.

    It is saved, or has faults, or likely doubles to be answered (`is_another` answers that it is
    none of them), or stands against a later version, or the store refused it: then nothing was
    written and what was typed is still there.
    """
    form = open_form.change(form, tried=True, refusal="", likely=(), theirs=None)
    read = read_form(form, known, t)
    if read.draft is None or read.faults:
        return
    if form.kind == ACTIVITY and form.base is None and not is_another:
        with reading(engine_of(database_url())) as connection:
            [found] = likely_duplicates(connection, [read.draft], key=form.key)
        if found:
            open_form.change(form, likely=tuple(found))
            return
    _write(form, lambda: _record(form, read), t)


def withdraw(form: OpenForm, t: Translate) -> None:
    """Withdraw the record that the form was opened with; it stays in the history."""
    if form.base is None:
        return
    version = form.base.version

    def write() -> Recorded:
        return withdraw_record(
            engine_of(database_url()),
            form.kind,
            form.uid,
            base_version=version,
            reason=form.values["reason"],
            actor=actor(),
            key=f"{form.key}-w",
        )

    _write(form, write, t)


def _record(form: OpenForm, read: ReadForm) -> Recorded:
    """Write the first version of an entry or a further one."""
    engine, draft = engine_of(database_url()), read.draft
    of: dict[str, Any] = {"actor": actor(), "key": form.key}
    if form.base is None:
        if form.kind == ACTIVITY:
            return log_activity(engine, draft, story=read.story, **of)
        return record(engine, draft, **of)
    of |= {"base_version": form.base.version, "reason": form.values["reason"]}
    if form.kind == ACTIVITY:
        return amend_activity(engine, form.uid, draft, **of)
    return amend_record(engine, form.uid, draft, **of)


def _write(form: OpenForm, write: Callable[[], Recorded], t: Translate) -> None:
    try:
        saved = write()
    except Conflict as refused:
        if form.base is None:
            open_form.change(form, refusal=refused.say(t))
        else:
            open_form.change(form, theirs=kept.versions_of(form.kind, form.uid)[-1])
    except IflaMetricsError as refused:
        open_form.change(form, refusal=refused.say(t))
    else:
        # Held before anything else is done: a doubled click finds it.
        open_form.change(form, saved=saved)
        kept.forget(form.key)


def merge(
    mine: AnyDraft, theirs: AnyDraft, base: AnyDraft, chosen: Mapping[str, str]
) -> tuple[AnyDraft, list[tuple[str, ...]]]:
    """Return both versions as one, and the fields that both changed, each otherwise.

    `chosen` settles those by the name of the first field (MINE or THEIRS); theirs by default.
    """
    both: list[tuple[str, ...]] = []
    taken: dict[str, Any] = {}
    for part in _parts(mine):
        own, other, before = (
            [getattr(draft, name) for name in part] for draft in (mine, theirs, base)
        )
        if own in (other, before):
            continue
        if other != before:
            both.append(part)
            if chosen.get(part[0]) != MINE:
                continue
        taken |= dict(zip(part, own, strict=True))
    return theirs.model_copy(update=taken), both


def _parts(draft: AnyDraft) -> list[tuple[str, ...]]:
    names = list(type(draft).model_fields)
    if not isinstance(draft, ActivityDraft):
        return [(name,) for name in names]
    return [DATES if name == DATES[0] else (name,) for name in names if name not in DATES[1:]]


def show_conflict(form: OpenForm, mine: AnyDraft, known: CodeNames, t: Translate) -> None:
    """Show what both changed, and let the reader choose for each of these fields."""
    if form.theirs is None or form.base is None:
        return
    theirs = form.theirs
    both = merge(mine, theirs.draft, form.base.draft, {})[1]
    names: Names = known.name
    if form.kind != ACTIVITY:
        names = record_names(form.kind, known.frameworks[form.framework], known)
    found = differences(theirs.draft, mine, t, names=names)
    with st.container(key="conflict", border=True):
        st.header(t("Somebody else saved this while your form was open"), anchor=False)
        words = t(
            "{who} saved version {version} on {time}: “{reason}”. Nothing of theirs was "
            "overwritten, and nothing of yours is lost.",
            who=person_name(theirs.recorded_by, people_names(), t),
            version=theirs.version,
            time=shell.moment(theirs.recorded_at, t),
            reason=theirs.reason,
        )
        st.markdown(as_markdown(words))
        for part in both:
            changed = [one for one in found if one.field in part]
            values = {
                MINE: t("Yours: {value}", value=_words(c.after for c in changed)),
                THEIRS: t("Theirs: {value}", value=_words(c.before for c in changed)),
            }
            st.radio(
                as_markdown(changed[0].title),
                list(values),
                index=None,
                format_func=values.__getitem__,
                key=form.widget(f"choice_{part[0]}"),
            )
        if not both:
            st.markdown(t("You changed other fields than they did: both can be kept."))
        if form.refusal:
            st.error(as_markdown(form.refusal))
        with st.container(horizontal=True):
            st.button(
                t("Combine both and look again"),
                type="primary",
                key=form.widget("merge"),
                on_click=_combine,
                args=(form.place, mine, [part[0] for part in both], t),
            )
            st.button(
                t("Discard mine, keep theirs"),
                key=form.widget("take_theirs"),
                on_click=kept.discard,
                args=(form,),
            )


def _words(values: Iterable[str]) -> str:
    return as_markdown("; ".join(value or "–" for value in values))


def _combine(place: str, mine: AnyDraft, both: list[str], t: Translate) -> None:
    form = open_form.current(place)
    if form is None or form.theirs is None or form.base is None:
        return
    chosen = {name: str(st.session_state.get(form.widget(f"choice_{name}"))) for name in both}
    if not set(chosen.values()) <= {MINE, THEIRS}:
        open_form.change(form, refusal=t("Please choose for each field first."))
        return
    combined, _ = merge(mine, form.theirs.draft, form.base.draft, chosen)
    strategy = form.values.get("framework", "")
    values = values_of(form.kind, combined, t, framework=strategy)
    form = open_form.change(
        # Another tab that went on with this form may have saved with its key.
        kept.with_new_key(form),
        values={**values, "reason": form.values["reason"]},
        opened_with=values_of(form.kind, form.theirs.draft, t, framework=strategy),
        base=form.theirs,
        theirs=None,
        refusal="",
    )
    kept.autosave(form)
