"""One indicator over time, against its expected path and the targets as decided."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.metrics.actuals import actual_of
from ifla_metrics.metrics.exact import as_float
from ifla_metrics.metrics.progress import path_of
from ifla_metrics.metrics.standings import NEEDS, told_values
from ifla_metrics.metrics.tables import table
from ifla_metrics.metrics.targets import targets_in_force
from ifla_metrics.metrics.values import Value
from ifla_metrics.periods import Period
from ifla_metrics.reading import Reading

__all__ = ["NEEDS", "path", "trend"]


def path(reading: Reading, indicator: str) -> pd.DataFrame:
    """Return the expected path of an indicator: baseline, then each target in force by due day.

    Returns:
        One row per point: `on` (a day) and `value`. Empty without a baseline.
    """
    told = path_of(
        reading.framework.indicator(indicator),
        targets_in_force(
            reading.framework,
            indicator,
            known_on=reading.moment.known_on,
            documented_only=reading.choices.documented_only,
        ),
    )
    return table(
        ({"on": on, "value": as_float(value)} for on, value in told),
        ("on", "value"),
        floats=("value",),
    )


def trend(reading: Reading, indicator: str) -> pd.DataFrame:
    """Return an indicator on every day that has data up to the evaluation day.

    The time rule holds on each day: a cumulative one is the sum so far, a non-cumulative one the
    sum within the reporting period of the target that the day falls under.

    Returns:
        One row per day of data: `as_of`, `actual`, `expected` on that day, `qualifier`,
        `provenance`, and of a ratio its `numerator` and `denominator`.
    """
    framework, found = reading.framework, reading.framework.indicator(indicator)
    values: list[Value] = list(told_values(reading, (found,)).get(indicator, ()))
    targets = targets_in_force(
        framework,
        indicator,
        known_on=reading.moment.known_on,
        documented_only=reading.choices.documented_only,
    )
    told = []
    for day in sorted({v.day for v in values if v.day <= reading.on}):
        span = Period("", "", "quarter", day, day)
        period = reading.period if not targets and day in reading.period else span
        at = actual_of(framework, found, values, targets, period=period, on=day)
        if at.combined.value is not None and at.combined.as_of == day:
            told.append(
                {
                    "as_of": day,
                    "actual": as_float(at.combined.value),
                    "expected": as_float(at.expected),
                    "qualifier": at.combined.qualifier,
                    "provenance": at.combined.provenance,
                    "numerator": as_float(at.combined.numerator),
                    "denominator": as_float(at.combined.denominator),
                }
            )
    return table(
        told,
        ("as_of", "actual", "expected", "qualifier", "provenance", "numerator", "denominator"),
        floats=("actual", "expected", "numerator", "denominator"),
    )
