"""Compute the quarterly values of indicators from the log and the records.

Some measures count new amounts (such as participations), others a state at the end of the quarter
(such as countries reached). The time rule may need the other: a state is turned into what each
quarter added, amounts into the sum so far.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.metrics.coverage import MEMBERS, PRIORITY, latest_denominator
from ifla_metrics.metrics.selection import (
    ALL_SCOPE,
    Scope,
    cells_over_time,
    counted_rows,
    iter_rows,
    records,
)
from ifla_metrics.metrics.targets import target_for, targets_in_force
from ifla_metrics.metrics.time_rules import SUM_RULES, window
from ifla_metrics.metrics.values import PROVENANCES, Value, quotient, weakest_provenance
from ifla_metrics.periods import Period, quarter_of, shortest_periods
from ifla_metrics.reading import Reading, active_codes

NEEDS = (
    "month_cells:all,direction,measured",
    "country_cells:all,direction,measured",
    "milestones",
    "resources",
    "listed",
    "denominators",
)
"""The frames that measures read; for cells, with the kinds of scope."""

OBSERVED = "observed"
PEOPLE = frozenset({"participations", "cascade", "women", "gender_known"})
"""Columns of the month cells that count people."""
QUALIFIERS = ("exact", "about", "at_least")
"""Most exact first. A running sum has the least exact qualifier of its parts."""


def computed_values(reading: Reading) -> dict[str, list[Value]]:
    """Compute the values of the indicators whose data source is the log or the records.

    Args:
        reading: The choices, the framework and the frames of NEEDS.

    Returns:
        For each indicator, one value per quarter since its baseline, up to the evaluation day. The
        value of a ratio 0 ÷ 0 is None.

    Source: docs/methodology.md, "What the log and the records answer".
    """
    on, known_on = reading.evaluation_day, reading.moment.known_on
    quarter_sums = _quarter_sums(counted_rows(reading, "month_cells"))
    values: dict[str, list[Value]] = {}
    for indicator in reading.framework.indicators:
        if indicator.data_source == OBSERVED:
            continue
        quarters = quarters_since_baseline(reading.framework, indicator, on=on, known_on=known_on)
        computed = _amounts(reading, quarter_sums, indicator, quarters)
        if indicator.ratio:
            computed = [
                v._replace(value=quotient(v.numerator, v.denominator, indicator.unit))
                for v in computed
            ]
        values[indicator.code] = computed
    return values


def quarters_since_baseline(
    framework: Framework, indicator: Indicator, *, on: date, known_on: date
) -> list[Period]:
    """Return the quarters after an indicator's baseline that have begun by the evaluation day.

    A quarter that the chosen period ends within is left out, because its cells reach beyond the
    period. A quarter that the known-on day is in is included.
    """
    after = indicator.baseline_on or date.min
    return [
        p
        for p in shortest_periods(framework.periods)
        if p.kind == "quarter"
        and (p.starts_on <= on and p.ends_on > after)
        and (p.ends_on <= on or on == known_on)
    ]


def counted_days(
    framework: Framework,
    indicator: Indicator,
    *,
    period: Period,
    known_on: date,
    documented_only: bool = False,
) -> tuple[date, date] | None:
    """Return the first and last day of the quarters that an indicator's actual is computed from.

    Activities count if their first day is in between. The quarters are those of the target's period
    or, depending on the time rule, all since the baseline. None if no quarter has begun.
    """
    targets = targets_in_force(
        framework, indicator.code, known_on=known_on, documented_only=documented_only
    )
    target, on = target_for(targets, period), min(known_on, period.ends_on)
    after, until = window(framework, indicator, target, period)
    quarters = quarters_since_baseline(framework, indicator, on=on, known_on=known_on)
    counted = [quarter for quarter in quarters if after < min(quarter.ends_on, on) <= until]
    return (counted[0].starts_on, counted[-1].ends_on) if counted else None


def scope_of(framework: Framework, indicator: Indicator) -> Scope:
    """Return the scope of the summary cells that an indicator counts."""
    if not indicator.scope:
        return ALL_SCOPE
    level = framework.node(indicator.scope).level
    kind = "direction" if level == framework.direction_level.key else "node"
    return (kind, indicator.scope)


def milestones_of(reading: Reading, indicator: Indicator) -> pd.DataFrame:
    """Return the milestones that name an indicator, or those in its scope if none does."""
    milestones = counted_rows(reading, "milestones")
    own = milestones["indicator"] == indicator.code
    return milestones[own] if own.any() else _under(reading.framework, milestones, indicator.scope)


def resources_of(reading: Reading, scope: str) -> pd.DataFrame:
    """Return the reported stages of the resources under a node; "" returns all of them."""
    return _under(reading.framework, counted_rows(reading, "resources"), scope)


def languages_of(reading: Reading) -> list[str]:
    """Return the codes of the languages that resources should exist in, in the list's order."""
    return list(active_codes(reading.lists.get("resource_language", {})))


def _under(framework: Framework, frame: pd.DataFrame, scope: str) -> pd.DataFrame:
    """Return the records of the nodes under a scope; "" returns all of them."""
    return frame[frame["node"].isin(framework.nodes_under(scope))] if scope else frame


