"""From a sheet to the bytes of a picture. Runs in the drawing process only."""

from __future__ import annotations

import vl_convert
from lxml import etree

from ifla_metrics.assets import FONT_FAMILY
from ifla_metrics.report import metadata
from ifla_metrics.report.grid import set_grid
from ifla_metrics.report.page import SVG, Body, compose, words_only
from ifla_metrics.report.sheet import Sheet

DOTS_PER_INCH = 300
_POINTS_A_PIXEL = 72 / 96
"""vl-convert takes a length without a unit for 1/72 inch; a page's pixel is 1/96."""

_SPOKEN = ("role", "aria-label", "aria-roledescription", "aria-hidden")


def draw(sheet: Sheet) -> bytes:
    """Return the file that `sheet` asks for, its passport inside."""
    root = compose(sheet.passport, _body(sheet), fonts=sheet.fonts)
    if sheet.format == "svg":
        for part in root.iter(f"{{{SVG}}}text"):
            part.set("font-family", f"{part.get('font-family', FONT_FAMILY)}, sans-serif")
        return metadata.into_svg(root, sheet.passport)
    for side in ("width", "height"):
        root.set(side, f"{float(root.get(side, '1')) * _POINTS_A_PIXEL:g}")
    svg = etree.tostring(root, encoding="unicode")
    if sheet.format == "pdf":
        return metadata.into_pdf(vl_convert.svg_to_pdf(svg), sheet.passport)
    png = vl_convert.svg_to_png(svg, ppi=DOTS_PER_INCH)
    return metadata.into_png(png, sheet.passport, dots_per_inch=DOTS_PER_INCH)


def _body(sheet: Sheet) -> Body:
    if sheet.spec is not None:
        return _chart(vl_convert.vegalite_to_svg(sheet.spec, allowed_base_urls=[]))
    if sheet.grid is not None:
        return set_grid(sheet.grid, fonts=sheet.fonts)
    return words_only(sheet.empty, fonts=sheet.fonts)


def _chart(svg: str) -> Body:
    """Return the chart without links and without the labels of a picture of its own."""
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(svg.encode(), parser)
    for part in root.iter():
        for name in _SPOKEN:
            part.attrib.pop(name, None)
        if part.tag == f"{{{SVG}}}a":
            part.tag = f"{{{SVG}}}g"
            part.attrib.clear()
    wide, high = (float(root.get(side, "1").removesuffix("px")) for side in ("width", "height"))
    return Body(root, wide, high)
