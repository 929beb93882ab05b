"""A file that somebody sent, kept for this reader until it is applied or put aside.

What the log looked like is fixed when the file is compared: what changes afterwards is told when it
is applied. The only place that names the session key of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import uuid4

import streamlit as st

from ifla_metrics.settings import database_url
from ifla_metrics.ui.workbook.moved import Moved

if TYPE_CHECKING:
    from ifla_metrics.errors import IflaMetricsError
    from ifla_metrics.i18n import Translate
    from ifla_metrics.intake.preparing import OpenedFile, Preview, Told
    from ifla_metrics.store.imports import Applied

KEY = "workbook_opened"


@dataclass(frozen=True)
class Opened:
    """A file, what it would do, and what became of it."""

    upload: str
    """The widget's own name of the upload: another file has another."""
    group: str
    file: OpenedFile
    preview: Preview
    answers: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    """Made with the preview: applying twice is applying once."""
    applied: Applied | None = None
    moved: tuple[Moved, ...] = ()
    trouble: IflaMetricsError | None = None
    """Why applying was refused."""


def current() -> Opened | None:
    """Return the file that is open, if any."""
    found: Opened | None = st.session_state.get(KEY)
    return found


def keep(opened: Opened) -> Opened:
    """Keep a file as the one that is open."""
    st.session_state[KEY] = opened
    return opened


def put_aside() -> None:
    """Forget the file that is open; nothing was changed by it."""
    st.session_state.pop(KEY, None)
    st.session_state[f"{KEY}_round"] = round_number() + 1


def round_number() -> int:
    """Return the number of this go: a new one empties the place for the file."""
    found: int = st.session_state.get(f"{KEY}_round", 0)
    return found


def open_upload(
    upload: str, name: str, data: bytes, *, group: str, framework: str, t: Translate, told: Told
) -> Opened:
    """Read a file and compare it with the log; `told` what step is being taken.

    Raises:
        FileRefused: It cannot be taken as a whole.
    """
    from ifla_metrics.intake.preparing import open_file

    file = open_file(data, name, told=told)
    return keep(
        _compared(upload, file, group=group, framework=framework, answers={}, t=t, told=told)
    )


def open_read(upload: str, file: OpenedFile, *, group: str, framework: str, t: Translate) -> Opened:
    """Compare rows that were read already with the log."""
    return keep(_compared(upload, file, group=group, framework=framework, answers={}, t=t))


def compare_again(
    opened: Opened, *, framework: str, t: Translate, answers: Mapping[str, str] | None = None
) -> Opened:
    """Compare the open file with the log as it stands now, with further answers."""
    told = {**opened.answers, **(answers or {})}
    return keep(
        _compared(
            opened.upload, opened.file, group=opened.group, framework=framework, answers=told, t=t
        )
    )


def refused(opened: Opened, trouble: IflaMetricsError) -> Opened:
    """Keep why a file could not be applied."""
    return keep(replace(opened, trouble=trouble))


def done(opened: Opened, applied: Applied, moved: tuple[Moved, ...]) -> Opened:
    """Keep what became of a file."""
    return keep(replace(opened, applied=applied, moved=moved, trouble=None))


def _compared(
    upload: str,
    file: OpenedFile,
    *,
    group: str,
    framework: str,
    answers: Mapping[str, str],
    t: Translate,
    told: Told = lambda _step: None,
) -> Opened:
    from ifla_metrics.intake.preparing import compare
    from ifla_metrics.store.database import engine_of, reading

    with reading(engine_of(database_url())) as connection:
        preview = compare(
            connection, file, t, group=group, framework=framework, answers=answers, told=told
        )
    return Opened(upload, group, file, preview, answers, uuid4().hex)
