"""The pictures of a report: each drawn once, and kept for the next report that has the same one.

The key of a kept picture is everything it is drawn from, so a report that is made again after one
edit draws only what changed.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from lxml import etree
from PIL import Image

from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.errors import NotDrawn
from ifla_metrics.report.rendering import sheets_of
from ifla_metrics.report.sizes import SIZES, Size
from ifla_metrics.report.workers import workers

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.report.book.parts import Picture

Form = Literal["svg", "png"]
MOST_KEPT = 128 * 2**20
"""Bytes of pictures that are kept: about six reports with two maps each."""
PAPER = replace(
    SIZES["two_columns"], type_scale=0.79, least_scale=0.79, tallest_mm=155.0, part_mm=70.0
)
HALF = replace(SIZES["one_column"], type_scale=0.74, least_scale=0.74, tallest_mm=215.0)
"""As a figure stands on a page of text: type of 7 points, never below 6.5, beside text of 9.5; its
title and source line are set above and below it, by the page. One that would fill most of a page
goes on in further parts, so that no page before it is left half empty."""
SLIDE = SIZES["slide"]
DOTS = 300
"""Dots per inch of a PNG."""
Progress = Callable[[int, int], None]
"""Told after each picture: how many are done, of how many."""

_kept: OrderedDict[str, tuple[bytes, ...]] = OrderedDict()
_lock = threading.Lock()
drawn = {"pictures": 0, "kept": 0}
"""Pictures drawn and pictures found since the process began."""


@dataclass(frozen=True)
class Drawing:
    """One picture and how large it is on paper."""

    body: bytes
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Wanted:
    """A picture that a report needs: under which key, of which figure (id), at which size."""

    key: str
    figure: str
    size: Size


def wanted_of(pictures: Iterable[Picture], *, slides: bool = False) -> list[Wanted]:
    """Return the pictures of a report, each once."""
    found = {
        part.key: Wanted(part.key, part.id, SLIDE if slides else HALF if part.half else PAPER)
        for part in pictures
    }
    return [*found.values()]


def drawings(
    figures: Mapping[str, Figure],
    wanted: Sequence[Wanted],
    form: Form,
    t: Translate,
    *,
    progress: Progress | None = None,
) -> dict[str, tuple[Drawing, ...]]:
    """Return the pictures that are wanted, by their keys; more than one where a figure is high.

    Raises:
        NotDrawn: One of them could not be drawn.
    """
    made = {}
    with ThreadPoolExecutor(max_workers=len(workers)) as hand:
        begun = [(one, _begun(figures[one.figure], form, t, one.size, hand)) for one in wanted]
        for number, (one, pictures) in enumerate(begun, start=1):
            try:
                bodies = pictures()
            except NotDrawn:
                hand.shutdown(wait=False, cancel_futures=True)
                raise
            made[one.key] = tuple(_measured(body, form) for body in bodies)
            if progress is not None:
                progress(number, len(wanted))
    return made


def _begun(
    figure: Figure, form: Form, t: Translate, size: Size, hand: Executor
) -> Callable[[], tuple[bytes, ...]]:
    """Return a function that waits for a figure's pictures.

    They are kept already, or begun: drawn while the next are made ready.
    """
    spec = as_dictionary(figure.chart)
    key = _digest(spec, form, size, t.language)
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            drawn["kept"] += 1
            return lambda: found
    sheets = sheets_of(replace(figure, chart=spec), form, t, size=size, framed=False)
    begun = [hand.submit(workers.draw, replace(sheet, dots=DOTS)) for sheet in sheets]

    def finished() -> tuple[bytes, ...]:
        pictures = tuple(one.result() for one in begun)
        with _lock:
            _kept[key] = pictures
            drawn["pictures"] += 1
            while sum(len(body) for one in _kept.values() for body in one) > MOST_KEPT:
                _kept.popitem(last=False)
        return pictures

    return finished


def _digest(spec: Any, form: Form, size: Size, language: str) -> str:
    written = json.dumps([form, asdict(size), language, spec], sort_keys=True, default=str)
    return hashlib.sha256(written.encode(errors="replace")).hexdigest()


def forget() -> None:
    """Drop all kept pictures."""
    with _lock:
        _kept.clear()


def _measured(body: bytes, form: Form) -> Drawing:
    width, height = _of_svg(body) if form == "svg" else _of_png(body)
    return Drawing(body, width, height)


def _of_svg(svg: bytes) -> tuple[float, float]:
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(svg, parser)
    wide, high = (root.get(side, "0") for side in ("width", "height"))
    return _millimetres(wide), _millimetres(high)


def _millimetres(length: str) -> float:
    if length.endswith("mm"):
        return float(length.removesuffix("mm"))
    return float(length.removesuffix("px")) * 25.4 / 96


def _of_png(png: bytes) -> tuple[float, float]:
    with Image.open(io.BytesIO(png)) as opened:
        across, down = (float(v) for v in opened.info.get("dpi", (300, 300)))
        return opened.width * 25.4 / across, opened.height * 25.4 / down
