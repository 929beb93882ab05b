"""A chart with its title and source line as SVG, laid out by Vega for an exact width.

Title and subtitle are those of the Vega-Lite chart, the source line is the title of a group around
the compiled Vega chart: it then stands under axes and keys, at the edge of the page.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, Literal

import vl_convert
from PIL import ImageFont, features

from ifla_metrics.exports.metadata import Metadata
from ifla_metrics.exports.sizes import LEAST_TYPE, MM_PER_PIXEL, POINTS_PER_PIXEL, Size
from ifla_metrics.settings import FONT_FAMILY, FONT_FAMILY_ARABIC, FONTS
from ifla_metrics.text import drawable

Picture = Literal["png", "svg", "pdf"]

ELLIPSIS = "…"
_MEASURED_AT: Final = 100
_LONGEST = 2_000
"""Letters of a title that are looked at; a figure's own words are far fewer."""
_ARABIC = re.compile("[\u0600-\u06ff]")
LONGEST_CELL = 240
"""Letters of a text in the data; a title has at most 200, so only what nobody typed is cut."""
_WIDE = re.compile("[\U00010000-\U0010ffff]")
"""Letters that Vega takes for two: where it shortens a label it cuts one in half, and the renderer
refuses the label."""


@dataclass(frozen=True)
class TextStyle:
    """How a line of text around a chart is set, in pixels of the screen."""

    size: float
    leading: float
    most: int
    """Lines that it may take on a page of fixed height."""
    bold: bool = False
    even: bool = True

    def at(self, scale: float) -> TextStyle:
        """Return the style, larger where `scale` would make it too small to read in print."""
        larger = max(1.0, LEAST_TYPE / POINTS_PER_PIXEL / scale / self.size)
        return replace(self, size=self.size * larger, leading=self.leading * larger)


TITLE = TextStyle(15.5, 20.5, 4, bold=True)
SUBTITLE = TextStyle(11.5, 15.5, 4)
SOURCE = TextStyle(8.75, 12, 7, even=False)


@dataclass(frozen=True)
class PictureJob:
    """One figure to be drawn: what travels to the worker."""

    format: Picture
    metadata: Metadata
    size: Size
    spec: str = field(repr=False)
    """The chart's Vega-Lite dictionary in the colours of the file, as JSON; "" for a table."""
    table: str = field(repr=False)
    """The table of a figure without a chart, or to fill the page under a chart, as JSON."""
    ink: str
    soft: str
    """Colours of the words, and of what is less important."""
    dpi: int
    part_title: str = "{title} ({part} of {parts})"
    transparent: bool = False
    outlined: bool = False
    framed: bool = True
    """With title, subtitle and source line."""
    right_to_left: bool = False

    @property
    def margin_mm(self) -> float:
        """Width of the white around the figure."""
        return self.size.margin_mm if self.framed else 0.0

    def inner_px(self, scale: float) -> float:
        """Width between the margins in pixels of the chart."""
        return (self.size.width_mm - 2 * self.margin_mm) / MM_PER_PIXEL / scale


@dataclass(frozen=True)
class Chart:
    """A chart as it is laid out: at which scale and height, and the picture of it."""

    spec: dict[str, Any]
    scale: float
    height: float
    svg: str = field(default="", repr=False)
    total: float = 0.0
    """Height of the picture, in pixels of the chart."""

    @property
    def around(self) -> float:
        """Height of all but the chart itself: title, axes, source line, margins."""
        return self.total - self.height


def with_svg(job: PictureJob, chart: Chart, title: str = "") -> Chart:
    """Return the chart with its picture: title above, source line below, width exact."""
    scale = chart.scale
    width = job.size.width_mm / MM_PER_PIXEL / scale
    margin = job.margin_mm / MM_PER_PIXEL / scale
    spec = {
        **chart.spec,
        "width": round(width, 2),
        "height": round(chart.height, 2),
        # Laid out again when the labels have got their width, which may have changed with it.
        "autosize": {"type": "fit-x", "contains": "padding", "resize": True},
        "padding": margin if job.framed else {"left": 0, "right": 0, "top": 2, "bottom": 2},
        "config": {k: v for k, v in chart.spec.get("config", {}).items() if k != "padding"},
        "params": [p for p in chart.spec.get("params", ()) if p.get("name") != "height"],
    }
    if job.framed:
        spec["title"] = _title(job, title or job.metadata.title, scale)
    vega = vl_convert.vegalite_to_vega(json.dumps(spec))
    if job.framed:
        vega = _with_source(vega, _source(job, scale))
    svg = vl_convert.vega_to_svg(json.dumps(vega), allowed_base_urls=[])
    box = svg.partition('viewBox="')[2].partition('"')[0]
    return replace(chart, svg=svg, total=float(box.split()[3]))


