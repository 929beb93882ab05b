"""Measures that the activity log answers: amounts of a quarter, countries so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ifla_metrics.framework import Indicator
from ifla_metrics.metrics.coverage import denominator_on
from ifla_metrics.metrics.log_sums import MonthSums, Quarter, Sources, firmer, scope_of
from ifla_metrics.metrics.selection import rows
from ifla_metrics.metrics.tables import each
from ifla_metrics.metrics.values import weakest


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
        amount = FLOWS[indicator.measure](sums)
        found.append(
            Amount(
                amount.value,
                amount.numerator,
                amount.denominator,
                amount.qualifier,
                weakest(sums.provenances),
            )
        )
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
        found = []
        for quarter, reached in zip(quarters, _reached(sources, indicator, quarters), strict=True):
            published = denominator_on(reading, code, quarter.as_of)
            on_list = {c: p for c, p in reached.items() if c in listed}
            provenances = {*on_list.values(), *listed.values()}
            found.append(
                Amount(
                    numerator=len(on_list),
                    denominator=indicator.baseline_denominator
                    or (published.value if published else None),
                    provenance=weakest(provenances),
                )
            )
        return found

    return coverage


STOCKS = {
    "countries": countries,
    "priority_coverage": of_list("priority_countries"),
    "member_coverage": of_list("member_countries"),
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
            before = reached.get(country)
            if before != provenance:
                reached[country] = firmer(before, provenance)
        found.append(dict(reached))
    return found
