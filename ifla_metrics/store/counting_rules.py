"""A framework prepared for counting many activities: periods by day, scopes and rows by outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from ifla_metrics.choices import COUNTS
from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period


@dataclass(frozen=True, eq=False)
class Rules:
    """What contributions depend on besides the activity itself. Told apart by identity."""

    framework: str
    periods: tuple[Period, ...]
    order: dict[str, int]
    """Place of each node in reading order."""
    directions: frozenset[str]
    scopes: dict[str, tuple[str, ...]]
    """The node and its ancestors below the directions, by node."""
    row: dict[str, str]
    """The row that a node is counted in."""
    counting_roles: frozenset[str]
    grain: dict[str, tuple[str, ...]]
    """The finest periods, whose cells add up to a period: only they have cells."""
    _by_day: dict[date, tuple[str, ...]]
    counts: str = COUNTS[0]
    """Which versions count: `sent` or `approved`."""

    def finest_of(self, day: date) -> tuple[str, ...]:
        """Return the codes of the finest periods that contain `day`: one quarter, as a rule."""
        first, last = self._span
        if not first <= day <= last:  # A day of other strategies: most of them, for each of these.
            return ()
        found = self._by_day.get(day)
        if found is None:
            found = tuple(p.code for p in self._finest if p.starts_on <= day <= p.ends_on)
            self._by_day[day] = found
        return found

    @cached_property
    def _span(self) -> tuple[date, date]:
        """Return the first and the last day on which something counts; no day, when none does."""
        first = min((p.starts_on for p in self._finest), default=date.max)
        return first, max((p.ends_on for p in self._finest), default=date.min)

    @cached_property
    def _finest(self) -> tuple[Period, ...]:
        codes = {code for codes in self.grain.values() for code in codes}
        return tuple(p for p in self.periods if p.code in codes)


def rules_of(
    framework: Framework, counting_roles: frozenset[str], counts: str = COUNTS[0]
) -> Rules:
    """Prepare a framework; a node that is a direction is nowhere counted as an outcome."""
    directions = frozenset(d.code for d in framework.directions)
    below = [n.code for n in framework.nodes if n.code not in directions]
    return Rules(
        framework=framework.id,
        periods=framework.periods,
        order={n.code: i for i, n in enumerate(framework.nodes)},
        directions=directions,
        scopes={code: framework.scopes_of(code) for code in below},
        row={code: framework.row_of(code) for code in below},
        counting_roles=counting_roles,
        grain=grain_of(framework.periods),
        _by_day={},
        counts=counts,
    )


def grain_of(periods: Sequence[Period]) -> dict[str, tuple[str, ...]]:
    """Return, for each period, the quarters that it is made of.

    Where some period is not exactly a row of quarters, each period stands for itself.
    """
    return _grain(tuple(periods))


def finest_by_month(periods: Sequence[Period]) -> dict[int, tuple[str, ...]]:
    """Return the finest periods that have a day in a month."""
    return _finest_by_month(tuple(periods))


@lru_cache(maxsize=64)
def _finest_by_month(periods: tuple[Period, ...]) -> dict[int, tuple[str, ...]]:
    finest = {code for codes in _grain(periods).values() for code in codes}
    found: dict[int, tuple[str, ...]] = {}
    for period in periods:
        for month in period.months if period.code in finest else ():
            found[month] = (*found.get(month, ()), period.code)
    return found


@lru_cache(maxsize=64)
def _grain(periods: tuple[Period, ...]) -> dict[str, tuple[str, ...]]:
    quarters = sorted((p for p in periods if p.kind == "quarter"), key=lambda p: p.starts_on)
    found = {}
    for period in periods:
        inside = [
            q for q in quarters if period.starts_on <= q.starts_on and q.ends_on <= period.ends_on
        ]
        if not _fills(inside, period):
            return {p.code: (p.code,) for p in periods}
        found[period.code] = tuple(q.code for q in inside)
    return found


def _fills(quarters: Sequence[Period], period: Period) -> bool:
    """Say whether quarters, in order, cover a period from its first day to its last."""
    expected = period.starts_on
    for quarter in quarters:
        if quarter.starts_on != expected:
            return False
        expected = quarter.ends_on + timedelta(days=1)
    return expected == period.ends_on + timedelta(days=1)
