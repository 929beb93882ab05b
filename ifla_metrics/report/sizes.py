"""The sizes that a figure is made in for paper, slides and cards, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ifla_metrics.errors import UnknownCode, n_

Palette = Literal["colour", "grey", "print"]
PALETTES: dict[Palette, str] = {
    "colour": n_("Colour"),
    "grey": n_("Grey"),
    "print": n_("Colours that print as seen (CMYK)"),
}
RESOLUTIONS = (300, 600)
"""Dots per inch that a picture may have."""

LEAST_TYPE = 5.5
"""Points: no type on paper is smaller."""
_MM_A_PIXEL = 25.4 / 96


@dataclass(frozen=True)
class Size:
    """A place on paper or a screen. A chart is laid out for it, not drawn smaller."""

    name: str
    width_mm: float
    height_mm: float | None
    """None: as high as the figure needs, at most `tallest_mm`."""
    title: str
    """What a reader calls it, to be translated."""
    margin_mm: float = 2.0
    type_scale: float = 0.8
    """How large type is beside that of the screen (12 px: 9 points)."""
    least_scale: float = 0.72
    """How much smaller type may become before a figure goes on in a second part."""
    tallest_mm: float = 247.0
    part_mm: float | None = None
    """How high a part may be where a figure without an axis goes on; None: `tallest_mm`.
    Low parts fill the pages of a text, also one that is begun."""
    dots: int | None = None
    """Resolution that the size itself fixes: a card is counted in pixels."""
    with_table: bool = False
    """Whether the figure's table fills the page below a chart that leaves room."""

    @property
    def width(self) -> float:
        """Pixels of 1/96 inch."""
        return self.width_mm / _MM_A_PIXEL

    @property
    def height(self) -> float | None:
        """Pixels of 1/96 inch."""
        return None if self.height_mm is None else self.height_mm / _MM_A_PIXEL

    @property
    def tallest(self) -> float:
        """The height that no part exceeds, in pixels of 1/96 inch."""
        return (self.height_mm or self.tallest_mm) / _MM_A_PIXEL

    @property
    def part(self) -> float:
        """The height of a part without an axis, in pixels of 1/96 inch."""
        return self.tallest if self.part_mm is None else self.part_mm / _MM_A_PIXEL

    @property
    def margin(self) -> float:
        """Pixels of 1/96 inch."""
        return self.margin_mm / _MM_A_PIXEL


SIZES: dict[str, Size] = {
    size.name: size
    for size in (
        Size("one_column", 85, None, n_("One column (85 mm)")),
        Size("two_columns", 175, None, n_("Two columns (175 mm)"), type_scale=0.86),
        Size(
            "full_page", 175, 247, n_("Full page (175 × 247 mm)"), type_scale=0.92, with_table=True
        ),
        Size("slide", 254, 142.9, n_("Slide (16:9)"), margin_mm=9, type_scale=1.3, least_scale=1.0),
        Size(
            "social",
            1200 * _MM_A_PIXEL,
            630 * _MM_A_PIXEL,
            n_("Card (1200 × 630 pixels)"),
            margin_mm=10,
            type_scale=1.8,
            least_scale=1.35,
            dots=96,
        ),
    )
}


def size_of(name: str) -> Size | None:
    """Return the size of a name; "" is the figure's own size, None.

    Raises:
        UnknownCode: There is no such size; carries the nearest one.
    """
    if name and name not in SIZES:
        raise UnknownCode("size", name, SIZES)
    return SIZES.get(name)
