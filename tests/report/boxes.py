"""Where each line of text of an SVG stands on its page, and how large its type is in print."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from lxml import etree

from ifla_metrics.assets import FONTS
from ifla_metrics.report.typesetting import width

SVG = "{http://www.w3.org/2000/svg}"
_STEP = re.compile(r"(translate|scale|rotate)\(([^)]*)\)")
_MARKS = str.maketrans("", "", "\u202b\u202c\u200e\u200f")
ASCENT, DESCENT = 0.78, 0.24
"""Of the shipped fonts' letters, in parts of their size."""


@dataclass(frozen=True)
class Line:
    """One line of text: its corners on the page, in the page's own lengths."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    place: tuple[float, float, float, float]
    """The box that would cut it off: the page, or the chart's own."""


def matrix_of(transform: str) -> np.ndarray:
    found = np.eye(3)
    for name, numbers in _STEP.findall(transform or ""):
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


def _corners(here: np.ndarray, left: float, top: float, right: float, bottom: float) -> np.ndarray:
    points = np.array([(left, top, 1), (right, top, 1), (left, bottom, 1), (right, bottom, 1)]).T
    return (here @ points)[:2]


def _box(corners: np.ndarray) -> tuple[float, float, float, float]:
    return (*corners.min(axis=1), *corners.max(axis=1))


def lines(root: etree._Element) -> list[Line]:
    _, _, wide, high = (float(n) for n in root.get("viewBox").split())
    return list(_walk(root, np.eye(3), (0, 0, wide, high)))


def points_a_length(root: etree._Element) -> float:
    """Points of paper that one length of the page's own is."""
    millimetres = float(root.get("width").removesuffix("mm"))
    return millimetres / 25.4 * 72 / float(root.get("viewBox").split()[2])


def _walk(part: etree._Element, here: np.ndarray, place: tuple) -> Iterator[Line]:
    for child in part:
        if not isinstance(child.tag, str) or child.get("opacity") == "0":
            continue
        inside = here @ matrix_of(child.get("transform", ""))
        if child.tag == f"{SVG}svg":
            wide, high = float(child.get("width")), float(child.get("height"))
            yield from _walk(child, inside, _box(_corners(inside, 0, 0, wide, high)))
        elif child.tag == f"{SVG}text":
            yield from _text(child, inside, place)
        else:
            yield from _walk(child, inside, place)


def _text(part: etree._Element, here: np.ndarray, place: tuple) -> Iterator[Line]:
    size = float(part.get("font-size").removesuffix("px"))
    bold = part.get("font-weight") in {"600", "700", "bold"}
    anchor = {"middle": 0.5, "end": 1.0}.get(part.get("text-anchor", "start"), 0.0)
    x, y = float(part.get("x", "0")), float(part.get("y", "0"))
    scale = float(np.sqrt(abs(np.linalg.det(here[:2, :2]))))
    for line in [part, *part.iter(f"{SVG}tspan")]:
        y += float(line.get("dy", "0"))
        words = (line.text or "").translate(_MARKS)
        if not words.strip():
            continue
        wide = width(words, size, fonts=str(FONTS), bold=bold)
        left = x - anchor * wide
        corners = _corners(here, left, y - ASCENT * size, left + wide, y + DESCENT * size)
        yield Line(words, *_box(corners), size * scale, place)
