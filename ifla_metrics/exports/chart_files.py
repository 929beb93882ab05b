"""Draw a figure as SVG, PNG and PDF. Runs in a worker process.

A chart that does not fit the height of its place gets smaller type and then goes on in further
parts. Every format is made from the one SVG.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

import vl_convert
from lxml import etree

from ifla_metrics.assets import FONT_FAMILY, FONTS
from ifla_metrics.charts import parts
from ifla_metrics.errors import UnknownCode
from ifla_metrics.exports import table_files
from ifla_metrics.exports.chart_svg import SOURCE, Chart, Drawing, clean_chart, with_svg
from ifla_metrics.exports.metadata import SVG, Metadata, into_pdf, into_png, into_svg
from ifla_metrics.exports.mirror import mirror
from ifla_metrics.exports.sizes import MM_PER_PIXEL
from ifla_metrics.exports.table_files import TableContent

GROWTH, FLAT = 1.35, 0.5
"""How much higher than usual rows may stand where a page has room, and how high another chart may
be by its width."""
TABLE_MM = 46.0
"""Height that a table under a chart needs to be worth its place."""
_NUMBERED = re.compile(r'(id="|url\(#)(clip|gradient_)(\d+)')
"""Names that count on from chart to chart; a file must not tell what was drawn before."""
_MOVED = re.compile(r"translate\([-\d.e]+,\s*([-\d.e]+)\)")
_SPOKEN = ("role", "aria-label", "aria-roledescription", "aria-hidden")


def render_parts(drawing: Drawing, part: int | None = None) -> list[bytes]:
    """Return the files of a figure, one for each of its parts.

    Args:
        drawing: The figure.
        part: The only part that is wanted, from 1.

    Raises:
        UnknownCode: There is no such part.
    """
    register_fonts()
    if drawing.spec is None:
        return [_render_table(drawing, None)]
    charts = _fit(drawing)
    if part is not None and not 1 <= part <= len(charts):
        raise UnknownCode("part", part, [str(n + 1) for n in range(len(charts))])
    if len(charts) == 1 and _room_mm(drawing, charts[0]) >= TABLE_MM and drawing.table:
        return [_render_table(drawing, charts[0])]
    chosen = enumerate(charts, start=1)
    return [_render_chart(drawing, c, n, len(charts)) for n, c in chosen if part in (None, n)]


def render_file(drawing: Drawing, part: int | None) -> bytes:
    """Return one file: the part that is wanted, or all as the pages of a PDF."""
    files = render_parts(drawing, part)
    return files[0] if len(files) == 1 else into_pdf(files, drawing.metadata)


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Give the renderer our fonts, once a process."""
    vl_convert.register_font_directory(str(FONTS))


