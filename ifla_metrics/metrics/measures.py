"""Values of the indicators that the log and the records themselves answer, per quarter.

A quarter's value is dated on its last day; the running quarter's on the evaluation day. A measure
of new amounts (participations …) gives the quarter's amount where the time rule adds values up,
and the sum so far where it takes the latest; a measure of a state (countries reached …) the other
way round. So the time rule of the indicator always holds (`time_rules.combine`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.errors import UnknownCode
from ifla_metrics.framework import Indicator
from ifla_metrics.metrics.exact import as_float, ratio_value
from ifla_metrics.metrics.log_measures import (
    FLOWS,
    STOCKS,
    Amount,
    Quarter,
    Sources,
    flow,
    quarters_of,
    scope_of,
    since_baseline,
    sources_of,
)
from ifla_metrics.metrics.record_measures import RECORDS
from ifla_metrics.metrics.time_rules import SUMS
from ifla_metrics.metrics.values import weakest
from ifla_metrics.reading import Reading

NEEDS = (
    "month_cells",
    "country_cells",
    "milestones",
    "resources",
    "listed",
    "denominators",
    "terms",
)
"""The frames of the reading that the measures need."""

OBSERVED = "observed"
MEASURES = (*FLOWS, *STOCKS, *RECORDS)
"""Every measure by name (data dictionary, indicators.csv, `measure`)."""


def computed(reading: Reading, indicators: Sequence[Indicator] | None = None) -> pd.DataFrame:
    """Compute the values of the indicators whose source is the log or the records.

    Args:
        reading: The choices, the framework and the frames of NEEDS.
        indicators: Only these; all of the framework where none are given. Observed ones are
            passed over.

    Returns:
        Rows of frames.VALUES, one per indicator and quarter since its baseline, up to the
        evaluation day. A ratio of nothing to nothing (0 / 0) has no value.

    Raises:
        UnknownCode: An indicator names a measure that is not in MEASURES.
    """
    of_all = reading.framework.indicators if indicators is None else indicators
    asked = [i for i in of_all if i.data_source != OBSERVED]
    sources = sources_of(reading, frozenset(scope_of(reading.framework, i) for i in asked))
    told = [row for indicator in asked for row in _values(sources, indicator)]
    return pd.DataFrame(told, columns=list(frames.VALUES))


def _values(sources: Sources, indicator: Indicator) -> list[tuple[object, ...]]:
    reading, framework = sources.reading, sources.reading.framework
    known_on = reading.moment.known_on
    quarters = quarters_of(framework, on=reading.on, known_on=known_on)
    quarters = since_baseline(quarters, framework, indicator)
    group, percent = framework.owner_of(indicator.code), indicator.unit == "%"
    told: list[tuple[object, ...]] = []
    for quarter, amount in zip(quarters, _amounts(sources, indicator, quarters), strict=False):
        value = amount.value
        if indicator.ratio:
            share = ratio_value(amount.numerator, amount.denominator, percent=percent)
            value = as_float(share)
        told.append(
            (
                indicator.code,
                quarter.as_of,
                quarter.code,
                "",
                value,
                amount.numerator,
                amount.denominator,
                "reported",
                amount.qualifier,
                amount.provenance,
                group,
                "",
                known_on,
                "",
                "",
            )
        )
    return told


def _amounts(sources: Sources, indicator: Indicator, quarters: Sequence[Quarter]) -> list[Amount]:
    if indicator.measure in FLOWS:
        amounts = flow(sources, indicator, quarters)
        return _so_far(amounts) if indicator.time_rule == "running_total" else amounts
    states = {**STOCKS, **RECORDS}
    if indicator.measure not in states:
        raise UnknownCode("measure", indicator.measure, MEASURES)
    totals = states[indicator.measure](sources, indicator, quarters)
    return _new(totals) if indicator.time_rule in SUMS else totals


def _so_far(amounts: Sequence[Amount]) -> list[Amount]:
    """Return the running sums; what is not known is left out and says "at least".

    "At least 0" says nothing: while none of what took place was counted, the sum is not known.
    """
    found: list[Amount] = []
    before, missing = Amount(), False
    for amount in amounts:
        missing = missing or (amount.value is None and amount.numerator is None)
        qualifiers = {before.qualifier, amount.qualifier} - {"exact"}
        before = Amount(
            _plus(before.value, amount.value),
            _plus(before.numerator, amount.numerator),
            _plus(before.denominator, amount.denominator),
            "at_least" if "at_least" in qualifiers else next(iter(qualifiers), "exact"),
            weakest({before.provenance, amount.provenance}),
        )
        found.append(replace(before, value=None) if missing and not before.value else before)
    return found


def _new(totals: Sequence[Amount]) -> list[Amount]:
    """Return what each quarter added to a state; its denominator stays that of the state."""
    return [
        Amount(
            _minus(now.value, before.value),
            _minus(now.numerator, before.numerator),
            now.denominator,
            now.qualifier,
            now.provenance,
        )
        for before, now in pairwise([Amount(), *totals])
    ]


def _plus(before: float | None, now: float | None) -> float | None:
    return before if now is None else now if before is None else before + now


def _minus(now: float | None, before: float | None) -> float | None:
    return None if now is None else now - (before or 0)
