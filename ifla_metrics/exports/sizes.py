"""Sizes for figures on paper, slides and social media cards, and the job of drawing one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.i18n import Translate

Palette = Literal["colour", "grey", "print"]
PALETTES: dict[Palette, str] = {
    "colour": n_("Colour"),
    "grey": n_("Grey"),
    "print": n_("Colours that print as seen (CMYK)"),
}
RESOLUTIONS = (300, 600)
"""Resolutions offered for PNG, in dots per inch."""

MIN_FONT_SIZE = 5.5
"""Smallest font size on paper, in points."""
MM_PER_PIXEL = 25.4 / 96
POINTS_PER_PIXEL = 72 / 96
PictureFormat = Literal["png", "svg", "pdf"]


@dataclass(frozen=True)
class Size:
    """A size for a figure. Charts are laid out for this size, not scaled down to it."""

    width_mm: float
    height_mm: float | None
    """None lets the figure grow to `max_height_mm`."""
    title: str
    """Label for readers, translatable."""
    margin_mm: float = 2.0
    scales: tuple[float, ...] = (0.8, 0.72)
    """Sizes of a screen pixel on paper, in units of 1/96 inch; a smaller one is used if the figure
    is too high for the larger one."""
    max_height_mm: float = 247.0
    max_part_mm: float | None = None
    """Maximum height of each part of a split figure without an axis; None is `max_height_mm`."""
    dpi: int | None = None
    """Fixed resolution, for a size defined in pixels."""

    @property
    def height_limit_mm(self) -> float:
        """Maximum height of any part."""
        return self.height_mm or self.max_height_mm


CARD_MM = 1200 * MM_PER_PIXEL, 630 * MM_PER_PIXEL
SIZES = {
    "one_column": Size(85, None, n_("One column (85 mm)")),
    "two_columns": Size(175, None, n_("Two columns (175 mm)"), scales=(0.86, 0.72)),
    "full_page": Size(175, None, n_("Full page (175 mm, up to 247 mm high)"), scales=(0.92, 0.72)),
    "slide": Size(254, 142.9, n_("Slide (16:9)"), margin_mm=9, scales=(1.3, 1.0)),
    "social": Size(
        *CARD_MM, n_("Card (1200 × 630 pixels)"), margin_mm=10, scales=(1.8, 1.35), dpi=96
    ),
    "": Size(
        170, None, n_("As on screen (170 mm)"), margin_mm=4.2, scales=(1, 0.8), max_height_mm=790
    ),
}
"""By name; the default is ""."""


def find_size(name: str) -> Size:
    """Return the size with this name.

    Raises:
        UnknownCode: No size has this name; suggests the nearest one.
    """
    if name not in SIZES:
        raise UnknownCode(n_("size"), name, SIZES)
    return SIZES[name]


@dataclass(frozen=True, kw_only=True)
class PictureJob:
    """Everything a worker needs to draw one figure."""

    format: PictureFormat
    texts: Mapping[str, str]
    """The texts of the figure by Dublin Core term: `title`, `subject` (the subtitle), `source`,
    `description` (the alternative text), `identifier`, `language`, `publisher`."""
    facts: Mapping[str, str]
    """Machine-readable metadata; see `Figure.facts`."""
    t: Translate
    spec: str = field(repr=False)
    """Vega-Lite specification in the chosen palette, as JSON; "" for a table."""
    table: Mapping[str, Any] | None = field(repr=False)
    """Table of a figure without a chart; see `figure_files.printed_table`."""
    ink: str
    soft: str
    """Text colours: `ink` for the main text, `soft` for secondary text."""
    size: Size
    dpi: int
    """Resolution of a PNG."""
    transparent: bool = False
    """Whether to leave out the white background."""
    outlined: bool = False
    """Whether to convert text to outlines, in SVG and PDF."""
    framed: bool = True
    """Whether to include the title, subtitle and source line."""

    def inner_px(self, scale: float) -> float:
        """Return the width between the margins, in chart pixels at this scale."""
        return (self.size.width_mm - 2 * self.size.margin_mm) / MM_PER_PIXEL / scale
