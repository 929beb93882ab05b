"""Figures as numbered tables and as native charts; their values for the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ifla_metrics.exports import data_files
from ifla_metrics.report.book.parts import Grid, Value
from ifla_metrics.report.passport import one_line, passport_of

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate

MOST_ROWS, MOST_COLUMNS = 60, 8


def grid(
    figure: Figure,
    t: Translate,
    *,
    rows: int = 0,
    columns: tuple[str, ...] = (),
    small: bool = False,
    only: list[int] | None = None,
    title: str = "",
) -> Grid:
    """Return the figure's table, still without a number.

    Args:
        rows: Most rows; 0: MOST_ROWS.
        columns: Keys of the columns shown; without, the first MOST_COLUMNS that hold a word.
        only: Places of the rows shown; without, all.
        title: In place of the figure's own.
    """
    said = passport_of(figure, t)
    cells = [[one_line(cell) for cell in row] for row in figure.table.shown(t)]
    kept = cells if only is None else [cells[i] for i in only]
    shown = kept[: rows or MOST_ROWS]
    keys = [column.key for column in figure.table.columns]
    told = [i for i in range(len(keys)) if any(row[i] for row in shown)]
    places = [keys.index(key) for key in columns if key in keys] if columns else told
    fitting = places[:MOST_COLUMNS]
    return Grid(
        number=0,
        id=said.id,
        title=title or said.title,
        subtitle=said.subtitle,
        source=said.source,
        titles=[one_line(figure.table.columns[i].title) for i in fitting],
        kinds=[figure.table.columns[i].kind for i in fitting],
        rows=[[row[i] for i in fitting] for row in shown],
        more=_more(len(kept) - len(shown), 0 if columns else len(places) - len(fitting), t),
        small=small,
    )


def _more(rows: int, columns: int, t: Translate) -> str:
    words = []
    if columns > 0:
        words.append(
            t.plural(
                "{n} further column is in the data file.",
                "{n} further columns are in the data file.",
                columns,
            )
        )
    if rows > 0:
        words.append(
            t.plural(
                "{n} further row is in the data file.",
                "{n} further rows are in the data file.",
                rows,
            )
        )
    return " ".join(words)


def recorded(figure: Figure) -> dict[str, Any]:
    """Return the figure's table as plain values, not rounded."""
    return {
        "name": figure.name,
        "title": one_line(figure.title),
        "columns": [
            {"key": c.key, "title": one_line(c.title), "kind": c.kind}
            for c in figure.table.data_columns
        ],
        "rows": data_files.rows(figure),
    }


def records(figure: Figure) -> list[dict[str, Value]]:
    """Return the rows of the figure's table by the key of their columns."""
    keys = [column.key for column in figure.table.data_columns]
    return [dict(zip(keys, row, strict=True)) for row in data_files.rows(figure)]
