"""Turning a page for languages that are read from right to left. Runs in the drawing process only.

The page is mirrored whole, and each piece of text turned back in its place: titles begin at the
right, bars grow from the right, columns of a table and the parts of a bar follow the eye. Places
on a map stay where they are.
"""

from __future__ import annotations

import re

from lxml import etree

from ifla_metrics.assets import FONT_FAMILY_ARABIC
from ifla_metrics.report.page import SVG
from ifla_metrics.report.two_ways import ends_held, is_from_left

_SWAPPED = {"start": "end", "end": "start", "middle": "middle"}
_MOVED = re.compile(r"\s*translate\(\s*([-\d.e]+)(?:[\s,]+([-\d.e]+))?\s*\)")
_SCALED = re.compile(r"scale\(\s*([-\d.e]+)")
_FROM_RIGHT, _FROM_LEFT, _END = "\u202b", "\u202a", "\u202c"
"""Around each line: renderers of SVG take a line's direction from nothing else alike. A line of
another script alone is read from the left, so that its marks stand where they do in that script."""
_BACK = "scale(-1,1)"


def mirrored(root: etree._Element) -> etree._Element:
    """Turn the page in place, and return it."""
    width = float(root.get("viewBox", "0 0 0 0").split()[2])
    group = etree.Element(f"{{{SVG}}}g", transform=f"translate({width:.8g},0) {_BACK}")
    group.extend(list(root))
    root.append(group)
    is_map = any("mark-shape" in (part.get("class") or "") for part in group.iter())
    for part in list(group.iter(f"{{{SVG}}}g", f"{{{SVG}}}text")):
        if part.tag == f"{{{SVG}}}text":
            _turn_back(part)
        elif is_map and _is_place(part):
            _stay(part, group, width)
    return root


def _is_place(part: etree._Element) -> bool:
    names = part.get("class") or ""
    return "mark-shape" in names or ("mark-symbol" in names and "role-mark" in names)


def _turn_back(part: etree._Element) -> None:
    moved = part.get("transform", "")
    place = _MOVED.match(moved)
    if place:
        moved = f"{moved[: place.end()]} {_BACK}{moved[place.end() :]}"
    else:
        x = float(part.get("x", "0"))
        moved = f"translate({2 * x:.8g},0) {_BACK} {moved}".strip()
    part.set("transform", moved)
    part.set("text-anchor", _SWAPPED.get(part.get("text-anchor", "start"), "middle"))
    part.set("font-family", FONT_FAMILY_ARABIC)
    for line in part.iter():
        if line is not part and line.get("font-family"):
            line.set("font-family", FONT_FAMILY_ARABIC)
        if line.text and line.text.strip():
            way = _FROM_LEFT if is_from_left(line.text) else _FROM_RIGHT
            line.text = f"{way}{ends_held(line.text)}{_END}"


def _stay(part: etree._Element, group: etree._Element, width: float) -> None:
    """Turn a group of places back about the middle of the page, however deep it stands."""
    scale, moved = 1.0, 0.0
    ancestors = []
    above = part.getparent()
    while above is not None and above is not group:
        ancestors.append(above)
        above = above.getparent()
    for above in reversed(ancestors):
        transform = above.get("transform", "")
        place, scaled = _MOVED.match(transform), _SCALED.search(transform)
        moved += scale * float(place.group(1)) if place else 0.0
        scale *= float(scaled.group(1)) if scaled else 1.0
    here = part.get("transform", "")
    part.set("transform", f"translate({(width - 2 * moved) / scale:.8g},0) {_BACK} {here}".strip())
