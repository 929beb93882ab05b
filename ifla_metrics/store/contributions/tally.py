"""Sums of what activities add to cells, gathered coarsely and spread over the cells at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache, partial

from ifla_metrics.store.contributions import spread
from ifla_metrics.store.contributions.columns import COLUMNS, Cells, Key, Sums
from ifla_metrics.store.contributions.facts import (
    Attendance,
    Counted,
    Line,
    Profile,
    attendance,
    by_country,
    timeliness,
)
from ifla_metrics.store.contributions.lanes import packed, unpacked
from ifla_metrics.store.contributions.served import MANY, Scope, Served, served, served_of
from ifla_metrics.store.counting_rules import Rules

GATHERED = 200_000
"""Activities that are summed before they are spread: memory is bounded by the cells."""
COUNTING = ("completed", "under_way")
_Head = tuple[tuple[str, ...], str, Served]
"""Finest periods, provenance, and what was served."""
_Month = tuple[int, tuple[str, ...], str, str]
"""Month, groups, level and arena."""
_Sums = dict[str, int]


class _Gathered:
    """Packed sums over activities that served the same in the same periods."""

    def __init__(self, places: list[_Sums]) -> None:
        self.head = 0
        self.months: dict[_Month, int] = defaultdict(int)
        self.profiles: dict[Profile, int] = defaultdict(int)
        self.places = places
        """By country, for each of the parts that were served."""


class _There:
    """What lines of participation come to, packed, and taken away with `sign` -1."""

    def __init__(self, there: Attendance, timely: tuple[int, int], sign: int) -> None:
        self.facts = there
        self.head = sign * packed(_head(there))
        self.month = sign * packed(_of_month(there, timely))
        self.place = sign * packed((1, there.participations, there.women, there.gender_known))
        self.profiles = [(name, sign * packed(counts)) for name, counts in there.profiles.items()]


class Tally:
    """The cells of one framework, summed over activities.

    An activity has many cells, which differ in their scopes alone. So it is first summed with those
    that served the same in the same period, and only these sums are spread over the scopes. What
    hangs on the country too is summed for directions, nodes and crossings apart: few activities
    served the same in one country and period, many the same directions or the same nodes.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._finest = cache(rules.finest_of)
        self._served = lru_cache(MANY)(partial(served, rules=rules))
        self._there = lru_cache(MANY)(partial(_there, roles=rules.counting_roles))
        self._cells: dict[str, dict[Key, int]] = {name: defaultdict(int) for name in COLUMNS}
        self._begin()

    def _begin(self) -> None:
        self._left = GATHERED
        self._heads: dict[_Head, _Gathered] = {}
        self._places: dict[tuple[tuple[str, ...], str, tuple[Scope, ...]], _Sums] = {}

    def add(self, activity: Counted, sign: int = 1) -> None:
        """Add an activity, or take it away with `sign` -1."""
        finest = self._finest(activity.started_on)
        if not finest or activity.lifecycle not in COUNTING:
            return
        what = self._served(activity.outcomes, activity.alignments)
        head = (finest, activity.provenance, what)
        gathered = self._heads.get(head) or self._new(head)
        there = self._there(activity.lines, timeliness(activity), sign)
        gathered.head += there.head
        gathered.months[_month(activity)] += there.month
        for profile, counts in there.profiles:
            gathered.profiles[profile] += counts
        countries = activity.countries
        if len(countries) == 1 and not there.facts.placed:  # As most activities are.
            [country] = countries
            for place in gathered.places:
                place[country] += there.place
        else:
            amounts = by_country(activity, there.facts, self._rules.counting_roles)
            for country, of_country in amounts.items():
                for place in gathered.places:
                    place[country] += sign * packed(of_country)
        for association in {*activity.associations, *there.facts.associations} - {""}:
            for key in spread.association_keys(*head, association):
                self._cells["association_cells"][key] += sign
        self._left -= 1
        if not self._left:
            self._spread()

    def _new(self, head: _Head) -> _Gathered:
        finest, provenance, what = head
        places = [
            self._places.setdefault((finest, provenance, scopes), defaultdict(int))
            for scopes in what.parts
        ]
        made = self._heads[head] = _Gathered(places)
        return made

    def cells(self) -> Sums:
        """Return the sums so far, by table and key; a table without a cell is left out."""
        self._spread()
        counts = {name: len(measures) for name, (_, measures) in COLUMNS.items()}
        return {
            name: {key: unpacked(total, counts[name]) for key, total in cells.items()}
            for name, cells in self._cells.items()
            if cells
        }

    def _spread(self) -> None:
        tables = self._cells
        for head, gathered in self._heads.items():
            finest, provenance, what = head
            for month, total in gathered.months.items():
                for key in spread.month_keys(month[0], provenance, what, _apart(month)):
                    tables["month_cells"][key] += total
            for profile, total in gathered.profiles.items():
                for key in spread.profile_keys(*head, profile):
                    tables["profile_cells"][key] += total
            counts = tuple(unpacked(gathered.head, 3))
            for key, amounts in spread.activities(*head, counts).items():
                tables["activity_cells"][key] += packed(amounts)
        for (finest, provenance, scopes), countries in self._places.items():
            for country, total in countries.items():
                for key in spread.country_keys(finest, provenance, scopes, country):
                    tables["country_cells"][key] += total
        self._begin()


def _there(
    lines: tuple[Line, ...], timely: tuple[int, int], sign: int, *, roles: frozenset[str]
) -> _There:
    return _There(attendance(lines, roles), timely, sign)


def _head(there: Attendance) -> tuple[int, ...]:
    return 1, there.participations, int(not there.counted)


def _month(activity: Counted) -> _Month:
    day = activity.started_on
    return day.year * 100 + day.month, activity.groups, activity.level, activity.arena


def _apart(month: _Month) -> list[Scope]:
    """Return groups, level and arena as scopes."""
    _, groups, level, arena = month
    return [*(("group", group) for group in groups), ("level", level), ("arena", arena)]


def _of_month(there: Attendance, timely: tuple[int, int]) -> tuple[int, ...]:
    """Return what an activity adds to the cells of its month."""
    return (
        1, there.participations, there.cascade, there.women, there.gender_known,
        int(not there.counted), there.inexact, *timely,
    )  # fmt: skip


def contributions(activity: Counted, rules: Rules) -> Cells:
    """Return what `activity` adds to the cells of one framework; {} when it does not count.

    A single one has nothing to be summed with: it is spread at once, as each write needs it.
    """
    finest = rules.finest_of(activity.started_on)
    if not finest or activity.lifecycle not in COUNTING:
        return {}
    served = served_of(activity.outcomes, activity.alignments, rules)
    there = attendance(activity.lines, rules.counting_roles)
    head = (finest, activity.provenance, served)
    month = _month(activity)
    months = spread.month_keys(month[0], activity.provenance, served, _apart(month))
    found: Cells = {
        "activity_cells": spread.activities(*head, _head(there)),
        "country_cells": {
            key: counts
            for country, counts in by_country(activity, there, rules.counting_roles).items()
            for key in spread.country_keys(finest, activity.provenance, served.crossed, country)
        },
        "association_cells": {
            key: (1,)
            for association in {*activity.associations, *there.associations} - {""}
            for key in spread.association_keys(*head, association)
        },
        "month_cells": dict.fromkeys(months, _of_month(there, timeliness(activity))),
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
            held = sums.setdefault(key, [0] * len(amounts))
            for i, amount in enumerate(amounts):
                held[i] += sign * amount
