"""Frames of summary cells of one state of the log, limited to what is asked for.

The present and the meetings are read from the table of cells. Any other day, and what a filter by
region, group or review leaves, is computed from the versions by the SELECT that fills the table.

What a page asks for: a frame by name, cells narrowed to what its figures draw.

`country_cells` gives the scopes of the chosen period, and series of years and quarters;
`country_cells:all,direction,row` narrows the chosen period to these kinds of scope. Two of them
name some nodes only: `row` those that are rows of the programme, `measured` those that an indicator
computed from the log is restricted to. `country_cells;quarters` leaves the years out of the series,
`country_cells;period` the whole series. The frame keeps its plain name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.errors import UnknownCode
from ifla_metrics.frames import frame_of, framed, objects
from ifla_metrics.framework import Framework
from ifla_metrics.models.system_tables import KEYS, MEASURES
from ifla_metrics.reading import NEEDS, WITH_SYNTHETIC
from ifla_metrics.store.catalogue import Rules, catalogue, grain_of
from ifla_metrics.store.read_reference import SYNTHETIC
from ifla_metrics.store.read_request import Request
from ifla_metrics.store.summary_cells import CELL, DIMENSIONS, VERSIONS, computed

SERIES: dict[str, tuple[str, ...]] = {
    "period": (),
    "quarters": ("quarter",),
    "": ("year", "quarter"),
}
"""Kinds of reporting period that a series has, by restriction, the narrowest first."""
ROW, MEASURED, GROUP = "row", "measured", "group"
KINDS = ("all", "direction", "node", ROW, MEASURED, "cross", GROUP, "level", "arena")


@dataclass(frozen=True)
class Need:
    """A frame that is asked for; `kinds` None: scopes of every kind."""

    frame: str
    kinds: frozenset[str] | None = None
    series: tuple[str, ...] = SERIES[""]


def parse(need: str) -> Need:
    """Return what one need says.

    Raises:
        UnknownCode: No such frame, kind of scope or restriction.
    """
    rest, _, restriction = need.partition(";")
    frame, colon, kinds = rest.partition(":")
    if frame not in NEEDS:
        raise UnknownCode("frame", frame, NEEDS)
    if restriction not in SERIES:
        raise UnknownCode("restriction", restriction, filter(None, SERIES))
    listed = frozenset(kinds.split(",")) if colon else None
    for kind in listed or ():
        if kind not in KINDS:
            raise UnknownCode("kind of scope", kind, KINDS)
    return Need(frame, listed, SERIES[restriction])


def wanted(needs: Iterable[str]) -> dict[str, Need]:
    """Return one need a frame: the union of all that is asked of it."""
    found: dict[str, Need] = {}
    for need in map(parse, needs):
        earlier = found.get(need.frame)
        if earlier is None:
            found[need.frame] = need
            continue
        kinds = None if need.kinds is None or earlier.kinds is None else need.kinds | earlier.kinds
        series = max(need.series, earlier.series, key=len)
        found[need.frame] = Need(need.frame, kinds, series)
    return found


DIMENSION = {
    "month_cells": "total",
    "country_cells": "country",
    "association_cells": "association",
    "profile_cells": "people",
}
"""The dimension of each frame of cells."""
COLUMNS = {
    "month_cells": frames.MONTH_CELLS,
    "country_cells": frames.COUNTRY_CELLS,
    "association_cells": frames.ASSOCIATION_CELLS,
    "profile_cells": frames.PROFILE_CELLS,
}
CODES = {
    "month_cells": (),
    "country_cells": ("country",),
    "association_cells": ("association",),
    "profile_cells": ("role", "mode", "reach", "gender"),
}
"""What the code of a cell says, in the columns of its frame."""
_KEYS = KEYS[3:]

Scopes = Mapping[str, Sequence[str] | None]
"""Kinds of scope, each with the scopes that are wanted; None: all of them."""


@dataclass(frozen=True)
class _Part:
    """Cells of some scopes, added up to some periods (or months)."""

    scopes: Scopes
    spans: Mapping[str, Sequence[str]]
    """What is shown, and the periods of the cells that add up to it."""


def cells(connection: Connection, needs: Iterable[Need], asked: Request) -> dict[str, pd.DataFrame]:
    """Return the frames of cells (frames.*_CELLS) that needs name, of one state of the log."""
    needs = list(needs)
    if not needs:
        return {}
    if asked.countries is not None:
        return _in_region(connection, needs, asked)
    source: _Table | _Computed = _Table(connection, asked)
    if asked.state.known is None or asked.is_filtered:
        source = _Computed(connection, needs, asked)
    return {need.frame: _frame(source, need, asked) for need in needs}


def _in_region(
    connection: Connection, needs: Sequence[Need], asked: Request
) -> dict[str, pd.DataFrame]:
    """Return cells of one region, but of working groups those of all regions.

    A group that is active in another region is neither late nor silent.
    """
    every = frozenset(DIMENSIONS["total"][0]) | {ROW}
    found: dict[str, list[pd.DataFrame]] = {need.frame: [] for need in needs}
    inside = []
    for need in needs:
        kinds = need.kinds or every
        if need.frame == "month_cells" and GROUP in kinds:
            of_groups = replace(need, kinds=frozenset({GROUP}))
            found[need.frame] += cells(connection, [of_groups], asked.all_regions).values()
            kinds -= {GROUP}
            inside += [replace(need, kinds=kinds)] if kinds else []
        else:
            inside.append(need)
    if inside:
        source = _Computed(connection, inside, asked)
        for need in inside:
            found[need.frame].append(_frame(source, need, asked))
    return {name: pd.concat(parts, ignore_index=True) for name, parts in found.items()}


def _frame(source: _Table | _Computed, need: Need, asked: Request) -> pd.DataFrame:
    name, columns = need.frame, COLUMNS[need.frame]
    measures = [m for m in MEASURES if m in columns]
    leave_out = SYNTHETIC if asked.choices.documented_only and name not in WITH_SYNTHETIC else ""
    found = [
        _added_up(source.rows(DIMENSION[name], part, measures, leave_out), part, measures)
        for part in _parts(need, asked)
    ]
    frame = pd.concat(found, ignore_index=True) if len(found) > 1 else found[0]
    shown = {name: frame[name].to_numpy() for name in columns if name in frame}
    if len(CODES[name]) == 1:
        shown[CODES[name][0]] = frame["code"].to_numpy()
    elif CODES[name]:
        codes = [code.split("|") for code in frame["code"]]
        shown |= {c: objects([code[i] for code in codes]) for i, c in enumerate(CODES[name])}
    if name == "month_cells":
        months = [int(month.replace("-", "")) for month in frame["period"]]
        shown["month"] = np.array(months, dtype="int64")
    return framed({c: shown[c] for c in columns})


def _added_up(frame: pd.DataFrame, part: _Part, measures: list[str]) -> pd.DataFrame:
    """Return cells with the periods that are shown in place of their own."""
    if all(leaves == (shown,) for shown, leaves in part.spans.items()):
        return frame
    spans = pd.DataFrame(
        [(shown, leaf) for shown, leaves in part.spans.items() for leaf in leaves],
        columns=["shown", "period"],
        dtype=object,
    )
    keys = ["shown", *(key for key in _KEYS if key != "period")]
    joined = frame.merge(spans, on="period").groupby(keys, sort=False, as_index=False)
    return joined[measures].sum().rename(columns={"shown": "period"})


class _Table:
    """The table of cells: the present, and meetings."""

    def __init__(self, connection: Connection, asked: Request) -> None:
        self._connection, self._asked = connection, asked

    def rows(
        self, dimension: str, part: _Part, measures: list[str], leave_out: str
    ) -> pd.DataFrame:
        c = CELL.c
        units = sorted({unit for units in part.spans.values() for unit in units})
        something = sa.or_(c.activities != 0, c.participations != 0, c.lines != 0)
        # Each kind of scope apart, so that the database seeks by the key.
        arms = [
            sa.select(*(c[name] for name in (*_KEYS, *measures))).where(
                c.framework == self._asked.framework.id,
                c.known == self._asked.state.known,
                c.dimension == dimension,
                c.scope_kind == kind,
                *([] if scopes is None else [c.scope.in_(scopes)]),
                c.period.in_(units),
                *([c.provenance != leave_out] if leave_out else []),
                something,
            )
            for kind, scopes in part.scopes.items()
        ]
        found = self._connection.execute(sa.union_all(*arms)).all() if arms else []
        return frame_of((*_KEYS, *measures), found, whole=measures)


class _Computed:
    """The cells of another day, computed from its versions at once for all that is asked."""

    def __init__(self, connection: Connection, needs: Sequence[Need], asked: Request) -> None:
        parts = {DIMENSION[need.frame]: _parts(need, asked) for need in needs}
        until = asked.state.until
        rules = next(
            replace(rule, counts=asked.counts)
            for rule in catalogue(connection).rules_at(until)
            if rule.framework == asked.framework.id
        )
        wanted = {
            name: list(dict.fromkeys(kind for part in found for kind in part.scopes))
            for name, found in parts.items()
        }
        found = computed(
            connection,
            _narrowed(rules, chain(*parts.values()), asked.period.ends_on),
            until=until,
            wanted=wanted,
            filters=asked.filters(VERSIONS),
            countries=asked.countries,
        )
        self._frame = frame_of(("dimension", *_KEYS, *MEASURES), found, whole=MEASURES)

    def rows(
        self, dimension: str, part: _Part, measures: list[str], leave_out: str
    ) -> pd.DataFrame:
        frame = self._frame
        units = {unit for units in part.spans.values() for unit in units}
        chosen = (frame["dimension"] == dimension) & frame["period"].isin(units)
        chosen &= frame["provenance"] != leave_out
        frame = frame[chosen]
        kept = [
            frame[(frame["scope_kind"] == kind) & (True if s is None else frame["scope"].isin(s))]
            for kind, s in part.scopes.items()
        ]
        return pd.concat(kept, ignore_index=True)[[*_KEYS, *measures]]


def _narrowed(rules: Rules, parts: Iterable[_Part], last: date) -> Rules:
    """Return rules that count only what parts show: their nodes, and days up to the last."""
    asked = [part.scopes["node"] for part in parts if "node" in part.scopes]
    nodes = rules.nodes
    if None not in asked:
        named = {node for scopes in asked for node in scopes or ()}
        nodes = tuple(pair for pair in nodes if pair[1] in named)
    leaves = tuple(leaf for leaf in rules.leaves if leaf[1] <= last)
    return replace(rules, nodes=nodes, leaves=leaves)


def _parts(need: Need, asked: Request) -> list[_Part]:
    """Return the parts that a need is made of; no cell is shown by two of them.

    Series reach to the end of the chosen period. Those of country cells have the scopes that are
    ever drawn over time: the whole, the chosen direction, what an indicator measures.
    """
    framework, period = asked.framework, asked.period
    scopes = _scopes(need, framework)
    if need.frame == "month_cells":
        first = min(p.starts_on for p in framework.periods)
        months = _months(first.year * 12 + first.month, period.ends_on)
        return [_Part(scopes, {month: (month,) for month in months})]
    grain = grain_of(framework.periods)
    chosen = {period.code: grain[period.code]}
    series = {
        p.code: grain[p.code]
        for p in framework.periods
        if p.kind in need.series and p.starts_on <= period.ends_on and p.code != period.code
    }
    if need.frame != "country_cells":
        return [_Part(scopes, {**chosen, **series})]
    if not series:
        return [_Part(scopes, chosen)]
    return [
        _Part(scopes, chosen),
        _Part(_series_scopes(framework, asked.choices.direction), series),
    ]


def _months(first: int, last: Any) -> list[str]:
    """Return the months from `first` (since year 0) to that of a day: 2012-09."""
    end = last.year * 12 + last.month
    return [f"{(m - 1) // 12}-{(m - 1) % 12 + 1:02}" for m in range(first, end + 1)]


def _scopes(need: Need, framework: Framework) -> Scopes:
    kinds = DIMENSIONS[DIMENSION[need.frame]][0]
    asked = frozenset(kinds) if need.kinds is None else need.kinds
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
