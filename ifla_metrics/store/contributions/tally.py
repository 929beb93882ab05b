"""Sums of what activities add to cells, gathered coarsely and spread over the cells at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from ifla_metrics.store.contributions import spread
from ifla_metrics.store.contributions.columns import Cells, Key, Sums
from ifla_metrics.store.contributions.facts import (
    Attendance,
    Counted,
    attendance,
    by_country,
    timeliness,
)
from ifla_metrics.store.contributions.served import Known, Part, Scope, Served, served_of
from ifla_metrics.store.counting_rules import Rules

GATHERED = 50_000
"""Coarse sums that are held before they are spread: memory is bounded by the cells."""
COUNTING = ("completed", "under_way")
_Head = tuple[tuple[str, ...], str, Served]
"""Finest periods, provenance, and what was served."""
_Month = tuple[int, str, Served, tuple[Scope, ...]]
"""Month, provenance, what was served; groups, level and arena as scopes."""
K = TypeVar("K")
_Profile = tuple[tuple[str, ...], str, Served, tuple[str, str, str, str]]
_Place = tuple[tuple[str, ...], str, Part, str]
"""Finest periods, provenance, scopes, country."""


class Tally:
    """The cells of one framework, summed over activities.

    An activity has many cells, which differ in their scopes alone. So it is first summed with those
    that served the same in the same period, and only these sums are spread over the scopes. What
    hangs on the country too is summed for directions, nodes and crossings apart: few activities
    served the same in one country and period, many the same directions or the same nodes.
    """

    def __init__(self, rules: Rules, known: Known | None = None) -> None:
        self._rules, self._known = rules, known or Known(rules)
        self._heads: dict[_Head, list[int]] = {}
        self._months: dict[_Month, list[int]] = {}
        self._profiles: dict[_Profile, list[int]] = {}
        self._places: dict[_Place, list[int]] = {}
        self._sums: Sums = {}

    def add(self, activity: Counted, sign: int = 1) -> None:
        """Add an activity, or take it away with `sign` -1."""
        finest = _finest(activity, self._rules)
        if not finest:
            return
        served, there = self._known.served(activity), self._known.attendance(activity)
        head = (finest, activity.provenance, served)
        _bump(self._heads, head, _head(there), sign)
        _bump(self._months, _month(activity, served), _amounts(activity, there), sign)
        for profile, counts in there.profiles.items():
            _bump_four(self._profiles, (*head, profile), counts, sign)
        for country, counts in by_country(activity, there, self._rules.counting_roles).items():
            for part in served.parts:
                place = (finest, activity.provenance, part, country)
                _bump_four(self._places, place, counts, sign)
        associations = _associations(activity)
        if associations:
            cells = self._sums.setdefault("association_cells", {})
            for key in spread.association_keys(*head, associations):
                _bump(cells, key, (1,), sign)
        if max(len(self._months), len(self._profiles), len(self._places)) > GATHERED:
            self._spread()

    def cells(self) -> Sums:
        """Return the sums so far, by table and key; a table without a cell is left out."""
        self._spread()
        return {name: cells for name, cells in self._sums.items() if cells}

    def _spread(self) -> None:
        sums = self._sums
        activities = sums.setdefault("activity_cells", {})
        weights = sums.setdefault("weight_cells", {})
        for head, amounts in self._heads.items():
            for key in spread.activity_keys(*head):
                _bump(activities, key, amounts)
            for key, weight in spread.weights(*head, amounts[0]).items():
                _bump(weights, key, weight)
        months = sums.setdefault("month_cells", {})
        for month, amounts in self._months.items():
            for key in spread.month_keys(*month):
                _bump(months, key, amounts)
        profiles = sums.setdefault("profile_cells", {})
        for served, amounts in self._profiles.items():
            for key in spread.profile_keys(*served):
                _bump(profiles, key, amounts)
        places = sums.setdefault("country_cells", {})
        for (finest, provenance, part, country), amounts in self._places.items():
            for key in spread.country_keys(finest, provenance, part.scopes, country):
                _bump_four(places, key, amounts)
        self._heads, self._months, self._profiles, self._places = {}, {}, {}, {}


def _finest(activity: Counted, rules: Rules) -> tuple[str, ...]:
    """Return the periods in which an activity counts; none when it does not."""
    finest = rules.finest_of(activity.started_on)
    return finest if activity.lifecycle in COUNTING else ()


def _head(there: Attendance) -> tuple[int, ...]:
    return 1, there.participations, int(not there.counted)


def _month(activity: Counted, served: Served) -> _Month:
    month = activity.started_on.year * 100 + activity.started_on.month
    apart = (("level", activity.level), ("arena", activity.arena))
    groups = [("group", group) for group in activity.groups]
    return month, activity.provenance, served, (*groups, *apart)


def _amounts(activity: Counted, there: Attendance) -> tuple[int, ...]:
    """Return what an activity adds to the cells of its month."""
    return (
        1, there.participations, there.cascade, there.women, there.gender_known,
        int(not there.counted), there.inexact, *timeliness(activity),
    )  # fmt: skip


def _associations(activity: Counted) -> set[str]:
    return {*activity.associations, *[line.association for line in activity.lines]} - {""}


def _bump(sums: dict[K, list[int]], key: K, amounts: Sequence[int], sign: int = 1) -> None:
    held = sums.get(key)
    if held is None:
        sums[key] = [sign * amount for amount in amounts]
    else:
        for i, amount in enumerate(amounts):
            held[i] += sign * amount


def _bump_four(sums: dict[K, list[int]], key: K, amounts: Sequence[int], sign: int = 1) -> None:
    """Add four amounts, as most cells have: written out, because it is most of the work."""
    held = sums.get(key)
    one, two, three, four = amounts
    if held is None:
        sums[key] = [sign * one, sign * two, sign * three, sign * four]
    else:
        held[0] += sign * one
        held[1] += sign * two
        held[2] += sign * three
        held[3] += sign * four


def contributions(activity: Counted, rules: Rules) -> Cells:
    """Return what `activity` adds to the cells of one framework; {} when it does not count.

    A single one has nothing to be summed with: it is spread at once, as each write needs it.
    """
    finest = _finest(activity, rules)
    if not finest:
        return {}
    served = served_of(activity.outcomes, activity.alignments, rules)
    there = attendance(activity.lines, rules.counting_roles)
    head = (finest, activity.provenance, served)
    month = spread.month_keys(*_month(activity, served))
    found: Cells = {
        "activity_cells": dict.fromkeys(spread.activity_keys(*head), _head(there)),
        "weight_cells": spread.weights(*head, 1),
        "country_cells": {
            key: counts
            for country, counts in by_country(activity, there, rules.counting_roles).items()
            for key in spread.country_keys(finest, activity.provenance, served.crossed, country)
        },
        "association_cells": dict.fromkeys(
            spread.association_keys(*head, _associations(activity)), (1,)
        ),
        "month_cells": dict.fromkeys(month, _amounts(activity, there)),
        "profile_cells": {
            key: counts
            for profile, counts in there.profiles.items()
            for key in spread.profile_keys(*head, profile)
        },
    }
    return {name: cells for name, cells in found.items() if cells}


def add(into: dict[str, dict[Key, list[int]]], cells: Mapping[str, Mapping[Key, tuple[int, ...]]],
        sign: int = 1) -> None:
    """Add (or, with `sign` -1, take away) cells to a running sum."""
    for table, found in cells.items():
        sums = into.setdefault(table, {})
        for key, amounts in found.items():
            _bump(sums, key, amounts, sign)
