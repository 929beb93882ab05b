"""The actual value of an indicator, and the value that was expected on the date of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from ifla_metrics.framework import Framework, Indicator, Target
from ifla_metrics.metrics.log_measures import quarters_of, since_baseline
from ifla_metrics.metrics.progress import elapsed, expected_value, path_of
from ifla_metrics.metrics.targets import (
    baseline_value,
    target_for,
    target_value,
    targets_in_force,
)
from ifla_metrics.metrics.time_rules import IN_PERIOD, Combined, combine
from ifla_metrics.metrics.values import Value, window_of
from ifla_metrics.periods import Period


@dataclass(frozen=True)
class Actual:
    """An indicator as it stood on a day: what was observed, against what."""

    combined: Combined
    target: Target | None
    expected: Fraction | None
    """The value expected on the date of the data; None without a target, a baseline or data."""
    share: Fraction = Fraction(1)
    """How much of its period a non-cumulative sum covers."""


def actual_of(
    framework: Framework,
    indicator: Indicator,
    values: Sequence[Value],
    targets: tuple[Target, ...],
    *,
    period: Period,
    on: date,
) -> Actual:
    """Return the actual of an indicator for a period as it stood on a day.

    A rule that works within a period (a non-cumulative sum, a mean, a maximum) works within the
    target's; when nothing was reported there yet, within that of the latest earlier target of the
    chosen period that has a report.
    """
    target = target_for(targets, period)
    days = window(framework, indicator, targets, target, period)
    combined = _combined(indicator, values, days=days, on=on)
    if indicator.time_rule in IN_PERIOD and not combined.state:
        earlier = [
            t
            for t in targets
            if target is not None and period.starts_on <= t.due_on < target.due_on
        ]
        for candidate in reversed(earlier):
            days = window(framework, indicator, targets, candidate, period)
            found = _combined(indicator, values, days=days, on=on)
            if found.state:
                target, combined = candidate, found
                break
    return _expected(framework, indicator, targets, target, combined)


def window(
    framework: Framework,
    indicator: Indicator,
    targets: tuple[Target, ...],
    target: Target | None,
    period: Period,
) -> tuple[date | None, date]:
    """Return the days that count for a target: after the first, up to and with the second."""
    if indicator.time_rule not in IN_PERIOD:
        since = indicator.baseline_on if indicator.time_rule == "cumulative" else None
        return since, date.max
    if target is None:
        return period.starts_on - timedelta(days=1), period.ends_on
    own = window_of(framework, target.period)
    if own is not None:
        return own.starts_on - timedelta(days=1), own.ends_on
    before = [t.due_on for t in targets if t.due_on < target.due_on]
    return max(before, default=indicator.baseline_on), target.due_on


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


def _combined(
    indicator: Indicator,
    values: Sequence[Value],
    *,
    days: tuple[date | None, date],
    on: date,
) -> Combined:
    after, until = days
    combined = combine(
        values,
        time_rule=indicator.time_rule,
        place_rule=indicator.place_rule,
        ratio=indicator.ratio,
        percent=indicator.unit == "%",
        after=after,
        until=min(until, on),
    )
    silent = all(v.state != "reported" for v in values if v.day <= on)
    if (
        combined.value is None
        and combined.as_of
        and silent
        and (indicator.time_rule == "running_total")
    ):
        # Nothing to report so far: the total still stands where it began. A share of nothing does
        # not: it is not known.
        return replace(combined, value=baseline_value(indicator))
    return combined


def _expected(
    framework: Framework,
    indicator: Indicator,
    targets: tuple[Target, ...],
    target: Target | None,
    combined: Combined,
) -> Actual:
    if target is None or combined.as_of is None:
        return Actual(combined, target, None)
    if indicator.time_rule == "non_cumulative" and not indicator.ratio:
        own = window_of(framework, target.period)
        start = own.starts_on - timedelta(days=1) if own else indicator.baseline_on
        if start is None:
            return Actual(combined, target, None)
        share = elapsed(start, target.due_on, combined.as_of)
        return Actual(combined, target, share * target_value(indicator, target), share)
    return Actual(combined, target, expected_value(path_of(indicator, targets), combined.as_of))
