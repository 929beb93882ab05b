"""Rate indicators by their progress, with the word and the sign of each status.

A ratio exactly at a cut gets the status nearer to "on track": with the default cuts, exactly 60 %
of the expected progress is behind, exactly 85 % and exactly 115 % are on track.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ifla_metrics.errors import n_
from ifla_metrics.framework import Cuts

TOLERANCE = 1e-9
"""Ratios (and values, relative to the target) that differ by less are equal, to ignore the rounding
errors of floating-point sums."""

_STATUSES: dict[str, tuple[str, str, int | None]] = {
    "achieved": (n_("achieved"), "★", 7),
    "ahead": (n_("ahead"), "▲", 6),
    "on_track": (n_("on track"), "●", 5),
    "kept": (n_("maintained"), "✓", 5),
    "within": (n_("within the ceiling"), "∩", 5),
    "behind": (n_("behind"), "▼", 4),
    "off_track": (n_("off track"), "■", 3),
    "off_target": (n_("off target"), "⊗", 3),
    "over_ceiling": (n_("over the ceiling"), "▶", 3),
    "not_achieved": (n_("not achieved"), "✘", 2),
    "moving_away": (n_("moving away"), "◀", 1),
    "overdue": (n_("overdue"), "⏱", None),
    "not_yet_due": (n_("not yet due"), "◌", None),
    "no_baseline": (n_("no baseline"), "△", None),
    "no_target": (n_("no target"), "–", None),
    "no_data": (n_("no data"), "○", None),
    "too_few_data": (n_("too few data"), "◔", None),
}
"""Word, sign and rank of each status by code, from the best to those without a rating."""
CODES = tuple(_STATUSES)
WORDS = {code: word for code, (word, _, _) in _STATUSES.items()}
SIGNS = {code: sign for code, (_, sign, _) in _STATUSES.items()}
"""One sign per status; the fonts of screen and print (data/fonts) contain them."""
RANK = {code: rank for code, (_, _, rank) in _STATUSES.items() if rank is not None}
"""The rated statuses; a higher rank is better. Only a change between two of them is up or down."""

ON_COURSE = frozenset({"achieved", "ahead", "on_track", "kept", "within"})
OFF_COURSE = frozenset({"off_track", "off_target", "over_ceiling", "not_achieved", "moving_away"})
FAILING = OFF_COURSE | {"overdue", "no_data"}
"""The statuses that count as failing in a roll-up: off course, overdue or without data."""
WITHOUT_PROGRESS_BAR = frozenset(
    {"overdue", "kept", "off_target", "within", "over_ceiling", "too_few_data"}
)
"""Statuses without a progress bar, because there is no progress or it does not count."""

Floats = NDArray[np.float64]


def rate(indicators: pd.DataFrame, cuts: Cuts) -> pd.DataFrame:
    """Rate indicators: the status is the first that applies.

    Args:
        indicators: One row per indicator; a missing cell is not known, never 0. In the unit of the
            indicator: `baseline`, `target`, `tolerance`, `actual`, and `expected` (on the date of
            the data). Further `way`, `target_kind`, `share` (of its period that a non-cumulative
            sum covers, else 1), and `final` (whether the target was due by the evaluation day and
            the value is dated on or after its due day, or is for a period that ends on that day).
        cuts: The bounds between statuses.

    Returns:
        One row per indicator with the same index: `status`, and as parts of 1 `progress`,
        `expected_progress` and `ratio` (progress ÷ expected progress), never capped, missing where
        there is none.

    Source: docs/methodology.md, "The status of one indicator" (with the table of cases).
    """
    way, kind = (indicators[name].to_numpy(object) for name in ("way", "target_kind"))
    numbers = ["baseline", "target", "actual", "expected", "tolerance", "share"]
    baseline, target, actual, expected, tolerance, share = indicators[numbers].to_numpy(float).T
    # A sum over part of a period is compared with the same part of the baseline.
    start = baseline * share
    distance = np.where(target == baseline, np.nan, target - baseline)
    progress = (actual - start) / distance
    expected_progress = (expected - start) / distance
    ratio = progress / np.where(expected_progress > TOLERANCE, expected_progress, np.nan)

    slack = TOLERANCE * np.maximum(np.abs(target), 1)
    excess = actual - target
    allowed = np.nan_to_num(tolerance) + slack
    near, exactly = np.abs(excess) <= allowed, kind == "exactly"
    reached = np.where(way == "decrease", excess <= slack, excess >= -slack)
    reached = np.where(exactly, near, reached)
    maintained = np.where(kind == "at_least", excess >= -allowed, near)
    maintained = np.where(kind == "at_most", excess <= allowed, maintained)
    ceiling = is_ceiling(indicators).to_numpy()

    without_progress = {
        "no_target": np.isnan(target),
        "no_data": np.isnan(actual),
        "kept": (way == "maintain") & maintained,
        "off_target": way == "maintain",
        "within": ceiling & (excess <= slack),
        "over_ceiling": ceiling,
    }
    with_progress = {
        "achieved": reached,
        "not_achieved": np.isnan(progress) & indicators["final"].to_numpy(bool),
        "no_baseline": np.isnan(progress) | np.isnan(expected_progress),
    }
    by_ratio = status_by_ratio(ratio, progress, cuts)
    otherwise = np.where(exactly & (progress > 1), "off_target", by_ratio)
    conditions = {**without_progress, **with_progress}
    status = np.select(list(conditions.values()), list(conditions), otherwise)
    blank = np.logical_or.reduce(list(without_progress.values())) | (status == "not_achieved")
    columns = {"progress": progress, "expected_progress": expected_progress, "ratio": ratio}
    columns = {name: np.where(blank, np.nan, column) for name, column in columns.items()}
    return pd.DataFrame({**columns, "status": status}, index=indicators.index)


def status_by_ratio(ratio: Floats, progress: Floats, cuts: Cuts) -> NDArray[np.str_]:
    """Return the status of each ratio of progress to expected progress.

    If nothing was expected yet, the ratio is missing and the sign of the progress decides.
    """
    no_ratio = np.isnan(ratio)
    bounds = {
        "not_yet_due": no_ratio & (np.abs(progress) <= TOLERANCE),
        "moving_away": (ratio < -TOLERANCE) | (no_ratio & (progress < 0)),
        "off_track": ratio < cuts.behind - TOLERANCE,
        "behind": ratio < cuts.on_track - TOLERANCE,
        "on_track": ratio <= cuts.ahead + TOLERANCE,
    }
    return np.select(list(bounds.values()), list(bounds), "ahead")


def is_ceiling(indicators: pd.DataFrame) -> pd.Series[bool]:
    """Return which targets are limits that must not be passed.

    A target "at most" is a ceiling unless the indicator is to decrease from a known baseline.
    """
    decreases = (indicators["way"] == "decrease") & indicators["baseline"].notna()
    return (indicators["target_kind"] == "at_most") & ~decreases


def movement(before: pd.Series[str], after: pd.Series[str]) -> pd.Series[str]:
    """Return `up`, `down` or `same` for each change of status; "" unless both are rated."""
    change = after.map(RANK) - before.map(RANK)
    directions = np.select([change > 0, change < 0, change == 0], ["up", "down", "same"], "")
    return pd.Series(directions, after.index)
