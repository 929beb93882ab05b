"""A part of the strategy from its indicators: mean, status with its limit, distribution.

*Eligible* is a child with a target that is neither to be maintained nor under a ceiling. *Due* is
an eligible child that is not "not yet due"; what the log or the records answer is always due.
*Rated* is a child due with a rating, *failing* one due that is off course or silent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import pandas as pd

from ifla_metrics.framework import Cuts, Framework
from ifla_metrics.metrics.exact import Number, as_float, exact, known
from ifla_metrics.metrics.measures import OBSERVED
from ifla_metrics.metrics.status import CODES, FAILING, OFF_COURSE, RANK, class_of, is_ceiling
from ifla_metrics.metrics.tables import Record, records, table

USED = (
    "indicator",
    "status",
    "way",
    "target_kind",
    "baseline",
    "progress",
    "expected_progress",
    "target",
    "data_source",
)
"""The columns of the standings that a roll-up is made from."""


@dataclass(frozen=True)
class Rollup:
    """What the indicators of one part come to; `mean`, `expected` and `ratio` are parts of 1."""

    status: str
    mean: float | None
    """Weighted mean of the children with a value, each capped at 1 inside the mean."""
    expected: float | None
    """Weighted mean of the expected progress of the same children."""
    ratio: float | None
    with_value: int
    """Eligible children that are in the mean."""
    of: int
    """Eligible children."""
    coverage: float | None
    """`with_value` / `of`; None when there is nothing to cover."""
    due: int = 0
    rated: int = 0
    failing: int = 0
    limited: tuple[str, ...] = ()
    """Why the status is only "behind": `rated` (too few are), `failing` (too many are)."""
    distribution: Mapping[str, int] = field(default_factory=dict)
    """The eligible children by status, every status with its count."""
    apart: Mapping[str, int] = field(default_factory=dict)
    """The other children (maintained, under a ceiling, without a target) by status."""
    held: Mapping[str, int] = field(default_factory=dict)
    """Those of `apart` with a target, which is to be maintained or a ceiling, by status."""

    @property
    def with_target(self) -> int:
        """Children with a target of any kind."""
        return self.of + sum(self.held.values())


def roll_up(
    children: pd.DataFrame, cuts: Cuts, *, weights: Mapping[str, Number] | None = None
) -> Rollup:
    """Roll indicators up to their parent.

    Args:
        children: Rows of `standings.standings`.
        cuts: The framework's classes, and the coverage under which there are too few data.
        weights: Weight of each indicator; 1 where none is given.

    Returns:
        The parent. Children that are not eligible stand apart; a child whose report is overdue
        has no value that counts, so silence is never on track.

    Source:
        docs/methodology.md, "Roll-up".
    """
    return _rolled_up(records(children[list(USED)]), cuts, weights or {})


def of_node(standing: pd.DataFrame, framework: Framework, code: str) -> Rollup:
    """Roll up the indicators of a node and of everything below it; of a direction, those it has."""
    return _rolled_up(_below(records(standing[list(USED)]), framework, code), framework.cuts, {})


def by_node(standing: pd.DataFrame, framework: Framework, codes: Sequence[str]) -> pd.DataFrame:
    """Roll up several nodes.

    Returns:
        One row per node in the order given: `status`, `mean`, `expected`, `ratio`, `with_value`,
        `of`, `coverage`, `rated`, `apart` (how many stand apart), `with_target` (how many have a
        target of any kind), `indicators` (all below it),
        `reports_overdue` (their reports that are past the due day, as `attention` counts them),
        `last_report` (a day, None without a report), and one column per status code with the
        number of its eligible indicators.
    """
    told = records(standing[[*USED, "last_report", "reports_missing"]])
    rows = []
    for code in codes:
        children = _below(told, framework, code)
        found = _rolled_up(children, framework.cuts, {})
        reports = [d for row in children if isinstance(d := row["last_report"], date)]
        rows.append(
            {
                "node": code,
                "status": found.status,
                "mean": found.mean,
                "expected": found.expected,
                "ratio": found.ratio,
                "with_value": found.with_value,
                "of": found.of,
                "coverage": found.coverage,
                "rated": found.rated,
                "apart": sum(found.apart.values()),
                "with_target": found.with_target,
                "indicators": len(children),
                "reports_overdue": sum(int(row["reports_missing"]) for row in children),
                "last_report": max(reports, default=None),
                **found.distribution,
            }
        )
    counts = (
        "with_value",
        "of",
        "rated",
        "apart",
        "with_target",
        "indicators",
        "reports_overdue",
        *CODES,
    )
    columns = (
        "node",
        "status",
        "mean",
        "expected",
        "ratio",
        "with_value",
        "of",
        "coverage",
        "rated",
        "apart",
        "with_target",
        "indicators",
        "reports_overdue",
        "last_report",
        *CODES,
    )
    return table(rows, columns, floats=("mean", "expected", "ratio", "coverage"), counts=counts)


def rounded_shares(counts: Sequence[Number], total: int = 100) -> list[int]:
    """Return the shares of `counts` as whole numbers that add up to `total` (largest remainder).

    Among equal remainders the larger count, then the earlier one, gains the unit. Without any
    count every share is 0.
    """
    amounts = [exact(c) for c in counts]
    whole = sum(amounts, Fraction(0))
    if whole == 0:
        return [0] * len(amounts)
    quotas = [a * total / whole for a in amounts]
    shares = [int(q) for q in quotas]
    order = sorted(range(len(quotas)), key=lambda i: (shares[i] - quotas[i], -amounts[i], i))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _below(told: Sequence[Record], framework: Framework, code: str) -> list[Record]:
    codes = {i.code for i in framework.indicators_under(code)}
    return [row for row in told if row["indicator"] in codes]


def _rolled_up(children: Sequence[Record], cuts: Cuts, weights: Mapping[str, Number]) -> Rollup:
    eligible = [row for row in children if _is_eligible(row)]
    told = [
        _Child(
            exact(weights.get(row["indicator"], 1)),
            row["status"],
            known(row["progress"]),
            known(row["expected_progress"]),
            row["data_source"] == OBSERVED,
        )
        for row in eligible
    ]
    everything, distribution = _by_status(children), _by_status(eligible)
    apart = {code: everything[code] - distribution[code] for code in CODES}
    targeted = _by_status([row for row in children if known(row["target"]) is not None])
    held = {code: targeted[code] - distribution[code] for code in CODES}
    valued = [c for c in told if c.counts]
    coverage = Fraction(len(valued), len(told)) if told else None
    if not told or coverage is None:
        return Rollup(
            "no_target",
            None,
            None,
            None,
            0,
            0,
            None,
            distribution=distribution,
            apart=apart,
            held=held,
        )
    due = [c for c in told if c.due]
    rated = sum(c.status in RANK for c in due)
    failing = sum(c.status in FAILING for c in due)
    mean, expected = _means(valued)
    limits = _limits(len(due), rated, failing, cuts)
    status, ratio, limited = _status(told, mean, expected, coverage, cuts=cuts, limits=limits)
    return Rollup(
        status,
        as_float(mean),
        as_float(expected),
        as_float(ratio),
        len(valued),
        len(told),
        as_float(coverage),
        len(due),
        rated,
        failing,
        limited,
        distribution,
        apart,
        held,
    )


@dataclass(frozen=True)
class _Child:
    weight: Fraction
    status: str
    progress: Fraction | None
    expected: Fraction | None
    observed: bool

    @property
    def due(self) -> bool:
        return self.status != "not_yet_due" or not self.observed

    @property
    def counts(self) -> bool:
        return self.progress is not None and self.expected is not None and self.status != "overdue"


def _means(children: Sequence[_Child]) -> tuple[Fraction | None, Fraction | None]:
    weight = sum((c.weight for c in children), Fraction(0))
    if not weight:
        return None, None
    one = Fraction(1)
    progress = sum((c.weight * min(c.progress or Fraction(0), one) for c in children), Fraction(0))
    expected = sum((c.weight * (c.expected or Fraction(0)) for c in children), Fraction(0))
    return progress / weight, expected / weight


def _by_status(children: Sequence[Record]) -> dict[str, int]:
    counted = Counter(row["status"] for row in children)
    return {code: counted[code] for code in CODES}


def _is_eligible(child: Record) -> bool:
    return (
        known(child["target"]) is not None
        and child["way"] != "maintain"
        and not is_ceiling(child["way"], child["target_kind"], known(child["baseline"]))
    )


def _limits(due: int, rated: int, failing: int, cuts: Cuts) -> tuple[str, ...]:
    found = []
    if rated < Fraction(cuts.least_rated) * due:
        found.append("rated")
    if failing > Fraction(cuts.most_failing) * due:
        found.append("failing")
    return tuple(found)


def _status(
    children: Sequence[_Child],
    mean: Fraction | None,
    expected: Fraction | None,
    coverage: Fraction,
    *,
    cuts: Cuts,
    limits: tuple[str, ...],
) -> tuple[str, Fraction | None, tuple[str, ...]]:
    """Return the status by the first rule that applies, its ratio, and what limited it."""
    if all(c.status == "not_yet_due" for c in children):
        return "not_yet_due", None, ()
    if coverage < exact(cuts.too_few) or mean is None or expected is None:
        return "too_few_data", None, ()
    ratio = mean / expected if expected > 0 else None
    if all(c.status == "achieved" for c in children):
        return "achieved", ratio, ()
    if ratio is not None:
        status = class_of(ratio, cuts)
    else:
        status = "not_yet_due" if mean == 0 else "ahead" if mean > 0 else "moving_away"
    if limits and status not in OFF_COURSE | {"behind"}:
        return "behind", ratio, limits
    return status, ratio, ()
