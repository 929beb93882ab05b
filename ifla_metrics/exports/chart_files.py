"""Draw a figure as SVG, PNG and PDF. Runs in a worker process.

Vega lays a chart out for an exact width. Title and subtitle are those of the Vega-Lite chart, the
source line is the title of a group around the compiled Vega chart: it then stands under axes and
keys, at the edge of the page. A chart that does not fit the height of its place gets smaller type
and then goes on in further parts. All formats are made from the one SVG; Typst sets tables and PDF.
"""

import json
import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import vl_convert
from lxml import etree

from ifla_metrics.charts import parts
from ifla_metrics.exports import pdf
from ifla_metrics.exports.document import Drawing
from ifla_metrics.exports.metadata import SVG, add_png_metadata, add_svg_metadata
from ifla_metrics.exports.mirror import mirror
from ifla_metrics.exports.printed_text import wrap
from ifla_metrics.exports.sizes import MIN_FONT_SIZE, MM_PER_PIXEL, POINTS_PER_PIXEL, PictureJob
from ifla_metrics.settings import FONT_FAMILY, FONT_FAMILY_ARABIC, FONTS
from ifla_metrics.text import printable

LONGEST_CELL = 240
"""Letters of a text in the data; a title has at most 200, so only what nobody typed is cut."""
MOST_LINES = 60
_WIDE = re.compile("[\U00010000-\U0010ffff]")
"""Letters that Vega takes for two: where it shortens a label it cuts one in half, and the renderer
refuses the label."""
_NUMBERED = re.compile(r'(id="|url\(#)(clip|gradient_)(\d+)')
"""Names that count on from chart to chart; a file must not tell what was drawn before."""
_SIDES = ("width", "height")
_SPOKEN = ("role", "aria-label", "aria-roledescription", "aria-hidden")


def render_parts(job: PictureJob) -> list[Drawing]:
    """Return the parts of a figure as SVG or PNG."""
    jobs, pages = _parts(job)
    if not pages or (job.outlined and job.format == "svg"):
        pages = pdf.text_to_paths(pdf.figure_pdf(job, pages))
    return list(map(_drawing, jobs, pages))


