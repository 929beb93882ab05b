"""Countries one by one: which were reached, which not, and when first and last."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.metrics.selection import OUTSIDE, names_of, rows, scoped, scoped_period
from ifla_metrics.metrics.tables import each, table
from ifla_metrics.periods import Period
from ifla_metrics.reading import Reading

NEEDS = ("country_cells", "countries", "listed")

MEMBERS, PRIORITY = "member_countries", "priority_countries"
"""Codes of the two lists of countries that are also denominators."""


def reached(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> frozenset[str]:
    """Return the countries with an activity in the chosen period (default: the chosen scope)."""
    frame = scoped_period(reading, "country_cells", kind, scope)
    frames.expect(frame, frames.COUNTRY_CELLS)
    return frozenset(
        str(country)
        for country, number in each(frame, "country", "activities")
        if country and number > 0
    )


def by_country(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """List every country of the world with what happened there, for the map and its table twin.

    Returns:
        One row per country of frames.COUNTRIES by code, with its codes, name, point, `small`,
        `region` (OUTSIDE when the scheme has none), `activities`, `participations` of the period
        (missing where not known), `reached`, `first_year`, `last_year` (of any activity up to the
        evaluation day, missing: never), `first_on` (the first day of the first quarter with one),
        `member`, `priority`, and `category` on the priority list.
    """
    number, people = Counter[str](), Counter[str]()
    frame = scoped_period(reading, "country_cells", kind, scope)
    for country, activities, participations in each(
        frame, "country", "activities", "participations"
    ):
        number[country] += int(activities)
        people[country] += int(participations)
    years, first = _years(reading, kind, scope), _first_quarters(reading, kind, scope)
    members, priority = listed_countries(reading, MEMBERS), listed_countries(reading, PRIORITY)
    told = [
        {
            **facts,
            "region": facts["region"] or OUTSIDE,
            "activities": number[code],
            "participations": None if number[code] and not people[code] else people[code],
            "reached": number[code] > 0,
            "first_year": min(years[code], default=None),
            "last_year": max(years[code], default=None),
            "first_on": first.get(code),
            "member": code in members,
            "priority": code in priority,
            "category": priority.get(code, ("", ""))[0],
        }
        for code, facts in sorted(names_of(reading).items())
    ]
    return table(
        told,
        (
            "country",
            "alpha2",
            "numeric",
            "name",
            "latitude",
            "longitude",
            "small",
            "region",
            "activities",
            "participations",
            "reached",
            "first_year",
            "last_year",
            "first_on",
            "member",
            "priority",
            "category",
        ),
        floats=("participations", "first_year", "last_year"),
        counts=("activities",),
    )


def not_reached(
    reading: Reading, code: str = PRIORITY, *, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """List the countries of a list without an activity in the chosen period.

    Returns:
        One row per country by region and name, with `alpha2`, `name`, `region`, `category` on the
        list and `last_year` of any earlier activity in the scope (missing: never). Empty when the
        list is not known, which is not "all reached": ask `of_list` for its size.
    """
    here, names = reached(reading, kind=kind, scope=scope), names_of(reading)
    years = _years(reading, kind, scope)
    told = [
        {
            "country": country,
            "alpha2": str(names.get(country, {}).get("alpha2", "")),
            "name": str(names.get(country, {}).get("name", country)),
            "region": str(names.get(country, {}).get("region", "")) or OUTSIDE,
            "category": category,
            "last_year": max(years[country], default=None),
        }
        for country, (category, _provenance) in listed_countries(reading, code).items()
        if country not in here
    ]
    told.sort(key=lambda row: (str(row["region"]), str(row["name"])))
    return table(
        told,
        ("country", "alpha2", "name", "region", "category", "last_year"),
        floats=("last_year",),
    )


def last_quarters(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> dict[str, date]:
    """Return the end of the last quarter with an activity, by country, up to the evaluation day."""
    ends = {p.code: min(p.ends_on, reading.on) for p in _begun(reading, "quarter")}
    frame = scoped(reading, "country_cells", kind, scope)
    found: dict[str, date] = {}
    for period, country, number in each(frame, "period", "country", "activities"):
        if country and number > 0 and period in ends:
            found[country] = max(found.get(country, ends[period]), ends[period])
    return found


def _first_quarters(reading: Reading, kind: str | None, scope: str | None) -> dict[str, date]:
    """Return the first day of the first quarter with an activity, by country."""
    starts = {p.code: p.starts_on for p in _begun(reading, "quarter")}
    found: dict[str, date] = {}
    for period, country, number in each(
        scoped(reading, "country_cells", kind, scope), "period", "country", "activities"
    ):
        if country and number > 0 and period in starts:
            found[country] = min(found.get(country, starts[period]), starts[period])
    return found


def _years(reading: Reading, kind: str | None, scope: str | None) -> dict[str, set[int]]:
    years = {p.code: p.starts_on.year for p in _begun(reading, "year")}
    frame = scoped(reading, "country_cells", kind, scope)
    found: dict[str, set[int]] = defaultdict(set)
    for period, country, number in each(frame, "period", "country", "activities"):
        if country and number > 0 and period in years:
            found[country].add(years[period])
    return found


def _begun(reading: Reading, kind: str) -> list[Period]:
    return [p for p in reading.framework.periods if p.kind == kind and p.starts_on <= reading.on]


def listed_countries(reading: Reading, code: str) -> dict[str, tuple[str, str]]:
    """Return category and provenance of the countries on a list."""
    frame = rows(reading, "listed")
    frame = frame[frame["list"] == code]
    return {
        country: (category, provenance)
        for country, category, provenance in each(frame, "country", "category", "provenance")
    }
