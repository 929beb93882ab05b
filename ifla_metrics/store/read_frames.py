"""Rows into frames: columns in order, numbers typed also when there is no row.

Texts and days stay Python objects: what reads a frame goes through it value by value.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

Row = Sequence[Any]
Column = np.ndarray[Any, np.dtype[Any]]


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
    kinds = {**dict.fromkeys(whole, "int64"), **dict.fromkeys(numbers, "float64")}
    kinds |= dict.fromkeys(truths, "bool")
    return framed(
        {
            name: np.array(column, dtype=kinds[name]) if name in kinds else objects(column)
            for name, column in zip(columns, values, strict=True)
        }
    )


def objects(values: Sequence[Any]) -> Column:
    """Return a column that keeps its Python objects."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def framed(columns: dict[str, Column]) -> pd.DataFrame:
    """Return columns as a frame, texts as Python objects: pandas would look at each value.

    One index is shared, so that pandas need not line the columns up.
    """
    index = pd.RangeIndex(len(next(iter(columns.values()))))
    series = {
        name: pd.Series(column, index=index, dtype=column.dtype, copy=False)
        for name, column in columns.items()
    }
    return pd.DataFrame(series, index=index, copy=False)
