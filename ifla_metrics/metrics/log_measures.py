"""Measures that the activity log answers: amounts of a quarter, countries so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ifla_metrics import frames
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.metrics.coverage import MEMBERS, PRIORITY, denominator_on
from ifla_metrics.metrics.selection import known_sum, rows
from ifla_metrics.metrics.tables import each
from ifla_metrics.metrics.values import WEAKEST, weakest
from ifla_metrics.periods import Period, quarter_of
from ifla_metrics.reading import Reading

Scope = tuple[str, str]


@dataclass(frozen=True)
class Quarter:
    """A quarter that has begun, and the day that its value speaks of."""

    code: str
    as_of: date


@dataclass(frozen=True)
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
    provenance: str = ""

    @property
    def people(self) -> float | None:
        """Direct participations; None when activities took place and none was counted."""
        return known_sum(self.participations, self.uncounted, self.activities)

    @property
    def qualifier(self) -> str:
        """At least, when some were not counted; about, when some counts are inexact."""
        return "at_least" if self.uncounted else "about" if self.inexact else "exact"


_SUMMED = [
    "activities",
    "participations",
    "cascade",
    "women",
    "gender_known",
    "uncounted",
    "inexact",
    "timed",
    "timely",
]
_FIRMNESS = {provenance: place for place, provenance in enumerate(("", *WEAKEST))}
"""Places of the provenances, from the firmest; "" where none is stated."""
_PROVENANCES = [*_FIRMNESS]

Months = Mapping[tuple[Scope, str], MonthSums]
"""Sums by scope and quarter, each with the weakest provenance of its cells."""
Places = Mapping[tuple[Scope, str], Mapping[str, str]]
"""Countries with an activity, by scope and quarter, each with the firmest provenance there."""


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


def _counts(period: Period, on: date, known_on: date) -> bool:
    return period.ends_on <= on or on == known_on


def _months(reading: Reading, scopes: frozenset[Scope]) -> Months:
    frames.expect(reading.frame("month_cells"), frames.MONTH_CELLS)
    cells = rows(reading, "month_cells")
    cells = cells[cells["scope"].isin({scope for _kind, scope in scopes})]
    cells = cells.assign(
        quarter=cells["month"].map(quarter_of), firmness=cells["provenance"].map(_FIRMNESS)
    )
    quarters = cells.groupby(["scope_kind", "scope", "quarter"])
    sums = quarters[_SUMMED].sum()
    sums["provenance"] = quarters["firmness"].max().map(_PROVENANCES.__getitem__)
    names = ("scope_kind", "scope", "quarter", *_SUMMED, "provenance")
    return {
        ((kind, scope), quarter): MonthSums(*amounts)
        for kind, scope, quarter, *amounts in each(sums.reset_index(), *names)
        if (kind, scope) in scopes
    }


def _places(reading: Reading, scopes: frozenset[Scope]) -> Places:
    frames.expect(reading.frame("country_cells"), frames.COUNTRY_CELLS)
    quarters = {p.code for p in reading.framework.periods if p.kind == "quarter"}
    cells = rows(reading, "country_cells")
    cells = cells[cells["scope"].isin({scope for _kind, scope in scopes})]
    cells = cells[cells["period"].isin(quarters)]
    cells = cells[(cells["country"] != "") & (cells["activities"] > 0)]
    cells = cells.assign(firmness=cells["provenance"].map(_FIRMNESS))
    keys = ["scope_kind", "scope", "period", "country"]
    firmest = cells.groupby(keys)["firmness"].min().reset_index()
    found: dict[tuple[Scope, str], dict[str, str]] = {}
    for kind, scope, period, country, firmness in each(firmest, *keys, "firmness"):
        if (kind, scope) in scopes:
            found.setdefault(((kind, scope), period), {})[country] = _PROVENANCES[firmness]
    return found


@dataclass(frozen=True)
class Amount:
    """What a measure says of one quarter: a number, or a numerator and a denominator."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    qualifier: str = "exact"
    provenance: str = ""


def _cascade_ratio(sums: MonthSums) -> Amount:
    """Return cascade ÷ direct participations; nothing where nobody counted what took place."""
    if sums.people is None and not sums.cascade:
        return Amount(qualifier="about")
    return Amount(
        numerator=sums.cascade,
        denominator=sums.participations,
        qualifier="about" if sums.uncounted or sums.inexact else "exact",
    )


Flow = Callable[[MonthSums], Amount]

FLOWS: dict[str, Flow] = {
    "activities": lambda sums: Amount(sums.activities),
    "participations": lambda sums: Amount(sums.people, qualifier=sums.qualifier),
    "cascade_ratio": _cascade_ratio,
    "women_share": lambda sums: Amount(numerator=sums.women, denominator=sums.gender_known),
    "timely_share": lambda sums: Amount(numerator=sums.timely, denominator=sums.timed),
}
"""New amounts of one quarter, from its months."""


def flow(sources: Sources, indicator: Indicator, quarters: Sequence[Quarter]) -> list[Amount]:
    """Return the new amounts of each quarter; a quarter without activity has a true 0."""
    scope = scope_of(sources.reading.framework, indicator)
    found = []
    for quarter in quarters:
        sums = sources.months.get((scope, quarter.code), MonthSums())
        found.append(replace(FLOWS[indicator.measure](sums), provenance=sums.provenance))
    return found


def countries(sources: Sources, indicator: Indicator, quarters: Sequence[Quarter]) -> list[Amount]:
    """Return the distinct countries with an activity so far, at each quarter."""
    return [
        Amount(len(reached), provenance=weakest(set(reached.values())))
        for reached in _reached(sources, indicator, quarters)
    ]


def of_list(
    code: str,
) -> Callable[[Sources, Indicator, Sequence[Quarter]], list[Amount]]:
    """Return the measure of a list of countries: those reached so far over a stated denominator.

    The denominator is the indicator's own, else the latest published by the quarter. Without the
    list nobody can say which of its countries were reached: no value, not 0.
    """

    def coverage(
        sources: Sources, indicator: Indicator, quarters: Sequence[Quarter]
    ) -> list[Amount]:
        reading = sources.reading
        frame = rows(reading, "listed")
        frame = frame[frame["list"] == code]
        listed = dict(each(frame, "country", "provenance"))
        if not listed:
            return []
        # In a region the denominator is of the countries that lie in it.
        own = None if reading.choices.region else indicator.baseline_denominator
        found = []
        for quarter, reached in zip(quarters, _reached(sources, indicator, quarters), strict=True):
            published = denominator_on(reading, code, quarter.as_of)
            on_list = {c: p for c, p in reached.items() if c in listed}
            provenances = {*on_list.values(), *listed.values()}
            found.append(
                Amount(
                    numerator=len(on_list),
                    denominator=own or (published.value if published else None),
                    provenance=weakest(provenances),
                )
            )
        return found

    return coverage


STOCKS = {
    "countries": countries,
    "priority_coverage": of_list(PRIORITY),
    "member_coverage": of_list(MEMBERS),
}
"""States at a quarter's end: what was reached so far."""


def _reached(
    sources: Sources, indicator: Indicator, quarters: Sequence[Quarter]
) -> list[dict[str, str]]:
    """Return the countries reached so far at each quarter, with the firmest row behind each."""
    scope = scope_of(sources.reading.framework, indicator)
    reached: dict[str, str] = {}
    found = []
    for quarter in quarters:
        for country, provenance in sources.places.get((scope, quarter.code), {}).items():
            before = reached.get(country, provenance)
            reached[country] = min(before, provenance, key=_FIRMNESS.__getitem__)
        found.append(dict(reached))
    return found
