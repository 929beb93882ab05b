"""Which part of a table of cells a need is about: these quarters or months, kinds and scopes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period, months_between
from ifla_metrics.store.contributions import ALL_ROWS, Key
from ifla_metrics.store.counting_rules import grain_of
from ifla_metrics.store.queries.needs import MEASURED, ROW, Need

Shown = tuple[str | int, ...]
"""A key as it is shown."""
Unit = str | int
"""A finest period (a quarter, as a rule) or a month: what a cell is kept for."""


@dataclass(frozen=True)
class Part:
    """Cells of periods or months, of these kinds and scopes; None: of all."""

    sums: tuple[tuple[Unit, tuple[Unit, ...]], ...]
    """What is shown (a period, a month), and the units whose cells add up to it."""
    kinds: frozenset[str] | None = None
    scopes: frozenset[str] | None = None

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of all that is shown, each once."""
        return tuple(dict.fromkeys(unit for _shown, units in self.sums for unit in units))

    def shown(self, names: tuple[str, ...], key: Key) -> Iterable[Shown]:
        """Yield the keys under which a cell is shown; `names` are the key's columns."""
        at = dict(zip(names, key, strict=True))
        for column, wanted in self.wanted(names):
            if at[column] not in wanted:
                return
        yield from ((shown, *key[1:]) for shown, units in self.sums if key[0] in units)

    def wanted(self, names: tuple[str, ...]) -> list[tuple[str, frozenset[str]]]:
        """Return the values that key columns must have; `names` are the key's columns.

        Cells of activities have no scope: narrowed to any kind, they are those of all rows.
        """
        if self.kinds is not None and "row" in names:
            return [("row", frozenset({ALL_ROWS}))]
        asked = {"scope_kind": self.kinds, "scope": self.scopes}
        return [(column, wanted) for column, wanted in asked.items() if wanted is not None]


def parts(need: Need, *, framework: Framework, period: Period, direction: str = "") -> list[Part]:
    """Return the parts that a need is made of; no cell is shown by two of them.

    Series reach to the end of the chosen period. Those of country cells have the scopes that are
    ever drawn over time: the whole, the chosen direction, what an indicator measures.
    """
    if need.frame == "month_cells":
        first = min(p.starts_on for p in framework.periods)
        months = months_between(first, period.ends_on)
        return _by_kinds(Part(tuple((m, (m,)) for m in months)), need.kinds, framework)
    grain = grain_of(framework.periods)
    chosen = ((period.code, grain[period.code]),)
    series = tuple(
        (p.code, grain[p.code])
        for p in framework.periods
        if p.kind in need.series and p.starts_on <= period.ends_on and p.code != period.code
    )
    if need.frame != "country_cells":
        return _by_kinds(Part((*chosen, *series)), need.kinds, framework)
    found = _by_kinds(Part(chosen), need.kinds, framework)
    return [*found, *_drawn(series, framework, direction)] if series else found


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


def _drawn(
    series: tuple[tuple[Unit, tuple[Unit, ...]], ...], framework: Framework, direction: str
) -> Iterable[Part]:
    measured = _measured(framework)
    directions = {d.code for d in framework.directions}
    scopes = {
        "all": {""},
        "direction": (measured & directions) | ({direction} - {""}),
        "node": measured - directions,
    }
    for kind, codes in scopes.items():
        if codes:
            yield Part(series, kinds=frozenset({kind}), scopes=frozenset(codes))
