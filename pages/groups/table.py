"""Edit in a table: many entries at once, pasted from a spreadsheet or typed."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.imports.grid import MAX_ROWS, SHEETS, Grid, edited_table, load_grid
from ifla_metrics.store.database import engine
from ifla_metrics.ui import filters, import_preview, imports, lists, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.imports import Upload

PLACE = "table"
"""Where an upload of these edits is open."""
SHOWN = "table_shown"
"""Session key of the table that is shown, with its edits."""


@dataclass
class Shown:
    """A table: what was asked for, with which frame its editor began, and what was typed."""

    asked: tuple[object, ...]
    grid: Grid
    start: Any
    edited: Any


def changes(shown: Shown) -> dict[int, dict[str, str]]:
    """Return the cells that somebody changed, by the place of their row."""
    return shown.grid.changes(shown.edited.fillna("").to_dict("index"))


def show(shown: Shown | None) -> None:
    """Show what the table holds, and what can be done with the edits."""
    is_edited = shown is not None and bool(changes(shown))
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
    typed = st.text_input(
        t("Search: the beginning of any word"),
        max_chars=200,
        disabled=is_edited or sheet != "activities",
        key="table_search",
    )
    if shown is None or not is_edited:
        shown = load(shown, sheet or next(iter(SHEETS)), typed)
    if is_edited:
        st.caption(t("Look at your changes, or discard them, before you search for others."))
    elif len(shown.grid.rows) >= MAX_ROWS:
        words = t("The newest {n} are shown; search to find older ones.", n=t.number(MAX_ROWS))
        st.caption(words)
    editor = f"table_{shown.grid.key}"
    if editor not in st.session_state:  # Streamlit forgets it when the page is left.
        shown.start = shown.edited
    columns = {  # As text, which is read like a file.
        column.key: st.column_config.TextColumn(t(column.title), help=t(column.hint))
        for column in shown.grid.columns
    }
    shown.edited = lists.editor(
        shown.start,
        t,
        column_config=columns,
        num_rows="add",
        key=editor,
        height=min(640, 38 * (len(shown.start) + 4)),
    )
    if bool(changes(shown)) != is_edited:
        st.rerun()
    st.caption(
        t("“yes” under Withdraw takes an entry out of all figures; it stays in the history.")
    )
    with st.container(horizontal=True):
        if shell.button_after_edits(t("Look at the changes"), key="table_look"):
            look(shown)
        st.button(t("Discard the changes"), on_click=discard, key="table_discard")


def load(shown: Shown | None, sheet: str, typed: str) -> Shown:
    """Return the table that was asked for; the one on the screen where nothing else is asked."""
    groups = filters.own_groups(actor(), form_code_book(t).groups)
    framework = shell.choices().framework
    asked = (groups, typed, framework, t.language, sheet)
    if shown is None or shown.asked != asked:
        grid = load_grid(
            engine(),
            t,
            key=uuid4().hex,
            groups=groups,
            typed=typed,
            framework=framework,
            sheet=sheet,
        )
        # With no entry at all the table starts with an empty row, which is a new one.
        empty = {column.key: "" for column in grid.columns}
        rows = lists.text_frame(grid.texts or [empty])
        st.session_state[SHOWN] = shown = Shown(asked, grid, rows, rows)
    return shown


def look(shown: Shown) -> None:
    """Open the edits as a file is opened: they are compared with the log before they are saved."""
    grid = shown.grid
    group = grid.groups[0] if len(grid.groups) == 1 else ""
    table = edited_table(grid, changes(shown), t("Table"))
    imports.put(Upload(PLACE, table.name, group, table=table))
    st.rerun()


def discard() -> None:
    """Forget the table and what was typed into it."""
    st.session_state.pop(SHOWN, None)


shell.require(Right.IMPORT)
t = shell.t()
shell.title(
    t("Edit in a table"),
    intro=t(
        "Edit cells, add rows, or paste from a spreadsheet. You see every change before it is "
        "saved."
    ),
)
upload = imports.current(PLACE)
with st.container(key="table_page"):
    if upload is None:
        show(st.session_state.get(SHOWN))
    else:
        import_preview.show(upload, upload.group, t)
        if upload.applied is not None:
            discard()
