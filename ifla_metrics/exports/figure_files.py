"""From a figure to the bytes of a file: SVG, PNG or PDF drawn by a worker process, CSV, JSON."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, get_args

from ifla_metrics.charts.theme import GREY, LIGHT, PRINT, Mode, as_dictionary, in_mode
from ifla_metrics.charts.theme import Palette as Colours
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.exports import chart_files, data_files
from ifla_metrics.exports.mirror import mark_sentence_ends
from ifla_metrics.exports.sizes import (
    DEFAULT_SIZE,
    PALETTES,
    RESOLUTIONS,
    Palette,
    PictureFormat,
    PictureJob,
    Size,
)
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate
from ifla_metrics.reading import Reading
from ifla_metrics.text import clean, one_line
from ifla_metrics.workers import workers

Format = Literal["png", "svg", "pdf", "csv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
MAX_ROWS, MAX_COLUMNS = 40, 9
"""Of a table that is set as a picture."""
COLUMN_MM = 18
"""Width that a column of it needs."""
SEE_DATA_FILE = n_("The data file has more.")
_COLOURS: dict[Palette, tuple[Mode, Colours]] = {
    "colour": ("light", LIGHT),
    "grey": ("grey", GREY),
    "print": ("print", PRINT),
}


def figure_file(
    figure: Figure,
    file_format: Format,
    t: Translate,
    *,
    reading: Reading | None = None,
    **options: Any,
) -> bytes:
    """Return the file of `figure` in one of FORMATS.

    Of a figure too high for its size a PDF has all parts as pages, another picture the first.

    A figure without a chart leaves as a picture of its table. `options` are those of `picture_job`;
    the JSON says the choices and the revision of `reading`.

    Raises:
        JobFailed: The picture could not be drawn; the next one can.
        UnknownCode: There is no such palette or resolution.
    """
    if file_format == "csv":
        return data_files.as_csv(figure, t)
    if file_format == "json":
        return data_files.as_json(figure, t, reading=reading)
    job = picture_job(figure, file_format, t, **options)
    if file_format == "pdf":
        return workers.run(chart_files.render_pdf, job, name=job.name)
    return workers.run(chart_files.render_parts, job, name=job.name)[0].content


def file_name(figure: Figure, file_format: Format) -> str:
    """Return a name that every file system takes: the figure's id in plain letters and digits."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", figure.id).strip("-.")[:100]
    return f"{plain or 'figure'}.{file_format}"


def picture_job(
    figure: Figure,
    file_format: PictureFormat,
    t: Translate,
    *,
    size: Size = DEFAULT_SIZE,
    palette: Palette = "colour",
    dpi: int = RESOLUTIONS[0],
    transparent: bool = False,
    outlined: bool = False,
    framed: bool = True,
) -> PictureJob:
    """Return what the worker draws.

    Args:
        figure: The figure.
        file_format: png, svg or pdf.
        t: The words of the file's language.
        size: The place that the picture is laid out for.
        palette: One of PALETTES.
        dpi: Dots per inch of a PNG; a card fixes its own.
        transparent: No white ground.
        outlined: Letters as shapes, in SVG and PDF.
        framed: With title, subtitle and source line.

    Raises:
        UnknownCode: There is no such palette or resolution.
    """
    if palette not in PALETTES:
        raise UnknownCode(n_("palette"), palette, PALETTES)
    if dpi not in RESOLUTIONS:
        raise UnknownCode(n_("resolution"), dpi, map(str, RESOLUTIONS))
    mode, colours = _COLOURS[palette]
    drawn = figure.chart is not None
    spec = json.dumps(in_mode(as_dictionary(figure.chart), mode), default=str) if drawn else ""
    title = one_line(figure.title)
    return PictureJob(
        format=file_format,
        id=one_line(figure.id),
        name=one_line(figure.name),
        title=title,
        subtitle=one_line(figure.subtitle),
        source=one_line(figure.source),
        description=clean(figure.alt) or title,
        language=t.language,
        facts={name: one_line(value) for name, value in figure.facts.items() if value},
        size=size if framed else replace(size, margin_mm=0),
        spec=spec,
        table="" if drawn else json.dumps(table_content(figure, t, size.width_mm)),
        ink=colours.ink,
        soft=colours.soft,
        dpi=size.dpi or dpi,
        part_title=t(
            "{title} ({part} of {parts})", title="{title}", part="{part}", parts="{parts}"
        ),
        transparent=transparent,
        outlined=outlined,
        framed=framed,
        right_to_left=t.right_to_left,
    )


def printed_table(
    figure: Figure, t: Translate, most_rows: int, most_columns: int, keys: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the first rows of a figure's table, of the columns named or the first with words.

    All cells are text in the reader's language: `titles`, `kinds` and `rows`; `more` says that
    there is more, if there is.
    """
    columns = figure.table.columns
    rows = [[one_line(cell) for cell in row] for row in figure.table.shown(t)]
    shown = rows[:most_rows]
    known = [column.key for column in columns]
    places = [known.index(key) for key in keys if key in known] or [
        place for place in range(len(columns)) if any(row[place] for row in shown)
    ]
    kept = places[:most_columns]
    is_whole = len(shown) == len(rows) and len(kept) == len(places)
    return {
        "titles": [one_line(columns[i].title) for i in kept],
        "kinds": [columns[i].kind for i in kept],
        "rows": [[row[i] for i in kept] for row in shown],
        "more": "" if is_whole else t(SEE_DATA_FILE),
    }


def table_content(figure: Figure, t: Translate, width_mm: float) -> dict[str, Any]:
    """Return a figure's table as the template of a picture takes it.

    `further` are the words where rows have no room.
    """
    marked = mark_sentence_ends if t.right_to_left else str
    columns = min(MAX_COLUMNS, int(width_mm / COLUMN_MM))
    table = printed_table(figure, t, MAX_ROWS, columns)
    rows = [[marked(cell) for cell in row] for row in table["rows"]]
    return {
        **table,
        "rows": rows,
        "further": t(SEE_DATA_FILE),
        "empty": one_line(figure.empty) or t("There is nothing to show."),
    }
