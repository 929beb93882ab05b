"""Frames of summary cells of one state of the log, limited to what is asked for.

The present and the meetings are read from the table of cells. Any other day, and what a filter by
region, group or review leaves, is computed from the versions by the SELECT that fills the table.

A need names a frame, and the kinds of scope that its figures draw (`country_cells:all,part`;
without a kind all of them). `measured` is some nodes only: those that an indicator computed from
the log is restricted to; `part` is these and the rows of the programme.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.frames import frame_of
from ifla_metrics.models.system_tables import KEYS, MEASURES
from ifla_metrics.periods import months_between
from ifla_metrics.store.catalogue import catalogue, rules_of
from ifla_metrics.store.database import fetch
from ifla_metrics.store.read_request import Request
from ifla_metrics.store.summary_cells import (
    CELL,
    COLUMNS,
    DIMENSIONS,
    VERSIONS,
    Part,
    compute_cells,
)

PART, MEASURED = "part", "measured"
OF_MONTHS = {"activities", "participations", "cascade_ratio", "women_share", "timely_share"}
"""Measures of indicators that need no country cells."""
Needs = Mapping[str, frozenset[str]]
"""Frames, those of cells with the kinds of scope."""
FRAMES = {
    "month_cells": (frames.MONTH_CELLS, "total"),
    "country_cells": (frames.COUNTRY_CELLS, "country"),
    "association_cells": (frames.ASSOCIATION_CELLS, "association"),
    "profile_cells": (frames.PROFILE_CELLS, "people"),
}
"""The columns of each frame of cells, and the dimension of its cells."""


def wanted(needs: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the frames that are asked for, each with all kinds of scope that are asked of it.

    Raises:
        ValueError: There is no such kind: its cells would be missing without a word.
    """
    found: dict[str, frozenset[str]] = {}
    for need in needs:
        name, _, kinds = need.partition(":")
        every = DIMENSIONS[FRAMES[name][1]][0] if name in FRAMES else ()
        asked = kinds.split(",") if kinds else every
        if not {PART, MEASURED, *every}.issuperset(asked):
            raise ValueError(f"A kind of scope that is not kept: {need}")
        found[name] = found.get(name, frozenset()).union(asked)
    return found


def cells(connection: Connection, needs: Needs, asked: Request) -> dict[str, pd.DataFrame]:
    """Return the frames of cells (frames.*_CELLS) among those that are needed, of one state."""
    parts = {name: _parts(name, kinds, asked) for name, kinds in needs.items() if name in FRAMES}
    of_all = catalogue(connection).settings[asked.framework.id].counts
    filtered = asked.choices.group or asked.countries is not None or asked.counts != of_all
    if asked.state.known is not None and not filtered:
        return {
            name: _frame(name, _stored(connection, name, some, asked))
            for name, some in parts.items()
        }
    every = _computed(connection, [part for some in parts.values() for part in some], asked)
    return {
        name: _frame(name, every[every["dimension"] == FRAMES[name][1]].copy()) for name in parts
    }


def _stored(
    connection: Connection, name: str, parts: Iterable[Part], asked: Request
) -> pd.DataFrame:
    """Return cells of the table: each kind of scope apart, so that it is sought by the key."""
    c, measures = CELL.c, [measure for measure in MEASURES if measure in FRAMES[name][0]]
    arms = []
    for dimension, kind, scopes, periods, shown in parts:
        of_kind = sa.literal(kind, sa.String())
        period = sa.literal(shown, sa.String()) if shown else c.period
        keys = (of_kind, c.scope, period, c.provenance, c.code)
        sums = [sa.cast(sa.func.sum(c[name]), sa.BigInteger()) for name in measures]
        arm = sa.select(*keys, *(sums if shown else [c[name] for name in measures])).where(
            c.framework == asked.framework.id,
            c.known == asked.state.known,
            c.dimension == dimension,
            c.scope_kind == kind,
            *([] if scopes is None else [c.scope.in_(scopes)]),
            *([] if periods is None else [c.period.in_(periods)]),
            sa.or_(c.activities != 0, c.participations != 0, c.lines != 0),
        )
        arms.append(arm.group_by(c.scope, c.provenance, c.code) if shown else arm)
    rows = fetch(connection, sa.union_all(*arms)) if arms else []
    return frame_of((*KEYS[3:], *measures), rows, whole=measures)


def _computed(connection: Connection, parts: Sequence[Part], asked: Request) -> pd.DataFrame:
    """Return the cells of the versions of another day, or of those that the filters leave."""
    plan, roles = asked.framework, catalogue(connection).roles
    rules = rules_of(plan, roles, asked.counts)
    begun = tuple(quarter for quarter in rules.quarters if quarter[1] <= asked.period.ends_on)
    rows: list[tuple[Any, ...]] = []
    if parts:
        rows = compute_cells(
            connection,
            replace(rules, quarters=begun),
            until=asked.state.until,
            parts=parts,
            filters=asked.filters(VERSIONS),
            countries=asked.countries,
        )
    return frame_of(COLUMNS, rows, whole=MEASURES)


def _frame(name: str, cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells in the columns of a frame: their month, or what their code says."""
    columns, _ = FRAMES[name]
    if name == "month_cells":
        cells["month"] = cells["period"].str.replace("-", "").astype("int64")
    elif name == "profile_cells":
        codes = ["role", "mode", "reach", "gender"]
        split = [code.split("|") for code in cells["code"]]
        cells[codes] = pd.DataFrame(split, cells.index, codes, dtype=object)
    else:
        cells = cells.rename(columns={"code": name.partition("_")[0]})
    return cells[list(columns)].reset_index(drop=True)


# What a frame shows


def _parts(name: str, kinds: frozenset[str], asked: Request) -> list[Part]:
    """Return the parts that a frame is made of; no cell is shown by two of them.

    Month cells reach from the strategy's first month to the end of the chosen period. Country cells
    are those of the chosen period, and a series of quarters of what is ever drawn over time: the
    whole, the chosen direction, what an indicator measures.
    """
    framework, period, dimension = asked.framework, asked.period, FRAMES[name][1]
    directions, monthly = {d.code for d in framework.directions}, dimension == "total"
    measured = {
        indicator.scope
        for indicator in framework.indicators
        if indicator.data_source == "log" and (monthly or indicator.measure not in OF_MONTHS)
    } - {""}
    scopes: dict[str, set[str] | None] = dict.fromkeys(sorted(kinds - {PART, MEASURED}))
    if PART in kinds:
        scopes.setdefault("node", {node.code for node in framework.rows} | (measured - directions))
    elif MEASURED in kinds and (monthly or period.kind == "quarter"):
        scopes.setdefault("node", measured - directions)
    begun = {
        p.code: p.starts_on
        for p in framework.periods
        if p.kind == "quarter" and p.starts_on <= period.ends_on
    }
    if monthly:
        first = min(begun.values())
        months = [f"{m // 100}-{m % 100:02}" for m in months_between(first, period.ends_on)]
        return [Part(dimension, kind, codes, months) for kind, codes in scopes.items()]
    inside = [code for code, starts_on in begun.items() if starts_on >= period.starts_on]
    parts = [Part(dimension, kind, codes, inside, period.code) for kind, codes in scopes.items()]
    if dimension == "country":
        others = [code for code in begun if code != period.code]
        drawn = (measured & directions) | ({asked.choices.direction} - {""})
        over_time = {"all": {""}, "direction": drawn, "node": measured - directions}
        parts += [
            Part(dimension, kind, codes, others) for kind, codes in over_time.items() if codes
        ]
    return parts
