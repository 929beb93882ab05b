"""A report as a file: its figures drawn in worker processes, then set by one of four back ends."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from lxml import etree
from PIL import Image

from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.exports.document import Document, Drawing, Drawings
from ifla_metrics.exports.figure_files import figure_parts
from ifla_metrics.exports.formats import Format, compose, preview
from ifla_metrics.exports.report_figures import FigureKey
from ifla_metrics.exports.sizes import SIZES, Size
from ifla_metrics.exports.workers import workers

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate

LIMIT = 120.0
"""Seconds that setting a report may take, its pictures apart; a usual one takes two."""
MOST_KEPT = 128 * 2**20
"""Bytes of drawings that are kept: about six reports with two maps each."""
DPI = 300
PAGE = replace(SIZES["two_columns"], scale=0.79, least_scale=0.79, tallest_mm=155.0, part_mm=70.0)
"""A figure across a page of text: type of 7 points, its words set around it. One that would fill
most of a page goes on in further parts, so that no page before it is left half empty."""
HALF = replace(SIZES["one_column"], scale=0.74, least_scale=0.74, tallest_mm=215.0)
SLIDE = SIZES["slide"]
Progress = Callable[[int, int], None]
"""Called after each picture with how many are done, and of how many; what it raises stops all."""
Form = Literal["svg", "png"]

_kept: OrderedDict[str, tuple[Drawing, ...]] = OrderedDict()
_lock = threading.Lock()


def write(
    document: Document,
    file_format: Format,
    figures: Mapping[FigureKey, Figure],
    t: Translate,
    *,
    progress: Progress | None = None,
) -> bytes:
    """Return a report as a file.

    Args:
        document: What `report_content.build` has made of `figures`.
        file_format: One of FORMATS.
        figures: The figures, for their charts.
        t: The words of the report's language.
        progress: Called after each picture.

    Raises:
        NotDrawn: A picture or the report could not be made, or took too long.
    """
    drawings = draw_figures(document, file_format, figures, t, progress)
    return workers.run(compose, file_format, document, drawings, name=document.title, limit=LIMIT)


def pages(
    document: Document,
    figures: Mapping[FigureKey, Figure],
    t: Translate,
    *,
    progress: Progress | None = None,
) -> list[bytes]:
    """Return the pages of the PDF as PNG pictures, to be looked at before it is downloaded."""
    drawings = draw_figures(document, "pdf", figures, t, progress)
    return workers.run(preview, document, drawings, name=document.title, limit=LIMIT)


def draw_figures(
    document: Document,
    file_format: Format,
    figures: Mapping[FigureKey, Figure],
    t: Translate,
    progress: Progress | None = None,
) -> Drawings:
    """Return the drawings of a report by the keys of its pictures, as its format needs them.

    Raises:
        NotDrawn: One of them could not be drawn.
    """
    by_id = {figure.id: figure for figure in figures.values()}
    on_slides = file_format == "pptx"
    form: Form = "png" if file_format in {"docx", "pptx"} else "svg"
    wanted = {p.key: p for p in document.pictures if not (on_slides and p.chart)}
    with ThreadPoolExecutor(max_workers=len(workers)) as pool:
        begun = {
            key: pool.submit(
                _drawn, by_id[one.id], SLIDE if on_slides else HALF if one.half else PAGE, form, t
            )
            for key, one in wanted.items()
        }
        made: Drawings = {}
        try:
            for key, future in begun.items():
                made[key] = future.result()
                if progress is not None:
                    progress(len(made), len(wanted))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return made


def _drawn(figure: Figure, size: Size, form: Form, t: Translate) -> tuple[Drawing, ...]:
    """Return the drawings of a figure, kept by all that they are drawn from."""
    spec = as_dictionary(figure.chart)
    content = json.dumps([form, repr(size), t.language, spec], sort_keys=True, default=str)
    key = hashlib.sha256(content.encode(errors="replace")).hexdigest()
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    files = figure_parts(replace(figure, chart=spec), form, t, size=size, dpi=DPI, framed=False)
    drawings = tuple(_measured(one, form) for one in files)
    with _lock:
        _kept[key] = drawings
        while sum(len(one.content) for some in _kept.values() for one in some) > MOST_KEPT:
            _kept.popitem(last=False)
    return drawings


def forget() -> None:
    """Drop all kept drawings."""
    with _lock:
        _kept.clear()


def _measured(content: bytes, form: Form) -> Drawing:
    if form == "png":
        with Image.open(io.BytesIO(content)) as opened:
            return Drawing(content, *(side * 25.4 / DPI for side in opened.size))
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(content, parser)
    sides = (root.get(side, "").removesuffix("mm") for side in ("width", "height"))
    return Drawing(content, *map(float, sides))
