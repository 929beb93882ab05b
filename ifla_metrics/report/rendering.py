"""From a figure to the bytes of a file, in any format that a figure can leave in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

from ifla_metrics.assets import FONTS
from ifla_metrics.errors import UnknownCode
from ifla_metrics.exports import data_files
from ifla_metrics.report.passport import one_line, passport_of
from ifla_metrics.report.sheet import Grid, Picture, Sheet
from ifla_metrics.report.sizes import PALETTES, RESOLUTIONS, Palette, Size
from ifla_metrics.report.worker import LIMIT
from ifla_metrics.report.workers import workers

if TYPE_CHECKING:
    from ifla_metrics.charts.theme import Mode
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Format = Literal["png", "svg", "pdf", "csv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)

ROWS_OF_A_PICTURE, COLUMNS_OF_A_PICTURE = 40, 9
NUMERIC = frozenset({"number", "percent"})
_MODES: dict[Palette, Mode] = {"colour": "light", "grey": "grey", "print": "print"}


def render(
    figure: Figure,
    file_format: Format,
    t: Translate,
    *,
    reading: Reading | None = None,
    size: Size | None = None,
    dpi: int = 300,
    transparent: bool = False,
    outlined: bool = False,
    palette: Palette = "colour",
    part: int | None = None,
    limit: float = LIMIT,
) -> bytes:
    """Return the file of `figure`: PNG, SVG, PDF, CSV or JSON.

    Args:
        figure: Any figure; one without a chart leaves as a picture of its table.
        file_format: One of FORMATS.
        t: The words of the file's language, the same as the figure was made with.
        reading: What the figure was made from; the JSON says its choices and revision.
        size: The place that a picture is laid out for; None is 170 mm wide, as high as needed.
        dpi: Dots per inch of a PNG, one of RESOLUTIONS; a card fixes its own.
        transparent: No white ground.
        outlined: Letters as shapes, in SVG and PDF.
        palette: One of PALETTES.
        part: Which part of a figure too high for its size (1 first). Without it a PDF has all as
            pages, another picture the first.
        limit: Seconds of the processor that a picture may take.

    Raises:
        NotDrawn: The picture could not be drawn; the next one can.
        UnknownCode: There is no such palette, resolution or part.
    """
    if file_format == "csv":
        return data_files.as_csv(figure, t)
    if file_format == "json":
        return data_files.as_json(figure, t, reading=reading)
    if dpi not in RESOLUTIONS:
        raise UnknownCode("resolution", dpi, map(str, RESOLUTIONS))
    sheets = [
        replace(sheet, dots=(size.dots if size else None) or dpi)
        for sheet in sheets_of(
            figure,
            file_format,
            t,
            size=size,
            palette=palette,
            transparent=transparent,
            outlined=outlined,
        )
    ]
    if part is not None and not 1 <= part <= len(sheets):
        raise UnknownCode("part", part, [str(n + 1) for n in range(len(sheets))])
    if part is None and file_format == "pdf" and len(sheets) > 1:
        from ifla_metrics.report.metadata import joined

        return joined([workers.draw(sheet, limit=limit) for sheet in sheets])
    return workers.draw(sheets[(part or 1) - 1], limit=limit)


def picture(
    figure: Figure,
    file_format: Picture,
    t: Translate,
    *,
    size: Size,
    framed: bool = False,
    palette: Palette = "colour",
    dpi: int = 300,
    transparent: bool = False,
    part: int = 1,
    limit: float = LIMIT,
) -> bytes:
    """Return the chart (or table) of a figure for a document that sets the words around it.

    As wide as `size`, as high as it needs, without title, subtitle and source line unless `framed`.
    Text of an SVG stays text: its families are Noto Sans, and Noto Sans Arabic for Arabic.

    Raises:
        NotDrawn: The picture could not be drawn.
        UnknownCode: There is no such part.
    """
    sheets = sheets_of(
        figure, file_format, t, size=size, palette=palette, transparent=transparent, framed=framed
    )
    if not 1 <= part <= len(sheets):
        raise UnknownCode("part", part, [str(n + 1) for n in range(len(sheets))])
    return workers.draw(replace(sheets[part - 1], dots=dpi), limit=limit)


def parts(figure: Figure, t: Translate, *, size: Size | None, framed: bool = True) -> int:
    """Return in how many parts a figure stands at a size: 1, or more when it is too high for it."""
    return len(sheets_of(figure, "svg", t, size=size, framed=framed))


def sheet_of(figure: Figure, picture: Picture, t: Translate) -> Sheet:
    """Return what the drawing process needs to draw `figure` at its own size."""
    return sheets_of(figure, picture, t)[0]


def sheets_of(
    figure: Figure,
    picture: Picture,
    t: Translate,
    *,
    size: Size | None = None,
    palette: Palette = "colour",
    transparent: bool = False,
    outlined: bool = False,
    framed: bool = True,
) -> list[Sheet]:
    """Return what the drawing process needs to draw `figure`: a sheet for each of its parts.

    Raises:
        UnknownCode: There is no such palette.
        NotDrawn: The chart would have to fetch something.
    """
    if palette not in PALETTES:
        raise UnknownCode("palette", palette, PALETTES)
    mode = _MODES[palette]
    spec = grid = None
    if figure.chart is not None:
        from ifla_metrics.report.spec import printable

        spec = printable(figure.chart, name=figure.name, mode=mode)
    beside = size is not None and size.with_table and framed
    if len(figure.table.frame) and (spec is None or beside):
        grid = _grid_of(figure, t)
    sheet = Sheet(
        format=picture,
        passport=passport_of(figure, t),
        fonts=str(FONTS),
        spec=spec,
        grid=grid,
        empty=one_line(figure.empty) or t("There is nothing to show."),
        mode=mode,
        transparent=transparent,
        outlined=outlined,
        right_to_left=t.right_to_left,
    )
    if size is None:
        return [sheet]
    from ifla_metrics.report.planning import parts_of

    found = parts_of(spec, sheet.passport, size, fonts=sheet.fonts, framed=framed)
    return [
        replace(
            sheet,
            layout=one.layout,
            spec=one.spec,
            grid=None if spec is not None and len(found) > 1 else grid,
            passport=replace(
                sheet.passport,
                title=t(
                    "{title} ({part} of {parts})",
                    title=sheet.passport.title,
                    part=t.number(number),
                    parts=t.number(len(found)),
                )
                if len(found) > 1
                else sheet.passport.title,
            ),
        )
        for number, one in enumerate(found, start=1)
    ]


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
            words.append(
                t.plural(
                    "{n} further column is in the data file.",
                    "{n} further columns are in the data file.",
                    len(told) - len(kept),
                )
            )
        if len(rows) > number:
            words.append(
                t.plural(
                    "{n} further row is in the data file.",
                    "{n} further rows are in the data file.",
                    len(rows) - number,
                )
            )
        return " ".join(words)

    return Grid(
        titles=[one_line(column.title) for column in columns],
        numeric=[column.kind in NUMERIC for column in columns],
        rows=[[row[i] for i in kept] for row in shown],
        more=[more(number) for number in range(len(shown) + 1)],
        pair=t("{subject}: {told}"),
    )
