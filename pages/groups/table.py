"""Edit many entries at once in a table, by typing or pasting from a spreadsheet."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.imports.grid import MAX_ROWS, SHEETS, Grid, edited_table, load_grid
from ifla_metrics.store.database import engine
from ifla_metrics.ui import errors, filters, import_preview, imports, lists, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.imports import Upload

UPLOAD_PAGE = "table"
"""The page under which the upload of these edits is open."""
SESSION_KEY = "table_shown"


@dataclass
class EditedTable:
    """A table with its edits: the query it was loaded for, and the editor's rows."""

    query: tuple[object, ...]
    grid: Grid
    initial: Any
    """The rows that the editor was created with."""
    edited: Any
    """The rows as edited."""


def changes(table: EditedTable) -> dict[int, dict[str, str]]:
    """Return the cells that were changed, by row index."""
    return table.grid.changes(table.edited.fillna("").to_dict("records"))


def show(table: EditedTable | None) -> None:
    """Show the table with its filters, and buttons to review or discard the edits."""
    is_edited = table is not None and bool(changes(table))
    sheet = st.segmented_control(
        t("What the table holds"),
        list(SHEETS),
        default=next(iter(SHEETS)),
        required=True,
        format_func=lambda name: t(SHEETS[name].title),
        label_visibility="collapsed",
        disabled=is_edited,
        key="table_of",
    )
    search = st.text_input(
        t("Search: the beginning of any word"),
        max_chars=200,
        disabled=is_edited or sheet != "activities",
        key="table_search",
    )
    if table is None or not is_edited:
        table = load(table, sheet, search)
    if is_edited:
        st.caption(t("Look at your changes, or discard them, before you search for others."))
    elif len(table.grid.rows) >= MAX_ROWS:
        st.caption(t("The newest {n} are shown; search to find older ones.", n=MAX_ROWS))
    editor_key = f"table_{table.grid.key}"
    if editor_key not in st.session_state:  # Streamlit drops it when the reader leaves the page.
        table.initial = table.edited
    table.edited = lists.editor(
        table.initial,
        t,
        # As text, so that cells are parsed like those of a file.
        column_config={c.key: st.column_config.TextColumn(t(c.title)) for c in table.grid.columns},
        num_rows="add",
        hide_index=False,  # Refusals name rows by these numbers.
        key=editor_key,
    )
    if bool(changes(table)) != is_edited:
        st.rerun()
    with st.container(horizontal=True):
        is_ready = shell.button_after_edits(t("Look at the changes"), key="table_compare")
        st.button(t("Discard the changes"), on_click=discard, key="table_discard")
    if is_ready and not changes(table):
        errors.notice(t("No cell was changed."))
    elif is_ready:
        group = table.grid.groups[0] if len(table.grid.groups) == 1 else ""
        upload_table = edited_table(table.grid, changes(table), t)
        imports.save(Upload(UPLOAD_PAGE, "", group, table=upload_table))
        st.rerun()


def load(table: EditedTable | None, sheet: str, search: str) -> EditedTable:
    """Return the table for these filters: the given one if they are the same, else a new one."""
    groups = filters.own_groups(actor(), form_code_book(t).groups)
    framework = shell.choices().framework
    query = (groups, search, framework, t.language, sheet)
    if table is not None and table.query == query:
        return table
    key = uuid4().hex
    grid = load_grid(
        engine(), t, key=key, groups=groups, typed=search, framework=framework, sheet=sheet
    )
    # Without entries, the table starts with one empty row.
    rows = lists.text_frame(grid.texts or [{column.key: "" for column in grid.columns}])
    rows.index += 1
    st.session_state[SESSION_KEY] = table = EditedTable(query, grid, rows, rows)
    return table


def discard() -> None:
    """Discard the table and its edits."""
    st.session_state.pop(SESSION_KEY, None)


shell.require(Right.IMPORT)
t = shell.t()
shell.title(
    t("Edit in a table"),
    intro=t(
        "Edit cells, add rows, or paste from a spreadsheet. You see every change before it is "
        "saved."
    ),
)
upload = imports.current(UPLOAD_PAGE)
with st.container(key="table_page"):
    if upload is None:
        show(st.session_state.get(SESSION_KEY))
    else:
        import_preview.show(upload, upload.group, t)
        if upload.applied is not None:
            discard()
