"""Values of the indicators that the log and the records themselves answer, per quarter.

A quarter's value is dated on its last day; the running quarter's on the evaluation day. A measure
of new amounts (participations …) gives the quarter's amount where the time rule adds values up,
and the sum so far where it takes the latest; a measure of a state (countries reached …) the other
way round. So the time rule of the indicator always holds (`time_rules.combine`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.errors import UnknownCode
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.metrics.coverage import MEMBERS, PRIORITY, denominators, published_by
from ifla_metrics.metrics.selection import rows
from ifla_metrics.metrics.tables import each
from ifla_metrics.metrics.time_rules import SUMS
from ifla_metrics.metrics.values import PROVENANCES, Value, quotient, weakest
from ifla_metrics.periods import quarter_of
from ifla_metrics.reading import Reading

NEEDS = (
    "month_cells",
    "country_cells",
    "milestones",
    "resources",
    "listed",
    "denominators",
    "terms",
)
"""The frames of the reading that the measures need."""

OBSERVED = "observed"
LANGUAGES = "resource_language"
"""The list of terms with the languages that a resource should exist in."""
AMOUNTS = ("activities", "participations", "cascade_ratio", "women_share", "timely_share")
"""Measures of new amounts of a quarter, from the month cells."""
LISTS = {"priority_coverage": PRIORITY, "member_coverage": MEMBERS}
"""Measures of countries on a list, with the list."""
RESOURCES = ("resources_released", "language_availability")
MEASURES = (*AMOUNTS, "countries", *LISTS, "milestones", *RESOURCES)
"""Every measure by name (data dictionary, indicators.csv, `measure`)."""
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

NOTHING = SimpleNamespace(**dict.fromkeys((*SUMMED, "weak"), 0))
"""The sums of a quarter without activity."""

Scope = tuple[str, str]
Cells = Mapping[tuple[str, str, str], Any]
"""Sums, or countries with the firmest provenance there, by kind of scope, scope and quarter."""


@dataclass(frozen=True)
class Quarter:
    """A quarter that has begun, and the day that its value is dated on."""

    code: str
    ends_on: date
    as_of: date


@dataclass(frozen=True)
class Amount:
    """What a measure says of one quarter: a number, or a numerator and a denominator."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    qualifier: str = "exact"
    provenance: str = ""


def computed(reading: Reading, indicators: Sequence[Indicator]) -> dict[str, list[Value]]:
    """Compute the values of the indicators whose source is the log or the records.

    Args:
        reading: The choices, the framework and the frames of NEEDS.
        indicators: Which of the framework; observed ones are passed over.

    Returns:
        By indicator a value for each quarter since its baseline, up to the evaluation day. A ratio
        of nothing to nothing (0 / 0) has no value.

    Raises:
        UnknownCode: An indicator names a measure that is not in MEASURES.
    """
    framework = reading.framework
    begun = quarters_of(framework, on=reading.on, known_on=reading.moment.known_on)
    scopes = {i.scope for i in indicators}
    months, places = _months(reading, scopes), _places(reading, scopes)
    found: dict[str, list[Value]] = {}
    for indicator in indicators:
        if indicator.data_source == OBSERVED:
            continue
        if indicator.measure not in MEASURES:
            raise UnknownCode("measure", indicator.measure, MEASURES)
        quarters = since_baseline(begun, indicator)
        if indicator.measure in AMOUNTS:
            scope = scope_of(framework, indicator)
            sums = [months.get((*scope, quarter.code)) for quarter in quarters]
            amounts = [_amount(indicator.measure, one) for one in sums]
            if indicator.time_rule == "running_total":
                amounts = list(_so_far(amounts))
        else:
            amounts = list(_states(reading, indicator, quarters, places))
            if indicator.time_rule in SUMS:
                amounts = list(_new(amounts))
        # Without the list of countries there is no amount at all.
        pairs = zip(quarters, amounts, strict=False)
        found[indicator.code] = [_value(indicator, quarter, amount) for quarter, amount in pairs]
    return found


def quarters_of(framework: Framework, *, on: date, known_on: date) -> tuple[Quarter, ...]:
    """Return the quarters that have begun by the evaluation day, the running one dated on it.

    Where the reading ends inside a quarter because the period ends there (and not because more
    was not known), that quarter is left out: its cells reach beyond the period.
    """
    begun = [p for p in framework.periods if p.kind == "quarter" and p.starts_on <= on]
    begun.sort(key=lambda p: p.starts_on)
    return tuple(
        Quarter(p.code, p.ends_on, min(p.ends_on, on))
        for p in begun
        if p.ends_on <= on or on == known_on
    )


