"""An upload in progress, held in the session: open, answer questions, compare, save."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import uuid4

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ifla_metrics.errors import IflaMetricsError, Refused
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.answers import mapping_to_save
from ifla_metrics.imports.compare import Preview
from ifla_metrics.imports.preview import STEPS, preview_table
from ifla_metrics.imports.preview import apply as apply_preview
from ifla_metrics.imports.read import MEGABYTE, PAGE_LIMITS, Table, read
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.imports import AppliedImport, save_mapping
from ifla_metrics.ui import errors, lists, shell
from ifla_metrics.ui.auth import actor

BAR = 640
"""Pixels of the progress bar with its button."""


@dataclass(frozen=True)
class Upload:
    """A file, what was answered about it and what it would do.

    `preview` is None while the file waits to be compared, for the first time or after an answer.
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
    applied: AppliedImport | None = None
    error: IflaMetricsError | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    """Of the import that it may become, too: applying twice is applying once."""

    def widget(self, name: str) -> str:
        """Return the key of a widget of this file: that of another file has another."""
        return f"import_{self.id}_{name}"


def current(place: str) -> Upload | None:
    """Return the upload that is open on a page."""
    found: Upload | None = st.session_state.get(f"import_{place}")
    return found


def put(upload: Upload) -> None:
    """Hold an upload open."""
    st.session_state[f"import_{upload.place}"] = upload


def close(upload: Upload) -> None:
    """Forget an upload."""
    st.session_state.pop(f"import_{upload.place}", None)


def answer(upload: Upload, answers: Mapping[str, str], *, without: tuple[str, ...] = ()) -> None:
    """Add answers, and drop those whose keys begin so; the file is then compared again."""
    kept = {key: value for key, value in upload.answers.items() if not key.startswith(without)}
    put(replace(upload, answers={**kept, **answers}, preview=None, error=None))
    st.rerun()


def ask_file(name: str, label: str, types: Sequence[str], t: Translate) -> UploadedFile | None:
    """Ask for a file; `lists.clear_selection` asks for the next one.

    A file that the browser still lists may be gone: it was dropped after the connection was lost.
    """
    key = lists.selection_key(name)
    most = PAGE_LIMITS.bytes // MEGABYTE
    file = st.file_uploader(label, type=types, max_upload_size=most, key=key)
    if file is None and st.session_state.get(key) is not None:
        errors.notice(t("The connection was lost, and the file with it. Please choose it again."))
    return file


def compare(upload: Upload, group: str, t: Translate) -> None:
    """Read the file where needed and compare it with the log, with a bar and a Stop button."""
    framework, table = shell.choices().framework, upload.table
    with st.container(horizontal=True, vertical_alignment="center", width=BAR):
        bar = st.progress(0.0, text="\u00a0")
        st.button(t("Stop"), on_click=close, args=(upload,), key="import_stop")

    def show_step(step: int) -> None:
        """Move the bar: after Stop this ends the run."""
        bar.progress((step + 0.5) / len(STEPS), text=f"{t(STEPS[step])} …")

    try:
        if table is None or table.questions:
            step = partial(show_step, 0)
            table = read(
                upload.data, upload.name, PAGE_LIMITS, answers=upload.answers, while_waiting=step
            )
        show_step(1)
        with read_transaction(engine()) as connection:
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
        put(replace(upload, table=table, preview=None, error=error))
    else:
        compared = replace(upload, table=table, group=group, framework=framework)
        put(replace(compared, answers=preview.answers, preview=preview))
    st.rerun()


def apply(upload: Upload, preview: Preview, t: Translate, *, reason: str, take_valid: bool) -> None:
    """Write what a preview says, keep how its columns were read, and hold what became of it."""
    reader = actor()
    how = {"key": upload.id, "reason": reason}
    try:
        applied = apply_preview(engine(), preview, t, actor=reader, take_valid=take_valid, **how)
        if preview.file.kind == "table":
            mapping = mapping_to_save(preview.file, upload.answers)
            with suppress(Refused):  # Too long to be kept: asked again next time.
                save_mapping(engine(), mapping, group=upload.group, actor=reader)
    except IflaMetricsError as error:
        put(replace(upload, error=error))
    else:
        put(replace(upload, applied=applied, preview=None, data=b"", table=None, error=None))
    st.rerun()
