"""Where we reached, against which denominator, and where not.

A country counts once in each scope, however many activities it had. Distinct countries of a
direction, a row and the whole are counted separately and never added up.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from ifla_metrics.metrics import counting
from ifla_metrics.metrics.selection import (
    NOT_STATED,
    Record,
    Scope,
    cells,
    in_period,
    in_regions,
    records,
    rows,
    series,
    with_facts,
)
from ifla_metrics.metrics.values import weakest
from ifla_metrics.reading import Reading

MEMBERS, PRIORITY = "member_countries", "priority_countries"
"""Codes of the two lists of countries that are also denominators."""


@dataclass(frozen=True)
class Coverage:
    """Reached against a stated denominator, every count beside the ratio."""

    reached: int
    """Distinct countries with an activity, on the list or not."""
    listed_reached: int | None
    """Of these, on the list; None when the list by country is not known."""
    listed: int
    denominator: float | None
    """The published number; None when none is published by the evaluation day."""
    as_of: date | None
    source: str
    provenance: str

    @property
    def unnamed(self) -> float | None:
        """How many more countries the published number has than the list names.

        Negative when the list names more, as the two have days of their own. None when one of them
        is missing.
        """
        if self.denominator is None or not self.listed:
            return None
        return self.denominator - self.listed


def denominator(reading: Reading, code: str, on: date) -> Record | None:
    """Return the latest value of a denominator published by a day; None if there is none yet."""
    frame = rows(reading, "denominators")
    frame = frame[(frame["code"] == code) & (frame["as_of"] <= on)].sort_values(["as_of", "value"])
    return records(frame)[-1] if len(frame) else None


def reached(reading: Reading, scope: Scope | None = None) -> frozenset[str]:
    """Return the countries with an activity in the chosen period (default: the chosen scope)."""
    return frozenset(_active(cells(reading, "country_cells", scope))["country"])


def of_list(reading: Reading, code: str = MEMBERS) -> Coverage:
    """Return how many countries of a list were reached, out of the published number.

    The denominator is the latest one published by the evaluation day (member countries at the end
    of 2011: 143). Without the list by country there is no ratio: other countries were reached too.
    """
    here, listed = reached(reading), _listed(reading, code)
    on_list = len(here.intersection(listed.index)) if len(listed) else None
    published = denominator(reading, code, reading.evaluation_day)
    value = published["value"] if published else None
    return Coverage(
        reached=len(here),
        listed_reached=on_list,
        listed=len(listed),
        denominator=value,
        as_of=published["as_of"] if published else None,
        source=published["source"] if published else "",
        provenance=weakest({*listed["provenance"], published["provenance"] if published else ""}),
    )


def matrix(reading: Reading) -> pd.DataFrame:
    """Count activities (by every rule) and distinct countries per row and direction.

    Returns:
        The rows of `counting.matrix` with `countries`; "" as direction is "not stated".
    """
    crossed = counting.matrix(reading)
    scopes = pd.MultiIndex.from_product([["cross"], crossed["direction"] + " " + crossed["row"]])
    active = _active(in_period(rows(reading, "country_cells"), reading))
    distinct = active.groupby(["scope_kind", "scope"])["country"].nunique()
    countries = distinct.reindex(scopes, fill_value=0)
    return crossed.assign(countries=countries.to_numpy())


def by_region(reading: Reading, scope: Scope | None = None) -> pd.DataFrame:
    """Count reached countries per region of the framework's scheme on the evaluation day.

    Returns:
        One row per region in order (OUTSIDE last, where it occurs), with `title`, `reached`
        (distinct countries), `listed` (countries with members there), `listed_reached`, `ratio` of
        the two (0 to 1, missing without a listed country), and `last_activity`, the end of the
        last quarter with an activity up to the evaluation day (None: never).
    """
    here, listed = reached(reading, scope), _listed(reading, MEMBERS)
    last = _active_quarters(reading, scope).groupby("country")["ends_on"].max()
    places = pd.DataFrame(index=pd.Index(sorted({*here, *listed.index, *last.index}), dtype="str"))
    places = with_facts(places, reading).assign(
        reached=places.index.isin(here), listed=places.index.isin(listed.index)
    )
    places["listed_reached"] = places["reached"] & places["listed"]
    counts = ["reached", "listed", "listed_reached"]
    found = in_regions(places.groupby("region")[counts].sum(), reading)
    found["ratio"] = found["listed_reached"] / found["listed"]
    latest = last.groupby(places["region"]).max().reindex(found.index).astype(object)
    found["last_activity"] = latest.where(latest.notna(), None)
    return found.reset_index()


def by_country(reading: Reading) -> pd.DataFrame:
    """List every country of the world with what happened there, for the map and its table.

    Returns:
        One row per country of frames.COUNTRIES by code, with what is known of it (`region` OUTSIDE
        when the scheme has none), `activities`, `participations` of the period (missing where not
        known), `reached`, `first_year`, `last_year` (of any activity up to the evaluation day,
        missing: never), `member`, `priority`, and `category` on the priority list.
    """
    sums = cells(reading, "country_cells").groupby("country")[["activities", "participations"]]
    names = reading.frames["countries"]["country"].sort_values()
    found = with_facts(sums.sum().reindex(names, fill_value=0), reading)
    uncounted = (found["activities"] > 0) & (found["participations"] == 0)
    found["participations"] = found["participations"].astype(float).mask(uncounted)
    found["reached"] = found["activities"] > 0
    priority = _listed(reading, PRIORITY)
    found = (
        found.join(_years(reading))
        .assign(
            member=found.index.isin(_listed(reading, MEMBERS).index),
            priority=found.index.isin(priority.index),
        )
        .join(priority["category"])
        .fillna({"category": ""})
    )
    return found.rename_axis("country").reset_index()


def _years(reading: Reading) -> pd.DataFrame:
    """Return the `first_year` and the `last_year` with an activity, by country."""
    years = _active_quarters(reading)
    years["year"] = [float(day.year) for day in years["starts_on"]]
    found = years.groupby("country")["year"].agg(["min", "max"])
    return found.set_axis(["first_year", "last_year"], axis=1)


def _active_quarters(reading: Reading, scope: Scope | None = None) -> pd.DataFrame:
    """Return the quarters with an activity, up to the evaluation day.

    One row per cell, with `country`, `starts_on` and `ends_on`, cut at the evaluation day.
    """
    spans = pd.DataFrame(
        [
            (p.code, p.starts_on, min(p.ends_on, reading.evaluation_day))
            for p in reading.framework.periods
            if p.kind == "quarter" and p.starts_on <= reading.evaluation_day
        ],
        columns=["period", "starts_on", "ends_on"],
        dtype=object,
    )
    active = _active(series(reading, "country_cells", scope))
    return active[["country", "period"]].merge(spans, on="period")


def _active(found: pd.DataFrame) -> pd.DataFrame:
    """Return the country cells that name a country and have an activity."""
    return found[(found["country"] != NOT_STATED) & (found["activities"] > 0)]


def _listed(reading: Reading, code: str) -> pd.DataFrame:
    """Return `category` and `provenance` of the countries on a list, by country."""
    listed = rows(reading, "listed")
    listed = listed[listed["list"] == code].drop_duplicates("country", keep="last")
    return listed.set_index("country")[["category", "provenance"]]
