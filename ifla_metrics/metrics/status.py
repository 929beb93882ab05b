"""The rating of one indicator: which class its progress falls in, and the words and signs for it.

A bound of a cut belongs to the class nearer to "on track": exactly 60 % of what was expected is
behind, exactly 85 % and exactly 115 % are on track.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ifla_metrics.errors import n_
from ifla_metrics.framework import Cuts

TOLERANCE = 1e-9
"""Ratios closer than this are equal (values: relative to the target), so that a bound which the
data meet is met whatever a sum of floats leaves in its last digits."""

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
"""By code in reading order, from the best to what is unknown: word, sign and rank."""
CODES = tuple(_STATUSES)
WORDS = {code: word for code, (word, _, _) in _STATUSES.items()}
SIGNS = {code: sign for code, (_, sign, _) in _STATUSES.items()}
"""One sign for each status, in the fonts of screen and print (data/fonts)."""
RANK = {code: rank for code, (_, _, rank) in _STATUSES.items() if rank is not None}
"""The rated statuses, higher is better; only between two of them can a status move up or down."""

ON_COURSE = frozenset({"achieved", "ahead", "on_track", "kept", "within"})
OFF_COURSE = frozenset({"off_track", "off_target", "over_ceiling", "not_achieved", "moving_away"})
FAILING = OFF_COURSE | {"overdue", "no_data"}
"""What counts as failing in a part of the strategy: off course, or silent."""
WITHOUT_PROGRESS_BAR = frozenset(
    {"overdue", "kept", "off_target", "within", "over_ceiling", "too_few_data"}
)
"""Statuses for which no progress bar is drawn: there is no progress, or it does not count."""

Floats = NDArray[np.float64]


def rate(cases: pd.DataFrame, cuts: Cuts) -> pd.DataFrame:
    """Rate indicators.

    The first that applies: no target, no data, maintained or off target, within or over the
    ceiling, achieved, not achieved (without a progress, once the target's day has passed), no
    baseline, not yet due (nothing was expected and nothing moved), else the class of the ratio.

    Args:
        cases: One row per indicator, missing is not known, never 0: in one unit `baseline`,
            `target`, `tolerance`, `actual` and what was `expected` on the date of the data; `way`
            and `target_kind`; `share`, how much of its period a non-cumulative sum covers (else 1);
            `final`, whether the target was due by the evaluation day, and the value is of that day
            or later, or stated for a period that ends on it.
        cuts: Where the classes end.

    Returns:
        One row per indicator with the same index: `status`, `progress`, `expected_progress` and
        `ratio` (progress over expected progress), never capped, missing where there is none.

    Source:
        docs/methodology.md, "The status of one indicator" (with the table of cases).
    """
    way, kind = (cases[name].to_numpy(object) for name in ("way", "target_kind"))
    numbers = ["baseline", "target", "actual", "expected", "tolerance", "share"]
    baseline, target, actual, expected, tolerance, share = cases[numbers].to_numpy(float).T
    # A part of a period is measured against the same part of the baseline.
    begun = baseline * share
    length = np.where(target == baseline, np.nan, target - baseline)
    progress = (actual - begun) / length
    expected = (expected - begun) / length
    ratio = progress / np.where(expected > TOLERANCE, expected, np.nan)

    slack = TOLERANCE * np.maximum(np.abs(target), 1)
    distance = actual - target
    allowed = np.nan_to_num(tolerance) + slack
    near, exactly = np.abs(distance) <= allowed, kind == "exactly"
    reached = np.where(way == "decrease", distance <= slack, distance >= -slack)
    reached = np.where(exactly, near, reached)
    kept = np.where(kind == "at_least", distance >= -allowed, near)
    kept = np.where(kind == "at_most", distance <= allowed, kept)
    ceiling = is_ceiling(cases).to_numpy()

    without_path = {
        "no_target": np.isnan(target),
        "no_data": np.isnan(actual),
        "kept": (way == "maintain") & kept,
        "off_target": way == "maintain",
        "within": ceiling & (distance <= slack),
        "over_ceiling": ceiling,
    }
    with_path = {
        "achieved": reached,
        "not_achieved": np.isnan(progress) & cases["final"].to_numpy(bool),
        "no_baseline": np.isnan(progress) | np.isnan(expected),
    }
    rest = np.where(exactly & (progress > 1), "off_target", class_of(ratio, progress, cuts))
    conditions = {**without_path, **with_path}
    status = np.select(list(conditions.values()), list(conditions), rest)
    apart = np.logical_or.reduce(list(without_path.values())) | (status == "not_achieved")
    found = {"progress": progress, "expected_progress": expected, "ratio": ratio}
    found = {name: np.where(apart, np.nan, column) for name, column in found.items()}
    return pd.DataFrame({**found, "status": status}, index=cases.index)


def class_of(ratio: Floats, progress: Floats, cuts: Cuts) -> NDArray[np.str_]:
    """Return the class of each ratio of progress to expected progress.

    Where nothing was expected yet there is no ratio, and the progress decides.
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


def is_ceiling(cases: pd.DataFrame) -> pd.Series[bool]:
    """Say which targets are limits not to be passed, rather than a way to go.

    A target "at most" is one, unless the indicator is to decrease from a known baseline.
    """
    decreases = (cases["way"] == "decrease") & cases["baseline"].notna()
    return (cases["target_kind"] == "at_most") & ~decreases


def moved(before: pd.Series[str], after: pd.Series[str]) -> pd.Series[str]:
    """Return `up`, `down` or `same` between two ratings; "" when one of them is no rating."""
    change = after.map(RANK) - before.map(RANK)
    words = np.select([change > 0, change < 0, change == 0], ["up", "down", "same"], "")
    return pd.Series(words, after.index)
