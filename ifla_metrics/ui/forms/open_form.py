"""The open forms of a reader, held in the session."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import uuid4

import streamlit as st

from ifla_metrics.access import Actor
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.store.read.duplicates import LikelyDuplicate
from ifla_metrics.store.versions import Version
from ifla_metrics.store.write.entries import RecordedVersion
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import FormCodeBook
from ifla_metrics.ui.forms.fields import LINKED

RECORD = "record"
"""URL parameter of the page Records: the uid of the open record."""
OWNER = "owner"
"""URL parameter: the group of a new entry."""
Values = Mapping[str, Any]
"""The values of a form by field name: texts, days as text, numbers, and lists of codes or lines.

"" and [] stand for nothing. They are JSON, so that an unfinished form is stored as it is.
"""


@dataclass(frozen=True)
class OpenForm:
    """A form that this reader has open, for a new entry or a further version of one."""

    key: str
    """Identifies the form to the store, so that a double click on its button saves one entry."""
    kind: str
    framework: str
    """The framework of a record; for an activity, the one that the reader was looking at."""
    author: Actor
    """The reader who opened it."""
    values: Values
    base: Version[Any] | None = None
    """The version to amend, compared again when it is saved; None for a new entry."""
    initial: Values = field(default_factory=dict)
    """The values that the form was opened with."""
    is_submitted: bool = False
    """Whether the reader has tried to save: from then on, faults of empty fields are shown."""
    autosaved: Values = field(default_factory=dict)
    autosave_error: IflaMetricsError | None = None
    """Why what was typed since is not saved."""
    error: str = ""
    """Why the store refused the form, in the reader's language."""
    duplicates: tuple[LikelyDuplicate, ...] = ()
    """Similar activities in the log; the reader confirms that this is another one."""
    is_merged: bool = False
    """Whether it was opened again on a version that somebody else saved meanwhile."""
    saved: RecordedVersion | None = None

    @property
    def uid(self) -> str:
        """The entry to amend; "" for a new one."""
        return self.base.uid if self.base else ""

    @property
    def changed(self) -> set[str]:
        """The fields changed by the reader, with those linked to them; all of a new entry."""
        if self.base is None:
            return set(self.values)
        changed = {name for name, value in self.values.items() if value != self.initial[name]}
        linked = changed.union(*(unit for unit in LINKED if changed.intersection(unit)))
        return linked & self.values.keys()

    def key_of(self, name: str) -> str:
        """Return the widget key of a field."""
        return f"form_{self.key}_{name}"


@dataclass(frozen=True)
class View:
    """An open form as parsed, with what its widgets need."""

    form: OpenForm
    code_book: FormCodeBook
    framework: Framework
    """The framework of its outcomes and directions."""
    fields: Mapping[str, Any]
    """The fields of the draft as typed, not yet validated."""
    draft: Any
    """The draft; None if the form has faults."""
    faults: Mapping[str, list[str]]
    """Faults by field, in the reader's language; "" holds those of the whole form."""

    @property
    def t(self) -> Translate:
        """The reader's language."""
        return self.code_book.t

    def shown_faults(self, name: str) -> list[str]:
        """Return the faults of a field; an empty field has none until the reader tries to save."""
        is_checked = self.form.is_submitted or self.form.values.get(name)
        return self.faults.get(name, []) if is_checked else []


def session_key(kind: str, uid: str, framework: str) -> str:
    """Return the session key of the form that amends an entry, or of that for a new one."""
    return f"open_form_{kind}_{uid}_{'' if kind == ACTIVITY else framework}"


def current(kind: str, uid: str = "", framework: str = "") -> OpenForm | None:
    """Return the form that is open for an entry, or for a new one."""
    form: OpenForm | None = st.session_state.get(session_key(kind, uid, framework))
    return form


def new(kind: str, values: Values, *, framework: str, base: Version[Any] | None = None) -> OpenForm:
    """Open a form for a new entry, or for amending `base`."""
    return change(OpenForm(uuid4().hex, kind, framework, actor(), values, base, initial=values))


def change(form: OpenForm, **changes: Any) -> OpenForm:
    """Change attributes of a form, keep it in the session and return it."""
    form = replace(form, **changes)
    st.session_state[session_key(form.kind, form.uid, form.framework)] = form
    return form


def close(form: OpenForm) -> None:
    """Close a form, and remove its record from the URL."""
    st.session_state.pop(session_key(form.kind, form.uid, form.framework), None)
    st.query_params.pop(RECORD, None)


def collect() -> list[OpenForm]:
    """Return the open forms that are not in the log yet, with the values of their widgets.

    The browser's values are in the session before a page runs, so you have the whole form before
    any of it is shown. Tables update the form when they are shown.
    """
    state = st.session_state.to_dict()  # Unlike single values, it is read without an interruption.
    forms = (value for value in state.values() if isinstance(value, OpenForm) and not value.saved)
    return [_collect(form, state) for form in forms]


def _collect(form: OpenForm, state: Mapping[str, Any]) -> OpenForm:
    values = dict(form.values)
    for name in values:
        if (key := form.key_of(name)) in state:
            value = state[key]
            values[name] = str(value) if isinstance(value, date) else value
            if value is None:
                values[name] = ""
    is_changed = values != form.values
    return replace(form, values=values, error="", duplicates=()) if is_changed else form
