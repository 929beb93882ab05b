"""What a single activity adds to cells: spread at once, as each write needs it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ifla_metrics.store.contributions import spread
from ifla_metrics.store.contributions.columns import Cells, Key
from ifla_metrics.store.contributions.facts import (
    Attendance,
    Counted,
    attendance,
    by_country,
    timeliness,
)
from ifla_metrics.store.contributions.served import Scope, served_of
from ifla_metrics.store.counting_rules import Rules

COUNTING = ("completed", "under_way")


def head_of(there: Attendance) -> tuple[int, ...]:
    """Return what an activity adds to the cell of its directions and rows."""
    return 1, there.participations, int(not there.counted)


def day_of(rules: Rules, day: date) -> tuple[tuple[str, ...], int]:
    """Return the finest periods of a day, and its month."""
    return rules.finest_of(day), day.year * 100 + day.month


def apart(month: tuple[Any, ...]) -> list[Scope]:
    """Return groups, level and arena as scopes."""
    _, groups, level, arena, *_ = month
    return [*(("group", group) for group in groups), ("level", level), ("arena", arena)]


def of_month(there: Attendance, timely: tuple[int, int]) -> tuple[int, ...]:
    """Return what an activity adds to the cells of its month."""
    return (
        1,
        there.participations,
        there.cascade,
        there.women,
        there.gender_known,
        int(not there.counted),
        there.inexact,
        *timely,
    )


def contributions(activity: Counted, rules: Rules) -> Cells:
    """Return what `activity` adds to the cells of one framework; {} when it does not count.

    A single one has nothing to be summed with: it is spread at once, as each write needs it.
    """
    finest, month_ = day_of(rules, activity.started_on)
    if not finest or activity.lifecycle not in COUNTING:
        return {}
    served = served_of(activity.outcomes, activity.alignments, rules)
    there = attendance(activity.lines, rules.counting_roles)
    head = (finest, activity.provenance, served)
    month = (month_, activity.groups, activity.level, activity.arena)
    months = spread.month_keys(month_, activity.provenance, served, apart(month))
    found: Cells = {
        "activity_cells": spread.activities(*head, head_of(there)),
        "country_cells": {
            key: counts
            for country, counts in by_country(activity, there, rules.counting_roles).items()
            for key in spread.country_keys(finest, activity.provenance, served.crossed, country)
        },
        "association_cells": {
            key: (1,)
            for association in {*activity.associations, *there.associations} - {""}
            for key in spread.association_keys(*head, association)
        },
        "month_cells": dict.fromkeys(months, of_month(there, timeliness(activity))),
        "profile_cells": {
            key: counts
            for profile, counts in there.profiles.items()
            for key in spread.profile_keys(*head, profile)
        },
    }
    return {name: cells for name, cells in found.items() if cells}


def add(
    into: dict[str, dict[Key, list[int]]],
    cells: Mapping[str, Mapping[Key, tuple[int, ...]]],
    sign: int = 1,
) -> None:
    """Add (or, with `sign` -1, take away) cells to a running sum."""
    for table, found in cells.items():
        sums = into.setdefault(table, {})
        for key, amounts in found.items():
            held = sums.setdefault(key, [0] * len(amounts))
            for i, amount in enumerate(amounts):
                held[i] += sign * amount
