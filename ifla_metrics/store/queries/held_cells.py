"""Cells held in the process quarter by quarter: after a write only its quarter is read again.

Every write that changes live cells moves the number of its quarters in the same transaction
(`models.summary_tables.MovedRow`). What a closed meeting froze has no such number: it changes with
the reference stamp alone. Added up by numpy, in whole numbers.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.schema import table_of
from ifla_metrics.models.summary_tables import MovedRow
from ifla_metrics.store.bulk import Compiled, compiled
from ifla_metrics.store.contributions import COLUMNS
from ifla_metrics.store.database import is_sqlite
from ifla_metrics.store.queries.cell_parts import Part, Unit
from ifla_metrics.store.queries.frames_of import Column, objects
from ifla_metrics.store.summaries import TABLES

_MOVED = table_of(MovedRow)
MARK, PAIR = "\x1f", "\x1e"
"""Between cells, and between two codes of one; no code can hold them (`text.clean`)."""
HELD = 48
"""Parts of states that are held: a few pages of a few strategies and meetings."""

Numbers = dict[Unit, int]
"""How often the cells of a finest period have been changed; none, where it never was."""
Stamp = tuple[int, ...]


@dataclass(frozen=True)
class _Block:
    """The cells of one unit: places of their keys, and a row of amounts each."""

    near: Column
    far: Column
    amounts: Column


class _Places(dict[Any, int]):
    """Keys by their place, in order of appearance; asking for a new one gives it the next."""

    def __missing__(self, key: Any) -> int:
        place = self[key] = len(self)
        return place


@dataclass
class _Held:
    """A part of a table in one state, by unit."""

    near: _Places = field(default_factory=_Places)
    """By the values of the key columns between the unit and the last ones."""
    far: _Places = field(default_factory=_Places)
    """By the last: a code, or two (as kind and scope) in one text."""
    blocks: dict[Unit, tuple[Stamp, _Block]] = field(default_factory=dict)


_held: OrderedDict[tuple[Any, ...], _Held] = OrderedDict()
_lock = threading.RLock()


def numbers_of(connection: Connection, framework: str) -> Numbers:
    """Return the numbers of the live cells of a framework in this transaction."""
    found = _numbers(is_sqlite(connection)).fetch(connection, framework=framework)
    return {row[0]: row[1] for row in found}


@lru_cache(maxsize=2)
def _numbers(on_sqlite: bool) -> Compiled:
    c = _MOVED.c
    return compiled(
        sa.select(c.period, c.number).where(c.framework == sa.bindparam("framework", "")),
        on_sqlite=on_sqlite,
    )


def columns_of(
    connection: Connection,
    name: str,
    part: Part,
    *,
    state: tuple[str, str, str],
    stamps: dict[Unit, Stamp],
    leave_out: str = "",
) -> dict[str, Column]:
    """Return the columns of a part of a table, added up to what is shown.

    Args:
        connection: One transaction, in which the stamps have been read.
        name: The frame of cells.
        part: What is shown of it.
        state: Reference stamp, framework and the `known` of the cells.
        stamps: The stamp of each unit; a unit whose stamp has moved is read again.
        leave_out: A provenance whose cells are not wanted.
    """
    key = (connection.engine.url, *state, name, part.kinds, part.scopes)
    with _lock:
        held = _held.setdefault(key, _Held())
        _held.move_to_end(key)
        while len(_held) > HELD:
            _held.popitem(last=False)
        stale = [u for u in part.units if held.blocks.get(u, (None,))[0] != stamps[u]]
        if stale:
            read = _read(connection, name, part, state=state, units=stale, held=held)
            for unit, block in read.items():
                held.blocks[unit] = (stamps[unit], block)
        return _summed(name, part, held, leave_out)


def _read(
    connection: Connection,
    name: str,
    part: Part,
    *,
    state: tuple[str, str, str],
    units: Sequence[Unit],
    held: _Held,
) -> dict[Unit, _Block]:
    wanted = tuple(part.wanted(COLUMNS[name][0]))
    statement = _statement(name, wanted, units=len(units), on_sqlite=is_sqlite(connection))
    values: dict[str, Any] = {f"unit_{i}": unit for i, unit in enumerate(units)}
    rows = statement.fetch(connection, framework=state[1], known=state[2], **values)
    by_unit: dict[Unit, list[tuple[Any, ...]]] = {unit: [] for unit in units}
    for row in rows:
        by_unit[row[0]].append(row)
    lists: dict[str, Column] = {}
    return {unit: _block(name, found, held, lists) for unit, found in by_unit.items()}


def _block(name: str, rows: list[tuple[Any, ...]], held: _Held, lists: dict[str, Column]) -> _Block:
    """Return the cells of a unit.

    Lists of codes are placed once each and kept in `lists`: in a long log one is like another, all
    countries or all combinations, so that more cells hardly cost more.
    """
    measures, at = COLUMNS[name][1], len(_near(name)) + 1
    place, beside = held.far, held.near
    told = []
    for row in rows:
        codes = row[at]
        places = lists.get(codes)
        if places is None:
            places = np.array([place[code] for code in codes.split(MARK)], dtype="int64")
            lists[codes] = places
        told.append(places)
    far = np.concatenate(told) if told else np.empty(0, dtype="int64")
    near = np.repeat(
        np.array([beside[row[1:at]] for row in rows], dtype="int64"), [len(f) for f in told]
    )
    amounts = [
        np.fromstring(",".join([row[i] for row in rows]), dtype="int64", sep=",")
        for i in range(at + 1, at + 1 + len(measures))
    ]
    return _Block(near, far, np.stack(amounts, axis=1))


def _summed(name: str, part: Part, held: _Held, leave_out: str) -> dict[str, Column]:
    """Return what is shown: every cell of a single unit, a sum where there are several."""
    pieces = [(shown, _added(held, units)) for shown, units in part.sums]
    near = np.concatenate([block.near for _shown, block in pieces])
    far = np.concatenate([block.far for _shown, block in pieces])
    amounts = np.concatenate([block.amounts for _shown, block in pieces])
    shown = np.repeat(objects([s for s, _block in pieces]), [len(b.near) for _s, b in pieces])
    keys, measures = COLUMNS[name]
    near_names, far_names = _near(name), keys[len(_near(name)) + 1 :]
    near_values = _values(held.near, len(near_names))
    if leave_out:
        kept = (near_values[near_names.index("provenance")] != leave_out)[near]
        near, far, amounts, shown = near[kept], far[kept], amounts[kept], shown[kept]
    columns: dict[str, Column] = {keys[0]: shown}
    columns |= {n: v[near] for n, v in zip(near_names, near_values, strict=True)}
    last = [tuple(code.split(PAIR)) for code in held.far]
    far_values = _values(last, len(far_names))
    columns |= {n: v[far] for n, v in zip(far_names, far_values, strict=True)}
    columns |= {m: np.ascontiguousarray(amounts[:, i]) for i, m in enumerate(measures)}
    return columns


def _values(keys: Iterable[tuple[str, ...]], width: int) -> list[Column]:
    """Return the values of keys, a column each."""
    told = list(keys)
    return [objects([key[i] for key in told]) for i in range(width)]


def _added(held: _Held, units: tuple[Unit, ...]) -> _Block:
    blocks = [held.blocks[unit][1] for unit in units]
    if len(blocks) == 1:
        return blocks[0]
    wide = max(1, len(held.far))
    cells = len(held.near) * wide
    total = np.zeros((cells, blocks[0].amounts.shape[1]), dtype="int64")
    for block in blocks:
        total[block.near * wide + block.far] += block.amounts  # No key is twice in a block.
    there = np.flatnonzero(total.any(axis=1))
    return _Block(there // wide, there % wide, total[there])


_PAIRED = (("scope_kind", "scope"), ("directions", "direction"))
"""Last two key columns that are read as one, because alone the last has few values."""


def _paired(name: str) -> bool:
    return COLUMNS[name][0][-2:] in _PAIRED


def _near(name: str) -> tuple[str, ...]:
    """Return the key columns between the unit and those with the most values."""
    return COLUMNS[name][0][1 : -2 if _paired(name) else -1]


@lru_cache(maxsize=1024)
def _statement(
    name: str, wanted: tuple[tuple[str, frozenset[str]], ...], *, units: int, on_sqlite: bool
) -> Compiled:
    """Return the query of so many units: cells that differ in the last columns as one row."""
    table, (keys, measures) = TABLES[name], COLUMNS[name]
    c = table.c
    # Named one by one, so that the key is sought by each of them.
    asked = [sa.bindparam(f"unit_{i}", "", type_=c[keys[0]].type) for i in range(units)]
    rules: list[sa.ColumnElement[bool]] = [
        c.framework == sa.bindparam("framework", ""),
        c.known == sa.bindparam("known", ""),
        c[keys[0]].in_(asked),
    ]
    rules += [c[column].in_(sorted(values)) for column, values in wanted]
    near = [c[keys[0]], *(c[n] for n in _near(name))]
    far = c[keys[-2]] + PAIR + c[keys[-1]] if _paired(name) else c[keys[-1]]
    told = [sa.func.aggregate_strings(far, MARK)]
    told += [sa.func.aggregate_strings(sa.cast(c[m], sa.String), ",") for m in measures]
    return compiled(sa.select(*near, *told).where(*rules).group_by(*near), on_sqlite=on_sqlite)
