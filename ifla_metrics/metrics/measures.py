"""Values of the indicators that the log and the records themselves answer, per quarter.

A quarter's value is dated on its last day; the running quarter's on the evaluation day. A measure
of new amounts (participations …) gives the quarter's amount where the time rule adds values up,
and the sum so far where it takes the latest; a measure of a state (countries reached …) the other
way round. So the time rule of the indicator always holds (`time_rules.combine`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.metrics.coverage import MEMBERS, PRIORITY, denominator
from ifla_metrics.metrics.selection import ALL_SCOPE, Record, Scope, records, rows, series
from ifla_metrics.metrics.targets import target_for, targets_in_force
from ifla_metrics.metrics.time_rules import SUMS, window
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
"""The frames of the reading that the measures need, cells with kinds of scope."""

OBSERVED = "observed"
LANGUAGES = "resource_language"
"""The list of terms with the languages that a resource should exist in."""
PEOPLE = frozenset({"participations", "cascade", "women", "gender_known"})
"""Columns of the month cells that count people."""
QUALIFIERS = ("exact", "about", "at_least")
"""From the firmest; a running sum is as firm as its weakest part."""


def computed(reading: Reading) -> dict[str, list[Value]]:
    """Compute the values of the indicators whose source is the log or the records.

    Args:
        reading: The choices, the framework and the frames of NEEDS.

    Returns:
        By indicator a value for each quarter since its baseline, up to the evaluation day. A ratio
        of nothing to nothing (0 / 0) has no value.
    """
    months = _month_sums(rows(reading, "month_cells"))
    found: dict[str, list[Value]] = {}
    for indicator in reading.framework.indicators:
        if indicator.data_source == OBSERVED:
            continue
        quarters = quarters_of(
            reading.framework,
            indicator,
            on=reading.evaluation_day,
            known_on=reading.moment.known_on,
        )
        amounts = _amounts(reading, months, indicator, quarters)
        found[indicator.code] = [
            _value(indicator, quarter, reading.evaluation_day, amount)
            for quarter, amount in zip(quarters, records(amounts), strict=False)
        ]
    return found


def quarters_of(
    framework: Framework, indicator: Indicator, *, on: date, known_on: date
) -> list[Period]:
    """Return the quarters after an indicator's baseline that have begun by the evaluation day.

    Where the reading ends inside a quarter because the period ends there (and not because more
    was not known), that quarter is left out: its cells reach beyond the period.
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
    """Return the first and the last day of the quarters that an indicator's value is made of.

    A sum since the baseline begins there, whatever period is chosen; one that starts anew begins
    with the target's period. An activity counts when its first day lies between them. None: no
    quarter has begun.
    """
    targets = targets_in_force(
        framework, indicator.code, known_on=known_on, documented_only=documented_only
    )
    target, on = target_for(targets, period), min(known_on, period.ends_on)
    after, until = window(framework, indicator, target, period)
    quarters = quarters_of(framework, indicator, on=on, known_on=known_on)
    counted = [quarter for quarter in quarters if after < min(quarter.ends_on, on) <= until]
    return (counted[0].starts_on, counted[-1].ends_on) if counted else None


def scope_of(framework: Framework, indicator: Indicator) -> Scope:
    """Return the scope of the cells that an indicator is restricted to."""
    if not indicator.scope:
        return ALL_SCOPE
    level = framework.node(indicator.scope).level
    kind = "direction" if level == framework.direction_level.key else "node"
    return (kind, indicator.scope)


def milestones_of(reading: Reading, indicator: Indicator) -> pd.DataFrame:
    """Return an indicator's milestones: those that name it; where none does, of its scope."""
    frame = rows(reading, "milestones")
    own = frame["indicator"] == indicator.code
    return frame[own] if own.any() else _under(reading.framework, frame, indicator.scope)


def resources_of(reading: Reading, scope: str) -> pd.DataFrame:
    """Return the stages of the resources under a node ("" = of all)."""
    return _under(reading.framework, rows(reading, "resources"), scope)


def languages_of(reading: Reading) -> list[str]:
    """Return the languages that a resource should exist in, in reading order."""
    return list(active_codes(reading.lists.get(LANGUAGES, {})))


