"""Draw a figure as SVG, PNG and PDF. Runs in a worker process.

A chart that does not fit the height of its place gets smaller type and then goes on in further
parts. Every format is made from the one SVG.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

import vl_convert
from lxml import etree

from ifla_metrics.charts import parts
from ifla_metrics.errors import UnknownCode
from ifla_metrics.exports import table_files
from ifla_metrics.exports.chart_svg import Chart, PictureJob, clean_chart, with_svg
from ifla_metrics.exports.metadata import SVG, Metadata, into_pdf, into_png, into_svg
from ifla_metrics.exports.mirror import mirror
from ifla_metrics.exports.sizes import MM_PER_PIXEL
from ifla_metrics.settings import FONT_FAMILY, FONTS

FLAT = 0.5
"""How high a chart without rows may be on a page of fixed height, by its width."""
TABLE_MM = 46.0
"""Height that a table under a chart needs to be worth its place."""
_NUMBERED = re.compile(r'(id="|url\(#)(clip|gradient_)(\d+)')
"""Names that count on from chart to chart; a file must not tell what was drawn before."""
_SPOKEN = ("role", "aria-label", "aria-roledescription", "aria-hidden")


def render_parts(job: PictureJob, part: int | None = None) -> list[bytes]:
    """Return the files of a figure, one for each of its parts.

    Args:
        job: The figure.
        part: The only part that is wanted, from 1.

    Raises:
        UnknownCode: There is no such part.
    """
    register_fonts()
    if not job.spec:
        return [_render_table(job, None)]
    charts = _fit(job)
    if part is not None and not 1 <= part <= len(charts):
        raise UnknownCode("part", part, [str(n + 1) for n in range(len(charts))])
    if len(charts) == 1 and job.table and _room_mm(job, charts[0]) >= TABLE_MM:
        return [_render_table(job, charts[0])]
    chosen = enumerate(charts, start=1)
    return [_render_chart(job, c, n, len(charts)) for n, c in chosen if part in (None, n)]


def render_file(job: PictureJob, part: int | None) -> bytes:
    """Return one file: the part that is wanted, or all as the pages of a PDF."""
    files = render_parts(job, part)
    return files[0] if len(files) == 1 else into_pdf(files, job.metadata)


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Give the renderer our fonts, once a process."""
    vl_convert.register_font_directory(str(FONTS))


