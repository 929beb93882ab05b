"""Sums of what activities add to cells, gathered coarsely and spread over the cells at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from ifla_metrics.store.contributions.columns import Cells, Key, Sums
from ifla_metrics.store.contributions.facts import Counted, by_country, timeliness
from ifla_metrics.store.contributions.served import Known, Scope, Served
from ifla_metrics.store.counting_rules import Rules

GATHERED = 50_000
"""Coarse sums that are held before they are spread: memory is bounded by the cells."""
COUNTING = ("completed", "under_way")
_Head = tuple[tuple[str, ...], str, Served]
"""Finest periods, provenance, and what was served."""
_Month = tuple[int, str, Served, tuple[str, ...], str, str]
"""Month, provenance, what was served, groups, level, arena."""
K = TypeVar("K")
_Profile = tuple[tuple[str, ...], str, Served, tuple[str, str, str, str]]


class Tally:
    """The cells of one framework, summed over activities.

    An activity has many cells, which differ in their scopes alone. So it is first summed with those
    that served the same in the same period, and only these sums are spread over the scopes. What
    hangs on the country differs from one activity to the next and is spread at once.
    """

    def __init__(self, rules: Rules, known: Known | None = None) -> None:
        self._rules, self._known = rules, known or Known(rules)
        self._heads: dict[_Head, list[int]] = {}
        self._months: dict[_Month, list[int]] = {}
        self._profiles: dict[_Profile, list[int]] = {}
        self._sums: Sums = {}

    def add(self, activity: Counted, sign: int = 1) -> None:
        """Add an activity, or take it away with `sign` -1."""
        finest = self._rules.finest_of(activity.started_on)
        if not finest or activity.lifecycle not in COUNTING:
            return
        provenance = activity.provenance
        served, there = self._known.served(activity), self._known.attendance(activity)
        uncounted = int(not there.counted)
        _bump(
            self._heads, (finest, provenance, served), (1, there.participations, uncounted), sign
        )
        month = activity.started_on.year * 100 + activity.started_on.month
        amounts = (
            1, there.participations, there.cascade, there.women, there.gender_known, uncounted,
            there.inexact, *timeliness(activity),
        )  # fmt: skip
        _bump(
            self._months,
            (month, provenance, served, activity.groups, activity.level, activity.arena),
            amounts, sign,
        )  # fmt: skip
        for profile, counts in there.profiles.items():
            _bump(self._profiles, (finest, provenance, served, profile), counts, sign)
        cells = self._sums.setdefault("country_cells", {})
        for country, counts in by_country(activity, there, self._rules.counting_roles).items():
            one, people, women, known = counts if sign == 1 else [sign * n for n in counts]
            for period in finest:
                for kind, scope in served.crossed:  # Most of the work: written out.
                    key = (period, kind, scope, provenance, country)
                    held = cells.get(key)
                    if held is None:
                        cells[key] = [one, people, women, known]
                    else:
                        held[0] += one
                        held[1] += people
                        held[2] += women
                        held[3] += known
        self._associations(activity, finest, served.drawn, sign)
        if len(self._months) > GATHERED or len(self._profiles) > GATHERED:
            self._spread()

    def _associations(
        self, activity: Counted, finest: Sequence[str], drawn: Sequence[Scope], sign: int
    ) -> None:
        there = {*activity.associations, *(line.association for line in activity.lines)} - {""}
        if not there:
            return
        cells = self._sums.setdefault("association_cells", {})
        for association in there:
            for period in finest:
                for kind, scope in drawn:
                    key = (period, activity.provenance, association, kind, scope)
                    _bump(cells, key, (1,), sign)

    def cells(self) -> Sums:
        """Return the sums so far, by table and key; a table without a cell is left out."""
        self._spread()
        return {name: cells for name, cells in self._sums.items() if cells}

    def _spread(self) -> None:
        sums = self._sums
        activities = sums.setdefault("activity_cells", {})
        weights = sums.setdefault("weight_cells", {})
        for (finest, provenance, served), amounts in self._heads.items():
            for period in finest:
                _bump(activities, (period, provenance, served.directions, served.rows), amounts)
                for direction, weight in served.weights.items():
                    primaries = amounts[0] if direction == served.primary else 0
                    key = (period, provenance, served.rows, direction)
                    _bump(weights, key, (weight * amounts[0], primaries))
        months = sums.setdefault("month_cells", {})
        for (month, provenance, served, groups, level, arena), amounts in self._months.items():
            apart = (*(("group", group) for group in groups), ("level", level), ("arena", arena))
            for kind, scope in (*served.scopes, *apart):
                _bump(months, (month, provenance, kind, scope), amounts)
        profiles = sums.setdefault("profile_cells", {})
        for (finest, provenance, served, profile), amounts in self._profiles.items():
            for period in finest:
                for kind, scope in served.drawn:
                    _bump(profiles, (period, provenance, *profile, kind, scope), amounts)
        self._heads, self._months, self._profiles = {}, {}, {}


def _bump(sums: dict[K, list[int]], key: K, amounts: Sequence[int], sign: int = 1) -> None:
    held = sums.get(key)
    if held is None:
        sums[key] = [sign * amount for amount in amounts]
    else:
        for i, amount in enumerate(amounts):
            held[i] += sign * amount


def contributions(activity: Counted, rules: Rules) -> Cells:
    """Return what `activity` adds to the cells of one framework; {} when it does not count."""
    tally = Tally(rules)
    tally.add(activity)
    return {
        name: {key: tuple(amounts) for key, amounts in cells.items()}
        for name, cells in tally.cells().items()
    }


def add(into: dict[str, dict[Key, list[int]]], cells: Mapping[str, Mapping[Key, tuple[int, ...]]],
        sign: int = 1) -> None:
    """Add (or, with `sign` -1, take away) cells to a running sum."""
    for table, found in cells.items():
        sums = into.setdefault(table, {})
        for key, amounts in found.items():
            held = sums.get(key)
            if held is None:
                sums[key] = [sign * amount for amount in amounts]
            else:
                for i, amount in enumerate(amounts):
                    held[i] += sign * amount
