"""From a figure to the bytes of a file: SVG, PNG or PDF drawn by a worker process, CSV, JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal, get_args

from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.charts.theme import GREY, LIGHT, PRINT, Mode, in_mode
from ifla_metrics.charts.theme import Palette as Colours
from ifla_metrics.errors import UnknownCode
from ifla_metrics.exports import chart_files, data_files
from ifla_metrics.exports.chart_svg import Picture, PictureJob
from ifla_metrics.exports.metadata import metadata_of
from ifla_metrics.exports.sizes import OWN_SIZE, PALETTES, RESOLUTIONS, Palette, Size
from ifla_metrics.exports.table_files import table_content
from ifla_metrics.exports.workers import workers

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Format = Literal["png", "svg", "pdf", "csv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: dict[Format, str] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
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
    part: int | None = None,
    **options: Any,
) -> bytes:
    """Return the file of `figure` in one of FORMATS.

    Args:
        figure: Any figure; one without a chart leaves as a picture of its table.
        file_format: One of FORMATS.
        t: The words of the file's language, the same as the figure was made with.
        reading: What the figure was made from; the JSON says its choices and revision.
        part: Which part of a figure too high for its size (1 first). Without it a PDF has all as
            pages, another picture the first.
        options: Of a picture, as `picture_job` takes them: size, palette, dpi, transparent,
            outlined, framed.

    Raises:
        NotDrawn: The picture could not be drawn; the next one can.
        UnknownCode: There is no such palette, resolution or part.
    """
    if file_format == "csv":
        return data_files.as_csv(figure, t)
    if file_format == "json":
        return data_files.as_json(figure, t, reading=reading)
    job = picture_job(figure, file_format, t, **options)
    wanted = part if part is not None or file_format == "pdf" else 1
    return workers.run(chart_files.render_file, job, wanted, name=job.metadata.name)


def file_name(figure: Figure, file_format: Format) -> str:
    """Return a name that every file system takes: the figure's id in plain letters and digits."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", figure.id).strip("-.")[:100]
    return f"{plain or 'figure'}.{file_format}"


def picture_job(
    figure: Figure,
    file_format: Picture,
    t: Translate,
    *,
    size: Size = OWN_SIZE,
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
        dpi: Dots per inch of a PNG, one of RESOLUTIONS; a card fixes its own.
        transparent: No white ground.
        outlined: Letters as shapes, in SVG and PDF.
        framed: With title, subtitle and source line.

    Raises:
        UnknownCode: There is no such palette or resolution.
    """
    if palette not in PALETTES:
        raise UnknownCode("palette", palette, PALETTES)
    if dpi not in RESOLUTIONS:
        raise UnknownCode("resolution", dpi, map(str, RESOLUTIONS))
    mode, colours = _COLOURS[palette]
    drawn = figure.chart is not None
    spec = json.dumps(in_mode(as_dictionary(figure.chart), mode), default=str) if drawn else ""
    beside = size.with_table and framed and len(figure.table.frame) > 0
    return PictureJob(
        format=file_format,
        metadata=metadata_of(figure, t),
        size=size,
        spec=spec,
        table=json.dumps(table_content(figure, t)) if beside or not drawn else "",
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
