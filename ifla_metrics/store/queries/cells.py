"""The cells of one state of the log, limited to what is asked for.

A frozen meeting and the present are read from the tables of cells; any other day is computed
from the versions that stood on it, and held until the log moves.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period
from ifla_metrics.reading import SIGNS_OF_LIFE
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.contributions import ALL_ROWS, COLUMNS, Sums
from ifla_metrics.store.counting_rules import finest_by_month
from ifla_metrics.store.queries.cell_parts import Part, Shown, Unit, parts
from ifla_metrics.store.queries.frames_of import frame_of, framed
from ifla_metrics.store.queries.held_cells import Numbers, columns_of
from ifla_metrics.store.queries.moments import State
from ifla_metrics.store.queries.needs import Need
from ifla_metrics.store.revision_row import revision
from ifla_metrics.store.summaries import LIVE, computed

SYNTHETIC = "synthetic"
FRAME_COLUMNS = {
    "activity_cells": frames.ACTIVITY_CELLS,
    "country_cells": frames.COUNTRY_CELLS,
    "association_cells": frames.ASSOCIATION_CELLS,
    "month_cells": frames.MONTH_CELLS,
    "profile_cells": frames.PROFILE_CELLS,
}
HELD = 4
_sums: OrderedDict[tuple[Any, ...], Sums] = OrderedDict()


@dataclass(frozen=True)
class AskedCells:
    """What cells depend on besides the need."""

    framework: Framework
    period: Period
    state: State
    direction: str
    documented_only: bool
    stamp: str
    """Changes with frameworks and reference data."""
    numbers: Numbers
    """Change with the live cells of a finest period."""


def cells(connection: Connection, need: Need, asked: AskedCells) -> pd.DataFrame:
    """Return a frame of cells (frames.*_CELLS) of one state of the log."""
    name, state, framework = need.frame, asked.state, asked.framework
    documented_only = asked.documented_only and name not in SIGNS_OF_LIFE
    found = parts(need, framework=framework, period=asked.period, direction=asked.direction)
    if state.known is None:
        sums = sums_of(connection, framework, state)
        told = list(_computed(sums, name, found, documented_only=documented_only))
        return frame_of(FRAME_COLUMNS[name], told, whole=(*COLUMNS[name][1], "month"))
    numbers = asked.numbers if state.known == LIVE else {}
    months: Mapping[Any, tuple[Unit, ...]] = finest_by_month(framework.periods)
    pieces = []
    for part in found:
        stamps = {
            unit: tuple(numbers.get(p, 0) for p in months.get(unit, (unit,))) for unit in part.units
        }
        pieces.append(
            columns_of(
                connection,
                name,
                part,
                state=(asked.stamp, framework.id, state.known),
                stamps=stamps,
                leave_out=SYNTHETIC if documented_only else "",
            )
        )
        if "row" in pieces[-1]:
            row = pieces[-1]["row"]
            row[row == ALL_ROWS] = None
    columns = {
        c: np.concatenate([piece[c] for piece in pieces]) if len(pieces) > 1 else pieces[0][c]
        for c in FRAME_COLUMNS[name]
    }
    if name == "month_cells":
        columns["month"] = columns["month"].astype("int64")
    return framed(columns)


def _computed(
    sums: Sums, name: str, found: list[Part], *, documented_only: bool
) -> Iterator[tuple[Any, ...]]:
    keys, measures = COLUMNS[name]
    order = [(*keys, *measures).index(column) for column in FRAME_COLUMNS[name]]
    provenance = keys.index("provenance")
    told: dict[Shown, list[int]] = {}
    for key, amounts in sums.get(name, {}).items():
        if (documented_only and key[provenance] == SYNTHETIC) or not any(amounts):
            continue
        for part in found:
            for shown in part.shown(keys, key):
                held = told.get(shown)
                told[shown] = (
                    [a + b for a, b in zip(held, amounts, strict=True)] if held else amounts
                )
    for under, amounts in told.items():
        row = (*under, *amounts)
        yield tuple(None if row[i] == ALL_ROWS else row[i] for i in order)


def sums_of(connection: Connection, framework: Framework, state: State) -> Sums:
    """Return all cells of a state from its versions, held until the log moves."""
    known = catalogue(connection)
    database = connection.engine.url
    key = (database, known.stamp, framework.id, state.until, revision(connection))
    held = _sums.get(key)
    if held is None:
        rules = [r for r in known.rules_at(state.until) if r.framework == framework.id]
        held = _sums[key] = computed(connection, rules, until=state.until)[framework.id]
        while len(_sums) > HELD:
            _sums.popitem(last=False)
    return held
