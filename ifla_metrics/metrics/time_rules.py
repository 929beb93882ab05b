"""The actual of an indicator: its values put together over time and over places by its two rules.

A ratio travels as numerator and denominator and is added as such, never averaged. "Nothing to
report" is an answer: it adds 0 to a sum and leaves everything else where it was, as of its own day.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import fsum

from ifla_metrics.framework import Framework, Indicator, Target
from ifla_metrics.metrics.targets import (
    baseline_value,
    elapsed,
    expected_value,
    path_of,
    target_for,
    target_value,
)
from ifla_metrics.metrics.values import Value, quotient, weakest
from ifla_metrics.periods import Period

SUMS = frozenset({"non_cumulative", "cumulative"})
"""Values are new amounts; the others are states, of which the latest, mean or highest counts."""
IN_PERIOD = frozenset({"non_cumulative", "level_average", "level_max"})
"""Combined within the target's period; the others carry over from one period to the next."""

AT_LEAST = frozenset({"at_least", "more_than"})


@dataclass(frozen=True)
class Actual:
    """What the values of an indicator come to on a day, and against what; None is not known."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    as_of: date | None = None
    """The date of the data: of the latest value that went in."""
    state: str = ""
    """Of the latest report: reported, nil, not_applicable; "" without a report."""
    qualifier: str = ""
    provenance: str = ""
    target: Target | None = None
    expected: float | None = None
    """The value expected on the date of the data; None without a target, a baseline or data."""
    share: float = 1.0
    """How much of its period a non-cumulative sum covers, else 1."""


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
    candidates: list[Target | None] = [target]
    if target is not None and indicator.time_rule in IN_PERIOD:
        first, last = period.starts_on, target.due_on
        candidates += [t for t in reversed(targets) if first <= t.due_on < last]
    for candidate in candidates:
        after, until = window(framework, indicator, candidate, period)
        found = combine(values, indicator, after=after, until=min(until, on))
        if found.state:
            target = candidate
            break
    silent = all(v.state != "reported" for v in values if v.day <= on)
    if indicator.time_rule == "running_total" and silent and found.as_of and found.value is None:
        # Nothing to report so far: the total is still the baseline. A share of nothing does
        # not: it is not known.
        found = replace(found, value=baseline_value(indicator))
    return _against(found, target, framework, indicator, targets)


def window(
    framework: Framework, indicator: Indicator, target: Target | None, period: Period
) -> tuple[date, date]:
    """Return the days that count for a target: after the first, up to and with the second."""
    if indicator.time_rule not in IN_PERIOD:
        since = indicator.baseline_on if indicator.time_rule == "cumulative" else None
        return since or date.min, date.max
    own = framework.period(target.period) if target else period
    return own.starts_on - timedelta(days=1), own.ends_on


def _against(
    found: Actual,
    target: Target | None,
    framework: Framework,
    indicator: Indicator,
    targets: Sequence[Target],
) -> Actual:
    """Return an actual with its target and what was expected on the date of the data."""
    if target is None or found.as_of is None:
        return replace(found, target=target)
    if indicator.time_rule != "non_cumulative" or indicator.ratio:
        expected = expected_value(path_of(indicator, targets), found.as_of)
        return replace(found, target=target, expected=expected)
    start = framework.period(target.period).starts_on - timedelta(days=1)
    share = elapsed(start, target.due_on, found.as_of)
    expected = share * target_value(indicator, target)
    return replace(found, target=target, expected=expected, share=share)


def combine(
    values: Sequence[Value], indicator: Indicator, *, until: date, after: date = date.min
) -> Actual:
    """Combine values that speak of days after `after` and up to `until`.

    Values for the whole ("" as country) count before values for countries, whatever their days.
    Where the whole was answered with nothing but "nothing to report" or "does not apply",
    countries count, and the value is as of the later day of both. Values for countries are put
    together by the place rule: `sum` adds them, `distinct` counts the countries above 0, `none`
    leaves them apart, so that there is no value for the whole.

    Args:
        values: Of the indicator, oldest first.
        indicator: Its time rule, place rule, unit, and whether it is a ratio.
        until: The last day that counts.
        after: The day before the first one that counts.
    """
    within = [v for v in values if after < v.day <= until]
    if not within:
        return Actual()
    places: dict[str, list[Value]] = defaultdict(list)
    for value in within:
        places[value.country].append(value)
    together, whole = indicator.place_rule != "none", places.pop("", [])
    nil_days: list[date] = []
    numbered = any(_is_known(v, indicator) for v in within)
    if together and numbered and not any(v.state == "reported" for v in whole):
        nil_days, whole = [v.day for v in whole if v.state == "nil"], []
    counting = [whole] if whole else list(places.values()) if together else []
    parts = [_over_time(values, indicator) for values in counting]
    known = [part for part in parts if part.value is not None]
    if indicator.place_rule == "distinct" and known and not whole:
        found = Actual(value=float(sum(part.value != 0 for part in known)))
    else:
        found = _total(known, indicator)
    lacking = ["at_least"] if len(known) < len(parts) else []
    return replace(
        found,
        as_of=max([*nil_days, *(p.as_of for p in parts if p.as_of)], default=None),
        state=within[-1].state,
        qualifier=_qualifier([*(part.qualifier for part in known), *lacking]),
        provenance=weakest(part.provenance for part in known),
    )


def _over_time(values: Sequence[Value], indicator: Indicator) -> Actual:
    """Combine the values of one place, oldest first."""
    known = [v for v in values if _is_known(v, indicator)]
    nil = [v for v in values if v.state == "nil"]
    unknown = any(v.state == "reported" for v in values if v not in known)
    as_of = max((v.day for v in (*known, *nil)), default=None)
    qualifiers = [v.qualifier for v in known]
    behind = known
    if indicator.time_rule in SUMS:
        if unknown and not any(v.value or v.numerator for v in known):
            return Actual()  # "At least 0" says nothing: what took place was not counted.
        found = _total(known, indicator)
        if not known and nil and not indicator.ratio:
            found = Actual(0.0)
        if unknown:  # The other part of a ratio may lack more: neither "at least" nor "at most".
            qualifiers.append("about" if indicator.ratio else "at_least")
        behind = [*known, *nil]
    elif indicator.time_rule == "level_average":
        found = _mean(known, indicator)
    else:
        if indicator.time_rule == "level_max":
            behind = sorted(known, key=lambda v: -(_number(v, indicator) or 0))[:1]
        else:
            behind = known[-1:]
        found, qualifiers = _total(behind, indicator), [v.qualifier for v in behind]
    return replace(
        found,
        as_of=as_of,
        qualifier=_qualifier(qualifiers),
        provenance=weakest(v.provenance for v in behind),
    )


def _total(parts: Sequence[Value | Actual], indicator: Indicator) -> Actual:
    """Add values; of a ratio its numerators and its denominators. A single one stays what it is."""
    if not indicator.ratio:
        return Actual(_sum(part.value for part in parts))
    above, below = _sum(p.numerator for p in parts), _sum(p.denominator for p in parts)
    value = quotient(above, below, indicator.unit)
    if value is None and len(parts) == 1:
        value = parts[0].value
    return Actual(value, above, below)


def _mean(known: Sequence[Value], indicator: Indicator) -> Actual:
    """Return the mean of a state; of a ratio, all numerators over all denominators."""
    if indicator.ratio and all(v.denominator is not None for v in known):
        return _total(known, indicator)
    numbers = [n for v in known if (n := _number(v, indicator)) is not None]
    return Actual(fsum(numbers) / len(numbers) if numbers else None)


def _is_known(value: Value, indicator: Indicator) -> bool:
    counts = indicator.ratio and None not in (value.numerator, value.denominator)
    return value.state == "reported" and (value.value is not None or counts)


def _number(value: Value, indicator: Indicator) -> float | None:
    return _total([value], indicator).value


def _sum(numbers: Iterable[float | None]) -> float | None:
    """Add what is known; None when nothing is."""
    known = [number for number in numbers if number is not None]
    return fsum(known) if known else None


def _qualifier(qualifiers: Iterable[str]) -> str:
    """Return the qualifier of several numbers: of one kind, else "at least", else "about"."""
    inexact = set(qualifiers) - {"", "exact"}
    if len(inexact) <= 1:
        return next(iter(inexact), "exact")
    return "at_least" if inexact <= AT_LEAST else "about"
