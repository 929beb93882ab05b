"""An activity as far as cells depend on it, and what its lines of participation come to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

Amounts = tuple[int, ...]
Outcomes = tuple[tuple[str, str], ...]
"""(framework, outcome)."""
Alignments = tuple[tuple[str, str, int, bool], ...]
"""(framework, direction, weight, is primary)."""
Profile = tuple[str, str, str, str]
"""Role, mode, reach and gender."""

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
    outcomes: Outcomes
    alignments: Alignments
    lines: tuple[Line, ...]


class Attendance(NamedTuple):
    """What lines of participation come to."""

    participations: int
    cascade: int
    women: int
    gender_known: int
    inexact: int
    counted: bool
    placed: bool
    """Some line names a country of its own."""
    profiles: dict[Profile, Amounts]
    associations: frozenset[str]


def attendance(lines: Iterable[Line], counting_roles: Collection[str]) -> Attendance:
    """Sum lines: direct attendances in roles that count, and all of them by profile."""
    participations = cascade = women = known = inexact = 0
    counted = False
    for line in lines:
        if line.number is None or line.role not in counting_roles:
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
    placed = any(line.country for line in lines)
    associations = frozenset(line.association for line in lines if line.association)
    return Attendance(
        participations,
        cascade,
        women,
        known,
        inexact,
        counted,
        placed,
        _profiles(lines),
        associations,
    )


def by_country(
    activity: Counted, there: Attendance, counting_roles: Collection[str]
) -> dict[str, Amounts]:
    """Return activities, participations, women and known gender by country ("" not stated)."""
    only = activity.countries[0] if len(activity.countries) == 1 else ""
    if not there.placed:
        if only:  # As most activities are.
            return {only: (1, there.participations, there.women, there.gender_known)}
        found: dict[str, Amounts] = dict.fromkeys(activity.countries or ("",), (1, 0, 0, 0))
        if there.participations:
            itself = found[only][0] if only in found else 0
            found[only] = (itself, there.participations, there.women, there.gender_known)
        return found
    sums = {country: [1, 0, 0, 0] for country in activity.countries or ("",)}
    for line in activity.lines:
        if not line.number or line.reach != "direct" or line.role not in counting_roles:
            continue
        amounts = sums.setdefault(line.country or only, [0, 0, 0, 0])
        amounts[1] += line.number
        if line.gender != "not_stated":
            amounts[2] += line.number * (line.gender == "woman")
            amounts[3] += line.number
    return {country: tuple(amounts) for country, amounts in sums.items()}


def timeliness(activity: Counted) -> tuple[int, int]:
    """Return whether it is known when an activity was logged, and whether that was on time."""
    if activity.logged_on is None or activity.lifecycle != "completed":
        return 0, 0
    return 1, int((activity.logged_on - activity.ended_on).days <= TIMELY_DAYS)


def _profiles(lines: Iterable[Line]) -> dict[Profile, Amounts]:
    found: dict[Profile, list[int]] = {}
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