def since_baseline(quarters: Sequence[Quarter], indicator: Indicator) -> tuple[Quarter, ...]:
    """Return the quarters that end after the indicator's baseline (all, when it has none)."""
    start = indicator.baseline_on or date.min
    return tuple(q for q in quarters if q.ends_on > start)


def scope_of(framework: Framework, indicator: Indicator) -> Scope:
    """Return the scope of the cells that an indicator is restricted to."""
    if not indicator.scope:
        return ("all", "")
    level = framework.node(indicator.scope).level
    kind = "direction" if level == framework.direction_level.key else "node"
    return (kind, indicator.scope)


def milestones_of(reading: Reading, indicator: Indicator) -> pd.DataFrame:
    """Return an indicator's milestones: those that name it; where none does, of its scope."""
    frames.expect(reading.frame("milestones"), frames.MILESTONES)
    frame = rows(reading, "milestones")
    own = frame["indicator"] == indicator.code
    return frame[own] if own.any() else _under(reading.framework, frame, indicator.scope)


def resources_of(reading: Reading, scope: str) -> pd.DataFrame:
    """Return the stages of the resources under a node ("" = of all)."""
    frames.expect(reading.frame("resources"), frames.RESOURCES)
    return _under(reading.framework, rows(reading, "resources"), scope)


def languages_of(reading: Reading) -> list[str]:
    """Return the languages that a resource should exist in, in reading order."""
    terms = reading.frame("terms")
    return [str(c) for c in terms[terms["list"] == LANGUAGES].sort_values("position")["code"]]


def is_day(value: object) -> bool:
    """Say whether a cell holds a day (a missing one is None or not a time)."""
    return isinstance(value, date) and value == value


def _under(framework: Framework, frame: pd.DataFrame, scope: str) -> pd.DataFrame:
    """Return the records of a node, of what is below it and of what serves it."""

    def serves(node: str) -> bool:
        above = {n.code for n in framework.lineage(node)}
        return not scope or scope in above or scope in framework.directions_of(node)

    return frame[frame["node"].isin({node for node in set(frame["node"]) if serves(node)})]


def _months(reading: Reading, scopes: set[str]) -> Cells:
    """Add the month cells up by scope and quarter, each sum as firm as its weakest cell."""
    frames.expect(reading.frame("month_cells"), frames.MONTH_CELLS)
    cells = rows(reading, "month_cells")
    cells = cells[cells["scope"].isin(scopes)]
    quarters = {month: quarter_of(month) for month in cells["month"].unique()}
    cells = cells.assign(quarter=cells["month"].map(quarters), weak=_weakness(cells))
    groups = cells.groupby(["scope_kind", "scope", "quarter"])
    sums = groups[list(SUMMED)].sum().assign(weak=groups["weak"].max())
    return dict(zip(sums.index, sums.itertuples(index=False), strict=True))


def _places(reading: Reading, scopes: set[str]) -> Cells:
    """Return the countries with an activity by scope and quarter, as firm as the firmest cell."""
    frames.expect(reading.frame("country_cells"), frames.COUNTRY_CELLS)
    cells = rows(reading, "country_cells")
    active = (cells["country"] != "") & (cells["activities"] > 0)
    cells = cells[active & cells["scope"].isin(scopes)]
    keys = ("scope_kind", "scope", "period", "country")
    firmest = cells.assign(weak=_weakness(cells)).groupby(list(keys))["weak"].min().reset_index()
    found: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for kind, scope, period, country, weak in each(firmest, *keys, "weak"):
        found[kind, scope, period][country] = PROVENANCES[weak]
    return found


def _weakness(cells: pd.DataFrame) -> pd.Series[int]:
    ranks = {provenance: rank for rank, provenance in enumerate(PROVENANCES)}
    return cells["provenance"].map(ranks).astype("int64")


def _amount(measure: str, sums: Any) -> Amount:
    """Return the new amount of a quarter; one without activity (None) has a true 0."""
    if sums is None:
        sums = NOTHING
    provenance = PROVENANCES[sums.weak]
    uncounted = sums.uncounted > 0
    nobody_counted = sums.activities > 0 and sums.uncounted >= sums.activities
    if measure == "activities":
        return Amount(float(sums.activities), provenance=provenance)
    if measure == "participations":
        people = None if nobody_counted else float(sums.participations)
        qualifier = "at_least" if uncounted else "about" if sums.inexact else "exact"
        return Amount(people, qualifier=qualifier, provenance=provenance)
    if measure == "women_share":
        return Amount(None, sums.women, sums.gender_known, provenance=provenance)
    if measure == "timely_share":
        return Amount(None, sums.timely, sums.timed, provenance=provenance)
    if nobody_counted and not sums.cascade:
        return Amount(qualifier="about", provenance=provenance)
    qualifier = "about" if uncounted or sums.inexact else "exact"
    return Amount(None, sums.cascade, sums.participations, qualifier, provenance)