def render_pdf(job: PictureJob) -> bytes:
    """Return a figure as PDF, its parts as pages; tagged, with the alternative text of each."""
    made = pdf.figure_pdf(job, _parts(job)[1])
    return pdf.figure_pdf(job, pdf.text_to_paths(made)) if job.outlined else made


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Give the renderer our fonts, once a process."""
    vl_convert.register_font_directory(str(FONTS))


def _drawing(job: PictureJob, svg: etree._Element) -> Drawing:
    """Return a page as SVG or PNG, its metadata inside."""
    width, height = (float(svg.get(side, "").removesuffix("mm")) for side in _SIDES)
    if job.format == "svg":
        return Drawing(add_svg_metadata(svg, job), width, height)
    for side, length in zip(_SIDES, (width, height), strict=True):
        # vl-convert takes a length without a unit as points.
        svg.set(side, f"{length / 25.4 * 72:.8g}")
    png = vl_convert.svg_to_png(etree.tostring(svg, encoding="unicode"), ppi=job.dpi)
    return Drawing(add_png_metadata(png, job), width, height)


# The parts of a chart


def _parts(job: PictureJob) -> tuple[list[PictureJob], list[etree._Element]]:
    """Return the job of each part, with its title, and each part of the chart as SVG, if any."""
    if not job.spec:
        return [job], []
    register_fonts()
    spec = parts.with_shapes(clean_chart(json.loads(job.spec)))
    chart = _fit(job, spec)
    groups = _groups(job, chart)
    if not groups:
        return [job], [_page(job, chart)]
    step = chart.height / sum(map(len, groups))
    jobs, pages = [], []
    for number, rows in enumerate(groups, start=1):
        title = job.part_title.format(title=job.title, part=number, parts=len(groups))
        one, some = replace(job, title=title), parts.with_rows(spec, rows)
        jobs.append(one)
        pages.append(_page(one, _laid_out(one, some, chart.scale, step * len(rows))))
    return jobs, pages


class _Chart(NamedTuple):
    """A chart as it is laid out, in its own pixels."""

    spec: dict[str, Any]
    scale: float
    height: float
    svg: str
    total: float
    """Height of the picture."""
    page: float
    """Height that the picture may have."""

    @property
    def around(self) -> float:
        """Height of all but the chart itself: title, axes, source line, margins."""
        return self.total - self.height


def _fit(job: PictureJob, spec: dict[str, Any]) -> _Chart:
    """Return a chart at the scale and height that fit its size; too high if in parts only.

    One without rows fills a slide or a card.
    """
    rows = parts.rows_of(spec)
    fills = job.framed and job.size.height_mm and not rows and "projection" not in spec
    for scale in job.size.scales:
        width = job.inner_px(scale)
        height = parts.own_height(spec, width)
        if (
            height > job.size.height_limit_mm / MM_PER_PIXEL / scale
            and scale != job.size.scales[-1]
        ):
            continue  # Too high without its title and axes: no need to draw it to know.
        chart = _laid_out(job, spec, scale, height)
        if chart.total <= chart.page:
            if not fills:
                return chart
            break
    if len(rows) > 1:
        return chart
    return _laid_out(job, spec, chart.scale, max(1.0, chart.page - chart.around))


def _groups(job: PictureJob, chart: _Chart) -> list[list[str]]:
    """Return the rows of each part of a chart that is too high for its page; [] when it is not."""
    rows = parts.rows_of(chart.spec)
    if chart.total <= chart.page or len(rows) < 2:
        return []
    has_axis = parts.has_axis(chart.spec)
    tallest = (
        job.size.height_limit_mm if has_axis else job.size.max_part_mm or job.size.height_limit_mm
    )
    room = tallest / MM_PER_PIXEL / chart.scale - chart.around
    count = math.ceil(len(rows) / max(1, room // (chart.height / len(rows))))
    ends = [len(rows) * number // count for number in range(count + 1)]
    return [rows[first:last] for first, last in pairwise(ends)]


# One part


@dataclass(frozen=True)
class TextStyle:
    """How a line of text around a chart is set, in pixels of the screen."""

    size: float
    leading: float
    most: int
    """Lines that it may take on a page of fixed height."""
    bold: bool = False
    even: bool = True


TITLE = TextStyle(15.5, 20.5, 4, bold=True)
SUBTITLE = TextStyle(11.5, 15.5, 4)
SOURCE = TextStyle(8.75, 12, 7, even=False)


def _laid_out(job: PictureJob, spec: dict[str, Any], scale: float, height: float) -> _Chart:
    """Return a chart with its picture: title above, source line below, width exact."""
    margin = job.size.margin_mm / MM_PER_PIXEL / scale
    changed = {
        **spec,
        "width": round(job.size.width_mm / MM_PER_PIXEL / scale, 2),
        "height": round(height, 2),
        # Laid out again when the labels have got their width, which may have changed with it.
        "autosize": {"type": "fit-x", "contains": "padding", "resize": True},
        "padding": margin if job.framed else {"left": 0, "right": 0, "top": 2, "bottom": 2},
        "config": {k: v for k, v in spec.get("config", {}).items() if k != "padding"},
        "params": [p for p in spec.get("params", ()) if p.get("name") != "height"],
    }
    if job.framed:
        changed["title"] = {
            **_words(job, job.title, TITLE, scale),
            **_words(job, job.subtitle, SUBTITLE, scale, "subtitle"),
            "offset": 16,
            "subtitlePadding": 5,
        }
    vega = vl_convert.vegalite_to_vega(json.dumps(changed))
    if job.framed:
        source = _words(job, job.source, SOURCE, scale)
        vega = _with_source(vega, {**source, "orient": "bottom", "offset": 18})
    svg = vl_convert.vega_to_svg(json.dumps(vega), allowed_base_urls=[])
    total = float(svg.partition('viewBox="')[2].partition('"')[0].split()[3])
    return _Chart(spec, scale, height, svg, total, job.size.height_limit_mm / MM_PER_PIXEL / scale)


def _words(
    job: PictureJob, words: str, style: TextStyle, scale: float, name: str = ""
) -> dict[str, Any]:
    """Return words as a title in Vega, or as the subtitle of one: lines and their look.

    Larger where `scale` would make them too small to read in print.
    """
    larger = max(1.0, MIN_FONT_SIZE / POINTS_PER_PIXEL / scale / style.size)
    look = {
        "font": FONT_FAMILY_ARABIC if job.right_to_left else FONT_FAMILY,
        "fontSize": style.size * larger,
        "fontWeight": 600 if style.bold else "normal",
        "lineHeight": style.leading * larger,
        "color": job.ink if style.bold else job.soft,
    }
    most = style.most if job.size.height_mm else MOST_LINES
    width = job.inner_px(scale)
    lines = wrap(words, style.size * larger, width, bold=style.bold, even=style.even, most=most)
    if name:
        return {name: lines, **{f"{name}{k[0].upper()}{k[1:]}": v for k, v in look.items()}}
    return {"text": lines, "anchor": "start", "frame": "bounds", "limit": 0, **look}


def _with_source(vega: dict[str, Any], source: dict[str, Any]) -> dict[str, Any]:
    """Return a Vega chart with its source line as the title of a group around it.

    Vega's own layout then puts the line under axes and keys, at the edge of the page.
    """
    names = ("marks", "axes", "legends", "title", "style", "layout")
    inner = {name: vega.pop(name) for name in names if name in vega}
    size = {"width": {"signal": "width"}, "height": {"signal": "height"}}
    group = {"type": "group", "encode": {"update": size}, **inner}
    return {**vega, "marks": [group], "title": source}


def clean_chart(node: Any, *, data: bool = False) -> Any:
    """Return a chart's dictionary without letters that the renderer does not take."""
    if isinstance(node, dict):
        return {
            _drawable(key): clean_chart(value, data=data or key == "datasets")
            for key, value in node.items()
            if key != "href"
        }
    if isinstance(node, list):
        return [clean_chart(value, data=data) for value in node]
    if isinstance(node, str):
        text = _drawable(node)
        return text if not data or len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
    return node


def _drawable(text: str) -> str:
    return _WIDE.sub("□", printable(text))


def _page(job: PictureJob, chart: _Chart) -> etree._Element:
    """Return a picture as SVG of its size in millimetres, without labels of its own."""
    height = chart.total
    if job.framed and job.size.height_mm:
        height = chart.page
        if chart.total > height + 0.5:
            lower = max(1.0, chart.height - (chart.total - height))
            chart = _laid_out(job, chart.spec, chart.scale, lower)
    names: dict[str, str] = {}

    def renamed(found: re.Match[str]) -> str:
        before, kind, number = found.groups()
        return before + names.setdefault(kind + number, f"{kind}{len(names)}")

    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(_NUMBERED.sub(renamed, chart.svg).encode(), parser)
    for element in root.iter():
        for name in _SPOKEN:
            element.attrib.pop(name, None)
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