def _fit(drawing: Drawing) -> list[Chart]:
    """Return the parts of a chart, each at the scale and height that fit its size."""
    spec = parts.with_shapes(clean_chart(drawing.spec))
    tried: list[Chart] = []
    for scale in drawing.size.scales:
        chart = Chart(spec, scale, _own_height(spec, drawing.inner_px(scale)))
        page = _page_px(drawing, scale)
        if tried and tried[0].around + chart.height > page:
            # What stands around a chart is about as high at any scale: no need to draw it.
            tried.append(replace(chart, total=tried[0].around + chart.height))
            continue
        chart = _measured(drawing, chart)
        if chart.total <= page or _is_map(spec):
            return [_fill_page(drawing, chart)]
        tried.append(chart)
    rows = parts.rows_of(spec)
    if len(rows) < 2:
        chart = tried[-1]
        over = chart.total - _page_px(drawing, chart.scale)
        return [replace(chart, height=max(chart.height / 2, chart.height - over), svg="")]

    lowest = drawing.size.part_mm
    lost = 0.0 if parts.has_axis(spec) or lowest is None else drawing.size.most_mm - lowest

    def room(chart: Chart) -> float:
        return _page_px(drawing, chart.scale) - lost / MM_PER_PIXEL / chart.scale - chart.around

    def number(chart: Chart) -> int:
        return math.ceil(len(rows) / max(1, room(chart) // (chart.height / len(rows))))

    best = min(tried, key=number)
    each = math.ceil(len(rows) / number(best))
    step = best.height / len(rows)
    if drawing.size.height_mm is not None and drawing.framed:
        step = max(step, min(step * GROWTH, room(best) / each))
    groups = [rows[first : first + each] for first in range(0, len(rows), each)]
    return [
        Chart(parts.with_rows(spec, group, height=0), best.scale, step * len(group))
        for group in groups
    ]


def _fill_page(drawing: Drawing, chart: Chart) -> Chart:
    """Return a chart that is as high as its page of fixed height has room for, within bounds."""
    if drawing.size.height_mm is None or not drawing.framed:
        return chart
    if _is_map(chart.spec):
        most = chart.height
    elif parts.rows_of(chart.spec):
        most = chart.height * GROWTH
    else:
        most = max(chart.height * GROWTH, drawing.inner_px(chart.scale) * FLAT)
    height = max(1.0, min(most, _page_px(drawing, chart.scale) - chart.around))
    if height == chart.height:
        return chart
    return replace(chart, height=height, total=chart.around + height, svg="")


def _page_px(drawing: Drawing, scale: float) -> float:
    return drawing.size.most_mm / MM_PER_PIXEL / scale


def _room_mm(drawing: Drawing, chart: Chart) -> float:
    """Return the height that a chart leaves free on its page."""
    if drawing.size.height_mm is None:
        return 0.0
    return drawing.size.height_mm - chart.total * chart.scale * MM_PER_PIXEL


def _is_map(spec: dict[str, Any]) -> bool:
    return "projection" in spec


def _own_height(spec: dict[str, Any], width: float) -> float:
    if _is_map(spec):
        return width * parts.MAP_HEIGHT
    height = spec.get("height")
    own = float(height) if isinstance(height, int | float) else 300.0
    return own - parts.unused_lines(spec, width)


def _measured(drawing: Drawing, chart: Chart) -> Chart:
    """Return the chart with its height, and with its picture where that may be the final one."""
    rows, spec, height = parts.rows_of(chart.spec), chart.spec, chart.height
    if _is_map(spec) and drawing.size.height_mm:  # What stands around it needs no shapes.
        spec = {**spec, "datasets": {**spec["datasets"], parts.SHAPES: parts.NO_SHAPES}}
    elif rows and height > _page_px(drawing, chart.scale):  # It goes on in parts.
        height = height / len(rows) * 2
        spec = parts.with_rows(spec, rows[:2], height=height)
    else:
        return with_svg(drawing, chart)
    around = with_svg(drawing, replace(chart, spec=spec, height=height)).around
    return replace(chart, total=around + chart.height)


def _render_chart(drawing: Drawing, chart: Chart, number: int, count: int) -> bytes:
    """Return the file of one part: the picture laid out for its page, in the format asked for."""
    metadata = drawing.metadata
    if count > 1:
        title = drawing.part_title.format(title=metadata.title, part=number, parts=count)
        metadata = replace(metadata, title=title)
    if not chart.svg:
        chart = with_svg(drawing, chart, metadata.title)
    page = chart.total
    if drawing.size.height_mm is not None and drawing.framed:
        page = _page_px(drawing, chart.scale)
        if chart.total > page + 0.5:
            lower = max(1.0, chart.height - (chart.total - page))
            chart = with_svg(drawing, replace(chart, height=lower), metadata.title)
    return _file(drawing, _read(drawing, chart, page), metadata)


def _render_table(drawing: Drawing, chart: Chart | None) -> bytes:
    """Return the file of a figure's table, under its chart if there is one."""
    content = cast(TableContent, drawing.table)
    picture = None
    if chart is not None:
        inner = drawing.size.width_mm - 2 * drawing.margin_mm
        alone = replace(drawing, framed=False, size=replace(drawing.size, width_mm=inner))
        bare = with_svg(alone, replace(chart, svg=""))
        picture = _pdf(alone, _read(alone, bare, bare.total))
    pdf, width = table_files.typeset(
        content,
        drawing.metadata,
        drawing.size,
        ink=drawing.ink,
        soft=drawing.soft,
        framed=drawing.framed,
        transparent=drawing.transparent,
        right_to_left=drawing.right_to_left,
        picture=picture,
    )
    if drawing.format == "pdf" and not drawing.outlined:
        return into_pdf([pdf], drawing.metadata)
    page = replace(drawing, outlined=False, size=replace(drawing.size, width_mm=width))
    return _file(page, table_files.shapes(pdf), drawing.metadata)


def _read(drawing: Drawing, chart: Chart, height: float) -> etree._Element:
    """Return the picture as a page of its size, without links and labels of its own."""
    names: dict[str, str] = {}

    def renamed(found: re.Match[str]) -> str:
        before, kind, number = found.groups()
        return before + names.setdefault(kind + number, f"{kind}{len(names)}")

    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(_NUMBERED.sub(renamed, chart.svg).encode(), parser)
    for element in root.iter():
        for name in _SPOKEN:
            element.attrib.pop(name, None)
        if element.tag == f"{SVG}a":
            element.tag = f"{SVG}g"
            element.attrib.clear()
    width = float(root.get("viewBox", "0 0 1 1").split()[2])
    root.set("viewBox", f"0 0 {width:.8g} {height:.8g}")
    for ground in root.findall(f"{SVG}rect"):
        root.remove(ground)
    if drawing.framed:
        _set_foot(drawing, chart, root, height)
    if drawing.right_to_left:
        mirror(root)
    if not drawing.transparent:
        ground = etree.Element(f"{SVG}rect", width=f"{width:.8g}", height=f"{height:.8g}")
        ground.set("fill", "#ffffff")
        root.insert(0, ground)
    return root


def _set_foot(drawing: Drawing, chart: Chart, root: etree._Element, height: float) -> None:
    """Move the source line to the foot of the page and draw a hairline over it."""
    down = height - chart.total
    foot = root.findall(f".//{SVG}g[@class='mark-group role-title']")[-1]
    foot.set("transform", f"translate(0,{down:.8g})")
    lines = foot.find(f".//{SVG}text")
    if lines is None:
        return
    places = (_MOVED.match(part.get("transform", "")) for part in (lines, *lines.iterancestors()))
    baseline = sum(float(place.group(1)) for place in places if place)
    margin = drawing.margin_mm / MM_PER_PIXEL / chart.scale
    top = baseline - SOURCE.at(chart.scale).size - 6
    rule = etree.SubElement(root, f"{SVG}path")
    rule.set("d", f"M{margin:.6g},{top:.6g}h{drawing.inner_px(chart.scale):.6g}")
    rule.set("stroke", drawing.line)
    rule.set("stroke-width", "0.75")


def _file(drawing: Drawing, root: etree._Element, metadata: Metadata) -> bytes:
    """Return an SVG page as the file asked for, its metadata inside."""
    if drawing.outlined and drawing.format != "png":
        root = table_files.shapes(_pdf(drawing, root))
    if drawing.format == "pdf":
        return into_pdf([_pdf(drawing, root)], metadata)
    if drawing.format == "png":
        png = vl_convert.svg_to_png(_in_points(drawing, root), ppi=drawing.dpi)
        return into_png(png, metadata, dpi=drawing.dpi, transparent=drawing.transparent)
    for text in root.iter(f"{SVG}text"):
        text.set("font-family", f"{text.get('font-family', FONT_FAMILY)}, sans-serif")
    _resize(root, drawing.size.width_mm, "mm")
    return into_svg(root, metadata)


def _pdf(drawing: Drawing, root: etree._Element) -> bytes:
    return bytes(vl_convert.svg_to_pdf(_in_points(drawing, root)))


def _in_points(drawing: Drawing, root: etree._Element) -> str:
    """Return the page with its size in points, as vl-convert takes a length without a unit."""
    _resize(root, drawing.size.width_mm / 25.4 * 72, "")
    return str(etree.tostring(root, encoding="unicode"))


def _resize(root: etree._Element, width: float, unit: str) -> None:
    wide, high = (float(n) for n in root.get("viewBox", "").split()[2:])
    root.set("width", f"{width:.8g}{unit}")
    root.set("height", f"{width * high / wide:.8g}{unit}")
