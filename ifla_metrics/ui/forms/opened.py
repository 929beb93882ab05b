"""A form that is open: what it was opened with, and what became of it. Fixed when it is opened.

The only place that names the session keys of forms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import streamlit as st

from ifla_metrics.ui.forms.checking import Basis
from ifla_metrics.ui.forms.typed import Typed

if TYPE_CHECKING:
    from ifla_metrics.store.duplicates import Likely
    from ifla_metrics.store.versions import Recorded, Version


@dataclass(frozen=True)
class Opened:
    """An open form of this reader."""

    key: str
    """Made when it was opened: two clicks on its button are one activity."""
    typed: Typed
    subject: str = ""
    """The uid of the activity that it amends; empty for a new one."""
    base_version: int | None = None
    """The version that stood when the form was opened: compared in the write."""
    basis: Basis | None = None
    usual: str = ""
    """The strategy that the reader looked at when it was opened."""
    turn: int = 0
    """Moves when the form is filled anew, so that its widgets show it."""
    tried: bool = False
    """Whether somebody tried to save it: faults of empty fields are shown from then on."""
    kept: Typed | None = None
    """What was kept of it last; a run that was cut short may have kept nothing."""
    kept_at: datetime | None = None
    trouble: str = ""
    """What the store said against it, in the reader's words."""
    likely: tuple[Likely, ...] = ()
    """Activities of the log that may be the same, to be answered before it is saved."""
    apart: frozenset[str] = frozenset()
    """Those of them that the reader has said are others."""
    theirs: Version[Any] | None = None
    """The version that somebody else saved since: both are shown, nothing is written."""
    saved: Recorded | None = None

    def widget(self, field: str) -> str:
        """Return the key of a field's widget."""
        return f"form_{self.key}_{self.turn}_{field}"


def new_key() -> str:
    """Return a name for a form that no other has."""
    return uuid4().hex


def current(subject: str = "") -> Opened | None:
    """Return the form that is open for a new activity, or for amending one."""
    found: Opened | None = st.session_state.get(_key(subject))
    return found


def put(form: Opened) -> Opened:
    """Hold a form open."""
    st.session_state[_key(form.subject)] = form
    return form


def close(subject: str = "") -> None:
    """Let go of a form."""
    st.session_state.pop(_key(subject), None)


def change(subject: str, **changed: Any) -> Opened:
    """Hold the open form with something changed, and return it."""
    return put(replace(st.session_state[_key(subject)], **changed))


def _key(subject: str) -> str:
    return f"open_form_{subject}"
