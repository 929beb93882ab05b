"""The page around a chart or a table: title, subtitle and source line, composed as one SVG.

Lengths are pixels of 1/96 inch; on a page of a named size, these times its scale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lxml import etree

from ifla_metrics.assets import FONT_FAMILY
from ifla_metrics.report.sheet import MARGIN, WIDTH
from ifla_metrics.report.typesetting import BOLD_WEIGHT, balanced, lines

if TYPE_CHECKING:
    from ifla_metrics.report.sheet import Layout, Passport

SVG = "http://www.w3.org/2000/svg"

WIDEST, HIGHEST = 1400, 3000
"""Beyond this the body is drawn smaller, so that no content can ask for an endless picture."""
SMALLEST_SCALE = 0.72
"""A chart wider than the page is drawn this much smaller at most (11 px type: 6 pt on paper);
a still wider one widens the page."""

INK, SOFT, LINE, PAPER = "#1b1f24", "#5a6470", "#d4d9df", "#ffffff"
LEAST = 7.5
"""Pixels on paper of the smallest type: a little over 5.5 points."""


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
    needs: int = 0
    """Lines that it may take where a page is as high as what stands on it: it is not cut there."""

    def on(self, scale: float, *, fixed: bool) -> Style:
        """Return the style for a page at `scale`, of a `fixed` height or of the one it needs."""
        on_paper = self.on_paper(scale)
        return on_paper if fixed else replace(on_paper, most=max(self.most, self.needs))

    def on_paper(self, scale: float) -> Style:
        """Return the style, larger where `scale` would make it too small to read in print."""
        larger = max(1.0, LEAST / (self.size * scale))
        return replace(self, size=self.size * larger, leading=self.leading * larger)


TITLE = Style(15.5, 20.5, INK, 4, bold=True, even=True, needs=12)
SUBTITLE = Style(11.5, 15.5, SOFT, 4, even=True, needs=16)
SOURCE = Style(8.75, 12, SOFT, 7, needs=14)
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
        "text",
        words,
        x=float(x),
        y=float(y),
        font_family=FONT_FAMILY,
        font_size=f"{style.size:g}px",
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
    broken = [line.removesuffix(" ·") for line in broken]  # What it parted stands on two lines.
    baseline = y + (style.leading + style.size * 0.72) / 2
    made = [text(line, x, baseline + i * style.leading, style) for i, line in enumerate(broken)]
    return made, y + len(broken) * style.leading


def words_only(words: str, *, fonts: str, measure: float = WIDTH - 2 * MARGIN) -> Body:
    """Return a body that says in words why there is nothing to draw."""
    group = element("g")
    made, end = paragraph(words, EMPTY, x=0, y=14, measure=measure, fonts=fonts)
    group.extend(made)
    return Body(group, measure, end + 14)


def head(
    passport: Passport,
    *,
    margin: float,
    measure: float,
    fonts: str,
    scale: float = 1.0,
    fixed: bool = False,
) -> tuple[list[etree._Element], float]:
    """Return title and subtitle, and the `y` where the body begins.

    On a page of a `fixed` height they may be cut, to leave room for what they speak of.
    """
    made, y = [], margin - 3
    for words, style in ((passport.title, TITLE), (passport.subtitle, SUBTITLE)):
        set_style = style.on(scale, fixed=fixed)
        some, y = paragraph(words, set_style, x=margin, y=y, measure=measure, fonts=fonts)
        made += some
        y += 2
    return made, y + 10


def foot(
    passport: Passport,
    y: float,
    *,
    margin: float,
    measure: float,
    fonts: str,
    scale: float = 1.0,
    fixed: bool = False,
) -> tuple[list[etree._Element], float]:
    """Return a rule and the source line, whose top is at `y`, and the `y` where the page ends."""
    rule = element("path", d=f"M{margin:g},{y:g}h{measure:g}", stroke=LINE, stroke_width="0.75")
    style = SOURCE.on(scale, fixed=fixed)
    made, y = paragraph(passport.source, style, x=margin, y=y + 6, measure=measure, fonts=fonts)
    return [rule, *made], y + margin - 4


def compose(passport: Passport, body: Body, *, fonts: str) -> etree._Element:
    """Return the whole page as an SVG: title, subtitle, body, source line; white behind."""
    inner = WIDTH - 2 * MARGIN
    scale = min(1.0, max(inner / body.width, SMALLEST_SCALE)) if body.scalable else 1.0
    scale = min(scale, (WIDEST - 2 * MARGIN) / body.width, HIGHEST / body.height)
    measure = max(float(inner), body.width * scale)

    above, y = head(passport, margin=float(MARGIN), measure=measure, fonts=fonts)
    placed = _placed(body, MARGIN, y, scale)
    y += body.height * scale + 12
    below, height = foot(passport, y, margin=float(MARGIN), measure=measure, fonts=fonts)
    width = measure + 2 * MARGIN
    return _page(width, height, 1.0, [*above, placed, *below], ground=True)


def compose_on(
    layout: Layout, passport: Passport, body: Body, *, fonts: str, ground: bool
) -> etree._Element:
    """Return the page of a named size as an SVG; its width and height are pixels on paper.

    Args:
        ground: White behind; without it, what is under the figure shows.
    """
    width = layout.width / layout.scale
    if not layout.framed:
        smaller = min(1.0, width / body.width, layout.tallest / layout.scale / body.height)
        placed = _placed(body, (width - body.width * smaller) / 2, 0, smaller)
        return _page(width, body.height * smaller, layout.scale, [placed], ground=ground)

    margin, tallest = layout.margin / layout.scale, layout.tallest / layout.scale
    measure = width - 2 * margin
    at: dict[str, Any] = {
        "margin": margin,
        "measure": measure,
        "fonts": fonts,
        "scale": layout.scale,
        "fixed": layout.height is not None,
    }
    above, y = head(passport, **at)
    _, ends = foot(passport, 0, **at)
    room = tallest - y - ends - 12
    smaller = min(1.0, measure / body.width, room / body.height)
    placed = _placed(body, margin + (measure - body.width * smaller) / 2, y, smaller)
    full = None if layout.height is None else layout.height / layout.scale
    at_foot = y + body.height * smaller + 12 if full is None else full - ends
    below, height = foot(passport, at_foot, **at)
    return _page(width, full or height, layout.scale, [*above, placed, *below], ground=ground)


def _placed(body: Body, x: float, y: float, scale: float) -> etree._Element:
    placed = element("g", transform=f"translate({x:g},{y:g}) scale({scale:.6g})")
    placed.append(body.element)
    return placed


def _page(
    width: float, height: float, scale: float, parts: list[etree._Element], *, ground: bool
) -> etree._Element:
    root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})
    for name, value in (
        ("version", "1.1"),
        ("width", f"{width * scale:.8g}"),
        ("height", f"{height * scale:.8g}"),
        ("viewBox", f"0 0 {width:.8g} {height:.8g}"),
    ):
        root.set(name, value)
    if ground:
        root.append(element("rect", width=width, height=height, fill=PAPER))
    root.extend(parts)
    return root
