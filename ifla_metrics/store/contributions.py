"""What one activity adds to the cells that the board reads. Pure, and the only place that knows.

Used three ways: + new when an activity is logged, - old + new when it is amended or withdrawn,
summed on import, rebuild and verification. Every amount is a whole number, so sums do not hang on
their order and a summary is equal to its recomputation or wrong. Whoever changes what the same log
gives also changes `readiness.LAYOUT`.

Rules. An activity belongs to every reporting period that contains its first day, and only when it
is under way or completed. Cells are kept for the quarter of that day alone: an activity lies in no
other, so a longer period is the sum of its quarters (`counting_rules.grain_of`), and a write has
few cells to change. Its participations are the direct attendances in roles that count (terms,
list `role`); staff, trainers and observers stand in the profile alone. It is uncounted when no such
attendance has a known number. A count is inexact when it is known with a qualifier other than
exact. A claim to an outcome, or a direction, that the framework no longer has is not stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from ifla_metrics.models.columns import WHOLE_WEIGHT
from ifla_metrics.store.counting_rules import Rules

Key = tuple[str | int, ...]
Cells = dict[str, dict[Key, tuple[int, ...]]]
"""Amounts by table of cells and key; keys and amounts in the order of `COLUMNS`."""

COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "activity_cells": (
        ("period", "provenance", "directions", "rows"),
        ("activities", "participations", "uncounted"),
    ),
    "weight_cells": (("period", "provenance", "rows", "direction"), ("weight", "primaries")),
    "country_cells": (
        ("period", "scope_kind", "scope", "provenance", "country"),
        ("activities", "participations", "women", "gender_known"),
    ),
    "association_cells": (
        ("period", "provenance", "association", "scope_kind", "scope"),
        ("activities",),
    ),
    "month_cells": (
        ("month", "provenance", "scope_kind", "scope"),
        (
            "activities", "participations", "cascade", "women", "gender_known", "uncounted",
            "inexact", "timed", "timely",
        ),
    ),
    "profile_cells": (
        ("period", "provenance", "role", "mode", "reach", "gender", "scope_kind", "scope"),
        ("participations", "lines", "uncounted", "inexact"),
    ),
}  # fmt: skip
"""Key columns and measures of each table of cells, after `framework` and `known`."""

TIMELY_DAYS = 30
"""An activity logged within so many days of its end was logged on time."""


class Line(NamedTuple):
    """One count of attendances, as far as cells depend on it."""

    country: str
    association: str
    gender: str
    role: str
    mode: str
    reach: str
    number: int | None
    qualifier: str


class Counted(NamedTuple):
    """An activity as far as cells depend on it."""

    started_on: date
    ended_on: date
    lifecycle: str
    level: str
    arena: str
    provenance: str
    logged_on: date | None
    """The day it was first logged; None when that is not known."""
    groups: tuple[str, ...]
    countries: tuple[str, ...]
    associations: tuple[str, ...]
    outcomes: tuple[tuple[str, str], ...]
    """(framework, outcome)."""
    alignments: tuple[tuple[str, str, int, bool], ...]
    """(framework, direction, weight, is primary)."""
    lines: tuple[Line, ...]


def contributions(activity: Counted, rules: Rules) -> Cells:
    """Return what `activity` adds to the cells of one framework; {} when it does not count."""
    finest = rules.finest_of(activity.started_on)
    if not finest or activity.lifecycle not in ("completed", "under_way"):
        return {}
    provenance = activity.provenance
    outcomes = [code for framework, code in activity.outcomes if framework == rules.framework]
    weights, primary = _weights(activity, rules)
    served = sorted((d for d in weights if d), key=rules.order.__getitem__)
    rows = sorted(
        {rules.row[code] for code in outcomes if code in rules.row}, key=rules.order.__getitem__
    )
    row_set, directions = "|".join(rows), served or [""]
    scopes: list[tuple[str, str]] = [("all", "")]
    scopes += [("direction", d) for d in directions]
    drawn = scopes.copy()
    nodes = {scope for code in outcomes for scope in rules.scopes.get(code, ())}
    scopes += [("node", node) for node in nodes]
    pairs = (("cross", f"{d} {row}") for d in directions for row in rows or [""])
    crossed = [*scopes, *pairs]

    total = _total(activity, rules)
    amounts = (1, total.participations, int(not total.counted))
    cells: Cells = {
        "activity_cells": {
            (p, provenance, "|".join(served), row_set): amounts for p in finest
        },
        "weight_cells": {
            (p, provenance, row_set, d): (weight, int(d == primary))
            for p in finest
            for d, weight in weights.items()
        },
        "country_cells": {
            (p, kind, scope, provenance, country): there
            for country, there in _by_country(activity, rules).items()
            for p in finest
            for kind, scope in crossed
        },
        "month_cells": _months(activity, total, scopes),
    }
    associations = {*activity.associations, *(ln.association for ln in activity.lines)} - {""}
    if associations:
        cells["association_cells"] = {
            (p, provenance, association, kind, scope): (1,)
            for association in associations
            for p in finest
            for kind, scope in drawn
        }
    if activity.lines:
        cells["profile_cells"] = {
            (p, provenance, *profile, kind, scope): lines
            for profile, lines in _profiles(activity.lines).items()
            for p in finest
            for kind, scope in drawn
        }
    return cells


def _weights(activity: Counted, rules: Rules) -> tuple[dict[str, int], str]:
    """Return the weight of each direction ("" is not stated), and the primary one.

    The weights sum to the whole; a single primary, possibly "not stated", always has an entry.
    """
    weights: dict[str, int] = {}
    primary = ""
    for framework, direction, weight, is_primary in activity.alignments:
        if framework == rules.framework and direction in rules.directions:
            weights[direction] = weight
            if is_primary:
                primary = direction
    lost = WHOLE_WEIGHT - sum(weights.values())
    if lost or not primary:
        weights[""] = lost
    return weights, primary


class _Total(NamedTuple):
    participations: int
    cascade: int
    women: int
    gender_known: int
    inexact: int
    counted: bool


def _total(activity: Counted, rules: Rules) -> _Total:
    participations = cascade = women = known = inexact = 0
    counted = False
    for line in activity.lines:
        if line.number is None or line.role not in rules.counting_roles:
            continue
        if line.reach != "direct":
            cascade += line.number
            continue
        counted = True
        participations += line.number
        inexact += line.qualifier != "exact"
        if line.gender != "not_stated":
            known += line.number
            women += line.number * (line.gender == "woman")
    return _Total(participations, cascade, women, known, inexact, counted)


def _by_country(activity: Counted, rules: Rules) -> dict[str, tuple[int, ...]]:
    """Return activities, participations, women and known gender by country ("" not stated)."""
    found = {country: [1, 0, 0, 0] for country in activity.countries or ("",)}
    only = activity.countries[0] if len(activity.countries) == 1 else ""
    for line in activity.lines:
        if not line.number or line.reach != "direct" or line.role not in rules.counting_roles:
            continue
        amounts = found.setdefault(line.country or only, [0, 0, 0, 0])
        amounts[1] += line.number
        if line.gender != "not_stated":
            amounts[2] += line.number * (line.gender == "woman")
            amounts[3] += line.number
    return {country: tuple(amounts) for country, amounts in found.items()}


def _months(
    activity: Counted, total: _Total, scopes: Iterable[tuple[str, str]]
) -> dict[Key, tuple[int, ...]]:
    timed = timely = 0
    if activity.logged_on is not None and activity.lifecycle == "completed":
        timed = 1
        timely = int((activity.logged_on - activity.ended_on).days <= TIMELY_DAYS)
    amounts = (
        1, total.participations, total.cascade, total.women, total.gender_known,
        int(not total.counted), total.inexact, timed, timely,
    )  # fmt: skip
    month = activity.started_on.year * 100 + activity.started_on.month
    apart = [("group", group) for group in activity.groups]
    apart += [("level", activity.level), ("arena", activity.arena)]
    return {
        (month, activity.provenance, kind, scope): amounts for kind, scope in (*scopes, *apart)
    }


def _profiles(lines: Iterable[Line]) -> dict[tuple[str, str, str, str], tuple[int, ...]]:
    found: dict[tuple[str, str, str, str], list[int]] = {}
    for line in lines:
        key = (line.role, line.mode, line.reach, line.gender)
        amounts = found.setdefault(key, [0, 0, 0, 0])
        amounts[1] += 1
        if line.number is None:
            amounts[2] += 1
        else:
            amounts[0] += line.number
            amounts[3] += line.qualifier != "exact"
    return {key: tuple(amounts) for key, amounts in found.items()}


def add(into: dict[str, dict[Key, list[int]]], cells: Mapping[str, Mapping[Key, tuple[int, ...]]],
        sign: int = 1) -> None:
    """Add (or, with `sign` -1, take away) cells to a running sum."""
    for table, found in cells.items():
        sums = into.setdefault(table, {})
        for key, amounts in found.items():
            held = sums.get(key)
            if held is None:
                sums[key] = [sign * amount for amount in amounts]
            else:
                for i, amount in enumerate(amounts):
                    held[i] += sign * amount
