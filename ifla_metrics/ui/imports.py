"""An upload in progress, held in the session: open, answer questions, compare, save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from uuid import uuid4

import streamlit as st

from ifla_metrics.errors import IflaMetricsError, InvalidRecord
from ifla_metrics.i18n import Translate
from ifla_metrics.imports import limits
from ifla_metrics.imports.answers import to_keep
from ifla_metrics.imports.compare import Preview
from ifla_metrics.imports.preview import STEPS, preview_table
from ifla_metrics.imports.preview import apply as apply_preview
from ifla_metrics.imports.read import Table, read
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.imports import Applied, save_mapping
from ifla_metrics.ui import shell
from ifla_metrics.ui.auth import actor

BAR = 640
"""Pixels of the progress bar with its button."""


@dataclass(frozen=True)
class Upload:
    """A file, what was answered about it and what it would do.

    `preview` is None while the file waits to be compared, for the first time or after an answer;
    `before` is the upload before that answer, to which Stop returns.
    """

    place: str
    """`workbook` or `table`, the page that it is open on."""
    name: str
    group: str
    data: bytes = field(default=b"", repr=False)
    table: Table | None = field(default=None, repr=False)
    framework: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    preview: Preview | None = field(default=None, repr=False)
    key: str = ""
    """Made with the preview: applying twice is applying once."""
    applied: Applied | None = None
    error: IflaMetricsError | None = None
    before: Upload | None = field(default=None, repr=False)

    def widget(self, name: str) -> str:
        """Return the key of a widget of this file: that of another file has another."""
        return f"import_{self.place}_{round_number(self.place)}_{name}"


def current(place: str) -> Upload | None:
    """Return the upload that is open on a page."""
    found: Upload | None = st.session_state.get(f"import_{place}")
    return found


def put(upload: Upload) -> None:
    """Hold an upload open."""
    st.session_state[f"import_{upload.place}"] = upload


def close(place: str, error: IflaMetricsError | None = None) -> None:
    """Forget the upload of a page, and empty its uploader; `error` is shown beside it."""
    st.session_state.pop(f"import_{place}", None)
    st.session_state[f"import_{place}_error"] = error
    st.session_state[f"import_{place}_round"] = round_number(place) + 1


def last_error(place: str) -> IflaMetricsError | None:
    """Return why the last file of a page could not be opened."""
    found: IflaMetricsError | None = st.session_state.get(f"import_{place}_error")
    return found


def round_number(place: str) -> int:
    """Return a number that changes when a file is closed, so that the uploader empties."""
    found: int = st.session_state.get(f"import_{place}_round", 0)
    return found


def answer(upload: Upload, answers: Mapping[str, str], *, without: tuple[str, ...] = ()) -> None:
    """Add answers, and drop those whose keys begin so; the file waits to be compared again."""
    kept = {key: value for key, value in upload.answers.items() if not key.startswith(without)}
    put(replace(upload, answers={**kept, **answers}, preview=None, error=None, before=upload))


def compare(upload: Upload, group: str, t: Translate) -> None:
    """Read the file where needed and compare it with the log, with a bar and a Stop button."""
    framework = shell.choices().framework
    show_step = _progress(upload, t)
    try:
        table = upload.table
        if table is None or table.questions:
            table = read(
                upload.data,
                upload.name,
                limits.PAGE,
                answers=upload.answers,
                cancelled=lambda: show_step(0),
            )
        show_step(1)
        with reading(engine_of(database_url())) as connection:
            preview = preview_table(
                connection,
                table,
                t,
                group=group,
                actor=actor(),
                framework=framework,
                answers=upload.answers,
            )
    except IflaMetricsError as error:
        if upload.before is None:
            close(upload.place, error)
        else:
            put(replace(upload.before, error=error))
    else:
        put(
            replace(
                upload,
                table=table,
                group=group,
                framework=framework,
                answers=preview.answers,
                preview=preview,
                key=uuid4().hex,
                before=None,
            )
        )
    st.rerun()


def _progress(upload: Upload, t: Translate) -> Callable[[int], bool]:
    """Show a bar; return what moves it. Stop ends the run when the bar moves the next time."""
    with st.container(horizontal=True, vertical_alignment="center", width=BAR):
        bar = st.progress(0.0, text="\u00a0")
        if upload.before is None:
            st.button(t("Stop"), on_click=close, args=(upload.place,), key="import_stop")
        else:
            st.button(t("Stop"), on_click=put, args=(upload.before,), key="import_stop")

    def show_step(step: int) -> bool:
        bar.progress((step + 0.5) / len(STEPS), text=f"{t(STEPS[step])} …")
        return False

    return show_step


def apply(
    upload: Upload,
    preview: Preview,
    t: Translate,
    *,
    reason: str,
    take_valid: bool,
) -> None:
    """Write what a preview says, keep how its columns were read, and hold what became of it."""
    engine = engine_of(database_url())
    try:
        applied = apply_preview(
            engine,
            preview,
            t,
            actor=actor(),
            key=upload.key,
            reason=reason,
            take_valid=take_valid,
        )
        if preview.file.kind == "table" and upload.place == "workbook":
            mapping = to_keep(preview.file, upload.answers)
            with suppress(InvalidRecord):  # Too long to be kept: asked again next time.
                save_mapping(engine, mapping, group=upload.group, actor=actor())
    except IflaMetricsError as error:
        put(replace(upload, error=error))
    else:
        put(replace(upload, applied=applied, preview=None, data=b"", table=None, error=None))
