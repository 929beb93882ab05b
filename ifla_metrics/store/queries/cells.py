"""The cells of one state of the log, limited to what is asked for.

A frozen meeting and the present are read from the tables of cells; any other day is computed
from the versions that stood on it, and held until the log moves.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period
from ifla_metrics.store.bulk import Compiled, compiled
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.contributions import COLUMNS, Key
from ifla_metrics.store.database import is_sqlite, revision
from ifla_metrics.store.queries.cell_parts import Part, parts
from ifla_metrics.store.queries.frames_of import frame_of, framed, objects
from ifla_metrics.store.queries.moments import State
from ifla_metrics.store.queries.needs import Need
from ifla_metrics.store.summaries import TABLES, Sums, computed

SYNTHETIC = "synthetic"
FRAME_COLUMNS = {
    "activity_cells": frames.ACTIVITY_CELLS,
    "weight_cells": frames.WEIGHT_CELLS,
    "country_cells": frames.COUNTRY_CELLS,
    "association_cells": frames.ASSOCIATION_CELLS,
    "month_cells": frames.MONTH_CELLS,
    "profile_cells": frames.PROFILE_CELLS,
}
FAR = {
    "activity_cells": "rows",
    "weight_cells": "direction",
    "country_cells": "country",
    "association_cells": "association",
    "month_cells": "month",
    "profile_cells": "scope",
}
"""The key column with the most values: the cells that differ only in it travel as one row."""
MARK = "\x1f"
"""Between the values of such a row; no code can hold it (`text.clean`)."""
HELD = 4
_sums: OrderedDict[tuple[Any, ...], Sums] = OrderedDict()


def cells(
    connection: Connection,
    need: Need,
    *,
    framework: Framework,
    period: Period,
    state: State,
    direction: str = "",
    documented_only: bool = False,
) -> pd.DataFrame:
    """Return a frame of cells (frames.*_CELLS) of one state of the log."""
    found = parts(need, framework=framework, period=period, direction=direction)
    if state.known is None:
        sums = sums_of(connection, framework, state)
        told = list(_computed(sums, need.frame, found, documented_only=documented_only))
        return frame_of(FRAME_COLUMNS[need.frame], told, whole=(*COLUMNS[need.frame][1], "month"))
    rows: list[tuple[Any, ...]] = []
    for part in found:
        statement = _statement(need.frame, part, documented_only, is_sqlite(connection))
        rows += statement.fetch(connection, framework=framework.id, known=state.known)
    return _unfolded(need.frame, rows)


@lru_cache(maxsize=1024)
def _statement(name: str, part: Part, documented_only: bool, on_sqlite: bool) -> Compiled:
    """Return the query of a part: cells that differ only in the far column as one row."""
    source = _rows(name, part, documented_only).subquery()
    near = [source.c[column] for column in _near(name)]
    told = [sa.func.aggregate_strings(sa.cast(source.c[FAR[name]], sa.String), MARK)]
    told += [
        sa.func.aggregate_strings(sa.cast(source.c[measure], sa.String), ",")
        for measure in COLUMNS[name][1]
    ]
    return compiled(sa.select(*near, *told).group_by(*near), on_sqlite=on_sqlite)


def _rows(name: str, part: Part, documented_only: bool) -> sa.Select[Any]:
    """Return the cells of a part, added up over the quarters that stand for a period."""
    c, (keys, measures) = TABLES[name].c, COLUMNS[name]
    statement = sa.select(*(c[column] for column in (*keys, *measures)))
    if part.stands_for:
        others = [c[key] for key in keys if key != "period"]
        sums = [sa.cast(sa.func.sum(c[m]), sa.BigInteger).label(m) for m in measures]
        period = sa.literal(part.stands_for, sa.String).label("period")
        statement = sa.select(period, *others, *sums).group_by(*others)
    statement = statement.where(
        c.framework == sa.bindparam("framework", ""),
        c.known == sa.bindparam("known", ""),
        part.condition(TABLES[name]),
    )
    return statement.where(c.provenance != SYNTHETIC) if documented_only else statement


def _near(name: str) -> list[str]:
    return [c for c in FRAME_COLUMNS[name] if c != FAR[name] and c not in COLUMNS[name][1]]


def _unfolded(name: str, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Return the frame of rows whose far codes and amounts are lists in a text."""
    near, far, measures = _near(name), FAR[name], COLUMNS[name][1]
    at = len(near)
    codes = [row[at].split(MARK) for row in rows]
    times = [len(found) for found in codes]
    columns: dict[str, Any] = {}
    for i, column in enumerate(near):
        columns[column] = np.repeat(objects([row[i] for row in rows]), times)
    unfolded = objects([code for found in codes for code in found])
    columns[far] = unfolded.astype("int64") if far == "month" else unfolded
    for i, measure in enumerate(measures, start=at + 1):
        told = ",".join([row[i] for row in rows])
        columns[measure] = np.fromstring(told, dtype="int64", sep=",")
    return framed({c: columns[c] for c in FRAME_COLUMNS[name]})


def _computed(
    sums: Sums, name: str, found: list[Part], *, documented_only: bool
) -> Iterator[tuple[Any, ...]]:
    keys, measures = COLUMNS[name]
    order = [(*keys, *measures).index(column) for column in FRAME_COLUMNS[name]]
    provenance = keys.index("provenance")
    told: dict[Key, list[int]] = {}
    for key, amounts in sums.get(name, {}).items():
        if (documented_only and key[provenance] == SYNTHETIC) or not any(amounts):
            continue
        for part in found:
            if part.holds(keys, key):
                shown = (part.stands_for, *key[1:]) if part.stands_for else key
                held = told.setdefault(shown, [0] * len(amounts))
                told[shown] = [a + b for a, b in zip(held, amounts, strict=True)]
    for key, amounts in told.items():
        row = (*key, *amounts)
        yield tuple(row[i] for i in order)


def sums_of(connection: Connection, framework: Framework, state: State) -> Sums:
    """Return all cells of a state from its versions, held until the log moves."""
    known = catalogue(connection)
    database = connection.engine.url
    key = (database, known.stamp, framework.id, state.until, revision(connection))
    held = _sums.get(key)
    if held is None:
        rules = [r for r in known.rules if r.framework == framework.id]
        held = _sums[key] = computed(connection, rules, until=state.until)[framework.id]
        while len(_sums) > HELD:
            _sums.popitem(last=False)
    return held
