"""Frames of summary cells of one state of the log, limited to what is asked for.

The present and the meetings are read from the table of cells. Any other day, and what a filter by
region, group or review leaves, is computed from the versions by the SELECT that fills the table.

A need names a frame, and the kinds of scope that its figures draw (`country_cells:all,row`; without
a kind all of them). Two kinds are some nodes only: `row` those that are rows of the programme,
`measured` those that an indicator computed from the log is restricted to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.frames import frame_of
from ifla_metrics.framework import Framework
from ifla_metrics.models.system_tables import KEYS, MEASURES
from ifla_metrics.store.bulk import fetch
from ifla_metrics.store.catalogue import catalogue, quarters_of
from ifla_metrics.store.read_request import Request
from ifla_metrics.store.summary_cells import CELL, DIMENSIONS, VERSIONS, compute_cells

ROW, MEASURED, GROUP = "row", "measured", "group"
Needs = Mapping[str, frozenset[str]]
"""Frames, those of cells with the kinds of scope."""
Scopes = Mapping[str, Sequence[str] | None]
"""Kinds of scope, each with the scopes that are wanted; None: all of them."""
_KEYS = KEYS[3:]
_COMPUTED = (*KEYS[2:], *MEASURES)
"""The columns of cells as they are computed."""
_Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Frame:
    """A frame of cells: its columns, the dimension of its cells, and what their code says."""

    columns: tuple[str, ...]
    dimension: str
    codes: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of scope that its cells are kept for."""
        return DIMENSIONS[self.dimension][0]

    @property
    def measures(self) -> list[str]:
        """The columns that are sums."""
        return [measure for measure in MEASURES if measure in self.columns]


FRAMES = {
    "month_cells": _Frame(frames.MONTH_CELLS, "total"),
    "country_cells": _Frame(frames.COUNTRY_CELLS, "country", ("country",)),
    "association_cells": _Frame(frames.ASSOCIATION_CELLS, "association", ("association",)),
    "profile_cells": _Frame(frames.PROFILE_CELLS, "people", ("role", "mode", "reach", "gender")),
}


@dataclass(frozen=True)
class _Part:
    """Cells of some scopes and periods (or months)."""

    scopes: Scopes
    units: Sequence[str]
    """The periods of the cells."""
    shown: str = ""
    """The period that they are added up to; empty: they are shown as they are."""


