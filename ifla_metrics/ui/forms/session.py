"""Open forms of a reader: held in the session, kept in the database as they are typed, saved."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import Conflict, IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.settings import database_url
from ifla_metrics.store import versions
from ifla_metrics.store.activities import amend_activity, log_activity
from ifla_metrics.store.database import FAULTS, engine_of, reading
from ifla_metrics.store.duplicates import Likely, likely_duplicates
from ifla_metrics.store.form_drafts import FormDraft, discard_form, keep_form, unfinished
from ifla_metrics.store.versions import Recorded, Version
from ifla_metrics.text import clean_line
from ifla_metrics.ui import shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms.lists import lists
from ifla_metrics.ui.forms.values import Basis, Faults, Typed, from_json, read_form, typed_of
from ifla_metrics.ui.markup import as_markdown

log = logging.getLogger("ifla_metrics")
ACTIVITY = "activity"
NOT_NOW: tuple[type[Exception], ...] = (*FAULTS, IflaMetricsError)


@dataclass(frozen=True)
class OpenForm:
    """A form that this reader has open, of an activity or of a record."""

    key: str
    """Made when it was opened: two clicks on its button are one entry."""
    values: Any
    """As typed: `Typed` for an activity, values by field for a record."""
    kind: str = ACTIVITY
    framework: str = ""
    """The strategy of a record; for an activity, the one the reader looked at."""
    base: Version[Any] | None = None
    """The version that is amended, compared in the write; None for a new entry."""
    opened_with: Any = None
    """The values that the form opened with."""
    turn: int = 0
    """Moves when the form is filled anew, so that its widgets show it."""
    tried: bool = False
    """Whether somebody tried to save it: faults of empty fields are shown from then on."""
    kept: Typed | None = None
    kept_at: datetime | None = None
    faults: Faults = field(default_factory=dict)
    """What was wrong with a record when it was sent."""
    trouble: str = ""
    """What the store said against it, in the reader's words."""
    likely: tuple[Likely, ...] = ()
    """Activities of the log that may be the same, to be answered before it is saved."""
    apart: frozenset[str] = frozenset()
    """Those of them that the reader has called different."""
    theirs: Version[Any] | None = None
    """The version that somebody else saved since: both are shown, nothing is written."""
    saved: Recorded | None = None

    @property
    def uid(self) -> str:
        """The entry that it amends; "" for a new one."""
        return self.base.uid if self.base else ""

    @property
    def place(self) -> str:
        """The session key of the form."""
        return place_of(self.uid, self.kind, self.framework)

    @property
    def basis(self) -> Basis | None:
        """What the amendment of an activity starts from."""
        return Basis(self.base.draft, self.opened_with) if self.base else None

    def widget(self, name: str) -> str:
        """Return the key of a field's widget."""
        return f"form_{self.key}_{self.turn}_{name}"


def place_of(uid: str = "", kind: str = ACTIVITY, framework: str = "") -> str:
    """Return the session key of a form for a new entry, or for amending one."""
    return f"open_form_{uid}" if kind == ACTIVITY else f"open_form_{kind}_{framework}_{uid}"


def current(place: str) -> OpenForm | None:
    """Return the form that is open at this session key."""
    found: OpenForm | None = st.session_state.get(place)
    return found


def put(form: OpenForm) -> OpenForm:
    """Hold a form open."""
    st.session_state[form.place] = form
    return form


def change(form: OpenForm, **changed: Any) -> OpenForm:
    """Hold the form with something changed, and return it."""
    return put(replace(form, **changed))


def close(form: OpenForm) -> None:
    """Close a form."""
    st.session_state.pop(form.place, None)


def new(values: Any, **more: Any) -> OpenForm:
    """Open a form for a new entry, or for `base`."""
    return put(OpenForm(uuid4().hex, values, **more))


def amend(now: Version[ActivityDraft], t: Translate) -> None:
    """Open the form of a stored activity."""
    typed = typed_of(now.draft, t)
    new(typed, base=now, opened_with=typed)


def may(right: Right, groups: tuple[str, ...]) -> bool:
    """Say whether the reader may do it, to spare a button that the store would refuse."""
    return allowed(actor(), right, groups)


# Kept while it is typed, and offered again after a lost connection or a closed tab


