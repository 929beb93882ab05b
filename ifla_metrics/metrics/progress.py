"""How far an indicator has come: progress, the expected path, and progress over what was expected.

Pure numbers, exact (fractions), never capped: only a bar stops at 100 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from ifla_metrics.framework import Indicator, Target
from ifla_metrics.metrics.exact import Number, exact
from ifla_metrics.metrics.targets import baseline_value, target_value

Point = tuple[date, Fraction]


def measure_progress(
    baseline: Number | None, target: Number | None, actual: Number | None
) -> Fraction | None:
    """Return (a - b) / (t - b): 1 is the target, below 0 has moved away from it.

    Holds for increase, decrease and decrease to zero alike. None when one of the three is missing
    (a missing baseline is never 0) or when the target is the baseline.

    Source:
        docs/methodology.md, "Progress of one indicator".
    """
    if baseline is None or target is None or actual is None:
        return None
    start, length = exact(baseline), exact(target) - exact(baseline)
    return None if length == 0 else (exact(actual) - start) / length


def expected_value(path: Sequence[Point], on: date) -> Fraction | None:
    """Return the value expected on a day: straight lines through the points of `path`.

    Before the first point and after the last one the path is level. None for an empty path.
    """
    if not path:
        return None
    if on <= path[0][0]:
        return path[0][1]
    for (day, value), (next_day, next_value) in pairwise(path):
        if on <= next_day:
            share = Fraction((on - day).days, (next_day - day).days)
            return value + (next_value - value) * share
    return path[-1][1]


def path_of(indicator: Indicator, targets: Sequence[Target]) -> tuple[Point, ...]:
    """Return the expected path: the baseline, then each target in force by due day.

    Empty when the baseline or its day is unknown: no line can be drawn from nowhere.
    """
    start = baseline_value(indicator)
    if start is None or indicator.baseline_on is None:
        return ()
    first = indicator.baseline_on
    steps = ((t.due_on, target_value(indicator, t)) for t in targets if t.due_on > first)
    return ((first, start), *steps)


def elapsed(start: date, end: date, on: date) -> Fraction:
    """Return the share of the days after `start` up to `end` that have gone on a day, 0 to 1."""
    if end <= start:
        return Fraction(1)
    return min(max(Fraction((on - start).days, (end - start).days), Fraction(0)), Fraction(1))