def is_day(value: object) -> bool:
    """Say whether a cell holds a day (a missing one is None or not a time)."""
    return isinstance(value, date) and value == value


def _under(framework: Framework, frame: pd.DataFrame, scope: str) -> pd.DataFrame:
    """Return the records of a node, of what is below it and of what serves it."""

    def serves(node: str) -> bool:
        above = {n.code for n in framework.lineage(node)}
        return not scope or scope in above or scope in framework.directions_of(node)

    return frame[frame["node"].isin({node for node in set(frame["node"]) if serves(node)})]


def _month_sums(cells: pd.DataFrame) -> pd.DataFrame:
    """Add month cells up by kind of scope, scope and quarter; `weak` is that of the weakest."""
    months = cells.assign(quarter=cells["month"].map(quarter_of), weak=_weakness(cells))
    amounts = months.columns.difference(["month", "provenance", "scope_kind", "scope", "quarter"])
    groups = months.groupby(["scope_kind", "scope", "quarter"])[[*amounts]]
    return groups.agg({**dict.fromkeys(amounts, "sum"), "weak": "max"})


def _amounts(
    reading: Reading, months: pd.DataFrame, indicator: Indicator, quarters: Sequence[Period]
) -> pd.DataFrame:
    """Return what a measure says of each quarter, by the time rule of the indicator.

    One row per quarter (none where nothing can be said at all) with NUMBERS, `qualifier` (a place
    in QUALIFIERS) and `weak` (a place in PROVENANCES).
    """
    measure = MEASURES[indicator.measure]
    if measure.states is None:
        scope = scope_of(reading.framework, indicator)
        found = _new_amounts(months, scope, measure.sums, quarters)
        return _so_far(found) if indicator.time_rule == "running_total" else found
    states = measure.states(reading, indicator, quarters)
    found = pd.DataFrame(states, columns=["value", "denominator", "weak"], dtype=float)
    found = found.assign(numerator=found["value"], qualifier=0).fillna({"weak": 0})
    found[["value"] if indicator.ratio else ["numerator", "denominator"]] = float("nan")
    if indicator.time_rule in SUMS:
        # What each quarter added to a state; its denominator stays that of the state.
        state = ["value", "numerator"]
        found[state] = found[state] - found[state].shift().fillna(0)
    return found


def _new_amounts(
    months: pd.DataFrame, scope: Scope, columns: tuple[str, ...], quarters: Sequence[Period]
) -> pd.DataFrame:
    """Return the new amount of each quarter; one without activity has a true 0."""
    kind, code = scope
    codes = [quarter.code for quarter in quarters]
    asked = pd.MultiIndex.from_product([[kind], [code], codes], names=months.index.names)
    sums = months.reindex(asked, fill_value=0).reset_index(drop=True)

    numbers = ["value"] if len(columns) == 1 else ["numerator", "denominator"]
    found = pd.DataFrame(float("nan"), sums.index, list(NUMBERS))
    found[numbers] = sums[[*columns]].astype(float)
    found = found.assign(qualifier=0, weak=sums["weak"])
    if columns[0] in ("participations", "cascade"):
        uncounted, inexact = sums["uncounted"] > 0, sums["inexact"] > 0
        nobody_counted = (sums["activities"] > 0) & (sums["uncounted"] >= sums["activities"])
        unknown = nobody_counted & (sums[columns[0]] == 0)
        found[numbers] = found[numbers].mask(unknown)
        # Both counts of a ratio may lack something: neither "at least" nor "at most".
        found["qualifier"] = np.select([uncounted, inexact], [3 - len(columns), 1], 0)
    return found


def _so_far(amounts: pd.DataFrame) -> pd.DataFrame:
    """Return the running sums; what is not known is left out and says "at least".

    "At least 0" says nothing: while none of what took place was counted, the sum is not known.
    """
    unknown = amounts[["value", "numerator"]].isna().all(axis=1).cummax()
    sums = amounts[list(NUMBERS)].cumsum().ffill()
    sums["value"] = sums["value"].mask(unknown & ~(sums["value"] > 0))
    return sums.join(amounts[["qualifier", "weak"]].cummax())