def _lines(job: PictureJob, words: str, style: TextStyle, scale: float) -> list[str]:
    most = style.most if job.size.height_mm else 60
    return wrap(
        words,
        style.size,
        job.inner_px(scale),
        bold=style.bold,
        even=style.even,
        most=most,
    )


def _title(job: PictureJob, words: str, scale: float) -> dict[str, Any]:
    title, subtitle = TITLE.at(scale), SUBTITLE.at(scale)
    font = FONT_FAMILY_ARABIC if job.right_to_left else FONT_FAMILY
    return {
        "text": _lines(job, words, title, scale),
        "subtitle": _lines(job, job.metadata.subtitle, subtitle, scale),
        "anchor": "start",
        "frame": "bounds",
        "limit": 0,
        "offset": 16,
        "font": font,
        "fontSize": title.size,
        "fontWeight": 600,
        "lineHeight": title.leading,
        "color": job.ink,
        "subtitleFont": font,
        "subtitleFontSize": subtitle.size,
        "subtitleFontWeight": "normal",
        "subtitleLineHeight": subtitle.leading,
        "subtitleColor": job.soft,
        "subtitlePadding": 5,
    }


def _source(job: PictureJob, scale: float) -> dict[str, Any]:
    style = SOURCE.at(scale)
    return {
        "text": _lines(job, job.metadata.source, style, scale),
        "orient": "bottom",
        "anchor": "start",
        "frame": "bounds",
        "limit": 0,
        "offset": 18,
        "font": FONT_FAMILY_ARABIC if job.right_to_left else FONT_FAMILY,
        "fontSize": style.size,
        "fontWeight": "normal",
        "lineHeight": style.leading,
        "color": job.soft,
    }


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
    return _WIDE.sub("□", drawable(text))


# Words wrapped by their width in the shipped fonts, which Vega does not do


@lru_cache(maxsize=4)
def _font(arabic: bool, bold: bool) -> ImageFont.FreeTypeFont:
    family, weight = "NotoSansArabic" if arabic else "NotoSans", "SemiBold" if bold else "Regular"
    # Letters of Arabic that are not joined are wider: measured so, a line still fits.
    joined = arabic and features.check("raqm")
    engine = ImageFont.Layout.RAQM if joined else ImageFont.Layout.BASIC
    return ImageFont.truetype(FONTS / f"{family}-{weight}.ttf", _MEASURED_AT, layout_engine=engine)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line in the unit of `size`."""
    font = _font(_ARABIC.search(text) is not None, bold)
    return font.getlength(text) * size / _MEASURED_AT


def wrap(
    text: str,
    size: float,
    width: float,
    *,
    bold: bool = False,
    even: bool = False,
    most: int = 60,
) -> list[str]:
    """Return `text` in lines no wider than `width`, at most `most`; the rest is an ellipsis.

    Lines break at ordinary spaces (a thin or a no-break space holds); a word that is wider than a
    line breaks anywhere.

    Args:
        text: The words.
        size: The font size.
        width: The width of a line, in the unit of `size`.
        bold: Whether the words are semi-bold.
        even: Lines of about the same length: no single word is left on the last.
        most: The largest number of lines.
    """
    words = [word for word in re.split(r"[ \t\n]+", text.strip()[:_LONGEST]) if word]

    def lines_of(measure: float) -> list[str]:
        lines = [""]
        for word in words:
            longer = f"{lines[-1]} {word}".lstrip()
            if text_width(longer, size, bold=bold) <= measure:
                lines[-1] = longer
                continue
            rest = word
            while (fitting := _fitting(rest, size, measure, bold)) < len(rest):
                lines.append(rest[:fitting])
                rest = rest[fitting:]
            lines.append(rest)
        return [line.removesuffix(" ·") for line in lines if line]

    lines = lines_of(width)
    if len(lines) > most:
        last = lines[most - 1]
        room = width - text_width(ELLIPSIS, size, bold=bold)
        kept = last[: _fitting(last, size, room, bold)]
        return [*lines[: most - 1], kept.rstrip(" ,.;:") + ELLIPSIS]
    if even and len(lines) > 1:
        narrow, wide = width / 2, width
        while wide - narrow > size:
            middle = (narrow + wide) / 2
            narrow, wide = (
                (narrow, middle) if len(lines_of(middle)) == len(lines) else (middle, wide)
            )
        lines = lines_of(wide)
    return lines


def _fitting(word: str, size: float, width: float, bold: bool) -> int:
    """Return how many letters of a word fit a line, at least one."""

    def width_of(letters: int) -> float:
        return text_width(word[:letters], size, bold=bold)

    if width_of(len(word)) <= width:
        return len(word)
    return max(1, bisect_right(range(len(word)), width, key=width_of) - 1)
