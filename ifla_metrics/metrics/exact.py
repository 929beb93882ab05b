"""Numbers as they are written: exact fractions, so that a bound is met exactly or not at all."""

from __future__ import annotations

from fractions import Fraction

Number = int | float | Fraction


def exact(value: Number) -> Fraction:
    """Return the number that `value` is written as: 0.85 is 85/100, not its binary neighbour."""
    return Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)


def as_fraction(value: object) -> Fraction | None:
    """Return a number exactly, None when it is missing (None or not a number)."""
    if value is None or value != value:
        return None
    if isinstance(value, Fraction | int):
        return Fraction(value)
    return exact(float(str(value)))
