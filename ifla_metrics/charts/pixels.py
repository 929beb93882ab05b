"""Channels at a fixed place or colour, as Altair's own classes.

A dictionary (`alt.value`) or a shorthand string means the same, but Altair then searches its whole
schema for the class, which takes longer than building the chart.
"""

from __future__ import annotations

from typing import Any

import altair as alt

Place = float | alt.ExprRef

_X: Any = alt.XValue
_X2: Any = alt.X2Value
_Y: Any = alt.YValue
_Y2: Any = alt.Y2Value
_COLOUR: Any = alt.ColorValue


def x(place: Place) -> Any:
    """Return a horizontal place in pixels from the left."""
    return _X(place)


def x2(place: Place) -> Any:
    """Return the other end of a span, in pixels from the left."""
    return _X2(place)


def y(place: Place) -> Any:
    """Return a vertical place in pixels from the top."""
    return _Y(place)


def y2(place: Place) -> Any:
    """Return the other end of a span, in pixels from the top."""
    return _Y2(place)


def colour(value: str) -> Any:
    """Return one colour for all marks."""
    return _COLOUR(value)
