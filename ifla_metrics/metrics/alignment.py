"""The definition of the counting rules: how an activity counts under directions and elements.

This is "One activity, several directions" (docs/methodology.md) as readable code. Figures are made
from summary cells in the database, which tests/golden/test_random_log.py compares with this module
on random logs. You pass the rows of one framework, period and moment:

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
"""One row per activity that counts; direct `participations`, missing if not counted."""
ALIGNMENTS = ("activity", "direction", "weight", "primary")
"""One row per activity and direction that it serves: the weight in 1200ths, and whether this is the
main direction."""
CONTRIBUTIONS = ("activity", "element", "outcome")
"""One row per activity and outcome that it contributed to, with the element of the outcome."""
COUNTRIES = ("activity", "country")
"""One row per activity and country that it took place in."""


@dataclass(frozen=True)
class Log:
    """The activities that count, with their rows in the other tables; other rows are ignored."""

    activities: pd.DataFrame
    alignments: pd.DataFrame
    contributions: pd.DataFrame
    countries: pd.DataFrame


def shares(log: Log) -> pd.DataFrame:
    """Divide each activity among the directions that it serves.

    The direction "" (not stated) has the weight that is not assigned to a direction, and is the
    main direction if no other is. An activity without directions counts in full there.

    Returns:
        One row per activity and direction: `activity`, `direction`, `weight` (1200ths; they add up
        to 1200 per activity), `primary` (true once per activity), `full` (whether the activity
        counts there in full).
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
    not_stated = rest[(rest["weight"] > 0) | rest["primary"]]
    table = pd.concat([stated[list(ALIGNMENTS)].assign(full=True), not_stated], ignore_index=True)
    return table.astype({"weight": "int64", "primary": bool, "full": bool})


def counts(log: Log, *, by: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Count activities by direction, element or outcome, or by two of these, under each rule.

    Args:
        log: The activities that count.
        by: What to count by, with the codes in order: `{"direction": ["SD1", "SD2"]}`,
            `{"element": [...]}`, `{"outcome": [...]}`, `{"direction": [...], "element": [...]}`.

    Returns:
        One row per code (or pair of codes), also without activities, then "" (not stated): `full`
        (distinct activities, each in every row that it serves), `weight` (1200ths, exact),
        `fractional` (weight ÷ 1200), `primary` (activities with this main direction), and for the
        activities in `full`: direct `participations` (missing if there are activities and none was
        counted), `uncounted` (activities), `countries` (distinct).

        By direction, `fractional` and `primary` add up to the distinct activities. An activity of
        two elements is in both. Within an element, `fractional` adds up to its distinct activities.

    Raises:
        UnknownCode: An activity serves a code that is not in `by`.

    Source: docs/methodology.md, "One activity, several directions".
    """
    keys = list(by)
    divided = _shares_by(log, [key for key in keys if key != "direction"])
    for key in keys:
        for code in set(divided[key]) - {*by[key], NOT_STATED}:
            raise UnknownCode(key, code, by[key])
    full = (
        divided.loc[divided["full"], ["activity", *keys]]
        .drop_duplicates()
        .merge(log.activities[list(ACTIVITIES)], on="activity")
    )
    full["uncounted"] = full["participations"].isna()
    places = full.merge(log.countries, on="activity").groupby(keys)
    codes = [[*by[key], NOT_STATED] for key in keys]
    table = pd.MultiIndex.from_product(codes, names=keys).to_frame(index=False)
    for columns in (
        divided.groupby(keys)[["weight", "primary"]].sum(),
        full.groupby(keys).agg(full=("activity", "size"), uncounted=("uncounted", "sum")),
        full.groupby(keys)[["participations"]].sum(min_count=1),
        places.agg(countries=("country", "nunique")),
    ):
        table = table.merge(columns, on=keys, how="left")
    integers = ["weight", "primary", "full", "uncounted", "countries"]
    table[integers] = table[integers].fillna(0).astype("int64")
    table["fractional"] = table["weight"] / TOTAL_WEIGHT
    table["participations"] = table["participations"].mask(table["full"] == 0, 0.0)
    order = ("full", "weight", "fractional", "primary", "participations", "uncounted", "countries")
    return table[[*keys, *order]]


def _shares_by(log: Log, keys: list[str]) -> pd.DataFrame:
    """Return `shares` for each element or outcome of an activity, "" if it names none."""
    divided = shares(log)
    if not keys:
        return divided
    named = log.contributions[["activity", *keys]].drop_duplicates()
    return divided.merge(named, on="activity", how="left").fillna(dict.fromkeys(keys, NOT_STATED))
