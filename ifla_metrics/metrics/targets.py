"""Targets as decided: those in force on a day, the path they make, and their revisions."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from ifla_metrics.framework import Framework, Indicator, Target
from ifla_metrics.metrics.selection import SYNTHETIC
from ifla_metrics.metrics.values import quotient
from ifla_metrics.periods import Period
from ifla_metrics.reading import Reading

Point = tuple[date, float]


def targets_in_force(
    framework: Framework, indicator: str, *, known_on: date, documented_only: bool = False
) -> tuple[Target, ...]:
    """Return the target in force for each due day: the latest decided by `known_on`."""
    decided = _decided(framework, known_on, documented_only)
    latest = {target.due_on: target for target in decided if target.indicator == indicator}
    return tuple(latest[day] for day in sorted(latest))


def targets_of(reading: Reading, indicator: str) -> tuple[Target, ...]:
    """Return the targets in force of an indicator, of those that the choices let count."""
    return targets_in_force(
        reading.framework,
        indicator,
        known_on=reading.moment.known_on,
        documented_only=reading.choices.documented_only,
    )


def target_for(targets: Sequence[Target], period: Period) -> Target | None:
    """Return the target that `period` is judged by.

    It is the first one due on the period's last day or later, else the last one there is.
    """
    later = [t for t in targets if t.due_on >= period.ends_on]
    return later[0] if later else targets[-1] if targets else None


def target_value(indicator: Indicator, target: Target) -> float:
    """Return a target, from its numerator and denominator where it has them."""
    value = _quotient(indicator, target.numerator, target.denominator)
    return target.target if value is None else value


def baseline_value(indicator: Indicator) -> float | None:
    """Return a baseline; None is unknown, never 0."""
    value = _quotient(indicator, indicator.baseline_numerator, indicator.baseline_denominator)
    return indicator.baseline if value is None else value


def path_of(indicator: Indicator, targets: Sequence[Target]) -> tuple[Point, ...]:
    """Return the expected path: the baseline, then each target in force by due day.

    Empty when the baseline or its day is unknown: no line can be drawn from nowhere.
    """
    start, first = baseline_value(indicator), indicator.baseline_on
    if start is None or first is None:
        return ()
    steps = ((t.due_on, target_value(indicator, t)) for t in targets if t.due_on > first)
    return ((first, start), *steps)


def expected_value(path: Sequence[Point], on: date) -> float | None:
    """Return the value expected on a day: straight lines through the points of `path`.

    Before the first point and after the last one the path is level. None for an empty path.
    """
    if not path:
        return None
    days = [day.toordinal() for day, _ in path]
    return float(np.interp(on.toordinal(), days, [value for _, value in path]))


def elapsed(start: date, end: date, on: date) -> float:
    """Return the share of the days after `start` up to `end` that have gone on a day, 0 to 1."""
    if end <= start:
        return 1.0
    return min(max((on - start).days / (end - start).days, 0.0), 1.0)


def revisions(reading: Reading) -> pd.DataFrame:
    """List the revised targets that were decided by the known-on day.

    Returns:
        One row per revision in order of indicator, due day and decision, with the `old` and the
        `new` target, `decided_on`, `reason` and `provenance`.
    """
    framework = reading.framework
    decided = _decided(framework, reading.moment.known_on, reading.choices.documented_only)
    columns = ["indicator", "due_on", "target", "decided_on", "reason", "provenance"]
    found = pd.DataFrame([vars(target) for target in decided], columns=columns)
    found["old"] = found.groupby(["indicator", "due_on"])["target"].shift()
    order = {indicator.code: place for place, indicator in enumerate(framework.indicators)}
    found["order"] = found["indicator"].map(order)
    found = found[found["old"].notna()].sort_values(["order", "due_on", "decided_on"])
    found = found.rename(columns={"target": "new"}).reset_index(drop=True)
    return found[["indicator", "due_on", "old", "new", "decided_on", "reason", "provenance"]]


def _quotient(
    indicator: Indicator, numerator: float | None, denominator: float | None
) -> float | None:
    return quotient(numerator, denominator, indicator.unit) if indicator.ratio else None


def _decided(framework: Framework, known_on: date, documented_only: bool) -> list[Target]:
    """Return the targets known on a day, in order of decision."""
    known = [
        t
        for t in framework.targets
        if t.decided_on <= known_on and not (documented_only and t.provenance == SYNTHETIC)
    ]
    return sorted(known, key=lambda t: t.decided_on)
