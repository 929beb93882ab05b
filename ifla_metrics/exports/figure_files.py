"""Write a figure as a file: PNG, SVG or PDF drawn by a worker process, CSV or JSON."""

import json
from typing import Any, Literal, get_args

from ifla_metrics.charts.theme import LIGHT, Mode, as_dictionary, in_mode
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.exports import chart_files, data_files
from ifla_metrics.exports.printed_text import replace_unprintable
from ifla_metrics.exports.sizes import (
    PALETTES,
    RESOLUTIONS,
    SIZES,
    Palette,
    PictureFormat,
    PictureJob,
    Size,
)
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate
from ifla_metrics.reading import Reading
from ifla_metrics.text import one_line, slug
from ifla_metrics.workers import workers

Format = Literal["png", "svg", "pdf", "csv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
MAX_ROWS, MAX_COLUMNS = 40, 9
"""Maximum size of a table printed as a picture."""
COLUMN_MM = 18
"""Minimum width of a column of such a table."""
MORE_ROWS = n_("The data file has more rows.")
MORE_COLUMNS = n_("The data file has more columns.")


def figure_file(
    figure: Figure,
    file_format: Format,
    t: Translate,
    *,
    reading: Reading | None = None,
    **options: Any,
) -> bytes:
    """Return a figure as a file.

    A figure without a chart is drawn as a table. If a figure is split into parts, PDF has a page
    per part; PNG and SVG have the first part only. `options` are those of `picture_job`. With
    `reading`, JSON includes the choices and the revision.

    Raises:
        JobFailed: The picture could not be drawn.
        UnknownCode: The palette or resolution is not offered.
    """
    if file_format == "csv":
        return data_files.as_csv(figure, t)
    if file_format == "json":
        return data_files.as_json(figure, t, reading=reading)
    return draw(picture_job(figure, file_format, t, **options))[0]


def draw(job: PictureJob) -> list[bytes]:
    """Return the parts of a figure as `chart_files.render` does, from a worker process."""
    return workers.run(chart_files.render, job, name=job.texts["title"])


def file_name(figure: Figure, file_format: Format) -> str:
    """Return a file name that is valid on every file system, from the figure's id."""
    return f"{slug(figure.id) or 'figure'}.{file_format}"


def picture_job(
    figure: Figure,
    file_format: PictureFormat,
    t: Translate,
    *,
    size: Size = SIZES[""],
    palette: Palette = "colour",
    dpi: int = RESOLUTIONS[0],
    **options: bool,
) -> PictureJob:
    """Return the job of drawing a figure, to send to a worker.

    `size` may fix the resolution. `options` are `transparent`, `outlined` and `framed`.

    Raises:
        UnknownCode: The palette or resolution is not offered.
    """
    if palette not in PALETTES:
        raise UnknownCode(n_("palette"), palette, PALETTES)
    if dpi not in RESOLUTIONS:
        raise UnknownCode(n_("resolution"), dpi, map(str, RESOLUTIONS))
    mode: Mode = "light" if palette == "colour" else palette
    spec, table = "", None
    if figure.chart is None:
        max_columns = min(MAX_COLUMNS, int(size.width_mm / COLUMN_MM))
        content = printed_table(figure, t, MAX_ROWS, max_columns) | {
            "further": t(MORE_ROWS),  # For rows that do not fit the page.
            "empty": figure.empty or t("There is nothing to show."),
        }
        table = replace_unprintable(content, t)
    else:
        spec = json.dumps(in_mode(as_dictionary(figure.chart), mode), default=str)
    texts = {
        "title": figure.title,
        "description": figure.alt or figure.title,
        "subject": figure.subtitle,
        "source": figure.source,
        "identifier": figure.id,
        "language": t.language,
        "publisher": "IFLA Metrics",
    }
    return PictureJob(
        format=file_format,
        texts={term: one_line(text) for term, text in texts.items()},
        facts={name: one_line(value) for name, value in figure.facts.items() if value},
        t=t,
        spec=spec,
        table=table,
        ink=in_mode(LIGHT.ink, mode),
        soft=in_mode(LIGHT.soft, mode),
        size=size,
        dpi=size.dpi or dpi,
        **options,
    )


def printed_table(figure: Figure, t: Translate, max_rows: int, max_columns: int) -> dict[str, Any]:
    """Return the first rows of a figure's table as text, without empty columns.

    Statuses are the last to be left out. The keys are `titles` and `kinds` of the columns, `rows`,
    and `more`: a note if rows or columns are left out.
    """
    columns = figure.table.columns
    sources = {i for i, column in enumerate(columns) if column.key == "source"}
    all_rows = [[one_line(cell) for cell in row] for row in figure.table.text_rows(t)]
    rows = all_rows[:max_rows]
    indexes = [i for i in range(len(columns)) if any(row[i] for row in rows)]
    kept = sorted(sorted(indexes, key=lambda i: columns[i].kind != "status")[:max_columns])
    more = MORE_ROWS if len(rows) < len(all_rows) else MORE_COLUMNS if kept != indexes else ""
    return {
        "titles": [one_line(columns[i].title) for i in kept],
        "kinds": [columns[i].kind for i in kept],
        "rows": [
            [words.source_list(row[i], t) if i in sources else row[i] for i in kept] for row in rows
        ],
        "more": t(more),
    }
