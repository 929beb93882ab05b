"""The colours of what stands around a chart, in the palette of the file."""

from __future__ import annotations

from lxml import etree

_NEUTRAL = {"grey": {"#1b1f24": "#1d1d1d", "#5a6470": "#606060", "#d4d9df": "#d6d6d6"}}
"""Title, subtitle and rule as greys; a press prints them as they are."""


def repainted(root: etree._Element, mode: str) -> None:
    """Exchange the colours of a page in place. Only attributes change: text is text."""
    other = _NEUTRAL.get(mode, {})
    for part in root.iter():
        for name in ("fill", "stroke"):
            colour = part.get(name)
            if colour in other:
                part.set(name, other[colour])
