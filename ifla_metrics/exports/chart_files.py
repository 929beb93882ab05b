"""Draw a figure as SVG, PNG or PDF. Runs in a worker process.

Vega lays out the chart for the exact width. The title and subtitle belong to the Vega-Lite chart.
The source line is the title of a group around the compiled Vega chart, which places it below axes
and legends, at the edge of the page. A chart too high for its size gets smaller type, or is split
into parts. All formats are made from the same SVG; Typst draws tables and writes PDF.
"""

import io
import json
import math
import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import vl_convert
from lxml import etree
from lxml.builder import ElementMaker
from PIL import Image, PngImagePlugin

from ifla_metrics.charts import printing
from ifla_metrics.exports import pdf
from ifla_metrics.exports.mirror import SVG, mirror
from ifla_metrics.exports.printed_text import MAX_LENGTH, REPLACEMENT, map_texts, wrap
from ifla_metrics.exports.sizes import MIN_FONT_SIZE, MM_PER_PIXEL, POINTS_PER_PIXEL, PictureJob
from ifla_metrics.settings import FONT_FAMILY, FONT_FAMILY_ARABIC, FONTS
from ifla_metrics.text import printable

TITLE, SUBTITLE, SOURCE = 15.5, 11.5, 8.75
"""Font sizes of the texts around a chart, in screen pixels."""
LINE_HEIGHT, MAX_LINES = 1.34, 7
"""Height of a line of these texts, as a multiple of the font size, and maximum number of lines of
each on a page of fixed height."""
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
"""Characters of two UTF-16 units. Vega may cut one in half when it shortens a label, and the
renderer rejects such a label."""
_NUMBERED_ID = re.compile(r'(id="|url\(#)(clip|gradient_)(\d+)')
"""Element ids with a counter that continues from one chart to the next."""
TITLE_POSITION = {"anchor": "start", "frame": "bounds", "limit": 0}
"""Aligns a title of Vega with the edge of the page."""
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
FACTS = "urn:ifla-metrics:figure"
"""XML namespace of facts without a Dublin Core term: known-on day, framework version, filters."""
_ARIA = ("role", "aria-label", "aria-roledescription", "aria-hidden")


