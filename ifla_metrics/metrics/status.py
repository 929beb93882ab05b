"""The rating of one indicator: which class its progress falls in, and the words and signs for it.

A bound of a cut belongs to the class nearer to "on track": exactly 60 % of what was expected is
behind, exactly 85 % and exactly 115 % are on track.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ifla_metrics.errors import n_
from ifla_metrics.framework import Cuts
from ifla_metrics.metrics.exact import Number, exact
from ifla_metrics.metrics.progress import measure_progress

WORDS = {
    "achieved": n_("achieved"),
    "ahead": n_("ahead"),
    "on_track": n_("on track"),
    "kept": n_("maintained"),
    "within": n_("within the ceiling"),
    "behind": n_("behind"),
    "off_track": n_("off track"),
    "off_target": n_("off target"),
    "over_ceiling": n_("over the ceiling"),
    "not_achieved": n_("not achieved"),
    "moving_away": n_("moving away"),
    "overdue": n_("overdue"),
    "not_yet_due": n_("not yet due"),
    "no_baseline": n_("no baseline"),
    "no_target": n_("no target"),
    "no_data": n_("no data"),
    "too_few_data": n_("too few data"),
}
CODES = tuple(WORDS)
"""Every status in reading order, from the best to what cannot be said."""

SIGNS = {
    "achieved": "★",
    "ahead": "▲",
    "on_track": "●",
    "kept": "✓",
    "within": "∩",
    "behind": "▼",
    "off_track": "■",
    "off_target": "⊗",
    "over_ceiling": "▶",
    "not_achieved": "✘",
    "moving_away": "◀",
    "overdue": "⏱",
    "not_yet_due": "◌",
    "no_baseline": "△",
    "no_target": "–",
    "no_data": "○",
    "too_few_data": "◔",
}
"""One sign for each status, in the fonts of screen and print (data/fonts)."""
RANK = {
    "achieved": 7,
    "ahead": 6,
    "on_track": 5,
    "kept": 5,
    "within": 5,
    "behind": 4,
    "off_track": 3,
    "off_target": 3,
    "over_ceiling": 3,
    "not_achieved": 2,
    "moving_away": 1,
}
"""The rated statuses, higher is better; only between two of them can a status move up or down."""

ON_COURSE = frozenset({"achieved", "ahead", "on_track", "kept", "within"})
OFF_COURSE = frozenset({"off_track", "off_target", "over_ceiling", "not_achieved", "moving_away"})
FAILING = OFF_COURSE | {"overdue", "no_data"}
"""What counts as failing in a part of the strategy: off course, or silent."""
NO_WAY = frozenset({"overdue", "kept", "off_target", "within", "over_ceiling", "too_few_data"})
"""Statuses that no way to the target is drawn beside: there is none, or it does not count."""

MOVE_SIGNS = {"up": "↑", "down": "↓", "same": "=", "": ""}
MOVE_WORDS = {
    "up": n_("moved up"),
    "down": n_("moved down"),
    "same": n_("unchanged"),
    "": n_("not comparable"),
}


@dataclass(frozen=True)
class Case:
    """What a rating depends on; values of one unit, None is missing."""

    baseline: Number | None
    target: Number | None
    actual: Number | None
    expected: Number | None = None
    """The value expected on the date of the data."""
    way: str = "increase"
    """`increase`, `decrease` or `maintain`."""
    target_kind: str = "at_least"
    tolerance: Number | None = None
    share: Fraction = Fraction(1)
    """How much of its period a non-cumulative sum covers: the share of the baseline that belongs
    to the same days. 1 for everything else."""
    final: bool = False
    """Whether the target was due by the evaluation day, and the value is of that day or later, or
    stated for a period that ends on it."""


@dataclass(frozen=True)
class Assessment:
    """A rating and the numbers behind it. `ratio` is progress over expected progress."""

    status: str
    progress: Fraction | None = None
    expected_progress: Fraction | None = None
    ratio: Fraction | None = None


def class_of(ratio: Number, cuts: Cuts) -> str:
    """Return the class of a ratio of progress to expected progress."""
    value = exact(ratio)
    if value < 0:
        return "moving_away"
    if value < exact(cuts.behind):
        return "off_track"
    if value < exact(cuts.on_track):
        return "behind"
    return "on_track" if value <= exact(cuts.ahead) else "ahead"


def assess(case: Case, cuts: Cuts) -> Assessment:
    """Rate one indicator.

    The first that applies: no target, no data, maintained or off target, within or over the
    ceiling, achieved, not achieved (without a progress, once the target's day has passed), no
    baseline, not yet due (nothing was expected and nothing moved), else the class of the ratio.

    Source:
        docs/methodology.md, "The status of one indicator" (with the table of cases).
    """
    if case.target is None:
        return Assessment("no_target")
    if case.actual is None:
        return Assessment("no_data")
    actual, target = exact(case.actual), exact(case.target)
    if case.way == "maintain":
        return Assessment("kept" if _kept(case, actual - target) else "off_target")
    if is_ceiling(case.way, case.target_kind, case.baseline):
        return Assessment("within" if actual <= target else "over_ceiling")
    progress = expected = ratio = None
    if case.baseline is not None:
        start = exact(case.baseline) * (1 - case.share)
        # A part of a period is measured against the same part of the baseline.
        progress = measure_progress(case.baseline, target, actual + start)
        if case.expected is not None:
            expected = measure_progress(case.baseline, target, exact(case.expected) + start)
    if progress is not None and expected is not None and expected > 0:
        ratio = progress / expected
    if _reached(case, actual - target):
        return Assessment("achieved", progress, expected, ratio)
    if progress is None and case.final:
        return Assessment("not_achieved")
    if progress is None or expected is None:
        return Assessment("no_baseline", progress, expected, ratio)
    if case.target_kind == "exactly" and progress > 1:
        return Assessment("off_target", progress, expected, ratio)
    return Assessment(_class(progress, ratio, cuts), progress, expected, ratio)


def is_ceiling(way: str, target_kind: str, baseline: Number | None) -> bool:
    """Say whether the target is a limit not to be passed, rather than a way to go.

    A target "at most" is one, unless the indicator is to decrease from a known baseline.
    """
    on_the_way_down = way == "decrease" and baseline is not None
    return target_kind == "at_most" and not on_the_way_down


def moved(before: str, after: str) -> str:
    """Return `up`, `down` or `same` between two ratings; "" when one of them is no rating."""
    if before not in RANK or after not in RANK:
        return ""
    change = RANK[after] - RANK[before]
    return "up" if change > 0 else "down" if change < 0 else "same"


def _class(progress: Fraction, ratio: Fraction | None, cuts: Cuts) -> str:
    """Return the class of a way not yet at its end; without a ratio nothing was expected."""
    if ratio is not None:
        return class_of(ratio, cuts)
    if progress == 0:
        return "not_yet_due"
    return "ahead" if progress > 0 else "moving_away"


def _kept(case: Case, distance: Fraction) -> bool:
    tolerance = exact(case.tolerance or 0)
    if case.target_kind == "at_least":
        return distance >= -tolerance
    return distance <= tolerance if case.target_kind == "at_most" else abs(distance) <= tolerance


def _reached(case: Case, distance: Fraction) -> bool:
    if case.target_kind == "exactly":
        return abs(distance) <= exact(case.tolerance or 0)
    return distance <= 0 if case.way == "decrease" else distance >= 0
