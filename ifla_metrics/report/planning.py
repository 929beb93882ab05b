"""Laying a figure out for a size: how large its type is, how high its chart, and in how many parts.

A chart is drawn for the width of its place. One that is too high takes smaller type down to a
bound, and then goes on in further parts; one with room to spare on a page grows a little.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ifla_metrics.charts import parts as ledger_parts
from ifla_metrics.report.page import foot, head
from ifla_metrics.report.sheet import Layout

if TYPE_CHECKING:
    from ifla_metrics.report.sheet import Passport
    from ifla_metrics.report.sizes import Size

AROUND = 48
"""Pixels that axes, legend and words over a chart take beside its own height."""
GROWTH = 1.35
"""How much higher than usual rows may stand where a page has room."""
FLAT = 0.5
"""Height of a chart of few rows against its width, where a page has room."""


@dataclass(frozen=True)
class Part:
    """One part of a figure: its page, and the chart on it (None: a table or words)."""

    layout: Layout
    spec: dict[str, Any] | None


def parts_of(
    spec: dict[str, Any] | None, passport: Passport, size: Size, *, fonts: str, framed: bool
) -> list[Part]:
    """Return the parts of a figure in their order, each with the pages and the chart it takes.

    Args:
        spec: A chart fit for paper; its width is set here. None for a table or words.
        passport: What stands around it.
        size: The place.
        fonts: The folder of the shipped fonts.
        framed: With title, subtitle and source line.
    """
    middle = (size.type_scale + size.least_scale) / 2
    layouts = [
        _layout(size, passport, scale, fonts=fonts, framed=framed)
        for scale in (size.type_scale, middle, size.least_scale)
    ]
    if spec is None:
        return [Part(layouts[0], None)]
    whole = _height(spec)
    if whole is None:
        return [Part(layouts[0], _as_wide(spec, layouts[0]))]
    sized = [(layout, _as_wide(spec, layout)) for layout in layouts]
    low = [(layout, wide, whole - _spare(wide)) for layout, wide in sized]

    for layout, wide, height in low:
        if height + AROUND <= layout.room:
            return [Part(layout, _as_high(wide, height, layout))]
    rows = ledger_parts.rows_of(spec)
    layout, wide, height = low[-1]
    if len(rows) < 2:
        lower = max(height / 2, layout.room - AROUND)
        return [Part(layout, {**wide, "height": lower})]

    lost = 0.0 if ledger_parts.has_axis(spec) else size.tallest - size.part

    def number(room: float, height: float) -> int:
        return math.ceil(len(rows) / max(1, (room - AROUND) // (height / len(rows))))

    fewest, layout, wide, step = min(
        (
            (number(layout.room - lost / layout.scale, height), layout, wide, height / len(rows))
            for layout, wide, height in low
        ),
        key=lambda found: found[0],
    )
    each = math.ceil(len(rows) / fewest)
    shown = [rows[first : first + each] for first in range(0, len(rows), each)]
    portions = [ledger_parts.with_rows(wide, some, height=step * len(some)) for some in shown]
    return [Part(layout, _as_high(one, one["height"], layout)) for one in portions]


def _layout(size: Size, passport: Passport, scale: float, *, fonts: str, framed: bool) -> Layout:
    layout = Layout(
        width=size.width,
        height=size.height,
        tallest=size.tallest,
        margin=size.margin if framed else 0,
        scale=scale,
        room=size.tallest / scale,
        framed=framed,
    )
    if not framed:
        return replace(layout, height=None)
    margin = layout.margin / scale
    measure = layout.width / scale - 2 * margin
    at: dict[str, Any] = {
        "margin": margin,
        "measure": measure,
        "fonts": fonts,
        "scale": scale,
        "fixed": size.height is not None,
    }
    _, above = head(passport, **at)
    _, below = foot(passport, 0, **at)
    return replace(layout, room=max(60.0, size.tallest / scale - above - below - 12))


def _height(spec: dict[str, Any] | None) -> float | None:
    """Return the height of a chart; None where it follows the width (a map) or is not told."""
    if spec is None or any(p.get("name") == "height" for p in spec.get("params", ())):
        return None
    height = spec.get("height")
    return float(height) if isinstance(height, int | float) else None


def _spare(spec: dict[str, Any]) -> int:
    return ledger_parts.unused_lines(spec, spec["width"]) if "autosize" in spec else 0


def _as_wide(spec: dict[str, Any], layout: Layout) -> dict[str, Any]:
    width = (layout.width - 2 * layout.margin) / layout.scale
    return {**spec, "width": round(width, 2)} if "autosize" in spec else spec


def _as_high(spec: dict[str, Any], height: float, layout: Layout) -> dict[str, Any]:
    if layout.height is None:
        return {**spec, "height": round(height)}
    rows = bool(ledger_parts.rows_of(spec))
    wished = height * GROWTH if rows else max(height * GROWTH, spec["width"] * FLAT)
    return {**spec, "height": round(min(layout.room - AROUND, wished))}
