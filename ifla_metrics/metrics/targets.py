"""Targets as decided: the one in force on a day, the one a period is judged by, and revisions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from ifla_metrics.framework import Framework, Indicator, Target
from ifla_metrics.metrics.exact import exact, ratio_value
from ifla_metrics.metrics.selection import SYNTHETIC
from ifla_metrics.metrics.tables import table
from ifla_metrics.periods import Period


def targets_in_force(
    framework: Framework, indicator: str, *, known_on: date, documented_only: bool = False
) -> tuple[Target, ...]:
    """Return the target in force for each due day: the latest decided by `known_on`."""
    latest: dict[date, Target] = {}
    for target in _decided(framework, indicator, known_on, documented_only):
        latest[target.due_on] = target
    return tuple(latest[day] for day in sorted(latest))


def target_for(targets: tuple[Target, ...], period: Period) -> Target | None:
    """Return the target that `period` is judged by.

    It is the first one due on the period's last day or later, else the last one there is.
    """
    later = [t for t in targets if t.due_on >= period.ends_on]
    return later[0] if later else targets[-1] if targets else None


def target_value(indicator: Indicator, target: Target) -> Fraction:
    """Return a target exactly, from its numerator and denominator where it has them."""
    value = ratio_value(target.numerator, target.denominator, percent=indicator.unit == "%")
    return exact(target.target) if value is None or not indicator.ratio else value


def baseline_value(indicator: Indicator) -> Fraction | None:
    """Return a baseline exactly; None is unknown, never 0."""
    if indicator.ratio:
        value = ratio_value(
            indicator.baseline_numerator,
            indicator.baseline_denominator,
            percent=indicator.unit == "%",
        )
        if value is not None:
            return value
    return None if indicator.baseline is None else exact(indicator.baseline)


def revisions(
    framework: Framework,
    *,
    known_on: date,
    since: date | None = None,
    documented_only: bool = False,
) -> pd.DataFrame:
    """List the revised targets: decided by `known_on` and, where given, after `since`.

    Returns:
        One row per revision in order of indicator, due day and decision, with the `old` and the
        `new` target, `decided_on`, `reason` and `provenance`.
    """
    found = []
    for indicator in framework.indicators:
        by_due: dict[date, list[Target]] = defaultdict(list)
        for target in _decided(framework, indicator.code, known_on, documented_only):
            by_due[target.due_on].append(target)
        for due_on in sorted(by_due):
            decisions = by_due[due_on]
            for old, new in pairwise(decisions):
                if since is None or new.decided_on > since:
                    found.append(
                        {
                            "indicator": indicator.code,
                            "due_on": due_on,
                            "old": old.target,
                            "new": new.target,
                            "decided_on": new.decided_on,
                            "reason": new.reason,
                            "provenance": new.provenance,
                        }
                    )
    return table(
        found,
        ("indicator", "due_on", "old", "new", "decided_on", "reason", "provenance"),
        floats=("old", "new"),
    )


def is_revised(framework: Framework, target: Target, *, documented_only: bool = False) -> bool:
    """Say whether `target` replaced an earlier one for the same day, of those that are read."""
    earlier = _decided(framework, target.indicator, target.decided_on, documented_only)
    return any(t.due_on == target.due_on and t.decided_on < target.decided_on for t in earlier)


def _decided(
    framework: Framework, indicator: str, known_on: date, documented_only: bool
) -> list[Target]:
    """Return the targets known on a day, in order of decision."""
    known = [
        t
        for t in framework.targets
        if t.indicator == indicator
        and t.decided_on <= known_on
        and not (documented_only and t.provenance == SYNTHETIC)
    ]
    return sorted(known, key=lambda t: t.decided_on)