def render(job: PictureJob) -> list[bytes]:
    """Return the parts of a figure as SVG or PNG, usually one; or one tagged PDF, a page a part."""
    jobs, pages = _parts(job)
    if (job.outlined and job.format != "png") or (not pages and job.format != "pdf"):
        pages = pdf.outlined_pages(job, pages)
    if job.format == "pdf":
        return [pdf.figure_pdf(job, pages)]
    return list(map(_svg_file if job.format == "svg" else _png_file, jobs, pages))


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Register the shipped fonts with the renderer, once per process."""
    vl_convert.register_font_directory(str(FONTS))


def _svg_file(job: PictureJob, root: etree._Element) -> bytes:
    """Return a page as SVG with an accessible title and description, and Dublin Core metadata."""
    root.set("role", "img")
    root.set("aria-labelledby", "figure-title figure-description")
    root.set("lang", job.t.language)
    svg, dc, ifla = (ElementMaker(namespace=uri) for uri in (SVG[1:-1], DC, FACTS))
    rdf = ElementMaker(namespace=RDF, nsmap={"rdf": RDF, "dc": DC, "ifla": FACTS})
    terms = [dc(term, text) for term, text in job.texts.items()]
    facts = [ifla(name, text) for name, text in job.facts.items()]
    root[:0] = [
        svg.title(job.texts["title"], id="figure-title"),
        svg.desc(job.texts["description"], id="figure-description"),
        svg.metadata(rdf.RDF(rdf.Description({f"{{{RDF}}}about": ""}, *terms, *facts))),
    ]
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _png_file(job: PictureJob, svg: etree._Element) -> bytes:
    """Return a page as PNG with its resolution, and metadata in text chunks."""
    # vl-convert takes the pixels of a length in millimetres (96 per inch) for points.
    ppi = job.dpi * POINTS_PER_PIXEL
    png = vl_convert.svg_to_png(etree.tostring(svg, encoding="unicode"), ppi=ppi)
    info = PngImagePlugin.PngInfo()
    for name, value in {**job.texts, **job.facts}.items():
        info.add_itxt(name.capitalize(), value, job.t.language, name)
    file = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        converted = picture.convert("RGBA" if job.transparent else "RGB")
        converted.save(file, "PNG", pnginfo=info, dpi=(job.dpi, job.dpi))
    return file.getvalue()


class _Layout(NamedTuple):
    """A chart laid out by Vega. Lengths are in chart pixels."""

    svg: str
    scale: float
    height: float
    total_height: float
    """Height of the image, including title, axes, source line and margins."""
    excess: float
    """How much higher the image is than its size allows; negative if it fits."""


def _parts(job: PictureJob) -> tuple[list[PictureJob], list[etree._Element]]:
    """Return a job and an SVG page per part of the chart; no pages if the figure has no chart."""
    if not job.spec:
        return [job], []
    register_fonts()
    spec = printing.with_shapes(map_texts(json.loads(job.spec), _drawable))
    rows = printing.rows_of(spec)
    charts = []
    for scale in job.size.scales:
        height = printing.height_at(spec, job.inner_px(scale))
        charts.append(_lay_out(job, spec, scale, height))
        if charts[-1].excess <= 0:
            break
    chart = charts[-1]
    if chart.excess > 0 and len(rows) > 1:
        return _split(job, spec, rows, charts)
    fills = job.framed and job.size.height_mm and not rows and "projection" not in spec
    if fills or chart.excess > 0:  # A chart without rows fills a slide or a card.
        chart = _resized(job, spec, chart)
    return [job], [_page(job, chart)]


def _split(
    job: PictureJob, spec: dict[str, Any], rows: list[str], charts: list[_Layout]
) -> tuple[list[PictureJob], list[etree._Element]]:
    """Return a chart in as few parts as any of its scales allows, at the largest such scale."""
    max_height = job.size.height_limit_mm
    if job.size.max_part_mm and not printing.has_axis(spec):
        max_height = job.size.max_part_mm

    def parts_of(chart: _Layout) -> int:
        available = max_height / MM_PER_PIXEL / chart.scale - (chart.total_height - chart.height)
        return math.ceil(len(rows) / max(1, available // (chart.height / len(rows))))

    chart = min(charts, key=parts_of)
    count, row_height = parts_of(chart), chart.height / len(rows)
    ends = [len(rows) * number // count for number in range(count + 1)]
    jobs, pages = [], []
    for number, (first, last) in enumerate(pairwise(ends), start=1):
        title = job.t(
            "{title} ({part} of {parts})", title=job.texts["title"], part=number, parts=count
        )
        part = replace(job, texts={**job.texts, "title": title})
        part_spec = printing.with_rows(spec, rows[first:last])
        part_chart = _lay_out(part, part_spec, chart.scale, row_height * (last - first))
        if part_chart.excess > 0:  # The longer title needs another line.
            part_chart = _resized(part, part_spec, part_chart)
        jobs.append(part)
        pages.append(_page(part, part_chart))
    return jobs, pages


def _resized(job: PictureJob, spec: dict[str, Any], chart: _Layout) -> _Layout:
    """Return a chart laid out again, as high as its size allows."""
    for _ in range(2):  # The labels of an axis depend on its height.
        chart = _lay_out(job, spec, chart.scale, max(1.0, chart.height - chart.excess))
    return chart


def _lay_out(job: PictureJob, spec: dict[str, Any], scale: float, height: float) -> _Layout:
    """Lay out a chart for its exact width, with the title above and the source line below."""
    margin = job.size.margin_mm / MM_PER_PIXEL / scale
    sized = {
        **spec,
        "width": round(job.size.width_mm / MM_PER_PIXEL / scale, 2),
        "height": round(height, 2),
        # `resize` repeats the layout once the labels have their final width.
        "autosize": {"type": "fit-x", "contains": "padding", "resize": True},
        "padding": margin if job.framed else {"left": 0, "right": 0, "top": 2, "bottom": 2},
        "params": [p for p in spec.get("params", ()) if p.get("name") != "height"],
    }
    if job.framed:
        subtitle = _title(job, job.texts["subject"], SUBTITLE, scale)
        sized["title"] = {
            **_title(job, job.texts["title"], TITLE, scale, bold=True),
            "subtitle": subtitle.pop("text"),
            **{f"subtitle{key[0].upper()}{key[1:]}": value for key, value in subtitle.items()},
            **TITLE_POSITION,
            "offset": 16,
            "subtitlePadding": 5,
        }
    vega = vl_convert.vegalite_to_vega(json.dumps(sized))
    if job.framed:
        source = _title(job, job.texts["source"], SOURCE, scale)
        vega = _with_source(vega, {**source, **TITLE_POSITION, "orient": "bottom", "offset": 18})
    svg = vl_convert.vega_to_svg(json.dumps(vega), allowed_base_urls=[])
    total_height = float(svg.partition('viewBox="')[2].partition('"')[0].split()[3])
    excess = total_height - job.size.height_limit_mm / MM_PER_PIXEL / scale
    return _Layout(svg, scale, height, total_height, excess)


def _title(
    job: PictureJob, text: str, size: float, scale: float, *, bold: bool = False
) -> dict[str, Any]:
    """Return text as a Vega title.

    The font size is increased where `scale` would make it smaller than MIN_FONT_SIZE.
    """
    size = max(size, MIN_FONT_SIZE / POINTS_PER_PIXEL / scale)
    max_lines = MAX_LINES if job.size.height_mm else None
    return {
        "text": wrap(text, job.inner_px(scale) / size, max_lines, bold=bold),
        "font": FONT_FAMILY_ARABIC if job.t.right_to_left else FONT_FAMILY,
        "fontSize": size,
        "fontWeight": 600 if bold else "normal",
        "lineHeight": LINE_HEIGHT * size,
        "color": job.ink if bold else job.soft,
    }


def _with_source(vega: dict[str, Any], source: dict[str, Any]) -> dict[str, Any]:
    """Return a Vega chart inside a group whose title is the source line.

    Vega then places the line below axes and legends, at the edge of the page.
    """
    moved = ("marks", "axes", "legends", "title", "style", "layout")
    inner = {name: vega.pop(name) for name in moved if name in vega}
    size = {"width": {"signal": "width"}, "height": {"signal": "height"}}
    group = {"type": "group", "encode": {"update": size}, **inner}
    return {**vega, "marks": [group], "title": source}


def _drawable(text: str) -> str:
    """Return a text of a chart without characters that the renderer rejects."""
    return _ASTRAL.sub(REPLACEMENT, printable(text[:MAX_LENGTH]))


def _page(job: PictureJob, chart: _Layout) -> etree._Element:
    """Return a laid-out chart as SVG, sized in millimetres, without Vega's ARIA attributes."""
    height = chart.total_height
    if job.framed and job.size.height_mm:
        height -= chart.excess
    ids: dict[str, str] = {}

    def renumber(match: re.Match[str]) -> str:
        before, kind, number = match.groups()
        return before + ids.setdefault(kind + number, f"{kind}{len(ids)}")

    # Equal figures give equal files, whatever the process has drawn before.
    root = etree.fromstring(_NUMBERED_ID.sub(renumber, chart.svg).encode(), pdf.SVG_PARSER)
    etree.strip_attributes(root, *_ARIA)
    width = float(root.get("viewBox", "0 0 1 1").split()[2])
    root.set("viewBox", f"0 0 {width:.8g} {height:.8g}")
    if job.t.right_to_left:
        mirror(root)
    if not job.transparent:
        white = {"width": f"{width:.8g}", "height": f"{height:.8g}", "fill": "#ffffff"}
        root.insert(0, etree.Element(f"{SVG}rect", white))
    for text in root.iter(f"{SVG}text"):
        text.set("font-family", f"{text.get('font-family', FONT_FAMILY)}, sans-serif")
    root.set("width", f"{job.size.width_mm:.8g}mm")
    root.set("height", f"{height * chart.scale * MM_PER_PIXEL:.8g}mm")
    return root
