"""What the Overview asks of the log, in one form, so that rivals can be held to the same answers.

Taken from the summary tables here; the rivals work it out from the rows of the log.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from benchmarks.random_activities import FRAMEWORK
from ifla_metrics.choices import NOW, Choices
from ifla_metrics.figures import registry
from ifla_metrics.framework import Framework
from ifla_metrics.metrics import counting
from ifla_metrics.reading import Reading

PERIOD = "2011-2012"
MEETING = "2012-12"
CHOICES = Choices(framework=FRAMEWORK, period=PERIOD, known_on=NOW)
AT_MEETING = replace(CHOICES, known_on=MEETING)
PAGE = [kind for kind in registry.figures() if kind.page == "overview"]
NEEDS = tuple(sorted({need for kind in PAGE for need in kind.needs}))
PREVIOUS = tuple(sorted({need for kind in PAGE for need in kind.previous}))

Scope = tuple[str, str]
"""(kind, code): all, direction, node, group."""


@dataclass(frozen=True)
class Asked:
    """One state of the log, in the terms of one framework."""

    framework: Framework
    until: datetime | None
    """Versions that stood just before this moment; None: that stand now."""
    counting_roles: frozenset[str]

    @property
    def first_day(self) -> date:
        """The first day of the series."""
        return min(p.starts_on for p in self.framework.periods)

    @property
    def days(self) -> tuple[date, date]:
        """The chosen period."""
        period = self.framework.period(PERIOD)
        return period.starts_on, period.ends_on

    @property
    def measured(self) -> dict[str, str]:
        """The node that indicators are computed for, by each outcome below it."""
        directions = {d.code for d in self.framework.directions}
        nodes = {i.scope for i in self.framework.indicators if i.data_source == "log" and i.scope}
        return {
            n.code: scope
            for n in self.framework.nodes
            if n.code not in directions
            for scope in self.framework.scopes_of(n.code)
            if scope in nodes - directions
        }

    @property
    def row_of(self) -> dict[str, str]:
        """The row that an outcome is counted in."""
        directions = {d.code for d in self.framework.directions}
        return {
            n.code: self.framework.row_of(n.code)
            for n in self.framework.nodes
            if n.code not in directions
        }


@dataclass(frozen=True)
class Answers:
    """Whole numbers only, so that two ways to them are equal or one is wrong."""

    total: tuple[int, int, int] = (0, 0, 0)
    """In the period: activities, participations, uncounted."""
    weights: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Direction in the period: weight in 1200ths, activities whose primary direction it is."""
    reached: frozenset[tuple[str, str, str, str]] = frozenset()
    """(kind, scope, quarter, country) with an activity, up to the end of the period, for the whole
    and for what indicators measure; (direction, code, period, country) for the cards."""
    months: dict[tuple[int, str, str], tuple[int, ...]] = field(default_factory=dict)
    """(month, kind, scope): activities, participations, cascade, women, gender_known, timed, timely."""


def of_reading(reading: Reading) -> Answers:
    """Return the answers that the summary tables give."""
    countries, months = reading.frame("country_cells"), reading.frame("month_cells")
    asked = Asked(reading.framework, None, frozenset())
    nodes = set(asked.measured.values())
    chosen = months[(months["scope_kind"] == "all") & months["month"].isin(reading.period.months)]
    shares = counting.by_direction(reading)
    quarters = {
        p.code
        for p in reading.framework.periods
        if p.kind == "quarter" and p.ends_on <= reading.period.ends_on
    }
    there = countries[(countries["activities"] > 0) & (countries["country"] != "")]
    by_direction = (there["scope_kind"] == "direction") & (there["period"] == PERIOD)
    over_time = there["period"].isin(quarters) & (there["scope_kind"] != "direction")
    there = there[by_direction | (over_time & _scoped(there, nodes))]
    series = months[_scoped(months, nodes, "group")]
    measures = [
        "activities",
        "participations",
        "cascade",
        "women",
        "gender_known",
        "timed",
        "timely",
    ]
    return Answers(
        total=tuple(int(chosen[c].sum()) for c in ("activities", "participations", "uncounted")),
        weights={
            direction: (weight, primary)
            for direction, weight, primary in zip(
                *(shares[c].tolist() for c in ("direction", "weight", "primary")), strict=True
            )
            if weight or primary
        },
        reached=frozenset(
            there[["scope_kind", "scope", "period", "country"]].itertuples(index=False, name=None)
        ),
        months={
            (int(key[0]), key[1], key[2]): tuple(map(int, row))
            for key, *row in series.groupby(["month", "scope_kind", "scope"])[measures]
            .sum()
            .itertuples(name=None)
        },
    )


def _scoped(frame, nodes, *further):
    kinds = frame["scope_kind"]
    return kinds.isin(["all", "direction", *further]) | (
        (kinds == "node") & frame["scope"].isin(nodes)
    )
