"""Targets of indicators: which are in force, the expected path through them, their revisions."""

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
    """Return the target in force for each due day: the one decided last, by `known_on`."""
    decided = _decided(framework, known_on, documented_only)
    in_force = {target.due_on: target for target in decided if target.indicator == indicator}
    return tuple(in_force[due_on] for due_on in sorted(in_force))


def targets_of(reading: Reading, indicator: str) -> tuple[Target, ...]:
    """Return the targets in force of an indicator on the known-on day, under the choices."""
    return targets_in_force(
        reading.framework,
        indicator,
        known_on=reading.moment.known_on,
        documented_only=reading.choices.documented_only,
    )


def target_for(targets: Sequence[Target], period: Period) -> Target | None:
    """Return the target that a period is rated against.

    It is the first target due on or after the period's last day, otherwise the last target.
    """
    due_later = [target for target in targets if target.due_on >= period.ends_on]
    return due_later[0] if due_later else targets[-1] if targets else None


def target_value(indicator: Indicator, target: Target) -> float:
    """Return the target's value, from its numerator and denominator if the indicator is a ratio."""
    value = quotient(target.numerator, target.denominator, indicator.unit)
    return target.target if value is None or not indicator.ratio else value


def baseline_value(indicator: Indicator) -> float | None:
    """Return the baseline, from its numerator and denominator if possible; None if unknown."""
    counts = indicator.baseline_numerator, indicator.baseline_denominator
    value = quotient(*counts, indicator.unit)
    return indicator.baseline if value is None or not indicator.ratio else value


def target_path(indicator: Indicator, targets: Sequence[Target]) -> tuple[Point, ...]:
    """Return the points of the expected path: the baseline, then each later target.

    The path is empty if the baseline or its date is unknown.
    """
    baseline, baseline_on = baseline_value(indicator), indicator.baseline_on
    if baseline is None or baseline_on is None:
        return ()
    points = ((t.due_on, target_value(indicator, t)) for t in targets if t.due_on > baseline_on)
    return ((baseline_on, baseline), *points)


def expected_value(path: Sequence[Point], on: date) -> float | None:
    """Return the value expected on a day by linear interpolation; None for an empty path.

    Before the first point and after the last one the path is level.
    """
    if not path:
        return None
    days = [day.toordinal() for day, _ in path]
    return float(np.interp(on.toordinal(), days, [value for _, value in path]))


def revisions(reading: Reading) -> pd.DataFrame:
    """List the target revisions decided by the known-on day.

    Returns:
        One row per revision by indicator, due day and day of decision: `indicator`, `due_on`, the
        `old` and the `new` target, `decided_on`, `reason` and `provenance` of the new one.
    """
    framework = reading.framework
    decided = _decided(framework, reading.moment.known_on, reading.choices.documented_only)
    columns = ["indicator", "due_on", "target", "decided_on", "reason", "provenance"]
    table = pd.DataFrame([vars(target) for target in decided], columns=columns)
    table["old"] = table.groupby(["indicator", "due_on"])["target"].shift()
    order = {indicator.code: place for place, indicator in enumerate(framework.indicators)}
    table["order"] = table["indicator"].map(order)
    table = table[table["old"].notna()].sort_values(["order", "due_on", "decided_on"])
    table = table.rename(columns={"target": "new"}).reset_index(drop=True)
    return table[["indicator", "due_on", "old", "new", "decided_on", "reason", "provenance"]]


def _decided(framework: Framework, known_on: date, documented_only: bool) -> list[Target]:
    """Return the targets decided by a day, in order of decision."""
    decided = [
        target
        for target in framework.targets
        if target.decided_on <= known_on
        and not (documented_only and target.provenance == SYNTHETIC)
    ]
    return sorted(decided, key=lambda target: target.decided_on)
