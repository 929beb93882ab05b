"""Which small numbers of people must not be shown, so that no sum or difference gives them back.

A row of a table about people is hidden whole, in all its counts and shares, when one of its counts
is small or could be had by a small difference. Then further rows are hidden until the sum of what
is hidden is no small number itself. `docs/open-data.md` says it in words.
"""

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
    suppressed_together: tuple[str, ...] = ()
    """Columns that repeat counts of other rows or other days: all their cells are hidden when any
    row is, or one of these cells is small."""
    has_total: bool = False
    """The first row is the sum of the others."""


def is_small(number: Any) -> bool:
    """Say whether a number of people is too small to be shown; 0 and what is unknown are not."""
    return number is not None and bool(0 < number < SMALLEST)


def small_rows(frame: pd.DataFrame, people: People, *, also: Iterable[int] = ()) -> frozenset[int]:
    """Return the places of the rows whose numbers of people must not be shown.

    Args:
        frame: The table's frame; a missing count is unknown and counts for nothing.
        people: What its columns are.
        also: Places that are hidden anyhow.
    """
    frame = frame.reset_index(drop=True)
    counts = _counts(frame, people)
    small = {*counts.index[_small(counts).any(axis=1)], *also}
    parts = counts.iloc[1:] if people.has_total else counts
    keys = [frame[key].astype(str) for key in people.groups] or [pd.Series("", frame.index)]
    hidden = small - {*parts.index}
    total_is_hidden = bool(hidden)
    for _, group in parts.groupby([key[parts.index] for key in keys]):
        hidden |= _hidden_in(group, small)
    if total_is_hidden:
        hidden |= {*parts.index}
    elif people.has_total and len(parts) and hidden >= {*parts.index}:
        hidden |= {0}
    return frozenset(hidden)


def suppress_rows(frame: pd.DataFrame, people: People, hidden: Iterable[int]) -> pd.DataFrame:
    """Return a table without the numbers of its hidden rows, nor the columns that repeat them."""
    shown = frame.reset_index(drop=True)
    gone = shown.index.isin([*hidden])
    for key in (*people.counts, *people.shares):
        shown[key] = shown[key].astype("float64").mask(gone)
    together = [*people.suppressed_together]
    if gone.any() or _small(shown[together]).any(axis=None):
        shown[together] = float("nan")
    return shown


def showable_points(series: Sequence[Sequence[float | None]]) -> list[bool]:
    """Say which points of a series of counts may be shown, the last one first of all.

    A point is shown when its counts are not small and differ by no small number from those of the
    next point that is shown, so that nobody can tell the few people who came between two days.

    Args:
        series: The counts of each point, in the order of time.
    """
    shown: list[bool] = []
    later: pd.Series | None = None
    for counts in reversed(series):
        point = pd.Series([*counts], dtype=float).fillna(0)
        telling = _small(point) if later is None else _small(point) | _small((point - later).abs())
        shown.append(not telling.any())
        later = later if telling.any() else point
    return shown[::-1]


def _hidden_in(counts: pd.DataFrame, small: set[int]) -> set[int]:
    """Return the rows of one group to hide: further ones until their sum tells nothing."""
    hidden = [place for place in counts.index if place in small]
    if not hidden:
        return set()
    rest = counts.drop(hidden).sum(axis=1).sort_values(kind="stable").index
    for place in rest:
        if _is_safe(counts.loc[hidden]):
            break
        hidden.append(place)
    return {*hidden} if _is_safe(counts.loc[hidden]) else {*counts.index}


def _is_safe(hidden: pd.DataFrame) -> bool:
    """Say whether the sums of hidden rows, which anybody can work out, give no row away."""
    sums = hidden.sum()
    enough = (sums == 0) | (sums >= max(SMALLEST, 2 * len(hidden)))
    return len(hidden) > 1 and bool(enough.all())


def _counts(frame: pd.DataFrame, people: People) -> pd.DataFrame:
    """Return the counts of each row, with the differences that they give; unknown is 0."""
    counts = frame[[*people.counts]].astype("float64").fillna(0)
    differences = {
        f"{whole} - {part}": (counts[whole] - counts[part]).clip(lower=0)
        for whole, part in people.nested
    }
    return counts.assign(**differences)


def _small(counts: Any) -> Any:
    """Say of each number of a frame or series whether it is too small to be shown."""
    return (counts > 0) & (counts < SMALLEST)
