"""Published numbers that coverage is measured against: the latest by a day, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ifla_metrics.metrics.selection import rows
from ifla_metrics.metrics.tables import each
from ifla_metrics.reading import Reading


@dataclass(frozen=True)
class Denominator:
    """A published number."""

    as_of: date
    value: float
    source: str
    provenance: str


def denominator_on(reading: Reading, code: str, on: date) -> Denominator | None:
    """Return the latest value of a denominator by a day; None when there is none yet."""
    told = [
        Denominator(as_of, float(value), source, provenance)
        for found, as_of, value, source, provenance in each(
            rows(reading, "denominators"), "code", "as_of", "value", "source", "provenance"
        )
        if found == code and as_of <= on
    ]
    return max(told, key=lambda d: (d.as_of, d.value), default=None)
