"""The values of indicators in the order in which they count, how firm and how exact a number is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import pandas as pd

from ifla_metrics.framework import Framework
from ifla_metrics.metrics.selection import each

FACT = ("indicator", "as_of", "period", "country", "group")
"""Two values of one group with the same of these report the same fact."""
NUMBERS = ("value", "numerator", "denominator")
PROVENANCES = ("", "documented", "reported", "synthetic")
"""From the firmest; "" where none is stated. A number is as firm as the weakest row behind it."""
RECORDED = ("known_on", "recorded_at", "group", *NUMBERS)
TEXTS = ("state", "qualifier", "provenance", "source", "note", "uid")
"""Columns that tell apart records which are alike in all else."""


class Value(NamedTuple):
    """One value of one indicator; None is missing, never 0."""

    day: date
    """The day it speaks of: its own, but not after the end of the period that it names."""
    country: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str = "reported"
    qualifier: str = "exact"
    provenance: str = ""
    source: str = ""
    """Ids of the public sources of a documented observation, with a bar between."""
    period_ends_on: date | None = None

    def speaks_for(self, due_on: date) -> bool:
        """Say whether it tells how a target came out that is due on a day.

        It is of the target's day or later, or stated for a reporting period that ends on that day.
        """
        return self.day >= due_on or self.period_ends_on == due_on


def values_of(frame: pd.DataFrame, framework: Framework) -> Mapping[str, list[Value]]:
    """Return the values of `frame` (frames.VALUES) by indicator, oldest first.

    Two values of the same day, period, country and group are one value reported twice; the one
    recorded later counts. Those of two groups both stand, the one recorded later after the other.
    """
    ends = {p.code: p.ends_on for p in framework.periods}
    days = [min(as_of, ends.get(period, as_of)) for as_of, period in each(frame, "as_of", "period")]
    dated = frame.assign(day=pd.Series(days, frame.index, dtype=object))
    counting = by_recording(dated, "day", "as_of", "period", "country")
    counting = counting.drop_duplicates(list(FACT), keep="last")
    found: dict[str, list[Value]] = defaultdict(list)
    columns = Value._fields[:-1]
    for code, period, *fields in each(counting, "indicator", "period", *columns):
        known = {name: v for name, v in zip(columns, fields, strict=True) if v == v}
        found[code].append(Value(**known, period_ends_on=ends.get(period)))
    return found


def by_recording(frame: pd.DataFrame, *first: str) -> pd.DataFrame:
    """Sort records of facts so that the one that counts comes last, whatever their order was.

    What became known later counts; of what was recorded at one moment that of the group whose code
    comes later, and of one group a number before none, the higher before the lower.

    Args:
        frame: Records.
        *first: Columns to sort by before that.
    """
    columns = [c for c in (*first, *RECORDED, *TEXTS) if c in frame.columns]
    # Missing values come first. Sorting few rows by 14 columns costs pandas ten times as much.
    keys = [
        [(False, 0) if value is None or value != value else (True, value) for value in row]
        for row in each(frame, *columns)
    ]
    return frame.iloc[sorted(range(len(frame)), key=keys.__getitem__)]


def weakest(provenances: Iterable[str]) -> str:
    """Return the weakest of the provenances behind a number; "" when nothing is behind it."""
    return max(provenances, key=PROVENANCES.index, default="")


def quotient(numerator: float | None, denominator: float | None, unit: str) -> float | None:
    """Return numerator ÷ denominator, times 100 in per cent; None when unknown or ÷ 0."""
    if numerator is None or not denominator:
        return None
    return numerator * (100 if unit == "%" else 1) / denominator
