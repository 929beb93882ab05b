"""A report as a file: its figures drawn in worker processes, then set by one of four back ends."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from typing import Any, Literal

from ifla_metrics.exports.chart_files import render_parts
from ifla_metrics.exports.document import Document, Drawing, Drawings, OutputFormat
from ifla_metrics.exports.figure_files import picture_job
from ifla_metrics.exports.sizes import SIZES, PictureJob
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate
from ifla_metrics.workers import workers

MAX_CACHED_DRAWINGS = 120
"""Drawings that are kept: of about six reports."""
PAGE = replace(
    SIZES["two_columns"], scale=0.79, min_scale=0.79, max_height_mm=155.0, max_part_mm=70.0
)
"""A figure across a page of text: type of 7 points, its words set around it. One that would fill
most of a page goes on in further parts, so that no page before it is left half empty."""
HALF = replace(SIZES["one_column"], scale=0.74, min_scale=0.74, max_height_mm=215.0)
SLIDE = SIZES["slide"]
Progress = Callable[[int, int], None]
"""Called after each picture with how many are done, and of how many; what it raises stops all."""
_BACK_ENDS = {"docx": "word", "pptx": "slides", "html": "html"}


def write(
    document: Document,
    file_format: OutputFormat,
    figures: Iterable[Figure],
    t: Translate,
    *,
    progress: Progress | None = None,
) -> Any:
    """Return a report as a file, or its `pages` as PNG pictures, to be looked at before.

    Document and figures are what `report_content.build` returned.

    Raises:
        JobFailed: A picture or the report could not be made, or took too long.
    """
    drawings = draw_figures(document, file_format, figures, t, progress)
    return workers.run(compose, file_format, document, drawings, name=document.title)


def draw_figures(
    document: Document,
    file_format: OutputFormat,
    figures: Iterable[Figure],
    t: Translate,
    progress: Progress | None = None,
) -> Drawings:
    """Return the drawings of a report by the keys of its pictures, as its format needs them.

    Raises:
        JobFailed: One of them could not be drawn.
    """
    by_id = {figure.id: figure for figure in figures}
    on_slides = file_format == "pptx"
    form: Literal["png", "svg"] = "svg" if file_format in ("pdf", "pages") else "png"
    jobs = {
        one.key: picture_job(
            by_id[one.id],
            form,
            t,
            size=SLIDE if on_slides else HALF if one.half else PAGE,
            framed=False,
        )
        for one in document.pictures
        if not (on_slides and one.chart)
    }
    with ThreadPoolExecutor(max_workers=len(workers.all)) as pool:
        begun = {key: pool.submit(cached_drawings, job) for key, job in jobs.items()}
        made: Drawings = {}
        try:
            for key, future in begun.items():
                made[key] = future.result()
                if progress is not None:
                    progress(len(made), len(jobs))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return made


@lru_cache(maxsize=MAX_CACHED_DRAWINGS)
def cached_drawings(job: PictureJob) -> tuple[Drawing, ...]:
    """Return the drawings of a figure, kept for the next report that it stands in."""
    return tuple(workers.run(render_parts, job, name=job.name))


def compose(file_format: OutputFormat, document: Document, drawings: Drawings) -> Any:
    """Return a document as a file or as its pages, in a worker.

    Loads the libraries of this format only: they are large, and the server needs none of them.
    """
    back_end: Any = import_module(f"ifla_metrics.exports.{_BACK_ENDS.get(file_format, 'pdf')}")
    return (back_end.pages if file_format == "pages" else back_end.write)(document, drawings)
