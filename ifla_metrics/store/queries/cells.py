"""The cells of one state of the log, limited to what is asked for.

A frozen meeting and the present are read from the tables of cells; any other day is computed
from the versions that stood on it, and held for a while.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period, month_of
from ifla_metrics.store.bulk import fetch
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.contributions import COLUMNS, Key
from ifla_metrics.store.database import revision
from ifla_metrics.store.queries.frames_of import frame_of
from ifla_metrics.store.queries.moments import State
from ifla_metrics.store.queries.needs import Need
from ifla_metrics.store.summaries import TABLES, Sums, computed

SYNTHETIC = "synthetic"
SCOPED = ("country_cells", "association_cells", "month_cells", "profile_cells")
SERIES_KINDS = ("all", "direction")
"""Kinds of scope of which country cells have a series; and the nodes that indicators measure."""
FRAME_COLUMNS = {
    "activity_cells": frames.ACTIVITY_CELLS,
    "weight_cells": frames.WEIGHT_CELLS,
    "country_cells": frames.COUNTRY_CELLS,
    "association_cells": frames.ASSOCIATION_CELLS,
    "month_cells": frames.MONTH_CELLS,
    "profile_cells": frames.PROFILE_CELLS,
}
HELD = 4
_held: OrderedDict[tuple[Any, ...], Sums] = OrderedDict()


class Wanted:
    """A part of a table of cells: these periods (or months), kinds and scopes."""

    def __init__(
        self,
        *,
        periods: Iterable[str] = (),
        months: tuple[int, int] | None = None,
        kinds: Iterable[str] | None = None,
        scopes: Iterable[str] | None = None,
    ) -> None:
        self.periods = frozenset(periods)
        self.months = months
        self.kinds = None if kinds is None else frozenset(kinds)
        self.scopes = None if scopes is None else frozenset(scopes)

    def condition(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """Return it as a condition on the table."""
        c = table.c
        rules: list[sa.ColumnElement[bool]] = []
        if self.months is None:
            rules.append(c.period.in_(sorted(self.periods)))
        else:
            rules.append(c.month.between(*self.months))
        if self.kinds is not None:
            rules.append(c.scope_kind.in_(sorted(self.kinds)))
        if self.scopes is not None:
            rules.append(c.scope.in_(sorted(self.scopes)))
        return sa.and_(*rules)

    def holds(self, names: tuple[str, ...], key: Key) -> bool:
        """Say whether a cell belongs to it; `names` are the key's columns."""
        at = dict(zip(names, key, strict=True))
        if self.months is None:
            if at["period"] not in self.periods:
                return False
        elif not self.months[0] <= int(at["month"]) <= self.months[1]:
            return False
        return (self.kinds is None or at["scope_kind"] in self.kinds) and (
            self.scopes is None or at["scope"] in self.scopes
        )


def cells(
    connection: Connection,
    need: Need,
    *,
    framework: Framework,
    period: Period,
    state: State,
    documented_only: bool = False,
) -> pd.DataFrame:
    """Return a frame of cells (frames.*_CELLS) of one state of the log."""
    parts = _parts(need, framework, period)
    names = FRAME_COLUMNS[need.frame]
    if state.known is None:
        sums = sums_of(connection, framework, state)
        rows = list(_computed_rows(sums, need.frame, parts))
        at = names.index("provenance")
        rows = [row for row in rows if not (documented_only and row[at] == SYNTHETIC)]
    else:
        rows = []
        for part in parts:
            statement = _statement(need.frame, framework.id, state.known, part)
            if documented_only:
                provenance = TABLES[need.frame].c.provenance
                statement = statement.where(provenance != SYNTHETIC)
            rows += fetch(connection, statement)
    return frame_of(names, rows, whole=(*COLUMNS[need.frame][1], "month"))


def _parts(need: Need, framework: Framework, period: Period) -> list[Wanted]:
    if need.frame == "month_cells":
        first = min(p.starts_on for p in framework.periods)
        months = (month_of(first), month_of(period.ends_on))
        return [Wanted(months=months, kinds=need.kinds)]
    series = [
        p.code
        for p in framework.periods
        if p.kind in ("year", "quarter") and p.code != period.code
    ]
    chosen = Wanted(periods=[period.code], kinds=need.kinds)
    if not need.series:
        return [chosen]
    if need.frame != "country_cells":
        return [Wanted(periods=[period.code, *series], kinds=need.kinds)]
    nodes = _measured_nodes(framework)
    parts = [chosen, Wanted(periods=series, kinds=SERIES_KINDS)]
    return [*parts, Wanted(periods=series, kinds=["node"], scopes=nodes)] if nodes else parts


def _measured_nodes(framework: Framework) -> set[str]:
    """Return the nodes to which an indicator that the log answers is restricted."""
    directions = {d.code for d in framework.directions}
    scopes = {i.scope for i in framework.indicators if i.data_source == "log" and i.scope}
    return scopes - directions


def _statement(name: str, framework: str, known: str, part: Wanted) -> sa.Select[Any]:
    table = TABLES[name]
    return sa.select(*(table.c[column] for column in FRAME_COLUMNS[name])).where(
        table.c.framework == framework, table.c.known == known, part.condition(table)
    )


def _computed_rows(sums: Sums, name: str, parts: list[Wanted]) -> Iterator[tuple[Any, ...]]:
    keys, measures = COLUMNS[name]
    order = [(*keys, *measures).index(column) for column in FRAME_COLUMNS[name]]
    for key, amounts in sums.get(name, {}).items():
        if any(amounts) and any(part.holds(keys, key) for part in parts):
            row = (*key, *amounts)
            yield tuple(row[i] for i in order)


def sums_of(connection: Connection, framework: Framework, state: State) -> Sums:
    """Return all cells of a state from its versions, held until the log moves."""
    known = catalogue(connection)
    database = connection.engine.url
    key = (database, known.stamp, framework.id, state.until, revision(connection))
    held = _held.get(key)
    if held is None:
        rules = [r for r in known.rules if r.framework == framework.id]
        held = _held[key] = computed(connection, rules, until=state.until)[framework.id]
        while len(_held) > HELD:
            _held.popitem(last=False)
    return held
