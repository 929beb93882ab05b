"""The rows of a metric as a frame: stated columns in a stated order, missing values missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

Record = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Record]:
    """Return the rows of a frame as records by column."""
    return [{str(c): value for c, value in row.items()} for row in frame.to_dict("records")]


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
