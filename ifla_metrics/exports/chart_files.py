"""Draw a figure as SVG, PNG and PDF. Runs in a worker process.

A chart that does not fit the height of its place gets smaller type and then goes on in further
parts. Every format is made from the one SVG; tables and PDF are set by Typst.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import vl_convert
from lxml import etree

from ifla_metrics.charts import parts
from ifla_metrics.errors import UnknownCode
from ifla_metrics.exports import typeset
from ifla_metrics.exports.chart_svg import Chart, PictureJob, clean_chart, with_svg
from ifla_metrics.exports.document import Drawing
from ifla_metrics.exports.metadata import SVG, into_png, into_svg
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


class Page(NamedTuple):
    """One part of a figure as SVG of its size in millimetres, and its title."""

    svg: etree._Element
    title: str


def render_parts(job: PictureJob, part: int | None = None) -> list[Drawing]:
    """Return the parts of a figure as SVG or PNG.

    Args:
        job: The figure.
        part: The only part that is wanted, from 1.

    Raises:
        UnknownCode: There is no such part.
    """
    pages, with_table = _pages(job, part)
    if with_table or (job.outlined and job.format == "svg"):
        outlined = typeset.outlines(typeset.pdf(job, [page.svg for page in pages], with_table))
        titles = [job.metadata.title] if with_table else [page.title for page in pages]
        pages = list(map(Page, outlined, titles))
    return [_drawing(job, page) for page in pages]


def render_pdf(job: PictureJob, part: int | None = None) -> bytes:
    """Return a figure as PDF, its parts as pages; tagged, with the alternative text of each."""
    pages, with_table = _pages(job, part)
    pdf = typeset.pdf(job, [page.svg for page in pages], with_table)
    return typeset.pdf(job, typeset.outlines(pdf)) if job.outlined else pdf


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Give the renderer our fonts, once a process."""
    vl_convert.register_font_directory(str(FONTS))


def _pages(job: PictureJob, part: int | None) -> tuple[list[Page], bool]:
    """Return the pages of a figure's chart, and whether its table is to be set (under it)."""
    if not job.spec:
        return [], True
    register_fonts()
    charts = _fit(job)
    count = len(charts)
    if part is not None and not 1 <= part <= count:
        raise UnknownCode("part", part, [str(n + 1) for n in range(count)])
    if count == 1 and job.table and _room_mm(job, charts[0]) >= TABLE_MM:
        inner = job.size.width_mm - 2 * job.margin_mm
        alone = replace(job, framed=False, size=replace(job.size, width_mm=inner))
        bare = with_svg(alone, charts[0])
        return [Page(_svg(alone, bare, bare.total), job.metadata.title)], True
    wanted = range(count) if part is None else [part - 1]
    return [_page(job, charts[number], number + 1, count) for number in wanted], False


def _fit(job: PictureJob) -> list[Chart]:
    """Return the parts of a chart, each at the scale and height that fit its size."""
    spec = parts.with_shapes(clean_chart(json.loads(job.spec)))
    rows = parts.rows_of(spec)
    for scale in job.size.scales:
        width = job.inner_px(scale)
        height = parts.own_height(spec, width)
        page = job.size.most_mm / MM_PER_PIXEL / scale
        if height > page and scale != job.size.scales[-1]:
            continue  # Too high without its title and axes: no need to draw it to know.
        chart = with_svg(job, Chart(spec, scale, height))
        if chart.total <= page:
            if job.size.height_mm is None or not job.framed or rows:
                return [chart]
            most = chart.height if _is_map(spec) else max(chart.height, width * FLAT)
            return [_with_height(job, chart, min(most, page - chart.around))]
    if len(rows) < 2:
        return [_with_height(job, chart, max(1.0, page - chart.around))]
    tallest = job.size.most_mm if parts.has_axis(spec) else job.size.part_mm or job.size.most_mm
    step = chart.height / len(rows)
    room = tallest / MM_PER_PIXEL / chart.scale - chart.around
    count = math.ceil(len(rows) / max(1, room // step))
    ends = [len(rows) * number // count for number in range(count + 1)]
    groups = [rows[first:last] for first, last in pairwise(ends)]
    return [Chart(parts.with_rows(spec, group), chart.scale, step * len(group)) for group in groups]


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


def _page(job: PictureJob, chart: Chart, number: int, count: int) -> Page:
    """Return one part of a chart, laid out for the height of its page."""
    title = job.metadata.title
    if count > 1:
        title = job.part_title.format(title=title, part=number, parts=count)
        chart = with_svg(job, chart, title)
    height = chart.total
    if job.size.height_mm is not None and job.framed:
        height = job.size.height_mm / MM_PER_PIXEL / chart.scale
        if chart.total > height + 0.5:
            lower = max(1.0, chart.height - (chart.total - height))
            chart = _with_height(job, chart, lower, title)
    return Page(_svg(job, chart, height), title)


def _svg(job: PictureJob, chart: Chart, height: float) -> etree._Element:
    """Return a picture as a page of its size, without links and labels of its own."""
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
    for text in root.iter(f"{SVG}text"):
        text.set("font-family", f"{text.get('font-family', FONT_FAMILY)}, sans-serif")
    root.set("width", f"{job.size.width_mm:.8g}mm")
    root.set("height", f"{job.size.width_mm * height / width:.8g}mm")
    return root


def _drawing(job: PictureJob, page: Page) -> Drawing:
    """Return a page as SVG or PNG, its metadata inside."""
    metadata = replace(job.metadata, title=page.title)
    width, height = (
        float(page.svg.get(side, "").removesuffix("mm")) for side in ("width", "height")
    )
    if job.format == "svg":
        return Drawing(into_svg(page.svg, metadata), width, height)
    # vl-convert takes a length without a unit as points.
    page.svg.set("width", f"{width / 25.4 * 72:.8g}")
    page.svg.set("height", f"{height / 25.4 * 72:.8g}")
    png = vl_convert.svg_to_png(etree.tostring(page.svg, encoding="unicode"), ppi=job.dpi)
    return Drawing(into_png(png, metadata, dpi=job.dpi, transparent=job.transparent), width, height)
