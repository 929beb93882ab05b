"""Headers of a town and its country in one cell: “City, Country”, “Pays / Ville”."""

from __future__ import annotations

from itertools import product

from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_words import PLACES

_TOWNS = (
    "city",
    "town",
    "place",
    "location",
    "venue",
    "ville",
    "lieu",
    "ciudad",
    "lugar",
    "cidade",
    "local",
    "stadt",
    "ort",
    "город",
    "место",
    "المدينة",
    "城市",
)
_COUNTRIES = ("country", "pays", "pais", "land", "страна", "البلد", "الدولة", "国家")
_MARKS = (
    ", {}",
    "/{}",
    " / {}",
    " & {}",
    " and {}",
    " et {}",
    " y {}",
    " e {}",
    " und {}",
    " и {}",
    " - {}",
    " ({})",
    "; {}",
    "、{}",
)


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        header_key(a + mark.format(b)) for a, b, mark in product(first, second, _MARKS)
    )


TOWN_FIRST = _both(_TOWNS, _COUNTRIES)
COUNTRY_FIRST = _both(_COUNTRIES, _TOWNS)
BOTH = TOWN_FIRST | COUNTRY_FIRST


def order_in(header: str) -> str:
    """Return where in a cell of a place its country stands: `last`, `first`; empty if not known.

    “Place” may hold “Lima, Peru”; a column “Country” says nothing of towns.
    """
    key = header_key(header)
    if key in COUNTRY_FIRST:
        return "first"
    return "last" if key in TOWN_FIRST or key in PLACES else ""
