"""The page around a chart or a table: title, subtitle and source line, composed as one SVG.

Lengths are pixels of 1/96 inch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from ifla_metrics.assets import FONT_FAMILY
from ifla_metrics.report.sheet import MARGIN, WIDTH
from ifla_metrics.report.typesetting import BOLD_WEIGHT, balanced, lines

if TYPE_CHECKING:
    from ifla_metrics.assets import FONT_FAMILY
from ifla_metrics.report.sheet import Passport

SVG = "http://www.w3.org/2000/svg"

WIDEST, HIGHEST = 1400, 3000
"""Beyond this the body is drawn smaller, so that no content can ask for an endless picture."""
SMALLEST_SCALE = 0.72
"""A chart wider than the page is drawn this much smaller at most (11 px type: 6 pt on paper);
a still wider one widens the page."""

INK, SOFT, LINE, PAPER = "#1b1f24", "#5a6470", "#d9dde2", "#ffffff"


@dataclass(frozen=True)
class Style:
    """How a paragraph is set: sizes in pixels, and how many lines it may take."""

    size: float
    leading: float
    colour: str
    most: int
    bold: bool = False
    even: bool = False
    """Lines of about the same length, for a paragraph that is read as one sentence."""


TITLE = Style(15.5, 20.5, INK, 4, bold=True, even=True)
SUBTITLE = Style(11.5, 15.5, SOFT, 4, even=True)
SOURCE = Style(8.75, 12, SOFT, 7)
EMPTY = Style(12.5, 18, SOFT, 6)


@dataclass(frozen=True)
class Body:
    """What stands between subtitle and source line."""

    element: etree._Element
    width: float
    height: float
    scalable: bool = True
    """A chart may be drawn smaller to fit the page; a table is set for its page."""


def element(tag: str, text: str | None = None, **attributes: object) -> etree._Element:
    """Return an SVG element; `_` in an attribute's name stands for a hyphen."""
    made = etree.Element(f"{{{SVG}}}{tag}")
    for name, value in attributes.items():
        made.set(name.replace("_", "-"), f"{value:g}" if isinstance(value, float) else str(value))
    made.text = text
    return made


def text(words: str, x: float, y: float, style: Style, *, anchor: str = "start") -> etree._Element:
    """Return one line of text with its baseline at `y`."""
    made = element(
        "text", words, x=float(x), y=float(y), font_family=FONT_FAMILY, font_size=f"{style.size}px",
        fill=style.colour,
    )
    if style.bold:
        made.set("font-weight", BOLD_WEIGHT)
    if anchor != "start":
        made.set("text-anchor", anchor)
    return made


def paragraph(
    words: str, style: Style, *, x: float, y: float, measure: float, fonts: str
) -> tuple[list[etree._Element], float]:
    """Return the lines of a paragraph whose top is at `y`, and the `y` where it ends."""
    breaking = balanced if style.even else lines
    broken = breaking(words, style.size, measure, fonts=fonts, most=style.most, bold=style.bold)
    baseline = y + (style.leading + style.size * 0.72) / 2
    made = [text(line, x, baseline + i * style.leading, style) for i, line in enumerate(broken)]
    return made, y + len(broken) * style.leading


def words_only(words: str, *, fonts: str) -> Body:
    """Return a body that says in words why there is nothing to draw."""
    group = element("g")
    measure = WIDTH - 2 * MARGIN
    made, end = paragraph(words, EMPTY, x=0, y=14, measure=measure, fonts=fonts)
    group.extend(made)
    return Body(group, measure, end + 14)


def compose(passport: Passport, body: Body, *, fonts: str) -> etree._Element:
    """Return the whole page as an SVG: title, subtitle, body, source line; white behind."""
    inner = WIDTH - 2 * MARGIN
    scale = min(1.0, max(inner / body.width, SMALLEST_SCALE)) if body.scalable else 1.0
    scale = min(scale, (WIDEST - 2 * MARGIN) / body.width, HIGHEST / body.height)
    measure = max(float(inner), body.width * scale)

    above, y = [], float(MARGIN) - 3
    for words, style in ((passport.title, TITLE), (passport.subtitle, SUBTITLE)):
        made, y = paragraph(words, style, x=MARGIN, y=y, measure=measure, fonts=fonts)
        above += made
        y += 2
    y += 10

    placed = element("g", transform=f"translate({MARGIN},{y:g}) scale({scale:.6g})")
    placed.append(body.element)
    y += body.height * scale + 12

    rule = element("path", d=f"M{MARGIN},{y:g}h{measure:g}", stroke=LINE, stroke_width="0.75")
    below, y = paragraph(
        passport.source, SOURCE, x=MARGIN, y=y + 6, measure=measure, fonts=fonts
    )
    width, height = measure + 2 * MARGIN, y + MARGIN - 4

    root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})
    for name, value in (
        ("version", "1.1"), ("width", f"{width:g}"), ("height", f"{height:g}"),
        ("viewBox", f"0 0 {width:g} {height:g}"),
    ):
        root.set(name, value)
    root.append(element("rect", width=width, height=height, fill=PAPER))
    root.extend([*above, placed, rule, *below])
    return root
