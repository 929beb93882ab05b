"""Where the indicators stand, worked out once for one reading and shared by its figures."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import ref

import pandas as pd

from ifla_metrics.framework import Node
from ifla_metrics.metrics import indicator_status
from ifla_metrics.reading import Reading

NEEDS = indicator_status.NEEDS

REMEMBERED = 4
_latest: list[tuple[ref[Reading], pd.DataFrame]] = []


def standing(reading: Reading) -> pd.DataFrame:
    """Return where the indicators stand, those of the chosen group where one is chosen.

    In all regions, whichever is chosen.
    """
    return _own(in_region(reading.all_regions or reading), reading)


def chosen(reading: Reading) -> pd.DataFrame:
    """Return where the indicators of the chosen direction stand (of all, when none is chosen)."""
    return indicator_status.serving(standing(reading), reading.choices.direction)


def chosen_in_region(reading: Reading) -> pd.DataFrame:
    """Return the same with the values that the log gives for the chosen region."""
    return indicator_status.serving(_own(in_region(reading), reading), reading.choices.direction)


def in_region(reading: Reading) -> pd.DataFrame:
    """Return `indicator_status` of a reading; asked again for the same one, the same frame.

    Only the last few readings are remembered, and only while somebody holds them. Nobody may
    change the frame.
    """
    for held, table in _latest:
        if held() is reading:
            return table
    table = indicator_status.indicator_status(reading)
    held_still = [pair for pair in _latest if pair[0]() is not None]
    _latest[:] = [(ref(reading), table), *held_still][:REMEMBERED]
    return table


def _own(table: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    group = reading.choices.group
    return table[table["owner"] == group] if group else table


def rows_with_indicators(reading: Reading, table: pd.DataFrame) -> tuple[Node, ...]:
    """Return the programme rows that have indicators in `table`, in the framework's order."""
    codes = set(table["row"])
    ordered: Iterable[Node] = reading.framework.nodes
    return tuple(node for node in ordered if node.code in codes)
