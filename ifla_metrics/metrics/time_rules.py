"""Combine the values of an indicator, over time and over countries, into its actual.

Ratios are combined by numerator and denominator, never averaged. "Nothing to report" adds 0 to a
sum and leaves other values unchanged, with its own day as the date of the data.

Source: docs/methodology.md, "Over time and over places".
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import fsum

from ifla_metrics.framework import Framework, Indicator, Target
from ifla_metrics.metrics.targets import (
    baseline_value,
    expected_value,
    target_for,
    target_path,
    target_value,
)
from ifla_metrics.metrics.values import Value, quotient, weakest_provenance
from ifla_metrics.periods import Period

SUM_RULES = frozenset({"non_cumulative", "cumulative"})
"""Time rules whose values are new amounts. For the others, values are states or totals so far."""
PERIOD_RULES = frozenset({"non_cumulative", "level_average", "level_max"})
"""Time rules that only use values within the target's period. The others carry values over."""

_LOWER_BOUNDS = frozenset({"at_least", "more_than"})


@dataclass(frozen=True)
class Actual:
    """The actual of an indicator on a day, with its target. None means not known."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    as_of: date | None = None
    """The date of the data: the day of the latest value that was used."""
    state: str = ""
    """The state of the latest report: reported, nil or not_applicable; "" without a report."""
    qualifier: str = ""
    provenance: str = ""
    target: Target | None = None
    expected: float | None = None
    """The value expected on the date of the data; None without data, target or baseline."""
    share: float = 1.0
    """The share of the target's period that a non-cumulative sum covers; 1 for other rules."""


def actual_of(
    framework: Framework,
    indicator: Indicator,
    values: Sequence[Value],
    targets: tuple[Target, ...],
    *,
    period: Period,
    on: date,
) -> Actual:
    """Return the actual of an indicator for a period, as of a day.

    PERIOD_RULES use the values within the target's period. If it has no report yet, they use the
    latest earlier target in the chosen period that has one. Values after `on` are ignored.
    """
    target = target_for(targets, period)
    candidates: list[Target | None] = [target]
    if target is not None and indicator.time_rule in PERIOD_RULES:
        first, last = period.starts_on, target.due_on
        candidates += [t for t in reversed(targets) if first <= t.due_on < last]
    for candidate in candidates:
        after, until = window(framework, indicator, candidate, period)
        actual = combine(values, indicator, after=after, until=min(until, on))
        if actual.state:
            target = candidate
            break
    reported = any(v.state == "reported" for v in values if v.day <= on)
    is_total = indicator.time_rule == "running_total"
    if is_total and not reported and actual.as_of and actual.value is None:
        # "Nothing to report" so far: the total is still the baseline.
        actual = replace(actual, value=baseline_value(indicator))
    return _with_expected(actual, target, framework, indicator, targets)


def window(
    framework: Framework, indicator: Indicator, target: Target | None, period: Period
) -> tuple[date, date]:
    """Return `after` and `until` for `combine`: the days of the values that the time rule uses."""
    if indicator.time_rule not in PERIOD_RULES:
        since = indicator.baseline_on if indicator.time_rule == "cumulative" else None
        return since or date.min, date.max
    counted = framework.period(target.period) if target else period
    return counted.starts_on - timedelta(days=1), counted.ends_on


def _with_expected(
    actual: Actual,
    target: Target | None,
    framework: Framework,
    indicator: Indicator,
    targets: Sequence[Target],
) -> Actual:
    """Add the target and the value expected on the date of the data."""
    if target is None or actual.as_of is None:
        return replace(actual, target=target)
    if indicator.time_rule != "non_cumulative" or indicator.ratio:
        expected = expected_value(target_path(indicator, targets), actual.as_of)
        return replace(actual, target=target, expected=expected)
    start = framework.period(target.period).starts_on - timedelta(days=1)
    share = min((actual.as_of - start) / (target.due_on - start), 1.0)
    expected = share * target_value(indicator, target)
    return replace(actual, target=target, expected=expected, share=share)


