"""From a sheet to the bytes of a picture. Runs in the drawing process only."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import vl_convert
from lxml import etree

from ifla_metrics.assets import FONT_FAMILY
from ifla_metrics.report import metadata
from ifla_metrics.report.colours import repainted
from ifla_metrics.report.grid import set_grid
from ifla_metrics.report.mirror import mirrored
from ifla_metrics.report.page import SVG, Body, compose, compose_on, element, words_only
from ifla_metrics.report.sheet import Sheet

_POINTS_A_PIXEL = 72 / 96
"""vl-convert takes a length without a unit for 1/72 inch; a page's pixel is 1/96."""

APART, LEAST_ROOM = 22, 150
"""Pixels between a chart and the table under it, and that a table needs to be worth its place."""
_NUMBERED = re.compile(r'(id="|url\(#)(clip|gradient_)(\d+)')
"""Names that count on from chart to chart; a figure's file must not tell what was drawn before."""
_SPOKEN = ("role", "aria-label", "aria-roledescription", "aria-hidden")


def draw(sheet: Sheet) -> bytes:
    """Return the file that `sheet` asks for, its passport inside."""
    root = _composed(sheet)
    if sheet.format == "svg" and not sheet.outlined:
        for part in root.iter(f"{{{SVG}}}text"):
            part.set("font-family", f"{part.get('font-family', FONT_FAMILY)}, sans-serif")
        _in_millimetres(root, sheet)
        return metadata.into_svg(root, sheet.passport)

    for side in ("width", "height"):
        root.set(side, f"{float(root.get(side, '1')) * _POINTS_A_PIXEL:.8g}")
    svg = etree.tostring(root, encoding="unicode")
    if sheet.outlined and sheet.format != "png":
        from ifla_metrics.report.outlines import outlined

        wide, high = float(root.get("width", "1")), float(root.get("height", "1"))
        svg = outlined(svg, width=wide, height=high)
        if sheet.format == "svg":
            shapes = _read(svg)
            for side, length in (("width", wide), ("height", high)):
                shapes.set(side, f"{length / _POINTS_A_PIXEL:.8g}")
            _in_millimetres(shapes, sheet)
            return metadata.into_svg(shapes, sheet.passport)
    if sheet.format == "pdf":
        return metadata.into_pdf(vl_convert.svg_to_pdf(svg), sheet.passport)
    png = vl_convert.svg_to_png(svg, ppi=sheet.dots)
    return metadata.into_png(
        png, sheet.passport, dots_per_inch=sheet.dots, transparent=sheet.transparent
    )


def _composed(sheet: Sheet) -> etree._Element:
    ground = not sheet.transparent
    if sheet.layout is None:
        root = compose(sheet.passport, _body(sheet), fonts=sheet.fonts)
        if not ground:
            root.remove(root[0])
    else:
        root = compose_on(
            sheet.layout, sheet.passport, _body(sheet), fonts=sheet.fonts, ground=ground
        )
    if sheet.mode != "light":
        repainted(root, sheet.mode)
    return mirrored(root) if sheet.right_to_left else root


def _in_millimetres(root: etree._Element, sheet: Sheet) -> None:
    if sheet.layout is None:
        return
    for side in ("width", "height"):
        root.set(side, f"{float(root.get(side, '1')) * 25.4 / 96:.6g}mm")


def _body(sheet: Sheet) -> Body:
    if sheet.spec is not None:
        chart = _chart(_laid_out(sheet.drawing))
        return _with_table(chart, sheet)
    if sheet.grid is not None:
        return set_grid(sheet.grid, fonts=sheet.fonts, layout=sheet.layout)
    if sheet.layout is None:
        return words_only(sheet.empty, fonts=sheet.fonts)
    beside = 2 * sheet.layout.margin if sheet.layout.framed else 0
    measure = (sheet.layout.width - beside) / sheet.layout.scale
    return words_only(sheet.empty, fonts=sheet.fonts, measure=measure)


@lru_cache(maxsize=2)
def _laid_out(spec: str) -> str:
    """Return a chart as SVG; kept, for a figure is often asked for in one format after another."""
    svg = str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))
    names: dict[str, str] = {}

    def renamed(found: re.Match[str]) -> str:
        before, kind, number = found.groups()
        return before + names.setdefault(kind + number, f"{kind}{len(names)}")

    return _NUMBERED.sub(renamed, svg)


def _with_table(chart: Body, sheet: Sheet) -> Body:
    """Return the chart, and under it the table where its page leaves room for some rows."""
    layout = sheet.layout
    if sheet.grid is None or layout is None:
        return chart
    room = layout.room - chart.height - APART
    if room < LEAST_ROOM:
        return chart
    table = set_grid(sheet.grid, fonts=sheet.fonts, layout=replace(layout, room=room))
    if table.height > room:
        return chart
    group = element("g")
    group.append(chart.element)
    below = element("g", transform=f"translate(0,{chart.height + APART:g})")
    below.append(table.element)
    group.append(below)
    return Body(group, max(chart.width, table.width), chart.height + APART + table.height)


def _read(svg: str) -> etree._Element:
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    return etree.fromstring(svg.encode(), parser)


def _chart(svg: str) -> Body:
    """Return the chart without links and without the labels of a picture of its own."""
    root = _read(svg)
    for part in root.iter():
        for name in _SPOKEN:
            part.attrib.pop(name, None)
        if part.tag == f"{{{SVG}}}a":
            part.tag = f"{{{SVG}}}g"
            part.attrib.clear()
    wide, high = (float(root.get(side, "1").removesuffix("px")) for side in ("width", "height"))
    return Body(root, wide, high)
