"""From a figure to the bytes of a file, in any format that a figure can leave in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from ifla_metrics.assets import FONTS
from ifla_metrics.report import data_files
from ifla_metrics.report.passport import one_line, passport_of
from ifla_metrics.report.sheet import Grid, Picture, Sheet
from ifla_metrics.report.worker import LIMIT, worker

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Format = Literal["png", "svg", "pdf", "csv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)

ROWS_OF_A_PICTURE, COLUMNS_OF_A_PICTURE = 40, 9
NUMERIC = frozenset({"number", "percent"})


def render(
    figure: Figure,
    file_format: Format,
    t: Translate,
    *,
    reading: Reading | None = None,
    limit: float = LIMIT,
) -> bytes:
    """Return the file of `figure`: PNG at 300 dpi, SVG, PDF, CSV or JSON.

    Args:
        figure: Any figure; one without a chart leaves as a picture of its table.
        file_format: One of FORMATS.
        t: The words of the file's language, the same as the figure was made with.
        reading: What the figure was made from; the JSON says its choices and revision.
        limit: Seconds that a picture may take.

    Raises:
        NotDrawn: The picture could not be drawn; the next one can.
    """
    if file_format == "csv":
        return data_files.as_csv(figure, t)
    if file_format == "json":
        return data_files.as_json(figure, t, reading=reading)
    return worker.draw(sheet_of(figure, file_format, t), limit=limit)


def sheet_of(figure: Figure, picture: Picture, t: Translate) -> Sheet:
    """Return what the drawing process needs to draw `figure`."""
    spec = grid = None
    if figure.chart is not None:
        from ifla_metrics.report.spec import printable

        spec = printable(figure.chart, name=figure.name)
    elif len(figure.table.frame):
        grid = _grid_of(figure, t)
    return Sheet(
        format=picture, passport=passport_of(figure, t), fonts=str(FONTS), spec=spec, grid=grid,
        empty=one_line(figure.empty) or t("There is nothing to show."),
    )


def _grid_of(figure: Figure, t: Translate) -> Grid:
    """Return the table as text: its first rows, and its first columns that hold a word."""
    rows = [[one_line(cell) for cell in row] for row in figure.table.shown(t)]
    shown = rows[:ROWS_OF_A_PICTURE]
    told = [i for i in range(len(figure.table.columns)) if any(row[i] for row in shown)]
    kept = told[:COLUMNS_OF_A_PICTURE]
    columns = [figure.table.columns[i] for i in kept]

    def more(number: int) -> str:
        words = []
        if len(told) > len(kept):
            words.append(t.plural(
                "{n} further column is in the data file.",
                "{n} further columns are in the data file.", len(told) - len(kept),
            ))  # fmt: skip
        if len(rows) > number:
            words.append(t.plural(
                "{n} further row is in the data file.",
                "{n} further rows are in the data file.", len(rows) - number,
            ))  # fmt: skip
        return " ".join(words)

    return Grid(
        titles=[one_line(column.title) for column in columns],
        numeric=[column.kind in NUMERIC for column in columns],
        rows=[[row[i] for i in kept] for row in shown],
        more=[more(number) for number in range(len(shown) + 1)],
    )
