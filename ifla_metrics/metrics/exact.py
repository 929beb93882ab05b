"""Numbers as they are written: exact fractions, so that a bound is met exactly or not at all."""

from __future__ import annotations

from fractions import Fraction

Number = int | float | Fraction


def exact(value: Number) -> Fraction:
    """Return the number that `value` is written as: 0.85 is 85/100, not its binary neighbour."""
    return Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)


def known(value: object) -> Fraction | None:
    """Return a number exactly, None when it is missing (None or not a number)."""
    if value is None or value != value:
        return None
    if isinstance(value, Fraction | int):
        return Fraction(value)
    return exact(float(str(value)))


def ratio_value(numerator: object, denominator: object, *, percent: bool) -> Fraction | None:
    """Return numerator / denominator, times 100 in per cent.

    None when either is missing or the denominator is 0.
    """
    above, below = known(numerator), known(denominator)
    if above is None or not below:
        return None
    return above / below * (100 if percent else 1)


def as_float(value: Fraction | None) -> float | None:
    """Return a fraction as the nearest float for a frame; None stays None."""
    return None if value is None else float(value)
