"""Sums of what activities add to cells, gathered coarsely and spread over the cells at the end."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache, partial
from itertools import chain
from typing import Any

from ifla_metrics.store.contributions import spread
from ifla_metrics.store.contributions.columns import COLUMNS, Key, Sums
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
from ifla_metrics.store.contributions.one import COUNTING, apart, day_of, of_month
from ifla_metrics.store.contributions.served import MANY, Scope, Served, served
from ifla_metrics.store.counting_rules import Rules

GATHERED = 200_000
"""Activities that are summed before they are spread: memory is bounded by the cells."""
_Kinds = tuple[Profile, ...]
_Head = tuple[tuple[str, ...], str, Served]
"""Finest periods, provenance, and what was served."""
_Month = tuple[int, tuple[str, ...], str, str, int]
"""Month, groups, level and arena, and which kinds of attendances there are."""
_Sums = dict[str, int]
OF_MONTH, OF_PROFILE = (len(COLUMNS[name][1]) for name in ("month_cells", "profile_cells"))
UNCOUNTED = COLUMNS["month_cells"][1].index("uncounted")


class _Gathered:
    """Packed sums over activities that served the same in the same periods."""

    def __init__(self, places: list[_Sums]) -> None:
        self.months: dict[_Month, int] = defaultdict(int)
        """What is added to a month, and after it what is added to each kind of attendances."""
        self.places = places
        """By country, for each of the parts that were served."""


class _There:
    """What lines of participation come to, packed, and taken away with `sign` -1."""

    def __init__(
        self, there: Attendance, timely: tuple[int, int], sign: int, kinds: dict[_Kinds, int]
    ) -> None:
        self.facts = there
        self.kinds = kinds.setdefault(tuple(there.profiles), len(kinds))
        counts = chain.from_iterable(there.profiles.values())
        self.month = sign * packed((*of_month(there, timely), *counts))
        self.place = sign * packed((1, there.participations, there.women, there.gender_known))


class Tally:
    """The cells of one framework, summed over activities.

    An activity has many cells, which differ in their scopes alone. So it is first summed with those
    that served the same in the same period, and only these sums are spread over the scopes. What
    hangs on the country too is summed for directions, nodes and crossings apart: few activities
    served the same in one country and period, many the same directions or the same nodes.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._day = cache(partial(day_of, rules))
        self._served = lru_cache(MANY)(partial(served, rules=rules))
        self._kinds: dict[_Kinds, int] = {}
        self._there = lru_cache(MANY)(
            partial(_there, roles=rules.counting_roles, kinds=self._kinds)
        )
        self._known: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        """What was served and what lines come to, by the identity of what they are made of, which
        is held beside: many activities share it, and its letters are not looked at again."""
        self._cells: dict[str, dict[Key, int]] = {name: defaultdict(int) for name in COLUMNS}
        self._begin()

    def _begin(self) -> None:
        self._left = GATHERED
        self._heads: dict[_Head, _Gathered] = {}
        self._places: dict[tuple[tuple[str, ...], str, tuple[Scope, ...]], _Sums] = {}

    def add(self, activity: Counted, sign: int = 1) -> None:
        """Add an activity, or take it away with `sign` -1."""
        finest, month = self._day(activity.started_on)
        if not finest or activity.lifecycle not in COUNTING:
            return
        outcomes, alignments, lines = activity[-3:]
        known = self._known
        key: tuple[Any, ...] = (id(outcomes), id(alignments))
        what, *_ = known.get(key) or self._keep(
            key, self._served(outcomes, alignments), outcomes, alignments
        )
        timely = timeliness(activity)
        key = (id(lines), timely, sign)
        there, *_ = known.get(key) or self._keep(key, self._there(lines, timely, sign), lines)
        head = (finest, activity.provenance, what)
        gathered = self._heads.get(head) or self._new(head)
        months = gathered.months
        months[month, activity.groups, activity.level, activity.arena, there.kinds] += there.month
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
        if activity.associations or there.facts.associations:
            for association in {*activity.associations, *there.facts.associations} - {""}:
                for key in spread.association_keys(*head, association):
                    self._cells["association_cells"][key] += sign
        self._left -= 1
        if not self._left:
            self._spread()

    def _keep(self, key: tuple[Any, ...], *made: Any) -> tuple[Any, ...]:
        """Hold what was made, with what it was made of; few are held, so memory stays bounded."""
        if len(self._known) >= MANY:
            self._known.clear()
        self._known[key] = made
        return made

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
        tables, kinds = self._cells, list(self._kinds)
        for head, gathered in self._heads.items():
            _, provenance, what = head
            of_head = 0
            for month, total in gathered.months.items():
                profiles = kinds[month[-1]]
                sums = unpacked(total, OF_MONTH + OF_PROFILE * len(profiles))
                of_head += packed((sums[0], sums[1], sums[UNCOUNTED]))
                monthly = packed(sums[:OF_MONTH])
                for key in spread.month_keys(month[0], provenance, what, apart(month)):
                    tables["month_cells"][key] += monthly
                for at, profile in enumerate(profiles):
                    first = OF_MONTH + OF_PROFILE * at
                    of_profile = packed(sums[first : first + OF_PROFILE])
                    for key in spread.profile_keys(*head, profile):
                        tables["profile_cells"][key] += of_profile
            counts = tuple(unpacked(of_head, 3))
            for key, amounts in spread.activities(*head, counts).items():
                tables["activity_cells"][key] += packed(amounts)
        for (finest, provenance, scopes), countries in self._places.items():
            for country, total in countries.items():
                for key in spread.country_keys(finest, provenance, scopes, country):
                    tables["country_cells"][key] += total
        self._begin()


def _there(
    lines: tuple[Line, ...],
    timely: tuple[int, int],
    sign: int,
    *,
    roles: frozenset[str],
    kinds: dict[_Kinds, int],
) -> _There:
    return _There(attendance(lines, roles), timely, sign, kinds)
