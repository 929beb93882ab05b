"""How a figure is drawn: sizes for paper, slides and cards in millimetres, and the job of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ifla_metrics.errors import UnknownCode, n_

Palette = Literal["colour", "grey", "print"]
PALETTES: dict[Palette, str] = {
    "colour": n_("Colour"),
    "grey": n_("Grey"),
    "print": n_("Colours that print as seen (CMYK)"),
}
RESOLUTIONS = (300, 600)
"""Dots per inch that a PNG may have."""

MIN_FONT_SIZE = 5.5
"""Points: no type on paper is smaller."""
MM_PER_PIXEL = 25.4 / 96
POINTS_PER_PIXEL = 72 / 96
PictureFormat = Literal["png", "svg", "pdf"]


@dataclass(frozen=True)
class Size:
    """A place on paper or a screen. A chart is laid out for it, not drawn smaller."""

    width_mm: float
    height_mm: float | None
    """None: as high as the figure needs, at most `max_height_mm`."""
    title: str
    """What a reader calls it, to be translated."""
    margin_mm: float = 2.0
    scale: float = 0.8
    """How large a pixel of the screen is on paper, in pixels of 1/96 inch."""
    min_scale: float = 0.72
    """The least scale before a figure goes on in a second part."""
    max_height_mm: float = 247.0
    max_part_mm: float | None = None
    """How high a part of a figure without an axis may be; None: `max_height_mm`."""
    dpi: int | None = None
    """Resolution that the size itself fixes: a card is counted in pixels."""

    @property
    def scales(self) -> tuple[float, ...]:
        """The scales to try, the largest first."""
        return (self.scale, self.min_scale)

    @property
    def height_limit_mm(self) -> float:
        """The height that no part exceeds."""
        return self.height_mm or self.max_height_mm


DEFAULT_SIZE = Size(
    170,
    None,
    n_("As on screen (170 mm)"),
    margin_mm=4.2,
    scale=1,
    min_scale=0.8,
    max_height_mm=790,
)
SIZES = {
    "one_column": Size(85, None, n_("One column (85 mm)")),
    "two_columns": Size(175, None, n_("Two columns (175 mm)"), scale=0.86),
    "full_page": Size(175, None, n_("Full page (175 mm, up to 247 mm high)"), scale=0.92),
    "slide": Size(254, 142.9, n_("Slide (16:9)"), margin_mm=9, scale=1.3, min_scale=1.0),
    "social": Size(
        1200 * MM_PER_PIXEL,
        630 * MM_PER_PIXEL,
        n_("Card (1200 × 630 pixels)"),
        margin_mm=10,
        scale=1.8,
        min_scale=1.35,
        dpi=96,
    ),
}


def find_size(name: str) -> Size:
    """Return the size of a name; "" is the figure's own size.

    Raises:
        UnknownCode: There is no such size; carries the nearest one.
    """
    if not name:
        return DEFAULT_SIZE
    if name not in SIZES:
        raise UnknownCode(n_("size"), name, SIZES)
    return SIZES[name]


@dataclass(frozen=True)
class PictureJob:
    """One figure to be drawn: what travels to the worker."""

    format: PictureFormat
    id: str
    name: str
    title: str
    subtitle: str
    source: str
    description: str
    """The alternative text."""
    language: str
    facts: Mapping[str, str] = field(hash=False)
    """What else a program can read in the file: see `Figure.facts`."""
    size: Size
    spec: str = field(repr=False)
    """The chart's Vega-Lite dictionary in the colours of the file, as JSON; "" for a table."""
    table: str = field(repr=False)
    """The table of a figure without a chart, as JSON."""
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

    def inner_px(self, scale: float) -> float:
        """Width between the margins in pixels of the chart."""
        return (self.size.width_mm - 2 * self.size.margin_mm) / MM_PER_PIXEL / scale