def _states(
    reading: Reading, indicator: Indicator, quarters: Sequence[Quarter], places: Cells
) -> Iterator[Amount]:
    """Yield what was reached by the end of each quarter, out of how much where that is known."""
    ratio = indicator.ratio
    if indicator.measure == "countries":
        for reached in _reached(reading.framework, indicator, quarters, places):
            yield Amount(len(reached), provenance=weakest(reached.values()))
    elif indicator.measure in LISTS:
        code = LISTS[indicator.measure]
        frame = rows(reading, "listed")
        listed = dict(each(frame[frame["list"] == code], "country", "provenance"))
        if not listed:  # Nobody can say which of its countries were reached: no value, not 0.
            return
        numbers = denominators(reading, code)
        reached_by = _reached(reading.framework, indicator, quarters, places)
        for quarter, reached in zip(quarters, reached_by, strict=True):
            published = published_by(numbers, quarter.as_of)
            # In a region the denominator is of the countries that lie in it.
            own = None if reading.choices.region else indicator.baseline_denominator
            whole = own or (published.value if published else None)
            on_list = {c: p for c, p in reached.items() if c in listed}
            provenance = weakest({*on_list.values(), *listed.values()})
            yield Amount(None, len(on_list), whole, provenance=provenance)
    elif indicator.measure == "milestones":
        planned = list(each(milestones_of(reading, indicator), "actual_on", "provenance"))
        for quarter in quarters:
            done = [p for day, p in planned if is_day(day) and day <= quarter.as_of]
            yield _part(len(done), len(planned), done, ratio=ratio)
    else:
        languages = set(languages_of(reading))
        by_language = indicator.measure == "language_availability"
        columns = ("as_of", "resource", "language", "stage", "provenance")
        stages = sorted(each(resources_of(reading, indicator.scope), *columns))
        for quarter in quarters:
            so_far = [row for row in stages if row[0] <= quarter.as_of]
            whole = len({resource for _day, resource, *_ in so_far})
            released = {
                (resource, language if by_language else ""): provenance
                for _day, resource, language, stage, provenance in so_far
                if stage == "released" and (language in languages or not by_language)
            }
            if by_language:
                whole *= len(languages)
            yield _part(len(released), whole, released.values(), ratio=ratio or by_language)


def _part(done: int, whole: int, provenances: Iterable[str], *, ratio: bool) -> Amount:
    provenance = weakest(provenances)
    if ratio:
        return Amount(None, done, whole, provenance=provenance)
    return Amount(done, provenance=provenance)


def _reached(
    framework: Framework, indicator: Indicator, quarters: Sequence[Quarter], places: Cells
) -> list[dict[str, str]]:
    """Return the countries reached so far at each quarter, with the firmest row behind each."""
    scope = scope_of(framework, indicator)
    reached: dict[str, str] = {}
    found = []
    for quarter in quarters:
        for country, provenance in places.get((*scope, quarter.code), {}).items():
            firmest = min(reached.get(country, provenance), provenance, key=PROVENANCES.index)
            reached[country] = firmest
        found.append(dict(reached))
    return found


def _so_far(amounts: Iterable[Amount]) -> Iterator[Amount]:
    """Yield the running sums; what is not known is left out and says "at least".

    "At least 0" says nothing: while none of what took place was counted, the sum is not known.
    """
    before, unknown = Amount(), False
    for now in amounts:
        unknown = unknown or (now.value is None and now.numerator is None)
        qualifiers = {before.qualifier, now.qualifier}
        before = Amount(
            _add(before.value, now.value),
            _add(before.numerator, now.numerator),
            _add(before.denominator, now.denominator),
            next(q for q in ("at_least", "about", "exact") if q in qualifiers),
            weakest((before.provenance, now.provenance)),
        )
        yield replace(before, value=None) if unknown and not before.value else before


def _new(totals: Iterable[Amount]) -> Iterator[Amount]:
    """Yield what each quarter added to a state; its denominator stays that of the state."""
    before = Amount()
    for now in totals:
        yield replace(
            now,
            value=None if now.value is None else now.value - (before.value or 0),
            numerator=None if now.numerator is None else now.numerator - (before.numerator or 0),
        )
        before = now


def _add(before: float | None, now: float | None) -> float | None:
    return before if now is None else now + (before or 0)


def _value(indicator: Indicator, quarter: Quarter, amount: Amount) -> Value:
    value = amount.value
    if indicator.ratio:
        value = quotient(amount.numerator, amount.denominator, indicator.unit)
    return Value(
        quarter.as_of,
        value=value,
        numerator=amount.numerator,
        denominator=amount.denominator,
        qualifier=amount.qualifier,
        provenance=amount.provenance,
        period_ends_on=quarter.ends_on,
    )
