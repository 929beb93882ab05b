"""Numbers that are unlike a group's own history. Pure: numbers in, places out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

FEWEST = 8
"""With fewer numbers there is no history to be unlike."""
BOUND = 3.5
"""Of the modified z-score: Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers."""
SCALE = 0.6745
SMALLEST_SPREAD = 0.1
"""A group whose sizes hardly vary: a tenth more or less is no finding."""


def outliers(sizes: Sequence[tuple[str, int]]) -> list[int]:
    """Return the places of sizes far from the others of their group, group by group."""
    places: dict[str, list[int]] = {}
    for place, (group, _size) in enumerate(sizes):
        places.setdefault(group, []).append(place)
    return [own[i] for own in places.values() for i in _far_off([sizes[place][1] for place in own])]


def _far_off(sizes: Sequence[int]) -> list[int]:
    """Return the places of sizes far from the others, by the modified z-score of their logarithms.

    Logarithms, because ten times as many is as strange as a tenth; 0 counts as far from any.
    Fewer than FEWEST numbers give none.

    Source:
        docs/methodology.md, "Data quality".
    """
    if len(sizes) < FEWEST:
        return []
    logs = [math.log1p(size) for size in sizes]
    middle = median(logs)
    spread = max(median(abs(value - middle) for value in logs), SMALLEST_SPREAD)
    return [i for i, value in enumerate(logs) if SCALE * abs(value - middle) / spread > BOUND]
