"""The counting rule in one place: activities and what they serve in, counts by direction out.

This is the readable definition of "One activity, several directions" (docs/methodology.md). Figures
are made from sums that the database keeps while people write; a test holds these sums against this
module on random logs (tests/golden/test_random_log.py). It takes the plain rows of one framework,
one period and one moment, selected by the caller:

>>> activities = pd.DataFrame(
...     {"activity": ["a", "b", "c"], "participations": [20.0, None, 5.0]}
... )
>>> alignments = pd.DataFrame(
...     [("a", "SD1", 600, False), ("a", "SD2", 600, True), ("b", "SD1", 1200, True)],
...     columns=ALIGNMENTS,
... )
>>> contributions = pd.DataFrame(
...     [("a", "KI2.A", "KI2.A.1"), ("a", "KI2.A", "KI2.A.2")], columns=CONTRIBUTIONS
... )
>>> countries = pd.DataFrame([("a", "BWA"), ("b", "BWA"), ("b", "ZAF")], columns=COUNTRIES)
>>> log = Log(activities, alignments, contributions, countries)
>>> counts(log, by={"direction": ["SD1", "SD2"]}).drop(columns="weight")
  direction  full  fractional  primary  participations  uncounted  countries
0       SD1     2         1.5        1            20.0          1          2
1       SD2     1         0.5        1            20.0          0          1
2               1         1.0        1             5.0          0          0
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ifla_metrics.errors import UnknownCode
from ifla_metrics.metrics.selection import NOT_STATED
from ifla_metrics.models.field_types import TOTAL_WEIGHT

ACTIVITIES = ("activity", "participations")
"""One row per activity that counts; direct `participations`, missing where nobody was counted."""
ALIGNMENTS = ("activity", "direction", "weight", "primary")
"""One row per activity and direction that it serves: its weight in 1200ths, whether it is the main
direction."""
CONTRIBUTIONS = ("activity", "element", "outcome")
"""One row per activity and outcome that it claims to have advanced, with the outcome's element."""
COUNTRIES = ("activity", "country")
"""One row per activity and country where it took place."""


@dataclass(frozen=True)
class Log:
    """The activities that count, and what they serve; rows of other activities are ignored."""

    activities: pd.DataFrame
    alignments: pd.DataFrame
    contributions: pd.DataFrame
    countries: pd.DataFrame


def shares(log: Log) -> pd.DataFrame:
    """Divide each activity among the directions that it serves.

    Returns:
        One row per activity and direction: `activity`, `direction`, `weight` (1200ths; those of an
        activity sum to 1200), `primary` (true once an activity), `full` (whether it serves the
        direction). What an activity leaves open has the direction "" (not stated): all of it where
        no direction is stated, the rest of its weight, and the primary where no main one is named.
    """
    stated = log.alignments[log.alignments["activity"].isin(log.activities["activity"])]
    sums = (
        stated.groupby("activity")
        .agg(weight=("weight", "sum"), primary=("primary", "sum"), directions=("weight", "size"))
        .reindex(log.activities["activity"], fill_value=0)
        .reset_index()
    )
    rest = pd.DataFrame(
        {
            "activity": sums["activity"],
            "direction": NOT_STATED,
            "weight": TOTAL_WEIGHT - sums["weight"],
            "primary": sums["primary"] == 0,
            "full": sums["directions"] == 0,
        }
    )
    left_open = rest[(rest["weight"] > 0) | rest["primary"]]
    divided = pd.concat([stated[list(ALIGNMENTS)].assign(full=True), left_open], ignore_index=True)
    return divided.astype({"weight": "int64", "primary": bool, "full": bool})


def counts(log: Log, *, by: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Count activities by direction, element or outcome, or by a pair of these, by each rule.

    Args:
        log: The activities and what they serve.
        by: What to count by, with its codes in their order: `{"direction": ["SD1", "SD2"]}`,
            `{"element": [...]}`, `{"outcome": [...]}`, `{"direction": [...], "element": [...]}`.

    Returns:
        One row per code, or pair of codes, those without an activity too, then "" (not stated):
        `full` (distinct activities, each in every row that it serves), `weight` (1200ths, exact),
        `fractional` (weight / 1200), `primary` (activities under their main direction), and of the
        activities in `full`: `participations` (missing when activities took place and none was
        counted), `uncounted` (activities), `countries` (distinct).

        By direction, `fractional` and `primary` add up to the distinct activities. An activity of
        two elements is in both; within an element the directions follow the rule, so that
        `fractional` adds up to the element's distinct activities.

    Raises:
        UnknownCode: An activity serves a code that `by` does not have.

    Source:
        docs/methodology.md, "One activity, several directions".
    """
    keys = list(by)
    served = _served(log, [key for key in keys if key != "direction"])
    for key in keys:
        for code in set(served[key]) - {*by[key], NOT_STATED}:
            raise UnknownCode(key, code, by[key])
    inside = (
        served.loc[served["full"], ["activity", *keys]]
        .drop_duplicates()
        .merge(log.activities[list(ACTIVITIES)], on="activity")
    )
    inside["uncounted"] = inside["participations"].isna()
    found = (
        served.groupby(keys)[["weight", "primary"]].sum(),
        inside.groupby(keys).agg(full=("activity", "size"), uncounted=("uncounted", "sum")),
        inside.groupby(keys)[["participations"]].sum(min_count=1),
        inside.merge(log.countries, on="activity")
        .groupby(keys)
        .agg(countries=("country", "nunique")),
    )
    codes = [[*by[key], NOT_STATED] for key in keys]
    rows = pd.MultiIndex.from_product(codes, names=keys).to_frame(index=False)
    for part in found:
        rows = rows.merge(part, on=keys, how="left")
    whole = ["weight", "primary", "full", "uncounted", "countries"]
    rows[whole] = rows[whole].fillna(0).astype("int64")
    rows["fractional"] = rows["weight"] / TOTAL_WEIGHT
    rows["participations"] = rows["participations"].mask(rows["full"] == 0, 0.0)
    order = ("full", "weight", "fractional", "primary", "participations", "uncounted", "countries")
    return rows[[*keys, *order]]


def _served(log: Log, parts: list[str]) -> pd.DataFrame:
    """Return `shares` for each element or outcome of the activity, "" where it names none."""
    divided = shares(log)
    if not parts:
        return divided
    claimed = log.contributions[["activity", *parts]].drop_duplicates()
    return divided.merge(claimed, on="activity", how="left").fillna(
        dict.fromkeys(parts, NOT_STATED)
    )
