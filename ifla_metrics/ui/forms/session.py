"""Open forms of a reader: held in the session, kept in the database as they are typed, saved.

Forms of activities and of records share all of it; only what they hold differs.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import uuid4

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import Conflict, IflaMetricsError
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import OF_RECORD
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
from ifla_metrics.ui.codes import code_names
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
    kept: Any = None
    """The values as they were kept last."""
    kept_at: datetime | None = None
    faults: Faults = field(default_factory=dict)
    """What was wrong with a record when it was sent."""
    refusal: str = ""
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
    def content(self) -> str:
        """What was typed, as text to be kept."""
        if isinstance(self.values, Typed):
            return self.values.as_json()
        kept = {name: value for name, value in self.values.items() if value is not None}
        return json.dumps({"framework": self.framework, "values": kept}, default=_as_text)

    @property
    def basis(self) -> Basis | None:
        """What the amendment of an activity starts from."""
        return Basis(self.base.draft, self.opened_with) if self.base else None

    def widget(self, name: str) -> str:
        """Return the key of a field's widget."""
        return f"form_{self.key}_{self.turn}_{name}"


def _as_text(value: Any) -> str:
    return value.value if isinstance(value, Enum) else str(value)


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
    if form.values == (form.opened_with if form.kept is None else form.kept):
        return form
    kept = FormDraft(
        form.key,
        form.content,
        kind=form.kind,
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


def with_new_key(form: OpenForm) -> OpenForm:
    """Hold the form as a further entry or amendment, and delete what was kept of it before."""
    _forget(form.key)
    return change(form, key=uuid4().hex, kept=None, kept_at=None)


def _forget(key: str) -> None:
    try:
        discard_form(engine_of(database_url()), key, actor=actor())
    except NOT_NOW:
        log.warning("A kept form could not be deleted", exc_info=True)


def offer_unfinished(
    form: OpenForm, resume: Callable[[OpenForm, FormDraft], None], t: Translate
) -> None:
    """Show this reader's kept forms of this kind that are not open here, to be continued."""
    with reading(engine_of(database_url())) as connection:
        kept = unfinished(connection, actor=actor(), subject=form.uid)
    alike = [
        one
        for one in kept
        if one.kind == form.kind
        and one.key != form.key
        and strategy_of(one) in ("", form.framework)
    ]
    with st.container(key="unfinished", gap="small"):
        for one in alike[:1]:
            _offer(form, one, resume, t)
        if len(alike) > 1:
            with st.expander(more_unfinished(len(alike) - 1, t)):
                for one in alike[1:]:
                    _offer(form, one, resume, t)


def more_unfinished(number: int, t: Translate) -> str:
    """Return the words over unfinished forms that are folded away."""
    return t.plural("{n} more unfinished form", "{n} more unfinished forms", number)


def _offer(
    form: OpenForm, kept: FormDraft, resume: Callable[[OpenForm, FormDraft], None], t: Translate
) -> None:
    words = t(
        "You have an unfinished form from {time}: “{title}”.",
        time=shell.moment(kept.saved_at, t) if kept.saved_at else "",
        title=title_of(kept, t),
    )
    with st.container(key=f"unfinished_{kept.key}", border=True):
        st.markdown(as_markdown(words))
        with st.container(horizontal=True):
            st.button(t("Continue"), key=f"continue_{kept.key}", on_click=resume, args=(form, kept))
            st.button(
                t("Discard"),
                key=f"discard_{kept.key}",
                type="tertiary",
                on_click=_forget,
                args=(kept.key,),
            )


def show_kept(form: OpenForm, t: Translate) -> None:
    """Say when a form was kept, with the button that discards it; nothing before."""
    if form.kept_at:
        time = shell.moment(form.kept_at, t)
        st.caption(as_markdown(t("Kept as you type: {time}", time=time)))
        st.button(
            t("Discard"),
            type="tertiary",
            key=form.widget("discard"),
            on_click=discard,
            args=(form,),
        )


def kept_content(kept: FormDraft) -> dict[str, Any]:
    """Return what a form was kept as; nothing of a text that is no form."""
    try:
        found = json.loads(kept.content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def strategy_of(kept: FormDraft) -> str:
    """Return the strategy of a kept record; "" for an activity, which its dates place."""
    return "" if kept.kind == ACTIVITY else str(kept_content(kept).get("framework", ""))


def title_of(kept: FormDraft, t: Translate) -> str:
    """Return the title that was typed, else of which kind it is."""
    content = kept_content(kept)
    values = content if kept.kind == ACTIVITY else content.get("values", {})
    title = values.get("title", "")
    if isinstance(title, str) and title:
        return title
    return t("no title yet") if kept.kind == ACTIVITY else t(OF_RECORD[kept.kind].title)


def resume_activity(form: OpenForm, kept: FormDraft, t: Translate) -> None:
    """Open the kept form of an activity, with the version that it was begun with."""
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
            opened_with=typed_of(base.draft, t) if base else Typed(groups=typed.groups),
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
    read = read_form(form.values, code_names(t), t, basis=form.basis, usual=form.framework)
    form = change(form, tried=True, refusal="", likely=(), theirs=None)
    if read.draft is None or (form.base and not clean_line(form.values.reason)):
        return form
    engine = engine_of(database_url())
    if form.base is None:
        with reading(engine) as connection:
            [found] = likely_duplicates(connection, [read.draft], key=form.key)
        likely = tuple(one for one in found if one.uid not in form.apart)
        if likely:
            return change(form, likely=likely)
    draft, story = read.draft, read.story

    def write() -> Recorded:
        if form.base is None:
            return log_activity(engine, draft, actor=actor(), key=form.key, story=story)
        return amend_activity(
            engine,
            form.uid,
            draft,
            base_version=form.base.version,
            reason=form.values.reason,
            actor=actor(),
            key=form.key,
        )

    def latest() -> Version[Any]:
        with reading(engine) as connection:
            return versions.activity(connection, form.uid)

    return store(form, t, write, latest=latest)


def store(
    form: OpenForm,
    t: Translate,
    write: Callable[[], Recorded],
    *,
    latest: Callable[[], Version[Any]],
) -> OpenForm:
    """Write the entry of a form, and hold what became of it.

    Args:
        form: The open form.
        t: The reader's words.
        write: Writes a new entry or a further version.
        latest: Reads the latest version, where somebody else saved one meanwhile.
    """
    try:
        saved = write()
    except Conflict as refused:
        if form.base is None:
            return change(form, refusal=refused.say(t))
        return change(form, theirs=latest())
    except IflaMetricsError as refused:
        return change(form, refusal=refused.say(t))
    # Held before anything else is done: a doubled click finds it.
    form = change(form, saved=saved)
    _forget(form.key)
    return form


def save_as_another(form: OpenForm, t: Translate) -> OpenForm:
    """Save an activity whose likely doubles are different ones, as the reader says."""
    seen = form.apart | {one.uid for one in form.likely}
    return save(replace(form, apart=seen), t)