def wanted(needs: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the frames that are asked for, each with all kinds of scope that are asked of it."""
    found: dict[str, frozenset[str]] = {}
    for need in needs:
        name, _, kinds = need.partition(":")
        every = FRAMES[name].kinds if name in FRAMES else ()
        asked = kinds.split(",") if kinds else every
        found[name] = found.get(name, frozenset()).union(asked)
    return found


def cells(connection: Connection, needs: Needs, asked: Request) -> dict[str, pd.DataFrame]:
    """Return the frames of cells (frames.*_CELLS) among those that are needed, of one state.

    Of one region, but of working groups those of all regions: a group that is active in another
    region is neither late nor silent.
    """
    needs = {name: kinds for name, kinds in needs.items() if name in FRAMES}
    if asked.countries is None:
        return _cells(connection, needs, asked)
    of_groups = {name: kinds & {GROUP} for name, kinds in needs.items() if GROUP in kinds}
    inside = {name: kinds - {GROUP} for name, kinds in needs.items()}
    found = _cells(connection, inside, asked)
    for name, frame in _cells(connection, of_groups, asked.all_regions).items():
        found[name] = pd.concat([found[name], frame], ignore_index=True)
    return found


def _cells(connection: Connection, needs: Needs, asked: Request) -> dict[str, pd.DataFrame]:
    parts = {name: _parts(name, kinds, asked) for name, kinds in needs.items()}
    if asked.state.known is not None and not asked.is_filtered:
        return {
            name: _frame(
                name, [(part, _stored(connection, name, part, asked)) for part in of_frame]
            )
            for name, of_frame in parts.items()
        }
    every = _computed(connection, parts, asked)
    return {
        name: _frame(name, [(part, _chosen(every, name, part)) for part in of_frame])
        for name, of_frame in parts.items()
    }


def _stored(connection: Connection, name: str, part: _Part, asked: Request) -> pd.DataFrame:
    """Return cells of the table: each kind of scope apart, so that it is sought by the key."""
    c, frame = CELL.c, FRAMES[name]
    something = sa.or_(c.activities != 0, c.participations != 0, c.lines != 0)
    arms = [
        sa.select(*(c[column] for column in (*_KEYS, *frame.measures))).where(
            c.framework == asked.framework.id,
            c.known == asked.state.known,
            c.dimension == frame.dimension,
            c.scope_kind == kind,
            *([] if scopes is None else [c.scope.in_(scopes)]),
            c.period.in_(part.units),
            something,
        )
        for kind, scopes in part.scopes.items()
    ]
    found = fetch(connection, sa.union_all(*arms)) if arms else []
    return frame_of((*_KEYS, *frame.measures), found, whole=frame.measures)


def _computed(
    connection: Connection, parts: Mapping[str, Sequence[_Part]], asked: Request
) -> list[_Row]:
    """Return the cells of the versions of another day, at once for all that is asked.

    The nodes and quarters that are not shown are not counted.
    """
    every = [part for of_frame in parts.values() for part in of_frame]
    kinds: dict[str, dict[str, set[str]]] = {}
    for name, found in parts.items():
        for part in found:
            for kind in part.scopes:
                of_kind = kinds.setdefault(FRAMES[name].dimension, {})
                of_kind[kind] = of_kind.get(kind, set()).union(part.units)
    if not kinds:
        return []
    rules = next(
        rule
        for rule in catalogue(connection).rules_at(asked.state.until)
        if rule.framework == asked.framework.id
    )
    scopes = [part.scopes["node"] for part in every if "node" in part.scopes]
    nodes = rules.nodes
    if None not in scopes:
        shown = {node for some in scopes for node in some or ()}
        nodes = tuple((outcome, node) for outcome, node in nodes if node in shown)
    last = asked.period.ends_on
    quarters = tuple(quarter for quarter in rules.quarters if quarter[1] <= last)
    return compute_cells(
        connection,
        replace(rules, nodes=nodes, quarters=quarters, counts=asked.counts),
        until=asked.state.until,
        wanted=kinds,
        filters=asked.filters(VERSIONS),
        countries=asked.countries,
    )


def _chosen(every: Sequence[_Row], name: str, part: _Part) -> pd.DataFrame:
    """Return the cells of a part among those that were computed."""
    frame, units = FRAMES[name], frozenset(part.units)
    columns = (*_KEYS, *frame.measures)
    values = itemgetter(*(_COMPUTED.index(column) for column in columns))
    scopes = {k: None if some is None else frozenset(some) for k, some in part.scopes.items()}
    found = []
    for row in every:
        dimension, kind, scope, period = row[:4]
        if dimension == frame.dimension and kind in scopes and period in units:
            within = scopes[kind]
            if within is None or scope in within:
                found.append(values(row))
    return frame_of(columns, found, whole=frame.measures)


def _frame(name: str, found: Sequence[tuple[_Part, pd.DataFrame]]) -> pd.DataFrame:
    """Return the cells of parts, in the columns of a frame."""
    columns, codes = FRAMES[name].columns, FRAMES[name].codes
    measures = FRAMES[name].measures
    frame = pd.concat([_added_up(cells, part, measures) for part, cells in found])
    if len(codes) == 1:
        frame = frame.rename(columns={"code": codes[0]})
    elif codes:
        split = [code.split("|") for code in frame["code"]]
        frame[list(codes)] = pd.DataFrame(split, frame.index, codes, dtype=object)
    else:
        frame["month"] = frame["period"].str.replace("-", "").astype("int64")
    return frame[list(columns)].reset_index(drop=True)


def _added_up(frame: pd.DataFrame, part: _Part, measures: list[str]) -> pd.DataFrame:
    """Return cells added up to the period that is shown in place of their own."""
    if not part.shown or part.shown in part.units:
        return frame
    keys = [key for key in _KEYS if key != "period"]
    sums = frame.groupby(keys, sort=False, as_index=False)[measures].sum()
    return sums.assign(period=part.shown)


# What a frame shows


def _parts(name: str, kinds: Iterable[str], asked: Request) -> list[_Part]:
    """Return the parts that a frame is made of; no cell is shown by two of them.

    Month cells reach from the strategy's first month to the end of the chosen period. Country cells
    are those of the chosen period, and a series of quarters of what is ever drawn over time: the
    whole, the chosen direction, what an indicator measures.
    """
    framework, period = asked.framework, asked.period
    scopes = _scopes(name, frozenset(kinds), framework)
    if name == "month_cells":
        first = min(p.starts_on for p in framework.periods)
        return [_Part(scopes, _months(first, period.ends_on))]
    quarters = quarters_of(framework.periods)
    chosen = _Part(scopes, quarters[period.code], period.code)
    if name != "country_cells":
        return [chosen]
    series = [
        p.code
        for p in framework.periods
        if p.kind == "quarter" and p.starts_on <= period.ends_on and p.code != period.code
    ]
    return [chosen, _Part(_series_scopes(framework, asked.choices.direction), series)]


def _months(first: date, last: date) -> list[str]:
    """Return the months from one day to another: 2012-09."""
    return [str(month) for month in pd.period_range(first, last, freq="M")]


def _scopes(name: str, asked: frozenset[str], framework: Framework) -> Scopes:
    kinds = FRAMES[name].kinds
    directions = [*(d.code for d in framework.directions), ""]
    found: dict[str, Sequence[str] | None] = {kind: None for kind in kinds if kind in asked}
    if "all" in found:
        found["all"] = [""]
    if "direction" in found:
        found["direction"] = directions
    nodes: set[str] = set()
    if ROW in asked and ROW not in kinds:
        nodes |= {n.code for n in framework.rows}
    if MEASURED in asked:
        nodes |= _measured(framework) - set(directions)
    if nodes and "node" not in found:
        found["node"] = sorted(nodes)
    return found


def _measured(framework: Framework) -> set[str]:
    """Return the parts to which an indicator that the log answers is restricted."""
    return {i.scope for i in framework.indicators if i.data_source == "log" and i.scope}


def _series_scopes(framework: Framework, direction: str) -> Scopes:
    measured = _measured(framework)
    directions = {d.code for d in framework.directions}
    scopes = {
        "all": {""},
        "direction": (measured & directions) | ({direction} - {""}),
        "node": measured - directions,
    }
    return {kind: sorted(codes) for kind, codes in scopes.items() if codes}
