"""Percentages with two decimals that add up to exactly 100."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

WHOLE = 10_000
"""Hundredths of a per cent."""


def percentages(weights: Mapping[str, int]) -> dict[str, Decimal]:
    """Return the share of each weight above 0: largest remainders, ties in order of the codes."""
    told = {code: weight for code, weight in sorted(weights.items()) if weight > 0}
    total = sum(told.values())
    parts = {code: divmod(weight * WHOLE, total) for code, weight in told.items()}
    spare = WHOLE - sum(part for part, _rest in parts.values())
    first = sorted(parts, key=lambda code: -parts[code][1])[:spare]
    return {
        code: Decimal(part + (code in first)) / 100
        for code, (part, _rest) in parts.items()
        if part or code in first
    }
