"""The days whose activities an indicator of the log counts, which are not those of the period."""

from __future__ import annotations

from datetime import date

from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.metrics.actuals import window
from ifla_metrics.metrics.log_sums import quarters_of, since_baseline
from ifla_metrics.metrics.targets import target_for, targets_in_force
from ifla_metrics.periods import Period


def counted_days(
    framework: Framework,
    indicator: Indicator,
    *,
    period: Period,
    known_on: date,
    documented_only: bool = False,
) -> tuple[date, date] | None:
    """Return the first and the last day of the quarters that an indicator's value is made of.

    A sum since the baseline begins there, whatever period is chosen; one that starts anew begins
    with the target's period. An activity counts when its first day lies between them. None: no
    quarter has begun.
    """
    on = min(known_on, period.ends_on)
    targets = targets_in_force(
        framework, indicator.code, known_on=known_on, documented_only=documented_only
    )
    after, until = window(framework, indicator, targets, target_for(targets, period), period)
    begun = quarters_of(framework, on=on, known_on=known_on)
    counted = [
        framework.period(quarter.code)
        for quarter in since_baseline(begun, framework, indicator)
        if quarter.as_of <= until and (after is None or quarter.as_of > after)
    ]
    return (counted[0].starts_on, counted[-1].ends_on) if counted else None