QuarterEnd = tuple[int, float | None, float]
"""How many there are by the end of a quarter, out of how many, and the place in PROVENANCES of the
weakest row behind it."""


def _countries(
    reading: Reading, indicator: Indicator, quarters: Sequence[Period], code: str = ""
) -> list[QuarterEnd]:
    """Return the countries reached; of those on the list `code`, out of how many."""
    cells = series(reading, "country_cells", scope_of(reading.framework, indicator))
    active = cells[(cells["country"] != "") & (cells["activities"] > 0)]
    places = active.assign(weak=_weakness(active)).pivot_table(
        index="period", columns="country", values="weak", aggfunc="min"
    )
    # By country the firmest row so far; missing where it was not reached yet.
    firmest = places.reindex([quarter.code for quarter in quarters]).cummin().ffill()
    whole: list[float | None] = [None] * len(quarters)
    weakest = 0
    if code:
        listed = rows(reading, "listed")
        listed = listed[listed["list"] == code]
        if listed.empty:  # Nobody can say which of its countries were reached: no value, not 0.
            return []
        # In a region the denominator is of the countries that lie in it.
        own = None if reading.choices.region else indicator.baseline_denominator
        days = [min(quarter.ends_on, reading.evaluation_day) for quarter in quarters]
        published = [None if own else denominator(reading, code, day) for day in days]
        whole = [number["value"] if number else own for number in published]
        firmest = firmest.loc[:, firmest.columns.isin(listed["country"])]
        weakest = _weakness(listed).max()
    weak = firmest.max(axis=1).fillna(0).clip(lower=weakest)
    return list(zip(firmest.notna().sum(axis=1), whole, weak, strict=True))


def _milestones(
    reading: Reading, indicator: Indicator, quarters: Sequence[Period]
) -> list[QuarterEnd]:
    """Return the milestones reached, out of all."""
    planned = milestones_of(reading, indicator)
    reached = planned[planned["actual_on"].map(is_day).astype(bool)]
    states: list[QuarterEnd] = []
    for quarter in quarters:
        done = reached[reached["actual_on"] <= min(quarter.ends_on, reading.evaluation_day)]
        states.append((len(done), len(planned), _weakness(done).max()))
    return states


def _resources(
    reading: Reading, indicator: Indicator, quarters: Sequence[Period], *, pairs: bool = False
) -> list[QuarterEnd]:
    """Return the resources, or `pairs` of resource and language, released, out of those begun."""
    languages, key, kinds = languages_of(reading), ["resource"], 1
    columns = ["as_of", "resource", "language", "stage", "provenance"]
    stages = resources_of(reading, indicator.scope).sort_values(columns)
    released = stages[stages["stage"] == "released"]
    if pairs:
        key, kinds = ["resource", "language"], len(languages)
        released = released[released["language"].isin(languages)]
    states: list[QuarterEnd] = []
    for quarter in quarters:
        day = min(quarter.ends_on, reading.evaluation_day)
        done = released[released["as_of"] <= day].drop_duplicates(key, keep="last")
        begun = stages.loc[stages["as_of"] <= day, "resource"].nunique()
        states.append((len(done), begun * kinds, _weakness(done).max()))
    return states


def _weakness(cells: pd.DataFrame) -> pd.Series[int]:
    return cells["provenance"].map(PROVENANCES.index).astype("int64")


def _value(indicator: Indicator, quarter: Period, on: date, amount: Record) -> Value:
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
    """How the log or the records answer an indicator, in words and in numbers."""

    words: str
    """What "Explain this number" says of it."""
    sums: tuple[str, ...] = ()
    """Of new amounts: the column of the month cells, or the two of a ratio."""
    states: Callable[[Reading, Indicator, Sequence[Period]], list[QuarterEnd]] | None = None
    """Of a state: what gives it at the end of each quarter."""

    @property
    def counts_people(self) -> bool:
        """Whether small numbers of it are hidden from the public, whatever the unit."""
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
"""Every measure that an indicator may name: a new one is declared here, and named in
`framework.model.MeasureCode`."""