def _fit(job: PictureJob) -> list[Chart]:
    """Return the parts of a chart, each at the scale and height that fit its size."""
    spec = parts.with_shapes(clean_chart(json.loads(job.spec)))
    for scale in job.size.scales:
        width = job.inner_px(scale)
        chart = with_svg(job, Chart(spec, scale, _own_height(spec, width)))
        page = job.size.most_mm / MM_PER_PIXEL / scale
        if chart.total <= page:
            if job.size.height_mm is None or not job.framed or parts.rows_of(spec):
                return [chart]
            most = chart.height if _is_map(spec) else max(chart.height, width * FLAT)
            return [_with_height(job, chart, min(most, page - chart.around))]
    rows = parts.rows_of(spec)
    if len(rows) < 2:
        return [_with_height(job, chart, max(1.0, page - chart.around))]
    tallest = job.size.most_mm if parts.has_axis(spec) else job.size.part_mm or job.size.most_mm
    step = chart.height / len(rows)
    room = tallest / MM_PER_PIXEL / chart.scale - chart.around
    number = math.ceil(len(rows) / max(1, room // step))
    each = math.ceil(len(rows) / number)
    groups = [rows[first : first + each] for first in range(0, len(rows), each)]
    return [
        Chart(parts.with_rows(spec, group, height=0), chart.scale, step * len(group))
        for group in groups
    ]


def _with_height(job: PictureJob, chart: Chart, height: float, title: str = "") -> Chart:
    if height == chart.height and chart.svg:
        return chart
    return with_svg(job, replace(chart, height=height), title)


def _room_mm(job: PictureJob, chart: Chart) -> float:
    """Return the height that a chart leaves free on its page."""
    if job.size.height_mm is None:
        return 0.0
    return job.size.height_mm - chart.total * chart.scale * MM_PER_PIXEL


def _is_map(spec: dict[str, Any]) -> bool:
    return "projection" in spec


def _own_height(spec: dict[str, Any], width: float) -> float:
    if _is_map(spec):
        return width * parts.MAP_HEIGHT
    height = spec.get("height")
    own = float(height) if isinstance(height, int | float) else 300.0
    return own - parts.unused_lines(spec, width)


def _render_chart(job: PictureJob, chart: Chart, number: int, count: int) -> bytes:
    """Return the file of one part: the picture laid out for its page, in the format asked for."""
    metadata = job.metadata
    if count > 1:
        title = job.part_title.format(title=metadata.title, part=number, parts=count)
        metadata = replace(metadata, title=title)
        chart = with_svg(job, chart, title)
    page = chart.total
    if job.size.height_mm is not None and job.framed:
        page = job.size.height_mm / MM_PER_PIXEL / chart.scale
        if chart.total > page + 0.5:
            lower = max(1.0, chart.height - (chart.total - page))
            chart = _with_height(job, chart, lower, metadata.title)
    return _file(job, _read(job, chart, page), metadata)


def _render_table(job: PictureJob, chart: Chart | None) -> bytes:
    """Return the file of a figure's table, under its chart if there is one."""
    picture = None
    if chart is not None:
        inner = job.size.width_mm - 2 * job.margin_mm
        alone = replace(job, framed=False, size=replace(job.size, width_mm=inner))
        bare = with_svg(alone, chart)
        picture = _pdf(alone, _read(alone, bare, bare.total))
    pdf, width = table_files.typeset(job, picture)
    if job.format == "pdf" and not job.outlined:
        return into_pdf([pdf], job.metadata)
    page = replace(job, outlined=False, size=replace(job.size, width_mm=width))
    return _file(page, table_files.shapes(pdf), job.metadata)


def _read(job: PictureJob, chart: Chart, height: float) -> etree._Element:
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
    if job.framed:  # The source line stands at the foot of the page.
        foot = root.findall(f".//{SVG}g[@class='mark-group role-title']")[-1]
        foot.set("transform", f"translate(0,{height - chart.total:.8g})")
    if job.right_to_left:
        mirror(root)
    if not job.transparent:
        ground = etree.Element(f"{SVG}rect", width=f"{width:.8g}", height=f"{height:.8g}")
        ground.set("fill", "#ffffff")
        root.insert(0, ground)
    return root


def _file(job: PictureJob, root: etree._Element, metadata: Metadata) -> bytes:
    """Return an SVG page as the file asked for, its metadata inside."""
    if job.outlined and job.format != "png":
        root = table_files.shapes(_pdf(job, root))
    if job.format == "pdf":
        return into_pdf([_pdf(job, root)], metadata)
    if job.format == "png":
        png = vl_convert.svg_to_png(_in_points(job, root), ppi=job.dpi)
        return into_png(png, metadata, dpi=job.dpi, transparent=job.transparent)
    for text in root.iter(f"{SVG}text"):
        text.set("font-family", f"{text.get('font-family', FONT_FAMILY)}, sans-serif")
    _resize(root, job.size.width_mm, "mm")
    return into_svg(root, metadata)


def _pdf(job: PictureJob, root: etree._Element) -> bytes:
    return bytes(vl_convert.svg_to_pdf(_in_points(job, root)))


def _in_points(job: PictureJob, root: etree._Element) -> str:
    """Return the page with its size in points, as vl-convert takes a length without a unit."""
    _resize(root, job.size.width_mm / 25.4 * 72, "")
    return str(etree.tostring(root, encoding="unicode"))


def _resize(root: etree._Element, width: float, unit: str) -> None:
    wide, high = (float(n) for n in root.get("viewBox", "").split()[2:])
    root.set("width", f"{width:.8g}{unit}")
    root.set("height", f"{width * high / wide:.8g}{unit}")
