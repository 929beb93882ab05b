"""Many entries at once: a table that takes what is pasted, and is looked at before it applies.

Of activities, or of the records of one kind.
"""

from __future__ import annotations

from typing import Any, Literal
from uuid import uuid4

import streamlit as st

from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import Column
from ifla_metrics.intake.table import ROWS, SHEETS, Table, file_of, table_of
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of
from ifla_metrics.ui import filters, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.forms.lists import lists
from ifla_metrics.ui.markup import tag
from ifla_metrics.ui.workbook import opened, preview

DRAWN = "table_drawn"
"""Session key of the table as it was drawn: edits name places in it."""
UPLOAD = "table:"
OF = "table_of"
"""Session key of the widget that says what the table holds."""
WIDTHS: dict[str, Literal["small", "medium", "large"]] = {
    "title": "large",
    "description": "large",
    "participants": "small",
    "women": "small",
    "men": "small",
    "withdraw": "small",
    "groups": "medium",
    "outcomes": "medium",
    "node": "medium",
    "indicator": "medium",
    "subject": "medium",
    "why": "large",
    "ask": "large",
    "change": "large",
}


def draw(t: Translate) -> None:
    """Show the page: the table, or what its edits would change."""
    st.html(
        tag("h1", t("Edit in a table"))
        + tag(
            "p",
            t(
                "Change cells, add rows, or paste from a spreadsheet. "
                "You see what would change; nothing changes before you apply it."
            ),
            class_="im-lede",
        )
    )
    found = opened.current()
    if found is not None and found.upload.startswith(UPLOAD):
        with st.container(key="workbook_page"):
            preview.draw(found, t)
        if found.applied is not None:
            st.session_state.pop(DRAWN, None)
        return
    with st.container(key="table_page"):
        _table(filters.own_groups(actor(), lists(t).groups), t)


def _table(mine: tuple[str, ...], t: Translate) -> None:
    sheet = st.segmented_control(
        t("What the table holds"),
        list(SHEETS),
        default=next(iter(SHEETS)),
        required=True,
        format_func=lambda name: t(SHEETS[name].title),
        key=OF,
        label_visibility="collapsed",
    )
    typed = st.text_input(t("Search: the beginning of any word"), key="table_search", max_chars=200)
    drawn = _drawn(mine, sheet or next(iter(SHEETS)), typed, t)
    if len(drawn.rows) >= ROWS:
        words = t("The newest {n} are shown; search to find older ones.", n=t.number(ROWS))
        st.html(tag("p", words, class_="im-sub"))
    cells = [_cells(row.cells, drawn.columns) for row in drawn.rows]
    columns = {c.key: _column(c, t) for c in drawn.columns}
    try:
        st.data_editor(
            cells or [dict.fromkeys(columns, "")],
            column_config=columns,
            column_order=list(columns),
            num_rows="add",
            hide_index=True,
            key=_editor(drawn),
            height=min(640, 38 * (len(drawn.rows) + 4)),
        )
    except (LookupError, TypeError, ValueError):
        # A change of a cell that this table does not have, as no browser of ours sends: anew.
        st.session_state.pop(DRAWN, None)
        st.rerun()
    words = t("“yes” under Withdraw takes an entry out of all figures; it stays in the history.")
    st.html(tag("p", words, class_="im-sub"))
    with st.container(horizontal=True):
        if st.button(t("Look at the changes"), type="primary", key="table_look"):
            _look(drawn, t)
        st.button(t("Start again"), key="table_again", on_click=_again)


def _drawn(mine: tuple[str, ...], sheet: str, typed: str, t: Translate) -> Table:
    """Return the table that stands on the screen; another search, kind or group draws another."""
    asked = (mine, typed, shell.choices().framework, t.language, sheet)
    held = st.session_state.get(DRAWN)
    if held is None or held[0] != asked:
        held = (
            asked,
            table_of(
                engine_of(database_url()),
                t,
                key=uuid4().hex,
                groups=mine,
                typed=typed,
                framework=asked[2],
                sheet=sheet,
            ),
        )
        st.session_state[DRAWN] = held
    table: Table = held[1]
    return table


def _look(drawn: Table, t: Translate) -> None:
    """Read the edits as a file is read, and compare them with the log."""
    state: Any = st.session_state.get(_editor(drawn), {})
    # With no entry at all the table starts with one empty row, which is a new one.
    edits = state.get("edited_rows", {})
    added = list(state.get("added_rows", []))
    if not drawn.rows:
        added = [edits.get(0, {}), *added]
        edits = {}
    file = file_of(drawn, edits, added, t)
    opened.open_read(
        UPLOAD + drawn.key,
        file,
        group=drawn.groups[0] if len(drawn.groups) == 1 else "",
        framework=shell.choices().framework,
        t=t,
    )
    st.rerun()


def _again() -> None:
    st.session_state.pop(DRAWN, None)


def _editor(drawn: Table) -> str:
    return f"table_{drawn.key}"


def _cells(cells: Any, columns: tuple[Column, ...]) -> dict[str, str]:
    return {c.key: _text(cells.get(c.key)) for c in columns}


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _column(column: Column, t: Translate) -> Any:
    return st.column_config.TextColumn(
        t(column.title), help=t(column.hint), required=False, width=WIDTHS.get(column.key)
    )
