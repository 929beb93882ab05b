"""The values of indicators as plain records, with the day that each speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.framework import Framework
from ifla_metrics.metrics.exact import known
from ifla_metrics.metrics.tables import each
from ifla_metrics.metrics.told_later import told_later
from ifla_metrics.periods import Period

WEAKEST = ("documented", "reported", "synthetic")
"""Provenances from the firmest: a number is as firm as the weakest row behind it."""


FACT = ("indicator", "as_of", "period", "country", "group")
"""What two values of one group have in common that tell the same fact."""
_FACT = [frames.VALUES.index(name) for name in FACT]


@dataclass(frozen=True)
class Value:
    """One value of one indicator; None is missing, never 0."""

    day: date
    """The day it speaks of: its own, but not after the end of the period that it names."""
    as_of: date
    period: str
    country: str
    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    state: str
    qualifier: str
    provenance: str
    source: str = ""
    """Ids of the public sources of a documented observation, with a bar between."""


def values_of(frame: pd.DataFrame, framework: Framework) -> Mapping[str, list[Value]]:
    """Return the values of `frame` (frames.VALUES) by indicator, oldest first.

    Two values of the same day, period, country and group are one value told twice; the one that
    became known later counts. Those of two groups both stand, the one known later after the other.
    """
    frames.expect(frame, frames.VALUES)
    ends = {p.code: p.ends_on for p in framework.periods}
    told: dict[tuple[object, ...], tuple[Any, ...]] = {}
    for row in each(frame, *frames.VALUES):
        key = tuple(row[place] for place in _FACT)
        if key not in told or _later(told[key]) <= _later(row):
            told[key] = row
    found: dict[str, list[tuple[Value, tuple[Any, ...]]]] = defaultdict(list)
    for (
        indicator,
        as_of,
        period,
        country,
        value,
        numerator,
        denominator,
        state,
        qualifier,
        provenance,
        group,
        source,
        known_on,
        recorded_at,
        _note,
    ) in told.values():
        record = Value(
            day=min(as_of, ends.get(period, as_of)),
            as_of=as_of,
            period=period,
            country=country,
            value=known(value),
            numerator=known(numerator),
            denominator=known(denominator),
            state=state,
            qualifier=qualifier,
            provenance=provenance,
            source=source,
        )
        found[indicator].append((record, (known_on, recorded_at, group)))
    return {
        code: [value for value, _ in sorted(pairs, key=_order)] for code, pairs in found.items()
    }


def weakest(provenances: set[str]) -> str:
    """Return the weakest of the provenances behind a number; "" when nothing is behind it."""
    return max((p for p in provenances if p), key=WEAKEST.index, default="")


def window_of(framework: Framework, code: str, default: Period | None = None) -> Period | None:
    """Return the reporting period of `code`, or `default` when the framework has none."""
    return next((p for p in framework.periods if p.code == code), default)


def _later(row: tuple[Any, ...]) -> tuple[object, ...]:
    return told_later(dict(zip(frames.VALUES, row, strict=True)))


def _order(pair: tuple[Value, tuple[Any, ...]]) -> tuple[Any, ...]:
    value, later = pair
    return (value.day, value.as_of, value.period, value.country, *later)
