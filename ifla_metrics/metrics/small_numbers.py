"""Disclosure control: hide small numbers of people, also against sums and differences.

A row of a table about people is hidden, with all its counts and shares, if one of its counts or one
of their differences is small. More rows are then hidden until the sum of the hidden rows does not
give one away. See docs/open-data.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

SMALLEST = 5
"""The smallest number of people that is shown, apart from 0."""


@dataclass(frozen=True)
class PeopleColumns:
    """Which columns of a table count people, and how its rows add up."""

    counts: tuple[str, ...]
    nested: tuple[tuple[str, str], ...] = ()
    """Pairs of a count and a part of it; their difference is a count of people too."""
    shares: tuple[str, ...] = ()
    """Columns computed from the counts of the same row."""
    groups: tuple[str, ...] = ()
    """Columns that group the rows which add up to a known total; empty: all rows are one group."""
    suppressed_together: tuple[str, ...] = ()
    """Columns that repeat counts of other rows or dates. All their cells are hidden if any row is
    hidden or one of these cells is small."""
    has_total: bool = False
    """The first row is the sum of the others."""
    stages: bool = False
    """The rows of a group are stages that the same people pass, so differences count people too."""


def is_small(number: Any) -> bool:
    """Return whether a number of people is too small to be shown (0 and unknown are not)."""
    return number is not None and bool(0 < number < SMALLEST)


def rows_to_hide(
    frame: pd.DataFrame, people: PeopleColumns, *, also: Iterable[int] = ()
) -> frozenset[int]:
    """Return the positions of the rows whose numbers of people must not be shown.

    Args:
        frame: The frame of the table. A missing count is unknown and treated as 0.
        people: Which of its columns count people.
        also: Positions of rows to hide in any case.
    """
    frame = frame.reset_index(drop=True)
    counts = _counts(frame, people)
    small = {*counts.index[_small(counts).any(axis=1)], *also}
    parts = counts.iloc[1:] if people.has_total else counts
    keys = [frame[key].astype(str) for key in people.groups] or [pd.Series("", frame.index)]
    hidden = small - {*parts.index}
    total_is_hidden = bool(hidden)
    for _, group in parts.groupby([key[parts.index] for key in keys]):
        if people.stages:
            known = group.where(group > 0).bfill()  # An unknown count adds no difference.
            shown = showable_points(known.to_numpy().tolist())
            small.update(group.index[np.logical_not(shown)])
        hidden |= _hidden_in(group, small)
    if total_is_hidden:
        hidden |= {*parts.index}
    elif people.has_total and len(parts) and hidden >= {*parts.index}:
        hidden |= {0}
    return frozenset(hidden)


def suppress_rows(
    frame: pd.DataFrame, people: PeopleColumns, hidden: Iterable[int]
) -> pd.DataFrame:
    """Return the frame without the numbers of its hidden rows and the columns that repeat them."""
    shown = frame.reset_index(drop=True)
    suppressed = shown.index.isin([*hidden])
    for column in (*people.counts, *people.shares):
        shown[column] = shown[column].astype("float64").mask(suppressed)
    together = [*people.suppressed_together]
    if suppressed.any() or _small(shown[together]).any(axis=None):
        shown[together] = float("nan")
    return shown


def showable_points(series: Sequence[Sequence[float | None]]) -> list[bool]:
    """Return which points of a time series of counts may be shown; later points take precedence.

    A point is shown if none of its counts is small, nor their differences from the next point that
    is shown: these are the people who came between the two days.

    Args:
        series: The counts of each point, oldest first.
    """
    shown: list[bool] = []
    next_shown: pd.Series | None = None
    for counts in reversed(series):
        point = pd.Series([*counts], dtype=float).fillna(0)
        difference = point if next_shown is None else (point - next_shown).abs()
        is_hidden = (_small(point) | _small(difference)).any()
        shown.append(not is_hidden)
        next_shown = next_shown if is_hidden else point
    return shown[::-1]


def _hidden_in(counts: pd.DataFrame, small: set[int]) -> set[int]:
    """Return the rows of one group to hide: small ones, and others until their sum is safe."""
    hidden = [row for row in counts.index if row in small]
    if not hidden:
        return set()
    others = counts.drop(hidden).sum(axis=1).sort_values(kind="stable").index
    for row in others:
        if _is_safe(counts.loc[hidden]):
            break
        hidden.append(row)
    return {*hidden} if _is_safe(counts.loc[hidden]) else {*counts.index}


def _is_safe(hidden: pd.DataFrame) -> bool:
    """Return whether the sums of the hidden rows, which readers can compute, give no row away."""
    sums = hidden.sum()
    enough = (sums == 0) | (sums >= max(SMALLEST, 2 * len(hidden)))
    return len(hidden) > 1 and bool(enough.all())


def _counts(frame: pd.DataFrame, people: PeopleColumns) -> pd.DataFrame:
    """Return the counts of each row and the differences of nested counts; unknown is 0."""
    counts = frame[[*people.counts]].astype("float64").fillna(0)
    differences = {
        f"{whole} - {part}": (counts[whole] - counts[part]).clip(lower=0)
        for whole, part in people.nested
    }
    return counts.assign(**differences)


def _small(counts: Any) -> Any:
    """Return which numbers of a frame or series are too small to be shown."""
    return (counts > 0) & (counts < SMALLEST)
