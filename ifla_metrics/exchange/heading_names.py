"""Which words over a group of rows, or as the name of a sheet, are a country."""

from __future__ import annotations

from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.places import code_of, key_of

_SHORTEST = 4
"""Letters of a country's name in plain letters; codes are words as well."""
_SHORT = frozenset({"usa", "uk", "uae"})
"""Shorter names that nobody takes for a word, in `key_of`."""
_WORDS = frozenset({"reunion", "la reunion", "island"})
"""Names of countries that are common words in another language: a meeting, an island."""


def heading_of(cell: object, known: Known) -> tuple[str, str]:
    """Return the country's name and alpha-3 code that a heading gives; empty for none."""
    name = cell.strip(" \t\r\n:.") if isinstance(cell, str) else ""
    key = key_of(name)
    if key in _WORDS or (len(name) < _SHORTEST and name.isascii() and key not in _SHORT):
        return "", ""
    code = code_of(name, known.countries)
    return (name, code) if code else ("", "")
