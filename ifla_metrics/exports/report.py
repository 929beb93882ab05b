"""Write a report as a file: draw its figures in worker processes, then call a back end."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from typing import Any, Literal

from ifla_metrics.exports.document import Document, OutputFormat, Picture
from ifla_metrics.exports.figure_files import draw, picture_job
from ifla_metrics.exports.sizes import SIZES
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate
from ifla_metrics.workers import workers

PAGE = replace(
    SIZES["two_columns"], margin_mm=0, scales=(0.79,), max_height_mm=155.0, max_part_mm=70.0
)
"""A figure as wide as the page, with 7 point type. One that would fill most of a page is split into
parts, so that the page before it is not left half empty."""
SLIDE = replace(
    SIZES["slide"], width_mm=306.0, height_mm=128.0, margin_mm=0, scales=(1.56, 1.2, 1.02)
)
"""A figure as large as its place on a slide."""
HALF = replace(SIZES["one_column"], margin_mm=0, scales=(0.74,), max_height_mm=215.0)
Progress = Callable[[int, int], None]
"""Called after each drawing with the numbers done and to do. An exception stops the report."""
_BACK_ENDS = {"docx": "word", "pptx": "slides", "html": "html"}


def write(
    document: Document,
    file_format: OutputFormat,
    figures: Iterable[Figure],
    t: Translate,
    *,
    progress: Progress | None = None,
) -> Any:
    """Return a report as a file, or its pages as PNG images for the preview.

    The document and figures come from `report_content.build`.

    Raises:
        JobFailed: A figure or the report could not be drawn, or took too long.
    """
    by_id = {figure.id: figure for figure in figures}
    on_slides = file_format == "pptx"
    image_format: Literal["png", "svg"] = "svg" if file_format in ("pdf", "pages") else "png"
    pictures = [p for p in document.pictures if not (on_slides and p.chart)]
    jobs = [
        picture_job(
            by_id[picture.id],
            image_format,
            t,
            size=SLIDE if on_slides else HALF if picture.half else PAGE,
            framed=False,
        )
        for picture in pictures
    ]
    drawn: dict[int, Picture] = {}
    with ThreadPoolExecutor(max_workers=len(workers.all)) as pool:
        for picture, drawings in zip(pictures, pool.map(draw, jobs), strict=True):
            drawn[picture.number] = replace(picture, drawings=tuple(drawings))
            if progress is not None:
                progress(len(drawn), len(jobs))
    blocks = [drawn.get(b.number, b) if isinstance(b, Picture) else b for b in document.blocks]
    document = replace(document, blocks=tuple(blocks))
    return workers.run(compose, file_format, document, name=document.title)


def compose(file_format: OutputFormat, document: Document) -> Any:
    """Return a document as a file or its pages. Runs in a worker process.

    Imports only the back end of this format. Its libraries are large, and the server needs none.
    """
    back_end: Any = import_module(f"ifla_metrics.exports.{_BACK_ENDS.get(file_format, 'pdf')}")
    return (back_end.pages if file_format == "pages" else back_end.write)(document)
