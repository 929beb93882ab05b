"""Which small numbers of people must not be shown, so that no sum or difference gives them back.

A row of a table about people is hidden whole, in all its counts and shares, when one of its counts
is small or could be had by a small difference. Then further rows are hidden until the sum of what
is hidden is no small number itself. `docs/open-data.md` says it in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

SMALLEST = 5
"""The smallest number of people that is shown; 0 is shown too."""


@dataclass(frozen=True)
class People:
    """Which columns of a table count people, and how its rows add up."""

    counts: tuple[str, ...]
    nested: tuple[tuple[str, str], ...] = ()
    """Pairs of a count and a part of it: their difference is a count of people too."""
    shares: tuple[str, ...] = ()
    """Columns worked out from the counts of the same row."""
    groups: tuple[str, ...] = ()
    """Columns that name what a row is added up with; none: all rows."""
    echoes: tuple[str, ...] = ()
    """Columns that repeat counts of other rows or other days: gone whole when any row is hidden,
    or one of themselves is small."""
    has_total: bool = False
    """The first row is the sum of the others."""


def is_small(number: Any) -> bool:
    """Say whether a number of people is too small to be shown; 0 and what is unknown are not."""
    return 0 < _number(number) < SMALLEST


def small_rows(frame: pd.DataFrame, people: People, *, also: Iterable[int] = ()) -> frozenset[int]:
    """Return the places of the rows whose numbers of people must not be shown.

    Args:
        frame: The table's frame; a missing count is unknown and counts for nothing.
        people: What its columns are.
        also: Places that are hidden anyhow.
    """
    counts = _counts(frame, people)
    small = {n for n, row in enumerate(counts) if any(map(is_small, row))} | {*also}
    first = 1 if people.has_total else 0
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(first, len(frame)):
        groups[tuple(str(frame[key].iloc[place]) for key in people.groups)].append(place)
    found = {n for n in small if n < first}
    for places in groups.values():
        found |= _enough(places, small.intersection(places), counts)
    everything = set(range(first, len(frame)))
    if found & set(range(first)):
        found |= everything
    elif first and everything and everything <= found:
        found.add(0)
    return frozenset(found)


def without(frame: pd.DataFrame, people: People, hidden: Iterable[int]) -> pd.DataFrame:
    """Return a table with the numbers of its hidden rows missing, and echoes that would tell."""
    shown = frame.reset_index(drop=True)
    rows = sorted(hidden)
    gone = {
        key: shown[key].astype("float64").where(~shown.index.isin(rows))
        for key in (*people.counts, *people.shares)
    }
    told = any(is_small(cell) for key in people.echoes for cell in shown[key])
    if rows or told:
        gone |= {key: pd.Series([float("nan")] * len(shown)) for key in people.echoes}
    return shown.assign(**gone) if gone else shown


def steps(series: Sequence[Sequence[float | None]]) -> list[bool]:
    """Say which points of a series of counts may be shown, the last one first of all.

    A point is shown when its counts are not small and differ by no small number from those of the
    next point that is shown, so that nobody can tell the few people who came between two days.

    Args:
        series: The counts of each point, in the order of time.
    """
    shown: list[bool] = []
    later: Sequence[float | None] | None = None
    for point in reversed(series):
        fits = not any(map(is_small, point)) and (
            later is None
            or not any(
                is_small(abs(_number(a) - _number(b))) for a, b in zip(point, later, strict=True)
            )
        )
        shown.append(fits)
        later = point if fits else later
    return shown[::-1]


def _enough(places: list[int], small: set[int], counts: list[list[float]]) -> set[int]:
    """Return the rows of one group to hide: further ones until their sum tells nothing."""
    if not small:
        return set()
    found = set(small)
    rest = sorted(set(places) - found, key=lambda n: (sum(counts[n]), n))
    while rest and not _covers(found, counts):
        found.add(rest.pop(0))
    return found if _covers(found, counts) else set(places)


def _covers(found: set[int], counts: list[list[float]]) -> bool:
    """Say whether the sums of hidden rows, which anybody can work out, give no row away."""
    if len(found) < 2:
        return False
    sums = [sum(counts[n][c] for n in found) for c in range(len(counts[next(iter(found))]))]
    return all(total == 0 or total >= max(SMALLEST, 2 * len(found)) for total in sums)


def _counts(frame: pd.DataFrame, people: People) -> list[list[float]]:
    """Return the counts of each row, with the differences that they give; unknown is 0."""
    rows = []
    for place in range(len(frame)):
        row = {key: _number(frame[key].iloc[place]) for key in people.counts}
        differences = [row[whole] - row[part] for whole, part in people.nested]
        rows.append([*row.values(), *(max(0.0, d) for d in differences)])
    return rows


def _number(cell: Any) -> float:
    return 0.0 if cell is None or pd.isna(cell) else float(cell)
