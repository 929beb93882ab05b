"""Participation by place: countries, regions, associations."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.metrics.selection import NOT_STATED, OUTSIDE, names_of, rows, scoped_period
from ifla_metrics.metrics.tables import each, records, table
from ifla_metrics.reading import Reading

NEEDS = ("country_cells", "association_cells", "countries", "regions", "associations")


def by_country(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """List countries with an activity or with participants.

    Returns:
        One row per country by name ("" last: not stated), with `region`, `activities` there,
        direct `participations` of people from there (missing when activities took place and no
        count is known), `women` and `gender_known`. Activities do not add up over countries.
    """
    frame = scoped_period(reading, "country_cells", kind, scope)
    frames.expect(frame, frames.COUNTRY_CELLS)
    sums: dict[str, Counter[str]] = {}
    columns = ("activities", "participations", "women", "gender_known")
    for country, *amounts in each(frame, "country", *columns):
        found = sums.setdefault(country, Counter())
        for column, amount in zip(columns, amounts, strict=True):
            found[column] += int(amount)
    names = names_of(reading)
    told = [
        {
            "country": country,
            "name": str(names.get(country, {}).get("name", country)),
            "region": _region(names, country),
            "activities": found["activities"],
            "participations": _people(found),
            "women": found["women"],
            "gender_known": found["gender_known"],
        }
        for country, found in sums.items()
    ]
    told.sort(key=lambda row: (row["country"] == NOT_STATED, row["name"], row["country"]))
    return table(
        told,
        ("country", "name", "region", "activities", "participations", "women", "gender_known"),
        floats=("participations",),
        counts=("activities", "women", "gender_known"),
    )


def by_region(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """Add countries up to the regions of the framework's scheme on the evaluation day.

    Returns:
        One row per region in order, then OUTSIDE and "" (country not stated) where they occur:
        `title`, `countries` (distinct, with an activity), `participations`, `women`,
        `gender_known`, `women_share`. Parts add up to the total of all direct participations.
    """
    places = by_country(reading, kind=kind, scope=scope)
    regions = reading.frame("regions").sort_values("position")
    titles = dict(each(regions, "region", "title"))
    sums: dict[str, Counter[str]] = {region: Counter() for region in titles}
    for row in records(places):
        found = sums.setdefault(str(row["region"]), Counter())
        found["activities"] += row["activities"]
        found["countries"] += bool(row["country"]) and row["activities"] > 0
        found["participations"] += _or_zero(row["participations"])
        found["women"] += row["women"]
        found["gender_known"] += row["gender_known"]
    order = [*titles, *(r for r in (OUTSIDE, NOT_STATED) if r in sums)]
    return table(
        (
            {
                "region": region,
                "title": titles.get(region, ""),
                "countries": sums[region]["countries"],
                "participations": _people(sums[region]),
                "women": sums[region]["women"],
                "gender_known": sums[region]["gender_known"],
                "women_share": _ratio(sums[region]["women"], sums[region]["gender_known"]),
            }
            for region in order
        ),
        (
            "region",
            "title",
            "countries",
            "participations",
            "women",
            "gender_known",
            "women_share",
        ),
        floats=("participations", "women_share"),
        counts=("countries", "women", "gender_known"),
    )


def by_association(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """List associations that took part, those with most activities first.

    Returns:
        One row per association ("" = not stated, last) with `name`, `country` and `activities`;
        an activity of two associations is in both rows.
    """
    frame = scoped_period(reading, "association_cells", kind, scope)
    frames.expect(frame, frames.ASSOCIATION_CELLS)
    number = Counter[str]()
    for association, amount in each(frame, "association", "activities"):
        number[association] += int(amount)
    listed = rows(reading, "associations")
    names = {
        code: (name, country) for code, country, name in each(listed, "code", "country", "name")
    }
    told = [
        {
            "association": code,
            "name": names.get(code, (code, ""))[0],
            "country": names.get(code, (code, ""))[1],
            "activities": amount,
        }
        for code, amount in number.items()
    ]
    told.sort(
        key=lambda row: (
            row["association"] == NOT_STATED,
            -number[row["association"]],
            row["name"],
            row["association"],
        )
    )
    return table(told, ("association", "name", "country", "activities"), counts=("activities",))


def _people(sums: Counter[str]) -> float | None:
    """Cells do not say who was not counted; activities without any participation are unknown."""
    return None if sums["activities"] and not sums["participations"] else sums["participations"]


def _region(names: dict[str, dict[str, object]], country: str) -> str:
    if country == NOT_STATED:
        return NOT_STATED
    return str(names.get(country, {}).get("region", "")) or OUTSIDE


def _ratio(numerator: float, denominator: float) -> float | None:
    return numerator / denominator if denominator else None


def _or_zero(value: float) -> int:
    return 0 if value != value else int(value)
