"""Where we reached, against which denominator, and where not.

A country counts once in each scope, however many activities it had. Distinct countries of a
direction, a row and the whole are counted separately and never added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.exact import exact
from ifla_metrics.metrics.selection import NOT_STATED, OUTSIDE, rows, scoped, scoped_period
from ifla_metrics.metrics.tables import each
from ifla_metrics.metrics.values import weakest
from ifla_metrics.reading import Reading

NEEDS = (
    "country_cells",
    "countries",
    "regions",
    "listed",
    "denominators",
    "month_cells",
)

MEMBERS, PRIORITY = "member_countries", "priority_countries"
"""Codes of the two lists of countries that are also denominators."""


@dataclass(frozen=True)
class Coverage:
    """Reached against a stated denominator, every count beside the ratio."""

    code: str
    reached: int
    """Distinct countries with an activity, on the list or not."""
    listed_reached: int | None
    """Of these, on the list; None when the list by country is not known."""
    listed: int
    denominator: float | None
    """The published number; None when none is published by the evaluation day."""
    ratio: float | None
    """`listed_reached` / `denominator`."""
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
        return float(exact(self.denominator) - self.listed)


@dataclass(frozen=True)
class Denominator:
    """A published number that coverage is measured against."""

    as_of: date
    value: float
    source: str
    provenance: str


def denominator_on(reading: Reading, code: str, on: date) -> Denominator | None:
    """Return the latest value of a denominator published by a day; None when there is none yet."""
    columns = ("code", "as_of", "value", "source", "provenance")
    told = [
        Denominator(as_of, float(value), source, provenance)
        for found, as_of, value, source, provenance in each(rows(reading, "denominators"), *columns)
        if found == code and as_of <= on
    ]
    return max(told, key=lambda d: (d.as_of, d.value), default=None)


def reached(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> frozenset[str]:
    """Return the countries with an activity in the chosen period (default: the chosen scope)."""
    cells = _active_cells(scoped_period(reading, "country_cells", kind, scope))
    return frozenset(cells["country"])


def of_list(
    reading: Reading, code: str = MEMBERS, *, kind: str | None = None, scope: str | None = None
) -> Coverage:
    """Return how many countries of a list were reached, out of the published number.

    The denominator is the latest one published by the evaluation day (member countries at the end
    of 2011: 143). Without the list by country there is no ratio: other countries were reached too.
    """
    here, listed = reached(reading, kind=kind, scope=scope), _listed(reading, code)
    on_list = len(here.intersection(listed.index)) if len(listed) else None
    published = denominator_on(reading, code, reading.on)
    value = published.value if published else None
    return Coverage(
        code=code,
        reached=len(here),
        listed_reached=on_list,
        listed=len(listed),
        denominator=value,
        ratio=on_list / value if on_list is not None and value else None,
        as_of=published.as_of if published else None,
        source=published.source if published else "",
        provenance=weakest({*listed["provenance"], published.provenance if published else ""}),
    )


def by_scope(reading: Reading) -> pd.DataFrame:
    """Count distinct countries for the whole, each direction and each row of the framework.

    Returns:
        One row per scope in that order, with `kind` (all, direction, node), `scope` (direction ""
        is "not stated") and `countries`. A scope without activity keeps its row.
    """
    framework = reading.framework
    scopes = [
        ("all", ""),
        *(("direction", direction.code) for direction in framework.directions),
        ("direction", NOT_STATED),
        *(("node", node.code) for node in framework.rows),
    ]
    found = pd.DataFrame(scopes, columns=["kind", "scope"])
    return found.assign(countries=_distinct_countries(reading, scopes))


def matrix(reading: Reading) -> pd.DataFrame:
    """Count activities (by every rule) and distinct countries per row and direction.

    Returns:
        The rows of `counting.matrix` with `countries`; "" as direction is "not stated".
    """
    cells = counting.matrix(reading)
    crossed = [("cross", scope) for scope in cells["direction"] + " " + cells["row"]]
    return cells.assign(countries=_distinct_countries(reading, crossed))


def by_region(
    reading: Reading, *, code: str = MEMBERS, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """Count reached countries per region of the framework's scheme on the evaluation day.

    Returns:
        One row per region in order (OUTSIDE last, where it occurs), with `title`, `reached`
        (distinct countries), `listed` (countries of the list there), `listed_reached`, `ratio` of
        the two (0 to 1, missing without a listed country), and `last_activity`, the end of the
        last quarter with an activity up to the evaluation day (None: never).
    """
    here, listed = reached(reading, kind=kind, scope=scope), _listed(reading, code)
    last = last_quarters(reading, kind=kind, scope=scope)
    places = pd.DataFrame(index=pd.Index(sorted({*here, *listed.index, *last}), dtype="str"))
    places = _with_facts(places, reading)
    places["reached"] = places.index.isin(here)
    places["listed"] = places.index.isin(listed.index)
    places["listed_reached"] = places["reached"] & places["listed"]
    counts = ["reached", "listed", "listed_reached"]
    found = places.groupby("region")[counts].sum()

    regions = reading.frame("regions").sort_values("position")
    order = [*regions["region"], *([OUTSIDE] if OUTSIDE in found.index else [])]
    found = found.reindex(order, fill_value=0).rename_axis("region")
    found = found.join(regions.set_index("region")["title"]).fillna({"title": ""})
    found["ratio"] = found["listed_reached"] / found["listed"]
    latest = pd.Series(last, dtype=object).groupby(places["region"]).max()
    found["last_activity"] = pd.Series({r: latest.get(r) for r in order}, dtype=object)
    return found[["title", *counts, "ratio", "last_activity"]].infer_objects().reset_index()


def by_country(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """List every country of the world with what happened there, for the map and its table.

    Returns:
        One row per country of frames.COUNTRIES by code, with its codes, name, point, `small`,
        `region` (OUTSIDE when the scheme has none), `activities`, `participations` of the period
        (missing where not known), `reached`, `first_year`, `last_year` (of any activity up to the
        evaluation day, missing: never), `first_on` (the first day of the first quarter with one),
        `member`, `priority`, and `category` on the priority list.
    """
    cells = scoped_period(reading, "country_cells", kind, scope)
    sums = cells.groupby("country")[["activities", "participations"]].sum()
    found = reading.frame("countries").set_index("country").sort_index()
    found["region"] = found["region"].replace("", OUTSIDE)
    found = found.join(sums.reindex(found.index, fill_value=0))
    uncounted = (found["activities"] > 0) & (found["participations"] == 0)
    found["participations"] = found["participations"].astype(float).mask(uncounted)
    found["reached"] = found["activities"] > 0
    found = found.join(_years(reading, kind, scope))
    quarters = _active_spans(reading, "quarter", kind, scope)
    first = quarters.groupby("country")["starts_on"].min()
    found["first_on"] = pd.Series({c: first.get(c) for c in found.index}, dtype=object)
    priority = _listed(reading, PRIORITY)
    found["member"] = found.index.isin(_listed(reading, MEMBERS).index)
    found["priority"] = found.index.isin(priority.index)
    found = found.join(priority["category"]).fillna({"category": ""})
    return found.infer_objects().reset_index()[
        [
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
        ]
    ]


def not_reached(
    reading: Reading, code: str = PRIORITY, *, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """List the countries of a list without an activity in the chosen period.

    Returns:
        One row per country by region and name, with `alpha2`, `name`, `region`, `category` on the
        list and `last_year` of any earlier activity in the scope (missing: never). Empty when the
        list is not known, which is not "all reached": ask `of_list` for its size.
    """
    found = _listed(reading, code)
    found = found[~found.index.isin(reached(reading, kind=kind, scope=scope))]
    found = _with_facts(found, reading).join(_years(reading, kind, scope)["last_year"])
    found = found.sort_values(["region", "name"], kind="stable").infer_objects().reset_index()
    return found[["country", "alpha2", "name", "region", "category", "last_year"]]


def last_quarters(
    reading: Reading, *, kind: str | None = None, scope: str | None = None
) -> dict[str, date]:
    """Return the end of the last quarter with an activity, by country, up to the evaluation day."""
    quarters = _active_spans(reading, "quarter", kind, scope)
    last = quarters.groupby("country")["ends_on"].max()
    return {str(country): day for country, day in last.items()}


def _years(reading: Reading, kind: str | None, scope: str | None) -> pd.DataFrame:
    """Return the `first_year` and the `last_year` with an activity, by country."""
    years = _active_spans(reading, "year", kind, scope)
    years["year"] = [float(day.year) for day in years["starts_on"]]
    found = years.groupby("country")["year"].agg(["min", "max"])
    return found.set_axis(["first_year", "last_year"], axis=1)


def _active_spans(
    reading: Reading, grain: str, kind: str | None, scope: str | None
) -> pd.DataFrame:
    """Return the quarters or years with an activity, up to the evaluation day.

    One row per cell, with `country`, `starts_on` and `ends_on`, cut at the evaluation day.
    """
    begun = [p for p in reading.framework.periods if p.kind == grain and p.starts_on <= reading.on]
    spans = pd.DataFrame(
        {
            "period": [p.code for p in begun],
            "starts_on": [p.starts_on for p in begun],
            "ends_on": [min(p.ends_on, reading.on) for p in begun],
        },
        dtype=object,
    )
    cells = _active_cells(scoped(reading, "country_cells", kind, scope))
    return cells[["country", "period"]].merge(spans, on="period")


def _active_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the country cells that name a country and have an activity."""
    frames.expect(cells, frames.COUNTRY_CELLS)
    return cells[(cells["country"] != NOT_STATED) & (cells["activities"] > 0)]


def _distinct_countries(reading: Reading, scopes: list[tuple[str, str]]) -> list[int]:
    """Return how many countries had an activity in the chosen period, for each scope."""
    cells = _active_cells(rows(reading, "country_cells", period=reading.period.code))
    found = cells.groupby(["scope_kind", "scope"])["country"].nunique().to_dict()
    return [int(found.get(scope, 0)) for scope in scopes]


def _with_facts(places: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return places with `alpha2`, `name` and `region`, also of a country that is not known."""
    facts = reading.frame("countries").set_index("country")[["alpha2", "name", "region"]]
    found = places.join(facts)
    found["name"] = found["name"].fillna(found.index.to_series())
    found["region"] = found["region"].fillna("").replace("", OUTSIDE)
    return found.fillna({"alpha2": ""})


def _listed(reading: Reading, code: str) -> pd.DataFrame:
    """Return `category` and `provenance` of the countries on a list, by country."""
    listed = rows(reading, "listed")
    listed = listed[listed["list"] == code].drop_duplicates("country", keep="last")
    return listed.set_index("country")[["category", "provenance"]]
