"""Lists of the log: a table to sort and search, filters kept in the address, rows that open."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from ifla_metrics.choices import parse_day
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.differences import Difference, Side
from ifla_metrics.models.drafts import LIST_FIELDS
from ifla_metrics.models.field_titles import TITLES
from ifla_metrics.ui import address, errors, navigation, shell
from ifla_metrics.ui.markup import as_markdown

MOST = 1_000
"""Rows that a list shows: it is filtered and searched before."""
HEIGHT = 470
"""Pixels from which a table scrolls."""
ROW, WRAPPED, LONG = 35, 66, 40
"""Pixels of a row, of one whose text wraps, and from how many letters on it does."""
Row = Mapping[str, Any]
Columns = Mapping[str, Any]
"""Titles, or column configurations of Streamlit, by key; the most important first."""


def show(name: str, rows: Sequence[Row], columns: Columns, *, title: str) -> None:
    """Show rows; selecting one opens its entry.

    Args:
        name: Of the list.
        rows: Read up to MOST + 1. Each has the columns; those that open something have `kind`
            (`activity` or a kind of record), `uid` and perhaps `framework`.
        columns: What is shown.
        title: What the list holds, for those who do not see it.
    """

    def link(row: Row) -> str:
        if not row.get("uid"):
            return ""
        return navigation.entry_address(row["kind"], row["uid"], row.get("framework") or "")

    t = shell.t()
    shown = [{**row, "link": link(row)} for row in rows[:MOST]]
    if len(rows) > MOST:
        st.caption(t("The first {n} are shown. Search or filter to find others.", n=t.number(MOST)))
    key = until_picked(f"list_{name}")
    link_column = st.column_config.LinkColumn(t("Open in a new tab"), display_text=t("Open"))
    event = table(
        shown,
        t,
        columns={**columns, "link": link_column},
        title=title,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
    )
    for row in [shown[place] for place in event.selection.rows if place < len(shown)]:
        picked(f"list_{name}")
        if row["link"]:
            navigation.open_entry(row["kind"], row["uid"], row.get("framework") or "")


def with_listed(columns: Columns, t: Translate) -> Columns:
    """Return columns of a list of activities, and after them the other fields that lists show."""
    return {**columns, **{name: t(TITLES[name]) for name in LIST_FIELDS if name not in columns}}


def until_picked(name: str) -> str:
    """Return the key of an element until something is `picked` from it.

    A selection stays until its key changes: it would open the same thing again on the way back.
    """
    return f"{name}_{st.session_state.setdefault(f'turn_{name}', 0)}"


def picked(name: str) -> None:
    """Give an element another key, with nothing selected: what was picked is being opened."""
    st.session_state[f"turn_{name}"] += 1


def table(
    rows: Sequence[Row], t: Translate, *, title: str, columns: Columns | None = None, **more: Any
) -> Any:
    """Show rows as a table to sort and search; text is shown as it was typed, nothing as nothing.

    Without `columns` the keys of the rows are their titles.
    """
    columns = {
        key: st.column_config.DateColumn(title, format=t.day_format)
        if isinstance(title, str) and any(isinstance(row.get(key), date) for row in rows)
        else title
        for key, title in (columns or {key: key for row in rows for key in row}).items()
    }
    frame = pd.DataFrame({key: [row.get(key) for row in rows] for key in columns})
    return dataframe(frame, columns, title=title, **more)


def dataframe(
    frame: pd.DataFrame, columns: Columns, *, title: str, placeholder: str = "", **more: Any
) -> Any:
    """Show these columns of a frame as a table to sort and search; long texts wrap."""
    cells = (cell for key in columns if key != "link" for cell in frame[key])
    is_long = any(isinstance(cell, str) and len(cell) > LONG for cell in cells)
    row_height = WRAPPED if is_long else ROW
    return st.dataframe(
        frame,
        hide_index=True,
        height=min(HEIGHT, 38 + row_height * max(1, len(frame))),
        row_height=row_height,
        column_order=list(columns),
        column_config=columns,
        placeholder=placeholder,
        alt=title,
        **more,
    )


def texts(rows: Sequence[Row]) -> pd.DataFrame:
    """Return rows of text as what a data editor begins with."""
    return pd.DataFrame(rows, dtype=object)


def editor(rows: pd.DataFrame, t: Translate, **options: Any) -> pd.DataFrame:
    """Show rows to type in; return them as edited, as they were where an edit is of no cell."""
    try:
        return st.data_editor(rows, hide_index=True, **options)
    except (IndexError, KeyError):  # A browser names rows and columns by what it was shown.
        errors.notice(t("An edit does not match any cell of this table. Please reload the page."))
        return rows


def edited(rows: Sequence[Row], state: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Return rows with what the state of a data editor changed in them, new ones at the end.

    Each goes by its place: one that was deleted is left out, and no other takes its place.
    """
    found = {place: dict(row) for place, row in enumerate(rows)}
    for place, cells in state.get("edited_rows", {}).items():
        if place in found:
            found[place].update(cells)
    for place, cells in enumerate(state.get("added_rows", ()), len(rows)):
        found[place] = dict(cells)
    return {p: row for p, row in found.items() if p not in state.get("deleted_rows", ())}


def changes(found: Iterable[Difference], t: Translate) -> None:
    """Show what differs between two versions of an entry: field, before, after."""
    words(
        (t("Field"), t("Before"), t("After")),
        ((one.title, one.before, one.after) for one in found),
    )


def ask_side(
    found: Iterable[Difference], unit: Sequence[str], t: Translate, *, key: str
) -> Side | None:
    """Let the reader choose between the own and the others' value of fields that belong together.

    Args:
        found: What differs between the version that stands and the reader's own.
        unit: The fields.
        t: The reader's words.
        key: Of the widget.
    """
    both = [one for one in found if one.field in unit]
    mine = "; ".join(one.after or "–" for one in both)
    theirs = "; ".join(one.before or "–" for one in both)
    choices: dict[Side, str] = {
        "mine": t("Yours: {value}", value=as_markdown(mine)),
        "theirs": t("Theirs: {value}", value=as_markdown(theirs)),
    }
    return st.radio(
        as_markdown(both[0].title),
        list(choices),
        index=None,
        format_func=choices.__getitem__,
        key=key,
        persist_state="session",
    )


def words(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Show rows of words as they were typed under titles; line breaks stay."""
    cells = [[_cell(cell) for cell in row] for row in rows]
    if cells:
        columns = zip(*cells, strict=True)
        st.table(dict(zip(titles, columns, strict=True)), border="horizontal")


def values(found: Iterable[tuple[str, str]]) -> None:
    """Show names and values below each other."""
    rows = {name: _cell(value) for name, value in found}
    if rows:
        st.table(rows, border="horizontal")


def _cell(words: str) -> str:
    return "  \n".join(as_markdown(line) for line in words.split("\n")) if words else "–"


def search(label: str, placeholder: str = "") -> str:
    """Show a search box; its words stand in the address and are returned."""
    st.text_input(label, max_chars=200, placeholder=placeholder, **navigation.bound("search", str))
    return st.query_params.get("search", "")


def day(name: str, label: str, t: Translate) -> date | None:
    """Show a day that stands in the address; return it. Days that are not offered are none."""

    def read(value: str) -> date | None:
        return parse_day(value) if address.is_offered_day(value) else None

    st.date_input(
        label,
        min_value=address.FIRST_DAY,
        max_value=datetime.now(UTC).date(),
        format=t.day_format,
        **navigation.bound(name, read),
    )
    return read(st.query_params.get(name, ""))
