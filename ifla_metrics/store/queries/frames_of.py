"""Rows into frames: columns in order, whole numbers and numbers typed also when there is no row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

Row = Sequence[Any]


def frame_of(
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    whole: Collection[str] = (),
    numbers: Collection[str] = (),
    truths: Collection[str] = (),
) -> pd.DataFrame:
    """Return a frame of rows; `whole` columns are int64, `numbers` float64 with NaN."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    found: dict[str, Any] = {}
    for name, column in zip(columns, values, strict=True):
        if name in whole:
            found[name] = pd.array(column, dtype="int64")
        elif name in numbers:
            found[name] = pd.array(column, dtype="float64")
        elif name in truths:
            found[name] = pd.array(column, dtype="bool")
        else:
            found[name] = pd.Series(column, dtype="object" if _keeps(column) else "str")
    return pd.DataFrame(found, columns=list(columns))


def _keeps(column: Sequence[Any]) -> bool:
    """Say whether a column must keep its objects: days, truths, or anything that can be missing."""
    return any(not isinstance(value, str) for value in column)
