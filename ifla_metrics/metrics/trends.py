"""One indicator over time, against its expected path and the targets as decided."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.metrics.indicator_status import NEEDS, actual_of, targets_of, values_of
from ifla_metrics.metrics.tables import table
from ifla_metrics.metrics.targets import path_of
from ifla_metrics.periods import Period
from ifla_metrics.reading import Reading

__all__ = ["NEEDS", "path", "trend"]


def path(reading: Reading, indicator: str) -> pd.DataFrame:
    """Return the expected path of an indicator: baseline, then each target in force by due day.

    Returns:
        One row per point: `on` (a day) and `value`. Empty without a baseline.
    """
    found = reading.framework.indicator(indicator)
    points = path_of(found, targets_of(reading, found))
    return table(({"on": on, "value": v} for on, v in points), ("on", "value"), floats=("value",))


def trend(reading: Reading, indicator: str) -> pd.DataFrame:
    """Return an indicator on every day that has data up to the evaluation day.

    The time rule holds on each day: a cumulative one is the sum so far, a non-cumulative one the
    sum within the reporting period of the target that the day falls under.

    Returns:
        One row per day of data: `as_of`, `actual`, `expected` on that day, `qualifier`,
        `provenance`, and of a ratio its `numerator` and `denominator`.
    """
    found = reading.framework.indicator(indicator)
    values = values_of(reading, (found,)).get(indicator, ())
    targets = targets_of(reading, found)
    points = []
    for day in sorted({v.day for v in values if v.day <= reading.on}):
        whole = not targets and day in reading.period
        period = reading.period if whole else Period("", "", "quarter", day, day)
        at = actual_of(reading.framework, found, values, targets, period=period, on=day)
        if at.combined.value is not None and at.combined.as_of == day:
            points.append(
                {**vars(at.combined), "actual": at.combined.value, "expected": at.expected}
            )
    columns = ("as_of", "actual", "expected", "qualifier", "provenance", "numerator", "denominator")
    return table(points, columns, floats=("actual", "expected", "numerator", "denominator"))
