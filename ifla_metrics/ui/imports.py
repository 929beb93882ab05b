"""The upload in progress, held in the session: open, answer questions, compare, save."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import uuid4

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ifla_metrics.errors import IflaMetricsError, NotReady, Refused
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.answers import add_answers, mapping_to_save
from ifla_metrics.imports.preview import STEPS, preview_table
from ifla_metrics.imports.preview import apply as apply_preview
from ifla_metrics.imports.read import MEGABYTE, PAGE_LIMITS, Table, read
from ifla_metrics.imports.rows import Preview
from ifla_metrics.models.system_tables import AppliedImportRow
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.write.imports import save_mapping
from ifla_metrics.ui import lists, shell
from ifla_metrics.ui.auth import actor


@dataclass(frozen=True)
class Upload:
    """A file, the answers to its questions, and its preview.

    `preview` is None until the file is compared, and again after each new answer.
    """

    page: str
    """The page that the upload is open on: `workbook` or `table`."""
    name: str
    """The name of the file; empty for edits in a table."""
    group: str
    data: bytes = field(default=b"", repr=False)
    table: Table | None = field(default=None, repr=False)
    framework: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    preview: Preview | None = field(default=None, repr=False)
    applied: AppliedImportRow | None = None
    error: IflaMetricsError | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    """Also the key of the import, so that applying it twice has no further effect."""

    def key_of(self, name: str) -> str:
        """Return a widget key that is unique to this upload."""
        return f"import_{self.id}_{name}"


def current(page: str) -> Upload | None:
    """Return the upload that is open on a page."""
    upload: Upload | None = st.session_state.get(f"import_{page}")
    return upload


def save(upload: Upload) -> None:
    """Save an upload in the session, as the one that is open on its page."""
    st.session_state[f"import_{upload.page}"] = upload


def close(upload: Upload) -> None:
    """Close an upload."""
    st.session_state.pop(f"import_{upload.page}", None)


def answer(upload: Upload, answers: Mapping[str, str], *, drop: tuple[str, ...] = ()) -> None:
    """Add answers and compare the file again; `drop` removes earlier answers by key prefix."""
    kept = {key: value for key, value in upload.answers.items() if not key.startswith(drop)}
    save(replace(upload, answers=add_answers(kept, answers), preview=None, error=None))
    st.rerun()


def choose_file(name: str, label: str, types: Sequence[str]) -> UploadedFile | None:
    """Let the reader choose a file; `lists.clear_selection` resets it for the next one."""
    most = PAGE_LIMITS.bytes // MEGABYTE
    return st.file_uploader(label, type=types, max_upload_size=most, key=lists.selection_key(name))


def compare(upload: Upload, group: str, t: Translate) -> None:
    """Read the file if needed and compare it with the log, with a progress bar and Stop button."""
    framework, table = shell.choices().framework, upload.table
    with st.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, text="\u00a0")
        st.button(t("Stop"), on_click=close, args=(upload,), key="import_stop")

    def show_step(step: int) -> None:
        """Move the bar; after a click on Stop, Streamlit ends the run here."""
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
    except NotReady:  # The page offers to try again.
        raise
    except IflaMetricsError as error:
        save(replace(upload, table=table, preview=None, error=error))
    else:
        compared = replace(upload, table=table, group=group, framework=framework)
        save(replace(compared, answers=preview.answers, preview=preview))
    st.rerun()


def apply(upload: Upload, preview: Preview, t: Translate, *, reason: str, take_valid: bool) -> None:
    """Apply a preview, save the column mapping for the group, and keep the result.

    After an error, compare the file again, because the log may have changed meanwhile.
    """
    reader = actor()
    try:
        applied = apply_preview(
            engine(), preview, t, actor=reader, take_valid=take_valid, key=upload.id, reason=reason
        )
        if preview.kind == "table":
            mapping = mapping_to_save(preview)
            with suppress(Refused):  # Too long to be saved: the next upload asks again.
                save_mapping(engine(), mapping, group=upload.group, actor=reader)
    except IflaMetricsError as error:
        compare(replace(upload, error=error), upload.group, t)
    else:
        save(replace(upload, applied=applied, preview=None, data=b"", table=None, error=None))
    st.rerun()
