"""The values of indicators: which of several reports counts, and the provenance of a number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import pandas as pd

from ifla_metrics.framework import Framework
from ifla_metrics.metrics.selection import iter_rows

FACT_KEY = ("indicator", "as_of", "period", "country", "group")
"""Values that are equal in all of these columns report the same fact; only one of them counts."""
NUMBERS = ("value", "numerator", "denominator")
PROVENANCES = ("", "documented", "reported", "synthetic")
"""Strongest first; "" if none is stated. A number has the weakest provenance of its rows."""
_PRECEDENCE = (
    *("known_on", "recorded_at", "group", *NUMBERS),
    # Only to make the order independent of the database.
    *("state", "qualifier", "provenance", "source", "note", "uid"),
)


class Value(NamedTuple):
    """One value of one indicator. None means not known, never 0."""

    day: date
    """The date of the value, at the latest the end of the period that it names."""
    country: str = ""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str = "reported"
    qualifier: str = "exact"
    provenance: str = ""
    source: str = ""
    """Ids of the public sources of a documented value, separated by bars."""
    period_ends_on: date | None = None

    def covers(self, due_on: date) -> bool:
        """Return whether it is dated on or after a due day, or is for a period ending on it."""
        return self.day >= due_on or self.period_ends_on == due_on


def values_by_indicator(frame: pd.DataFrame, framework: Framework) -> Mapping[str, list[Value]]:
    """Return the values in a frame (frames.VALUES) by indicator, oldest first.

    If a group reports the same fact (FACT_KEY) twice, only the report recorded later counts. If two
    groups report it, both count, and the one recorded later comes after the other.
    """
    ends = {period.code: period.ends_on for period in framework.periods}
    days = [
        min(as_of, ends.get(period, as_of)) for as_of, period in iter_rows(frame, "as_of", "period")
    ]
    dated = frame.assign(day=pd.Series(days, frame.index, dtype=object))
    facts = sort_by_precedence(dated, "day", "as_of", "period", "country")
    facts = facts.drop_duplicates(list(FACT_KEY), keep="last")
    values: dict[str, list[Value]] = defaultdict(list)
    columns = Value._fields[:-1]
    for indicator, period, *cells in iter_rows(facts, "indicator", "period", *columns):
        fields = {name: cell for name, cell in zip(columns, cells, strict=True) if cell == cell}
        values[indicator].append(Value(**fields, period_ends_on=ends.get(period)))
    return values


def sort_by_precedence(frame: pd.DataFrame, *first: str) -> pd.DataFrame:
    """Sort reports of the same fact so that the one that counts comes last.

    The report that became known later counts. Of reports recorded at the same moment, the one of
    the group with the later code counts; within a group a number counts before a missing one and a
    higher number before a lower one. The result does not depend on the order of the rows.

    Args:
        frame: Any records with some of the columns of frames.VALUES.
        *first: Columns to sort by first.
    """
    columns = [column for column in (*first, *_PRECEDENCE) if column in frame.columns]
    return frame.sort_values(columns, na_position="first")


def weakest_provenance(provenances: Iterable[str]) -> str:
    """Return the weakest of the provenances of a number's rows, "" if there are no rows."""
    return max(provenances, key=PROVENANCES.index, default="")


def quotient(numerator: float | None, denominator: float | None, unit: str) -> float | None:
    """Return numerator ÷ denominator, times 100 if the unit is "%"; None if unknown or ÷ 0."""
    if numerator is None or not denominator:
        return None
    return numerator * (100 if unit == "%" else 1) / denominator
