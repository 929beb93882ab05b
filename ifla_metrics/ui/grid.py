"""The table on the screen in which entries are edited; what is typed stays for the session."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import Column
from ifla_metrics.imports.own_workbook import ROWS, SHEETS, Grid, edited_table, load_grid
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of
from ifla_metrics.ui import filters, imports, lists, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.imports import Upload

PLACE = "table"
"""Where an upload of these edits is open."""
SHOWN = "table_shown"
"""Session key of the table that is shown, with its edits."""
LARGE = ("title", "description", "why", "ask", "change")


@dataclass
class Shown:
    """A table and what was typed into it.

    `state` is the last state of the editor, which Streamlit forgets when the page is left: a
    further editor (`turn`) then begins with the rows as they were typed.
    """

    asked: tuple[object, ...]
    grid: Grid
    rows: list[dict[str, Any]]
    """With which the editor began."""
    state: dict[str, Any] = field(default_factory=dict)
    turn: int = 0

    @property
    def editor(self) -> str:
        """The key of the editor."""
        return f"table_{self.grid.key}_{self.turn}"

    def edited(self) -> dict[int, dict[str, Any]]:
        """Return all rows as they were typed."""
        return lists.edited(self.rows, st.session_state.get(self.editor, self.state))

    def changes(self) -> dict[int, dict[str, str]]:
        """Return the cells that somebody changed."""
        return self.grid.changes(self.edited())

    def resume(self) -> None:
        """Take up what was typed before the page was left."""
        if self.editor not in st.session_state and self.state:
            self.rows, self.state = list(self.edited().values()), {}
            self.turn += 1


def show(t: Translate) -> None:
    """Show what the table holds, and what can be done with the edits."""
    shown: Shown | None = st.session_state.get(SHOWN)
    is_edited = shown is not None and bool(shown.changes())
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
        disabled=is_edited,
        key="table_search",
    )
    if shown is None or not is_edited:
        shown = _load(shown, sheet or next(iter(SHEETS)), typed, t)
    shown.resume()
    if is_edited:
        st.caption(t("Look at your changes, or discard them, before you search for others."))
    elif len(shown.grid.rows) >= ROWS:
        words = t("The newest {n} are shown; search to find older ones.", n=t.number(ROWS))
        st.caption(words)
    columns = {column.key: _column(column, t) for column in shown.grid.columns}
    try:
        st.data_editor(
            shown.rows,
            column_config=columns,
            column_order=list(columns),
            num_rows="add",
            hide_index=True,
            key=shown.editor,
            height=min(640, 38 * (len(shown.rows) + 4)),
        )
    except (LookupError, TypeError, ValueError):
        # A change of a cell that this table does not have, as no browser of ours sends: start anew.
        discard()
        st.rerun()
    shown.state = deepcopy(dict(st.session_state[shown.editor]))
    st.caption(
        t("“yes” under Withdraw takes an entry out of all figures; it stays in the history.")
    )
    with st.container(horizontal=True):
        if shell.button(t("Look at the changes"), primary=True, key="table_look"):
            _look(shown, t)
        st.button(t("Discard the changes"), on_click=discard, key="table_discard")


def _load(shown: Shown | None, sheet: str, typed: str, t: Translate) -> Shown:
    """Return the table that was asked for; the one on the screen where nothing else is asked."""
    groups = filters.own_groups(actor(), form_code_book(t).groups)
    framework = shell.choices().framework
    asked = (groups, typed, framework, t.language, sheet)
    if shown is None or shown.asked != asked:
        grid = load_grid(
            engine_of(database_url()),
            t,
            key=uuid4().hex,
            groups=groups,
            typed=typed,
            framework=framework,
            sheet=sheet,
        )
        # With no entry at all the table starts with an empty row, which is a new one.
        empty = {column.key: "" for column in grid.columns}
        shown = Shown(asked, grid, grid.texts or [empty])
        st.session_state[SHOWN] = shown
    return shown


def _look(shown: Shown, t: Translate) -> None:
    """Open the edits as a file is opened: they are compared with the log before they are saved."""
    grid = shown.grid
    group = grid.groups[0] if len(grid.groups) == 1 else ""
    table = edited_table(grid, shown.changes(), t("Table"))
    imports.put(Upload(PLACE, table.name, group, table=table))
    st.rerun()


def discard() -> None:
    """Forget the table and what was typed into it."""
    st.session_state.pop(SHOWN, None)


def _column(column: Column, t: Translate) -> Any:
    """Return how a column is shown: as text, which is read like a file."""
    width: Literal["large", "medium"] = "large" if column.key in LARGE else "medium"
    return st.column_config.TextColumn(t(column.title), help=t(column.hint), width=width)
