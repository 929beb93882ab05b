"""The rows of a metric as a frame: stated columns in a stated order, missing values missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

Record = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Record]:
    """Return the rows of a frame as records by column."""
    names = [str(c) for c in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in each(frame, *names)]


def each(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of some columns as plain values (iterating a column of text is slow)."""
    return zip(*(frame[c].tolist() for c in columns), strict=True)


def table(
    rows: Iterable[Mapping[str, object]],
    columns: Sequence[str],
    *,
    floats: Sequence[str] = (),
    counts: Sequence[str] = (),
) -> pd.DataFrame:
    """Return a frame of `rows`; `floats` may be missing (NaN), `counts` are whole numbers."""
    frame = pd.DataFrame(list(rows), columns=list(columns))
    kinds = {**dict.fromkeys(floats, "float64"), **dict.fromkeys(counts, "int64")}
    return frame.astype(kinds)
