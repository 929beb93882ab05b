"""How many entries nobody has reviewed: of activities, of records, of what ratings rest on."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ifla_metrics import frames
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.indicator_status import is_narrowed
from ifla_metrics.metrics.selection import ALL_SCOPE, Scope, each, series
from ifla_metrics.reading import Reading

ACTIVITY = "activity"
ANY = "any"
"""Entries of every kind."""


def not_reviewed(reading: Reading, t: Translate) -> str:
    """Return how many entries of the period nobody has reviewed; empty when there are none.

    Entries are the activities of the period and the records that speak of a day by the evaluation
    day, those of the chosen direction.
    """
    records = _records(reading, reading.choices.direction)
    number = of_activities(reading) + int(records["unreviewed"].sum())
    if not number:
        return ""
    return t.plural(
        "{unreviewed} of {n} entry not yet reviewed.",
        "{unreviewed} of {n} entries not yet reviewed.",
        counting.totals(reading).activities + int(records["entries"].sum()),
        unreviewed=t.number(number),
    )


def with_number(title: str, number: int, t: Translate, *, since: bool = False) -> str:
    """Return a headline with the number of entries in it that nobody has reviewed.

    Args:
        since: They are those sent since the earlier of two days: more than the headline counts,
            where entries were amended in what it does not compare.
    """
    if not number:
        return title
    told = t.plural("{n} entry not yet reviewed", "{n} entries not yet reviewed", number)
    if since:
        told = t.plural(
            "{n} entry sent since, not yet reviewed",
            "{n} entries sent since, not yet reviewed",
            number,
        )
    return t("{title} ({told})", title=title.removesuffix("."), told=told) if title else told


def of_activities(reading: Reading, scope: Scope | None = None) -> int:
    """Return how many activities of the period nobody has reviewed (default: of what is chosen)."""
    return counting.totals(reading, scope).unreviewed


def of_records(reading: Reading, kind: str, part: str = "") -> int:
    """Return how many records of a kind nobody has reviewed, of the chosen direction.

    Args:
        part: Only of this node and what is below it.
    """
    records = _records(reading, reading.choices.direction, part)
    return int(records.loc[records["kind"] == kind, "unreviewed"].sum())


def sent_since(reading: Reading, kind: str) -> int:
    """Return how many entries of a kind (or of ANY) came since the earlier day.

    Only those that nobody has reviewed, of the chosen direction.
    """
    entries = _entries(reading)
    activities = entries[entries["kind"] == ACTIVITY]
    found = pd.concat([activities, _records(reading, reading.choices.direction)])
    return int(found.loc[(found["kind"] == kind) | (kind == ANY), "new"].sum())


def of_ratings(reading: Reading, indicators: Iterable[str]) -> int:
    """Return how many entries behind the ratings of some indicators nobody has reviewed.

    Those computed from the log rest on activities of any direction since the strategy began; those
    whose value is of a region or group alone, on entries of all.
    """
    rated = [reading.framework.indicator(code) for code in dict.fromkeys(indicators)]
    if any(is_narrowed(reading, indicator) for indicator in rated):
        reading = reading.unfiltered or reading
    records = _records(reading)
    rests = [
        any(_rests_on(indicator, kind, about, reading.framework) for indicator in rated)
        for kind, about in each(records, "kind", "about")
    ]
    number = int(records.loc[np.array(rests, bool), "unreviewed"].sum())
    if any(indicator.data_source == "log" for indicator in rated):
        number += int(series(reading, "month_cells", ALL_SCOPE)["unreviewed"].sum())
    return number


def _rests_on(indicator: Indicator, kind: str, about: str, framework: Framework) -> bool:
    if indicator.data_source == "observed":
        return kind == "observation" and about == indicator.code
    measured = "milestone" if indicator.measure == "milestones" else "resource_stage"
    if indicator.data_source != "records" or kind != measured:
        return False
    return not indicator.scope or indicator.scope in _scopes(about, framework)


def _records(reading: Reading, *within: str) -> pd.DataFrame:
    """Return the rows of records in these parts, about what the framework then known has."""
    framework, entries = reading.framework, _entries(reading)
    codes = framework.lists["subjects"]
    keep = [
        kind != ACTIVITY and about in codes and {*within} - {""} <= _scopes(about, framework)
        for kind, about in each(entries, "kind", "about")
    ]
    return entries[np.array(keep, bool)]


def _entries(reading: Reading) -> pd.DataFrame:
    none = frames.empty(frames.UNREVIEWED)
    return none if reading.unreviewed is None else reading.unreviewed


def _scopes(about: str, framework: Framework) -> set[str]:
    """Return a part or indicator's node with all above it, and the directions that it serves."""
    node = next((i.node for i in framework.indicators if i.code == about), "")
    if node:
        return {*framework.scopes_of(node), *framework.directions_of_indicator(about)}
    return {*framework.scopes_of(about), *framework.directions_of(about)}
