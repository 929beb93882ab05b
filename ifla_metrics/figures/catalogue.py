"""Every figure there is, in reading order: what a page shows, a report prints, a command lists.

`CATALOGUE` holds what every strategy has. `kinds` adds, for one framework, the figures made one per
programme row (`indicators-KI2.A`, `ladder-KI2.A`) and per indicator (`trend-A1`).
"""

from __future__ import annotations

from collections.abc import Callable

from ifla_metrics.errors import UnknownCode
from ifla_metrics.figures import (
    attention,
    coverage,
    coverage_gaps,
    directions,
    elements,
    framework,
    matrix,
    milestones,
    participation,
    participation_profile,
    participation_regions,
    participation_women,
    pipelines,
    progress,
    since,
    since_corrections,
    since_log,
    since_status,
    stories,
    trend,
)
from ifla_metrics.figures.figure import Figure, FigureKind
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.reading import Reading

Build = Callable[[Reading, Translate], Figure]


def _kind(
    page: str, name: str, build: Build, needs: tuple[str, ...], previous: tuple[str, ...] = ()
) -> FigureKind:
    return FigureKind(name, needs, build, page, previous)


def _row_kinds(row: str) -> tuple[FigureKind, ...]:
    return (
        _kind(
            "progress",
            f"indicators-{row}",
            progress.bullets_of(row),
            progress.NEEDS,
            progress.PREVIOUS,
        ),
        _kind("progress", f"ladder-{row}", milestones.ladder_of(row), milestones.NEEDS),
    )


def _trend_kind(code: str) -> FigureKind:
    return _kind("progress", f"trend-{code}", trend.trend_of(code), trend.NEEDS, trend.PREVIOUS)


_OVERVIEW = (
    _kind(
        "overview",
        "direction-status",
        directions.direction_status,
        directions.NEEDS,
        directions.PREVIOUS,
    ),
    _kind(
        "overview",
        "element-progress",
        elements.element_progress,
        directions.NEEDS,
        directions.PREVIOUS,
    ),
    _kind(
        "overview",
        "needs-the-board",
        attention.needs_the_board,
        attention.NEEDS,
        attention.PREVIOUS,
    ),
)
_SINCE = tuple(
    _kind("since-last-meeting", name, build, since.NEEDS, since.PREVIOUS)
    for name, build in (
        ("since-status", since_status.status_moves),
        ("since-reports", since.reports),
        ("since-milestones", since.steps),
        ("since-targets", since.targets),
        ("since-corrections", since_corrections.corrections),
        ("since-activities", since_log.activities),
        ("since-countries", since_log.countries),
    )
)
_PARTICIPATION = tuple(
    _kind("participation", name, build, needs)
    for name, build, needs in (
        ("participation-over-time", participation.over_time, participation.TIME_NEEDS),
        ("participation-by-region", participation_regions.by_region, participation.REGION_NEEDS),
        ("women-share", participation_women.women, participation_profile.NEEDS),
        ("participation-profile", participation_profile.profile, participation_profile.NEEDS),
        ("participation-by-level", participation_profile.level, participation_profile.LEVEL_NEEDS),
        (
            "associations-taking-part",
            participation_profile.associations,
            participation_profile.ASSOCIATION_NEEDS,
        ),
    )
)
_COVERAGE = tuple(
    _kind("coverage", name, build, needs)
    for name, build, needs in (
        ("coverage-map", coverage.coverage_map, coverage.NEEDS),
        ("coverage-by-region", coverage.by_region, coverage.NEEDS),
        ("direction-element-matrix", matrix.matrix, matrix.NEEDS),
        ("priority-countries", coverage_gaps.priority, coverage.NEEDS),
        ("not-reached", coverage_gaps.not_reached, coverage.NEEDS),
    )
)
_PROGRESS = (
    _kind("progress", "indicator-bullets", progress.bullets, progress.NEEDS, progress.PREVIOUS),
)
_STEPS = (
    _kind("progress", "milestones", milestones.summary, milestones.NEEDS),
    _kind("progress", "leaders-pipeline", pipelines.leaders, pipelines.NEEDS),
    _kind("progress", "resource-languages", pipelines.resources, pipelines.NEEDS),
    _kind(
        "progress", "association-outcomes", pipelines.association_outcomes, pipelines.OUTCOME_NEEDS
    ),
    _kind("progress", "plan-versus-actual", milestones.plan_versus_actual, milestones.LATE_NEEDS),
)
_STORIES = (_kind("stories", "stories", stories.stories, stories.NEEDS),)
_FRAMEWORK = (
    _kind("framework", "framework-tree", framework.tree, framework.NEEDS),
    _kind("framework", "indicator-definitions", framework.indicators, framework.NEEDS),
    _kind("framework", "target-revisions", framework.revisions, framework.NEEDS),
)

CATALOGUE: tuple[FigureKind, ...] = (
    *_OVERVIEW,
    *_SINCE,
    *_PARTICIPATION,
    *_COVERAGE,
    *_PROGRESS,
    *_STEPS,
    *_STORIES,
    *_FRAMEWORK,
)
"""The figures of every strategy, in reading order."""


def kinds(of: Framework) -> tuple[FigureKind, ...]:
    """Return every figure of a framework in reading order, those per row and indicator included."""
    rows = dict.fromkeys(of.row_of(i.node) for i in of.indicators)
    return (
        *_OVERVIEW,
        *_SINCE,
        *_PARTICIPATION,
        *_COVERAGE,
        *_PROGRESS,
        *(kind for row in rows for kind in _row_kinds(row)),
        *(_trend_kind(i.code) for i in of.indicators),
        *_STEPS,
        *_STORIES,
        *_FRAMEWORK,
    )


def find(name: str, of: Framework | None = None) -> FigureKind:
    """Return the figure kind of a name.

    Args:
        name: `coverage-map`, `trend-A1` …
        of: The framework that has the rows and indicators; without one only CATALOGUE is known.

    Raises:
        UnknownCode: There is none; carries the nearest name.
    """
    known = {kind.name: kind for kind in (CATALOGUE if of is None else kinds(of))}
    if name not in known:
        raise UnknownCode("figure", name, known)
    return known[name]


def build(name: str, reading: Reading, t: Translate) -> Figure:
    """Return the figure of a name from a reading that holds the frames it needs."""
    return find(name, reading.framework).build(reading, t)