def combine(
    values: Sequence[Value], indicator: Indicator, *, until: date, after: date = date.min
) -> Actual:
    """Combine the values with `after` < day <= `until`.

    Values without a country (for the whole) take precedence over values for countries, unless they
    are all "nothing to report" or "does not apply".

    Args:
        values: The values of the indicator, oldest first.
        indicator: Its time rule, place rule and unit.
        until: The last day that counts.
        after: The day before the first one that counts.
    """
    within = [v for v in values if after < v.day <= until]
    if not within:
        return Actual()
    by_country: dict[str, list[Value]] = defaultdict(list)
    for value in within:
        by_country[value.country].append(value)
    combines, whole = indicator.place_rule != "none", by_country.pop("", [])
    nil_days: list[date] = []
    any_known = any(_is_known(v, indicator) for v in within)
    if combines and any_known and not any(v.state == "reported" for v in whole):
        nil_days, whole = [v.day for v in whole if v.state == "nil"], []
    places = [whole] if whole else list(by_country.values()) if combines else []
    parts = [_over_time(place, indicator) for place in places]
    known = [part for part in parts if part.value is not None]
    if indicator.place_rule == "distinct" and known and not whole:
        actual = Actual(value=float(sum(part.value != 0 for part in known)))
    else:
        actual = _total(known, indicator)
    incomplete = ["at_least"] if len(known) < len(parts) else []
    return replace(
        actual,
        as_of=max([*nil_days, *(p.as_of for p in parts if p.as_of)], default=None),
        state=within[-1].state,
        qualifier=_qualifier([*(part.qualifier for part in known), *incomplete]),
        provenance=weakest_provenance(part.provenance for part in known),
    )


def _over_time(values: Sequence[Value], indicator: Indicator) -> Actual:
    """Combine the values of one place, oldest first, by the time rule."""
    rule = indicator.time_rule
    used = known = [v for v in values if _is_known(v, indicator)]
    nil = [v for v in values if v.state == "nil"]
    if rule == "level_max":
        used = sorted(known, key=lambda v: _number(v, indicator) or 0, reverse=True)[:1]
    elif rule in ("level_latest", "running_total"):
        used = known[-1:]
    actual = _mean(used, indicator) if rule == "level_average" else _total(used, indicator)
    qualifiers = [v.qualifier for v in used]
    if rule in SUM_RULES:
        used = [*known, *nil]
        if any(v.state == "reported" for v in values if v not in known):
            if not any(v.value or v.numerator for v in known):
                return Actual()  # "At least 0" says nothing: nobody counted what took place.
            # A ratio may be too low or too high, so it is not "at least".
            qualifiers.append("about" if indicator.ratio else "at_least")
        elif nil and not known and not indicator.ratio:
            actual = Actual(0.0)
    return replace(
        actual,
        as_of=max((v.day for v in (*known, *nil)), default=None),
        qualifier=_qualifier(qualifiers),
        provenance=weakest_provenance(v.provenance for v in used),
    )


def _total(parts: Sequence[Value | Actual], indicator: Indicator) -> Actual:
    """Add values; for a ratio, numerators and denominators, but keep a value without counts."""
    if not indicator.ratio:
        return Actual(_sum(part.value for part in parts))
    numerator, denominator = _sum(p.numerator for p in parts), _sum(p.denominator for p in parts)
    value = quotient(numerator, denominator, indicator.unit)
    if value is None and len(parts) == 1:
        value = parts[0].value
    return Actual(value, numerator, denominator)


def _mean(known: Sequence[Value], indicator: Indicator) -> Actual:
    """Return the mean; for a ratio, the sum of numerators ÷ the sum of denominators if known."""
    if indicator.ratio and all(v.denominator is not None for v in known):
        return _total(known, indicator)
    numbers = [n for v in known if (n := _number(v, indicator)) is not None]
    return Actual(fsum(numbers) / len(numbers) if numbers else None)


def _is_known(value: Value, indicator: Indicator) -> bool:
    has_counts = indicator.ratio and None not in (value.numerator, value.denominator)
    return value.state == "reported" and (value.value is not None or has_counts)


def _number(value: Value, indicator: Indicator) -> float | None:
    return _total([value], indicator).value


def _sum(numbers: Iterable[float | None]) -> float | None:
    """Add the known numbers; None if none is known."""
    known = [number for number in numbers if number is not None]
    return fsum(known) if known else None


def _qualifier(qualifiers: Iterable[str]) -> str:
    """Return the qualifier that the inexact numbers share, else "at least" or "about"."""
    inexact = set(qualifiers) - {"", "exact"}
    if len(inexact) <= 1:
        return next(iter(inexact), "exact")
    return "at_least" if inexact <= _LOWER_BOUNDS else "about"
