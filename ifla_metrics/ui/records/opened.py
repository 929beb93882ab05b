"""An open form of a record: what it was opened with, and what became of it.

The only place that names the session keys of records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import streamlit as st

if TYPE_CHECKING:
    from ifla_metrics.models.drafts import RecordDraft
    from ifla_metrics.store.versions import Recorded, Version


@dataclass(frozen=True)
class RecordForm:
    """A form that this reader has open."""

    key: str
    """Made when it was opened: two clicks on its button are one record."""
    kind: str
    framework: str
    values: Mapping[str, Any]
    uid: str = ""
    base: Version[RecordDraft] | None = None
    """The version that stood when the form was opened: compared in the write."""
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trouble: str = ""
    theirs: Version[RecordDraft] | None = None
    """The version that somebody else saved since: both are shown, nothing was written."""
    saved: Recorded | None = None

    def widget(self, name: str) -> str:
        """Return the key of a field's widget."""
        return f"record_{self.key}_{name}"


def current(kind: str, framework: str, uid: str = "") -> RecordForm | None:
    """Return the form that is open for a new record, or for amending one."""
    found: RecordForm | None = st.session_state.get(_key(kind, framework, uid))
    return found


def opened(
    kind: str,
    framework: str,
    values: Mapping[str, Any],
    base: Version[RecordDraft] | None = None,
) -> RecordForm:
    """Open a form and hold it."""
    return put(RecordForm(uuid4().hex, kind, framework, values, base.uid if base else "", base))


def put(form: RecordForm) -> RecordForm:
    """Hold a form open."""
    st.session_state[_key(form.kind, form.framework, form.uid)] = form
    return form


def change(form: RecordForm, **changed: Any) -> RecordForm:
    """Hold the form with something changed, and return it."""
    return put(replace(form, **changed))


def close(form: RecordForm) -> None:
    """Let go of a form."""
    st.session_state.pop(_key(form.kind, form.framework, form.uid), None)


def _key(kind: str, framework: str, uid: str) -> str:
    return f"open_record_{kind}_{framework}_{uid}"
