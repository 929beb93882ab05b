"""Countries reached, overall and by region, against a stated denominator.

A country is reached if it has at least one activity, and counts once in each scope. The distinct
countries of scopes are counted separately, never added up.
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
    cells_of_kind,
    cells_over_time,
    counted_rows,
    in_region_order,
    records,
    with_country_facts,
)
from ifla_metrics.metrics.values import weakest_provenance
from ifla_metrics.reading import Reading

MEMBERS, PRIORITY = "member_countries", "priority_countries"
"""The codes of the two lists of countries, which are also the codes of their denominators."""


@dataclass(frozen=True)
class Coverage:
    """Countries reached against the list and the published number of countries."""

    reached: int
    """Distinct countries with an activity, whether on the list or not."""
    listed_reached: int | None
    """Distinct countries on the list with an activity; None if the list is not known."""
    listed: int
    """Countries on the list."""
    denominator: float | None
    """The published number of countries; None if none was published by the evaluation day."""
    as_of: date | None
    source: str
    provenance: str

    @property
    def remainder(self) -> float | None:
        """The published number minus the countries on the list; None if either is missing.

        It can be negative, because number and list have dates of their own.
        """
        if self.denominator is None or not self.listed:
            return None
        return self.denominator - self.listed


def latest_denominator(reading: Reading, code: str, on: date) -> Record | None:
    """Return the row of a denominator published last, by a day; None if there is none yet."""
    frame = counted_rows(reading, "denominators")
    frame = frame[(frame["code"] == code) & (frame["as_of"] <= on)].sort_values(["as_of", "value"])
    return records(frame)[-1] if len(frame) else None


def reached_countries(reading: Reading, scope: Scope | None = None) -> frozenset[str]:
    """Return the countries with an activity in the chosen period, in one scope."""
    return frozenset(_active(cells(reading, "country_cells", scope))["country"])


def list_coverage(reading: Reading, code: str = MEMBERS) -> Coverage:
    """Return the coverage of a list of countries in the chosen period and direction.

    The denominator is the number published last by the evaluation day, for example 143 countries
    with members at the end of 2011.

    Source: docs/methodology.md, "Coverage".
    """
    reached, listed = reached_countries(reading), _listed(reading, code)
    published = latest_denominator(reading, code, reading.evaluation_day) or {}
    return Coverage(
        reached=len(reached),
        listed_reached=len(reached.intersection(listed.index)) if len(listed) else None,
        listed=len(listed),
        denominator=published.get("value"),
        as_of=published.get("as_of"),
        source=published.get("source", ""),
        provenance=weakest_provenance({*listed["provenance"], published.get("provenance", "")}),
    )


def matrix(reading: Reading) -> pd.DataFrame:
    """Count activities and distinct countries by element and direction.

    Returns:
        The rows of `counting.matrix`, with `countries`.
    """
    table = counting.matrix(reading)
    active = _active(cells_of_kind(reading, "country_cells", "cross"))
    distinct = active.groupby("scope")["country"].nunique()
    countries = distinct.reindex(table["direction"] + " " + table["row"], fill_value=0)
    return table.assign(countries=countries.to_numpy())


def by_region(reading: Reading, scope: Scope | None = None) -> pd.DataFrame:
    """Count reached countries by region, in the framework's region scheme on the evaluation day.

    Returns:
        One row per region in order (OUTSIDE last, if it occurs): `region`, `title`, `reached`
        (distinct countries), `listed` (countries with members), `listed_reached` (both missing
        without a list), `ratio` of the last two (0 to 1, missing without a listed country), and
        `last_activity` (the end of the last quarter with an activity, at most the evaluation day;
        None if there is none).
    """
    reached, listed = reached_countries(reading, scope), _listed(reading, MEMBERS)
    last = _active_quarters(reading, scope).groupby("country")["ends_on"].max()
    codes = sorted({*reached, *listed.index, *last.index})
    countries = with_country_facts(pd.DataFrame(index=pd.Index(codes, dtype="str")), reading)
    countries["reached"] = countries.index.isin(reached)
    countries["listed"] = countries.index.isin(listed.index)
    countries["listed_reached"] = countries["reached"] & countries["listed"]
    counts = ["reached", "listed", "listed_reached"]
    regions = in_region_order(countries.groupby("region")[counts].sum(), reading)
    regions["ratio"] = regions["listed_reached"] / regions["listed"]
    if listed.empty:
        regions[["listed", "listed_reached"]] = float("nan")
    latest = last.groupby(countries["region"]).max().reindex(regions.index).astype(object)
    regions["last_activity"] = latest.where(latest.notna(), None)
    return regions.reset_index()


def by_country(reading: Reading) -> pd.DataFrame:
    """List all countries with their activities, for the map and its table.

    Returns:
        One row per country of frames.COUNTRIES by code, with its columns (`region` OUTSIDE if the
        scheme has none): `activities` and direct `participations` of the period (missing if there
        are activities and the counts come to 0), `reached`, `first_year` and `last_year` with an
        activity up to the evaluation day (missing if there is none), `member`, `priority`, and
        `category` on the priority list.
    """
    sums = cells(reading, "country_cells").groupby("country")[["activities", "participations"]]
    codes = reading.frames["countries"]["country"].sort_values()
    table = with_country_facts(sums.sum().reindex(codes, fill_value=0), reading)
    uncounted = (table["activities"] > 0) & (table["participations"] == 0)
    priority = _listed(reading, PRIORITY)
    years = _active_quarters(reading).groupby("country")["year"]
    table = (
        table.assign(
            participations=table["participations"].astype(float).mask(uncounted),
            reached=table["activities"] > 0,
        )
        .join(years.agg(first_year="min", last_year="max"))
        .assign(
            member=table.index.isin(_listed(reading, MEMBERS).index),
            priority=table.index.isin(priority.index),
        )
        .join(priority["category"])
        .fillna({"category": ""})
    )
    return table.rename_axis("country").reset_index()


def _active_quarters(reading: Reading, scope: Scope | None = None) -> pd.DataFrame:
    """Return `country`, `year` and `ends_on` of each country cell with an activity.

    Only of quarters that have begun; `ends_on` is at most the evaluation day.
    """
    quarters = pd.DataFrame(
        [
            (p.code, p.starts_on.year, min(p.ends_on, reading.evaluation_day))
            for p in reading.framework.periods
            if p.kind == "quarter" and p.starts_on <= reading.evaluation_day
        ],
        columns=["period", "year", "ends_on"],
        dtype=object,
    ).astype({"year": float})
    active = _active(cells_over_time(reading, "country_cells", scope))
    return active[["country", "period"]].merge(quarters, on="period")


def _active(country_cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that have a country and an activity."""
    named = country_cells["country"] != NOT_STATED
    return country_cells[named & (country_cells["activities"] > 0)]


def _listed(reading: Reading, code: str) -> pd.DataFrame:
    """Return the `category` and `provenance` of the countries on a list, by country."""
    listed = counted_rows(reading, "listed")
    listed = listed[listed["list"] == code].drop_duplicates("country", keep="last")
    return listed.set_index("country")[["category", "provenance"]]
