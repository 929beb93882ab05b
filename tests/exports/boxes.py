"""Where each line of text of an SVG stands on its page, and how large its type is in print."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from lxml import etree

from ifla_metrics.exports.chart_files import render_parts
from ifla_metrics.exports.figure_files import picture_job
from ifla_metrics.exports.metadata import SVG
from ifla_metrics.exports.workers import workers
from ifla_metrics.exports.wrap import text_width

ASCENT, DESCENT = 0.78, 0.24
"""Of the shipped fonts' letters, in parts of their size."""
_STEP = re.compile(r"(translate|scale|rotate)\(([^)]*)\)")
_MARKS = str.maketrans("", "", "\u202a\u202b\u202c\u200e\u200f")


def figure_parts(figure, file_format, t, **options) -> list[bytes]:
    """All parts of a figure as files: more than one where it is too high for its size."""
    job = picture_job(figure, file_format, t, **options)
    return workers.run(render_parts, job)


@dataclass(frozen=True)
class Line:
    """One line of text: its corners and its size in points of paper."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def page_of(svg: etree._Element) -> tuple[float, float]:
    """Width and height of the page in points."""
    width, height = (float(svg.get(side).removesuffix("mm")) for side in ("width", "height"))
    return width / 25.4 * 72, height / 25.4 * 72


def lines_of(svg: etree._Element) -> list[Line]:
    """Every visible line of text, in points from the left upper corner of the page."""
    scale = page_of(svg)[0] / float(svg.get("viewBox").split()[2])
    return list(_walk(svg, np.diag([scale, scale, 1.0])))


def _walk(part: etree._Element, here: np.ndarray) -> Iterator[Line]:
    for child in part:
        if not isinstance(child.tag, str) or child.get("opacity") == "0":
            continue
        inside = here @ _matrix(child.get("transform", ""))
        yield from _text(child, inside) if child.tag == f"{SVG}text" else _walk(child, inside)


def _matrix(transform: str) -> np.ndarray:
    found = np.eye(3)
    for name, numbers in _STEP.findall(transform):
        n = [float(x) for x in re.split(r"[\s,]+", numbers.strip())]
        step = np.eye(3)
        if name == "translate":
            step[:2, 2] = n[0], n[1] if len(n) > 1 else 0
        elif name == "scale":
            step[0, 0], step[1, 1] = n[0], n[1] if len(n) > 1 else n[0]
        else:
            angle = np.radians(n[0])
            step[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        found = found @ step
    return found


def _text(part: etree._Element, here: np.ndarray) -> Iterator[Line]:
    size = float(part.get("font-size").removesuffix("px"))
    bold = part.get("font-weight") in {"600", "700", "bold"}
    anchor = {"middle": 0.5, "end": 1.0}.get(part.get("text-anchor", "start"), 0.0)
    y = 0.0
    scale = float(np.sqrt(abs(np.linalg.det(here[:2, :2]))))
    for line in [part, *part.iter(f"{SVG}tspan")]:
        y += float(line.get("dy", "0"))
        words = (line.text or "").translate(_MARKS)
        if not words.strip():
            continue
        wide = text_width(words, size, bold=bold)
        left, top, bottom = -anchor * wide, y - ASCENT * size, y + DESCENT * size
        corners = [(x, v, 1) for x in (left, left + wide) for v in (top, bottom)]
        found = (here @ np.array(corners).T)[:2]
        yield Line(words, *found.min(axis=1), *found.max(axis=1), size * scale)
