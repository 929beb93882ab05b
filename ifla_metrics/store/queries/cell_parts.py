"""Which part of a table of cells a need is about: these periods or months, kinds and scopes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import sqlalchemy as sa

from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period, months_between
from ifla_metrics.store.contributions import FINEST, Key
from ifla_metrics.store.counting_rules import grain_of
from ifla_metrics.store.queries.needs import MEASURED, ROW, Need


@dataclass(frozen=True)
class Part:
    """Cells of these periods (or months), kinds and scopes; None: of all."""

    periods: frozenset[str] = frozenset()
    stands_for: str = ""
    """The period that these periods add up to; empty where each stands for itself."""
    months: frozenset[int] = frozenset()
    kinds: frozenset[str] | None = None
    scopes: frozenset[str] | None = None

    def condition(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """Return it as a condition on the table."""
        c = table.c
        rules: list[sa.ColumnElement[bool]] = []
        if self.months:
            # Named one by one, so that the key is sought by month, kind and scope.
            rules.append(c.month.in_(sorted(self.months)))
        else:
            rules.append(c.period.in_(sorted(self.periods)))
        if self.kinds is not None:
            rules.append(c.scope_kind.in_(sorted(self.kinds)))
        if self.scopes is not None:
            rules.append(c.scope.in_(sorted(self.scopes)))
        return sa.and_(*rules)

    def holds(self, names: tuple[str, ...], key: Key) -> bool:
        """Say whether a cell belongs to it; `names` are the key's columns."""
        at = dict(zip(names, key, strict=True))
        if at["month"] not in self.months if self.months else at["period"] not in self.periods:
            return False
        return (self.kinds is None or at["scope_kind"] in self.kinds) and (
            self.scopes is None or at["scope"] in self.scopes
        )


def parts(
    need: Need, *, framework: Framework, period: Period, direction: str = ""
) -> list[Part]:
    """Return the parts that a need is made of; no cell is in two of them.

    Series reach to the end of the chosen period. Those of country cells have the scopes that are
    ever drawn over time: the whole, the chosen direction, what an indicator measures.
    """
    if need.frame == "month_cells":
        first = min(p.starts_on for p in framework.periods)
        months = frozenset(months_between(first, period.ends_on))
        return _by_kinds(Part(months=months), need.kinds, framework)
    series = frozenset(
        p.code
        for p in framework.periods
        if p.kind in need.series and p.starts_on <= period.ends_on and p.code != period.code
    )
    if need.frame in FINEST:
        grain = grain_of(framework.periods)
        return [
            part
            for code in (period.code, *sorted(series))
            for part in _by_kinds(
                Part(periods=frozenset(grain[code]), stands_for=code), need.kinds, framework
            )
        ]
    if need.frame != "country_cells":
        every = Part(periods=series | {period.code})
        return _by_kinds(every, need.kinds, framework)
    chosen = _by_kinds(Part(periods=frozenset({period.code})), need.kinds, framework)
    return [*chosen, *_drawn(series, framework, direction)] if series else chosen


def _by_kinds(part: Part, kinds: frozenset[str] | None, framework: Framework) -> list[Part]:
    if kinds is None:
        return [part]
    found = []
    plain = kinds - {ROW, MEASURED}
    if plain:
        found.append(replace(part, kinds=plain))
    nodes: set[str] = set()
    if ROW in kinds:
        nodes |= {n.code for n in framework.rows}
    if MEASURED in kinds:
        nodes |= _measured(framework) - {d.code for d in framework.directions}
    if nodes and "node" not in kinds:
        found.append(replace(part, kinds=frozenset({"node"}), scopes=frozenset(nodes)))
    return found


def _measured(framework: Framework) -> set[str]:
    """Return the parts to which an indicator that the log answers is restricted."""
    return {i.scope for i in framework.indicators if i.data_source == "log" and i.scope}


def _drawn(periods: frozenset[str], framework: Framework, direction: str) -> Iterable[Part]:
    measured = _measured(framework)
    directions = {d.code for d in framework.directions}
    scopes = {
        "all": {""},
        "direction": (measured & directions) | ({direction} - {""}),
        "node": measured - directions,
    }
    for kind, codes in scopes.items():
        if codes:
            yield Part(periods, kinds=frozenset({kind}), scopes=frozenset(codes))
