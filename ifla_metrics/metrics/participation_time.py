"""Participation over time, with the year before beside it; by level and by arena."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.metrics.log_sums import SUMMED, MonthSums, add_up
from ifla_metrics.metrics.selection import in_order, rows, scoped
from ifla_metrics.metrics.tables import each, table
from ifla_metrics.periods import first_day, last_day, month_of, quarter_of
from ifla_metrics.reading import Reading

NEEDS = ("month_cells", "terms")

COUNTS = ("activities", "cascade", "women", "gender_known", "uncounted", "inexact")


def over_time(
    reading: Reading,
    *,
    grain: str = "quarter",
    kind: str | None = None,
    scope: str | None = None,
) -> pd.DataFrame:
    """Return participation per `month`, `quarter` or `year` of the chosen period.

    Returns:
        One row per span that has begun by the evaluation day, an empty one included, with `start`,
        `end` (both days belong to it), `running` (it ends after the evaluation day), `code`,
        `activities` that began in it, direct
        `participations` (missing when none of them was counted), `cascade`, `women`,
        `gender_known`, `women_share`, `uncounted`, `inexact`; and `activities_before`,
        `participations_before`, `cascade_before` of the same months a year earlier. They are
        missing before the first month that the framework's periods cover, and of a running span:
        a part of a span is not compared with a whole one.
    """
    by_month = _by_month(reading, kind, scope)
    first = min(month_of(p.starts_on) for p in reading.framework.periods)
    told = []
    for code, months in _spans(reading, grain):
        now = _together(by_month, months)
        earlier, end = [m - 100 for m in months], last_day(months[-1])
        running = end > reading.on
        alike = min(earlier) >= first and not running
        before = _together(by_month, earlier) if alike else None
        told.append(
            {
                "start": first_day(months[0]),
                "end": end,
                "running": running,
                "code": code,
                "participations": now.people,
                **{c: getattr(now, c) for c in COUNTS},
                "women_share": now.women / now.gender_known if now.gender_known else None,
                "activities_before": None if before is None else before.activities,
                "participations_before": None if before is None else before.people,
                "cascade_before": None if before is None else before.cascade,
            }
        )
    return table(
        told,
        (
            "start",
            "end",
            "running",
            "code",
            "activities",
            "participations",
            "cascade",
            "women",
            "gender_known",
            "women_share",
            "uncounted",
            "inexact",
            "activities_before",
            "participations_before",
            "cascade_before",
        ),
        floats=(
            "participations",
            "women_share",
            "activities_before",
            "participations_before",
            "cascade_before",
        ),
        counts=COUNTS,
    )


def by_level(reading: Reading) -> pd.DataFrame:
    """Break the chosen period down by national, regional and international ("" = not stated).

    Returns:
        One row per level in reading order, with `title`, `activities`, direct `participations`
        (missing when none was counted), `cascade`, `uncounted`; parts add up to the total.
    """
    return _by_term(reading, "level")


def by_arena(reading: Reading) -> pd.DataFrame:
    """Break the chosen period down by arena, as `by_level` does by level."""
    return _by_term(reading, "arena")


def period_sums(reading: Reading, kind: str | None, scope: str | None) -> MonthSums:
    """Add up the months of the chosen period in one scope (default: the chosen one)."""
    return _together(_by_month(reading, kind, scope), reading.period.months)


def _by_term(reading: Reading, kind: str) -> pd.DataFrame:
    frames.expect(reading.frame("month_cells"), frames.MONTH_CELLS)
    frame = rows(reading, "month_cells", kind=kind)
    months = set(reading.period.months)
    sums: dict[str, MonthSums] = defaultdict(MonthSums)
    names = ("scope", "month", "provenance", *SUMMED)
    for scope, month, provenance, *amounts in each(frame, *names):
        if int(month) in months:
            add_up(sums[scope], provenance, amounts)
    terms = reading.frame("terms")
    terms = terms[terms["list"] == kind].sort_values("position")
    titles = dict(each(terms, "code", "title"))
    return table(
        (
            {
                "code": code,
                "title": titles.get(code, code),
                "participations": found.people,
                "activities": found.activities,
                "cascade": found.cascade,
                "uncounted": found.uncounted,
            }
            for code in in_order(set(sums), titles)
            for found in (sums[code],)
        ),
        ("code", "title", "activities", "participations", "cascade", "uncounted"),
        floats=("participations",),
        counts=("activities", "cascade", "uncounted"),
    )


def _by_month(reading: Reading, kind: str | None, scope: str | None) -> dict[int, MonthSums]:
    frame = scoped(reading, "month_cells", kind, scope)
    frames.expect(frame, frames.MONTH_CELLS)
    found: dict[int, MonthSums] = defaultdict(MonthSums)
    names = ("month", "provenance", *SUMMED)
    for month, provenance, *amounts in each(frame, *names):
        add_up(found[int(month)], provenance, amounts)
    return dict(found)


def _together(by_month: dict[int, MonthSums], months: Collection[int]) -> MonthSums:
    whole = MonthSums()
    for month in months:
        sums = by_month.get(month, MonthSums())
        add_up(whole, "", [getattr(sums, name) for name in SUMMED])
    return whole


def _spans(reading: Reading, grain: str) -> Iterator[tuple[str, list[int]]]:
    """Yield code and months of each span of the period that has begun by the evaluation day."""
    spans: dict[str, list[int]] = defaultdict(list)
    for month in reading.period.months:
        code = {"month": str(month), "quarter": quarter_of(month), "year": str(month // 100)}[grain]
        spans[code].append(month)
    yield from ((c, months) for c, months in spans.items() if first_day(months[0]) <= reading.on)