Quarters = Sequence[Period]
QuarterEnd = tuple[int, float | None, int]
"""A state at the end of a quarter: the number, out of how many, and the position in PROVENANCES of
its weakest row."""
Sums = Mapping[str, int]
"""The month cells of one quarter added up, by column, with `weak` (see _weakness)."""
NO_SUMS: Sums = Counter()


def _quarter_sums(month_cells: pd.DataFrame) -> dict[Any, Sums]:
    """Add month cells up by kind of scope, scope and quarter."""
    quarter = month_cells["month"].map(quarter_of)
    months = month_cells.assign(quarter=quarter, weak=_weakness(month_cells))
    amounts = months.columns.difference(["month", "provenance", "scope_kind", "scope", "quarter"])
    groups = months.groupby(["scope_kind", "scope", "quarter"])[[*amounts]]
    sums: Any = groups.agg({**dict.fromkeys(amounts, "sum"), "weak": "max"})
    return dict(zip(sums.index, records(sums), strict=True))


def _amounts(
    reading: Reading, quarter_sums: Mapping[Any, Sums], indicator: Indicator, quarters: Quarters
) -> list[Value]:
    """Return the amounts of each quarter, as the indicator's time rule needs them.

    There are none at all if the measure cannot be computed.
    """
    measure, on = MEASURES[indicator.measure], reading.evaluation_day
    blank = [Value(min(q.ends_on, on), period_ends_on=q.ends_on) for q in quarters]
    if measure.states is not None:
        states = measure.states(reading, indicator, quarters)
        return _state_amounts(indicator, list(zip(blank, states, strict=False)))
    scope = scope_of(reading.framework, indicator)
    sums = [quarter_sums.get((*scope, quarter.code), NO_SUMS) for quarter in quarters]
    amounts = [_new_amount(*each, measure.sums) for each in zip(blank, sums, strict=True)]
    return _running_sums(amounts) if indicator.time_rule == "running_total" else amounts


def _state_amounts(indicator: Indicator, states: Iterable[tuple[Value, QuarterEnd]]) -> list[Value]:
    """Return the states as amounts; for SUM_RULES, what each quarter added to the state.

    The denominator stays that of the state.
    """
    amounts, before = [], 0
    for blank, (state, of, weak) in states:
        number, provenance = float(state - before), PROVENANCES[weak]
        if indicator.time_rule in SUM_RULES:
            before = state
        ratio = blank._replace(numerator=number, denominator=None if of is None else float(of))
        amount = ratio if indicator.ratio else blank._replace(value=number)
        amounts.append(amount._replace(provenance=provenance))
    return amounts


def _new_amount(blank: Value, sums: Sums, columns: tuple[str, ...]) -> Value:
    """Return the new amount of a quarter; a quarter without activities has a true 0."""
    first, *others = (float(sums[column]) for column in columns)
    ratio = blank._replace(numerator=first, denominator=others[0] if others else None)
    amount, qualifier = ratio if others else blank._replace(value=first), "exact"
    if columns[0] in ("participations", "cascade"):
        if 0 < sums["activities"] <= sums["uncounted"] and not sums[columns[0]]:
            amount = blank
        if sums["uncounted"]:  # A ratio of incomplete amounts may be too low or too high.
            qualifier = "about" if others else "at_least"
        elif sums["inexact"]:
            qualifier = "about"
    return amount._replace(qualifier=qualifier, provenance=PROVENANCES[sums["weak"]])


def _running_sums(amounts: Iterable[Value]) -> list[Value]:
    """Return the sums so far; unknown amounts are left out, which makes the sum "at least".

    The sum is unknown as long as it is "at least 0", which says nothing.
    """
    sums, total, any_unknown = [], Value(date.min), False
    for amount in amounts:
        any_unknown |= amount.value is None and amount.numerator is None
        total = amount._replace(
            value=_plus(total.value, amount.value),
            numerator=_plus(total.numerator, amount.numerator),
            denominator=_plus(total.denominator, amount.denominator),
            qualifier=max(total.qualifier, amount.qualifier, key=QUALIFIERS.index),
            provenance=weakest_provenance((total.provenance, amount.provenance)),
        )
        sums.append(total._replace(value=None) if any_unknown and not total.value else total)
    return sums


def _plus(total: float | None, number: float | None) -> float | None:
    return total if number is None else (total or 0) + number


