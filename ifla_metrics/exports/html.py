"""A document as one HTML file without scripts, by Jinja2 from `data/reports/report.html`."""

from __future__ import annotations

import base64
import re
from itertools import product
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import etree

from ifla_metrics.exports.document import Document, Drawing, Drawings, Picture
from ifla_metrics.settings import DATA, FONT_FAMILY, FONT_FAMILY_ARABIC, FONTS

FOLDER = DATA / "reports"
_SVG = "{http://www.w3.org/2000/svg}"
_APART = {f"{_SVG}{name}" for name in ("script", "metadata", "title", "desc")}
_POINTS_AT = re.compile(r"url\(#([^)]+)\)")
_DECIMALS, _SAME = re.compile(r"(\.\d)\d+"), re.compile(r"(L[-\d.]+,[-\d.]+)\1+")
LONG_PATH = 2000
"""Letters of a path whose points need no more than a tenth of a pixel: a coast."""


def write(document: Document, drawings: Drawings) -> bytes:
    """Return the document as HTML in UTF-8; `drawings` are SVG, or PNG where that is smaller."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined
    )
    page = environment.get_template("report.html").render(
        d=document,
        drawings={
            picture.key: [_inline(part, picture, n) for n, part in enumerate(drawings[picture.key])]
            for picture in document.pictures
        },
        faces=_faces(document),
        running_head=re.sub(r'["\\<&]', "", document.words["demonstration"]),
    )
    return page.encode("utf-8")


def _faces(document: Document) -> list[dict[str, Any]]:
    """Return the fonts that the text needs, packed."""
    families = [FONT_FAMILY, *([FONT_FAMILY_ARABIC] if document.right_to_left else [])]
    faces = []
    for family, (name, weight) in product(families, (("Regular", 400), ("SemiBold", 600))):
        file = FONTS / f"{family.replace(' ', '')}-{name}.ttf"
        content = base64.b64encode(file.read_bytes()).decode()
        faces.append({"family": family, "weight": weight, "content": content})
    return faces


def _inline(drawing: Drawing, picture: Picture, place: int) -> str:
    """Return a drawing as a part of the page: its ids its own, its words as a label."""
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(drawing.content, parser)
    mark = f"f{picture.number}-{place}-"
    for element in [*root.iter()]:
        if element.tag in _APART:
            if (above := element.getparent()) is not None:
                above.remove(element)
            continue
        for name, value in element.attrib.items():
            if name == "d" and len(value) > LONG_PATH:
                element.set(name, _SAME.sub(r"\1", _DECIMALS.sub(r"\1", value)))
            elif name == "id":
                element.set(name, mark + value)
            elif name.endswith("href") and value.startswith("#"):
                element.set(name, f"#{mark}{value[1:]}")
            elif "url(#" in value:
                element.set(name, _POINTS_AT.sub(rf"url(#{mark}\1)", value))
    for name in ("aria-labelledby", "aria-describedby"):
        root.attrib.pop(name, None)
    if root.get("viewBox") is None:
        width, height = (root.get(side, "0").removesuffix("px") for side in ("width", "height"))
        root.set("viewBox", f"0 0 {width} {height}")
    root.set("role", "img")
    root.set("aria-label", picture.alt)
    return str(etree.tostring(root, encoding="unicode"))
