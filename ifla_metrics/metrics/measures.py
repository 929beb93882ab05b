"""Compute the quarterly values of indicators from the log and the records.

Some measures count new amounts (such as participations), others a state at the end of the quarter
(such as countries reached). The time rule may need the other: a state is turned into what each
quarter added, amounts into the sum so far.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.metrics.coverage import MEMBERS, PRIORITY, latest_denominator
from ifla_metrics.metrics.selection import ALL_SCOPE, Scope, cells_over_time, counted_rows, records
from ifla_metrics.metrics.targets import target_for, targets_in_force
from ifla_metrics.metrics.time_rules import SUM_RULES, window
from ifla_metrics.metrics.values import NUMBERS, PROVENANCES, Value, quotient
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
        amounts = _amounts(reading, quarter_sums, indicator, quarters)
        values[indicator.code] = [
            _value(indicator, quarter, on, amount)
            for quarter, amount in zip(quarters, records(amounts), strict=False)
        ]
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


def _quarter_sums(month_cells: pd.DataFrame) -> pd.DataFrame:
    """Add month cells up by kind of scope, scope and quarter, with `weak` (see _weakness)."""
    quarter = month_cells["month"].map(quarter_of)
    months = month_cells.assign(quarter=quarter, weak=_weakness(month_cells))
    amounts = months.columns.difference(["month", "provenance", "scope_kind", "scope", "quarter"])
    groups = months.groupby(["scope_kind", "scope", "quarter"])[[*amounts]]
    return groups.agg({**dict.fromkeys(amounts, "sum"), "weak": "max"})


def _amounts(
    reading: Reading, quarter_sums: pd.DataFrame, indicator: Indicator, quarters: Sequence[Period]
) -> pd.DataFrame:
    """Return the numbers of each quarter, as the indicator's time rule needs them.

    One row per quarter (or no row at all, if the measure cannot be computed) with NUMBERS,
    `qualifier` (a position in QUALIFIERS) and `weak` (a position in PROVENANCES).
    """
    measure = MEASURES[indicator.measure]
    if measure.states is None:
        scope = scope_of(reading.framework, indicator)
        amounts = _new_amounts(quarter_sums, scope, measure.sums, quarters)
        return _running_sums(amounts) if indicator.time_rule == "running_total" else amounts
    states = measure.states(reading, indicator, quarters)
    amounts = pd.DataFrame(states, columns=["value", "denominator", "weak"], dtype=float)
    amounts = amounts.assign(numerator=amounts["value"], qualifier=0).fillna({"weak": 0})
    amounts[["value"] if indicator.ratio else ["numerator", "denominator"]] = float("nan")
    if indicator.time_rule in SUM_RULES:
        # What each quarter added to the state. The denominator stays that of the state.
        state = ["value", "numerator"]
        amounts[state] = amounts[state] - amounts[state].shift().fillna(0)
    return amounts


def _new_amounts(
    quarter_sums: pd.DataFrame, scope: Scope, columns: tuple[str, ...], quarters: Sequence[Period]
) -> pd.DataFrame:
    """Return the new amount of each quarter; a quarter without activities has a true 0."""
    kind, code = scope
    keys = [[kind], [code], [quarter.code for quarter in quarters]]
    index = pd.MultiIndex.from_product(keys, names=quarter_sums.index.names)
    sums = quarter_sums.reindex(index, fill_value=0).reset_index(drop=True)

    numbers = ["value"] if len(columns) == 1 else ["numerator", "denominator"]
    amounts = pd.DataFrame(float("nan"), sums.index, list(NUMBERS))
    amounts[numbers] = sums[[*columns]].astype(float)
    amounts = amounts.assign(qualifier=0, weak=sums["weak"])
    if columns[0] in ("participations", "cascade"):
        uncounted, inexact = sums["uncounted"] > 0, sums["inexact"] > 0
        all_uncounted = (sums["activities"] > 0) & (sums["uncounted"] >= sums["activities"])
        unknown = all_uncounted & (sums[columns[0]] == 0)
        amounts[numbers] = amounts[numbers].mask(unknown)
        # An incomplete amount is "at least"; a ratio of incomplete amounts is only "about".
        amounts["qualifier"] = np.select([uncounted, inexact], [3 - len(columns), 1], 0)
    return amounts


def _running_sums(amounts: pd.DataFrame) -> pd.DataFrame:
    """Return the sums so far; unknown amounts are left out, which makes the sum "at least".

    The sum is unknown as long as it is "at least 0", which says nothing.
    """
    unknown = amounts[["value", "numerator"]].isna().all(axis=1).cummax()
    sums = amounts[list(NUMBERS)].cumsum().ffill()
    sums["value"] = sums["value"].mask(unknown & ~(sums["value"] > 0))
    return sums.join(amounts[["qualifier", "weak"]].cummax())


QuarterEnd = tuple[int, float | None, float]
"""A state at the end of a quarter: the number, out of how many, and the position in PROVENANCES of
its weakest row."""


def _countries(
    reading: Reading, indicator: Indicator, quarters: Sequence[Period], code: str = ""
) -> list[QuarterEnd]:
    """Return the number of countries reached; with `code`, those on that list and their total."""
    cells = cells_over_time(reading, "country_cells", scope_of(reading.framework, indicator))
    active = cells[(cells["country"] != "") & (cells["activities"] > 0)]
    by_quarter = active.assign(weak=_weakness(active)).pivot_table(
        index="period", columns="country", values="weak", aggfunc="min"
    )
    # By country the strongest provenance so far; missing while it has not been reached.
    strongest = by_quarter.reindex([quarter.code for quarter in quarters]).cummin().ffill()
    denominators: list[float | None] = [None] * len(quarters)
    weakest = 0
    if code:
        listed = counted_rows(reading, "listed")
        listed = listed[listed["list"] == code]
        if listed.empty:  # It is unknown which countries count: no value, not 0.
            return []
        # A chosen region has its own denominator, not that of the indicator.
        own = None if reading.choices.region else indicator.baseline_denominator
        days = [min(quarter.ends_on, reading.evaluation_day) for quarter in quarters]
        published = [None if own else latest_denominator(reading, code, day) for day in days]
        denominators = [row["value"] if row else own for row in published]
        strongest = strongest.loc[:, strongest.columns.isin(listed["country"])]
        weakest = _weakness(listed).max()
    weak = strongest.max(axis=1).fillna(0).clip(lower=weakest)
    return list(zip(strongest.notna().sum(axis=1), denominators, weak, strict=True))


def _milestones(
    reading: Reading, indicator: Indicator, quarters: Sequence[Period]
) -> list[QuarterEnd]:
    """Return the number of milestones reached, out of all milestones of the indicator."""
    planned = milestones_of(reading, indicator)
    reached = planned[planned["actual_on"].notna()]
    states: list[QuarterEnd] = []
    for quarter in quarters:
        done = reached[reached["actual_on"] <= min(quarter.ends_on, reading.evaluation_day)]
        states.append((len(done), len(planned), _weakness(done).max()))
    return states


def _resources(
    reading: Reading, indicator: Indicator, quarters: Sequence[Period], *, pairs: bool = False
) -> list[QuarterEnd]:
    """Return the resources (or `pairs` of resource and language) released, out of those begun."""
    languages, key, pairs_per_resource = languages_of(reading), ["resource"], 1
    columns = ["as_of", "resource", "language", "stage", "provenance"]
    stages = resources_of(reading, indicator.scope).sort_values(columns)
    released = stages[stages["stage"] == "released"]
    if pairs:
        key, pairs_per_resource = ["resource", "language"], len(languages)
        released = released[released["language"].isin(languages)]
    states: list[QuarterEnd] = []
    for quarter in quarters:
        day = min(quarter.ends_on, reading.evaluation_day)
        done = released[released["as_of"] <= day].drop_duplicates(key, keep="last")
        begun = stages.loc[stages["as_of"] <= day, "resource"].nunique()
        states.append((len(done), begun * pairs_per_resource, _weakness(done).max()))
    return states


def _weakness(frame: pd.DataFrame) -> pd.Series[int]:
    """Return the position of each row's provenance in PROVENANCES; a higher one is weaker."""
    return frame["provenance"].map(PROVENANCES.index).astype("int64")


def _value(indicator: Indicator, quarter: Period, on: date, amount: dict[str, Any]) -> Value:
    value, numerator, denominator = (
        None if amount[name] != amount[name] else amount[name] for name in NUMBERS
    )
    if indicator.ratio:
        value = quotient(numerator, denominator, indicator.unit)
    return Value(
        min(quarter.ends_on, on),
        value=value,
        numerator=numerator,
        denominator=denominator,
        qualifier=QUALIFIERS[int(amount["qualifier"])],
        provenance=PROVENANCES[int(amount["weak"])],
        period_ends_on=quarter.ends_on,
    )


@dataclass(frozen=True)
class Measure:
    """How an indicator is computed from the log or the records."""

    description: str
    """The explanation under "Explain"."""
    sums: tuple[str, ...] = ()
    """For new amounts: the column of the month cells to add up, or the two columns of a ratio."""
    states: Callable[[Reading, Indicator, Sequence[Period]], list[QuarterEnd]] | None = None
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
