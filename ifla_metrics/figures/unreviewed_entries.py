"""Count the entries that nobody has reviewed: activities, records, and those behind ratings."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ifla_metrics import frames
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.indicator_status import is_narrowed
from ifla_metrics.metrics.selection import ALL_SCOPE, cells_over_time, iter_rows
from ifla_metrics.reading import Reading

ACTIVITY = "activity"
ANY = "any"
"""Entries of every kind."""


def unreviewed_sentence(reading: Reading, t: Translate) -> str:
    """Return how many entries are not yet reviewed, or "".

    Counts the activities of the period and the records up to the evaluation day, of the chosen
    direction.
    """
    records, totals = _records(reading, reading.choices.direction), counting.totals(reading)
    unreviewed = totals.unreviewed + int(records["unreviewed"].sum())
    if not unreviewed:
        return ""
    entries = totals.activities + int(records["entries"].sum())
    return t("{n} of {k} entries not yet reviewed.", n=unreviewed, k=entries)


def title_with_count(title: str, number: int, t: Translate) -> str:
    """Return a title with a number of unreviewed entries, unless it is 0."""
    if not number:
        return title
    count = t.plural("{n} entry not yet reviewed", "{n} entries not yet reviewed", number)
    return t("{title} ({note})", title=title.removesuffix("."), note=count) if title else count


def count_records(reading: Reading, kind: str, part: str = "") -> int:
    """Return how many records of a kind are unreviewed in the chosen direction.

    Args:
        part: Count only records of this node and the nodes below it.
    """
    records = _records(reading, reading.choices.direction, part)
    return int(records.loc[records["kind"] == kind, "unreviewed"].sum())


def count_sent_since(reading: Reading, kind: str) -> int:
    """Return how many unreviewed entries of a kind (or ANY) were sent since the earlier day.

    Counts those of the chosen direction.
    """
    entries = _entries(reading)
    activities = entries[entries["kind"] == ACTIVITY]
    chosen = pd.concat([activities, _records(reading, reading.choices.direction)])
    return int(chosen.loc[(chosen["kind"] == kind) | (kind == ANY), "new"].sum())


def count_for_ratings(reading: Reading, codes: Iterable[str]) -> int:
    """Return how many unreviewed entries the ratings of these indicators depend on.

    Indicators computed from the log depend on the activities of all directions since the start of
    the strategy. If a value is narrowed to a region or group, its rating still depends on all.
    """
    indicators = [reading.framework.indicator(code) for code in dict.fromkeys(codes)]
    if any(is_narrowed(reading, indicator) for indicator in indicators):
        reading = reading.unfiltered or reading
    records = _records(reading)
    counts = [
        any(_depends_on(indicator, kind, about, reading.framework) for indicator in indicators)
        for kind, about in iter_rows(records, "kind", "about")
    ]
    number = int(records.loc[np.array(counts, bool), "unreviewed"].sum())
    if any(indicator.data_source == "log" for indicator in indicators):
        number += int(cells_over_time(reading, "month_cells", ALL_SCOPE)["unreviewed"].sum())
    return number


def _depends_on(indicator: Indicator, kind: str, about: str, framework: Framework) -> bool:
    """Return whether an indicator is measured by records of this kind about this subject."""
    if indicator.data_source == "observed":
        return kind == "observation" and about == indicator.code
    measured = "milestone" if indicator.measure == "milestones" else "resource_stage"
    if indicator.data_source != "records" or kind != measured:
        return False
    return not indicator.scope or indicator.scope in _scopes(about, framework)


def _records(reading: Reading, *within: str) -> pd.DataFrame:
    """Return records whose subject the framework has, within all of these nodes ("" is any)."""
    framework, entries = reading.framework, _entries(reading)
    subjects = framework.lists["subjects"]
    keep = [
        kind != ACTIVITY and about in subjects and {*within} - {""} <= _scopes(about, framework)
        for kind, about in iter_rows(entries, "kind", "about")
    ]
    return entries[np.array(keep, bool)]


def _entries(reading: Reading) -> pd.DataFrame:
    return frames.empty(frames.UNREVIEWED) if reading.unreviewed is None else reading.unreviewed


def _scopes(about: str, framework: Framework) -> set[str]:
    """Return the node of a subject, the nodes above it and the directions that it serves."""
    node = next((i.node for i in framework.indicators if i.code == about), "")
    if node:
        return {*framework.scopes_of(node), *framework.directions_of_indicator(about)}
    return {*framework.scopes_of(about), *framework.directions_of(about)}
