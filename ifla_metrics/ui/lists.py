"""Tables of rows to sort, search, edit and open, and the filters of lists in the URL."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal

import pandas as pd
import streamlit as st

from ifla_metrics.choices import parse_day
from ifla_metrics.i18n import Translate
from ifla_metrics.ui import errors, navigation, shell, url_choices
from ifla_metrics.ui.codes import Difference
from ifla_metrics.ui.markup import as_markdown

MAX_ROWS = 1_000
"""Rows that a list shows; searches and filters apply before this limit."""
HEIGHT = 500
"""Pixels of a list that fills a page."""
WHOLE_ROWS = 6
"""A table of at most so many rows does not scroll."""
WRAPPED_WIDTH, WIDEST_COLUMN, CHARACTER_WIDTH = 240, 400, 7.5
"""Pixels: the first column that wraps leaves room for another on a phone."""
LINE_HEIGHT, MOST_LINES, LEAST_WRAPPED_HEIGHT = 22, 6, 65
"""Streamlit wraps texts only in rows of more than 4 rem (64 pixels)."""
LINK = "link"
"""The column with the URL of the entry of a row."""
Row = Mapping[str, Any]
Columns = Mapping[str, Any]
"""Titles or Streamlit column configurations by key, the most important column first."""


def show(
    name: str, rows: Sequence[Row], *, title: str, widths: Mapping[str, int] | None = None
) -> None:
    """Show a list of entries; selecting a row opens its entry.

    Args:
        name: A name for the widget key.
        rows: At most MAX_ROWS + 1 rows: values by column title, the most important first, and
            under LINK the URL of the entry, "" if the reader may not open it.
        title: What the list contains, for screen readers.
        widths: The widths of text columns in pixels, by title, where long texts should wrap.
    """
    t = shell.t()
    caption_limit(len(rows), t)
    columns: dict[str, Any] = {key: key for key in rows[0]} if rows else {}
    for key, width in (widths or {}).items():
        columns[key] = st.column_config.TextColumn(key, width=width)
    columns[LINK] = st.column_config.LinkColumn(t("New tab"), display_text=t("Open"), width=100)
    position = selected_row(f"list_{name}", rows[:MAX_ROWS], columns, title=title, height=HEIGHT)
    if position is not None:
        navigation.open_url(rows[position][LINK])


def caption_limit(number: int, t: Translate) -> None:
    """Say that a list shows only some of its rows, if there are more than MAX_ROWS."""
    if number > MAX_ROWS:
        most = t.number(MAX_ROWS)
        st.caption(t("The first {n} are shown. Search or filter to find others.", n=most))


def selection_key(name: str) -> str:
    """Return the widget key of a table or chart; `clear_selection` replaces it.

    Streamlit keeps a selection as long as the key stays the same, so coming back to the page would
    open the selected item again.
    """
    return f"{name}_{st.session_state.setdefault(f'selections_{name}', 0)}"


def clear_selection(name: str) -> None:
    """Clear the selection of a widget by replacing its key."""
    st.session_state[f"selections_{name}"] += 1


def selected_row(
    name: str,
    rows: Sequence[Row] | pd.DataFrame,
    columns: Columns | None = None,
    *,
    title: str,
    **options: Any,
) -> int | None:
    """Show a table; return the position of the row that the reader has just selected, if any."""
    options |= {"on_select": "rerun", "selection_mode": "single-row"}
    event = table(rows, columns, title=title, key=selection_key(name), **options)
    for position in event.selection.rows:
        clear_selection(name)
        if position < len(rows):
            return int(position)
    return None


def table(
    rows: Sequence[Row] | pd.DataFrame,
    columns: Columns | None = None,
    *,
    title: str,
    placeholder: str = "",
    height: int | Literal["auto"] = "auto",
    **options: Any,
) -> Any:
    """Show these columns of rows as a table to sort and search; long texts wrap.

    Without `columns`, the keys of the rows are their titles. Times are shown in UTC, as in their
    filters and files. `placeholder` is shown in empty cells. A table of more than WHOLE_ROWS rows
    has this `height`.
    """
    frame = pd.DataFrame(rows)
    config: dict[str, Any] = dict(columns or {str(key): str(key) for key in frame})
    for key in map(str, frame.select_dtypes("datetimetz")):
        config[key] = st.column_config.DatetimeColumn(
            key, format="YYYY-MM-DD HH:mm", timezone="UTC"
        )
    # Plain lists: pandas is slow with few values, and this runs in every rerun.
    lengths = {key: sorted(len(str(text)) for text in frame[key]) for key in config if key != LINK}
    fitting = WRAPPED_WIDTH / CHARACTER_WIDTH
    wrapping = [key for key, ordered in lengths.items() if ordered and ordered[-1] > fitting]
    if wrapping and isinstance(name := config[wrapping[0]], str):
        config[wrapping[0]] = st.column_config.TextColumn(name, width=WRAPPED_WIDTH)
    lines = max((_lines(ordered, config[key]) for key, ordered in lengths.items()), default=1)
    row_height = max(LEAST_WRAPPED_HEIGHT, LINE_HEIGHT * min(lines, MOST_LINES))
    return st.dataframe(
        frame,
        hide_index=True,
        height="content" if len(frame) <= WHOLE_ROWS else height,
        row_height=row_height if lines > 1 else None,
        column_order=list(config),
        column_config=config,
        placeholder=placeholder,
        alt=title,
        **options,
    )


def _lines(lengths: Sequence[int], column: Any) -> int:
    """Return how many lines nine of ten texts of a column need at most, by their sorted lengths."""
    width = column.get("width") if isinstance(column, dict) else None
    characters = (width if isinstance(width, int) else WIDEST_COLUMN) / CHARACTER_WIDTH
    longest = lengths[math.ceil(0.9 * (len(lengths) - 1))] if lengths else 0
    return math.ceil(longest / characters)


def text_frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Return rows of text as a frame for `editor`."""
    return pd.DataFrame(rows, dtype=object)