def _countries(
    reading: Reading, indicator: Indicator, quarters: Quarters, code: str = ""
) -> list[QuarterEnd]:
    """Return the number of countries reached; with `code`, those on that list and their total."""
    listed, weakest = set[str](), 0
    denominators: list[float | None] = [None] * len(quarters)
    if code:
        rows = counted_rows(reading, "listed")
        rows = rows[rows["list"] == code]
        if rows.empty:  # It is unknown which countries count: no value, not 0.
            return []
        listed, weakest = {*rows["country"]}, max(_weakness(rows))
        # A chosen region has its own denominator, not that of the indicator.
        own = None if reading.choices.region else indicator.baseline_denominator
        days = [min(quarter.ends_on, reading.evaluation_day) for quarter in quarters]
        published = [None if own else latest_denominator(reading, code, day) for day in days]
        denominators = [row["value"] if row else own for row in published]
    cells = cells_over_time(reading, "country_cells", scope_of(reading.framework, indicator))
    reached: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for quarter, country, activities, weak in zip(
        cells["period"], cells["country"], cells["activities"], _weakness(cells), strict=True
    ):
        if country and activities > 0 and (country in listed or not code):
            reached[quarter].append((country, weak))
    strongest: dict[str, int] = {}
    states: list[QuarterEnd] = []
    for period, denominator in zip(quarters, denominators, strict=True):
        for country, weak in reached[period.code]:
            strongest[country] = min(weak, strongest.get(country, weak))
        states.append((len(strongest), denominator, max([weakest, *strongest.values()])))
    return states


def _milestones(reading: Reading, indicator: Indicator, quarters: Quarters) -> list[QuarterEnd]:
    """Return the number of milestones reached, out of all milestones of the indicator."""
    planned = milestones_of(reading, indicator)
    reached = planned[planned["actual_on"].notna()]
    dated = list(zip(reached["actual_on"], _weakness(reached), strict=True))
    states: list[QuarterEnd] = []
    for quarter in quarters:
        until = min(quarter.ends_on, reading.evaluation_day)
        done = [weak for day, weak in dated if day <= until]
        states.append((len(done), len(planned), max(done, default=0)))
    return states


def _resources(
    reading: Reading, indicator: Indicator, quarters: Quarters, *, pairs: bool = False
) -> list[QuarterEnd]:
    """Return the resources (or `pairs` of resource and language) released, out of those begun."""
    languages = languages_of(reading)
    columns = ["as_of", "resource", "language", "stage", "provenance"]
    stages = sorted(iter_rows(resources_of(reading, indicator.scope), *columns))
    states: list[QuarterEnd] = []
    for quarter in quarters:
        day = min(quarter.ends_on, reading.evaluation_day)
        begun, done = set[str](), dict[tuple[str, str], int]()
        for as_of, resource, language, stage, provenance in stages:
            if as_of > day:
                break
            begun.add(resource)
            if stage == "released" and (language in languages or not pairs):
                done[resource, language if pairs else ""] = PROVENANCES.index(provenance)
        of = len(begun) * (len(languages) if pairs else 1)
        states.append((len(done), of, max(done.values(), default=0)))
    return states


def _weakness(frame: pd.DataFrame) -> pd.Series[int]:
    """Return the position of each row's provenance in PROVENANCES; a higher one is weaker."""
    return frame["provenance"].map(PROVENANCES.index).astype("int64")


@dataclass(frozen=True)
class Measure:
    """How an indicator is computed from the log or the records."""

    description: str
    """The explanation under "Explain"."""
    sums: tuple[str, ...] = ()
    """For new amounts: the column of the month cells to add up, or the two columns of a ratio."""
    states: Callable[[Reading, Indicator, Quarters], list[QuarterEnd]] | None = None
    """For a state: the function that returns it at the end of each quarter."""

    @property
    def counts_people(self) -> bool:
        """Whether it counts people, so that small numbers are hidden from the public."""
        return not PEOPLE.isdisjoint(self.sums)


MEASURES: dict[str, Measure] = {
    "activities": Measure(
        n_("Counted from the activity log: activities of the quarter."),
        sums=("activities",),
    ),
    "participations": Measure(
        n_("Counted from the activity log: direct participations."),
        sums=("participations",),
    ),
    "cascade_ratio": Measure(
        n_("Counted from the activity log: cascade participations ÷ direct participations."),
        sums=("cascade", "participations"),
    ),
    "women_share": Measure(
        n_(
            "Counted from the activity log: participations by women ÷ participations with known "
            "gender."
        ),
        sums=("women", "gender_known"),
    ),
    "timely_share": Measure(
        n_(
            "Counted from the activity log: activities logged within 30 days of their end ÷ "
            "completed activities whose day of logging is known."
        ),
        sums=("timely", "timed"),
    ),
    "countries": Measure(
        n_("Counted from the activity log: distinct countries with an activity so far."),
        states=_countries,
    ),
    "priority_coverage": Measure(
        n_(
            "Counted from the activity log: priority countries with an activity so far ÷ all "
            "priority countries."
        ),
        states=partial(_countries, code=PRIORITY),
    ),
    "member_coverage": Measure(
        n_(
            "Counted from the activity log: countries with members and an activity so far ÷ all "
            "countries with members."
        ),
        states=partial(_countries, code=MEMBERS),
    ),
    "milestones": Measure(
        n_("Counted from the milestones: those reached so far."),
        states=_milestones,
    ),
    "resources_released": Measure(
        n_("Counted from the resources: those released so far in any language."),
        states=_resources,
    ),
    "language_availability": Measure(
        n_(
            "Counted from the resources: pairs of resource and language released ÷ resources "
            "begun × languages."
        ),
        states=partial(_resources, pairs=True),
    ),
}
"""The measures that indicators can name. Add the code of a new one to
`framework.model.MeasureCode`."""
