"""Results of one row of the programme: its indicators with baseline, targets and actuals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ifla_metrics.figures import small_numbers
from ifla_metrics.metrics.indicator_status import actual_of
from ifla_metrics.metrics.targets import baseline_value, target_value, targets_in_force
from ifla_metrics.metrics.values import Value, window_of
from ifla_metrics.report.iati.elements import add, day, number, say, told

if TYPE_CHECKING:
    from ifla_metrics.framework import Indicator, Target
    from ifla_metrics.i18n import Translate
    from ifla_metrics.metrics.time_rules import Combined
    from ifla_metrics.reading import Reading

TYPES = {
    "output": "1",
    "milestone": "1",
    "process": "1",
    "efficiency": "1",
    "balance": "1",
    "outcome": "2",
    "coverage": "2",
    "equity": "2",
    "impact": "3",
}
"""Code of the list ResultType by the kind of an indicator; 9 (other) for any other kind."""
OTHER = "9"
UNIT, PERCENTAGE = "1", "2"
"""Codes of the list IndicatorMeasure."""


@dataclass(frozen=True)
class Told:
    """What is reported of one indicator for one target."""

    target: Target
    starts_on: date
    ends_on: date
    actual: Combined | None
    """None where the period has not been reported on."""


def add_results(
    activity: Any, row: str, reading: Reading, values: Mapping[str, Sequence[Value]], t: Translate
) -> None:
    """Add a result for each outcome of a row and each type of result, in reading order."""
    framework = reading.framework
    results: dict[tuple[str, str], Any] = {}
    for indicator in framework.indicators:
        if framework.row_of(indicator.node) != row:
            continue
        key = indicator.node, TYPES.get(indicator.kind, OTHER)
        if key not in results:
            results[key] = add(activity, "result", type=key[1], aggregation_status="0")
            told(results[key], "title", framework.node(indicator.node).title)
        _indicator(results[key], indicator, reading, values.get(indicator.code, ()), t)


def _indicator(
    result: Any, indicator: Indicator, reading: Reading, values: Sequence[Value], t: Translate
) -> None:
    way = {"increase": {"ascending": "1"}, "decrease": {"ascending": "0"}}
    element = add(
        result,
        "indicator",
        measure=PERCENTAGE if indicator.unit == "%" else UNIT,
        aggregation_status="0",
        **way.get(indicator.direction, {}),
    )
    told(element, "title", f"{indicator.code} {indicator.title}")
    told(element, "description", f"{indicator.definition} Unit: {indicator.unit}.".strip())
    baseline = baseline_value(indicator)
    if baseline is not None and indicator.baseline_on:
        made = add(
            element,
            "baseline",
            year=str(indicator.baseline_on.year),
            iso_date=indicator.baseline_on.isoformat(),
            value=number(baseline),
        )
        parts = _fraction(indicator.baseline_numerator, indicator.baseline_denominator, t)
        if parts:
            told(made, "comment", parts, t.language)
        elif indicator.baseline_note:
            told(made, "comment", indicator.baseline_note)
    for one in reported(indicator, reading, values):
        _period(element, indicator, _shown(one, indicator, reading), t)


def _shown(one: Told, indicator: Indicator, reading: Reading) -> Told:
    """Return what is reported, without an actual that would tell a few people."""
    at = one.actual
    if at is None:
        return one
    hidden = small_numbers.value_is_hidden(
        indicator, reading, at.value, at.numerator, at.denominator
    )
    return replace(one, actual=None) if hidden else one


def reported(indicator: Indicator, reading: Reading, values: Sequence[Value]) -> list[Told]:
    """Return each target in force with its days and, where its period has begun, the actual.

    The actual of a target is the value as it stood on the target's day, or on the evaluation day
    where that comes first.
    """
    framework = reading.framework
    targets = targets_in_force(
        framework,
        indicator.code,
        known_on=reading.moment.known_on,
        documented_only=reading.choices.documented_only,
    )
    found = []
    for target in targets:
        period = window_of(framework, target.period, reading.period) or reading.period
        ends_on = target.due_on
        before = [other.due_on for other in targets if other.due_on < ends_on]
        starts_on = min(
            period.starts_on if period.starts_on <= ends_on else ends_on,
            ends_on,
        )
        if period.code != target.period and before:
            starts_on = max(before) + timedelta(days=1)
        actual = None
        if starts_on <= reading.on:
            stood = actual_of(
                framework,
                indicator,
                values,
                (target,),
                period=period,
                on=min(ends_on, reading.on),
            )
            actual = None if stood.combined.value is None else stood.combined
        found.append(Told(target, starts_on, ends_on, actual))
    return found


def _period(element: Any, indicator: Indicator, one: Told, t: Translate) -> None:
    period = add(element, "period")
    day(period, "period-start", one.starts_on)
    day(period, "period-end", one.ends_on)
    target = add(period, "target", value=number(target_value(indicator, one.target)))
    parts = _fraction(one.target.numerator, one.target.denominator, t)
    _comment(target, t, parts, _origin(one.target.provenance, t), english=one.target.reason)
    if one.actual is not None and one.actual.value is not None:
        actual = add(period, "actual", value=number(one.actual.value))
        as_of = one.actual.as_of
        _comment(
            actual,
            t,
            _fraction(one.actual.numerator, one.actual.denominator, t),
            t("date of the data: {day}", day=as_of.isoformat()) if as_of else "",
            _origin(one.actual.provenance, t),
        )


def _comment(element: Any, t: Translate, *parts: str, english: str = "") -> None:
    """Add a comment of its parts; a framework's own words are English and stand by themselves."""
    words = t("; ").join(part for part in parts if part)
    if not words and not english:
        return
    comment = add(element, "comment")
    if words:
        say(comment, words, t.language)
    if english:
        say(comment, english)


def _fraction(above: float | None, below: float | None, t: Translate) -> str:
    if above is None or below is None:
        return ""
    return t("{above} of {below}", above=number(above), below=number(below))


def _origin(provenance: str, t: Translate) -> str:
    """Say of an invented value that it is: the demonstration must not pass for a report."""
    return t("demonstration: invented") if provenance == "synthetic" else ""