def editor(
    rows: pd.DataFrame, t: Translate, *, hide_index: bool = True, **options: Any
) -> pd.DataFrame:
    """Show an editable table and return its edited rows.

    Edits that do not fit the table are ignored with a message.
    """
    try:
        return st.data_editor(rows, hide_index=hide_index, **options)
    except (IndexError, KeyError):  # The browser's edits refer to an earlier state of the table.
        errors.notice(t("An edit does not match any cell of this table. Please reload the page."))
        return rows


def show_differences(differences: Iterable[Difference], t: Translate) -> None:
    """Show the differences between two versions of an entry: field, before, after."""
    text_table(
        (t("Field"), t("Before"), t("After")),
        ((difference.title, difference.before, difference.after) for difference in differences),
    )


def text_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Show rows of plain text as a static table; line breaks are kept."""
    cells = [[_escaped_cell(cell) for cell in row] for row in rows]
    if cells:
        columns = zip(*cells, strict=True)
        st.table(dict(zip(titles, columns, strict=True)), border="horizontal")


def key_values(pairs: Iterable[tuple[str, str]]) -> None:
    """Show names and their values as a static table of two columns."""
    rows = {name: _escaped_cell(value) for name, value in pairs}
    if rows:
        st.table(rows, border="horizontal")


def _escaped_cell(text: str) -> str:
    return "  \n".join(as_markdown(line) for line in text.split("\n")) if text else "–"


def search_box(label: str, placeholder: str = "") -> str:
    """Show a search box; return its text, which the URL holds."""
    widget = navigation.bind_to_url("search", str)
    st.text_input(label, max_chars=200, placeholder=placeholder, **widget)
    return st.query_params.get("search", "")


def date_filter(name: str, label: str, t: Translate) -> date | None:
    """Show a date input; return its day, which the URL holds. Days it does not accept are None."""

    def read(value: str) -> date | None:
        return parse_day(value) if url_choices.is_selectable_day(value) else None

    st.date_input(
        label,
        min_value=url_choices.FIRST_DAY,
        max_value=datetime.now(UTC).date(),
        format=t.day_format,
        **navigation.bind_to_url(name, read),
    )
    return read(st.query_params.get(name, ""))
