"""The cells of the activity log by scope and quarter, added up once for all measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ifla_metrics import frames
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.metrics.selection import known_sum, rows
from ifla_metrics.metrics.tables import each
from ifla_metrics.metrics.values import weakest
from ifla_metrics.periods import Period, quarter_of
from ifla_metrics.reading import Reading

Scope = tuple[str, str]


@dataclass(frozen=True)
class Quarter:
    """A quarter that has begun, and the day that its value speaks of."""

    code: str
    as_of: date


@dataclass
class MonthSums:
    """The month cells of one scope and quarter added up; attendances are direct ones."""

    activities: int = 0
    participations: int = 0
    cascade: int = 0
    women: int = 0
    gender_known: int = 0
    uncounted: int = 0
    inexact: int = 0
    timed: int = 0
    timely: int = 0
    provenances: set[str] = field(default_factory=set)

    @property
    def people(self) -> float | None:
        """Direct participations; None when activities took place and none was counted."""
        return known_sum(self.participations, self.uncounted, self.activities)

    @property
    def qualifier(self) -> str:
        """At least, when some were not counted; about, when some counts are inexact."""
        return "at_least" if self.uncounted else "about" if self.inexact else "exact"


SUMMED = (
    "activities",
    "participations",
    "cascade",
    "women",
    "gender_known",
    "uncounted",
    "inexact",
    "timed",
    "timely",
)
Months = dict[tuple[Scope, str], MonthSums]
Places = dict[tuple[Scope, str], dict[str, str]]
"""Countries with an activity, by scope and quarter, each with the provenance behind it."""


@dataclass(frozen=True)
class Sources:
    """What the measures are computed from, added up once for all indicators of a reading."""

    reading: Reading
    months: Months
    places: Places


def sources_of(reading: Reading, scopes: frozenset[Scope]) -> Sources:
    """Add up the cells of `scopes` by quarter."""
    return Sources(reading, _months(reading, scopes), _places(reading, scopes))


def quarters_of(framework: Framework, *, on: date, known_on: date) -> tuple[Quarter, ...]:
    """Return the quarters that have begun by the evaluation day, the running one dated on it.

    Where the reading ends inside a quarter because the period ends there (and not because more
    was not known), that quarter is left out: its cells reach beyond the period.
    """
    begun = [p for p in framework.periods if p.kind == "quarter" and p.starts_on <= on]
    begun.sort(key=lambda p: p.starts_on)
    return tuple(Quarter(p.code, min(p.ends_on, on)) for p in begun if _counts(p, on, known_on))


def since_baseline(
    quarters: Sequence[Quarter], framework: Framework, indicator: Indicator
) -> tuple[Quarter, ...]:
    """Return the quarters that end after the indicator's baseline (all, when it has none)."""
    start = indicator.baseline_on
    if start is None:
        return tuple(quarters)
    return tuple(q for q in quarters if framework.period(q.code).ends_on > start)


def scope_of(framework: Framework, indicator: Indicator) -> Scope:
    """Return the scope of the cells that an indicator is restricted to."""
    if not indicator.scope:
        return ("all", "")
    level = framework.node(indicator.scope).level
    kind = "direction" if level == framework.direction_level.key else "node"
    return (kind, indicator.scope)


def firmer(before: str | None, now: str) -> str:
    """Return the firmer of two provenances: one documented row is enough to have been there."""
    return now if before is None or before == now or weakest({before, now}) == before else before


def _counts(period: Period, on: date, known_on: date) -> bool:
    return period.ends_on <= on or on == known_on


def add_up(sums: MonthSums, provenance: str, amounts: Iterable[int]) -> None:
    """Add the counts of one month cell (in the order of SUMMED) to `sums`."""
    for name, amount in zip(SUMMED, amounts, strict=True):
        setattr(sums, name, getattr(sums, name) + int(amount))
    sums.provenances.add(provenance)


def _months(reading: Reading, scopes: frozenset[Scope]) -> Months:
    frames.expect(reading.frame("month_cells"), frames.MONTH_CELLS)
    frame = rows(reading, "month_cells")
    found: Months = defaultdict(MonthSums)
    names = ("scope_kind", "scope", "month", "provenance", *SUMMED)
    for kind, scope, month, provenance, *amounts in each(frame, *names):
        if (kind, scope) in scopes:
            add_up(found[(kind, scope), quarter_of(int(month))], provenance, amounts)
    return dict(found)


def _places(reading: Reading, scopes: frozenset[Scope]) -> Places:
    frames.expect(reading.frame("country_cells"), frames.COUNTRY_CELLS)
    frame = rows(reading, "country_cells")
    quarters = {p.code for p in reading.framework.periods if p.kind == "quarter"}
    frame = frame[frame["scope"].isin({scope for _kind, scope in scopes})]
    frame = frame[frame["period"].isin(quarters)]
    found: Places = defaultdict(dict)
    names = ("scope_kind", "scope", "period", "country", "provenance", "activities")
    for kind, scope, period, country, provenance, number in each(frame, *names):
        if (kind, scope) in scopes and country and number > 0:
            here = found[(kind, scope), period]
            here[country] = firmer(here.get(country), provenance)
    return dict(found)
