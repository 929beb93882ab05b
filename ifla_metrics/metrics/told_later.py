"""Which of two records of one fact was told later: by the record alone, never by its row.

Two databases with the same records need not hold them in the same order, and figures made from
them are the same.
"""

from __future__ import annotations

import pandas as pd

from ifla_metrics.metrics.tables import Record, records

Key = tuple[object, ...]


def told_later(record: Record) -> Key:
    """Return a key by which the record that stands comes last.

    What became known later stands; of what was recorded at one moment that of the group whose code
    comes later, and of one group's a number before none, the higher before the lower.
    """
    return (
        record["known_on"],
        record["recorded_at"],
        record["group"],
        *(_number(record.get(name)) for name in ("value", "numerator", "denominator")),
        *(str(record.get(name, "")) for name in _WORDS),
    )


def latest_last(frame: pd.DataFrame) -> list[Record]:
    """Return the rows of a frame by the day that they speak of, what stands of a day last."""
    return sorted(records(frame), key=lambda r: (r["as_of"], *told_later(r)))


_WORDS = ("state", "qualifier", "provenance", "source", "note", "uid")
"""What tells records apart that are alike in all else."""


def _number(value: object) -> float:
    return float("-inf") if value is None or value != value else float(str(value))
