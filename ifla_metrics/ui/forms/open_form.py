"""An open form of a reader: of an activity or a record, held in the session."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import streamlit as st

from ifla_metrics.framework import Framework
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.imports.dates import DateRange
from ifla_metrics.store.duplicates import LikelyDuplicate
from ifla_metrics.store.entries import RecordedVersion
from ifla_metrics.store.versions import Version

Values = Mapping[str, Any]
"""What the fields hold, by name (`fields.empty_values`)."""
Faults = dict[str, list[str]]
"""What is wrong, in the reader's words, by field; "" for what concerns no one field."""


@dataclass(frozen=True)
class OpenForm:
    """A form that this reader has open, for a new entry or a further version of one."""

    key: str
    """Made when it was opened or filled anew: two clicks on its button are one entry."""
    kind: str
    framework: str
    """The strategy of a record; for an activity, the one the reader looked at."""
    values: Values
    base: Version[Any] | None = None
    """The version that is amended, compared in the write; None for a new entry."""
    opened_with: Values = field(default_factory=dict)
    tried: bool = False
    """Whether somebody tried to save it: faults of empty fields are shown from then on."""
    kept: Values = field(default_factory=dict)
    """The values as they were kept last, `kept_at`."""
    kept_at: datetime | None = None
    refusal: str = ""
    """What the store said against it, in the reader's words."""
    likely: tuple[LikelyDuplicate, ...] = ()
    """Activities of the log that may be the same, to be answered before it is saved."""
    is_combined: bool = False
    """Whether somebody else saved `base` while the reader typed: that is shown."""
    saved: RecordedVersion | None = None

    @property
    def uid(self) -> str:
        """The entry that it amends; "" for a new one."""
        return self.base.uid if self.base else ""

    @property
    def session_key(self) -> str:
        """The session key of the form."""
        return session_key_of(self.kind, self.uid, self.framework)

    def widget(self, name: str) -> str:
        """Return the key of a field's widget."""
        return f"form_{self.key}_{name}"


@dataclass(frozen=True)
class ReadForm:
    """A form as it was understood: its draft, and faults by field. Saved only without faults."""

    framework: Framework
    draft: Any = None
    faults: Faults = field(default_factory=dict)
    proposed: tuple[str, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)
    days: DateRange | None = None
    """The days that were typed since the form was opened."""


def session_key_of(kind: str, uid: str = "", framework: str = "") -> str:
    """Return the session key of a form for a new entry, or for amending one."""
    return f"open_form_{kind}_{uid}_{'' if kind == ACTIVITY else framework}"


def current(session_key: str) -> OpenForm | None:
    """Return the form that is open at this session key."""
    found: OpenForm | None = st.session_state.get(session_key)
    return found


def new(kind: str, values: Values, *, framework: str, base: Version[Any] | None = None) -> OpenForm:
    """Open a form for a new entry, or for amending `base`."""
    return change(OpenForm(uuid4().hex, kind, framework, values, base, opened_with=values))


def change(form: OpenForm, **changed: Any) -> OpenForm:
    """Hold the form open with something changed, and return it."""
    form = replace(form, **changed)
    st.session_state[form.session_key] = form
    return form


def close(form: OpenForm) -> None:
    """Close a form."""
    st.session_state.pop(form.session_key, None)


def collect(form: OpenForm) -> OpenForm:
    """Hold the form with what its widgets say now.

    The browser's values stand in the session before a page runs, so the whole form is known
    before any of it is shown. Widgets that do more than hold a value have callbacks, which call
    `update_values`.
    """
    keys = {name: form.widget(name) for name in form.values}
    typed = {n: _plain(st.session_state[k]) for n, k in keys.items() if k in st.session_state}
    values = {**form.values, **typed}
    return form if values == form.values else change(form, values=values, refusal="", likely=())


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return tuple(value) if isinstance(value, list) else value


def update_values(session_key: str, **values: Any) -> None:
    """Change values of the form at this session key: for callbacks."""
    if form := current(session_key):
        change(form, values={**form.values, **values}, refusal="", likely=())
