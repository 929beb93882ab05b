"""What is new since the day that is compared with: values, targets, steps, countries."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.metrics import milestones
from ifla_metrics.metrics.selection import NOT_STATED, cells, rows
from ifla_metrics.metrics.targets import revisions
from ifla_metrics.metrics.values import FACT, NUMBERS, PROVENANCES, by_recording
from ifla_metrics.reading import Reading

NEEDS = ("milestones", "country_cells")
"""Needed of the reading and of the one before."""

STEPS = {
    "reached": n_("newly reached"),
    "moved": n_("moved"),
    "corrected": n_("corrected"),
    "listed": n_("newly listed"),
    "withdrawn": n_("milestone withdrawn"),
}
"""How a milestone can have changed, in the order in which they are listed."""


def new_values(reading: Reading) -> pd.DataFrame:
    """List observed values that are new, corrected or withdrawn since the meeting before.

    Returns:
        One row per value in the order of the framework and the day it speaks of: `indicator`,
        `as_of`, `period`, `country`, `group`, `change` (new, corrected, withdrawn), `value`,
        `previous_value`, of ratios the `numerator` and `denominator` of both, `state`, `known_on`,
        `provenance`. Empty when the reading has none before it.
    """
    now, before = (
        by_recording(rows(one, "values")).drop_duplicates([*FACT], keep="last")
        for one in (reading, reading.previous or reading)
    )
    both = _compared(now, before, [*FACT])
    changed = both["side"] != "both"
    for name in (*NUMBERS, "state", "qualifier"):
        changed |= _differ(both[name], both[f"previous_{name}"])
    names = {"left_only": "new", "both": "corrected", "right_only": "withdrawn"}
    order = {i.code: n for n, i in enumerate(reading.framework.indicators)}
    found = both.assign(change=both["side"].map(names), order=both["indicator"].map(order))
    return found[changed].sort_values(["order", *FACT[1:]]).reset_index(drop=True)


def revised_targets(reading: Reading) -> pd.DataFrame:
    """List the targets revised since the meeting before, with old, new, date and reason.

    Those that were not known then, also when they had been decided: a decision that was entered
    late is news.
    """
    now, before = _revisions(reading), _revisions(reading.previous or reading)
    key = ["indicator", "due_on", "decided_on"]
    known = pd.MultiIndex.from_frame(now[key]).isin(pd.MultiIndex.from_frame(before[key]))
    return now[~known].reset_index(drop=True)


def _revisions(reading: Reading) -> pd.DataFrame:
    return revisions(
        reading.framework,
        known_on=reading.moment.known_on,
        documented_only=reading.choices.documented_only,
    )


def newly_overdue(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """List the indicators with a report past its due day that had none then.

    Args:
        now: `indicator_status` of the reading.
        before: The same of the reading before.

    Returns:
        One row per indicator, those overdue longest first: `indicator`, `owner`, `overdue_since`,
        `reports_missing`.
    """
    late = before.loc[before["reports_missing"] > 0, "indicator"]
    overdue = now[(now["reports_missing"] > 0) & ~now["indicator"].isin(late)]
    overdue = overdue.sort_values("overdue_since", kind="stable").reset_index(drop=True)
    return overdue[["indicator", "owner", "overdue_since", "reports_missing"]]


def milestone_changes(reading: Reading) -> pd.DataFrame:
    """List the milestones that stand otherwise than then, as they stood on each evaluation day.

    Returns:
        One row per milestone, by kind of change (STEPS) and day: `uid`, `node`, `title`, `change`,
        `planned_before`, `planned_on`, `actual_before`, `actual_on`, `group`, `provenance`. Empty
        when the reading has none before it.
    """
    now, before = (milestones.milestones(one) for one in (reading, reading.previous or reading))
    both = _compared(now, before, ["uid"])
    names = {"previous_planned_on": "planned_before", "previous_actual_on": "actual_before"}
    both = both.rename(columns=names)
    gone, new = both["side"] == "right_only", both["side"] == "left_only"
    was_reached, is_reached = both["actual_before"].notna(), both["actual_on"].notna()
    changes = {
        "withdrawn": gone,
        "listed": new & ~is_reached,
        "reached": is_reached & ~was_reached,
        "corrected": _differ(both["actual_on"], both["actual_before"]),
        "moved": _differ(both["planned_on"], both["planned_before"]),
    }
    both["change"] = np.select(list(changes.values()), list(changes), "")
    both["planned_on"] = both["planned_on"].mask(gone, both["planned_before"])
    both["actual_on"] = both["actual_on"].mask(gone, both["actual_before"])
    day = both["actual_on"].fillna(both["planned_on"]).fillna(date.max)
    found = both.assign(day=day)[both["change"] != ""]
    place = found["change"].map(list(STEPS).index)
    return found.assign(place=place).sort_values(["place", "day", "uid"]).reset_index(drop=True)


def countries_reached(reading: Reading) -> pd.DataFrame:
    """List the countries of the period that had no activity then, in the chosen direction.

    Returns:
        One row per country, by code: `country`, `activities`, `provenance` (the firmest), empty
        when the reading has none before it.
    """
    now, before = _reached(reading), _reached(reading.previous or reading)
    found = now[~now["country"].isin(before["country"])]
    rank = found["provenance"].map(PROVENANCES.index)
    sums = found.assign(rank=rank).groupby("country").agg({"activities": "sum", "rank": "min"})
    provenance = [PROVENANCES[rank] for rank in sums["rank"]]
    return sums.assign(provenance=provenance).drop(columns="rank").reset_index()


def _compared(now: pd.DataFrame, before: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return the rows of both by their key, those gone with what they were.

    `previous_…` is what the earlier frame has of a row, `side` which of the two have it
    (left_only, both, right_only).
    """
    both = now.merge(before, on=key, how="outer", suffixes=("", "_before"), indicator="side")
    gone = both["side"] == "right_only"
    for name in now.columns.difference(key):
        earlier = both.pop(f"{name}_before")
        if name not in (*NUMBERS, "planned_on", "actual_on"):
            both[name] = both[name].mask(gone, earlier)
        both[f"previous_{name}"] = earlier
    return both


def _differ(now: pd.Series, before: pd.Series) -> pd.Series:
    """Say where two columns differ; missing is equal to missing."""
    return (now != before) & (now.notna() | before.notna())


def _reached(reading: Reading) -> pd.DataFrame:
    found = cells(reading, "country_cells")
    return found[(found["activities"] > 0) & (found["country"] != NOT_STATED)]