def autosave(form: OpenForm) -> OpenForm:
    """Keep what was typed since; where that fails now, the next run tries again."""
    if form.values == (form.kept or form.opened_with or Typed(groups=form.values.groups)):
        return form
    kept = FormDraft(
        form.key,
        form.values.as_json(),
        subject=form.uid,
        base_version=form.base.version if form.base else None,
    )
    try:
        keep_form(engine_of(database_url()), kept, actor=actor())
    except NOT_NOW:
        log.warning("A form could not be kept", exc_info=True)
        return form
    return change(form, kept=form.values, kept_at=datetime.now(UTC))


def discard(form: OpenForm) -> None:
    """Close a form and delete what was kept of it."""
    _forget(form.key)
    close(form)


def _forget(key: str) -> None:
    try:
        discard_form(engine_of(database_url()), key, actor=actor())
    except NOT_NOW:
        log.warning("A kept form could not be deleted", exc_info=True)


def offer_unfinished(form: OpenForm, t: Translate) -> None:
    """Show this reader's kept forms that are not open here, with a way to continue."""
    with reading(engine_of(database_url())) as connection:
        kept = unfinished(connection, actor=actor(), subject=form.uid)
    for one in kept:
        if one.key == form.key:
            continue
        words = t(
            "You have an unfinished form from {time}: “{title}”.",
            time=shell.moment(one.saved_at, t) if one.saved_at else "",
            title=title_of(one) or t("no title yet"),
        )
        with st.container(key=f"unfinished_{one.key}", border=True):
            st.markdown(as_markdown(words))
            with st.container(horizontal=True):
                st.button(
                    t("Continue"), key=f"continue_{one.key}", on_click=_resume, args=(form, one, t)
                )
                st.button(
                    t("Discard"),
                    key=f"discard_{one.key}",
                    type="tertiary",
                    on_click=_forget,
                    args=(one.key,),
                )


def title_of(kept: FormDraft) -> str:
    """Return the title that was typed; "" when there is none yet."""
    try:
        values = json.loads(kept.content)
    except ValueError:
        return ""
    title = values.get("title", "") if isinstance(values, dict) else ""
    return title if isinstance(title, str) else ""


def _resume(form: OpenForm, kept: FormDraft, t: Translate) -> None:
    """Open a kept form, with the version that it was begun with."""
    base = form.base
    if base is not None and base.version != kept.base_version:
        with reading(engine_of(database_url())) as connection:
            every = versions.activity_versions(connection, base.uid)
        base = next((v for v in every if v.version == kept.base_version), base)
    typed = from_json(kept.content)
    put(
        OpenForm(
            kept.key,
            typed,
            framework=form.framework,
            base=base,
            opened_with=typed_of(base.draft, t) if base else None,
            kept=typed,
            kept_at=kept.saved_at,
        )
    )


# Saved: checked, asked about doubles, and over nobody's later version; the store decides


def save(form: OpenForm, t: Translate) -> OpenForm:
    """Save the form of an activity, and hold what became of it.

    It is saved, or has faults, or likely doubles to be answered, or stands against a later version,
    or the store refused it: then nothing was written and what was typed is still there.
    """
    read = read_form(form.values, lists(t), t, basis=form.basis, usual=form.framework)
    form = change(form, tried=True, trouble="", likely=(), theirs=None)
    if read.draft is None or (form.base and not clean_line(form.values.reason)):
        return form
    engine = engine_of(database_url())
    if form.base is None:
        with reading(engine) as connection:
            found = likely_duplicates(connection, read.draft, key=form.key)
        likely = tuple(one for one in found if one.uid not in form.apart)
        if likely:
            return change(form, likely=likely)
    try:
        if form.base:
            saved = amend_activity(
                engine,
                form.uid,
                read.draft,
                base_version=form.base.version,
                reason=form.values.reason,
                actor=actor(),
                key=form.key,
            )
        else:
            saved = log_activity(engine, read.draft, actor=actor(), key=form.key, story=read.story)
    except Conflict as refused:
        if form.base is None:
            return change(form, trouble=refused.say(t))
        with reading(engine) as connection:
            return change(form, theirs=versions.activity(connection, form.uid))
    except IflaMetricsError as refused:
        return change(form, trouble=refused.say(t))
    # Held before anything else is done: a doubled click finds it.
    form = change(form, saved=saved)
    _forget(form.key)
    return form


def save_as_another(form: OpenForm, t: Translate) -> OpenForm:
    """Save an activity whose likely doubles are different ones, as the reader says."""
    seen = form.apart | {one.uid for one in form.likely}
    return save(replace(form, apart=seen), t)
