"""Names and codes of countries as files and locales list them; each list is read once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache

import babel

from ifla_metrics.settings import ROOT

_REFERENCE = ROOT / "data" / "reference"
REGIONS = frozenset(
    {
        "africa",
        "afrique",
        "africana",
        "afrika",
        "america",
        "amerique",
        "americas",
        "asia",
        "asie",
        "asien",
        "europe",
        "europa",
        "oceania",
        "oceanie",
        "caribbean",
        "caraibes",
        "caribe",
        "pacific",
        "pacifique",
        "pacifico",
        "sadc",
        "ecowas",
        "asean",
        "region",
        "regional",
    }
)
"""Words of regions, which no nearest country is told for."""


@lru_cache(maxsize=8)
def territories(language: str) -> Mapping[str, str]:
    """Return the names of countries in a language, by alpha-2 code."""
    return dict(babel.Locale.parse(language).territories)


@lru_cache(maxsize=1)
def aliases() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Return other names, each with the countries that it may mean and its kind."""
    with (_REFERENCE / "country_names.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["name"], tuple(row["countries"].split("|")), row["kind"])
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def numerics() -> tuple[tuple[str, str], ...]:
    """Return each country's alpha-3 code and its number."""
    with (_REFERENCE / "countries.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["alpha3"], row["numeric"]) for row in csv.DictReader(file))
