"""The table on the screen in which entries are edited; what is typed stays for the session."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import Column
from ifla_metrics.imports.grid import ROWS, SHEETS, Edits, Grid, edited_table, load_grid
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of
from ifla_metrics.ui import filters, imports, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import code_names
from ifla_metrics.ui.imports import Upload

PLACE = "table"
"""Where an upload of these edits is open."""
SHOWN = "table_shown"
"""Session key of the grid that is shown, with its edits."""
WIDTHS: dict[str, Literal["small", "medium", "large"]] = {
    "title": "large",
    "description": "large",
    "participants": "small",
    "women": "small",
    "men": "small",
    "withdraw": "small",
    "why": "large",
    "ask": "large",
    "change": "large",
}


@dataclass
class Shown:
    """A grid and what was typed into it.

    `state` is the last state of the widget, which Streamlit forgets when the page is left: it is
    then added to `edits`, and a further widget (`turn`) shows them.
    """

    asked: tuple[object, ...]
    grid: Grid
    edits: Edits = field(default_factory=Edits)
    state: dict[str, Any] = field(default_factory=dict)
    turn: int = 0

    @property
    def widget(self) -> str:
        """The key of the widget."""
        return f"table_{self.grid.key}_{self.turn}"

    def all_edits(self) -> Edits:
        """Return everything that was typed."""
        return self.grid.with_state(self.edits, st.session_state.get(self.widget, self.state))

    def resume(self) -> None:
        """Take up what was typed before the page was left."""
        if self.widget not in st.session_state and self.state:
            self.edits, self.state = self.grid.with_state(self.edits, self.state), {}
            self.turn += 1


def _shown_grid(sheet: str, typed: str, groups: tuple[str, ...], t: Translate) -> Shown:
    """Return the grid on the screen; other choices show another one unless something was typed."""
    framework = shell.choices().framework
    asked = (groups, typed, framework, t.language, sheet)
    found: Shown | None = st.session_state.get(SHOWN)
    if found is None or (found.asked != asked and not found.all_edits()):
        grid = load_grid(
            engine_of(database_url()),
            t,
            key=uuid4().hex,
            groups=groups,
            typed=typed,
            framework=framework,
            sheet=sheet,
        )
        # With no entry at all the grid starts with an empty row, which is a new one.
        found = Shown(asked, grid, Edits() if grid.rows else Edits(added=[{}]))
        st.session_state[SHOWN] = found
    return found


def _has_edits() -> bool:
    """Say whether something was typed into the grid on the screen."""
    found: Shown | None = st.session_state.get(SHOWN)
    return found is not None and bool(found.all_edits())


def show(t: Translate) -> None:
    """Show what the grid holds, and what can be done with the edits."""
    is_edited = _has_edits()
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
    groups = filters.own_groups(actor(), code_names(t).groups)
    shown = _shown_grid(sheet or next(iter(SHEETS)), typed, groups, t)
    shown.resume()
    if is_edited:
        st.caption(t("Look at your changes, or discard them, before you search for others."))
    elif len(shown.grid.rows) >= ROWS:
        words = t("The newest {n} are shown; search to find older ones.", n=t.number(ROWS))
        st.caption(words)
    columns = {column.key: _column(column, t) for column in shown.grid.columns}
    cells = shown.grid.cells(shown.edits)
    try:
        st.data_editor(
            cells,
            column_config=columns,
            column_order=list(columns),
            num_rows="add",
            hide_index=True,
            key=shown.widget,
            height=min(640, 38 * (len(cells) + 4)),
        )
    except (LookupError, TypeError, ValueError):
        # A change of a cell that this grid does not have, as no browser of ours sends: start anew.
        discard()
        st.rerun()
    shown.state = deepcopy(dict(st.session_state[shown.widget]))
    st.caption(
        t("“yes” under Withdraw takes an entry out of all figures; it stays in the history.")
    )
    with st.container(horizontal=True):
        if st.button(t("Look at the changes"), type="primary", key="table_look"):
            _look(shown, t)
        st.button(t("Discard the changes"), on_click=discard, key="table_discard")


def _look(shown: Shown, t: Translate) -> None:
    """Open the edits as a file is opened: they are compared with the log before they are saved."""
    grid = shown.grid
    group = grid.groups[0] if len(grid.groups) == 1 else ""
    table = edited_table(grid, shown.all_edits(), t("Table"))
    imports.put(Upload(PLACE, table.name, group, table=table))
    st.rerun()


def discard() -> None:
    """Forget the grid and what was typed into it."""
    st.session_state.pop(SHOWN, None)


def _column(column: Column, t: Translate) -> Any:
    """Return how a column is shown: as text, which is read like a file."""
    return st.column_config.TextColumn(
        t(column.title), help=t(column.hint), width=WIDTHS.get(column.key, "medium")
    )
